//! Invariants over the whole database that no single constraint can state.

use super::db::{AssertSqlSafe, Result, Tx, args};

/// Name of the invariant and a query for the ids that break it.
const INVARIANTS: [(&str, &str); 18] = [
    (
        "unit without its place in the tree",
        "SELECT o.id AS id FROM orgs o LEFT JOIN org_closure c ON c.ancestor_id = o.id AND c.descendant_id = o.id \
         AND c.depth = 0 WHERE c.ancestor_id IS NULL",
    ),
    (
        "unit whose parent is not its ancestor at depth 1",
        "SELECT o.id AS id FROM orgs o LEFT JOIN org_closure c ON c.ancestor_id = o.parent_id \
         AND c.descendant_id = o.id AND c.depth = 1 WHERE o.parent_id IS NOT NULL AND c.ancestor_id IS NULL",
    ),
    (
        "unit below another one that is not below what stands above that",
        "SELECT o.id AS id FROM orgs o JOIN org_closure p ON p.descendant_id = o.parent_id \
         LEFT JOIN org_closure c ON c.ancestor_id = p.ancestor_id AND c.descendant_id = o.id AND c.depth = p.depth + 1 \
         WHERE c.ancestor_id IS NULL",
    ),
    (
        "unit that stands below another one without being there",
        "SELECT c.descendant_id AS id FROM org_closure c JOIN orgs o ON o.id = c.descendant_id \
         LEFT JOIN org_closure p ON p.ancestor_id = c.ancestor_id AND p.descendant_id = o.parent_id \
         AND p.depth = c.depth - 1 WHERE c.depth > 0 AND p.ancestor_id IS NULL",
    ),
    (
        "unit that differs from the last version of its history",
        "SELECT o.id AS id FROM orgs o LEFT JOIN org_versions v ON v.org_id = o.id AND v.until_at IS NULL \
         WHERE v.org_id IS NULL OR v.name <> o.name OR v.enabled <> o.enabled \
         OR COALESCE(v.parent_id, '') <> COALESCE(o.parent_id, '')",
    ),
    (
        "enabled unit below a disabled one",
        "SELECT o.id AS id FROM orgs o JOIN orgs p ON p.id = o.parent_id WHERE o.enabled AND NOT p.enabled",
    ),
    (
        "record that is indexed under another unit or register",
        "SELECT r.id AS id FROM records r JOIN record_values v ON v.record_id = r.id \
         WHERE v.org_id <> r.org_id OR v.register <> r.register",
    ),
    (
        "record that is found by words under another unit or register",
        "SELECT r.id AS id FROM records r JOIN record_tokens t ON t.record_id = r.id \
         WHERE t.org_id <> r.org_id OR t.register <> r.register",
    ),
    (
        "deleted record that lists or words still find",
        "SELECT r.id AS id FROM records r WHERE r.deleted_at IS NOT NULL \
         AND (EXISTS (SELECT 1 FROM record_values v WHERE v.record_id = r.id) \
         OR EXISTS (SELECT 1 FROM record_tokens t WHERE t.record_id = r.id))",
    ),
    (
        "invitation whose counter differs from its applications",
        "SELECT i.id AS id FROM invitations i WHERE i.applications <> (SELECT COUNT(*) FROM records r \
         WHERE r.org_id = i.org_id AND r.register = 'member_application' AND r.source_id = i.id)",
    ),
    (
        "approved application without its one member",
        "SELECT r.id AS id FROM records r WHERE r.register = 'member_application' AND r.state = 'approved' \
         AND (SELECT COUNT(*) FROM records m WHERE m.source_id = r.id AND m.register = 'member') <> 1",
    ),
    (
        "member made from an application that is not approved",
        "SELECT m.id AS id FROM records m JOIN records r ON r.id = m.source_id \
         WHERE m.register = 'member' AND r.register = 'member_application' AND r.state <> 'approved'",
    ),
    (
        "congress quota whose counter differs from its nominees",
        "SELECT q.congress_id AS id FROM congress_quotas q WHERE q.used <> (SELECT COUNT(*) FROM nominees n \
         WHERE n.congress_id = q.congress_id AND n.org_id = q.org_id AND n.state <> 'removed' \
         AND (n.identity = q.identity OR (q.identity = 'delegate' AND n.identity = 'committee')))",
    ),
    (
        "draft of a message that somebody received, or sent message without receivers",
        "SELECT m.id AS id FROM messages m WHERE (m.state = 'sent') <> \
         EXISTS (SELECT 1 FROM message_receivers r WHERE r.message_id = m.id)",
    ),
    (
        "message that was read before it could be seen",
        "SELECT r.message_id AS id FROM message_receivers r WHERE r.read_at < r.visible_at",
    ),
    (
        "published notice that nobody can ever see, or draft that somebody can",
        "SELECT n.id AS id FROM notices n WHERE (n.state = 'draft') <> (n.visible_at IS NULL)",
    ),
    (
        "case with seats that nobody decides together, or decided together without seats",
        "SELECT k.record_id AS id FROM cases k WHERE (k.panel_mode IS NOT NULL) <> \
         EXISTS (SELECT 1 FROM case_seats s WHERE s.record_id = k.record_id)",
    ),
    (
        "public notice of a unit that is not the topmost one",
        "SELECT n.id AS id FROM notices n JOIN orgs o ON o.id = n.org_id WHERE n.public AND o.parent_id IS NOT NULL",
    ),
];

/// One line for each violation.
pub async fn violations(tx: &mut Tx) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for (name, sql) in INVARIANTS {
        for row in tx.all(AssertSqlSafe(sql), args![]).await? {
            lines.push(format!("{name}: {}", row.get::<String>("id")?));
        }
    }
    Ok(lines)
}
