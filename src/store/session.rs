//! Sessions: only a hash of the token is stored.

use super::db::{Result, Tx, args};
use crate::domain::account::Actor;
use crate::domain::ids::{AccountId, Uid};
use crate::domain::time::Instant;

/// Opens a session.
pub async fn insert(
    tx: &mut Tx,
    token_hash: &str,
    account: AccountId,
    post: Uid,
    now: Instant,
    expires: Instant,
) -> Result<()> {
    tx.run(
        "INSERT INTO sessions (token_hash, account_id, post_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        args![token_hash, account, post, now, expires],
    )
    .await?;
    Ok(())
}

/// Who acts in a session: nobody when it has ended, the account is disabled or the post is over.
pub async fn select_actor(tx: &mut Tx, token_hash: &str, now: Instant) -> Result<Option<Actor>> {
    let row = tx
        .opt(
            "SELECT a.id AS account_id, a.name AS account_name, p.role, o.id AS org_id, o.name AS org_name, \
             o.kind AS org_kind FROM sessions s JOIN accounts a ON a.id = s.account_id \
             JOIN posts p ON p.id = s.post_id JOIN orgs o ON o.id = p.org_id \
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND a.enabled AND p.until_on IS NULL AND o.enabled",
            args![token_hash, now],
        )
        .await?;
    match row {
        Some(row) => super::account::actor(&row),
        None => Ok(None),
    }
}

/// Switches the session to another post of its account.
pub async fn update_post(tx: &mut Tx, token_hash: &str, post: Uid) -> Result<()> {
    tx.run("UPDATE sessions SET post_id = $1 WHERE token_hash = $2", args![post, token_hash]).await?;
    Ok(())
}

/// Ends a session.
pub async fn delete(tx: &mut Tx, token_hash: &str) -> Result<()> {
    tx.run("DELETE FROM sessions WHERE token_hash = $1", args![token_hash]).await?;
    Ok(())
}

/// Ends the sessions of an account, except the one given.
pub async fn delete_others(tx: &mut Tx, account: AccountId, keep: &str) -> Result<()> {
    tx.run("DELETE FROM sessions WHERE account_id = $1 AND token_hash <> $2", args![account, keep]).await?;
    Ok(())
}

/// Removes sessions that ended before `now`.
pub async fn delete_expired(tx: &mut Tx, now: Instant) -> Result<u64> {
    tx.run("DELETE FROM sessions WHERE expires_at <= $1", args![now]).await
}
