//! Counts of what waits for somebody.

use super::db::{Result, Tx, args};
use crate::domain::ids::OrgId;

async fn count(tx: &mut Tx, sql: &'static str, org: OrgId) -> Result<i64> {
    tx.one(sql, args![org]).await?.get("n")
}

/// The unit's evaluations that it has to fill in or to mend.
pub async fn count_evaluations_to_fill(tx: &mut Tx, org: OrgId) -> Result<i64> {
    count(tx, "SELECT COUNT(*) AS n FROM evaluations WHERE org_id = $1 AND state IN ('filling', 'returned')", org).await
}

/// Submitted evaluations below the unit.
pub async fn count_evaluations_to_review(tx: &mut Tx, org: OrgId) -> Result<i64> {
    count(
        tx,
        "SELECT COUNT(*) AS n FROM evaluations e JOIN org_closure c ON c.descendant_id = e.org_id \
         WHERE c.ancestor_id = $1 AND c.depth > 0 AND e.state = 'submitted'",
        org,
    )
    .await
}
