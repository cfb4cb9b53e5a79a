//! Sessions: only a hash of the token is stored.

use super::db::{AssertSqlSafe, Result, Tx, args};
use super::definition::REVISION;
use crate::domain::account::{Actor, SessionLine, Viewer};
use crate::domain::agent::device;
use crate::domain::ids::{AccountId, OrgId, SessionId, Uid};
use crate::domain::time::Instant;

/// A session to be opened.
pub struct NewSession<'a> {
    /// Hash of its token.
    pub token_hash: &'a str,
    /// Whose it is.
    pub account: AccountId,
    /// The post in use; none while the session waits for a mail address.
    pub post: Option<Uid>,
    /// The address that it comes from.
    pub remote: &'a str,
    /// How the browser names itself.
    pub agent: &'a str,
    /// When it begins.
    pub now: Instant,
    /// When it ends.
    pub expires: Instant,
}

/// Opens a session.
pub async fn insert(tx: &mut Tx, new: &NewSession<'_>) -> Result<()> {
    tx.run(
        "INSERT INTO sessions (token_hash, id, account_id, post_id, remote, agent, created_at, seen_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
        args![new.token_hash, Uid::fresh(), new.account, new.post, new.remote, new.agent, new.now, new.expires],
    )
    .await?;
    Ok(())
}

/// Who acts in a session, and when it was last used: nobody when it has ended or waits for a mail address, the
/// account is disabled or the post is over. While the person looks at the site as another one, that one with the
/// viewer behind; a view ends by itself when the other's post or account does, or when its unit leaves the viewer's
/// scope. Besides, how often the designs of registers have changed: every call asks that, and one question is cheaper
/// than two.
pub async fn select_actor(tx: &mut Tx, token_hash: &str, now: Instant) -> Result<Option<(Actor, Instant, i64)>> {
    let row = tx
        .opt(
            AssertSqlSafe(format!(
                "SELECT a.id AS account_id, a.name AS account_name, p.role, o.id AS org_id, o.name AS org_name, \
             o.kind AS org_kind, s.seen_at, s.viewed_post_id, (SELECT COUNT(*) FROM posts q JOIN orgs u \
             ON u.id = q.org_id AND u.enabled WHERE q.account_id = a.id AND q.id <> p.id AND q.until_on IS NULL) \
             AS elsewhere, {REVISION} AS designs FROM sessions s JOIN accounts a ON a.id = s.account_id \
             JOIN posts p ON p.id = s.post_id JOIN orgs o ON o.id = p.org_id \
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND a.enabled AND p.until_on IS NULL AND o.enabled"
            )),
            args![token_hash, now],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (seen_at, designs) = (Instant(row.get("seen_at")?), row.get("designs")?);
    let Some(actor) = super::account::actor(&row)? else { return Ok(None) };
    let Some(post) = row.parse_opt::<Uid>("viewed_post_id")? else { return Ok(Some((actor, seen_at, designs))) };
    let viewed = select_viewed(tx, actor.org, post).await?;
    let actor = match viewed {
        Some(viewed) => {
            let Actor { account, name, role, org, org_name, .. } = actor;
            Actor { viewer: Some(Box::new(Viewer { account, name, role, org, org_name })), ..viewed }
        }
        None => actor,
    };
    Ok(Some((actor, seen_at, designs)))
}

/// The holder of a post in the scope of a unit, if post, account and unit are in use.
async fn select_viewed(tx: &mut Tx, scope: OrgId, post: Uid) -> Result<Option<Actor>> {
    let row = tx
        .opt(
            "SELECT a.id AS account_id, a.name AS account_name, p.role, o.id AS org_id, o.name AS org_name, \
             o.kind AS org_kind, CAST(0 AS BIGINT) AS elsewhere FROM posts p JOIN accounts a ON a.id = p.account_id JOIN orgs o ON o.id = p.org_id \
             JOIN org_closure c ON c.descendant_id = o.id AND c.ancestor_id = $1 \
             WHERE p.id = $2 AND a.enabled AND p.until_on IS NULL AND o.enabled",
            args![scope, post],
        )
        .await?;
    match row {
        Some(row) => super::account::actor(&row),
        None => Ok(None),
    }
}

/// Whose session waits for a mail address.
pub async fn select_waiting(tx: &mut Tx, token_hash: &str, now: Instant) -> Result<Option<AccountId>> {
    let sql = "SELECT s.account_id FROM sessions s JOIN accounts a ON a.id = s.account_id \
               WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.post_id IS NULL AND a.enabled";
    tx.opt(sql, args![token_hash, now]).await?.map(|row| row.parse("account_id")).transpose()
}

/// Notes that a session was used.
pub async fn update_seen(tx: &mut Tx, token_hash: &str, now: Instant) -> Result<()> {
    tx.run("UPDATE sessions SET seen_at = $1 WHERE token_hash = $2", args![now, token_hash]).await?;
    Ok(())
}

/// The open sessions of an account, the last used first; `present` is that of the call.
pub async fn select_of(tx: &mut Tx, account: AccountId, present: &str, now: Instant) -> Result<Vec<SessionLine>> {
    let sql = "SELECT id, token_hash, remote, agent, created_at, seen_at FROM sessions \
               WHERE account_id = $1 AND expires_at > $2 ORDER BY seen_at DESC, id";
    let rows = tx.all(sql, args![account, now]).await?;
    let mut lines = rows
        .iter()
        .map(|row| {
            Ok(SessionLine {
                id: row.parse("id")?,
                device: device(&row.get::<String>("agent")?),
                remote: row.get("remote")?,
                began_at: Instant(row.get("created_at")?),
                seen_at: Instant(row.get("seen_at")?),
                present: row.get::<String>("token_hash")? == present,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    lines.sort_by_key(|line| !line.present);
    Ok(lines)
}

/// Ends one session of an account; false when there is no such session.
pub async fn delete_one(tx: &mut Tx, account: AccountId, id: SessionId) -> Result<bool> {
    Ok(tx.run("DELETE FROM sessions WHERE account_id = $1 AND id = $2", args![account, id]).await? == 1)
}

/// Ends all sessions of an account.
pub async fn delete_all(tx: &mut Tx, account: AccountId) -> Result<()> {
    delete_others(tx, account, "").await
}

/// Whether the account has signed in with that browser before.
pub async fn is_known(tx: &mut Tx, device: &str, account: AccountId) -> Result<bool> {
    let sql = "SELECT account_id FROM devices WHERE token_hash = $1 AND account_id = $2";
    Ok(!device.is_empty() && tx.opt(sql, args![device, account]).await?.is_some())
}

/// Remembers that the account has signed in with that browser.
pub async fn upsert_device(tx: &mut Tx, device: &str, account: AccountId, now: Instant) -> Result<()> {
    tx.run(
        "INSERT INTO devices (token_hash, account_id, seen_at) VALUES ($1, $2, $3) \
         ON CONFLICT (token_hash, account_id) DO UPDATE SET seen_at = $3",
        args![device, account, now],
    )
    .await?;
    Ok(())
}

/// Forgets all browsers of an account.
pub async fn delete_devices(tx: &mut Tx, account: AccountId) -> Result<()> {
    tx.run("DELETE FROM devices WHERE account_id = $1", args![account]).await?;
    Ok(())
}

/// Lets the session look at the site as the holder of that post, or as itself again.
pub async fn update_viewed(tx: &mut Tx, token_hash: &str, post: Option<Uid>) -> Result<()> {
    tx.run("UPDATE sessions SET viewed_post_id = $1 WHERE token_hash = $2", args![post, token_hash]).await?;
    Ok(())
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
