//! The site's files: script, browser module, style and icons, embedded in the release binary.

use std::borrow::Cow;

use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

/// `target/site` as the build left it; read from the folder in development, part of the binary in release.
#[derive(RustEmbed)]
#[folder = "$SOCIETAS_SITE"]
#[allow_missing = true]
struct Site;

/// The folder below `pkg/` that holds this build; part of every address, so that old pages never meet new files.
pub fn build_id() -> String {
    Site::get("build.txt").map(|f| String::from_utf8_lossy(&f.data).trim().to_owned()).unwrap_or_else(|| "dev".into())
}

/// The modules of each area, as the build wrote them down.
pub fn manifest() -> Option<Cow<'static, [u8]>> {
    Site::get(&format!("pkg/{}/__wasm_split_manifest.json", build_id())).map(|file| file.data)
}

/// `/pkg/{build}/{file}`: may be kept forever.
pub async fn package(Path(path): Path<String>, headers: HeaderMap) -> Response {
    file(&format!("pkg/{path}"), &headers, "public, max-age=31536000, immutable")
}

/// A file of `public/` at the root.
pub fn public(path: &str, headers: &HeaderMap) -> Response {
    file(path.trim_start_matches('/'), headers, "public, max-age=3600")
}

fn file(path: &str, request: &HeaderMap, cache: &'static str) -> Response {
    let Some(media_type) = media_type(path) else { return StatusCode::NOT_FOUND.into_response() };
    let accepted = request.get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let compressed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(name, _)| accepted.contains(name))
        .find_map(|(name, suffix)| Site::get(&format!("{path}{suffix}")).map(|f| (f, Some(name))));
    let Some((content, encoding)) = compressed.or_else(|| Site::get(path).map(|f| (f, None))) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = content.data.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn media_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}
