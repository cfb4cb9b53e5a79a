//! Records of registers, their index rows and the revisions of their lists.

use std::collections::{BTreeMap, BTreeSet};

use super::db::{AssertSqlSafe, Question, Result, Row, Tx, Val, among, args, places};
use super::record_expiry;
use crate::domain::form::Answer;
use crate::domain::ids::{AccountId, OrgId, RecordId};
use crate::domain::time::{Day, Instant};

mod list;

pub use list::{Narrowing, count, count_by_register, page_statement, select_hits, select_page, select_shelves};

/// A record as stored.
#[derive(Clone, Debug)]
pub struct RecordRow {
    /// Its id.
    pub id: RecordId,
    /// The unit.
    pub org: OrgId,
    /// The register's key.
    pub register: String,
    /// Version of the definition that it was entered with.
    pub definition_version: i64,
    /// Key of its state.
    pub state: String,
    /// What names it.
    pub title: String,
    /// What is filled in.
    pub answer: Answer,
    /// Whether its check had no error when it was written.
    pub complete: bool,
    /// What it was made from: an application, an import plan.
    pub source: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// When it was changed last.
    pub updated_at: Instant,
    /// Who changed it last.
    pub updated_by: Option<AccountId>,
    /// The person's name at that time.
    pub updated_by_name: String,
    /// Edit counter, from 1.
    pub version: i64,
}

/// The rows under which a record is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// (field, value) of filter and match fields.
    pub values: BTreeSet<(String, String)>,
    /// Search tokens.
    pub tokens: BTreeSet<String>,
    /// The days after which it no longer holds, by field.
    pub last_days: BTreeMap<String, Day>,
}

pub(super) const COLUMNS: &str = "r.id, r.org_id, r.register, r.definition_version, r.state, r.title, r.answer, r.complete, \
     r.source_id, r.created_at, r.updated_at, r.updated_by, r.updated_by_name, r.version";

pub(super) fn record(row: &Row) -> Result<RecordRow> {
    Ok(RecordRow {
        id: row.parse("id")?,
        org: row.parse("org_id")?,
        register: row.get("register")?,
        definition_version: row.get("definition_version")?,
        state: row.get("state")?,
        title: row.get("title")?,
        answer: row.json("answer")?,
        complete: row.get("complete")?,
        source: row.get("source_id")?,
        created_at: Instant(row.get("created_at")?),
        updated_at: Instant(row.get("updated_at")?),
        updated_by: row.parse_opt("updated_by")?,
        updated_by_name: row.get("updated_by_name")?,
        version: row.get("version")?,
    })
}

/// The record with that id, unless it is deleted.
pub async fn select(tx: &mut Tx, id: RecordId) -> Result<Option<RecordRow>> {
    with_id(id).opt(tx).await?.as_ref().map(record).transpose()
}

/// The question for it.
pub fn with_id(id: RecordId) -> Question {
    let sql = "SELECT id, org_id, register, definition_version, state, title, answer, complete, source_id, created_at, \
               updated_at, updated_by, updated_by_name, version FROM records WHERE id = $1 AND deleted_at IS NULL";
    Question::new(sql, args![id])
}

/// The records of a unit's register with these ids that are not deleted.
pub async fn select_many(tx: &mut Tx, org: OrgId, register: &str, ids: &[RecordId]) -> Result<Vec<RecordRow>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(200) {
        let (own, mut values) = among(org, chunk);
        values.push(Val::from(register));
        let sql = format!(
            "SELECT {COLUMNS} FROM records r WHERE {own} AND r.register = ${} AND r.deleted_at IS NULL",
            values.len()
        );
        for row in tx.all(AssertSqlSafe(sql), values).await? {
            found.push(record(&row)?);
        }
    }
    Ok(found)
}

/// Ids and answers of a unit's register in the order of ids, after the given one: for walking through all of it.
pub async fn select_answers_after(
    tx: &mut Tx,
    org: OrgId,
    register: &str,
    after: &str,
    most: i64,
) -> Result<Vec<(RecordId, Answer)>> {
    let rows = tx
        .all(
            "SELECT id, answer FROM records WHERE org_id = $1 AND register = $2 AND deleted_at IS NULL AND id > $3 \
             ORDER BY id LIMIT $4",
            args![org, register, after, most],
        )
        .await?;
    rows.iter().map(|row| Ok((row.parse("id")?, row.json("answer")?))).collect()
}

/// Whether there is or was a record with that id.
pub async fn existed(tx: &mut Tx, id: &str) -> Result<bool> {
    Ok(tx.opt("SELECT id FROM records WHERE id = $1", args![id]).await?.is_some())
}

/// The oldest record of a register: the one of a register with a single record per unit.
pub async fn select_first(tx: &mut Tx, org: OrgId, register: &str) -> Result<Option<RecordRow>> {
    let row = tx
        .opt(
            "SELECT id, org_id, register, definition_version, state, title, answer, complete, source_id, created_at, \
             updated_at, updated_by, updated_by_name, version FROM records \
             WHERE org_id = $1 AND register = $2 AND deleted_at IS NULL ORDER BY updated_at, id LIMIT 1",
            args![org, register],
        )
        .await?;
    row.as_ref().map(record).transpose()
}

/// How many valid records of a register have each value of an indexed field.
pub async fn count_by_value(tx: &mut Tx, org: OrgId, register: &str, field: &str) -> Result<BTreeMap<String, i64>> {
    let rows = tx
        .all(
            "SELECT v.value, COUNT(*) AS n FROM record_values v JOIN records r ON r.id = v.record_id \
             WHERE v.org_id = $1 AND v.register = $2 AND v.field = $3 AND r.state = 'valid' AND r.deleted_at IS NULL \
             GROUP BY v.value",
            args![org, register, field],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("value")?, row.get("n")?))).collect()
}

/// Titles and registers of the unit's records with these ids; others are left out.
pub async fn select_titles(
    tx: &mut Tx,
    org: OrgId,
    ids: &BTreeSet<RecordId>,
) -> Result<BTreeMap<RecordId, (String, String)>> {
    read_titles(tx, titles(org, ids)).await
}

/// The questions for them.
pub fn titles(org: OrgId, ids: &BTreeSet<RecordId>) -> Vec<Question> {
    titles_where(org, ids, " AND deleted_at IS NULL")
}

/// Titles and registers of the unit's records with these ids, those of deleted ones too.
pub async fn select_titles_ever(
    tx: &mut Tx,
    org: OrgId,
    ids: &BTreeSet<RecordId>,
) -> Result<BTreeMap<RecordId, (String, String)>> {
    read_titles(tx, titles_where(org, ids, "")).await
}

fn titles_where(org: OrgId, ids: &BTreeSet<RecordId>, narrowed: &str) -> Vec<Question> {
    let ids: Vec<RecordId> = ids.iter().copied().collect();
    let question = |chunk: &[RecordId]| {
        let (own, values) = among(org, chunk);
        let sql = format!("SELECT id, register, title FROM records WHERE {own}{narrowed}");
        Question::new(AssertSqlSafe(sql), values)
    };
    ids.chunks(200).map(question).collect()
}

async fn read_titles(tx: &mut Tx, questions: Vec<Question>) -> Result<BTreeMap<RecordId, (String, String)>> {
    let mut titles = BTreeMap::new();
    for question in questions {
        for row in question.all(tx).await? {
            titles.insert(row.parse("id")?, (row.get("register")?, row.get("title")?));
        }
    }
    Ok(titles)
}

/// Writes a new record with its index rows.
pub fn insert(tx: &mut Tx, new: &RecordRow, index: &Index) -> Result<()> {
    tx.run_later(
        "INSERT INTO records (id, org_id, register, definition_version, state, title, answer, complete, source_id, \
         created_at, updated_at, updated_by, updated_by_name, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args![
            new.id,
            new.org,
            &new.register,
            new.definition_version,
            &new.state,
            &new.title,
            json(&new.answer)?,
            new.complete,
            new.source.clone(),
            new.created_at,
            new.updated_at,
            new.updated_by,
            &new.updated_by_name,
            new.version
        ],
    );
    insert_values(tx, new, index.values.iter());
    insert_tokens(tx, new, index.tokens.iter());
    record_expiry::replace(tx, new.id, &BTreeMap::new(), &index.last_days);
    Ok(())
}

/// Overwrites a record that still has version `base`; false when somebody else changed it first. Only the
/// index rows that differ from those of `before` are touched.
pub async fn update(tx: &mut Tx, new: &RecordRow, base: i64, before: &Index, index: &Index) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE records SET definition_version = $1, state = $2, title = $3, answer = $4, complete = $5, \
             updated_at = $6, updated_by = $7, updated_by_name = $8, version = $9, source_id = $10 \
             WHERE id = $11 AND version = $12 AND deleted_at IS NULL",
            args![
                new.definition_version,
                &new.state,
                &new.title,
                json(&new.answer)?,
                new.complete,
                new.updated_at,
                new.updated_by,
                &new.updated_by_name,
                new.version,
                new.source.clone(),
                new.id,
                base
            ],
        )
        .await?;
    if touched == 0 {
        return Ok(false);
    }
    for (field, value) in before.values.difference(&index.values) {
        tx.run_later(
            "DELETE FROM record_values WHERE record_id = $1 AND field = $2 AND value = $3",
            args![new.id, field, value],
        );
    }
    let gone: Vec<&String> = before.tokens.difference(&index.tokens).collect();
    for chunk in gone.chunks(100) {
        let mut values = args![new.org, &new.register, new.id];
        values.extend(chunk.iter().map(|token| Val::from(*token)));
        let marks = (0..chunk.len()).map(|n| format!("${}", n + 4)).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "DELETE FROM record_tokens WHERE org_id = $1 AND register = $2 AND record_id = $3 AND token IN ({marks})"
        );
        tx.run_later(AssertSqlSafe(sql), values);
    }
    insert_values(tx, new, index.values.difference(&before.values));
    insert_tokens(tx, new, index.tokens.difference(&before.tokens));
    record_expiry::replace(tx, new.id, &before.last_days, &index.last_days);
    Ok(true)
}

/// Marks a record as deleted and takes it out of the index; false when somebody else changed it first. The
/// row itself stays.
pub async fn delete(tx: &mut Tx, id: RecordId, base: i64, now: Instant, by: &str) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE records SET deleted_at = $1, deleted_by_name = $2, version = version + 1 \
             WHERE id = $3 AND version = $4 AND deleted_at IS NULL",
            args![now, by, id, base],
        )
        .await?;
    tx.run_later("DELETE FROM record_values WHERE record_id = $1", args![id]);
    tx.run_later("DELETE FROM record_tokens WHERE record_id = $1", args![id]);
    Ok(touched == 1)
}

/// How many records of a unit's register point to this one in an indexed field.
pub async fn count_pointing(tx: &mut Tx, org: OrgId, register: &str, field: &str, to: RecordId) -> Result<i64> {
    tx.one(
        "SELECT COUNT(*) AS n FROM record_values WHERE org_id = $1 AND register = $2 AND field = $3 AND value = $4",
        args![org, register, field, to],
    )
    .await?
    .get("n")
}

/// The records of a unit's register that point to this one in an indexed field.
pub async fn select_pointing(
    tx: &mut Tx,
    org: OrgId,
    register: &str,
    field: &str,
    to: RecordId,
) -> Result<Vec<RecordId>> {
    let sql = "SELECT record_id FROM record_values WHERE org_id = $1 AND register = $2 AND field = $3 AND value = $4";
    tx.all(sql, args![org, register, field, to]).await?.iter().map(|row| row.parse("record_id")).collect()
}

macro_rules! bump {
    () => {
        "INSERT INTO register_revisions (org_id, register, revision) VALUES ($1, $2, 1) \
         ON CONFLICT (org_id, register) DO UPDATE SET revision = register_revisions.revision + 1"
    };
}

/// Counts a change of a register and holds its row until the end of the transaction, so that writers of one
/// register queue up.
pub fn bump_revision(tx: &mut Tx, org: OrgId, register: &str) {
    tx.run_later(bump!(), args![org, register]);
}

/// Counts a change as `bump_revision` does; the new revision.
pub async fn next_revision(tx: &mut Tx, org: OrgId, register: &str) -> Result<i64> {
    tx.one(concat!(bump!(), " RETURNING revision"), args![org, register]).await?.get("revision")
}

/// The revision of a register; 0 before its first change.
pub async fn select_revision(tx: &mut Tx, org: OrgId, register: &str) -> Result<i64> {
    revision(org, register).opt(tx).await?.map_or(Ok(0), |row| row.get("revision"))
}

/// The question for it.
pub fn revision(org: OrgId, register: &str) -> Question {
    let sql = "SELECT revision FROM register_revisions WHERE org_id = $1 AND register = $2";
    Question::new(sql, args![org, register])
}

pub(super) fn insert_values<'a>(tx: &mut Tx, record: &RecordRow, values: impl Iterator<Item = &'a (String, String)>) {
    let rows: Vec<_> = values.collect();
    for chunk in rows.chunks(100) {
        let sql = format!(
            "INSERT INTO record_values (record_id, org_id, register, field, value) VALUES {}",
            places(chunk.len(), 5)
        );
        let args = chunk.iter().flat_map(|(f, v)| args![record.id, record.org, &record.register, f, v]).collect();
        tx.run_later(AssertSqlSafe(sql), args);
    }
}

pub(super) fn insert_tokens<'a>(tx: &mut Tx, record: &RecordRow, tokens: impl Iterator<Item = &'a String>) {
    let rows: Vec<_> = tokens.collect();
    for chunk in rows.chunks(100) {
        let sql =
            format!("INSERT INTO record_tokens (org_id, register, token, record_id) VALUES {}", places(chunk.len(), 4));
        let args = chunk.iter().flat_map(|t| args![record.org, &record.register, *t, record.id]).collect();
        tx.run_later(AssertSqlSafe(sql), args);
    }
}

/// An answer as its column holds it.
fn json(answer: &Answer) -> Result<String> {
    serde_json::to_string(answer).map_err(|e| super::db::StoreError::Failed(e.to_string()))
}
