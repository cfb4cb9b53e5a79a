//! Changes of the tree with their journals: what went along, and what became of it since.

use super::db::{AssertSqlSafe, Result, Row, StoreError, Tx, Val, args};
use crate::domain::ids::{AccountId, OrgChangeId, OrgId, Uid};
use crate::domain::org_change::{ChangeDetail, ChangeKind, Counts, OrgChange};
use crate::domain::time::Instant;

/// A change to be written down.
pub struct NewChange<'a> {
    /// Its id.
    pub id: OrgChangeId,
    /// What was done.
    pub kind: ChangeKind,
    /// When.
    pub at: Instant,
    /// Who; none for the system.
    pub account: Option<AccountId>,
    /// The person's name.
    pub account_name: &'a str,
    /// Names and numbers.
    pub detail: &'a ChangeDetail,
}

/// What a unit is in a change: its subject, or only touched by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartOf {
    /// The unit itself.
    Subject,
    /// The taker of a merge, the new unit of a split.
    Other,
    /// A parent before or after.
    Parent,
}

impl PartOf {
    fn key(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Other => "other",
            Self::Parent => "parent",
        }
    }
}

/// A thing that went along.
pub struct Item {
    /// The thing: a unit or a post.
    pub id: Uid,
    /// The unit it came from.
    pub from: OrgId,
    /// The unit it went to.
    pub to: OrgId,
    /// The post that took the place of one that ended.
    pub twin: Option<Uid>,
}

/// Writes a change and the units on whose pages it stands.
pub async fn insert(tx: &mut Tx, new: &NewChange<'_>, units: &[(OrgId, PartOf)]) -> Result<()> {
    let detail = serde_json::to_string(new.detail).map_err(|e| StoreError::Failed(e.to_string()))?;
    tx.run(
        "INSERT INTO org_changes (id, kind, at, account_id, account_name, detail, reversed_at, reversed_by_name) \
         VALUES ($1, $2, $3, $4, $5, $6, NULL, '')",
        args![new.id, new.kind.key(), new.at, new.account, new.account_name, detail],
    )
    .await?;
    for (org, part) in units {
        tx.run(
            "INSERT INTO org_change_units (org_id, change_id, part) VALUES ($1, $2, $3) \
             ON CONFLICT (org_id, change_id) DO NOTHING",
            args![*org, new.id, part.key()],
        )
        .await?;
    }
    Ok(())
}

/// Notes that a change was taken back; false when it was before.
pub async fn update_reversed(tx: &mut Tx, id: OrgChangeId, at: Instant, by: &str) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE org_changes SET reversed_at = $1, reversed_by_name = $2 WHERE id = $3 AND reversed_at IS NULL",
            args![at, by, id],
        )
        .await?;
    Ok(touched == 1)
}

fn change(row: &Row) -> Result<Option<OrgChange>> {
    let Some(kind) = ChangeKind::from_key(&row.get::<String>("kind")?) else { return Ok(None) };
    let reversed: Option<i64> = row.get("reversed_at")?;
    Ok(Some(OrgChange {
        id: row.parse("id")?,
        kind,
        at: Instant(row.get("at")?),
        by: row.get("account_name")?,
        detail: row.json("detail")?,
        reversed: match reversed {
            Some(at) => Some((Instant(at), row.get("reversed_by_name")?)),
            None => None,
        },
    }))
}

/// What was done to a unit until that moment, the last first.
pub async fn select_of(tx: &mut Tx, org: OrgId, until: Instant, limit: i64) -> Result<Vec<OrgChange>> {
    let rows = tx
        .all(
            "SELECT c.id, c.kind, c.at, c.account_name, c.detail, c.reversed_at, c.reversed_by_name \
             FROM org_change_units u JOIN org_changes c ON c.id = u.change_id WHERE u.org_id = $1 AND c.at <= $2 \
             ORDER BY c.at DESC, c.id DESC LIMIT $3",
            args![org, until, limit],
        )
        .await?;
    rows.iter().filter_map(|row| change(row).transpose()).collect()
}

/// One change.
pub async fn select(tx: &mut Tx, id: OrgChangeId) -> Result<Option<OrgChange>> {
    let row = tx
        .opt(
            "SELECT id, kind, at, account_name, detail, reversed_at, reversed_by_name FROM org_changes WHERE id = $1",
            args![id],
        )
        .await?;
    Ok(row.as_ref().map(change).transpose()?.flatten())
}

/// The subject of a change, and the taker of a merge or the new unit of a split.
pub async fn select_subjects(tx: &mut Tx, id: OrgChangeId) -> Result<Vec<OrgId>> {
    let rows = tx
        .all(
            "SELECT org_id FROM org_change_units WHERE change_id = $1 AND part <> 'parent' ORDER BY part DESC",
            args![id],
        )
        .await?;
    rows.iter().map(|row| row.parse("org_id")).collect()
}

/// The first change after that one that moved, merged or split one of its subjects and still stands.
pub async fn select_later(tx: &mut Tx, id: OrgChangeId) -> Result<Option<(ChangeKind, Instant)>> {
    let row = tx
        .opt(
            "SELECT c.kind, c.at FROM org_change_units u JOIN org_changes c ON c.id = u.change_id \
             WHERE u.part <> 'parent' AND c.reversed_at IS NULL AND c.kind IN ('move', 'merge', 'split') \
             AND c.id > $1 AND u.org_id IN \
             (SELECT s.org_id FROM org_change_units s WHERE s.change_id = $1 AND s.part <> 'parent') \
             ORDER BY c.id LIMIT 1",
            args![id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let kind = ChangeKind::from_key(&row.get::<String>("kind")?);
    let at = Instant(row.get("at")?);
    Ok(kind.map(|kind| (kind, at)))
}

/// Journals one unit or post.
pub async fn insert_item(tx: &mut Tx, change: OrgChangeId, kind: &'static str, item: &Item) -> Result<()> {
    tx.run(
        "INSERT INTO org_change_items (change_id, kind, item_id, from_org_id, to_org_id, twin_id, version) \
         VALUES ($1, $2, $3, $4, $5, $6, 0)",
        args![change, kind, item.id, item.from, item.to, item.twin],
    )
    .await?;
    Ok(())
}

/// The journaled units or posts.
pub async fn select_items(tx: &mut Tx, change: OrgChangeId, kind: &'static str) -> Result<Vec<Item>> {
    let rows = tx
        .all(
            "SELECT item_id, from_org_id, to_org_id, twin_id FROM org_change_items WHERE change_id = $1 AND kind = $2 \
             ORDER BY item_id",
            args![change, kind],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Item {
                id: row.parse("item_id")?,
                from: row.parse("from_org_id")?,
                to: row.parse("to_org_id")?,
                twin: row.parse_opt("twin_id")?,
            })
        })
        .collect()
}

/// `$n, $n+1 …` for a list, and the values behind those that are there.
fn listed(mut args: Vec<Val>, list: &[String]) -> (String, Vec<Val>) {
    let first = args.len() + 1;
    let marks = (0..list.len()).map(|n| format!("${}", n + first)).collect::<Vec<_>>().join(", ");
    args.extend(list.iter().map(Val::from));
    (if marks.is_empty() { "''".to_owned() } else { marks }, args)
}

/// Journals the records of these registers of a unit, deleted ones too, with their files; with applications go the
/// invitations that they came by.
pub async fn insert_contents(
    tx: &mut Tx,
    change: OrgChangeId,
    from: OrgId,
    to: OrgId,
    registers: &[String],
) -> Result<()> {
    let (marks, args) = listed(args![change, from, to], registers);
    let sql = format!(
        "INSERT INTO org_change_items (change_id, kind, item_id, from_org_id, to_org_id, twin_id, version) \
         SELECT CAST($1 AS TEXT), 'record', r.id, r.org_id, CAST($3 AS TEXT), NULL, r.version + 1 FROM records r \
         WHERE r.org_id = $2 AND r.register IN ({marks})"
    );
    tx.run(AssertSqlSafe(sql), args).await?;
    tx.run(
        "INSERT INTO org_change_items (change_id, kind, item_id, from_org_id, to_org_id, twin_id, version) \
         SELECT CAST($1 AS TEXT), 'file', f.id, f.org_id, CAST($3 AS TEXT), NULL, 0 FROM files f \
         WHERE f.org_id = $2 AND f.record_id IN \
         (SELECT i.item_id FROM org_change_items i WHERE i.change_id = $1 AND i.kind = 'record')",
        args![change, from, to],
    )
    .await?;
    if registers.iter().any(|r| r == "member_application") {
        tx.run(
            "INSERT INTO org_change_items (change_id, kind, item_id, from_org_id, to_org_id, twin_id, version) \
             SELECT CAST($1 AS TEXT), 'invitation', n.id, n.org_id, CAST($3 AS TEXT), NULL, 0 FROM invitations n \
             WHERE n.org_id = $2",
            args![change, from, to],
        )
        .await?;
    }
    Ok(())
}

/// Hands the journaled records, files and invitations to a unit; each record counts as changed.
pub async fn hand_contents(tx: &mut Tx, change: OrgChangeId, to: OrgId) -> Result<()> {
    const ITEMS: &str = "(SELECT i.item_id FROM org_change_items i WHERE i.change_id = $2 AND i.kind =";
    for (table, column, kind, also) in [
        ("records", "id", "record", ", version = version + 1"),
        ("record_values", "record_id", "record", ""),
        ("record_tokens", "record_id", "record", ""),
        ("files", "id", "file", ""),
        ("invitations", "id", "invitation", ""),
    ] {
        let sql = format!("UPDATE {table} SET org_id = $1{also} WHERE {column} IN {ITEMS} '{kind}')");
        tx.run(AssertSqlSafe(sql), args![to, change]).await?;
    }
    Ok(())
}

/// The registers of the journaled records.
pub async fn select_registers(tx: &mut Tx, change: OrgChangeId) -> Result<Vec<String>> {
    let rows = tx
        .all(
            "SELECT DISTINCT r.register FROM org_change_items i JOIN records r ON r.id = i.item_id \
             WHERE i.change_id = $1 AND i.kind = 'record' ORDER BY r.register",
            args![change],
        )
        .await?;
    rows.iter().map(|row| row.get("register")).collect()
}

/// What people typed in forms of a unit's register goes along to another unit, where they have typed nothing yet.
pub async fn hand_drafts(tx: &mut Tx, from: OrgId, to: OrgId, register: &str) -> Result<()> {
    let (old, new) = (format!("/{from}/{register}/"), format!("/{to}/{register}/"));
    tx.run(
        "UPDATE drafts SET key = REPLACE(key, $1, $2) WHERE key LIKE $3 AND NOT EXISTS \
         (SELECT 1 FROM drafts d WHERE d.key = REPLACE(drafts.key, $1, $2))",
        args![&old, &new, format!("%{old}%")],
    )
    .await?;
    Ok(())
}

async fn count(tx: &mut Tx, sql: String, args: Vec<Val>) -> Result<i64> {
    tx.one(AssertSqlSafe(sql), args).await?.get("n")
}

/// What stands in a unit and everything below it.
pub async fn count_below(tx: &mut Tx, org: OrgId) -> Result<Counts> {
    const BELOW: &str = "org_id IN (SELECT descendant_id FROM org_closure WHERE ancestor_id = $1)";
    let of = |what: &str| format!("SELECT COUNT(*) AS n FROM {what} {BELOW}");
    Ok(Counts {
        units: count(tx, "SELECT COUNT(*) AS n FROM org_closure WHERE ancestor_id = $1".into(), args![org]).await?,
        people: count(tx, of("posts WHERE until_on IS NULL AND"), args![org]).await?,
        records: count(tx, of("records WHERE deleted_at IS NULL AND"), args![org]).await?,
        files: count(tx, of("files WHERE"), args![org]).await?,
        invitations: count(tx, of("invitations WHERE"), args![org]).await?,
    })
}

/// Records, files and invitations of these registers of a unit; and the records of all others.
pub async fn count_contents(tx: &mut Tx, org: OrgId, registers: &[String]) -> Result<(Counts, i64)> {
    let (marks, values) = listed(args![org], registers);
    let chosen = format!("r.org_id = $1 AND r.register IN ({marks}) AND r.deleted_at IS NULL");
    let records = count(tx, format!("SELECT COUNT(*) AS n FROM records r WHERE {chosen}"), values.clone()).await?;
    let files = count(
        tx,
        format!(
            "SELECT COUNT(*) AS n FROM files f WHERE f.org_id = $1 AND f.record_id IN (SELECT r.id FROM records r \
             WHERE {chosen})"
        ),
        values,
    )
    .await?;
    let all = "SELECT COUNT(*) AS n FROM records WHERE org_id = $1 AND deleted_at IS NULL";
    let stay = count(tx, all.into(), args![org]).await? - records;
    let invitations = if registers.iter().any(|r| r == "member_application") {
        count(tx, "SELECT COUNT(*) AS n FROM invitations WHERE org_id = $1".into(), args![org]).await?
    } else {
        0
    };
    Ok((Counts { records, files, invitations, ..Counts::default() }, stay))
}

/// How many of the journaled units stand elsewhere by now, records were changed, deleted or built upon by others, and
/// posts have ended.
pub async fn count_moved_on(tx: &mut Tx, change: OrgChangeId) -> Result<(i64, i64, i64)> {
    let of = |join: &str| format!("SELECT COUNT(*) AS n FROM org_change_items i {join} AND i.change_id = $1");
    let units = "JOIN orgs o ON o.id = i.item_id WHERE i.kind = 'unit' AND o.parent_id <> i.to_org_id";
    let records = "JOIN records r ON r.id = i.item_id WHERE i.kind = 'record' \
                   AND (r.org_id <> i.to_org_id OR r.version <> i.version)";
    // Applications by an invitation that went along, and records that refer to one that did.
    let built = "SELECT COUNT(*) AS n FROM records r WHERE r.deleted_at IS NULL \
                 AND r.id NOT IN (SELECT i.item_id FROM org_change_items i WHERE i.change_id = $1 AND i.kind = 'record') \
                 AND (r.source_id IN (SELECT i.item_id FROM org_change_items i WHERE i.change_id = $1 \
                 AND i.kind = 'invitation') OR r.id IN (SELECT v.record_id FROM record_values v \
                 JOIN org_change_items i ON i.item_id = v.value AND i.change_id = $1 AND i.kind = 'record'))";
    let people = "JOIN posts p ON p.id = i.twin_id WHERE i.kind = 'post' AND p.until_on IS NOT NULL";
    Ok((
        count(tx, of(units), args![change]).await?,
        count(tx, of(records), args![change]).await? + count(tx, built.to_owned(), args![change]).await?,
        count(tx, of(people), args![change]).await?,
    ))
}

/// What a unit has that did not come with the change: units below, people, records, files, evaluations, places in a
/// congress.
pub async fn count_added(tx: &mut Tx, change: OrgChangeId, org: OrgId) -> Result<i64> {
    const CAME: &str = "SELECT i.item_id FROM org_change_items i WHERE i.change_id = $2 AND i.kind =";
    let mut total = 0;
    for sql in [
        format!("SELECT COUNT(*) AS n FROM orgs WHERE parent_id = $1 AND id NOT IN ({CAME} 'unit')"),
        "SELECT COUNT(*) AS n FROM posts WHERE org_id = $1 AND until_on IS NULL AND id NOT IN \
         (SELECT i.twin_id FROM org_change_items i WHERE i.change_id = $2 AND i.kind = 'post' AND i.twin_id IS NOT NULL)"
            .to_owned(),
        format!("SELECT COUNT(*) AS n FROM records WHERE org_id = $1 AND deleted_at IS NULL AND id NOT IN ({CAME} 'record')"),
        format!("SELECT COUNT(*) AS n FROM files WHERE org_id = $1 AND id NOT IN ({CAME} 'file')"),
        format!("SELECT COUNT(*) AS n FROM invitations WHERE org_id = $1 AND id NOT IN ({CAME} 'invitation')"),
    ] {
        total += count(tx, sql, args![org, change]).await?;
    }
    for table in ["evaluations", "congress_quotas"] {
        total += count(tx, format!("SELECT COUNT(*) AS n FROM {table} WHERE org_id = $1"), args![org]).await?;
    }
    Ok(total)
}
