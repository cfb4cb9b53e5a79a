//! Deleted records of the own unit, and the way back for thirty days.

use serde_json::json;

use super::save::unknown_records;
use super::sharing::{Readable, readable_row};
use super::{branch, call, change, definition, index_of_stored, pool, view};
use crate::domain::error::{AppError, ReasonCode};
use crate::domain::form::{FormDefinition, Shape};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::org::Relation;
use crate::domain::record::recycle::{RECYCLE_DAYS, RecycledPage, RecycledRow, days_left, since};
use crate::domain::record::{RecordState, state_name};
use crate::service::Ctx;
use crate::store;
use crate::store::db::Tx;
use crate::store::record::RecordRow;

/// Lines a page.
const PAGE: i64 = 20;

/// The deleted records of a register of the own unit that can still be taken back, the last deleted first.
///
/// # Errors
/// `NotFound` for an unknown register; `Denied` without the right to change records.
pub async fn list_recycled(ctx: &Ctx, register: &str, page: i64) -> Result<RecycledPage, AppError> {
    let definition = definition(ctx, register)?;
    let org = ctx.unit(None)?;
    let mut tx = ctx.app.db.read().await?;
    let relation = ctx.require(&mut tx, change(definition), org).await?;
    let from = since(ctx.now);
    let total = store::record_recycled::count(&mut tx, org, register, from).await?;
    let page = page.clamp(1, ((total + PAGE - 1) / PAGE).max(1));
    let found = store::record_recycled::select_page(&mut tx, org, register, from, PAGE, (page - 1) * PAGE).await?;
    let rows = found.into_iter().map(|deleted| {
        let (state, tone) = state_name(definition.flow, &deleted.row.state);
        RecycledRow {
            id: deleted.row.id,
            title: deleted.row.title,
            state,
            tone,
            deleted_at: deleted.at,
            days_left: days_left(deleted.at, ctx.now),
            deleted_by: deleted.by,
        }
    });
    Ok(RecycledPage {
        register: definition.key.clone(),
        register_name: definition.name.clone(),
        rows: rows.collect(),
        total,
        page,
        size: PAGE,
        read_only: view::read_only(ctx, definition, relation)?,
    })
}

/// How many deleted records of a register the actor can look through; none for those who cannot.
pub(super) async fn count_recycled(
    ctx: &Ctx,
    tx: &mut Tx,
    org: OrgId,
    definition: &FormDefinition,
) -> Result<Option<i64>, AppError> {
    match ctx.require(tx, change(definition), org).await {
        Ok(_) if !view::kept_by_others(definition).is_empty() => Ok(None),
        Ok(_) => Ok(Some(store::record_recycled::count(tx, org, &definition.key, since(ctx.now)).await?)),
        Err(_) => Ok(None),
    }
}

/// Takes a deleted record back as it was: lists, search and evaluation have it again, and what it had opened is open.
///
/// # Errors
/// `NotFound` outside the own unit and for what is not deleted; `Denied` without the right, after thirty days, for a
/// second record of a register with one per unit, for one that points to deleted records, and where what it had opened
/// cannot be opened again.
pub async fn recover_record(ctx: &Ctx, register: &str, id: RecordId) -> Result<(), AppError> {
    let definition = definition(ctx, register)?;
    let mut tx = ctx.app.db.write().await?;
    let deleted = store::record_recycled::select(&mut tx, id).await?;
    let deleted = deleted.filter(|d| d.row.register == register).ok_or(AppError::NotFound)?;
    let Readable { mut row, relation, .. } = readable_row(ctx, &mut tx, deleted.row).await?;
    if relation != Relation::Own {
        return Err(AppError::NotFound);
    }
    ctx.require(&mut tx, change(definition), row.org).await?;
    let reasons = [view::read_only(ctx, definition, relation)?, view::kept_by_others(definition)].concat();
    AppError::unless(reasons)?;
    if days_left(deleted.at, ctx.now) == 0 {
        return Err(AppError::denied(ReasonCode::RecycleOver, &[&RECYCLE_DAYS.to_string()]));
    }
    store::record::bump_revision(&mut tx, row.org, register);
    if definition.shape == Shape::Single && store::record::select_first(&mut tx, row.org, register).await?.is_some() {
        return Err(AppError::denied(ReasonCode::OneRecordOnly, &[&definition.name.zh]));
    }
    require_named(ctx, &mut tx, definition, &row).await?;
    let actor = ctx.actor()?;
    row.updated_at = ctx.now;
    row.updated_by = Some(actor.account);
    row.updated_by_name = actor.name.clone();
    row.version += 1;
    branch::reopen(ctx, &mut tx, &row).await?;
    call::spread(ctx, &mut tx, &row).await?;
    let index = index_of_stored(ctx, &mut tx, definition, &row).await?;
    if !store::record_recycled::recover(&mut tx, &row, &index).await? {
        return Err(AppError::NotFound);
    }
    pool::collect(ctx, &mut tx, &row).await?;
    let payload = json!({ "register": register, "title": row.title, "state": row.state });
    store::event::append(&mut tx, &ctx.event(row.org, "record.recover", "record", id, payload)).await?;
    tx.commit().await?;
    Ok(())
}

/// Refuses a valid record that points to records which are deleted.
async fn require_named(ctx: &Ctx, tx: &mut Tx, definition: &FormDefinition, row: &RecordRow) -> Result<(), AppError> {
    if row.state == RecordState::Draft.key() {
        return Ok(());
    }
    let unknown = unknown_records(tx, row.org, definition, &row.answer).await?;
    let Some(problem) = unknown.into_iter().next() else { return Ok(()) };
    let label = definition.field(problem.path.split('.').next().unwrap_or_default()).map(|f| f.label.text(ctx.lang));
    let ids = problem.args.iter().filter_map(|id| id.parse().ok()).collect();
    let titles = store::record::select_titles_ever(tx, row.org, &ids).await?;
    let title = titles.into_values().next().map(|(_, title)| title).unwrap_or_default();
    Err(AppError::denied(ReasonCode::PointsToDeleted, &[label.unwrap_or_default(), &title]))
}
