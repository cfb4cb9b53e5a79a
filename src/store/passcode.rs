//! Codes and links that were sent: only a hash of the secret is stored.

use super::db::{Result, Row, Tx, args};
use crate::domain::ids::{AccountId, PasscodeId};
use crate::domain::time::Instant;

/// A code or link that was sent.
#[derive(Clone, Debug)]
pub struct PasscodeRow {
    /// Its id.
    pub id: PasscodeId,
    /// What it opens.
    pub purpose: String,
    /// For whom; none where nobody answers to the target, which is not told.
    pub account: Option<AccountId>,
    /// The number or address to which it went.
    pub target: String,
    /// Hash of the secret.
    pub secret_hash: String,
    /// How often a wrong secret was given.
    pub tries: i64,
    /// When it was sent.
    pub created_at: Instant,
    /// When it is over.
    pub expires_at: Instant,
}

/// Writes a code and drops those that are over.
pub async fn insert(tx: &mut Tx, new: &PasscodeRow) -> Result<()> {
    tx.run("DELETE FROM passcodes WHERE expires_at <= $1", args![new.created_at]).await?;
    tx.run(
        "INSERT INTO passcodes (id, purpose, account_id, target, secret_hash, tries, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            new.id,
            &new.purpose,
            new.account,
            &new.target,
            &new.secret_hash,
            new.tries,
            new.created_at,
            new.expires_at
        ],
    )
    .await?;
    Ok(())
}

fn passcode(row: &Row) -> Result<PasscodeRow> {
    Ok(PasscodeRow {
        id: row.parse("id")?,
        purpose: row.get("purpose")?,
        account: row.parse_opt("account_id")?,
        target: row.get("target")?,
        secret_hash: row.get("secret_hash")?,
        tries: row.get("tries")?,
        created_at: Instant(row.get("created_at")?),
        expires_at: Instant(row.get("expires_at")?),
    })
}

/// A code that is still good.
pub async fn select(tx: &mut Tx, id: PasscodeId, purpose: &str, now: Instant) -> Result<Option<PasscodeRow>> {
    let row = tx
        .opt(
            "SELECT id, purpose, account_id, target, secret_hash, tries, created_at, expires_at FROM passcodes \
             WHERE id = $1 AND purpose = $2 AND expires_at > $3",
            args![id, purpose, now],
        )
        .await?;
    row.as_ref().map(passcode).transpose()
}

/// Counts a try at a code that is still good and has had fewer than `most`; none where there is no such code. The
/// row is locked until the transaction ends, so that tries at the same moment queue up.
pub async fn count_try(
    tx: &mut Tx,
    id: PasscodeId,
    purpose: &str,
    most: i64,
    now: Instant,
) -> Result<Option<PasscodeRow>> {
    let row = tx
        .opt(
            "UPDATE passcodes SET tries = tries + 1 WHERE id = $1 AND purpose = $2 AND expires_at > $3 AND tries < $4 \
             RETURNING id, purpose, account_id, target, secret_hash, tries, created_at, expires_at",
            args![id, purpose, now, most],
        )
        .await?;
    row.as_ref().map(passcode).transpose()
}

/// Takes a code away: it was used.
pub async fn delete(tx: &mut Tx, id: PasscodeId) -> Result<()> {
    tx.run("DELETE FROM passcodes WHERE id = $1", args![id]).await?;
    Ok(())
}

/// Takes all codes of an account for one purpose away.
pub async fn delete_of(tx: &mut Tx, account: AccountId, purpose: &str) -> Result<()> {
    tx.run("DELETE FROM passcodes WHERE account_id = $1 AND purpose = $2", args![account, purpose]).await?;
    Ok(())
}
