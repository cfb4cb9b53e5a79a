//! The search tokens of all records, where the rules by which they are made have changed.

use std::collections::BTreeSet;

use super::db::{AssertSqlSafe, Result, Tx, Val, args};
use super::record::{COLUMNS, RecordRow, insert_tokens, record};

/// By which rules the tokens of all records were made.
pub async fn select_rules(tx: &mut Tx) -> Result<i64> {
    tx.one("SELECT version FROM token_rules WHERE id = 1", args![]).await?.get("version")
}

/// Notes by which rules all tokens are made, and holds back others who do so until the end of the transaction; false
/// when somebody else did it first.
pub async fn update_rules(tx: &mut Tx, rules: i64) -> Result<bool> {
    Ok(tx.run("UPDATE token_rules SET version = $1 WHERE id = 1 AND version < $1", args![rules]).await? == 1)
}

/// Records that are not deleted, in the order of ids, after the given one: for walking through all of them.
pub async fn select_after(tx: &mut Tx, after: &str, most: i64) -> Result<Vec<RecordRow>> {
    let sql =
        format!("SELECT {COLUMNS} FROM records r WHERE r.id > $1 AND r.deleted_at IS NULL ORDER BY r.id LIMIT $2");
    tx.all(AssertSqlSafe(sql), args![after, most]).await?.iter().map(record).collect()
}

/// Puts these tokens of records in the place of those that they have.
pub async fn replace_tokens(tx: &mut Tx, records: &[(RecordRow, BTreeSet<String>)]) -> Result<()> {
    for chunk in records.chunks(200) {
        let marks = (1..=chunk.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        let sql = format!("DELETE FROM record_tokens WHERE record_id IN ({marks})");
        tx.run_later(AssertSqlSafe(sql), chunk.iter().map(|(row, _)| Val::from(row.id)).collect());
        for (row, tokens) in chunk {
            insert_tokens(tx, row, tokens.iter());
        }
        tx.flush().await?;
    }
    Ok(())
}
