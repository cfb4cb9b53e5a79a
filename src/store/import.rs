//! Plans of imports: the head, the rows in chunks, and the journal of what a commit wrote.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::db::{Result, Row, StoreError, Tx, args};
use crate::domain::form::Answer;
use crate::domain::ids::{AccountId, OrgId, PlanId, RecordId};
use crate::domain::import::{PlanHead, PlanState};
use crate::domain::time::Instant;

/// A plan with what only the server needs.
#[derive(Clone, Debug)]
pub struct PlanRow {
    /// What people see.
    pub head: PlanHead,
    /// The unit.
    pub org: OrgId,
    /// A byte for each row; see `RowStatus`.
    pub statuses: Vec<u8>,
    /// The revision of the register that it was planned on.
    pub base_revision: i64,
}

fn failed(why: &impl ToString) -> StoreError {
    StoreError::Failed(why.to_string())
}

fn text<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| failed(&e))
}

fn head(row: &Row) -> Result<PlanHead> {
    let refused: Option<String> = row.get("refused")?;
    let outcome: Option<String> = row.get("outcome")?;
    Ok(PlanHead {
        id: row.parse("id")?,
        register: row.get("register")?,
        file_name: row.get("file_name")?,
        file: row.parse_opt("file_id")?,
        state: PlanState::from_key(&row.get::<String>("state")?),
        refused: refused.and_then(|text| serde_json::from_str(&text).ok()),
        counts: row.json("counts")?,
        ignored_columns: row.json("ignored_columns")?,
        created_at: Instant(row.get("created_at")?),
        created_by: row.get("created_by_name")?,
        committed_at: row.get::<Option<i64>>("committed_at")?.map(Instant),
        undone_at: row.get::<Option<i64>>("undone_at")?.map(Instant),
        undo: outcome.and_then(|text| serde_json::from_str(&text).ok()),
        progress: 0,
    })
}

/// Writes a new plan; its chunks follow in the same transaction.
pub async fn insert(tx: &mut Tx, new: &PlanRow, sha256: &str, by: Option<AccountId>) -> Result<()> {
    let head = &new.head;
    let refused = head.refused.as_ref().map(text).transpose()?;
    tx.run(
        "INSERT INTO import_plans (id, org_id, register, file_id, file_name, file_sha256, state, refused, counts, \
         ignored_columns, statuses, base_revision, created_at, created_by, created_by_name, committed_at, undone_at, \
         outcome, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, NULL, NULL, NULL, 1)",
        args![
            head.id,
            new.org,
            &head.register,
            head.file,
            &head.file_name,
            sha256,
            head.state.key(),
            refused,
            text(&head.counts)?,
            text(&head.ignored_columns)?,
            new.statuses.clone(),
            new.base_revision,
            head.created_at,
            by,
            &head.created_by
        ],
    )
    .await?;
    Ok(())
}

/// A chunk as it is stored: JSON, compressed, since the keys of its fields stand in every row.
pub fn pack<T: Serialize>(chunk: &T) -> Result<Vec<u8>> {
    let json = serde_json::to_vec(chunk).map_err(|e| failed(&e))?;
    Ok(lz4_flex::compress_prepend_size(&json))
}

/// Reads what `pack` wrote.
pub fn unpack<T: DeserializeOwned>(chunk: &[u8]) -> Result<T> {
    let json = lz4_flex::decompress_size_prepended(chunk).map_err(|e| failed(&e))?;
    serde_json::from_slice(&json).map_err(|e| failed(&e))
}

/// Writes a chunk: number 0 is the frame, the rows begin with 1.
pub async fn insert_chunk(tx: &mut Tx, plan: PlanId, number: i64, content: Vec<u8>) -> Result<()> {
    tx.run(
        "INSERT INTO import_plan_chunks (plan_id, chunk_no, content) VALUES ($1, $2, $3)",
        args![plan, number, content],
    )
    .await?;
    Ok(())
}

/// What was packed into a chunk.
pub async fn select_chunk<T: DeserializeOwned>(tx: &mut Tx, plan: PlanId, number: i64) -> Result<T> {
    let sql = "SELECT content FROM import_plan_chunks WHERE plan_id = $1 AND chunk_no = $2";
    let content: Vec<u8> = tx.one(sql, args![plan, number]).await?.get("content")?;
    unpack(&content)
}

/// The plan with that id.
pub async fn select(tx: &mut Tx, id: PlanId) -> Result<Option<PlanRow>> {
    let row = tx
        .opt(
            "SELECT id, org_id, register, file_id, file_name, state, refused, counts, ignored_columns, statuses, \
             base_revision, created_at, created_by_name, committed_at, undone_at, outcome FROM import_plans WHERE id = $1",
            args![id],
        )
        .await?;
    row.map(|row| {
        Ok(PlanRow {
            head: head(&row)?,
            org: row.parse("org_id")?,
            statuses: row.get("statuses")?,
            base_revision: row.get("base_revision")?,
        })
    })
    .transpose()
}

/// Whether there is a plan with that id.
pub async fn existed(tx: &mut Tx, id: &str) -> Result<bool> {
    Ok(tx.opt("SELECT id FROM import_plans WHERE id = $1", args![id]).await?.is_some())
}

/// The last plans of a unit, the latest first.
pub async fn select_of_org(tx: &mut Tx, org: OrgId, most: i64) -> Result<Vec<PlanHead>> {
    let rows = tx
        .all(
            "SELECT id, register, file_id, file_name, state, refused, counts, ignored_columns, created_at, \
             created_by_name, committed_at, undone_at, outcome FROM import_plans WHERE org_id = $1 \
             ORDER BY created_at DESC, id DESC LIMIT $2",
            args![org, most],
        )
        .await?;
    rows.iter().map(head).collect()
}

/// Moves a plan on; false when it is not in the state `from` any more.
pub async fn update_state(tx: &mut Tx, id: PlanId, from: PlanState, to: PlanState, now: Instant) -> Result<bool> {
    let committed = (to == PlanState::Committed).then_some(now);
    let undone = (to == PlanState::Undone).then_some(now);
    let touched = tx
        .run(
            "UPDATE import_plans SET state = $1, committed_at = COALESCE($2, committed_at), \
             undone_at = COALESCE($3, undone_at), version = version + 1 WHERE id = $4 AND state = $5",
            args![to.key(), committed, undone, id, from.key()],
        )
        .await?;
    Ok(touched == 1)
}

/// Notes what an undo did.
pub async fn update_outcome(tx: &mut Tx, id: PlanId, outcome: &crate::domain::import::UndoOutcome) -> Result<()> {
    tx.run("UPDATE import_plans SET outcome = $1 WHERE id = $2", args![text(outcome)?, id]).await?;
    Ok(())
}

/// A record that a commit wrote.
#[derive(Clone, Debug)]
pub struct Written {
    /// The record.
    pub record: RecordId,
    /// What it held before; none: it is new.
    pub before: Option<Answer>,
    /// Whether it was a draft before.
    pub draft: bool,
    /// Its version after the commit.
    pub version: i64,
}

/// Notes a record that a commit writes.
pub fn insert_journal(tx: &mut Tx, plan: PlanId, written: &Written) -> Result<()> {
    let kind = match (&written.before, written.draft) {
        (None, _) => "new",
        (Some(_), false) => "update",
        (Some(_), true) => "update_draft",
    };
    let before = written.before.as_ref().map(text).transpose()?;
    tx.run_later(
        "INSERT INTO import_journal (plan_id, record_id, kind, before, committed_version) VALUES ($1, $2, $3, $4, $5)",
        args![plan, written.record, kind, before, written.version],
    );
    Ok(())
}

/// The journal of a plan.
pub async fn select_journal(tx: &mut Tx, plan: PlanId) -> Result<Vec<Written>> {
    let rows = tx
        .all(
            "SELECT record_id, kind, before, committed_version FROM import_journal WHERE plan_id = $1 ORDER BY record_id",
            args![plan],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let before: Option<String> = row.get("before")?;
            let before = before.map(|text| serde_json::from_str(&text)).transpose();
            Ok(Written {
                record: row.parse("record_id")?,
                before: before.map_err(|e: serde_json::Error| StoreError::Failed(e.to_string()))?,
                draft: row.get::<String>("kind")? == "update_draft",
                version: row.get("committed_version")?,
            })
        })
        .collect()
}
