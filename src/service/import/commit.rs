//! Carrying out a plan, and taking it back: each in one transaction, so that a killed program leaves nothing
//! half done.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::{Begun, CHUNK, refused_in, stored};
use crate::domain::error::{AppError, ReasonCode};
use crate::domain::form::check::{CheckEnv, check, is_complete};
use crate::domain::form::{Answer, FormDefinition, Kind};
use crate::domain::ids::{PlanId, RecordId};
use crate::domain::import::{PlanRow, PlanState, RowStatus, UndoOutcome};
use crate::domain::record::RecordState;
use crate::service::register::{definition, in_use, index_of, index_of_stored, next_row};
use crate::service::{Ctx, case, internal, live};
use crate::store;
use crate::store::db::Tx;
use crate::store::import::{PlanRow as Stored, Written};
use crate::store::record::RecordRow;

/// Titles that an undo names.
const NAMED: usize = 100;

/// Writes exactly the plan: its new and changed rows, and nothing else.
///
/// # Errors
/// `NotFound` outside the scope; `Denied` when the plan is not waiting, has nothing to write, or the register has
/// changed since it was made; `Busy` while it is being written.
pub async fn commit(ctx: &Ctx, id: PlanId) -> Result<(), AppError> {
    let run = ctx.app.imports.begin(id).ok_or(AppError::Busy)?;
    let outcome = write(ctx, id, &run).await;
    run.end(&outcome);
    outcome
}

async fn write(ctx: &Ctx, id: PlanId, run: &Begun<'_>) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let Stored { head, org, statuses, base_revision } = stored(ctx, &mut tx, id).await?;
    if head.state != PlanState::Planned {
        return Err(refused_in(head.state));
    }
    if head.counts.writable() == 0 {
        return Err(AppError::denied(ReasonCode::PlanHasNothing, &[]));
    }
    // Holds the register until the end; what others wrote since the plan was made shows in the number.
    if store::record::next_revision(&mut tx, org, &head.register).await? != base_revision + 1 {
        return Err(AppError::denied(ReasonCode::PlanStale, &[]));
    }
    let definition = definition(ctx, &head.register)?;
    let writer = Writer { ctx, definition, plan: id, org };
    let (mut new, mut changed) = (0, 0);
    let mut named = HashSet::new();
    let naming: Vec<&str> = definition
        .fields
        .iter()
        .filter(|field| matches!(field.kind, Kind::Record { .. }))
        .map(|field| field.key.as_str())
        .collect();
    for number in 0..statuses.len().div_ceil(CHUNK) {
        let rows: Vec<PlanRow> = store::import::select_chunk(&mut tx, id, number as i64 + 1).await?;
        let kinds = statuses.get(number * CHUNK..).unwrap_or_default();
        let wanted: Vec<PlanRow> = rows
            .into_iter()
            .zip(kinds)
            .filter(|(_, byte)| {
                matches!(RowStatus::from_byte(**byte), RowStatus::New | RowStatus::Update | RowStatus::Warning)
            })
            .map(|(row, _)| row)
            .collect();
        let ids: Vec<RecordId> = wanted.iter().filter_map(|row| row.record).collect();
        let known = store::record::select_many(&mut tx, org, &head.register, &ids).await?;
        let mut known: HashMap<RecordId, RecordRow> = known.into_iter().map(|row| (row.id, row)).collect();
        for row in wanted {
            named.extend(naming.iter().filter_map(|key| row.write.text(key).parse::<RecordId>().ok()));
            match row.record {
                None => {
                    writer.add(&mut tx, row).await?;
                    new += 1;
                }
                Some(record) => {
                    let before = known.remove(&record).filter(|r| r.version == row.version);
                    let before = before.ok_or_else(|| AppError::denied(ReasonCode::PlanStale, &[]))?;
                    writer.change(&mut tx, row, before).await?;
                    changed += 1;
                }
            }
            run.count();
        }
    }
    writer.require_named(&mut tx, &named).await?;
    if !store::import::update_state(&mut tx, id, PlanState::Planned, PlanState::Committed, ctx.now).await? {
        return Err(AppError::Busy);
    }
    let payload = json!({ "register": head.register, "file": head.file_name, "new": new, "changed": changed });
    store::event::append(&mut tx, &ctx.event(org, "import.commit", "import", id, payload)).await?;
    live::tell_units(&mut tx, org, ctx.now).await?;
    tx.commit().await?;
    Ok(())
}

/// What all rows of a commit share.
struct Writer<'a> {
    ctx: &'a Ctx,
    definition: &'a FormDefinition,
    plan: PlanId,
    org: crate::domain::ids::OrgId,
}

impl Writer<'_> {
    fn row(&self, answer: Answer, before: Option<&RecordRow>) -> RecordRow {
        next_row(self.ctx, self.definition, self.org, before, Some(self.plan.to_string()), answer)
    }

    async fn add(&self, tx: &mut Tx, row: PlanRow) -> Result<(), AppError> {
        let record = self.row(row.write, None);
        store::record::insert(tx, &record, &index_of(self.ctx, self.definition, &record.answer))?;
        case::hand_in(self.ctx, tx, self.definition, None, &record, true).await?;
        self.note(tx, Written { record: record.id, before: None, draft: false, version: record.version }).await
    }

    async fn change(&self, tx: &mut Tx, row: PlanRow, before: RecordRow) -> Result<(), AppError> {
        let mut answer = before.answer.clone();
        answer.0.extend(row.write.0);
        let record = self.row(answer, Some(&before));
        let old = index_of_stored(self.ctx, tx, self.definition, &before).await?;
        let index = index_of(self.ctx, self.definition, &record.answer);
        if !store::record::update(tx, &record, before.version, &old, &index).await? {
            return Err(AppError::denied(ReasonCode::PlanStale, &[]));
        }
        case::hand_in(self.ctx, tx, self.definition, Some(&before), &record, true).await?;
        let draft = before.state == RecordState::Draft.key();
        self.note(tx, Written { record: record.id, before: Some(before.answer), draft, version: record.version }).await
    }

    /// Writes what a row asks for, and notes it.
    async fn note(&self, tx: &mut Tx, written: Written) -> Result<(), AppError> {
        store::import::insert_journal(tx, self.plan, &written)?;
        Ok(tx.flush().await?)
    }

    /// What the record was before: its answer, and a draft again where it was one.
    fn former(&self, answer: Answer, draft: bool, now: &RecordRow) -> RecordRow {
        let mut record = self.row(answer, Some(now));
        if draft {
            let env = CheckEnv { today: self.ctx.today(), codes: &*self.ctx.catalog };
            record.state = RecordState::Draft.key().to_owned();
            record.complete = is_complete(&check(self.definition, &record.answer, &env));
        }
        record
    }

    /// Refuses to point at records that have gone since the plan was made.
    async fn require_named(&self, tx: &mut Tx, named: &HashSet<RecordId>) -> Result<(), AppError> {
        let known = store::record::select_titles(tx, self.org, &named.iter().copied().collect()).await?;
        if known.len() < named.len() { Err(AppError::denied(ReasonCode::PlanStale, &[])) } else { Ok(()) }
    }
}

/// Takes a committed import back: what it added is deleted, what it changed gets its old values; what somebody
/// changed since stays and is named.
///
/// # Errors
/// `NotFound` outside the scope; `Denied` when the plan is not committed; `Busy` while it is being taken back.
pub async fn undo(ctx: &Ctx, id: PlanId) -> Result<UndoOutcome, AppError> {
    let run = ctx.app.imports.begin(id).ok_or(AppError::Busy)?;
    let outcome = take_back(ctx, id, &run).await;
    run.end(&outcome);
    outcome
}

async fn take_back(ctx: &Ctx, id: PlanId, run: &Begun<'_>) -> Result<UndoOutcome, AppError> {
    let mut tx = ctx.app.db.write().await?;
    let Stored { head, org, .. } = stored(ctx, &mut tx, id).await?;
    if head.state != PlanState::Committed {
        return Err(refused_in(head.state));
    }
    store::record::bump_revision(&mut tx, org, &head.register);
    let definition = definition(ctx, &head.register)?;
    let writer = Writer { ctx, definition, plan: id, org };
    let mut outcome = UndoOutcome::default();
    for written in store::import::select_journal(&mut tx, id).await? {
        run.count();
        let Some(now) = store::record::select(&mut tx, written.record).await? else {
            // Deleted since by somebody: that is a change too.
            outcome.kept_count += 1;
            continue;
        };
        if now.version != written.version {
            outcome.kept_count += 1;
            if outcome.kept.len() < NAMED {
                outcome.kept.push(now.title);
            }
            continue;
        }
        if written.before.is_none() && in_use(&mut tx, &now).await?.is_some() {
            outcome.failed_count += 1;
            if outcome.failed.len() < NAMED {
                outcome.failed.push(now.title);
            }
            continue;
        }
        let done = match written.before {
            None => store::record::delete(&mut tx, now.id, now.version, ctx.now, &ctx.actor()?.name).await?,
            Some(before) => {
                let record = writer.former(before, written.draft, &now);
                let old = index_of_stored(ctx, &mut tx, definition, &now).await?;
                let index = index_of(ctx, definition, &record.answer);
                store::record::update(&mut tx, &record, now.version, &old, &index).await?
            }
        };
        if !done {
            return Err(internal(&"a record changed under the lock of its register"));
        }
        outcome.reversed += 1;
    }
    if !store::import::update_state(&mut tx, id, PlanState::Committed, PlanState::Undone, ctx.now).await? {
        return Err(AppError::Busy);
    }
    store::import::update_outcome(&mut tx, id, &outcome).await?;
    let payload = json!({ "register": head.register, "reversed": outcome.reversed, "kept": outcome.kept_count });
    store::event::append(&mut tx, &ctx.event(org, "import.undo", "import", id, payload)).await?;
    tx.commit().await?;
    Ok(outcome)
}
