//! What people typed and did not save yet.

use super::db::{Result, Tx, args};
use crate::domain::ids::AccountId;
use crate::domain::time::Instant;

/// Keeps a content under a key, in the place of an earlier one.
pub async fn upsert(tx: &mut Tx, key: &str, content: &str, now: Instant, expires: Instant) -> Result<()> {
    tx.run(
        "INSERT INTO drafts (key, content, updated_at, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT (key) \
         DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at, expires_at = excluded.expires_at",
        args![key, content, now, expires],
    )
    .await?;
    Ok(())
}

/// The content under a key that has not expired, and when it was kept.
pub async fn select(tx: &mut Tx, key: &str, now: Instant) -> Result<Option<(String, Instant)>> {
    let row =
        tx.opt("SELECT content, updated_at FROM drafts WHERE key = $1 AND expires_at > $2", args![key, now]).await?;
    row.map(|row| Ok((row.get("content")?, Instant(row.get("updated_at")?)))).transpose()
}

/// The contents that a person typed and that have not expired.
pub async fn select_contents(tx: &mut Tx, account: AccountId, now: Instant) -> Result<Vec<String>> {
    let sql = "SELECT content FROM drafts WHERE key LIKE $1 AND expires_at > $2";
    tx.all(sql, args![format!("{account}/%"), now]).await?.iter().map(|row| row.get("content")).collect()
}

/// Forgets a content.
pub fn delete(tx: &mut Tx, key: &str) {
    tx.run_later("DELETE FROM drafts WHERE key = $1", args![key]);
}

/// Forgets what has expired; how many contents.
pub async fn delete_expired(tx: &mut Tx, now: Instant) -> Result<u64> {
    tx.run("DELETE FROM drafts WHERE expires_at <= $1", args![now]).await
}
