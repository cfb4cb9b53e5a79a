//! Calls of the association's review.

use leptos::server;
use leptos::server_fn::codec::GetUrl;

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::evaluation::{Batch, Evidence, LeafView, ReviewRow, ReviewView};
use crate::domain::ids::{BatchId, EvaluationId};
use crate::domain::text::Lang;

/// What was handed in, and the unit's batches.
#[server(prefix = "/api", endpoint = "review/list", input = GetUrl, output = Wire)]
pub async fn list_reviews() -> Result<(Vec<ReviewRow>, Vec<Batch>), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::review::list_reviews(&ctx).await)
}

/// One case.
#[server(prefix = "/api", endpoint = "review/find", input = GetUrl, output = Wire)]
pub async fn find_review(id: EvaluationId, lang: Lang) -> Result<ReviewView, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::review::find_review(&ctx, id, lang).await)
}

/// A leaf of a case with its evidence.
#[server(prefix = "/api", endpoint = "review/leaf", input = GetUrl, output = Wire)]
pub async fn find_review_leaf(
    id: EvaluationId,
    code: String,
    lang: Lang,
) -> Result<(LeafView, Vec<Evidence>), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::review::find_review_leaf(&ctx, id, &code, lang).await)
}

/// Opens a batch for all societies below.
#[server(prefix = "/api", endpoint = "review/create_batch", output = Wire)]
pub async fn create_batch(name: String, year: i64, opens_on: String, closes_on: String) -> Result<BatchId, AppError> {
    let ctx = super::ctx().await?;
    let id = super::reply(crate::service::review::create_batch(&ctx, &name, year, &opens_on, &closes_on).await)?;
    super::go("/review");
    Ok(id)
}

/// Scores a leaf.
#[server(prefix = "/api", endpoint = "review/score", output = Wire)]
pub async fn score_leaf(
    id: EvaluationId,
    code: String,
    score: String,
    #[server(default)] comment: String,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::review::score_leaf(&ctx, id, &code, &score, &comment).await)?;
    super::go(&format!("/review/{id}?leaf={code}"));
    Ok(())
}

/// Takes the suggestion wherever there is one and no score yet.
#[server(prefix = "/api", endpoint = "review/adopt", output = Wire)]
pub async fn adopt_suggestions(id: EvaluationId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::review::adopt_suggestions(&ctx, id).await)?;
    super::go(&format!("/review/{id}"));
    Ok(())
}

/// Marks a leaf to be sent back; an empty reason takes the mark off.
#[server(prefix = "/api", endpoint = "review/mark", output = Wire)]
pub async fn mark_leaf(id: EvaluationId, code: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::review::mark_leaf(&ctx, id, &code, &reason).await)?;
    super::go(&format!("/review/{id}?leaf={code}"));
    Ok(())
}

/// Decides a case: `return` or `approve`; leads to the next one.
#[server(prefix = "/api", endpoint = "review/decide", output = Wire)]
pub async fn decide_review(
    id: EvaluationId,
    version: i64,
    _mode: String,
    #[server(default)] opinion: String,
) -> Result<String, AppError> {
    let ctx = super::ctx().await?;
    let next = if _mode == "approve" {
        crate::service::review::approve_evaluation(&ctx, id, version, &opinion).await
    } else {
        crate::service::review::return_evaluation(&ctx, id, version, &opinion).await
    };
    let path = super::reply(next)?.map_or_else(|| "/review".to_owned(), |id| format!("/review/{id}"));
    super::go(&path);
    Ok(path)
}
