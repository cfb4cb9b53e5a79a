//! Uploads and downloads: plain routes, streamed in both directions.

use axum::Extension;
use axum::body::Body;
use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::extract::{Path, Query};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use serde::Deserialize;

use super::plain::{sentence, status_of};
use crate::domain::error::AppError;
use crate::domain::form::FileRef;
use crate::domain::ids::FileId;
use crate::domain::path::query_value;
use crate::service::file::preview::{Shown, show, show_small};
use crate::service::file::{Place, begin_upload, open_file, place};
use crate::service::{Ctx, internal};

/// The field that a file is meant for.
#[derive(Deserialize)]
pub struct Target {
    #[serde(default)]
    pub(super) register: String,
    #[serde(default)]
    pub(super) field: String,
}

/// A failure as the browser module reads it.
pub fn refuse(error: AppError) -> Response {
    (status_of(&error), Json(error)).into_response()
}

/// The call could not be read: cut off, or not written by our pages.
pub fn unreadable(_: impl std::error::Error) -> AppError {
    AppError::Invalid { problems: Vec::new() }
}

/// Takes the first file of the form and answers with its reference.
pub async fn upload(
    Extension(ctx): Extension<Ctx>,
    Query(target): Query<Target>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    match take(&ctx, &target, form).await {
        Ok(file) => Json(file).into_response(),
        Err(error) => refuse(error),
    }
}

async fn take(ctx: &Ctx, target: &Target, form: Result<Multipart, MultipartRejection>) -> Result<FileRef, AppError> {
    let place = place(ctx, &target.register, &target.field)?;
    let mut form = form.map_err(unreadable)?;
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if field.file_name().is_some() {
            return receive(ctx, place, field).await;
        }
    }
    Err(AppError::Invalid { problems: Vec::new() })
}

/// Streams one file of a form into the store.
///
/// # Errors
/// Those of `begin_upload`, `write` and `finish`.
pub async fn receive(ctx: &Ctx, place: Place, mut field: Field<'_>) -> Result<FileRef, AppError> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let mut upload = begin_upload(ctx, place, &name).await?;
    while let Some(bytes) = field.chunk().await.map_err(unreadable)? {
        upload.write(&bytes).await?;
    }
    upload.finish(ctx).await
}

/// Gives a file out as an attachment.
pub async fn download(Extension(ctx): Extension<Ctx>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    match give(&ctx, &id).await {
        Ok(response) => response,
        Err(error) => sentence(&error, &headers),
    }
}

async fn give(ctx: &Ctx, id: &str) -> Result<Response, AppError> {
    let download = open_file(ctx, read_id(id)?).await?;
    let file = download.file;
    let disposition = disposition("attachment", &file.name);
    let mut response = Body::from_stream(download.bytes).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, file.media_type.clone()),
        (CONTENT_LENGTH, file.size_bytes.to_string()),
        (CONTENT_DISPOSITION, disposition),
    ] {
        headers.insert(name, HeaderValue::from_str(&value).map_err(|e| internal(&e))?);
    }
    Ok(response)
}

/// How the browser takes a file, and under which name.
fn disposition(how: &str, name: &str) -> String {
    let ending: String = name.rsplit_once('.').map(|(_, s)| s).unwrap_or_default().to_ascii_lowercase();
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(5).collect();
    format!("{how}; filename=\"file.{ending}\"; filename*=UTF-8''{}", query_value(name))
}

/// A PDF runs in the reader of the browser, never in this site's origin; readers of older browsers stay empty under
/// `sandbox`.
const PDF_POLICY: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";
/// A picture stands in a page that the browser makes, with styles of its own.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/// Shows a picture or a PDF.
pub async fn preview(Extension(ctx): Extension<Ctx>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let shown = match read_id(&id) {
        Ok(id) => show(&ctx, id, known(&headers)).await,
        Err(error) => Err(error),
    };
    answer(shown, &headers)
}

/// Shows a picture in small.
pub async fn small(Extension(ctx): Extension<Ctx>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let shown = match read_id(&id) {
        Ok(id) => show_small(&ctx, id, known(&headers)).await,
        Err(error) => Err(error),
    };
    answer(shown, &headers)
}

fn read_id(id: &str) -> Result<FileId, AppError> {
    id.parse().map_err(|_| AppError::NotFound)
}

/// The tag of what the browser has.
fn known(headers: &HeaderMap) -> &str {
    headers.get(IF_NONE_MATCH).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

fn answer(shown: Result<Shown, AppError>, headers: &HeaderMap) -> Response {
    match shown.and_then(inline) {
        Ok(response) => response,
        Err(error) => sentence(&error, headers),
    }
}

/// An answer that the browser shows itself. It asks each time whether it still may.
fn inline(shown: Shown) -> Result<Response, AppError> {
    let mut response = match shown.bytes {
        Some(bytes) => Body::from_stream(bytes).into_response(),
        None => StatusCode::NOT_MODIFIED.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, shown.media_type),
        (CONTENT_DISPOSITION, disposition("inline", &shown.file.name).as_str()),
        (CACHE_CONTROL, "private, no-cache"),
        (ETAG, shown.tag.as_str()),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_str(value).map_err(|e| internal(&e))?);
    }
    let policy = if shown.media_type == "application/pdf" { PDF_POLICY } else { PICTURE_POLICY };
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    Ok(response)
}
