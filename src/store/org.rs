//! Units and their closure table.

use super::db::{AssertSqlSafe, Result, Row, Tx, args};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::org::{Org, OrgNode, Relation};
use crate::domain::time::Instant;

const COLUMNS: &str = "o.id, o.parent_id, o.kind, o.code, o.name, o.enabled, o.version";

fn org(row: &Row) -> Result<Org> {
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
        false => Relation::Ancestor,
        true if depth == 1 => Relation::Child,
        true => Relation::Descendant,
    })
}

fn node(row: &Row) -> Result<OrgNode> {
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
    let rows = tx
        .all(
            "SELECT o.id, o.parent_id, o.kind, o.code, o.name, o.enabled, o.version FROM org_closure c \
             JOIN orgs o ON o.id = c.ancestor_id WHERE c.descendant_id = $1 ORDER BY c.depth DESC",
            args![id],
        )
        .await?;
    rows.iter().map(org).collect()
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
    Ok(())
}

/// Renames a unit or switches it on or off; false when somebody else changed it first.
pub async fn update(tx: &mut Tx, id: OrgId, name: &str, enabled: bool, version: i64) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE orgs SET name = $1, enabled = $2, version = version + 1 WHERE id = $3 AND version = $4",
            args![name, enabled, id, version],
        )
        .await?;
    Ok(touched == 1)
}
