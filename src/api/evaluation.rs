//! Calls of a society's own evaluation.

use leptos::server;
use leptos::server_fn::codec::GetUrl;

use super::Wire;
use crate::domain::error::{AppError, Reason};
use crate::domain::evaluation::{EvaluationView, ExtraKind, ExtrasView, LeafView};
use crate::domain::ids::RecordId;
use crate::domain::record::LeafLink;
use crate::domain::text::Lang;

/// The whole page but the panel of a leaf.
#[server(prefix = "/api", endpoint = "evaluation/find", input = GetUrl, output = Wire)]
pub async fn find_evaluation(lang: Lang) -> Result<EvaluationView, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::evaluation::find_evaluation(&ctx, lang).await)
}

/// The panel of a leaf.
#[server(prefix = "/api", endpoint = "evaluation/leaf", input = GetUrl, output = Wire)]
pub async fn find_leaf(code: String, lang: Lang) -> Result<LeafView, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::evaluation::find_leaf(&ctx, &code, lang).await)
}

/// The leaves that lose their tick when a record is deleted.
#[server(prefix = "/api", endpoint = "evaluation/losses", input = GetUrl, output = Wire)]
pub async fn find_losses(record: RecordId) -> Result<Vec<LeafLink>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::evaluation::uses::find_losses(&ctx, record).await)
}

/// Bonus and deductions, and why they cannot be changed.
#[server(prefix = "/api", endpoint = "evaluation/extras", input = GetUrl, output = Wire)]
pub async fn find_extras(lang: Lang) -> Result<(ExtrasView, Vec<Reason>), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::evaluation::find_extras(&ctx, lang).await)
}

/// Enters a bonus or deduction item.
#[server(prefix = "/api", endpoint = "evaluation/fill_extra", output = Wire)]
pub async fn fill_extra(
    kind: ExtraKind,
    code: String,
    #[server(default)] points: String,
    #[server(default)] note: String,
    #[server(default)] files: Vec<String>,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let files = super::reply(crate::domain::form::kinds::file::references("files", &files))?;
    super::reply(crate::service::evaluation::fill_extra(&ctx, kind, &code, &points, &note, files).await)?;
    super::go(&format!("/evaluation/extras#{code}"));
    Ok(())
}

/// Hands the self-evaluation in.
#[server(prefix = "/api", endpoint = "evaluation/submit", output = Wire)]
pub async fn submit(version: i64) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::evaluation::submit(&ctx, version).await)?;
    super::go("/evaluation");
    Ok(())
}
