//! Accounts and their posts, and the people who have no account yet.

use super::db::{AssertSqlSafe, Question, Result, Row, Tx, args};
use crate::domain::account::{Actor, AwaitedPerson, Post, Role};
use crate::domain::ids::{AccountId, OrgId, Uid};
use crate::domain::org::Tenure;
use crate::domain::time::{Day, Instant};

/// What sign-in needs of an account.
pub struct AccountRow {
    /// The account.
    pub id: AccountId,
    /// The person's name.
    pub name: String,
    /// The login name.
    pub login: String,
    /// The mobile number; empty: none.
    pub mobile: String,
    /// The mail address; empty: none.
    pub email: String,
    /// When the person showed that the address is theirs.
    pub email_confirmed_at: Option<Instant>,
    /// PHC string of the password; empty: none, the person comes by mobile number.
    pub password_hash: String,
    /// False: may not sign in.
    pub enabled: bool,
    /// Edit counter.
    pub version: i64,
}

fn account(row: &Row) -> Result<AccountRow> {
    Ok(AccountRow {
        id: row.parse("id")?,
        name: row.get("name")?,
        login: row.get("login")?,
        mobile: row.get("mobile")?,
        email: row.get("email")?,
        email_confirmed_at: row.get::<Option<i64>>("email_confirmed_at")?.map(Instant),
        password_hash: row.get("password_hash")?,
        enabled: row.get("enabled")?,
        version: row.get("version")?,
    })
}

/// The account with that login name (in its stored form).
pub async fn select_by_login(tx: &mut Tx, login: &str) -> Result<Option<AccountRow>> {
    let sql = "SELECT id, name, login, mobile, email, email_confirmed_at, password_hash, enabled, version FROM accounts \
               WHERE login = $1";
    tx.opt(sql, args![login]).await?.as_ref().map(account).transpose()
}

/// The account with that mobile number (in its canonical form).
pub async fn select_by_mobile(tx: &mut Tx, mobile: &str) -> Result<Option<AccountRow>> {
    let sql = "SELECT id, name, login, mobile, email, email_confirmed_at, password_hash, enabled, version FROM accounts \
               WHERE mobile = $1 AND mobile <> ''";
    tx.opt(sql, args![mobile]).await?.as_ref().map(account).transpose()
}

/// The account that has shown that the mail address is its own.
pub async fn select_by_email(tx: &mut Tx, email: &str) -> Result<Option<AccountRow>> {
    let sql = "SELECT id, name, login, mobile, email, email_confirmed_at, password_hash, enabled, version FROM accounts \
               WHERE email = $1 AND email_confirmed_at IS NOT NULL";
    tx.opt(sql, args![email]).await?.as_ref().map(account).transpose()
}

/// The account with that id.
pub async fn select(tx: &mut Tx, id: AccountId) -> Result<Option<AccountRow>> {
    let sql = "SELECT id, name, login, mobile, email, email_confirmed_at, password_hash, enabled, version FROM accounts \
               WHERE id = $1";
    tx.opt(sql, args![id]).await?.as_ref().map(account).transpose()
}

/// Writes a new account.
///
/// # Errors
/// `Taken` when the login name or the mobile number is in use.
pub async fn insert(tx: &mut Tx, new: &AccountRow, now: Instant) -> Result<()> {
    tx.run(
        "INSERT INTO accounts (id, login, name, mobile, email, email_confirmed_at, password_hash, enabled, created_at, \
         version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)",
        args![
            new.id,
            &new.login,
            &new.name,
            &new.mobile,
            &new.email,
            new.email_confirmed_at,
            &new.password_hash,
            new.enabled,
            now
        ],
    )
    .await?;
    Ok(())
}

/// Renames the person; false when somebody else changed the account first.
pub async fn update_name(tx: &mut Tx, id: AccountId, name: &str, version: i64) -> Result<bool> {
    let sql = "UPDATE accounts SET name = $1, version = version + 1 WHERE id = $2 AND version = $3";
    Ok(tx.run(sql, args![name, id, version]).await? == 1)
}

/// Sets another mobile number.
///
/// # Errors
/// `Taken` when it is that of another account.
pub async fn update_mobile(tx: &mut Tx, id: AccountId, mobile: &str) -> Result<()> {
    tx.run("UPDATE accounts SET mobile = $1, version = version + 1 WHERE id = $2", args![mobile, id]).await?;
    Ok(())
}

/// Sets another mail address, not confirmed yet.
pub async fn update_email(tx: &mut Tx, id: AccountId, email: &str) -> Result<()> {
    let sql = "UPDATE accounts SET email = $1, email_confirmed_at = NULL, version = version + 1 WHERE id = $2";
    tx.run(sql, args![email, id]).await?;
    Ok(())
}

/// The person has shown that the mail address is theirs; false when it is no longer that address.
///
/// # Errors
/// `Taken` when another account has shown the same.
pub async fn confirm_email(tx: &mut Tx, id: AccountId, email: &str, now: Instant) -> Result<bool> {
    let sql = "UPDATE accounts SET email_confirmed_at = $1, version = version + 1 WHERE id = $2 AND email = $3";
    Ok(tx.run(sql, args![now, id, email]).await? == 1)
}

/// Switches an account on or off.
pub async fn update_enabled(tx: &mut Tx, id: AccountId, enabled: bool) -> Result<()> {
    tx.run("UPDATE accounts SET enabled = $1, version = version + 1 WHERE id = $2", args![enabled, id]).await?;
    Ok(())
}

/// Notes somebody whose account is made at the first sign-in.
pub async fn insert_awaited(
    tx: &mut Tx,
    org: OrgId,
    role: Role,
    (name, mobile): (&str, &str),
    by: AccountId,
    now: Instant,
) -> Result<()> {
    tx.run(
        "INSERT INTO awaited_people (mobile, org_id, role, name, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6)",
        args![mobile, org, role.key(), name, now, by],
    )
    .await?;
    Ok(())
}

/// The people that a unit waits for.
pub async fn select_awaited(tx: &mut Tx, org: OrgId) -> Result<Vec<AwaitedPerson>> {
    let sql = "SELECT mobile, name, role, created_at FROM awaited_people WHERE org_id = $1 ORDER BY name, mobile";
    let rows = tx.all(sql, args![org]).await?;
    rows.iter().filter_map(|row| awaited(row).transpose()).collect()
}

fn awaited(row: &Row) -> Result<Option<AwaitedPerson>> {
    let Some(role) = Role::from_key(&row.get::<String>("role")?) else { return Ok(None) };
    Ok(Some(AwaitedPerson {
        mobile: row.get("mobile")?,
        name: row.get("name")?,
        role,
        since: Instant(row.get("created_at")?),
    }))
}

/// The name under which a number is awaited, that of the oldest entry.
pub async fn select_awaited_name(tx: &mut Tx, mobile: &str) -> Result<Option<String>> {
    let sql = "SELECT name FROM awaited_people WHERE mobile = $1 ORDER BY created_at, org_id LIMIT 1";
    tx.opt(sql, args![mobile]).await?.map(|row| row.get("name")).transpose()
}

/// Takes away what waits for a number: the units, and who the person will be there.
pub async fn take_awaited(tx: &mut Tx, mobile: &str) -> Result<Vec<(OrgId, AwaitedPerson)>> {
    let sql = "DELETE FROM awaited_people WHERE mobile = $1 RETURNING mobile, org_id, name, role, created_at";
    let mut found = Vec::new();
    for row in &tx.all(sql, args![mobile]).await? {
        if let Some(person) = awaited(row)? {
            found.push((row.parse("org_id")?, person));
        }
    }
    found.sort_by_key(|(_, person): &(OrgId, AwaitedPerson)| person.since);
    Ok(found)
}

/// Waits for somebody no longer; false when nobody was awaited.
pub async fn delete_awaited(tx: &mut Tx, org: OrgId, mobile: &str, role: Role) -> Result<bool> {
    let sql = "DELETE FROM awaited_people WHERE org_id = $1 AND mobile = $2 AND role = $3";
    Ok(tx.run(sql, args![org, mobile, role.key()]).await? > 0)
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
pub async fn select_posts(tx: &mut Tx, account: AccountId) -> Result<Vec<Post>> {
    let rows = tx
        .all(
            "SELECT p.id, p.role, o.id AS org_id, o.name AS org_name, o.kind AS org_kind FROM posts p \
             JOIN orgs o ON o.id = p.org_id WHERE p.account_id = $1 AND p.until_on IS NULL AND o.enabled ORDER BY p.id",
            args![account],
        )
        .await?;
    let mut posts = rows.iter().filter_map(|row| post(row).transpose()).collect::<Result<Vec<_>>>()?;
    posts.sort_by_key(|p| p.role);
    Ok(posts)
}

fn post(row: &Row) -> Result<Option<Post>> {
    let Some(role) = Role::from_key(&row.get::<String>("role")?) else { return Ok(None) };
    Ok(Some(Post {
        id: row.parse("id")?,
        org: row.parse("org_id")?,
        org_name: row.get("org_name")?,
        org_kind: row.get("org_kind")?,
        role,
    }))
}

/// The unit of the newest post of an account, over or not, enabled or not.
pub async fn select_last_org(tx: &mut Tx, account: AccountId) -> Result<Option<OrgId>> {
    let row = tx
        .opt(
            "SELECT org_id FROM posts WHERE account_id = $1 ORDER BY CASE WHEN until_on IS NULL THEN 0 ELSE 1 END, \
             id DESC LIMIT 1",
            args![account],
        )
        .await?;
    row.map(|row| row.parse("org_id")).transpose()
}

/// The mobile number of an account; may be empty.
pub async fn select_mobile(tx: &mut Tx, account: AccountId) -> Result<String> {
    let row = tx.opt("SELECT mobile FROM accounts WHERE id = $1", args![account]).await?;
    row.map_or_else(|| Ok(String::new()), |row| row.get("mobile"))
}

/// The people who hold a post in this unit or in one above it: unit, name and role. Disabled accounts are left out.
pub async fn select_people_above(tx: &mut Tx, org: OrgId) -> Result<Vec<(OrgId, String, Role)>> {
    let rows = people_above(org).all(tx).await?;
    let mut people = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(role) = Role::from_key(&row.get::<String>("role")?) {
            people.push((row.parse("org_id")?, row.get("name")?, role));
        }
    }
    Ok(people)
}

/// The question for them.
pub fn people_above(org: OrgId) -> Question {
    let sql = "SELECT p.org_id, a.name, p.role FROM org_closure c JOIN posts p ON p.org_id = c.ancestor_id \
               JOIN accounts a ON a.id = p.account_id WHERE c.descendant_id = $1 AND p.until_on IS NULL AND a.enabled \
               ORDER BY a.name, a.id";
    Question::new(sql, args![org])
}

/// Posts with their people, units and successors; a condition follows.
pub(super) const TENURE: &str = "SELECT p.id, p.org_id, o.name AS org_name, a.id AS account_id, a.login, \
     a.name AS account_name, a.enabled, p.role, p.since_on, p.until_on, sa.name AS successor, p.ended_by_name FROM posts p \
     JOIN accounts a ON a.id = p.account_id JOIN orgs o ON o.id = p.org_id \
     LEFT JOIN posts s ON s.id = p.successor_id LEFT JOIN accounts sa ON sa.id = s.account_id";

/// Reads rows of `TENURE`.
pub(super) fn tenure(rows: &[Row]) -> Result<Vec<Tenure>> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(role) = Role::from_key(&row.get::<String>("role")?) else { continue };
        found.push(Tenure {
            post: row.parse("id")?,
            org: row.parse("org_id")?,
            org_name: row.get("org_name")?,
            account: row.parse("account_id")?,
            login: row.get("login")?,
            name: row.get("account_name")?,
            enabled: row.get("enabled")?,
            role,
            since: row.parse("since_on")?,
            until: row.parse_opt("until_on")?,
            successor: row.get("successor")?,
            ended_by: row.get("ended_by_name")?,
        });
    }
    Ok(found)
}

/// Who holds a post of the unit.
pub async fn select_people(tx: &mut Tx, org: OrgId) -> Result<Vec<Tenure>> {
    let sql = format!("{TENURE} WHERE p.org_id = $1 AND p.until_on IS NULL ORDER BY p.role, a.login");
    tenure(&tx.all(AssertSqlSafe(sql), args![org]).await?)
}

/// Who held a post of the unit, the last first (ORG-13).
pub async fn select_former(tx: &mut Tx, org: OrgId, limit: i64) -> Result<Vec<Tenure>> {
    let sql =
        format!("{TENURE} WHERE p.org_id = $1 AND p.until_on IS NOT NULL ORDER BY p.until_on DESC, p.id DESC LIMIT $2");
    tenure(&tx.all(AssertSqlSafe(sql), args![org, limit]).await?)
}

/// The posts that a person holds and held, the present ones first.
pub async fn select_tenures(tx: &mut Tx, account: AccountId) -> Result<Vec<Tenure>> {
    let sql = format!(
        "{TENURE} WHERE p.account_id = $1 \
         ORDER BY CASE WHEN p.until_on IS NULL THEN 0 ELSE 1 END, p.until_on DESC, p.id DESC"
    );
    tenure(&tx.all(AssertSqlSafe(sql), args![account]).await?)
}

/// One post, present or past.
pub async fn select_tenure(tx: &mut Tx, post: Uid) -> Result<Option<Tenure>> {
    let sql = format!("{TENURE} WHERE p.id = $1");
    Ok(tenure(&tx.all(AssertSqlSafe(sql), args![post]).await?)?.into_iter().next())
}

/// Ends a post; false when it has ended already.
pub async fn end_post(tx: &mut Tx, post: Uid, on: Day, by: &str) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE posts SET until_on = $1, ended_by_name = $2 WHERE id = $3 AND until_on IS NULL",
            args![on, by, post],
        )
        .await?;
    Ok(touched == 1)
}

/// Notes who came after a post that has ended.
pub async fn update_successor(tx: &mut Tx, post: Uid, successor: Uid) -> Result<()> {
    tx.run("UPDATE posts SET successor_id = $1 WHERE id = $2", args![successor, post]).await?;
    Ok(())
}

/// Goes on in another post with the sessions of one that has ended.
pub async fn move_sessions(tx: &mut Tx, from: Uid, to: Uid) -> Result<()> {
    tx.run("UPDATE sessions SET post_id = $1 WHERE post_id = $2", args![to, from]).await?;
    Ok(())
}

/// The account with that login name, when it holds a post in the scope of the unit.
pub async fn select_in_scope(tx: &mut Tx, scope: OrgId, login: &str) -> Result<Option<AccountRow>> {
    let row = tx
        .opt(
            "SELECT a.id, a.name, a.login, a.mobile, a.email, a.email_confirmed_at, a.password_hash, a.enabled, \
             a.version FROM accounts a WHERE a.login = $2 AND EXISTS \
             (SELECT 1 FROM posts p JOIN org_closure c ON c.descendant_id = p.org_id WHERE p.account_id = a.id \
             AND p.until_on IS NULL AND c.ancestor_id = $1)",
            args![scope, login],
        )
        .await?;
    row.as_ref().map(account).transpose()
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
        may_switch: row.get::<i64>("elsewhere")? > 0,
        viewer: None,
    }))
}
