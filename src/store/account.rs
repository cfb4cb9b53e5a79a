//! Accounts, their posts and the counters that slow down guessing.

use super::db::{Result, Row, Tx, args};
use crate::domain::account::{Actor, Post, Role};
use crate::domain::ids::{AccountId, OrgId, Uid};
use crate::domain::time::{Day, Instant};

/// What sign-in needs of an account.
pub struct AccountRow {
    /// The account.
    pub id: AccountId,
    /// The person's name.
    pub name: String,
    /// PHC string of the password.
    pub password_hash: String,
    /// False: may not sign in.
    pub enabled: bool,
    /// Edit counter.
    pub version: i64,
}

/// A post with its own id.
pub struct PostRow {
    /// The post.
    pub id: Uid,
    /// What it is.
    pub post: Post,
}

fn account(row: &Row) -> Result<AccountRow> {
    Ok(AccountRow {
        id: row.parse("id")?,
        name: row.get("name")?,
        password_hash: row.get("password_hash")?,
        enabled: row.get("enabled")?,
        version: row.get("version")?,
    })
}

/// The account with that login name (in its stored form).
pub async fn select_by_login(tx: &mut Tx, login: &str) -> Result<Option<AccountRow>> {
    let row =
        tx.opt("SELECT id, name, password_hash, enabled, version FROM accounts WHERE login = $1", args![login]).await?;
    row.as_ref().map(account).transpose()
}

/// The account with that id.
pub async fn select(tx: &mut Tx, id: AccountId) -> Result<Option<AccountRow>> {
    let row = tx.opt("SELECT id, name, password_hash, enabled, version FROM accounts WHERE id = $1", args![id]).await?;
    row.as_ref().map(account).transpose()
}

/// Writes a new account.
///
/// # Errors
/// `Taken` when the login name is in use.
pub async fn insert(
    tx: &mut Tx,
    id: AccountId,
    login: &str,
    name: &str,
    mobile: &str,
    password_hash: &str,
    now: Instant,
) -> Result<()> {
    tx.run(
        "INSERT INTO accounts (id, login, name, mobile, password_hash, enabled, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, TRUE, $6, 1)",
        args![id, login, name, mobile, password_hash, now],
    )
    .await?;
    Ok(())
}

/// Sets another password.
pub async fn update_password(tx: &mut Tx, id: AccountId, password_hash: &str) -> Result<()> {
    tx.run("UPDATE accounts SET password_hash = $1, version = version + 1 WHERE id = $2", args![password_hash, id])
        .await?;
    Ok(())
}

/// Gives an account a post.
///
/// # Errors
/// `Taken` when the unit has an administrator already (S-012).
pub async fn insert_post(tx: &mut Tx, account: AccountId, org: OrgId, role: Role, since: Day) -> Result<Uid> {
    let id = Uid::fresh();
    tx.run(
        "INSERT INTO posts (id, account_id, org_id, role, since_on, until_on) VALUES ($1, $2, $3, $4, $5, NULL)",
        args![id, account, org, role.key(), since],
    )
    .await?;
    Ok(id)
}

/// The present posts of an account in enabled units, the most powerful first.
pub async fn select_posts(tx: &mut Tx, account: AccountId) -> Result<Vec<PostRow>> {
    let rows = tx
        .all(
            "SELECT p.id, p.role, o.id AS org_id, o.name AS org_name, o.kind AS org_kind FROM posts p \
             JOIN orgs o ON o.id = p.org_id WHERE p.account_id = $1 AND p.until_on IS NULL AND o.enabled ORDER BY p.id",
            args![account],
        )
        .await?;
    let mut posts = rows.iter().filter_map(|row| post(row).transpose()).collect::<Result<Vec<_>>>()?;
    posts.sort_by_key(|p| p.post.role);
    Ok(posts)
}

fn post(row: &Row) -> Result<Option<PostRow>> {
    let Some(role) = Role::from_key(&row.get::<String>("role")?) else { return Ok(None) };
    let post = Post { org: row.parse("org_id")?, org_name: row.get("org_name")?, org_kind: row.get("org_kind")?, role };
    Ok(Some(PostRow { id: row.parse("id")?, post }))
}

/// One person of a unit, for its list of people.
pub async fn select_people(tx: &mut Tx, org: OrgId) -> Result<Vec<(AccountId, String, String, Role)>> {
    let rows = tx
        .all(
            "SELECT a.id, a.login, a.name, p.role FROM posts p JOIN accounts a ON a.id = p.account_id \
             WHERE p.org_id = $1 AND p.until_on IS NULL ORDER BY p.role, a.login",
            args![org],
        )
        .await?;
    let mut people = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(role) = Role::from_key(&row.get::<String>("role")?) {
            people.push((row.parse("id")?, row.get("login")?, row.get("name")?, role));
        }
    }
    Ok(people)
}

/// Failures and lock of a throttle key.
pub struct Throttle {
    /// Failures since `window_at`.
    pub failures: i64,
    /// Begin of the counted window.
    pub window_at: Instant,
    /// No further try before this moment.
    pub locked_until_at: Instant,
}

/// The counter of a key.
pub async fn select_throttle(tx: &mut Tx, key: &str) -> Result<Option<Throttle>> {
    let row = tx.opt("SELECT failures, window_at, locked_until_at FROM throttles WHERE key = $1", args![key]).await?;
    row.map(|row| {
        Ok(Throttle {
            failures: row.get("failures")?,
            window_at: Instant(row.get("window_at")?),
            locked_until_at: Instant(row.get("locked_until_at")?),
        })
    })
    .transpose()
}

/// Writes the counter of a key.
pub async fn upsert_throttle(tx: &mut Tx, key: &str, throttle: &Throttle) -> Result<()> {
    tx.run(
        "INSERT INTO throttles (key, failures, window_at, locked_until_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (key) DO UPDATE SET failures = $2, window_at = $3, locked_until_at = $4",
        args![key, throttle.failures, throttle.window_at, throttle.locked_until_at],
    )
    .await?;
    Ok(())
}

/// Forgets the failures of a key.
pub async fn delete_throttle(tx: &mut Tx, key: &str) -> Result<()> {
    tx.run("DELETE FROM throttles WHERE key = $1", args![key]).await?;
    Ok(())
}

/// The actor of a post, as sessions resolve it.
pub(super) fn actor(row: &Row) -> Result<Option<Actor>> {
    let Some(role) = Role::from_key(&row.get::<String>("role")?) else { return Ok(None) };
    Ok(Some(Actor {
        account: row.parse("account_id")?,
        name: row.get("account_name")?,
        role,
        org: row.parse("org_id")?,
        org_name: row.get("org_name")?,
        org_kind: row.get("org_kind")?,
    }))
}
