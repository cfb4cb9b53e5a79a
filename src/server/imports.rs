//! Rosters that come in, and templates that go out.

use axum::Extension;
use axum::extract::Path;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};

use super::files::unreadable;
use super::plain::sentence;
use crate::domain::error::AppError;
use crate::domain::path::query_value;
use crate::service::Ctx;
use crate::service::file::Spool;
use crate::service::import::{FILE_MAX, importable, plan_import, template};

/// More than a file may have, so that the refusal can say so.
const SPOOL_MAX: i64 = FILE_MAX + (1 << 20);

/// Takes a workbook and leads to its preview.
pub async fn upload(
    Extension(ctx): Extension<Ctx>,
    Path(register): Path<String>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    match take(&ctx, &register, form).await {
        Ok(path) => Redirect::to(&path).into_response(),
        Err(AppError::NotSignedIn) => Redirect::to("/sign-in?next=/imports").into_response(),
        Err(error) => sentence(&error, &headers),
    }
}

async fn take(ctx: &Ctx, register: &str, form: Result<Multipart, MultipartRejection>) -> Result<String, AppError> {
    ctx.actor()?;
    importable(ctx, register)?;
    let mut form = form.map_err(unreadable)?;
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        let name = field.file_name().unwrap_or_default().to_owned();
        if name.is_empty() {
            continue;
        }
        let mut spool = Spool::create(ctx, SPOOL_MAX).await?;
        while let Some(bytes) = field.chunk().await.map_err(unreadable)? {
            match spool.write(&bytes).await {
                Err(AppError::TooLarge { .. }) => break,
                written => written?,
            }
        }
        let id = plan_import(ctx, register, &name, spool).await?;
        return Ok(format!("/imports/{id}"));
    }
    Ok("/imports?nofile=1".to_owned())
}

/// Gives out the template of a register.
pub async fn give_template(
    Extension(ctx): Extension<Ctx>,
    Path(register): Path<String>,
    headers: HeaderMap,
) -> Response {
    match template(&ctx, &register).await {
        Ok((name, bytes)) => {
            let disposition =
                format!("attachment; filename=\"template.xlsx\"; filename*=UTF-8''{}", query_value(&name));
            let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
            ([(CONTENT_TYPE, media), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
        }
        Err(error) => sentence(&error, &headers),
    }
}
