//! Records that design other registers: their keys, what is wrong with them, and how the register looks then.

use super::{change, definition};
use crate::domain::error::{AppError, FieldProblem};
use crate::domain::form::design::{DESIGNS, Designed, designed, give_keys as give};
use crate::domain::form::{Answer, FormDefinition};
use crate::domain::ids::Uid;
use crate::service::Ctx;
use crate::service::catalog::designs;
use crate::store::db::Tx;

/// Letters of a key that the system makes.
const KEY: usize = 8;

/// Gives a design the keys that it still lacks; other records stay as they are.
pub(super) fn give_keys(definition: &FormDefinition, answer: &mut Answer) {
    if definition.key == DESIGNS {
        // The end of an id is random.
        give(answer, || {
            let id = Uid::fresh().to_string();
            id.get(id.len().saturating_sub(KEY)..).unwrap_or_default().to_owned()
        });
    }
}

/// What is wrong with a design besides what its form says; nothing for other records.
///
/// # Errors
/// Those of the store.
pub(super) async fn problems(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    answer: &Answer,
) -> Result<Vec<FieldProblem>, AppError> {
    if definition.key != DESIGNS {
        return Ok(Vec::new());
    }
    Ok(outcome(ctx, tx, answer).await?.problems)
}

/// The register that a design makes, as far as it holds, and what is wrong with it.
///
/// # Errors
/// `NotFound` outside the unit at the top of the tree; `Denied` without the right to design.
pub async fn preview_design(ctx: &Ctx, answer: Answer) -> Result<Designed, AppError> {
    let org = ctx.actor()?.org;
    let mut tx = ctx.app.db.read().await?;
    let designs = definition(ctx, DESIGNS)?;
    super::require_known(ctx, &mut tx, designs, org).await?;
    ctx.require(&mut tx, change(designs), org).await?;
    outcome(ctx, &mut tx, &answer).await
}

async fn outcome(ctx: &Ctx, tx: &mut Tx, answer: &Answer) -> Result<Designed, AppError> {
    let lists = designs::lists(tx).await?;
    Ok(designed(answer, &designs::below(&ctx.catalog, answer), &lists))
}
