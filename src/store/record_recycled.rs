//! Deleted records, as long as they can be taken back.

use super::db::{AssertSqlSafe, Question, Result, Row, StoreError, Tx, args};
use super::record::{COLUMNS, Index, RecordRow, insert_tokens, insert_values, record};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::time::Instant;

/// A deleted record.
#[derive(Clone, Debug)]
pub struct Deleted {
    /// The record as it was.
    pub row: RecordRow,
    /// When it was deleted.
    pub at: Instant,
    /// By whom; the name of that time.
    pub by: String,
}

fn deleted(row: &Row) -> Result<Deleted> {
    Ok(Deleted {
        row: record(row)?,
        at: Instant(row.get::<Option<i64>>("deleted_at")?.unwrap_or_default()),
        by: row.get("deleted_by_name")?,
    })
}

/// The deleted record with that id.
pub async fn select(tx: &mut Tx, id: RecordId) -> Result<Option<Deleted>> {
    let sql = format!(
        "SELECT {COLUMNS}, r.deleted_at, r.deleted_by_name FROM records r WHERE r.id = $1 AND r.deleted_at IS NOT NULL"
    );
    tx.opt(AssertSqlSafe(sql), args![id]).await?.as_ref().map(deleted).transpose()
}

/// A page of what was deleted in a unit's register after a moment, the last first.
pub async fn select_page(
    tx: &mut Tx,
    org: OrgId,
    register: &str,
    since: Instant,
    limit: i64,
    offset: i64,
) -> Result<Vec<Deleted>> {
    let sql = format!(
        "SELECT {COLUMNS}, r.deleted_at, r.deleted_by_name FROM records r WHERE r.org_id = $1 AND r.register = $2 \
         AND r.deleted_at > $3 ORDER BY r.deleted_at DESC, r.id DESC LIMIT $4 OFFSET $5"
    );
    let rows = tx.all(AssertSqlSafe(sql), args![org, register, since, limit, offset]).await?;
    rows.iter().map(deleted).collect()
}

/// How many records of a unit's register were deleted after a moment.
pub async fn count(tx: &mut Tx, org: OrgId, register: &str, since: Instant) -> Result<i64> {
    number(org, register, since).opt(tx).await?.ok_or(StoreError::Missing)?.get("n")
}

/// The question for it.
pub fn number(org: OrgId, register: &str, since: Instant) -> Question {
    let sql = "SELECT COUNT(*) AS n FROM records WHERE org_id = $1 AND register = $2 AND deleted_at > $3";
    Question::new(sql, args![org, register, since])
}

/// Takes a deleted record back, with its index rows; false when somebody else did so first.
pub async fn recover(tx: &mut Tx, row: &RecordRow, index: &Index) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE records SET deleted_at = NULL, deleted_by_name = '', updated_at = $1, updated_by = $2, \
             updated_by_name = $3, version = $4 WHERE id = $5 AND version = $6 AND deleted_at IS NOT NULL",
            args![row.updated_at, row.updated_by, &row.updated_by_name, row.version, row.id, row.version - 1],
        )
        .await?;
    if touched == 1 {
        insert_values(tx, row, index.values.iter());
        insert_tokens(tx, row, index.tokens.iter());
    }
    Ok(touched == 1)
}
