//! The production router; tests drive the same one.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use axum::http::{Method, StatusCode, request};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use leptos::PrefetchLazyFn;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::{AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::limit::RequestBodyLimitLayer;

use super::preload::Parts;
use super::{
    assets, events, files, help, identity, imports, join, lingering, log, paper, plain, preference, preload, records,
    registers, security, session, uploads, viewing,
};
use crate::service::{App, Ctx};
use crate::ui::app::{Root, shell};

/// The largest upload of any place, in bytes (100 MB archives).
const BODY_LIMIT: usize = 101 << 20;
/// How long an answer may take.
const CALL_TIME: Duration = Duration::from_secs(60);
/// How long a call may take that carries a file: 100 MB over a slow line, and the look of the scanner at them.
const UPLOAD_TIME: Duration = Duration::from_secs(600);
/// What a call that is no upload may carry.
pub(super) const CALL_LIMIT: usize = 2 << 20;

/// What handlers share.
#[derive(Clone)]
pub struct AppState {
    /// The running program.
    pub app: Arc<App>,
    /// What the framework wants to know.
    pub leptos: LeptosOptions,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

impl FromRef<AppState> for Arc<App> {
    fn from_ref(state: &AppState) -> Self {
        state.app.clone()
    }
}

/// Computed once per process and before any request: the framework suppresses resources meanwhile.
static ROUTES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();

/// Builds the router.
pub fn router(app: Arc<App>) -> Router {
    let leptos = LeptosOptions::builder()
        .output_name("societas")
        .site_root("target/site")
        .site_pkg_dir(format!("pkg/{}", assets::build_id()))
        .build();
    let routes = ROUTES.get_or_init(|| generate_route_list(Root)).clone();
    let state = AppState { app, leptos: leptos.clone() };
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/preference", post(preference::change))
        .route("/pkg/{*path}", get(assets::package))
        .route("/events", get(events::follow))
        .route("/files", post(files::upload).layer(DefaultBodyLimit::max(BODY_LIMIT)))
        .route("/files/{id}", get(files::download))
        .route("/files/{id}/preview", get(files::preview))
        .route("/files/{id}/small", get(files::small))
        .route("/uploads", post(uploads::begin))
        .route("/uploads/{id}", get(uploads::find).post(uploads::take))
        .route("/records/{register}/save", post(records::save).layer(DefaultBodyLimit::max(BODY_LIMIT)))
        .route("/records/{register}/{id}/{format}", get(paper::record))
        .route("/registers/{register}/export", post(registers::export))
        .route("/help/manual.html", get(help::manual))
        .route("/imports/upload/{register}", post(imports::upload).layer(DefaultBodyLimit::max(BODY_LIMIT)))
        .route("/imports/template/{register}", get(imports::give_template))
        .route("/oidc/start", get(identity::start))
        .route("/oidc/callback", get(identity::finish))
        .route("/join/{token}", post(join::apply))
        .route("/join/mend/{link}", post(join::mend))
        .route("/invitations/{id}/qr.svg", get(join::qr))
        .route("/log/export/{format}", get(log::export))
        .leptos_routes_with_context(&state, routes, provide_call, move || shell(leptos.clone()))
        .fallback(fallback)
        .layer(DefaultBodyLimit::max(CALL_LIMIT))
        .layer(from_fn_with_state(Parts::of_site(), preload::name_parts))
        .layer(from_fn_with_state(state.clone(), plain::keep_typed))
        .layer(from_fn(viewing::only_look))
        .layer(from_fn_with_state(state.app.clone(), session::resolve))
        .layer(from_fn(security::same_origin))
        .layer(from_fn(in_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(CompressionLayer::new().br(true).gzip(true).quality(CompressionLevel::Fastest))
        .layer(from_fn(security::headers))
        .layer(from_fn(lingering::read_the_rest))
        .with_state(state)
}

/// The context of a page or server function: the call, the language and theme, the page's policy.
pub(super) fn provide_call() {
    let call = with_context::<request::Parts, _>(|parts| {
        let kept = &parts.extensions;
        (kept.get::<Ctx>().cloned(), kept.get::<PrefetchLazyFn>().cloned(), preference::read(&parts.headers))
    });
    if let Some((ctx, areas, preference)) = call {
        provide_context(preference);
        // In the place of the framework's own, which then names nothing.
        provide_context(areas.unwrap_or_default());
        if let Some(ctx) = ctx {
            provide_context(ctx);
        }
    }
    if let (Some(nonce), Some(options)) = (use_nonce(), use_context::<ResponseOptions>())
        && let Ok(policy) = HeaderValue::from_str(&security::page_policy(&nonce))
    {
        options.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Ends what takes too long.
async fn in_time(request: Request, next: Next) -> Response {
    let form = |kind: &HeaderValue| kind.to_str().is_ok_and(|kind| kind.starts_with("multipart/form-data"));
    let carries =
        request.headers().get(CONTENT_TYPE).is_some_and(form) || request.uri().path().starts_with("/uploads/");
    let limit = if carries { UPLOAD_TIME } else { CALL_TIME };
    let answer = tokio::time::timeout(limit, next.run(request)).await;
    answer.unwrap_or_else(|_| StatusCode::GATEWAY_TIMEOUT.into_response())
}

/// Files of `public/`, else the page that says that there is nothing.
async fn fallback(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if reading && path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        let response = assets::public(&path, request.headers());
        if response.status() != StatusCode::NOT_FOUND {
            return response;
        }
    }
    let leptos = state.leptos.clone();
    let render = leptos_axum::render_app_async_with_context(provide_call, move || shell(leptos.clone()));
    let mut response = render(request).await.into_response();
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// A panic ends one answer, never the program, and never reaches the user as text.
fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        "系统出现问题，请返回后重试。Something went wrong; please go back and try again.",
    )
        .into_response()
}
