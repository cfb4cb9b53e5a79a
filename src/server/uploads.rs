//! Uploads in pieces: begin, ask how far it is, send the next piece. Answers are JSON.

use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Json, Response};
use futures::StreamExt;
use serde::Deserialize;

use super::files::{Target, refuse, unreadable};
use crate::domain::error::AppError;
use crate::domain::ids::UploadId;
use crate::domain::upload::{NewUpload, Progress};
use crate::service::Ctx;
use crate::service::file::pieces::{begin_pieces, find_pieces, open_piece};

/// Where a piece begins.
#[derive(Deserialize)]
pub struct At {
    offset: i64,
}

fn answer(progress: Result<Progress, AppError>) -> Response {
    match progress {
        Ok(progress) => Json(progress).into_response(),
        Err(error) => refuse(error),
    }
}

fn read_id(id: &str) -> Result<UploadId, AppError> {
    id.parse().map_err(|_| AppError::NotFound)
}

/// Begins an upload.
pub async fn begin(
    Extension(ctx): Extension<Ctx>,
    Query(target): Query<Target>,
    new: Result<Json<NewUpload>, JsonRejection>,
) -> Response {
    let Target { register, field } = &target;
    answer(match new {
        Ok(Json(new)) => begin_pieces(&ctx, register, field, &new).await,
        Err(error) => Err(unreadable(error)),
    })
}

/// How far an upload is.
pub async fn find(Extension(ctx): Extension<Ctx>, Path(id): Path<String>) -> Response {
    answer(match read_id(&id) {
        Ok(id) => find_pieces(&ctx, id).await,
        Err(error) => Err(error),
    })
}

/// Takes a piece as it comes in; where it does not fit, the answer says where to go on.
pub async fn take(
    Extension(ctx): Extension<Ctx>,
    Path(id): Path<String>,
    Query(At { offset }): Query<At>,
    body: Body,
) -> Response {
    answer(receive(&ctx, &id, offset, body).await)
}

async fn receive(ctx: &Ctx, id: &str, offset: i64, body: Body) -> Result<Progress, AppError> {
    let mut piece = match open_piece(ctx, read_id(id)?, offset).await? {
        Ok(piece) => piece,
        Err(progress) => return Ok(progress),
    };
    let mut bytes = body.into_data_stream();
    while let Some(chunk) = bytes.next().await {
        piece.write(&chunk.map_err(unreadable)?).await?;
    }
    piece.finish(ctx).await
}
