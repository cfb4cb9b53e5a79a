//! Counts of what waits for somebody.

use super::db::{Count, args};
use crate::domain::ids::OrgId;

/// The unit's evaluations that it has to fill in or to mend.
pub fn evaluations_to_fill(org: OrgId) -> Count {
    Count::new("FROM evaluations WHERE org_id = $1 AND state IN ('filling', 'returned')", args![org])
}

/// Submitted evaluations below the unit.
pub fn evaluations_to_review(org: OrgId) -> Count {
    Count::new(
        "FROM evaluations e JOIN org_closure c ON c.descendant_id = e.org_id \
         WHERE c.ancestor_id = $1 AND c.depth > 0 AND e.state = 'submitted'",
        args![org],
    )
}
