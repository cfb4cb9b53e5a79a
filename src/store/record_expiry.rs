//! The last days of records that run out.

use super::db::{Result, Tx, args};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::time::Day;

/// A record whose last day comes.
#[derive(Clone, Debug)]
pub struct Due {
    /// The record.
    pub id: RecordId,
    /// Its unit.
    pub org: OrgId,
    /// Its register.
    pub register: String,
    /// What it is called.
    pub title: String,
    /// Its last day.
    pub last_day: Day,
}

/// Notes the last day of a record, with the next statement; none: it never runs out.
pub fn upsert(tx: &mut Tx, id: RecordId, last_day: Option<Day>) {
    match last_day {
        Some(day) => tx.run_later(
            "INSERT INTO record_expiries (record_id, last_day) VALUES ($1, $2) \
             ON CONFLICT (record_id) DO UPDATE SET last_day = excluded.last_day",
            args![id, day],
        ),
        None => tx.run_later("DELETE FROM record_expiries WHERE record_id = $1", args![id]),
    }
}

/// Records whose last day lies between these, both included, and of which nobody was reminded.
pub async fn select_due(tx: &mut Tx, from: Day, until: Day, most: i64) -> Result<Vec<Due>> {
    let rows = tx
        .all(
            "SELECT r.id, r.org_id, r.register, r.title, e.last_day FROM record_expiries e \
             JOIN records r ON r.id = e.record_id AND r.deleted_at IS NULL AND r.state <> 'draft' \
             JOIN orgs o ON o.id = r.org_id AND o.enabled \
             WHERE e.last_day >= $1 AND e.last_day <= $2 AND e.reminded_of <> e.last_day \
             ORDER BY e.last_day, e.record_id LIMIT $3",
            args![from, until, most],
        )
        .await?;
    let due = rows.iter().map(|row| {
        Ok(Due {
            id: row.parse("id")?,
            org: row.parse("org_id")?,
            register: row.get("register")?,
            title: row.get("title")?,
            last_day: row.parse("last_day")?,
        })
    });
    due.collect()
}

/// Notes that a record's unit is reminded of that day; false when somebody else did so first or the day has changed.
pub async fn update_reminded(tx: &mut Tx, id: RecordId, day: Day) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE record_expiries SET reminded_of = $1 WHERE record_id = $2 AND last_day = $1 AND reminded_of <> $1",
            args![day, id],
        )
        .await?;
    Ok(touched == 1)
}
