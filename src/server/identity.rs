//! The way to the identity provider and back: two addresses that only lead elsewhere.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::Query;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};

use super::plain::sentence;
use super::session::{cookies, identity_cookie, read_identity};
use crate::domain::account::refused_entry;
use crate::domain::error::AppError;
use crate::domain::path::query_value;
use crate::service::Ctx;
use crate::service::identity::{self, Back};

type Said = Query<BTreeMap<String, String>>;

fn told(said: &Said, name: &str) -> String {
    said.get(name).cloned().unwrap_or_default()
}

/// Leads to the provider, with a cookie by which the browser is known when it comes back.
pub async fn start(Extension(ctx): Extension<Ctx>, said: Said, headers: HeaderMap) -> Response {
    let (settings, next) = (&ctx.app.settings, told(&said, "next"));
    match identity::start(&ctx, &next, read_identity(settings, &headers)).await {
        Ok(departure) => lead(&departure.to, &[identity_cookie(settings, &departure.browser)]),
        Err(error) => refuse(&error, &next, &headers),
    }
}

/// Takes somebody who comes back: leads to where the person wanted to go, or to the sign-in page that says why not.
pub async fn finish(Extension(ctx): Extension<Ctx>, said: Said, headers: HeaderMap) -> Response {
    let settings = &ctx.app.settings;
    let back = Back { state: told(&said, "state"), code: told(&said, "code"), fault: told(&said, "error") };
    match identity::finish(&ctx, &back, read_identity(settings, &headers)).await {
        Ok(arrival) => match arrival.entered {
            Ok(signed_in) => lead(&signed_in.leads_to(&arrival.next), &cookies(settings, &signed_in)),
            Err(error) => refuse(&error, &arrival.next, &headers),
        },
        Err(error) => refuse(&error, "", &headers),
    }
}

fn lead(to: &str, cookies: &[String]) -> Response {
    let mut response = Redirect::to(to).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for cookie in cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        headers.append(SET_COOKIE, cookie);
    }
    response
}

/// The sign-in page has a sentence for what can be said there; anything else is said here.
fn refuse(error: &AppError, next: &str, headers: &HeaderMap) -> Response {
    let reason = match error {
        AppError::Denied { reasons } => reasons.first().and_then(|reason| refused_entry(reason.code.code())),
        _ => None,
    };
    match reason {
        Some(reason) if next.is_empty() => lead(&format!("/sign-in?refused={}", reason.code()), &[]),
        Some(reason) => lead(&format!("/sign-in?refused={}&next={}", reason.code(), query_value(next)), &[]),
        None => sentence(error, headers),
    }
}
