//! From a record back to the leaves: those that it counts for, and those that lose their tick without it.

use super::judge::{judge, losses};
use crate::domain::access::Action;
use crate::domain::error::AppError;
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::record::LeafLink;
use crate::service::{Ctx, register};
use crate::store::db::Tx;

/// The leaves that a record counts for, in the order of the tree (EVA-11); none for who may not see the evaluation.
///
/// # Errors
/// Those of the store.
pub async fn of_record(ctx: &Ctx, tx: &mut Tx, org: OrgId, id: RecordId) -> Result<Vec<LeafLink>, AppError> {
    if ctx.require(tx, Action::ViewEvaluation, org).await.is_err() {
        return Ok(Vec::new());
    }
    let judged = judge(ctx, tx, org).await?;
    let places = judged.uses.get(&id).map(Vec::as_slice).unwrap_or_default();
    Ok(links(ctx, places.iter().copied()))
}

/// The leaves that lose their tick when a record is deleted.
///
/// # Errors
/// `NotFound` for a record that the actor cannot edit.
pub async fn find_losses(ctx: &Ctx, id: RecordId) -> Result<Vec<LeafLink>, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let row = register::find_readable(ctx, &mut tx, id).await?.row;
    let definition = register::definition(ctx, &row.register)?;
    ctx.require(&mut tx, register::change(definition), row.org).await?;
    let lost = losses(ctx, &mut tx, row.org, &row.register, id).await?;
    Ok(links(ctx, lost.into_iter()))
}

fn links(ctx: &Ctx, places: impl Iterator<Item = usize>) -> Vec<LeafLink> {
    let leaves = ctx.catalog.tree().leaves();
    places.filter_map(|place| leaves.get(place).copied()).map(LeafLink::to).collect()
}
