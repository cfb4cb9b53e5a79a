//! Versions of register definitions, and the records by which the association designs registers.

use std::collections::BTreeMap;

use super::db::{AssertSqlSafe, Result, StoreError, Tx, args};
use crate::domain::form::{Answer, FormDefinition};
use crate::domain::time::Instant;

/// The version of every stored definition, by register and hash.
pub async fn select_versions(tx: &mut Tx) -> Result<BTreeMap<(String, String), i64>> {
    let rows = tx.all("SELECT register, hash, version FROM register_versions", args![]).await?;
    rows.iter().map(|row| Ok(((row.get("register")?, row.get("hash")?), row.get("version")?))).collect()
}

/// A definition as it was in that version.
pub async fn select(tx: &mut Tx, register: &str, version: i64) -> Result<Option<FormDefinition>> {
    let sql = "SELECT definition FROM register_versions WHERE register = $1 AND version = $2";
    tx.opt(sql, args![register, version]).await?.map(|row| row.json("definition")).transpose()
}

/// Keeps a version.
pub fn insert(tx: &mut Tx, definition: &FormDefinition, hash: &str, now: Instant) -> Result<()> {
    let json = serde_json::to_string(definition).map_err(|error| StoreError::Failed(error.to_string()))?;
    tx.run_later(
        "INSERT INTO register_versions (register, version, hash, definition, made_at) VALUES ($1, $2, $3, $4, $5)",
        args![&definition.key, definition.version, hash, json, now],
    );
    Ok(())
}

/// Holds back other writers of versions until the end of the transaction.
pub async fn hold(tx: &mut Tx) -> Result<()> {
    tx.run("UPDATE register_version_changes SET changes = changes + 1 WHERE id = 1", args![]).await?;
    Ok(())
}

/// How often designs and lists have changed, as a value of a statement.
pub(super) const REVISION: &str = "(SELECT CAST(COALESCE(SUM(d.revision), 0) AS BIGINT) FROM orgs t \
    JOIN register_revisions d ON d.org_id = t.id WHERE t.parent_id IS NULL AND d.register IN \
    ('register_design', 'option_list'))";

/// How often designs and lists have changed.
pub async fn select_revision(tx: &mut Tx) -> Result<i64> {
    tx.one(AssertSqlSafe(format!("SELECT {REVISION} AS n")), args![]).await?.get("n")
}

/// The valid records of a register of the unit at the top of the tree, the oldest first: id and answer.
pub async fn select_designs(tx: &mut Tx, register: &str) -> Result<Vec<(String, Answer)>> {
    let rows = tx
        .all(
            "SELECT r.id, r.answer FROM records r JOIN orgs o ON o.id = r.org_id AND o.parent_id IS NULL \
             WHERE r.register = $1 AND r.state = 'valid' AND r.deleted_at IS NULL ORDER BY r.created_at, r.id",
            args![register],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.json("answer")?))).collect()
}
