//! Reading the log: lines by period, person, action, subject and unit, the newest first.

use super::db::{AssertSqlSafe, Result, Row, Tx, Val, args};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::log::Place;
use crate::domain::time::Instant;

/// A line as stored, with the name of its unit.
#[derive(Clone, Debug)]
pub struct LineRow {
    /// The unit.
    pub org: OrgId,
    /// Its name today.
    pub org_name: String,
    /// The number in its chain.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub account: Option<AccountId>,
    /// The person's name at that time.
    pub name: String,
    /// Key of the action.
    pub action: String,
    /// Key of the subject's kind.
    pub kind: String,
    /// The subject's id.
    pub subject: String,
    /// Details as JSON.
    pub payload: serde_json::Value,
    /// The seal.
    pub hash: String,
}

impl LineRow {
    /// Where it stands among all lines.
    pub fn place(&self) -> Place {
        Place { at: self.at, org: self.org.to_string(), seq: self.seq }
    }
}

fn line(row: &Row) -> Result<LineRow> {
    Ok(LineRow {
        org: row.parse("org_id")?,
        org_name: row.get("org_name")?,
        seq: row.get("seq")?,
        at: Instant(row.get("at")?),
        account: row.parse_opt("account_id")?,
        name: row.get("account_name")?,
        action: row.get("action")?,
        kind: row.get("subject_kind")?,
        subject: row.get("subject_id")?,
        // A line that somebody has damaged is shown without details; the check of the chain names it.
        payload: serde_json::from_str(&row.get::<String>("payload")?).unwrap_or_default(),
        hash: row.get("hash")?,
    })
}

const COLUMNS: &str = "e.org_id, o.name AS org_name, e.seq, e.at, e.account_id, e.account_name, e.action, \
     e.subject_kind, e.subject_id, e.payload, e.hash";

/// What lines are wanted; what is none or empty does not narrow.
#[derive(Clone, Debug)]
pub struct Narrowing {
    /// The unit.
    pub org: OrgId,
    /// With the units below it.
    pub below: bool,
    /// Not before this moment.
    pub from: Option<Instant>,
    /// Before this moment.
    pub until: Option<Instant>,
    /// A part of the person's name.
    pub person: String,
    /// Key of the action.
    pub action: String,
    /// Key of the subject's kind.
    pub kind: String,
    /// The subject's id.
    pub subject: String,
}

/// Up to `limit` lines, the newest first, those after `before`.
pub async fn select_lines(tx: &mut Tx, by: &Narrowing, before: Option<&Place>, limit: i64) -> Result<Vec<LineRow>> {
    let mut values = args![by.org];
    let mut sql = format!("SELECT {COLUMNS} FROM events e JOIN orgs o ON o.id = e.org_id WHERE ");
    sql.push_str(if by.below {
        "EXISTS (SELECT 1 FROM org_closure c WHERE c.ancestor_id = $1 AND c.descendant_id = e.org_id)"
    } else {
        "e.org_id = $1"
    });
    let mut narrow = |condition: &str, value: Val| {
        values.push(value);
        sql.push_str(" AND ");
        sql.push_str(&condition.replace('?', &format!("${}", values.len())));
    };
    if let Some(from) = by.from {
        narrow("e.at >= ?", from.into());
    }
    if let Some(until) = by.until {
        narrow("e.at < ?", until.into());
    }
    for (condition, value) in
        [("e.action = ?", &by.action), ("e.subject_kind = ?", &by.kind), ("e.subject_id = ?", &by.subject)]
    {
        if !value.is_empty() {
            narrow(condition, value.into());
        }
    }
    if !by.person.is_empty() {
        let escaped = by.person.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        narrow("e.account_name LIKE ? ESCAPE '\\'", format!("%{escaped}%").into());
    }
    if let Some(place) = before {
        narrow("e.at <= ?", place.at.into());
        values.extend([Val::from(place.at), Val::from(&place.org), Val::from(place.seq)]);
        let n = values.len();
        sql.push_str(&format!(" AND (e.at, e.org_id, e.seq) < (${}, ${}, ${n})", n - 2, n - 1));
    }
    values.push(Val::from(limit));
    sql.push_str(&format!(" ORDER BY e.at DESC, e.org_id DESC, e.seq DESC LIMIT ${}", values.len()));
    tx.all(AssertSqlSafe(sql), values).await?.iter().map(line).collect()
}

/// The last lines that are about one of these people or whose subject is this account, without what the account
/// itself did, the newest first.
pub async fn select_sights(
    tx: &mut Tx,
    people: &[String],
    account: AccountId,
    actions: &[&str],
    limit: i64,
) -> Result<Vec<LineRow>> {
    let mut values = args![account];
    let mut marks = |texts: &mut dyn Iterator<Item = &str>| -> String {
        let mut marks = Vec::new();
        for text in texts {
            values.push(Val::from(text));
            marks.push(format!("${}", values.len()));
        }
        marks.join(", ")
    };
    let actions = marks(&mut actions.iter().copied());
    let about = match people {
        [] => String::new(),
        people => {
            let people = marks(&mut people.iter().map(String::as_str));
            format!(" UNION SELECT org_id, seq FROM event_people WHERE person IN ({people})")
        }
    };
    values.push(Val::from(limit));
    let sql = format!(
        "WITH found AS (SELECT org_id, seq FROM events WHERE subject_id = $1 AND action IN ({actions}){about}) \
         SELECT {COLUMNS} FROM found f JOIN events e ON e.org_id = f.org_id AND e.seq = f.seq \
         JOIN orgs o ON o.id = e.org_id WHERE COALESCE(e.account_id, '') <> $1 \
         ORDER BY e.at DESC, e.org_id DESC, e.seq DESC LIMIT ${}",
        values.len()
    );
    tx.all(AssertSqlSafe(sql), values).await?.iter().map(line).collect()
}
