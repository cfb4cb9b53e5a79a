//! The session cookie and who acts behind it.

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HeaderName, USER_AGENT};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::Arc;

use super::proxy;
use crate::service::identity::AWAY_MS;
use crate::service::session::{SESSION_MS, SignedIn, find_actor, token_hash};
use crate::service::{App, Ctx, Settings, clock};

/// Where proxies write from whom they have a call.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// How long a browser is known: a year, in seconds.
const DEVICE_S: i64 = 365 * 24 * 3600;

/// The cookie that opens a session.
const SESSION: &str = "societas";
/// The cookie by which a browser is known again; it opens nothing.
const DEVICE: &str = "societas-device";
/// The cookie by which a browser is known when it comes back from the identity provider; it opens nothing.
const IDENTITY: &str = "societas-identity";

/// The cookie of a fresh session.
pub fn session_cookie(settings: &Settings, signed_in: &SignedIn) -> String {
    cookie(settings, SESSION, &signed_in.token, SESSION_MS / 1000)
}

/// The same, with that of the browser where it had none.
pub fn cookies(settings: &Settings, signed_in: &SignedIn) -> Vec<String> {
    let device = signed_in.device.as_ref().map(|token| cookie(settings, DEVICE, token, DEVICE_S));
    [session_cookie(settings, signed_in)].into_iter().chain(device).collect()
}

/// The cookie of a browser that goes to the identity provider.
pub fn identity_cookie(settings: &Settings, token: &str) -> String {
    cookie(settings, IDENTITY, token, AWAY_MS / 1000)
}

/// The cookie that ends a session.
pub fn no_cookie(settings: &Settings) -> String {
    cookie(settings, SESSION, "", 0)
}

fn cookie(settings: &Settings, name: &str, value: &str, age_s: i64) -> String {
    let (name, secure) = (named(settings, name), if settings.secure_cookies { "; Secure" } else { "" });
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age_s}{secure}")
}

/// Behind HTTPS the browser itself guards the name: no other host or path can set it.
fn named(settings: &Settings, name: &str) -> String {
    if settings.secure_cookies { format!("__Host-{name}") } else { name.to_owned() }
}

/// The cookie of a browser that went to the identity provider.
pub fn read_identity<'a>(settings: &Settings, headers: &'a HeaderMap) -> Option<&'a str> {
    read_cookie(headers, &named(settings, IDENTITY))
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
    ctx.remote = remote(&app.settings, &request);
    ctx.lang = super::preference::read(request.headers()).lang;
    ctx.agent = agent(request.headers());
    if let Some(token) = read_cookie(request.headers(), &named(&app.settings, DEVICE)) {
        ctx.device = token_hash(token);
    }
    // How often the designs of registers have changed.
    let mut designs = None;
    if let Some(token) = read_cookie(request.headers(), &named(&app.settings, SESSION)).map(str::to_owned) {
        ctx.session = token_hash(&token);
        match find_actor(&app, &token, ctx.now).await {
            Ok(Some((actor, revision))) => (ctx.actor, designs) = (Some(actor), Some(revision)),
            Ok(None) => {}
            Err(_) => return axum::http::StatusCode::SERVICE_UNAVAILABLE.into_response(),
        }
    }
    match app.catalog.fresh(&app.db, designs).await {
        Ok(catalog) => ctx.catalog = catalog,
        Err(_) => return axum::http::StatusCode::SERVICE_UNAVAILABLE.into_response(),
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

fn agent(headers: &HeaderMap) -> String {
    let text = headers.get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    text.chars().take(200).collect()
}

fn remote(settings: &Settings, request: &Request) -> String {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
    let said = request.headers().get_all(FORWARDED_FOR).iter().map(|v| v.to_str().unwrap_or_default());
    peer.map(|peer| proxy::sender(peer, said, &settings.proxies).to_string()).unwrap_or_default()
}
