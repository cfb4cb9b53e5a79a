//! The wire: server functions, a signature and two lines each.

pub mod case;
pub mod code;
pub mod congress;
pub mod evaluation;
pub mod import;
pub mod invitation;
pub mod log;
pub mod message;
pub mod notice;
pub mod notification;
pub mod org;
pub mod org_change;
pub mod outbox;
pub mod portal;
pub mod post;
pub mod profile;
pub mod recovery;
pub mod register;
pub mod review;
pub mod session;
pub mod support;
pub mod viewing;
pub mod workbench;

use leptos::prelude::*;
use leptos::serde_json;
use leptos::server_fn::codec::Post;
use leptos::server_fn::error::ServerFnErrorErr;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::error::AppError;

/// Answers as JSON text. The framework's own encoding reads bytes, and the data that comes with a page is read as
/// text: every type would have its reader twice in the browser module, a tenth of it.
pub struct JsonText;

/// How a server function answers.
pub type Wire = Post<JsonText>;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        serde_json::from_str(&String::from_utf8_lossy(&bytes))
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unreachable,
            // What cannot be read was not written by our pages: a forged or outdated call.
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::Deserialization(_) | ServerFnErrorErr::MissingArg(_) => {
                malformed()
            }
            other => Self::Internal { reference: fault(&other.to_string()) },
        }
    }
}

#[cfg(feature = "ssr")]
fn malformed() -> AppError {
    let error = AppError::Invalid { problems: Vec::new() };
    let _ = reply::<()>(Err(error.clone()));
    error
}

#[cfg(not(feature = "ssr"))]
fn malformed() -> AppError {
    AppError::Invalid { problems: Vec::new() }
}

#[cfg(feature = "ssr")]
fn fault(error: &str) -> String {
    match crate::service::internal(&error) {
        AppError::Internal { reference } => reference,
        _ => String::new(),
    }
}

#[cfg(not(feature = "ssr"))]
fn fault(error: &str) -> String {
    leptos::logging::error!("{error}");
    String::new()
}

#[cfg(feature = "ssr")]
mod server {
    use axum::http::header::{ACCEPT, LOCATION, SET_COOKIE};
    use axum::http::request::Parts;
    use axum::http::{HeaderValue, StatusCode};
    use leptos::prelude::*;
    use leptos_axum::ResponseOptions;

    use crate::domain::error::AppError;
    use crate::server::session::cookies;
    use crate::service::Ctx;
    use crate::service::session::SignedIn;

    /// The call that is being answered.
    ///
    /// # Errors
    /// `Internal` outside a request.
    pub async fn ctx() -> Result<Ctx, AppError> {
        use_context::<Ctx>().ok_or_else(|| crate::service::internal(&"a server function ran outside a request"))
    }

    /// Hands the answer on and sets the HTTP status of a failure.
    ///
    /// # Errors
    /// The failure itself.
    pub fn reply<T>(result: Result<T, AppError>) -> Result<T, AppError> {
        if let Err(error) = &result {
            // A form posted without JavaScript accepts HTML: the framework has answered it with a redirect,
            // and a page being rendered decides its own status.
            let html = with_context::<Parts, _>(|parts| {
                parts.headers.get(ACCEPT).is_some_and(|v| v.to_str().is_ok_and(|v| v.contains("text/html")))
            })
            .unwrap_or(true);
            if let (false, Some(options)) = (html, use_context::<ResponseOptions>()) {
                options.set_status(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
            }
        }
        result
    }

    /// Sets the status of the page that is being rendered. Whoever is led elsewhere gets that answer, whatever the page
    /// finds.
    pub fn page_status(status: u16) {
        if let (Some(options), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
            let leads = options.0.read().is_ok_and(|parts| parts.headers.contains_key(LOCATION));
            if !leads {
                options.set_status(status);
            }
        }
    }

    /// Adds a cookie to the answer.
    pub fn set_cookie(cookie: &str) {
        if let (Some(options), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie)) {
            options.append_header(SET_COOKIE, value);
        }
    }

    /// Gives the browser the cookies of a fresh session.
    pub fn keep(ctx: &Ctx, signed_in: &SignedIn) {
        for cookie in cookies(&ctx.app.settings, signed_in) {
            set_cookie(&cookie);
        }
    }

    /// The same, and leads to `next`, or first to the page that asks for a mail address.
    pub fn enter(ctx: &Ctx, signed_in: &SignedIn, next: &str) {
        keep(ctx, signed_in);
        go(&signed_in.leads_to(next));
    }

    /// Sends the browser on to a path of this site; anything else leads to the workbench.
    pub fn go(path: &str) {
        leptos_axum::redirect(crate::domain::path::local(path).unwrap_or("/"));
    }
}

#[cfg(feature = "ssr")]
pub use server::{ctx, enter, go, keep, page_status, reply, set_cookie};

/// Data as it is written into a page.
///
/// # Errors
/// A map with keys that are no text, which no data of a page has.
#[cfg(feature = "ssr")]
pub fn page_json(data: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string(data)
}

/// Data as it is written into a page, which the browser never does.
#[cfg(not(feature = "ssr"))]
pub fn page_json<T>(_data: &T) -> serde_json::Result<String> {
    Err(serde::ser::Error::custom("only the server writes pages"))
}

/// Reads a nested argument of a form: JSON in one field.
///
/// # Errors
/// `Invalid` for text that our pages do not write.
#[cfg(feature = "ssr")]
pub fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, AppError> {
    serde_json::from_str(text).map_err(|_| AppError::Invalid { problems: Vec::new() })
}

/// Sets the status of the page that is being rendered: the browser has nothing to set.
#[cfg(not(feature = "ssr"))]
pub fn page_status(_status: u16) {}
