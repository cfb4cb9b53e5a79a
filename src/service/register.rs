//! Registers and their records: the menu, the list, one record, saving, choosing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::disclosure::Seen;
use super::evaluation::uses;
use super::{Ctx, case, disclosure, pinyin};
use crate::domain::access::{Action, by_table};
use crate::domain::error::AppError;
use crate::domain::form::expiry::last_days;
use crate::domain::form::{Answer, Field, FormDefinition, Kind, Menu, Shape, Value, mask, stage, view as reading};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::org::{Org, Relation};
use crate::domain::record::history::RecordHistory;
use crate::domain::record::sharing::{Reading, reading as reading_of};
use crate::domain::record::{
    Belonging, BlankForm, Candidate, OpenedRecord, RecordState, RecordView, RegisterSummary, SaveMode, SourceLink,
    saved_state,
};
use crate::store;
use crate::store::db::Tx;
use crate::store::record::{Index, Narrowing, RecordRow};
use sharing::Readable;

mod branch;
mod call;
mod columns;
mod design;
pub mod expiry;
pub mod export;
mod guide;
pub mod history;
mod index;
pub mod list;
mod pool;
pub mod recycle;
pub mod save;
mod sharing;
pub mod synced;
pub mod view;

pub use columns::{change_columns, delete_filter, save_filter};
pub use design::preview_design;
pub use guide::{find_guide, list_chapters, list_guides};
pub use history::{find_restore, restore_field};
pub use index::renew_tokens;
pub use list::{Lists, find_page};
pub use recycle::{list_recycled, recover_record};
pub use save::{delete_record, in_use, save_record};
pub(super) use sharing::{is_file_readable, readable as find_readable};

/// Candidates that one answer of a picker carries.
const CANDIDATES: i64 = 20;

/// The definition of a register.
///
/// # Errors
/// `NotFound` for an unknown key.
pub fn definition<'a>(ctx: &'a Ctx, register: &str) -> Result<&'a FormDefinition, AppError> {
    ctx.catalog.register(register).ok_or(AppError::NotFound)
}

/// Whether a unit keeps that register.
fn is_kept(definition: &FormDefinition, unit: &Org) -> bool {
    definition.held_by.contains(&unit.kind) && (!definition.design || unit.parent.is_none())
}

/// Demands that a unit has anything to do with a register: designs are not there for others than the topmost unit.
///
/// # Errors
/// `NotFound` where it has not.
pub(super) async fn require_known(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    org: OrgId,
) -> Result<(), AppError> {
    ctx.actor()?;
    // Most registers need no look at the unit.
    let known =
        !definition.design || store::org::select(tx, org).await?.is_some_and(|unit| is_known(definition, &unit));
    if known { Ok(()) } else { Err(AppError::NotFound) }
}

/// Whether a unit has anything to do with a register.
fn is_known(definition: &FormDefinition, unit: &Org) -> bool {
    !definition.design || is_kept(definition, unit)
}

/// What is needed to change records of a register.
pub(super) fn change(definition: &FormDefinition) -> Action {
    if definition.design { Action::DesignRegister } else { Action::EditRecord }
}

/// The rows under which an answer is found.
pub fn index_of(ctx: &Ctx, definition: &FormDefinition, answer: &Answer) -> Index {
    Index {
        values: reading::index_values(definition, answer, &*ctx.catalog),
        tokens: reading::record_tokens(definition, answer, &*ctx.catalog, pinyin::letters),
        last_days: last_days(definition, answer),
    }
}

/// The rows under which a stored answer is found: those of the definition that it was entered with; its last days are
/// those of the present one.
///
/// # Errors
/// Those of the store.
pub async fn index_of_stored(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    row: &RecordRow,
) -> Result<Index, AppError> {
    let entered = entered_with(ctx, tx, definition, row).await?;
    let index = index_of(ctx, entered.as_deref().unwrap_or(definition), &row.answer);
    Ok(Index { last_days: last_days(definition, &row.answer), ..index })
}

/// The definition that a record was entered with; none where that is the present one (REG-14).
async fn entered_with(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    row: &RecordRow,
) -> Result<Option<Arc<FormDefinition>>, AppError> {
    match row.definition_version {
        version if version == definition.version => Ok(None),
        version => ctx.app.catalog.version(tx, definition, version).await,
    }
}

/// The row that a checked answer makes: a new one, or the next version of `before`. Valid and complete; `source`
/// is what a new row came from.
pub fn next_row(
    ctx: &Ctx,
    definition: &FormDefinition,
    org: OrgId,
    before: Option<&RecordRow>,
    source: Option<String>,
    answer: Answer,
) -> RecordRow {
    RecordRow {
        id: before.map_or_else(RecordId::fresh, |b| b.id),
        org,
        register: definition.key.clone(),
        definition_version: definition.version,
        state: saved_state(definition.flow, before.map(|b| b.state.as_str()), SaveMode::Valid)
            .unwrap_or(RecordState::Valid.key())
            .to_owned(),
        title: reading::title(definition, &answer, &*ctx.catalog),
        complete: true,
        source: before.map_or(source, |b| b.source.clone()),
        created_at: before.map_or(ctx.now, |b| b.created_at),
        updated_at: ctx.now,
        updated_by: ctx.actor.as_ref().map(|a| a.account),
        updated_by_name: ctx.actor.as_ref().map(|a| a.name.clone()).unwrap_or_default(),
        version: before.map_or(1, |b| b.version + 1),
        answer,
    }
}

/// The registers of a unit (none: the own one) with their numbers, and those that units above share with the own one; a
/// unit that keeps none has an empty list. Whoever reads no records has the registers of the own unit that are shared.
///
/// # Errors
/// `NotFound` outside the scope; `Denied` where nothing is shared with somebody who reads no records.
pub async fn list_registers(ctx: &Ctx, org: impl Into<Option<OrgId>>) -> Result<Vec<RegisterSummary>, AppError> {
    let org = ctx.unit(org)?;
    let mut tx = ctx.app.db.read().await?;
    let actor = ctx.actor()?;
    let relation = store::org::select_relation(&mut tx, actor.org, org).await?;
    if !relation.in_scope() {
        return Err(AppError::NotFound);
    }
    let unit = store::org::select(&mut tx, org).await?.ok_or(AppError::NotFound)?;
    let counts = store::record::count_by_register(&mut tx, org).await?;
    let mut found = Vec::new();
    let registers = ctx.catalog.registers().iter();
    for register in registers.filter(|r| !matches!(r.menu, Menu::None | Menu::Congress) && is_kept(r, &unit)) {
        match reading_of(register, actor.role, relation) {
            Ok(Reading::Whole { drafts: seen }) => {
                let (all, drafts) = counts.get(&register.key).copied().unwrap_or_default();
                let drafts_seen = if seen { drafts } else { 0 };
                let records = all - drafts + drafts_seen;
                found.push(RegisterSummary { records, drafts: drafts_seen, ..summary(register) });
            }
            Ok(shared) => found.push(sharing::summary(&mut tx, register, org, shared, None).await?),
            Err(_) => {}
        }
    }
    if relation == Relation::Own {
        found.extend(sharing::from_above(ctx, &mut tx).await?);
    }
    match by_table(actor, Action::ViewRecord, relation) {
        Err(reasons) if found.is_empty() => Err(AppError::Denied { reasons }),
        _ => Ok(found),
    }
}

/// A register in a menu, without numbers.
fn summary(definition: &FormDefinition) -> RegisterSummary {
    RegisterSummary {
        key: definition.key.clone(),
        name: definition.name.clone(),
        purpose: definition.purpose.clone(),
        menu: definition.menu,
        part: definition.part.clone(),
        shape: definition.shape,
        flow: definition.flow,
        records: 0,
        drafts: 0,
        shared_by: None,
    }
}

/// One record to read, numbers masked.
///
/// # Errors
/// `NotFound` when it is missing, deleted, of another register, outside the scope or another unit's draft.
pub async fn find_record(ctx: &Ctx, register: &str, id: RecordId) -> Result<RecordView, AppError> {
    find_revealed(ctx, register, id, None).await
}

/// One record to read: in full where `revealed` names the line of the log in which the actor has just given a reason
/// (OPS-03).
///
/// # Errors
/// Those of `find_record`.
pub async fn find_revealed(
    ctx: &Ctx,
    register: &str,
    id: RecordId,
    revealed: Option<i64>,
) -> Result<RecordView, AppError> {
    let definition = definition(ctx, register)?;
    let mut tx = ctx.app.db.read().await?;
    let found = readable(ctx, &mut tx, register, id).await?;
    let view = view_of(ctx, &mut tx, definition, &found, revealed).await?;
    let row = found.row;
    disclosure::note_seen(ctx, tx, definition, &row, Seen::Open).await?;
    Ok(view)
}

/// The same with all that its page tells of it.
///
/// # Errors
/// Those of `find_record`.
pub async fn open_record(
    ctx: &Ctx,
    register: &str,
    id: RecordId,
    revealed: Option<i64>,
) -> Result<OpenedRecord, AppError> {
    let definition = definition(ctx, register)?;
    let mut tx = ctx.app.db.read().await?;
    let found = readable(ctx, &mut tx, register, id).await?;
    if !found.shared {
        look_ahead(ctx, &mut tx, definition, &found.row).await?;
    }
    let mut view = view_of(ctx, &mut tx, definition, &found, revealed).await?;
    view.definition = view.definition.for_reading(&view.answer);
    let Readable { row, relation, shared } = found;
    if shared {
        // Who else has it, what it was before and what belongs to it is not shared with it.
        disclosure::note_seen(ctx, tx, definition, &row, Seen::Open).await?;
        let (readers, history) = (Vec::new(), RecordHistory::default());
        return Ok(OpenedRecord {
            view,
            readers,
            history,
            shared,
            case: None,
            belongings: Vec::new(),
            answers: Vec::new(),
        });
    }
    let readers = disclosure::readers_of(ctx, &mut tx, definition, &row).await?;
    let history = history::of_record(ctx, &mut tx, definition, &row, relation, view.revealed).await?;
    let case = case::of_record(ctx, &mut tx, row.clone(), relation).await?;
    let belongings = belongings_of(ctx, &mut tx, &row).await?;
    let answers = if relation == Relation::Own { call::answers(&mut tx, &row).await? } else { Vec::new() };
    disclosure::note_seen(ctx, tx, definition, &row, Seen::Open).await?;
    Ok(OpenedRecord { view, readers, history, shared, case, belongings, answers })
}

/// Fetches at once what the page of a record asks for one after the other.
async fn look_ahead(ctx: &Ctx, tx: &mut Tx, definition: &FormDefinition, row: &RecordRow) -> Result<(), AppError> {
    let mut questions = store::record::titles(row.org, &reading::referenced(&definition.fields, &row.answer));
    if let Some(source) = &row.source {
        questions.push(store::record_source::registers(std::slice::from_ref(source)));
        questions.extend(source.parse().ok().map(store::record::with_id));
    }
    questions.extend([
        store::evaluation::revision(row.org),
        store::account::people_above(row.org),
        store::org::path(row.org),
        disclosure::seen_today(ctx, row, Seen::Open)?,
    ]);
    questions.extend(history::questions(row.id));
    Ok(tx.ahead(questions).await?)
}

/// The lists that can be narrowed to one record: 组织人员 of a branch (E-040).
async fn belongings_of(ctx: &Ctx, tx: &mut Tx, row: &RecordRow) -> Result<Vec<Belonging>, AppError> {
    let mut found = Vec::new();
    for register in ctx.catalog.registers() {
        let names = |field: &&Field| {
            matches!(&field.kind, Kind::Record { register: of, .. } if *of == row.register)
                && register.filters.contains(&field.key)
        };
        for field in register.fields.iter().filter(names) {
            let (key, field) = (register.key.clone(), field.key.clone());
            let count = store::record::count_pointing(tx, row.org, &key, &field, row.id).await?;
            found.push(Belonging { register: key, name: register.name.clone(), field, count });
        }
    }
    Ok(found)
}

async fn view_of(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    found: &Readable,
    revealed: Option<i64>,
) -> Result<RecordView, AppError> {
    let Readable { row, relation, shared } = found;
    let revealed = disclosure::is_revealed(ctx, tx, row, revealed).await?;
    let counts_for = uses::of_record(ctx, tx, row.org, row.id).await?;
    let entered = entered_with(ctx, tx, definition, row).await?;
    let shown = entered.as_deref().unwrap_or(definition);
    let view = view::of_record(ctx, tx, shown, row.clone(), *relation, revealed).await?;
    let source = if *shared { None } else { source_of(tx, row).await? };
    Ok(RecordView { counts_for, revealed, source, ..view })
}

/// The record of another register from which the system wrote this one (REG-17).
async fn source_of(tx: &mut Tx, row: &RecordRow) -> Result<Option<SourceLink>, AppError> {
    let Some(id) = row.source.as_ref().and_then(|source| source.parse().ok()) else { return Ok(None) };
    let source = store::record::select(tx, id).await?.filter(|source| source.org == row.org);
    Ok(source.map(|source| SourceLink { register: source.register, id: source.id, title: source.title }))
}

/// One record to change: with full numbers for those who may, which the log says once a day; masked for others.
///
/// # Errors
/// Those of `find_record`; `Denied` to whoever has it only because it is shared.
pub async fn find_form(ctx: &Ctx, register: &str, id: RecordId) -> Result<RecordView, AppError> {
    let definition = definition(ctx, register)?;
    let mut tx = ctx.app.db.read().await?;
    let Readable { row, relation, shared } = readable(ctx, &mut tx, register, id).await?;
    if shared {
        return Err(AppError::Denied { reasons: view::read_only(ctx, definition, relation)? });
    }
    form_of(ctx, tx, definition, row, relation).await
}

async fn form_of(
    ctx: &Ctx,
    mut tx: Tx,
    definition: &FormDefinition,
    row: RecordRow,
    relation: Relation,
) -> Result<RecordView, AppError> {
    let full = view::read_only(ctx, definition, relation)?.is_empty();
    let view = view::of_record(ctx, &mut tx, definition, row.clone(), relation, full).await?;
    let open = stage::at(definition, &row.state);
    let view = RecordView { answer: stage::part_of(&open, &view.answer), definition: open.into_owned(), ..view };
    disclosure::note_seen(ctx, tx, definition, &row, if full { Seen::Edit } else { Seen::Open }).await?;
    Ok(view)
}

/// A record of a register that the actor may read.
async fn readable(ctx: &Ctx, tx: &mut Tx, register: &str, id: RecordId) -> Result<Readable, AppError> {
    let row = store::record::select(tx, id).await?.filter(|r| r.register == register).ok_or(AppError::NotFound)?;
    sharing::readable_row(ctx, tx, row).await
}

/// The form for a new record of the own unit, empty but for what is `set`; for a register with one record per unit that
/// record, once it is there.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for an unknown register; `Denied` without the right to read records.
pub async fn new_record(ctx: &Ctx, register: &str, set: BTreeMap<String, String>) -> Result<RecordView, AppError> {
    let org = ctx.unit(None)?;
    let definition = definition(ctx, register)?;
    let mut tx = ctx.app.db.read().await?;
    let relation = ctx.require(&mut tx, Action::ViewRecord, org).await?;
    require_known(ctx, &mut tx, definition, org).await?;
    if definition.shape == Shape::Single
        && let Some(row) = store::record::select_first(&mut tx, org, register).await?
    {
        return form_of(ctx, tx, definition, row, relation).await;
    }
    view::of_new(ctx, &mut tx, definition, org, relation, set).await
}

/// The form of a register on paper, for the own unit.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for an unknown register; `Denied` without the right to read records.
pub async fn find_blank(ctx: &Ctx, register: &str) -> Result<BlankForm, AppError> {
    let org = ctx.unit(None)?;
    let definition = definition(ctx, register)?;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::ViewRecord, org).await?;
    require_known(ctx, &mut tx, definition, org).await?;
    Ok(BlankForm { definition: definition.clone(), org_name: ctx.actor()?.org_name.clone() })
}

/// Records of the actor's own unit that a picker offers for these words, the last changed first; numbers masked.
///
/// # Errors
/// `Denied` without the right to fill in records.
pub async fn find_candidates(ctx: &Ctx, register: &str, words: &str) -> Result<Vec<Candidate>, AppError> {
    let definition = definition(ctx, register)?;
    let org = ctx.actor()?.org;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, change(definition), org).await?;
    let by = Narrowing {
        tokens: reading::query_tokens(words).into_iter().collect(),
        without_drafts: true,
        ..Narrowing::default()
    };
    let few = !by.tokens.is_empty();
    let rows = store::record::select_page(&mut tx, org, register, &by, few, CANDIDATES, 0).await?;
    let titles = titles_of(&mut tx, definition, &rows, org).await?;
    Ok(rows.into_iter().map(|row| candidate(ctx, definition, row, &titles, false)).collect())
}

/// The one record that was chosen in a picker, with full numbers for the fields that are filled from it; the log says
/// so once a day.
///
/// # Errors
/// `NotFound` for what a picker would not offer; `Denied` without the right to fill in records.
pub async fn find_candidate(ctx: &Ctx, register: &str, id: RecordId) -> Result<Candidate, AppError> {
    let definition = definition(ctx, register)?;
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.read().await?;
    let Readable { row, relation, .. } = readable(ctx, &mut tx, register, id).await?;
    ctx.require(&mut tx, change(definition), row.org).await?;
    if relation != Relation::Own || row.state == "draft" {
        return Err(AppError::NotFound);
    }
    let full = actor.viewer.is_none();
    let titles = titles_of(&mut tx, definition, std::slice::from_ref(&row), row.org).await?;
    disclosure::note_seen(ctx, tx, definition, &row, if full { Seen::Pick } else { Seen::Open }).await?;
    Ok(candidate(ctx, definition, row, &titles, full))
}

fn candidate(
    ctx: &Ctx,
    definition: &FormDefinition,
    mut row: RecordRow,
    titles: &BTreeMap<RecordId, String>,
    full: bool,
) -> Candidate {
    let cells = reading::cells(definition, &row.answer, &BTreeMap::new(), view::show_env(ctx, titles, true));
    let others =
        definition.columns.iter().zip(cells).filter(|(key, cell)| **key != definition.title && !cell.is_empty());
    let note = others.map(|(_, cell)| cell).filter(|cell| *cell != row.title).take(3).collect::<Vec<_>>().join(" · ");
    if !full {
        mask::mask_answer(&definition.fields, &mut row.answer);
    }
    let scalars = row.answer.0.into_iter().filter_map(|(key, value)| match value {
        Value::Text(text) => Some((key, text)),
        _ => None,
    });
    Candidate { id: row.id, title: row.title, note, values: scalars.collect() }
}

/// Titles of the records that these rows refer to.
async fn titles_of(
    tx: &mut Tx,
    definition: &FormDefinition,
    rows: &[RecordRow],
    org: OrgId,
) -> Result<BTreeMap<RecordId, String>, AppError> {
    let columns: Vec<_> = definition.fields.iter().filter(|f| definition.columns.contains(&f.key)).cloned().collect();
    let ids = rows.iter().flat_map(|row| reading::referenced(&columns, &row.answer)).collect();
    let titles = store::record::select_titles(tx, org, &ids).await?;
    Ok(titles.into_iter().map(|(id, (_, title))| (id, title)).collect())
}
