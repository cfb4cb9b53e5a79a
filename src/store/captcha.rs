//! Captchas that wait for their answer.

use super::db::{Result, Tx, args};
use crate::domain::ids::Uid;
use crate::domain::time::Instant;

/// Writes a captcha and drops those that are over.
pub async fn insert(tx: &mut Tx, id: Uid, answer_hash: &str, sum: i64, now: Instant, expires: Instant) -> Result<()> {
    tx.run("DELETE FROM captchas WHERE expires_at <= $1", args![now]).await?;
    tx.run(
        "INSERT INTO captchas (id, answer_hash, sum, expires_at) VALUES ($1, $2, $3, $4)",
        args![id, answer_hash, sum, expires],
    )
    .await?;
    Ok(())
}

/// Takes a captcha away and gives the hash of its characters and its sum; none where it is over or was taken before.
pub async fn take(tx: &mut Tx, id: Uid, now: Instant) -> Result<Option<(String, i64)>> {
    let sql = "DELETE FROM captchas WHERE id = $1 AND expires_at > $2 RETURNING answer_hash, sum";
    let row = tx.opt(sql, args![id, now]).await?;
    row.map(|row| Ok((row.get("answer_hash")?, row.get("sum")?))).transpose()
}
