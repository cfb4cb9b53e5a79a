//! Forms that a browser without scripts posts: what is refused comes back as the page of the form, with what was
//! typed and what is wrong with it.

use std::collections::BTreeMap;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Form, FromRequest, Query, Request, State};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, REFERER};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::prelude::provide_context;
use leptos::server_fn::error::ServerFnUrlError;

use super::preference;
use super::router::{AppState, CALL_LIMIT, provide_call};
use crate::domain::error::AppError;
use crate::domain::path::local;
use crate::ui::app::shell;
use crate::ui::parts::post::{PAGE_FIELD, Refused};

/// Stands for this site where the framework demands a whole address.
const HERE: &str = "http://here.invalid";

/// The status of an answer that tells of an error.
pub fn status_of(error: &AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// An answer without a page: the sentence alone.
pub fn sentence(error: &AppError, headers: &HeaderMap) -> Response {
    (status_of(error), error.in_full(preference::read(headers).lang)).into_response()
}

/// The page at the address of the request, with something more in its context. It has that status, unless it leads
/// elsewhere or is missing.
pub async fn page_with<T>(state: &AppState, mut parts: Parts, status: StatusCode, more: T) -> Response
where
    T: Clone + Send + Sync + 'static,
{
    let leptos = state.leptos.clone();
    let context = move || {
        provide_call();
        provide_context(more.clone());
    };
    parts.method = Method::GET;
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.remove(CONTENT_TYPE);
    let render = leptos_axum::render_app_async_with_context(context, move || shell(leptos.clone()));
    let mut response = render(Request::from_parts(parts, Body::empty())).await.into_response();
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// Answers a refused post of a form to a server function with the form's page. The framework's own answer is a
/// redirection with the error in the address, and what was typed is lost.
pub async fn keep_typed(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    if !is_form_post(&parts) {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let Ok(body) = to_bytes(body, CALL_LIMIT).await else {
        return sentence(&AppError::TooLarge { limit_bytes: CALL_LIMIT as i64 }, &parts.headers);
    };
    let fields = fields(&parts, body.clone()).await;
    // The framework leads back to what the browser names, which on a page that came back is no page.
    let page =
        fields.iter().find(|(name, _)| name == PAGE_FIELD).and_then(|(_, page)| local(page)?.parse::<Uri>().ok());
    let page = page.unwrap_or(Uri::from_static("/"));
    if let Ok(page) = HeaderValue::from_str(&format!("{HERE}{page}")) {
        parts.headers.insert(REFERER, page);
    }
    let mut response = next.run(Request::from_parts(parts.clone(), Body::from(body))).await;
    let Some(to) = led_back(&response) else { return response };
    if let Some((path, error)) = refusal(&to) {
        parts.uri = page;
        return page_with(&state, parts, status_of(&error), Refused { path, error, fields }).await;
    }
    if let Ok(to) = HeaderValue::from_str(&to.to_string()) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}

fn is_form_post(parts: &Parts) -> bool {
    let says = |name: HeaderName, what: &str| {
        parts.headers.get(name).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains(what))
    };
    parts.method == Method::POST
        && parts.uri.path().starts_with("/api/")
        && says(ACCEPT, "text/html")
        && says(CONTENT_TYPE, "application/x-www-form-urlencoded")
}

/// The page to which the framework leads back; none where the server function leads elsewhere.
fn led_back(response: &Response) -> Option<Uri> {
    let to = response.headers().get(LOCATION).filter(|_| response.status().is_redirection())?.to_str().ok()?;
    to.strip_prefix(HERE)?.parse().ok()
}

/// The server function that refused the post, and why, where the framework says so in the address.
fn refusal(to: &Uri) -> Option<(String, AppError)> {
    let Query(mut said) = Query::<BTreeMap<String, String>>::try_from_uri(to).ok()?;
    Some((said.remove("__path")?, ServerFnUrlError::decode_err(&said.remove("__err")?)))
}

async fn fields(parts: &Parts, body: Bytes) -> Vec<(String, String)> {
    let request = Request::from_parts(parts.clone(), Body::from(body));
    Form::from_request(request, &()).await.map(|Form(fields)| fields).unwrap_or_default()
}
