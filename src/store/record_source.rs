//! Records that were written from others: members from applications, terms from re-elections, notices from calls.

use std::collections::BTreeMap;

use super::db::{AssertSqlSafe, Question, Result, Tx, Val, args};
use super::record::{COLUMNS, RecordRow, record};
use crate::domain::ids::{OrgId, RecordId};

/// The registers of those of these ids that are or were a record's.
pub async fn select_registers(tx: &mut Tx, ids: &[String]) -> Result<BTreeMap<String, String>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = registers(ids).all(tx).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("register")?))).collect()
}

/// The question for them.
pub fn registers(ids: &[String]) -> Question {
    let marks = (1..=ids.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
    let sql = format!("SELECT id, register FROM records WHERE id IN ({marks})");
    Question::new(AssertSqlSafe(sql), ids.iter().map(Val::from).collect())
}

/// The records of a register, of all units, that were written from one record.
pub async fn select_from(tx: &mut Tx, source: RecordId, register: &str) -> Result<Vec<RecordRow>> {
    let sql =
        format!("SELECT {COLUMNS} FROM records r WHERE r.source_id = $1 AND r.register = $2 AND r.deleted_at IS NULL");
    tx.all(AssertSqlSafe(sql), args![source.to_string(), register]).await?.iter().map(record).collect()
}

/// Whether a unit has a record that was written from another one.
pub async fn is_source_for(tx: &mut Tx, source: RecordId, org: OrgId) -> Result<bool> {
    let sql = "SELECT id FROM records WHERE source_id = $1 AND org_id = $2 AND deleted_at IS NULL LIMIT 1";
    Ok(tx.opt(sql, args![source.to_string(), org]).await?.is_some())
}
