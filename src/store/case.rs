//! Who has a record that was handed in, what waits for a unit, and who is away.

use super::db::{AssertSqlSafe, Count, Result, Row, Tx, Val, args};
use super::panel;
use crate::domain::account::Role;
use crate::domain::ids::{AccountId, OrgId, RecordId};
use crate::domain::time::{Day, Instant};
use crate::domain::workflow::course::Person;
use crate::domain::workflow::deputy::Absence;
use crate::domain::workflow::panel::Panel;
use crate::domain::workflow::tally::Mode;

/// The place of a case, as stored.
#[derive(Clone, Debug)]
pub struct CaseRow {
    /// The record.
    pub record: RecordId,
    /// Key of the flow.
    pub flow: String,
    /// The version that it began with.
    pub flow_version: i64,
    /// The unit that has it.
    pub unit: Option<OrgId>,
    /// The person who has it.
    pub holder: Option<Person>,
    /// Those who decide it together; here all of them are able.
    pub panel: Option<Panel>,
    /// Since when.
    pub since: Instant,
    /// The unit and the person that returned it.
    pub returner: Option<(OrgId, Person)>,
    /// Whether nobody has acted since it was handed in.
    pub untouched: bool,
    /// The last day of the present stage.
    pub due_on: Option<Day>,
    /// When the author reminded last.
    pub urged_at: Option<Instant>,
}

fn person(account: Option<AccountId>, name: String) -> Option<Person> {
    account.map(|account| Person { account, name })
}

/// The case of a record.
pub async fn select(tx: &mut Tx, record: RecordId) -> Result<Option<CaseRow>> {
    let row = tx
        .opt(
            "SELECT record_id, flow, flow_version, unit_id, holder_id, holder_name, since_at, returner_unit_id, \
             returner_id, returner_name, untouched, due_on, urged_at, panel_mode, panel_share_x100, panel_veto \
             FROM cases WHERE record_id = $1",
            args![record],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let returner = person(row.parse_opt("returner_id")?, row.get("returner_name")?);
    Ok(Some(CaseRow {
        record: row.parse("record_id")?,
        flow: row.get("flow")?,
        flow_version: row.get("flow_version")?,
        unit: row.parse_opt("unit_id")?,
        holder: person(row.parse_opt("holder_id")?, row.get("holder_name")?),
        panel: panel::select_seats(tx, record, &row).await?,
        since: Instant(row.get("since_at")?),
        returner: row.parse_opt("returner_unit_id")?.zip(returner),
        untouched: row.get("untouched")?,
        due_on: row.parse_opt("due_on")?,
        urged_at: row.get::<Option<i64>>("urged_at")?.map(Instant),
    }))
}

/// Writes the place of a case, but for the seats of those who decide it together.
pub fn upsert(tx: &mut Tx, case: &CaseRow) {
    let of = |person: Option<&Person>| (person.map(|p| p.account), person.map(|p| p.name.clone()).unwrap_or_default());
    let (holder, holder_name) = of(case.holder.as_ref());
    let (returner, returner_name) = of(case.returner.as_ref().map(|(_, person)| person));
    tx.run_later(
        "INSERT INTO cases (record_id, flow, flow_version, unit_id, holder_id, holder_name, since_at, \
         returner_unit_id, returner_id, returner_name, untouched, due_on, urged_at, panel_mode, panel_share_x100, \
         panel_veto) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
         ON CONFLICT (record_id) DO UPDATE SET flow = $2, flow_version = $3, unit_id = $4, holder_id = $5, \
         holder_name = $6, since_at = $7, returner_unit_id = $8, returner_id = $9, returner_name = $10, \
         untouched = $11, due_on = $12, urged_at = $13, panel_mode = $14, panel_share_x100 = $15, panel_veto = $16",
        args![
            case.record,
            &case.flow,
            case.flow_version,
            case.unit,
            holder,
            holder_name,
            case.since,
            case.returner.as_ref().map(|(unit, _)| *unit),
            returner,
            returner_name,
            case.untouched,
            case.due_on.map(|day| day.to_string()),
            case.urged_at,
            case.panel.as_ref().map(|panel| panel.mode.key()),
            share_x100(case.panel.as_ref()),
            case.panel.as_ref().is_some_and(|panel| panel.veto)
        ],
    );
}

fn share_x100(panel: Option<&Panel>) -> i64 {
    panel.map_or(0, |panel| panel.mode.share_x100())
}

/// Writes the votes on a case that stays where it is: somebody has acted on it.
pub fn update_votes(tx: &mut Tx, record: RecordId, panel: &Panel) {
    tx.run_later("UPDATE cases SET untouched = FALSE WHERE record_id = $1", args![record]);
    panel::update_seats(tx, record, Some(panel));
}

/// Leads a record that still has version `base` to another state; false when somebody was faster.
pub async fn update_state(
    tx: &mut Tx,
    record: RecordId,
    base: i64,
    state: &str,
    by: &Person,
    now: Instant,
) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE records SET state = $1, version = version + 1, updated_at = $2, updated_by = $3, \
             updated_by_name = $4 WHERE id = $5 AND version = $6 AND deleted_at IS NULL",
            args![state, now, by.account, &by.name, record, base],
        )
        .await?;
    Ok(touched == 1)
}

/// Notes a reminder.
pub async fn update_urged(tx: &mut Tx, record: RecordId, now: Instant) -> Result<()> {
    tx.run("UPDATE cases SET urged_at = $1 WHERE record_id = $2", args![now, record]).await?;
    Ok(())
}

/// A case that waits for a unit which does not stand above its record any more.
pub struct Homeless {
    /// The record.
    pub record: RecordId,
    /// Its register.
    pub register: String,
    /// Key of its state.
    pub state: String,
    /// Key of the flow.
    pub flow: String,
    /// The version that it began with.
    pub flow_version: i64,
    /// The unit.
    pub unit: OrgId,
}

/// The cases of a unit's records and of those below it that wait for a unit which does not stand above them any more.
pub async fn select_homeless(tx: &mut Tx, unit: OrgId) -> Result<Vec<Homeless>> {
    let rows = tx
        .all(
            "SELECT k.record_id, r.register, r.state, k.flow, k.flow_version, k.unit_id FROM cases k \
             JOIN records r ON r.id = k.record_id \
             JOIN org_closure c ON c.descendant_id = r.org_id AND c.ancestor_id = $1 \
             WHERE k.unit_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM org_closure a \
             WHERE a.descendant_id = r.org_id AND a.ancestor_id = k.unit_id)",
            args![unit],
        )
        .await?;
    let row = |row: &Row| {
        Ok(Homeless {
            record: row.parse("record_id")?,
            register: row.get("register")?,
            state: row.get("state")?,
            flow: row.get("flow")?,
            flow_version: row.get("flow_version")?,
            unit: row.parse("unit_id")?,
        })
    };
    rows.iter().map(row).collect()
}

/// Lets a case wait for another unit, where nobody has it yet.
pub fn update_unit(tx: &mut Tx, record: RecordId, unit: Option<OrgId>, panel: Option<&Panel>) {
    tx.run_later(
        "UPDATE cases SET unit_id = $1, holder_id = NULL, holder_name = '', panel_mode = $2, panel_share_x100 = $3, \
         panel_veto = $4 WHERE record_id = $5",
        args![
            unit,
            panel.map(|panel| panel.mode.key()),
            share_x100(panel),
            panel.is_some_and(|panel| panel.veto),
            record
        ],
    );
    panel::update_seats(tx, record, panel);
}

/// A case that waits for a unit.
pub struct Waiting {
    /// The record.
    pub record: RecordId,
    /// Its register.
    pub register: String,
    /// What it is called.
    pub title: String,
    /// Key of its state.
    pub state: String,
    /// Its edit counter.
    pub version: i64,
    /// The unit that it is of.
    pub org_name: String,
    /// Since when it waits.
    pub since: Instant,
    /// The last day.
    pub due_on: Option<Day>,
    /// Whether the author has reminded.
    pub urged: bool,
}

/// Whose desk it is.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The unit.
    pub unit: OrgId,
    /// The person and those who are represented.
    pub people: &'a [AccountId],
    /// The roles that decide for the unit.
    pub deciding: &'a [Role],
}

impl Desk<'_> {
    /// Whether somebody still decides for the unit of the case: a condition on the account in that column.
    fn able(&self, column: &str) -> String {
        let roles: Vec<String> = self.deciding.iter().map(|role| format!("'{}'", role.key())).collect();
        format!(
            "EXISTS (SELECT 1 FROM posts p JOIN accounts a ON a.id = p.account_id AND a.enabled \
             WHERE p.account_id = {column} AND p.org_id = k.unit_id AND p.until_on IS NULL AND p.role IN ({}))",
            roles.join(", ")
        )
    }

    /// What waits for them: nobody's, theirs, and what is left of those who are gone; where several decide together,
    /// what lacks a vote of theirs that can come now, or of nobody any more.
    fn source(&self) -> (String, Vec<Val>) {
        let mut values = args![self.unit];
        values.extend(self.people.iter().map(|account| Val::from(*account)));
        let marks = (0..self.people.len()).map(|n| format!("${}", n + 2)).collect::<Vec<_>>().join(", ");
        let (able, able_before) = (self.able("s.account_id"), self.able("b.account_id"));
        let in_turn = Mode::InTurn.key();
        let source = format!(
            "FROM cases k JOIN records r ON r.id = k.record_id AND r.deleted_at IS NULL WHERE k.unit_id = $1 AND (\
             k.panel_mode IS NULL AND (k.holder_id IS NULL OR k.holder_id IN ({marks}) OR NOT EXISTS \
             (SELECT 1 FROM posts p WHERE p.account_id = k.holder_id AND p.org_id = k.unit_id AND p.until_on IS NULL)) \
             OR k.panel_mode IS NOT NULL AND (EXISTS (SELECT 1 FROM case_seats s WHERE s.record_id = k.record_id \
             AND s.vote IS NULL AND s.account_id IN ({marks}) AND {able} AND (k.panel_mode <> '{in_turn}' OR NOT EXISTS \
             (SELECT 1 FROM case_seats b WHERE b.record_id = k.record_id AND b.place < s.place AND b.vote IS NULL \
             AND {able_before}))) OR NOT EXISTS (SELECT 1 FROM case_seats s WHERE s.record_id = k.record_id \
             AND s.vote IS NULL AND {able})))"
        );
        (source, values)
    }
}

/// How many cases wait for these people of a unit.
pub fn waiting(desk: Desk<'_>) -> Count {
    let (source, values) = desk.source();
    Count::new(source, values)
}

/// A page of the cases that wait for these people of a unit, the longest first.
pub async fn select_waiting(tx: &mut Tx, desk: Desk<'_>, limit: i64, offset: i64) -> Result<Vec<Waiting>> {
    let (source, mut values) = desk.source();
    let place = values.len() + 1;
    values.extend(args![limit, offset]);
    let sql = format!(
        "SELECT k.record_id, k.since_at, k.due_on, k.urged_at, r.register, r.title, r.state, r.version, \
         (SELECT o.name FROM orgs o WHERE o.id = r.org_id) AS org_name {source} \
         ORDER BY k.since_at, k.record_id LIMIT ${place} OFFSET ${}",
        place + 1
    );
    let row = |row: &Row| {
        Ok(Waiting {
            record: row.parse("record_id")?,
            register: row.get("register")?,
            title: row.get("title")?,
            state: row.get("state")?,
            version: row.get("version")?,
            org_name: row.get("org_name")?,
            since: Instant(row.get("since_at")?),
            due_on: row.parse_opt("due_on")?,
            urged: row.get::<Option<i64>>("urged_at")?.is_some(),
        })
    };
    tx.all(AssertSqlSafe(sql), values).await?.iter().map(row).collect()
}

/// Who of a unit is away on that day or later.
pub async fn select_absences(tx: &mut Tx, org: OrgId, today: Day) -> Result<Vec<Absence>> {
    let rows = tx
        .all(
            "SELECT account_id, deputy_id, from_on, to_on FROM absences WHERE org_id = $1 AND to_on >= $2 \
             ORDER BY from_on, account_id",
            args![org, today.to_string()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Absence {
                account: row.parse("account_id")?,
                deputy: row.parse("deputy_id")?,
                from: row.parse("from_on")?,
                to: row.parse("to_on")?,
            })
        })
        .collect()
}

/// Notes an absence; somebody has one at a time in a unit.
pub async fn upsert_absence(tx: &mut Tx, org: OrgId, absence: &Absence) -> Result<()> {
    tx.run(
        "INSERT INTO absences (account_id, org_id, deputy_id, from_on, to_on) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (org_id, account_id) DO UPDATE SET deputy_id = $3, from_on = $4, to_on = $5",
        args![absence.account, org, absence.deputy, absence.from.to_string(), absence.to.to_string()],
    )
    .await?;
    Ok(())
}

/// Forgets somebody's absence from a unit.
pub async fn delete_absence(tx: &mut Tx, org: OrgId, account: AccountId) -> Result<()> {
    tx.run("DELETE FROM absences WHERE org_id = $1 AND account_id = $2", args![org, account]).await?;
    Ok(())
}
