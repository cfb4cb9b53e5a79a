//! Accounts by the names that an identity provider has for people, and people who are there at this moment.

use super::db::{Result, Row, Tx, args};
use crate::domain::account::IdentityTie;
use crate::domain::ids::AccountId;
use crate::domain::time::Instant;

/// Somebody who was sent to the provider and is awaited back. Only hashes of what comes back are stored.
#[derive(Clone, Debug)]
pub struct RequestRow {
    /// Hash of the state that the provider gives back.
    pub state_hash: String,
    /// Hash of the cookie of the browser that went.
    pub browser_hash: String,
    /// What must stand in the answer, so that it is none to another question.
    pub nonce: String,
    /// What shows the provider that the one who comes for the answer is the one who asked.
    pub verifier: String,
    /// Where the person wants to go then, a path of this site; may be empty.
    pub next: String,
    /// When it is over.
    pub expires_at: Instant,
}

/// Notes somebody who goes, and drops those who did not come back.
pub async fn insert_request(tx: &mut Tx, new: &RequestRow, now: Instant) -> Result<()> {
    tx.run("DELETE FROM identity_requests WHERE expires_at <= $1", args![now]).await?;
    tx.run(
        "INSERT INTO identity_requests (state_hash, browser_hash, nonce, verifier, next, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![&new.state_hash, &new.browser_hash, &new.nonce, &new.verifier, &new.next, new.expires_at],
    )
    .await?;
    Ok(())
}

/// Takes the one away who comes back with that state in that browser; none where it is over or was taken before.
pub async fn take_request(
    tx: &mut Tx,
    state_hash: &str,
    browser_hash: &str,
    now: Instant,
) -> Result<Option<RequestRow>> {
    let row = tx
        .opt(
            "DELETE FROM identity_requests WHERE state_hash = $1 AND browser_hash = $2 AND expires_at > $3 \
             RETURNING state_hash, browser_hash, nonce, verifier, next, expires_at",
            args![state_hash, browser_hash, now],
        )
        .await?;
    row.map(|row| {
        Ok(RequestRow {
            state_hash: row.get("state_hash")?,
            browser_hash: row.get("browser_hash")?,
            nonce: row.get("nonce")?,
            verifier: row.get("verifier")?,
            next: row.get("next")?,
            expires_at: Instant(row.get("expires_at")?),
        })
    })
    .transpose()
}

/// Whose account the provider's name for a person belongs to.
pub async fn select_account(tx: &mut Tx, issuer: &str, subject: &str) -> Result<Option<AccountId>> {
    let sql = "SELECT account_id FROM identities WHERE issuer = $1 AND subject = $2";
    tx.opt(sql, args![issuer, subject]).await?.map(|row| row.parse("account_id")).transpose()
}

/// Ties a person of the provider to an account; false when the person is tied to one already.
pub async fn insert(tx: &mut Tx, issuer: &str, subject: &str, account: AccountId, now: Instant) -> Result<bool> {
    let sql = "INSERT INTO identities (issuer, subject, account_id, created_at, seen_at) VALUES ($1, $2, $3, $4, $4) \
               ON CONFLICT (issuer, subject) DO NOTHING";
    Ok(tx.run(sql, args![issuer, subject, account, now]).await? == 1)
}

/// Notes that somebody came that way.
pub async fn update_seen(tx: &mut Tx, issuer: &str, subject: &str, now: Instant) -> Result<()> {
    let sql = "UPDATE identities SET seen_at = $1 WHERE issuer = $2 AND subject = $3";
    tx.run(sql, args![now, issuer, subject]).await?;
    Ok(())
}

/// The ties of an account, the oldest first.
pub async fn select_of(tx: &mut Tx, account: AccountId) -> Result<Vec<IdentityTie>> {
    let sql = "SELECT issuer, subject, created_at, seen_at FROM identities WHERE account_id = $1 \
               ORDER BY created_at, issuer, subject";
    let tie = |row: &Row| {
        Ok(IdentityTie {
            issuer: row.get("issuer")?,
            subject: row.get("subject")?,
            since: Instant(row.get("created_at")?),
            seen_at: Instant(row.get("seen_at")?),
        })
    };
    tx.all(sql, args![account]).await?.iter().map(tie).collect()
}

/// Ends a tie of an account; false when there is none.
pub async fn delete(tx: &mut Tx, account: AccountId, issuer: &str, subject: &str) -> Result<bool> {
    let sql = "DELETE FROM identities WHERE account_id = $1 AND issuer = $2 AND subject = $3";
    Ok(tx.run(sql, args![account, issuer, subject]).await? == 1)
}
