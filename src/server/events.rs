//! The numbers of open pages as server-sent events: `counts` whenever one has changed, `end` when the session is over.

use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream;

use super::plain::sentence;
use crate::service::live::{Following, Heard};
use crate::service::{Ctx, internal};

/// A line without meaning keeps proxies from closing a silent stream.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// When a browser comes back after the stream broke.
const RETRY: Duration = Duration::from_secs(5);

/// Follows the numbers of the person who is signed in.
pub async fn follow(Extension(ctx): Extension<Ctx>, headers: HeaderMap) -> Response {
    match ctx.app.live.follow(&ctx).await {
        Ok(following) => {
            let stream = stream::unfold(Some(following), |following| async { next(following?).await });
            let mut response = Sse::new(stream).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
            // Some proxies hold answers back until they are whole.
            let unbuffered = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
            response.headers_mut().insert(unbuffered.0, unbuffered.1);
            response
        }
        Err(error) => sentence(&error, &headers),
    }
}

type Said = Result<Event, Infallible>;

async fn next(mut following: Following) -> Option<(Said, Option<Following>)> {
    match following.next().await {
        Heard::Counts(counts) => {
            let event = Event::default().event("counts").retry(RETRY);
            let event = event.json_data(counts).unwrap_or_else(|error| {
                let _ = internal(&error);
                Event::default().comment("")
            });
            Some((Ok(event), Some(following)))
        }
        Heard::SessionEnded => Some((Ok(Event::default().event("end").data("session")), None)),
        Heard::Closing => None,
    }
}
