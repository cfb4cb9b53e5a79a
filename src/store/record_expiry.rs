//! The last days of records that run out, and when their units are reminded.

use std::collections::BTreeMap;

use super::db::{Result, Tx, args};
use crate::domain::form::Answer;
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::time::Day;

/// A last day that is to be looked at.
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
    /// What is filled in.
    pub answer: Answer,
    /// The field with the last day.
    pub field: String,
    /// The last day.
    pub last_day: Day,
    /// The day from which it was to be looked at; empty: at once.
    pub look_on: String,
    /// The last day of which the unit was reminded.
    pub reminded_of: Option<Day>,
    /// The day of that reminder by the rules of the register.
    pub reminder_on: Option<Day>,
}

/// Notes the last days of a record by field, with the next statement, where they differ from those before.
pub fn replace(tx: &mut Tx, id: RecordId, before: &BTreeMap<String, Day>, after: &BTreeMap<String, Day>) {
    for field in before.keys().filter(|field| !after.contains_key(*field)) {
        tx.run_later("DELETE FROM record_expiries WHERE record_id = $1 AND field = $2", args![id, field]);
    }
    for (field, day) in after.iter().filter(|(field, day)| before.get(*field) != Some(*day)) {
        tx.run_later(
            "INSERT INTO record_expiries (record_id, field, last_day, look_on) VALUES ($1, $2, $3, '') \
             ON CONFLICT (record_id, field) DO UPDATE SET last_day = excluded.last_day, look_on = excluded.look_on",
            args![id, field, *day],
        );
    }
}

/// Last days that have not passed and are to be looked at by today.
pub async fn select_due(tx: &mut Tx, today: Day, most: i64) -> Result<Vec<Due>> {
    let rows = tx
        .all(
            "SELECT r.id, r.org_id, r.register, r.title, r.answer, e.field, e.last_day, e.look_on, e.reminded_of, \
             e.reminder_on FROM record_expiries e \
             JOIN records r ON r.id = e.record_id AND r.deleted_at IS NULL AND r.state <> 'draft' \
             JOIN orgs o ON o.id = r.org_id AND o.enabled \
             WHERE e.look_on <= $1 AND e.last_day >= $1 ORDER BY e.look_on, e.record_id, e.field LIMIT $2",
            args![today, most],
        )
        .await?;
    let due = rows.iter().map(|row| {
        Ok(Due {
            id: row.parse("id")?,
            org: row.parse("org_id")?,
            register: row.get("register")?,
            title: row.get("title")?,
            answer: row.json("answer")?,
            field: row.get("field")?,
            last_day: row.parse("last_day")?,
            look_on: row.get("look_on")?,
            reminded_of: row.parse_opt("reminded_of")?,
            reminder_on: row.parse_opt("reminder_on")?,
        })
    });
    due.collect()
}

/// Notes when a last day is to be looked at again (none: never) and, with `reminder`, that the unit is reminded of it;
/// false when somebody else looked at it first or the day has changed.
pub async fn update_looked(tx: &mut Tx, due: &Due, next: Option<Day>, reminder: Option<Day>) -> Result<bool> {
    let reminded_of = reminder.map_or(due.reminded_of, |_| Some(due.last_day));
    let touched = tx
        .run(
            "UPDATE record_expiries SET look_on = $1, reminded_of = $2, reminder_on = $3 \
             WHERE record_id = $4 AND field = $5 AND last_day = $6 AND look_on = $7",
            args![next, reminded_of, reminder.or(due.reminder_on), due.id, &due.field, due.last_day, &due.look_on],
        )
        .await?;
    Ok(touched == 1)
}
