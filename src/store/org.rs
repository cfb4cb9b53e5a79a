//! Units and their closure table.

use super::db::{AssertSqlSafe, Question, Result, Row, Tx, args};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::org::{Org, OrgDetails, OrgEdit, OrgNode, Relation};
use crate::domain::time::Instant;

const COLUMNS: &str = "o.id, o.parent_id, o.kind, o.code, o.name, o.enabled, o.version";

pub(super) fn org(row: &Row) -> Result<Org> {
    Ok(Org {
        id: row.parse("id")?,
        parent: row.parse_opt("parent_id")?,
        kind: row.get("kind")?,
        code: row.get("code")?,
        name: row.get("name")?,
        enabled: row.get("enabled")?,
        version: row.get("version")?,
    })
}

/// The unit with that id.
pub async fn select(tx: &mut Tx, id: OrgId) -> Result<Option<Org>> {
    let row =
        tx.opt("SELECT id, parent_id, kind, code, name, enabled, version FROM orgs WHERE id = $1", args![id]).await?;
    row.as_ref().map(org).transpose()
}

/// The unit with that code.
pub async fn select_by_code(tx: &mut Tx, code: &str) -> Result<Option<Org>> {
    let row = tx
        .opt("SELECT id, parent_id, kind, code, name, enabled, version FROM orgs WHERE code = $1", args![code])
        .await?;
    row.as_ref().map(org).transpose()
}

/// Whether any unit exists: false only before the first start.
pub async fn exists_any(tx: &mut Tx) -> Result<bool> {
    Ok(tx.opt("SELECT id FROM orgs LIMIT 1", args![]).await?.is_some())
}

/// The unit at the top; none before the first start.
pub async fn select_root(tx: &mut Tx) -> Result<Option<OrgId>> {
    let row = tx.opt("SELECT id FROM orgs WHERE parent_id IS NULL ORDER BY id LIMIT 1", args![]).await?;
    row.map(|row| row.parse("id")).transpose()
}

/// Units of the scope, by name: id and name.
pub async fn select_scope(tx: &mut Tx, scope: OrgId) -> Result<Vec<(OrgId, String)>> {
    let rows = tx
        .all(
            "SELECT o.id, o.name FROM org_closure c JOIN orgs o ON o.id = c.descendant_id WHERE c.ancestor_id = $1 \
             ORDER BY o.name, o.id",
            args![scope],
        )
        .await?;
    rows.iter().map(|row| Ok((row.parse("id")?, row.get("name")?))).collect()
}

/// How `other` stands to `own`.
pub async fn select_relation(tx: &mut Tx, own: OrgId, other: OrgId) -> Result<Relation> {
    if own == other {
        return Ok(Relation::Own);
    }
    let row = tx
        .opt(
            "SELECT ancestor_id, depth FROM org_closure WHERE (ancestor_id = $1 AND descendant_id = $2) \
             OR (ancestor_id = $2 AND descendant_id = $1)",
            args![own, other],
        )
        .await?;
    let Some(row) = row else { return Ok(Relation::Foreign) };
    let depth: i64 = row.get("depth")?;
    Ok(match row.parse::<OrgId>("ancestor_id")? == own {
        false if depth == 1 => Relation::Parent,
        false => Relation::Ancestor,
        true if depth == 1 => Relation::Child,
        true => Relation::Descendant,
    })
}

pub(super) fn node(row: &Row) -> Result<OrgNode> {
    let administrator = row.parse_opt::<AccountId>("administrator_id")?;
    Ok(OrgNode {
        org: org(row)?,
        children: row.get("children")?,
        administrator: match administrator {
            Some(id) => Some((id, row.get("administrator_name")?)),
            None => None,
        },
    })
}

const NODE: &str = "(SELECT COUNT(*) FROM orgs c WHERE c.parent_id = o.id) AS children, \
     a.id AS administrator_id, a.name AS administrator_name FROM orgs o \
     LEFT JOIN posts p ON p.org_id = o.id AND p.role = 'administrator' AND p.until_on IS NULL \
     LEFT JOIN accounts a ON a.id = p.account_id";

/// Up to `limit` units directly below, by name, those after `offset` others.
pub async fn select_children(tx: &mut Tx, parent: OrgId, offset: i64, limit: i64) -> Result<Vec<OrgNode>> {
    let sql = format!("SELECT {COLUMNS}, {NODE} WHERE o.parent_id = $1 ORDER BY o.name, o.id LIMIT $2 OFFSET $3");
    tx.all(AssertSqlSafe(sql), args![parent, limit, offset]).await?.iter().map(node).collect()
}

/// One unit as a node.
pub async fn select_node(tx: &mut Tx, id: OrgId) -> Result<Option<OrgNode>> {
    let sql = format!("SELECT {COLUMNS}, {NODE} WHERE o.id = $1");
    tx.all(AssertSqlSafe(sql), args![id]).await?.first().map(node).transpose()
}

/// Units of the scope whose name contains the words or whose code begins with them.
pub async fn search(tx: &mut Tx, scope: OrgId, words: &str, limit: i64) -> Result<Vec<OrgNode>> {
    let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let sql = format!(
        "SELECT {COLUMNS}, {NODE} JOIN org_closure s ON s.descendant_id = o.id AND s.ancestor_id = $1 \
         WHERE o.name LIKE $2 ESCAPE '\\' OR o.code LIKE $3 ESCAPE '\\' ORDER BY o.name, o.id LIMIT $4"
    );
    let args = args![scope, format!("%{escaped}%"), format!("{}%", escaped.to_uppercase()), limit];
    tx.all(AssertSqlSafe(sql), args).await?.iter().map(node).collect()
}

/// The units from the root down to this one.
pub async fn select_path(tx: &mut Tx, id: OrgId) -> Result<Vec<Org>> {
    path(id).all(tx).await?.iter().map(org).collect()
}

/// The question for it.
pub fn path(id: OrgId) -> Question {
    let sql = "SELECT o.id, o.parent_id, o.kind, o.code, o.name, o.enabled, o.version FROM org_closure c \
               JOIN orgs o ON o.id = c.ancestor_id WHERE c.descendant_id = $1 ORDER BY c.depth DESC";
    Question::new(sql, args![id])
}

/// Where a unit could go.
pub struct Targets<'a> {
    /// Own unit and below.
    pub scope: OrgId,
    /// The unit that goes: neither itself nor what is below it is given, nor its present parent.
    pub unit: &'a Org,
    /// Keys of the kinds that fit.
    pub kinds: &'a [&'a str],
    /// Only those directly below this one.
    pub beside: Option<OrgId>,
    /// Words of the name or the begin of the code; empty: all.
    pub words: &'a str,
    /// At most so many.
    pub limit: i64,
}

/// Enabled units to which a unit could go, by name.
pub async fn search_targets(tx: &mut Tx, by: &Targets<'_>) -> Result<Vec<OrgNode>> {
    let escaped = by.words.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let mut args = args![
        by.scope,
        by.unit.id,
        format!("%{escaped}%"),
        format!("{}%", escaped.to_uppercase()),
        by.beside.map(|id| id.to_string()).unwrap_or_default(),
        by.unit.parent,
        by.limit
    ];
    let first = args.len() + 1;
    let marks = (0..by.kinds.len()).map(|n| format!("${}", n + first)).collect::<Vec<_>>().join(", ");
    args.extend(by.kinds.iter().map(|kind| super::db::Val::from(*kind)));
    let sql = format!(
        "SELECT {COLUMNS}, {NODE} JOIN org_closure s ON s.descendant_id = o.id AND s.ancestor_id = $1 \
         WHERE o.enabled AND o.kind IN ({}) AND (o.name LIKE $3 ESCAPE '\\' OR o.code LIKE $4 ESCAPE '\\') \
         AND ($5 = '' OR o.parent_id = $5) AND o.id <> COALESCE($6, '') AND NOT EXISTS (SELECT 1 FROM org_closure d \
         WHERE d.ancestor_id = $2 AND d.descendant_id = o.id) ORDER BY o.name, o.id LIMIT $7",
        if marks.is_empty() { "''" } else { &marks }
    );
    tx.all(AssertSqlSafe(sql), args).await?.iter().map(node).collect()
}

/// All units of one kind in the scope, by name.
pub async fn select_scope_of_kind(tx: &mut Tx, scope: OrgId, kind: &str) -> Result<Vec<Org>> {
    let rows = tx
        .all(
            "SELECT o.id, o.parent_id, o.kind, o.code, o.name, o.enabled, o.version FROM org_closure c \
             JOIN orgs o ON o.id = c.descendant_id WHERE c.ancestor_id = $1 AND o.kind = $2 ORDER BY o.name, o.id",
            args![scope, kind],
        )
        .await?;
    rows.iter().map(org).collect()
}

/// Writes a new unit and its place in the tree.
pub async fn insert(tx: &mut Tx, new: &Org, now: Instant) -> Result<()> {
    tx.run(
        "INSERT INTO orgs (id, parent_id, kind, code, name, enabled, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![new.id, new.parent, &new.kind, &new.code, &new.name, new.enabled, now, new.version],
    )
    .await?;
    tx.run("INSERT INTO org_closure (ancestor_id, descendant_id, depth) VALUES ($1, $1, 0)", args![new.id]).await?;
    if let Some(parent) = new.parent {
        tx.run(
            "INSERT INTO org_closure (ancestor_id, descendant_id, depth) \
             SELECT ancestor_id, CAST($1 AS TEXT), depth + 1 FROM org_closure WHERE descendant_id = $2",
            args![new.id, parent],
        )
        .await?;
    }
    super::org_history::insert_version(tx, new.id, now).await
}

/// What a unit says of itself.
pub async fn select_details(tx: &mut Tx, id: OrgId) -> Result<OrgDetails> {
    let row = tx.one("SELECT nature, contact, phone, address, uscc FROM orgs WHERE id = $1", args![id]).await?;
    Ok(OrgDetails {
        nature: row.get("nature")?,
        contact: row.get("contact")?,
        phone: row.get("phone")?,
        address: row.get("address")?,
        uscc: row.get("uscc")?,
    })
}

/// The year in which a unit was approved, where its kind asks for it.
pub async fn select_founded(tx: &mut Tx, id: OrgId) -> Result<Option<i32>> {
    let row = tx.one("SELECT founded FROM orgs WHERE id = $1", args![id]).await?;
    Ok(row.get::<Option<i64>>("founded")?.and_then(|year| i32::try_from(year).ok()))
}

/// Notes the year in which a unit was approved.
pub async fn update_founded(tx: &mut Tx, id: OrgId, year: i32) -> Result<()> {
    tx.run("UPDATE orgs SET founded = $1 WHERE id = $2", args![i64::from(year), id]).await?;
    Ok(())
}

/// Changes a unit; false when somebody else changed it first.
pub async fn update(tx: &mut Tx, id: OrgId, edit: &OrgEdit, version: i64) -> Result<bool> {
    let d = &edit.details;
    let touched = tx
        .run(
            "UPDATE orgs SET name = $1, enabled = $2, nature = $3, contact = $4, phone = $5, address = $6, uscc = $7, \
             version = version + 1 WHERE id = $8 AND version = $9",
            args![&edit.name, edit.enabled, &d.nature, &d.contact, &d.phone, &d.address, &d.uscc, id, version],
        )
        .await?;
    Ok(touched == 1)
}

/// Switches a unit on or off.
pub async fn update_enabled(tx: &mut Tx, id: OrgId, enabled: bool) -> Result<()> {
    tx.run("UPDATE orgs SET enabled = $1, version = version + 1 WHERE id = $2", args![enabled, id]).await?;
    Ok(())
}

/// Puts a unit with everything below it under another parent.
pub async fn update_parent(tx: &mut Tx, id: OrgId, parent: OrgId) -> Result<()> {
    tx.run("UPDATE orgs SET parent_id = $1, version = version + 1 WHERE id = $2", args![parent, id]).await?;
    tx.run(
        "DELETE FROM org_closure WHERE descendant_id IN (SELECT descendant_id FROM org_closure WHERE ancestor_id = $1) \
         AND ancestor_id IN (SELECT ancestor_id FROM org_closure WHERE descendant_id = $1 AND ancestor_id <> $1)",
        args![id],
    )
    .await?;
    tx.run(
        "INSERT INTO org_closure (ancestor_id, descendant_id, depth) \
         SELECT up.ancestor_id, down.descendant_id, up.depth + down.depth + 1 FROM org_closure up \
         CROSS JOIN org_closure down WHERE up.descendant_id = $2 AND down.ancestor_id = $1",
        args![id, parent],
    )
    .await?;
    Ok(())
}

/// How many enabled units stand directly below.
pub async fn count_enabled_children(tx: &mut Tx, id: OrgId) -> Result<i64> {
    tx.one("SELECT COUNT(*) AS n FROM orgs WHERE parent_id = $1 AND enabled", args![id]).await?.get("n")
}
