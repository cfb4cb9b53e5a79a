//! An answer may be there before the call has been read: a file that is too large, a piece that does not fit, a
//! session that has ended. Whoever is still sending must get to read it, and a connection that is closed while
//! bytes come in takes the answer with it (RFC 9112, section 9.6). So the rest is read and thrown away.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::EXPECT;
use axum::middleware::Next;
use axum::response::Response;
use futures::{Stream, StreamExt};
use tokio::runtime::Handle;
use tokio::time::timeout;

/// How long the rest of a call is read at most.
const WHOLE: Duration = Duration::from_secs(30);
/// How long the next bytes of the rest are waited for.
const IDLE: Duration = Duration::from_secs(5);

/// Reads to its end what a call sends, whatever the answer has taken of it.
pub async fn read_the_rest(request: Request, next: Next) -> Response {
    // Who waits to be asked for the bytes has not sent any.
    if request.body().is_end_stream() || request.headers().contains_key(EXPECT) {
        return next.run(request).await;
    }
    next.run(request.map(|body| Body::from_stream(Lingering(Some(body.into_data_stream()))))).await
}

/// The bytes of a call; those that nobody took are read when it is dropped.
struct Lingering(Option<BodyDataStream>);

impl Stream for Lingering {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(bytes) = &mut self.0 else { return Poll::Ready(None) };
        let polled = bytes.poll_next_unpin(cx);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.0 = None;
        }
        polled
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        if let (Some(mut rest), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            let drain = async move { while let Ok(Some(Ok(_))) = timeout(IDLE, rest.next()).await {} };
            runtime.spawn(timeout(WHOLE, drain));
        }
    }
}
