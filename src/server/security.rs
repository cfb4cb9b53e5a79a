//! What every answer and every changing call must obey.

use axum::extract::Request;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Refuses calls that another site caused. Safe methods pass; WebSockets count as unsafe.
pub async fn same_origin(request: Request, next: Next) -> Response {
    let risky = !request.method().is_safe() || request.headers().contains_key(header::UPGRADE);
    if risky && !is_same_origin(request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    next.run(request).await
}

fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin.split_once("://").is_some_and(|(_, host)| Some(host) == text("host")),
        // Not a browser; it carries no cookie that it was not given.
        (None, None) => !headers.contains_key(header::COOKIE),
    }
}

/// Headers that hold for every answer. Pages add their own policy with a nonce.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"));
    response
}

/// The policy of a page: scripts only with this answer's nonce, nothing from anywhere else.
pub fn page_policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers_of(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn only_calls_of_this_site_are_same_origin() {
        let own = [("host", "a.cn"), ("origin", "https://a.cn"), ("cookie", "x=1")];
        assert!(is_same_origin(&headers_of(&own)));
        assert!(is_same_origin(&headers_of(&[("sec-fetch-site", "same-origin")])));
        assert!(is_same_origin(&headers_of(&[("host", "a.cn")])));
        for foreign in [
            &[("host", "a.cn"), ("origin", "https://b.cn")][..],
            &[("sec-fetch-site", "cross-site"), ("host", "a.cn"), ("origin", "https://a.cn")],
            &[("sec-fetch-site", "same-site")],
            &[("host", "a.cn"), ("origin", "null")],
            &[("host", "a.cn"), ("cookie", "x=1")],
        ] {
            assert!(!is_same_origin(&headers_of(foreign)), "{foreign:?}");
        }
    }
}
