//! Language and theme: two cookies, set by plain forms so that they work without JavaScript.

use axum::extract::Form;
use axum::http::header::{ACCEPT_LANGUAGE, REFERER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::session::read_cookie;
use crate::domain::path::local;
use crate::domain::text::Lang;
use crate::ui::preference::{Preference, Theme};

/// What the switches post.
#[derive(Deserialize)]
pub struct Change {
    lang: Option<String>,
    theme: Option<String>,
}

/// Reads both from the request; the language falls back to what the browser prefers, then to Chinese.
pub fn read(headers: &HeaderMap) -> Preference {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    Preference {
        lang: read_cookie(headers, "lang")
            .and_then(Lang::from_tag)
            .or_else(|| accepted.split(',').find_map(|part| Lang::from_tag(part.trim())))
            .unwrap_or_default(),
        theme: read_cookie(headers, "theme").and_then(Theme::from_key).unwrap_or_default(),
    }
}

/// Stores a choice for a year and goes back to the page.
pub async fn change(headers: HeaderMap, Form(change): Form<Change>) -> Response {
    let back = headers
        .get(REFERER)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.split_once("://"))
        .and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]))
        .and_then(local)
        .unwrap_or("/");
    let mut response = Redirect::to(back).into_response();
    let chosen = [
        ("lang", change.lang.as_deref().and_then(Lang::from_tag).map(Lang::tag)),
        ("theme", change.theme.as_deref().and_then(Theme::from_key).map(Theme::key)),
    ];
    for (name, value) in chosen {
        let cookie = value.map(|v| format!("{name}={v}; Path=/; SameSite=Lax; Max-Age=31536000"));
        if let Some(Ok(cookie)) = cookie.map(|c| HeaderValue::from_str(&c)) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    response
}
