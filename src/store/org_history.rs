//! Units and posts through time: each change of a unit's name, parent or state ends a version and begins the next.

use super::account::tenure;
use super::db::{AssertSqlSafe, Result, Tx, args};
use super::org::{node, org};
use crate::domain::ids::OrgId;
use crate::domain::org::{Org, OrgNode, Tenure};
use crate::domain::time::{Day, Instant};

/// Holds the tree until the end of the transaction, so that changes of it queue up.
pub async fn hold_tree(tx: &mut Tx) -> Result<()> {
    tx.run("UPDATE org_tree SET changes = changes + 1 WHERE id = 1", args![]).await?;
    Ok(())
}

/// Begins a version of the unit as it now is.
pub async fn insert_version(tx: &mut Tx, id: OrgId, now: Instant) -> Result<()> {
    tx.run("UPDATE org_versions SET until_at = $1 WHERE org_id = $2 AND until_at IS NULL", args![now, id]).await?;
    tx.run(
        "INSERT INTO org_versions (org_id, seq, parent_id, name, enabled, from_at, until_at) \
         SELECT o.id, (SELECT COALESCE(MAX(v.seq), 0) + 1 FROM org_versions v WHERE v.org_id = o.id), o.parent_id, \
         o.name, o.enabled, CAST($1 AS BIGINT), NULL FROM orgs o WHERE o.id = $2",
        args![now, id],
    )
    .await?;
    Ok(())
}

/// The units from the topmost one down to this one, as they were at that moment; empty when it was not there yet.
pub async fn select_path_at(tx: &mut Tx, id: OrgId, at: Instant) -> Result<Vec<Org>> {
    // The depth ends the walk even where clocks of two servers disagree.
    let rows = tx
        .all(
            "WITH RECURSIVE up(id, parent_id, name, enabled, depth) AS ( \
             SELECT v.org_id, v.parent_id, v.name, v.enabled, CAST(0 AS BIGINT) FROM org_versions v WHERE v.org_id = $1 \
             AND v.from_at <= $2 AND (v.until_at IS NULL OR v.until_at > $2) \
             UNION ALL \
             SELECT v.org_id, v.parent_id, v.name, v.enabled, up.depth + 1 FROM org_versions v \
             JOIN up ON v.org_id = up.parent_id \
             WHERE v.from_at <= $2 AND (v.until_at IS NULL OR v.until_at > $2) AND up.depth < 500) \
             SELECT u.id, u.parent_id, o.kind, o.code, u.name, u.enabled, o.version FROM up u JOIN orgs o ON o.id = u.id \
             ORDER BY u.depth DESC",
            args![id, at],
        )
        .await?;
    rows.iter().map(org).collect()
}

const NODE: &str = "SELECT o.id, v.parent_id, o.kind, o.code, v.name, v.enabled, o.version, \
     (SELECT COUNT(*) FROM org_versions c WHERE c.parent_id = o.id AND c.from_at <= $2 \
     AND (c.until_at IS NULL OR c.until_at > $2)) AS children, \
     a.id AS administrator_id, a.name AS administrator_name \
     FROM org_versions v JOIN orgs o ON o.id = v.org_id \
     LEFT JOIN posts p ON p.org_id = o.id AND p.role = 'administrator' AND p.since_on <= $3 \
     AND (p.until_on IS NULL OR p.until_on > $3) \
     LEFT JOIN accounts a ON a.id = p.account_id \
     WHERE v.from_at <= $2 AND (v.until_at IS NULL OR v.until_at > $2)";

/// Up to `limit` units that then stood directly below, by their name of then.
pub async fn select_children_at(tx: &mut Tx, parent: OrgId, on: Day, offset: i64, limit: i64) -> Result<Vec<OrgNode>> {
    let sql = format!("{NODE} AND v.parent_id = $1 ORDER BY v.name, o.id LIMIT $4 OFFSET $5");
    let args = args![parent, on.end(), on, limit, offset];
    tx.all(AssertSqlSafe(sql), args).await?.iter().map(node).collect()
}

/// One unit as it was at the end of that day.
pub async fn select_node_at(tx: &mut Tx, id: OrgId, on: Day) -> Result<Option<OrgNode>> {
    let sql = format!("{NODE} AND v.org_id = $1");
    tx.all(AssertSqlSafe(sql), args![id, on.end(), on]).await?.first().map(node).transpose()
}

/// Who held a post of the unit on that day.
pub async fn select_people_on(tx: &mut Tx, org: OrgId, on: Day) -> Result<Vec<Tenure>> {
    let sql = format!(
        "{} WHERE p.org_id = $1 AND p.since_on <= $2 AND (p.until_on IS NULL OR p.until_on > $2) \
         ORDER BY p.role, a.login",
        super::account::TENURE
    );
    tenure(&tx.all(AssertSqlSafe(sql), args![org, on]).await?)
}
