//! Saving a record by a plain form post, for browsers without JavaScript. What cannot be saved is kept as a
//! draft, and the edit page shows it with its problems.

use axum::Extension;
use axum::extract::{Form, FromRequest, Multipart, Path, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};

use super::files::{receive, unreadable};
use super::plain::sentence;
use crate::domain::error::AppError;
use crate::domain::form::decode::decode;
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::record::SaveMode;
use crate::service::{Ctx, draft, file, register};

/// Most text that a form may carry besides its files, in bytes.
const TEXT_MAX: usize = 2 << 20;

/// Saves and leads on: to the record, or back to the form. `_org`, `_id` (empty for a new record),
/// `_version` and `_mode` (`draft` or `valid`) stand beside the fields, whose names never begin so.
pub async fn save(
    Extension(ctx): Extension<Ctx>,
    Path(key): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    match posted(&ctx, &key, request).await {
        Ok(path) => Redirect::to(&path).into_response(),
        Err(AppError::NotSignedIn) => Redirect::to("/sign-in").into_response(),
        Err(error) => sentence(&error, &headers),
    }
}

/// Where the browser goes on.
async fn posted(ctx: &Ctx, key: &str, request: Request) -> Result<String, AppError> {
    let definition = register::definition(ctx, key)?;
    ctx.actor()?;
    let pairs = pairs(request, Some((ctx, key))).await?;
    let own = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).unwrap_or_default();
    let org: OrgId = match own("_org") {
        "" => ctx.actor()?.org,
        text => text.parse().map_err(unreadable_id)?,
    };
    let id: Option<RecordId> = match own("_id") {
        "" => None,
        text => Some(text.parse().map_err(unreadable_id)?),
    };
    let version: i64 = own("_version").parse().unwrap_or(0);
    let mode = if own("_mode") == "draft" { SaveMode::Draft } else { SaveMode::Valid };
    let answer = decode(definition, &pairs);
    match register::save_record(ctx, org, key, id, version, answer.clone(), mode).await {
        Ok(saved) => Ok(format!("/registers/{key}/{}", saved.id)),
        Err(error @ (AppError::Invalid { .. } | AppError::Conflict(_))) => {
            draft::keep_draft(ctx, org, key, id, version, answer).await?;
            let shown = if matches!(error, AppError::Conflict(_)) { "conflict" } else { "problems" };
            Ok(match id {
                Some(id) => format!("/registers/{key}/{id}/edit?show={shown}"),
                None => format!("/registers/{key}/new?show={shown}"),
            })
        }
        Err(error) => Err(error),
    }
}

fn unreadable_id(_: crate::domain::ids::NotAnId) -> AppError {
    AppError::NotFound
}

/// The pairs of the form. A file among them becomes its reference, stored at once at the register's place;
/// without a place files are passed over.
pub(super) async fn pairs(request: Request, place: Option<(&Ctx, &str)>) -> Result<Vec<(String, String)>, AppError> {
    let multipart = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.starts_with("multipart/form-data"));
    if !multipart {
        return Ok(Form::<Vec<(String, String)>>::from_request(request, &()).await.map_err(unreadable)?.0);
    }
    let mut form = Multipart::from_request(request, &()).await.map_err(unreadable)?;
    let (mut pairs, mut size) = (Vec::new(), 0);
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name() {
            // A file input left empty posts a part without name and content.
            Some("") => {}
            Some(_) => {
                let Some((ctx, key)) = place else { continue };
                let stored = receive(ctx, file::place(ctx, key, &name)?, field).await?;
                pairs.push((name, serde_json::to_string(&stored).map_err(|e| crate::service::internal(&e))?));
            }
            None => {
                let mut bytes = Vec::new();
                while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
                    size += chunk.len();
                    if size > TEXT_MAX {
                        return Err(AppError::TooLarge { limit_bytes: TEXT_MAX as i64 });
                    }
                    bytes.extend_from_slice(&chunk);
                }
                pairs.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    Ok(pairs)
}
