//! Saving and deleting: check, references, conflict, write, index, log, in one transaction.

use std::collections::BTreeMap;

use serde_json::json;

use super::{
    Readable, branch, call, change, definition, design, index_of, index_of_stored, next_row, pool, readable,
    require_known, view,
};
use crate::domain::error::{AppError, Conflict, FieldProblem, ProblemCode, Reason, ReasonCode};
use crate::domain::form::check::{CheckEnv, check, is_complete};
use crate::domain::form::normalise::normalise;
use crate::domain::form::{Answer, Field, FormDefinition, Kind, Shape, Value, fill, stage};
use crate::domain::ids::{FileId, OrgId, RecordId};
use crate::domain::record::{RecordState, SaveMode, SavedRecord, saved_state, state_name};
use crate::service::{Ctx, case, draft, file, notification};
use crate::store;
use crate::store::db::Tx;
use crate::store::file::FileRow;
use crate::store::record::RecordRow;

/// The register of the kinds of members.
const LEVELS: &str = "member_level";

/// Most bytes of an answer as JSON.
const ANSWER_MAX: usize = 1 << 20;

/// Saves a record: as a draft whatever was typed, as valid only without an error. `id` none makes a new one;
/// in a register with one record per unit the second one is a conflict. Saving what is stored already
/// changes nothing.
///
/// # Errors
/// `Invalid` with all problems, `Conflict` with the stored answer, `NotFound`, `Denied`, `TooLarge`.
pub async fn save_record(
    ctx: &Ctx,
    org: OrgId,
    register: &str,
    id: Option<RecordId>,
    base_version: i64,
    answer: Answer,
    mode: SaveMode,
) -> Result<SavedRecord, AppError> {
    save(ctx, Save { org, register, id, base_version, answer, mode, action: None }).await
}

/// A save that is asked for.
pub(super) struct Save<'a> {
    /// The unit.
    pub org: OrgId,
    /// The register's key.
    pub register: &'a str,
    /// None for a new record.
    pub id: Option<RecordId>,
    /// The version on which it builds.
    pub base_version: i64,
    /// What is filled in.
    pub answer: Answer,
    /// As a draft or as valid.
    pub mode: SaveMode,
    /// What the log calls it; none: a record that is made or changed.
    pub action: Option<&'static str>,
}

/// Saves as `save_record` says.
pub(super) async fn save(ctx: &Ctx, asked: Save<'_>) -> Result<SavedRecord, AppError> {
    let Save { org, register, id, base_version, mut answer, mode, action } = asked;
    let definition = definition(ctx, register)?;
    if serde_json::to_string(&answer).map_or(usize::MAX, |json| json.len()) > ANSWER_MAX {
        return Err(AppError::TooLarge { limit_bytes: ANSWER_MAX as i64 });
    }
    let hash = branch::hash(ctx, definition, &answer).await?;
    let mut tx = ctx.app.db.write().await?;
    let relation = ctx.require(&mut tx, change(definition), org).await?;
    require_known(ctx, &mut tx, definition, org).await?;
    AppError::unless(view::read_only(ctx, definition, relation)?)?;
    store::record::bump_revision(&mut tx, org, register);
    let stored = stored(&mut tx, org, definition, id).await?;
    if let Some(row) = &stored
        && (row.version != base_version || id.is_none())
    {
        return Err(conflict(row));
    }
    let id = id.unwrap_or_else(RecordId::fresh);
    match &stored {
        Some(row) => AppError::unless(view::closed(&mut tx, definition, row).await?)?,
        None => AppError::unless(view::kept_by_others(definition))?,
    }
    let (whole, state) = (definition, stored.as_ref().map_or(RecordState::Draft.key(), |row| &row.state));
    let open = stage::at(whole, state);
    let (definition, nothing) = (&*open, Answer::default());
    let kept = stored.as_ref().map_or(&nothing, |row| &row.answer);
    let locked = stage::take_locked(whole, definition, kept, &mut answer);
    let sources = view::sources_of(&mut tx, org, &definition.fields, &answer).await?;
    fill::take(&definition.fields, kept, &sources, &mut answer);

    if mode == SaveMode::Valid {
        design::give_keys(definition, &mut answer);
    }
    let files = store::file::select_many(&mut tx, org, &file_ids(&definition.fields, &answer)).await?;
    let mut problems = adopt_files(ctx, &definition.fields, &mut answer, "", &files, &id.to_string());
    problems.extend(locked);
    problems.extend(check(definition, &answer, &CheckEnv { today: ctx.today(), codes: &*ctx.catalog }));
    problems.extend(design::problems(ctx, &mut tx, definition, &answer).await?);
    problems.extend(unknown_records(&mut tx, org, definition, &answer).await?);
    let complete = is_complete(&problems);
    if !complete && (mode == SaveMode::Valid || problems.iter().any(|problem| problem.code == ProblemCode::NotNow)) {
        problems.sort_by_key(|p| order(definition, &p.path));
        return Err(AppError::Invalid { problems });
    }
    normalise(definition, &mut answer);
    drop_passwords(&definition.fields, &mut answer);
    if stage::is_staged(whole) {
        stage::put_locked(definition, kept, &mut answer);
    }
    let definition = whole;
    let state = saved_state(definition.flow, stored.as_ref().map(|row| row.state.as_str()), mode)
        .map_err(|reasons| AppError::Denied { reasons })?
        .to_owned();
    let row = RecordRow { id, state, complete, ..next_row(ctx, definition, org, stored.as_ref(), None, answer) };
    let row = match stored {
        Some(stored) if same(&stored, &row) && hash.is_none() => {
            drop(tx);
            let mut tx = ctx.app.db.write().await?;
            draft::drop_kept(ctx, &mut tx, org, register, Some(id))?;
            tx.commit().await?;
            stored
        }
        stored => {
            write(ctx, &mut tx, definition, stored.as_ref(), &row, action).await?;
            branch::follow(ctx, &mut tx, &row, hash.as_deref()).await?;
            call::spread(ctx, &mut tx, &row).await?;
            case::hand_in(ctx, &mut tx, definition, stored.as_ref(), &row, false).await?;
            draft::drop_kept(ctx, &mut tx, org, register, stored.as_ref().map(|_| id))?;
            tx.commit().await?;
            row
        }
    };
    let (state_name, tone) = state_name(definition.flow, &row.state);
    Ok(SavedRecord { id: row.id, title: row.title, state: row.state, state_name, tone, version: row.version })
}

/// Deletes a record: it leaves lists and evaluation, its row and history stay. A member leaves the
/// society (退会); the members of a level that goes get `successor` instead, in the same transaction (E-077).
///
/// # Errors
/// `Conflict`, `NotFound`, `Denied`; `LevelInUse` for a member level that members still have; `Invalid` at `successor`
/// for one that is no other valid level of the unit.
pub async fn delete_record(
    ctx: &Ctx,
    register: &str,
    id: RecordId,
    base_version: i64,
    successor: Option<RecordId>,
) -> Result<(), AppError> {
    let definition = definition(ctx, register)?;
    let mut tx = ctx.app.db.write().await?;
    let Readable { row, relation, .. } = readable(ctx, &mut tx, register, id).await?;
    ctx.require(&mut tx, change(definition), row.org).await?;
    AppError::unless(view::read_only(ctx, definition, relation)?)?;
    AppError::unless(view::kept_by_others(definition))?;
    AppError::unless(view::closed(&mut tx, definition, &row).await?)?;
    store::record::bump_revision(&mut tx, row.org, register);
    if let Some(successor) = successor.filter(|_| register == LEVELS) {
        move_members(ctx, &mut tx, &row, successor).await?;
    }
    AppError::unless(in_use(&mut tx, &row).await?.into_iter().collect())?;
    branch::close(ctx, &mut tx, &row).await?;
    call::withdraw(ctx, &mut tx, &row).await?;
    if !store::record::delete(&mut tx, id, base_version, ctx.now, &ctx.actor()?.name).await? {
        let now = store::record::select(&mut tx, id).await?.ok_or(AppError::NotFound)?;
        return Err(conflict(&now));
    }
    pool::forget(ctx, &mut tx, &row).await?;
    let action = if register == "member" { "member.leave" } else { "record.delete" };
    let payload = json!({ "register": register, "title": row.title, "state": row.state, "before": row.answer });
    store::event::append(&mut tx, &ctx.event(row.org, action, "record", id, payload)).await?;
    draft::drop_kept(ctx, &mut tx, row.org, register, Some(id))?;
    notification::settle(ctx, &mut tx, &id.to_string(), row.org).await?;
    tx.commit().await?;
    Ok(())
}

/// Why a record cannot go: a member level that members have (E-077).
///
/// # Errors
/// Those of the store.
pub async fn in_use(tx: &mut Tx, row: &RecordRow) -> Result<Option<Reason>, AppError> {
    if row.register != LEVELS {
        return Ok(None);
    }
    let members = store::record::count_pointing(tx, row.org, "member", "level", row.id).await?;
    Ok((members > 0).then(|| Reason::new(ReasonCode::LevelInUse, &[&members.to_string()])))
}

/// Gives the members of a level another one. Each of them changes as if somebody had saved it.
async fn move_members(ctx: &Ctx, tx: &mut Tx, level: &RecordRow, successor: RecordId) -> Result<(), AppError> {
    let fits = |to: &RecordRow| {
        (to.org, &to.register) == (level.org, &level.register)
            && to.id != level.id
            && to.state == RecordState::Valid.key()
    };
    if !store::record::select(tx, successor).await?.is_some_and(|to| fits(&to)) {
        return Err(AppError::field("successor", ProblemCode::UnknownRecord, &[&successor.to_string()]));
    }
    let definition = definition(ctx, "member")?;
    store::record::bump_revision(tx, level.org, "member");
    let members = store::record::select_pointing(tx, level.org, "member", "level", level.id).await?;
    for before in store::record::select_many(tx, level.org, "member", &members).await? {
        let mut answer = before.answer.clone();
        answer.set("level", successor.to_string());
        let row = RecordRow {
            id: before.id,
            state: before.state.clone(),
            complete: before.complete,
            ..next_row(ctx, definition, level.org, Some(&before), None, answer)
        };
        write(ctx, tx, definition, Some(&before), &row, None).await?;
    }
    Ok(())
}

/// The record that the save is about, if it is there already.
async fn stored(
    tx: &mut Tx,
    org: OrgId,
    definition: &FormDefinition,
    id: Option<RecordId>,
) -> Result<Option<RecordRow>, AppError> {
    match id {
        Some(id) => {
            let row = store::record::select(tx, id).await?;
            Ok(Some(row.filter(|r| r.org == org && r.register == definition.key).ok_or(AppError::NotFound)?))
        }
        None if definition.shape == Shape::Single => Ok(store::record::select_first(tx, org, &definition.key).await?),
        None => Ok(None),
    }
}

fn conflict(stored: &RecordRow) -> AppError {
    AppError::Conflict(Conflict {
        changed_by: stored.updated_by_name.clone(),
        changed_at: stored.updated_at,
        version: stored.version,
        stored: serde_json::to_string(&stored.answer).ok(),
    })
}

fn same(stored: &RecordRow, new: &RecordRow) -> bool {
    stored.answer == new.answer
        && stored.state == new.state
        && stored.complete == new.complete
        && stored.definition_version == new.definition_version
}

/// Writes the row with all that follows from it; the event is called by `action`, else by what was done.
pub(super) async fn write(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    stored: Option<&RecordRow>,
    row: &RecordRow,
    action: Option<&'static str>,
) -> Result<(), AppError> {
    put(ctx, tx, definition, stored, row, action).await?;
    pool::collect(ctx, tx, row).await
}

/// Writes the row, its index, its files and the event.
pub(super) async fn put(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    stored: Option<&RecordRow>,
    row: &RecordRow,
    action: Option<&'static str>,
) -> Result<(), AppError> {
    let index = index_of(ctx, definition, &row.answer);
    match stored {
        None => store::record::insert(tx, row, &index)?,
        Some(before) => {
            let old = index_of_stored(ctx, tx, definition, before).await?;
            if !store::record::update(tx, row, before.version, &old, &index).await? {
                return Err(conflict(before));
            }
        }
    }
    store::file::attach(tx, row.org, &file_ids(&definition.fields, &row.answer), &row.id.to_string());
    let payload = json!({
        "register": row.register,
        "title": row.title,
        "state": [stored.map(|s| s.state.as_str()), Some(row.state.as_str())],
        "changes": changes(stored.map(|s| &s.answer), &row.answer),
    });
    let action = action.unwrap_or(if stored.is_some() { "record.update" } else { "record.create" });
    store::event::append(tx, &ctx.event(row.org, action, "record", row.id, payload)).await?;
    Ok(())
}

/// What changed, field by field: `{"name": ["before", "after"]}`.
pub fn changes(before: Option<&Answer>, after: &Answer) -> serde_json::Value {
    let empty = Answer::default();
    let before = before.unwrap_or(&empty);
    let keys: std::collections::BTreeSet<&String> = before.0.keys().chain(after.0.keys()).collect();
    let changed = keys.into_iter().filter(|key| before.0.get(*key) != after.0.get(*key));
    serde_json::Value::Object(changed.map(|key| (key.clone(), json!([before.0.get(key), after.0.get(key)]))).collect())
}

/// The place of a path in the form; those of no field stand last.
fn order(definition: &FormDefinition, path: &str) -> usize {
    let key = path.split('.').next().unwrap_or_default();
    definition.fields.iter().position(|f| f.key == key).unwrap_or(usize::MAX)
}

/// The files that an answer names, in its rows too.
pub(super) fn file_ids(fields: &[Field], answer: &Answer) -> Vec<FileId> {
    let mut ids = Vec::new();
    for field in fields {
        match &field.kind {
            Kind::Files { .. } => ids.extend(answer.files(&field.key).iter().map(|f| f.file)),
            Kind::Rows { fields, .. } => {
                answer.rows(&field.key).iter().for_each(|row| ids.extend(file_ids(fields, row)));
            }
            _ => {}
        }
    }
    ids
}

/// Puts the stored name and size in the place of what the browser said; names the files that the actor
/// cannot attach to this record.
fn adopt_files(
    ctx: &Ctx,
    fields: &[Field],
    answer: &mut Answer,
    prefix: &str,
    known: &BTreeMap<FileId, FileRow>,
    record: &str,
) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    for field in fields {
        let path = format!("{prefix}{}", field.key);
        match (&field.kind, answer.0.get_mut(&field.key)) {
            (Kind::Files { .. }, Some(Value::Files(files))) => {
                problems.extend(file::adopt(ctx, &path, files, known, record));
            }
            (Kind::Rows { fields, .. }, Some(Value::Rows(rows))) => {
                for (at, row) in rows.iter_mut().enumerate() {
                    problems.extend(adopt_files(ctx, fields, row, &format!("{path}.{at}."), known, record));
                }
            }
            _ => {}
        }
    }
    problems
}

/// Chosen records that do not exist in the unit's register that they must be of.
pub(super) async fn unknown_records(
    tx: &mut Tx,
    org: OrgId,
    definition: &FormDefinition,
    answer: &Answer,
) -> Result<Vec<FieldProblem>, AppError> {
    fn walk(fields: &[Field], answer: &Answer, prefix: &str, found: &mut Vec<(String, String, RecordId)>) {
        for field in fields.iter().filter(|f| f.applies(fields, answer)) {
            let path = format!("{prefix}{}", field.key);
            match &field.kind {
                Kind::Record { register, .. } => {
                    found.extend(answer.text(&field.key).trim().parse().ok().map(|id| (path, register.clone(), id)));
                }
                Kind::Rows { fields, .. } => {
                    for (at, row) in answer.rows(&field.key).iter().enumerate() {
                        walk(fields, row, &format!("{path}.{at}."), found);
                    }
                }
                _ => {}
            }
        }
    }
    let mut chosen = Vec::new();
    walk(&definition.fields, answer, "", &mut chosen);
    let titles = store::record::select_titles(tx, org, &chosen.iter().map(|(.., id)| *id).collect()).await?;
    let unknown = chosen.into_iter().filter(|(_, register, id)| titles.get(id).is_none_or(|(r, _)| r != register));
    Ok(unknown.map(|(path, _, id)| FieldProblem::error(path, ProblemCode::UnknownRecord, &[&id.to_string()])).collect())
}

/// A password is never kept in an answer.
fn drop_passwords(fields: &[Field], answer: &mut Answer) {
    for field in fields {
        match (&field.kind, answer.0.get_mut(&field.key)) {
            (Kind::Password, Some(_)) => {
                answer.0.remove(&field.key);
            }
            (Kind::Rows { fields, .. }, Some(Value::Rows(rows))) => {
                rows.iter_mut().for_each(|row| drop_passwords(fields, row));
            }
            _ => {}
        }
    }
}
