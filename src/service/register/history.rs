//! What was done to a record, field by field, and the way back for one field (REG-10).

use std::collections::{BTreeMap, BTreeSet};

use super::save::{Save, save, unknown_records};
use super::{Readable, definition, readable, view};
use crate::domain::error::{AppError, FieldProblem, Severity};
use crate::domain::form::check::{CheckEnv, check};
use crate::domain::form::kinds::ShowEnv;
use crate::domain::form::{Answer, Field, FormDefinition, Kind, Value, mask, view as reading};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::log::words::{ACTIONS, word};
use crate::domain::org::Relation;
use crate::domain::record::history::{
    FieldChange, Pair, RecordHistory, RecordSave, RestoreView, SavePlace, Written, changes, rows_changed, words,
};
use crate::domain::record::{RecordState, SaveMode, SavedRecord, keeps_as_draft};
use crate::domain::text::Label;
use crate::domain::time::Instant;
use crate::service::Ctx;
use crate::service::disclosure::{self, Seen};
use crate::store;
use crate::store::db::{Question, Tx};
use crate::store::record::RecordRow;
use crate::store::record_history::{ImportRow, LineRow};

/// Saves that a page shows.
const SAVES: usize = 200;
/// Saves that are read: one more tells that there are more.
const READ: i64 = SAVES as i64 + 1;

/// One save as it is written down.
struct Saved {
    place: SavePlace,
    at: Instant,
    name: String,
    action: Label,
    /// Whether the record was a draft after it.
    draft: bool,
    written: Written,
}

impl Saved {
    fn of_line(row: LineRow) -> Self {
        let draft = row.payload.get("state").and_then(|state| state.get(1)).and_then(|state| state.as_str());
        let changed = row.payload.get("changes").map(|held| serde_json::from_value(held.clone()).unwrap_or_default());
        let written = match changed {
            Some(changed) => Written::Fields(changed),
            // What made the record without saying what it was filled with: all of it is new.
            None if row.action.ends_with(".create") => Written::Before(Answer::default()),
            None => Written::Nothing,
        };
        Self {
            place: SavePlace::Line(row.org, row.seq),
            at: row.at,
            name: row.name,
            action: word(ACTIONS, &row.action),
            draft: draft == Some(RecordState::Draft.key()),
            written,
        }
    }

    fn of_import(row: ImportRow) -> Self {
        Self {
            place: SavePlace::Import(row.plan),
            at: row.at,
            name: row.name,
            action: word(ACTIONS, "import.commit"),
            draft: false,
            written: Written::Before(row.before.unwrap_or_default()),
        }
    }
}

/// What is asked of the store for the saves of a record.
pub(super) fn questions(id: RecordId) -> [Question; 2] {
    [store::record_history::lines(id, READ), store::record_history::imports(id)]
}

/// The saves of a record, the last first; at most one more than are shown.
async fn saves(tx: &mut Tx, id: RecordId) -> Result<Vec<Saved>, AppError> {
    let lines = store::record_history::select_lines(tx, id, READ).await?;
    let imports = store::record_history::select_imports(tx, id).await?;
    let moments: Vec<Instant> = lines.iter().map(|l| l.at).chain(imports.iter().map(|i| i.at)).collect();
    // An import that was taken back has left the record as it was, unless somebody had saved it in between.
    let stands = |import: &ImportRow| {
        import.undone_at.is_none_or(|undone| moments.iter().any(|at| import.at < *at && *at < undone))
    };
    let mut all: Vec<(Instant, Saved)> = in_chain_order(lines);
    all.extend(imports.into_iter().filter(stands).map(|import| (import.at, Saved::of_import(import))));
    // Stable: what bears the same moment keeps its order.
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(all.into_iter().map(|(_, saved)| saved).collect())
}

/// Lines with a moment that is never before that of a line which stands before them in the same chain: a call that had
/// to wait for another one began before it and wrote after it. The last first.
fn in_chain_order(mut lines: Vec<LineRow>) -> Vec<(Instant, Saved)> {
    lines.sort_by_key(|line| line.seq);
    let mut latest: BTreeMap<OrgId, Instant> = BTreeMap::new();
    let mut ordered = Vec::with_capacity(lines.len());
    for line in lines {
        let moment = latest.entry(line.org).or_insert(line.at);
        *moment = line.at.max(*moment);
        ordered.push((*moment, Saved::of_line(line)));
    }
    ordered.reverse();
    ordered
}

/// Every save of a record with what it changed, in words; numbers masked unless `full`. What was done
/// while it was a draft is told to its own unit only.
///
/// # Errors
/// Those of the store.
pub async fn of_record(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    row: &RecordRow,
    relation: Relation,
    full: bool,
) -> Result<RecordHistory, AppError> {
    let drafts = relation == Relation::Own;
    let mut all = saves(tx, row.id).await?;
    let told: Vec<(bool, &Written)> = all.iter().map(|saved| (saved.draft, &saved.written)).collect();
    let mut changed = changes(&told, &row.answer, drafts);
    let more = all.len() > SAVES;
    all.truncate(SAVES);
    changed.truncate(SAVES);
    let titles = titles(tx, definition, row.org, changed.iter().flatten()).await?;
    let env = ShowEnv { lang: ctx.lang, ..view::show_env(ctx, &titles, !full) };
    let saves = all.into_iter().zip(changed).filter(|(saved, _)| drafts || !saved.draft);
    let saves = saves.map(|(saved, changed)| RecordSave {
        place: saved.place.to_string(),
        at: saved.at,
        name: saved.name,
        action: saved.action,
        changes: in_words(definition, &row.answer, &saved.written, &changed, env),
    });
    let read_only = view::read_only(ctx, definition, relation)?;
    Ok(RecordHistory { saves: saves.collect(), more, read_only })
}

/// The changed fields that the form has, in its order.
fn in_words(
    definition: &FormDefinition,
    now: &Answer,
    written: &Written,
    changed: &BTreeMap<String, Pair>,
    env: ShowEnv<'_>,
) -> Vec<FieldChange> {
    let fields = definition.fields.iter().filter_map(|field| Some((field, changed.get(&field.key)?)));
    fields
        .map(|(field, pair)| FieldChange {
            restorable: is_restorable(field) && written.before(&field.key) != now.0.get(&field.key),
            ..change(field, pair.0.as_ref(), pair.1.as_ref(), env)
        })
        .collect()
}

fn change(field: &Field, before: Option<&Value>, after: Option<&Value>, env: ShowEnv<'_>) -> FieldChange {
    FieldChange {
        field: field.key.clone(),
        label: field.label.clone(),
        before: words(field, before, env),
        after: words(field, after, env),
        rows: rows_changed(before, after),
        restorable: false,
    }
}

/// Whether a former value of the field can be put back: a login name never changes, the others are never kept.
fn is_restorable(field: &Field) -> bool {
    !matches!(field.kind, Kind::Login | Kind::Password | Kind::Computed { .. })
}

/// Titles of the records that values refer to, those of deleted ones too.
async fn titles<'a>(
    tx: &mut Tx,
    definition: &FormDefinition,
    org: OrgId,
    pairs: impl Iterator<Item = (&'a String, &'a Pair)>,
) -> Result<BTreeMap<RecordId, String>, AppError> {
    let mut ids = BTreeSet::new();
    for (key, (before, after)) in pairs {
        for value in [before, after].into_iter().flatten() {
            let answer = Answer(BTreeMap::from([(key.clone(), value.clone())]));
            ids.extend(reading::referenced(&definition.fields, &answer));
        }
    }
    let titles = store::record::select_titles_ever(tx, org, &ids).await?;
    Ok(titles.into_iter().map(|(id, (_, title))| (id, title)).collect())
}

/// The save at a place, with what a field of the form held before it.
async fn former<'a>(
    tx: &mut Tx,
    definition: &'a FormDefinition,
    id: RecordId,
    place: &str,
    field: &str,
) -> Result<(Saved, &'a Field, Option<Value>), AppError> {
    let place: SavePlace = place.parse().map_err(|()| AppError::NotFound)?;
    let field = definition.field(field).filter(|field| is_restorable(field)).ok_or(AppError::NotFound)?;
    let saved = saves(tx, id).await?.into_iter().find(|saved| saved.place == place).ok_or(AppError::NotFound)?;
    let told = match &saved.written {
        Written::Fields(changed) => changed.contains_key(&field.key),
        Written::Before(_) => true,
        Written::Nothing => false,
    };
    if !told {
        return Err(AppError::NotFound);
    }
    let value = saved.written.before(&field.key).cloned();
    Ok((saved, field, value))
}

fn with(answer: &Answer, field: &Field, value: Option<&Value>) -> Answer {
    let mut answer = answer.clone();
    match value {
        Some(value) => answer.0.insert(field.key.clone(), value.clone()),
        None => answer.0.remove(&field.key),
    };
    answer
}

/// What restoring the value that a field held before a save would do; with full numbers for those who may edit the
/// record, which the log says once a day.
///
/// # Errors
/// `NotFound` for what the actor cannot read, and for a save that did not change the field.
pub async fn find_restore(
    ctx: &Ctx,
    register: &str,
    id: RecordId,
    place: &str,
    field: &str,
) -> Result<RestoreView, AppError> {
    let definition = definition(ctx, register)?;
    let mut tx = ctx.app.db.read().await?;
    let Readable { row, relation, shared } = readable(ctx, &mut tx, register, id).await?;
    if shared || relation != Relation::Own {
        // Only the unit itself restores; drafts and what is no longer shared are told to nobody else.
        ctx.require(&mut tx, super::change(definition), row.org).await?;
    }
    let (saved, field, value) = former(&mut tx, definition, id, place, field).await?;
    let now = row.answer.0.get(&field.key);
    let pair = (now.cloned(), value.clone());
    let titles = titles(&mut tx, definition, row.org, [(&field.key, &pair)].into_iter()).await?;
    let answer = with(&row.answer, field, value.as_ref());
    let mut problems = problems_with(ctx, &mut tx, definition, &row, &answer).await?;
    let mut read_only = view::read_only(ctx, definition, relation)?;
    read_only.extend(view::closed(&mut tx, definition, &row).await?);
    let full = read_only.is_empty();
    if !full {
        mask::mask_problems(&definition.fields, &answer, &mut problems);
    }
    disclosure::note_seen(ctx, tx, definition, &row, if full { Seen::Edit } else { Seen::Open }).await?;
    let env = ShowEnv { lang: ctx.lang, ..view::show_env(ctx, &titles, !full) };
    Ok(RestoreView {
        id,
        title: row.title,
        register: definition.key.clone(),
        register_name: definition.name.clone(),
        version: row.version,
        place: saved.place.to_string(),
        at: saved.at,
        name: saved.name,
        change: FieldChange { restorable: pair.0 != pair.1, ..change(field, pair.0.as_ref(), pair.1.as_ref(), env) },
        problems: problems.into_iter().map(|problem| (label_of(definition, &problem), problem)).collect(),
        read_only,
    })
}

/// The label of the field of a problem.
fn label_of(definition: &FormDefinition, problem: &FieldProblem) -> Label {
    let field = definition.field(problem.path.split('.').next().unwrap_or_default());
    field.map(|field| field.label.clone()).unwrap_or_default()
}

/// What stands in the way of a valid record with that answer; nothing stands in the way of a draft.
async fn problems_with(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    row: &RecordRow,
    answer: &Answer,
) -> Result<Vec<FieldProblem>, AppError> {
    if keeps_as_draft(definition.flow, &row.state) {
        return Ok(Vec::new());
    }
    let mut problems = check(definition, answer, &CheckEnv { today: ctx.today(), codes: &*ctx.catalog });
    problems.retain(|problem| problem.severity == Severity::Error);
    problems.extend(unknown_records(tx, row.org, definition, answer).await?);
    Ok(problems)
}

/// Puts back what a field held before a save: a new version by the ordinary way of saving, with all its checks; the log
/// calls it a restore.
///
/// # Errors
/// Those of `save_record`; `NotFound` for a save that did not change the field.
pub async fn restore_field(
    ctx: &Ctx,
    register: &str,
    id: RecordId,
    place: &str,
    field: &str,
    base_version: i64,
) -> Result<SavedRecord, AppError> {
    let definition = definition(ctx, register)?;
    let mut tx = ctx.app.db.read().await?;
    let Readable { row, .. } = readable(ctx, &mut tx, register, id).await?;
    ctx.require(&mut tx, super::change(definition), row.org).await?;
    let (_, field, value) = former(&mut tx, definition, id, place, field).await?;
    drop(tx);
    let draft = keeps_as_draft(definition.flow, &row.state);
    let mode = if draft { SaveMode::Draft } else { SaveMode::Valid };
    let answer = with(&row.answer, field, value.as_ref());
    let action = Some("record.restore");
    save(ctx, Save { org: row.org, register, id: Some(id), base_version, answer, mode, action }).await
}
