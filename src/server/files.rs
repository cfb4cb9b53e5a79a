//! Uploads and downloads: plain routes, streamed in both directions.

use axum::Extension;
use axum::body::Body;
use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Json, Response};
use serde::Deserialize;

use super::plain::{sentence, status_of};
use crate::domain::error::AppError;
use crate::domain::form::FileRef;
use crate::domain::ids::FileId;
use crate::domain::path::query_value;
use crate::service::file::{Place, begin_upload, open_file, place};
use crate::service::{Ctx, internal};

/// The field that a file is meant for.
#[derive(Deserialize)]
pub struct Target {
    #[serde(default)]
    register: String,
    #[serde(default)]
    field: String,
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
    let id: FileId = id.parse().map_err(|_| AppError::NotFound)?;
    let download = open_file(ctx, id).await?;
    let file = download.file;
    let ending: String = file.name.rsplit_once('.').map(|(_, s)| s).unwrap_or_default().to_ascii_lowercase();
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(5).collect();
    let disposition = format!("attachment; filename=\"file.{ending}\"; filename*=UTF-8''{}", query_value(&file.name));
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
