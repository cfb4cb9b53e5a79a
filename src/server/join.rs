//! Applying without JavaScript, and the QR codes of invitations.

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};

use super::plain::{page_with, sentence, status_of};
use super::records;
use super::router::AppState;
use crate::domain::error::AppError;
use crate::domain::form::Answer;
use crate::domain::form::decode::decode;
use crate::domain::ids::InvitationId;
use crate::domain::invitation::{JoinPage, Posted, is_token};
use crate::service::{Ctx, invitation};

/// Takes an application by a plain form post: leads to its status page, or shows the form again with what was
/// typed and what is wrong with it.
pub async fn apply(
    State(state): State<AppState>,
    Extension(ctx): Extension<Ctx>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    // The invitation's own page says why it cannot be used.
    let Ok(page) = invitation::find_join(&ctx, &token).await else {
        return Redirect::to(&address("/join", &token)).into_response();
    };
    let (parts, answer) = match read(&page, request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    match invitation::apply(&ctx, &token, answer.clone()).await {
        Ok(link) => Redirect::to(&format!("/join/status/{link}?new=1")).into_response(),
        Err(error) => show_again(&state, parts, Posted { answer, error }).await,
    }
}

/// Takes a mended application by a plain form post, like `apply`.
pub async fn mend(
    State(state): State<AppState>,
    Extension(ctx): Extension<Ctx>,
    Path(link): Path<String>,
    request: Request,
) -> Response {
    let Ok(page) = invitation::find_mend(&ctx, &link).await else {
        return Redirect::to(&address("/join/mend", &link)).into_response();
    };
    let (parts, answer) = match read(&page, request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    match invitation::resubmit(&ctx, &link, answer.clone()).await {
        Ok(()) => Redirect::to(&format!("/join/status/{link}?new=1")).into_response(),
        Err(error) => show_again(&state, parts, Posted { answer, error }).await,
    }
}

/// The page of a token; what is no token can hold anything, and names no page.
fn address(folder: &str, token: &str) -> String {
    if is_token(token) { format!("{folder}/{token}") } else { format!("{folder}/unknown") }
}

async fn read(page: &JoinPage, request: Request) -> Result<(Parts, Answer), Response> {
    let (parts, body) = request.into_parts();
    match records::pairs(Request::from_parts(parts.clone(), body), None).await {
        Ok(pairs) => Ok((parts, decode(&page.definition, &pairs))),
        Err(error) => Err(sentence(&error, &parts.headers)),
    }
}

async fn show_again(state: &AppState, parts: Parts, posted: Posted) -> Response {
    page_with(state, parts, status_of(&posted.error), posted).await
}

/// The QR code of an invitation of the own unit.
pub async fn qr(Extension(ctx): Extension<Ctx>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let Ok(id) = id.parse::<InvitationId>() else { return sentence(&AppError::NotFound, &headers) };
    match invitation::find_qr(&ctx, id).await {
        Ok(svg) => ([(CONTENT_TYPE, "image/svg+xml")], svg).into_response(),
        Err(error) => sentence(&error, &headers),
    }
}
