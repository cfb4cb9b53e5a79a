//! Counters that slow down guessing and flooding.

use super::db::{Result, Tx, args};
use crate::domain::time::Instant;

/// Counts one more use of a key within its window, in one statement, so that uses at the same moment are all
/// counted: the count, and when the window began. With the use number `most` the window begins anew: whoever must
/// wait then waits for a whole one.
pub async fn count(tx: &mut Tx, key: &str, most: i64, window_ms: i64, now: Instant) -> Result<(i64, Instant)> {
    let row = tx
        .one(
            "INSERT INTO throttles (key, uses, window_at) VALUES ($1, 1, $2) ON CONFLICT (key) DO UPDATE SET \
             uses = CASE WHEN throttles.window_at > $3 THEN throttles.uses + 1 ELSE 1 END, \
             window_at = CASE WHEN throttles.window_at > $3 AND throttles.uses + 1 <> $4 THEN throttles.window_at \
             ELSE $2 END RETURNING uses, window_at",
            args![key, now, now.plus_ms(-window_ms), most],
        )
        .await?;
    Ok((row.get("uses")?, Instant(row.get("window_at")?)))
}

/// The uses of a key and when their window began.
pub async fn select(tx: &mut Tx, key: &str) -> Result<Option<(i64, Instant)>> {
    let row = tx.opt("SELECT uses, window_at FROM throttles WHERE key = $1", args![key]).await?;
    row.map(|row| Ok((row.get("uses")?, Instant(row.get("window_at")?)))).transpose()
}

/// Takes one use back: it was no failure.
pub async fn uncount(tx: &mut Tx, key: &str) -> Result<()> {
    tx.run("UPDATE throttles SET uses = uses - 1 WHERE key = $1 AND uses > 0", args![key]).await?;
    Ok(())
}

/// Forgets a key.
pub async fn delete(tx: &mut Tx, key: &str) -> Result<()> {
    tx.run("DELETE FROM throttles WHERE key = $1", args![key]).await?;
    Ok(())
}

/// Forgets the keys whose window began before.
pub async fn delete_before(tx: &mut Tx, moment: Instant) -> Result<u64> {
    tx.run("DELETE FROM throttles WHERE window_at < $1", args![moment]).await
}
