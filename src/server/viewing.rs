//! The one door at which everything that changes anything is refused while somebody looks at the site as another
//! person (ORG-15): server functions and plain routes alike.

use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::middleware::Next;
use axum::response::Response;

use super::files::refuse;
use super::plain::sentence;
use crate::domain::access::viewing_reason;
use crate::domain::error::AppError;
use crate::service::Ctx;

/// Server functions that only read although they are posted, by their paths under `/api/`. What is not named here
/// is refused; a test holds the list against the sources.
pub const READS: &[&str] = &[
    "application/find",
    "application/list",
    "congress/find",
    "congress/list",
    "import/list",
    "import/preview",
    "invitation/join",
    "invitation/list",
    "invitation/mend",
    "invitation/poster",
    "invitation/status",
    "log/page",
    "log/sights",
    "log/verify",
    "message/draft",
    "message/find",
    "message/list",
    "notice/draft",
    "notice/find",
    "notice/list",
    "notice/readers",
    "notification/choices",
    "notification/list",
    "org/awaited",
    "org/children",
    "org/find",
    "org/is_empty",
    "org/root",
    "org/search",
    "org_change/divisible",
    "org_change/find_reversal",
    "org_change/targets",
    "outbox/list",
    "portal/find",
    "portal/list",
    "portal/notice",
    "portal/service",
    "post/list_own",
    "profile/find",
    "profile/mobile_code_sent",
    "profile/waiting",
    "recovery/code_sent",
    "register/chapters",
    "register/find_draft",
    "register/list",
    "register/page",
    "session/actor",
    "session/code_sent",
    "session/options",
    "session/posts",
    "support/find",
    "support/page",
    "workbench/counts",
    "workbench/tasks",
];

/// Posts that end the view or leave the person as it is.
pub const ALWAYS: &[&str] =
    &["/preference", "/api/viewing/end", "/api/session/sign_out", "/api/session/sign_in", "/api/session/renew"];

/// Refuses what would change anything.
pub async fn only_look(request: Request, next: Next) -> Response {
    let seen = request.extensions().get::<Ctx>().and_then(|ctx| ctx.actor.as_ref());
    let Some(actor) = seen.filter(|actor| actor.viewer.is_some()) else { return next.run(request).await };
    let path = request.uri().path();
    let reads = request.method().is_safe() || path.strip_prefix("/api/").is_some_and(|name| READS.contains(&name));
    if reads || ALWAYS.contains(&path) {
        return next.run(request).await;
    }
    let error = AppError::Denied { reasons: vec![viewing_reason(actor)] };
    if wants_page(request.headers()) { sentence(&error, request.headers()) } else { refuse(error) }
}

fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("text/html"))
}
