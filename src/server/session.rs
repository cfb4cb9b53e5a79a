//! The session cookie and who acts behind it.

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::Arc;

use crate::service::session::{SESSION_MS, find_actor, token_hash};
use crate::service::{App, Ctx, Settings, clock};

/// The cookie of a fresh session.
pub fn cookie(settings: &Settings, token: &str) -> String {
    let (name, secure) = shape(settings);
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}", SESSION_MS / 1000)
}

/// The cookie that ends it.
pub fn no_cookie(settings: &Settings) -> String {
    let (name, secure) = shape(settings);
    format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}")
}

/// Behind HTTPS the browser itself guards the name: no other host or path can set it.
fn shape(settings: &Settings) -> (&'static str, &'static str) {
    if settings.secure_cookies { ("__Host-societas", "; Secure") } else { ("societas", "") }
}

/// The value of a cookie of the request.
pub fn read_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|h| h.to_str().ok())
        .flat_map(|h| h.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// Puts the call's `Ctx` into the request: the moment, the session and who acts in it.
pub async fn resolve(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let mut ctx = Ctx { now: clock(), ..Ctx::anonymous(app.clone()) };
    ctx.remote = remote(&request);
    if let Some(token) = read_cookie(request.headers(), shape(&app.settings).0).map(str::to_owned) {
        ctx.session = token_hash(&token);
        match find_actor(&app, &token, ctx.now).await {
            Ok(actor) => ctx.actor = actor,
            Err(_) => return axum::http::StatusCode::SERVICE_UNAVAILABLE.into_response(),
        }
    }
    let signed_in = ctx.actor.is_some();
    request.extensions_mut().insert(ctx);
    let mut response = next.run(request).await;
    if signed_in && !response.headers().contains_key(axum::http::header::CACHE_CONTROL) {
        let no_store = axum::http::HeaderValue::from_static("no-store");
        response.headers_mut().insert(axum::http::header::CACHE_CONTROL, no_store);
    }
    response
}

fn remote(request: &Request) -> String {
    request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_string()).unwrap_or_default()
}
