//! What the actor reads of a register, by the rule of `domain::record::sharing`; asked on every way to a record.

use super::save::file_ids;
use super::{definition, is_kept, list};
use crate::domain::error::AppError;
use crate::domain::form::{FormDefinition, Menu};
use crate::domain::ids::{FileId, OrgId, RecordId};
use crate::domain::org::Relation;
use crate::domain::record::sharing::{self, Reading};
use crate::domain::record::{RecordQuery, RegisterSummary};
use crate::service::Ctx;
use crate::store;
use crate::store::db::Tx;
use crate::store::record::RecordRow;

/// How a unit stands to the actor's own, and what the actor reads of a register there.
///
/// # Errors
/// `NotSignedIn`; `NotFound` outside the scope and of what is shared; `Denied`.
pub(super) async fn reading<'d>(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &'d FormDefinition,
    org: OrgId,
) -> Result<(Relation, Reading<'d>), AppError> {
    let actor = ctx.actor()?;
    let relation = store::org::select_relation(tx, actor.org, org).await?;
    let reading = sharing::reading(definition, actor.role, relation)?;
    // Nothing is said of a unit above that does not keep the register.
    if !relation.in_scope() && !store::org::select(tx, org).await?.is_some_and(|unit| is_kept(definition, &unit)) {
        return Err(AppError::NotFound);
    }
    Ok((relation, reading))
}

/// A record that the actor reads.
pub(in crate::service) struct Readable {
    /// The record.
    pub row: RecordRow,
    /// How its unit stands to the actor's own.
    pub relation: Relation,
    /// Whether the actor has it only because it is shared.
    pub shared: bool,
}

/// That record, if the actor reads it.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a record outside the scope, one that is not shared with the actor, a draft of another
/// unit, and one of an unknown register; `Denied` to whoever reads no records.
pub(in crate::service) async fn readable_row(ctx: &Ctx, tx: &mut Tx, row: RecordRow) -> Result<Readable, AppError> {
    let (relation, reading) = reading(ctx, tx, definition(ctx, &row.register)?, row.org).await?;
    if !reading.covers(&row.state, &row.answer) {
        return Err(AppError::NotFound);
    }
    Ok(Readable { shared: reading.is_shared(), row, relation })
}

/// The record with that id, if the actor reads it.
///
/// # Errors
/// `NotFound` for an unknown one; those of `readable_row`.
pub(in crate::service) async fn readable(ctx: &Ctx, tx: &mut Tx, id: RecordId) -> Result<Readable, AppError> {
    let row = store::record::select(tx, id).await?.ok_or(AppError::NotFound)?;
    readable_row(ctx, tx, row).await
}

/// Whether the actor reads a record with a file that was attached to it: where it is only shared, as long as the record
/// names the file.
///
/// # Errors
/// Those of the store.
pub(in crate::service) async fn is_file_readable(
    ctx: &Ctx,
    tx: &mut Tx,
    row: RecordRow,
    file: FileId,
) -> Result<bool, AppError> {
    match readable_row(ctx, tx, row).await {
        Ok(found) => {
            let fields = &definition(ctx, &found.row.register)?.fields;
            Ok(!found.shared || file_ids(fields, &found.row.answer).contains(&file))
        }
        Err(AppError::NotFound | AppError::Denied { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What a unit shows of a register in the menu of somebody who reads what is shared.
pub(super) async fn summary(
    tx: &mut Tx,
    definition: &FormDefinition,
    org: OrgId,
    reading: Reading<'_>,
    shared_by: Option<(OrgId, String)>,
) -> Result<RegisterSummary, AppError> {
    let by = list::narrowing(definition, &RecordQuery::default(), reading);
    let records = store::record::count(tx, org, &definition.key, &by).await?;
    Ok(RegisterSummary { records, drafts: 0, shared_by, ..super::summary(definition) })
}

/// The registers that units above the actor's own share with it.
pub(super) async fn from_above(ctx: &Ctx, tx: &mut Tx) -> Result<Vec<RegisterSummary>, AppError> {
    let (actor, mut found) = (ctx.actor()?, Vec::new());
    let shared = ctx.catalog.registers().iter().filter(|r| r.shared.is_some() && r.menu != Menu::None);
    let shared: Vec<&FormDefinition> = shared.collect();
    if shared.is_empty() {
        return Ok(found);
    }
    let path = store::org::select_path(tx, actor.org).await?;
    for unit in path.into_iter().filter(|unit| unit.id != actor.org) {
        for definition in shared.iter().filter(|definition| is_kept(definition, &unit)) {
            let (_, reading) = reading(ctx, tx, definition, unit.id).await?;
            let shared_by = Some((unit.id, unit.name.clone()));
            found.push(summary(tx, definition, unit.id, reading, shared_by).await?);
        }
    }
    Ok(found)
}
