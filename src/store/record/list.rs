//! Lists of records: what words, filters and sharing leave of a register, page by page and as numbers.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{COLUMNS, RecordRow, record};
use crate::domain::form::view::Wanted;
use crate::domain::ids::{OrgId, RecordId};
use crate::store::db::{AssertSqlSafe, Result, Row, Tx, Val, args};

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Narrowing {
    /// (field, value), all of them.
    pub values: Vec<(String, String)>,
    /// Tokens, all of them; the first is looked up first.
    pub tokens: Vec<Wanted>,
    /// Only those that have one of these values in a field of a single value: what is shared with the reader.
    pub shared: Option<(String, Vec<String>)>,
    /// Whether drafts are left out.
    pub without_drafts: bool,
    /// Only those in this state.
    pub state: Option<String>,
    /// None of those in this state.
    pub without_state: Option<&'static str>,
}

/// The largest character, which no token has: a token that begins with a text stands before that text with this
/// character behind it.
const LAST: char = char::MAX;

/// A condition on the index rows of a record.
enum Probe<'a> {
    Token(&'a Wanted),
    /// One of these values in a field; the record has one row of that field at most, or one value is asked for.
    Values(&'a str, Vec<&'a str>),
}

impl Probe<'_> {
    fn table(&self) -> &'static str {
        match self {
            Self::Token(_) => "record_tokens",
            Self::Values(..) => "record_values",
        }
    }

    /// What an index row must hold.
    fn condition(&self, row: &str, values: &mut Vec<Val>) -> String {
        let mut place = |value: &str| {
            values.push(Val::from(value));
            format!("${}", values.len())
        };
        match self {
            Self::Token(Wanted::Whole(token)) => format!("{row}.token = {}", place(token)),
            Self::Token(Wanted::Begun(begun)) => {
                let until = format!("{begun}{LAST}");
                format!("{row}.token >= {} AND {row}.token < {}", place(begun), place(&until))
            }
            Self::Values(field, wanted) => {
                let wanted = wanted.iter().map(|value| place(value)).collect::<Vec<_>>().join(", ");
                format!("{row}.value IN ({wanted}) AND {row}.field = {}", place(field))
            }
        }
    }

    /// The index rows `found` as the source of a statement, and the condition on them.
    fn drive(&self, values: &mut Vec<Val>) -> (String, String) {
        let table = self.table();
        match self {
            // A record can have several tokens that begin alike.
            Self::Token(Wanted::Begun(_)) => {
                let condition = self.condition("i", values);
                let scope = format!("i.org_id = $1 AND i.register = $2 AND {condition}");
                (format!("(SELECT DISTINCT i.record_id FROM {table} i WHERE {scope}) found"), String::new())
            }
            _ => {
                let condition = self.condition("found", values);
                (format!("{table} found"), format!(" AND found.org_id = $1 AND found.register = $2 AND {condition}"))
            }
        }
    }

    /// That the record `id` has such a row. A token that begins so is looked for among those of the record, for many
    /// tokens of others may begin so. `each`: Postgres asks of each record, instead of gathering all that have one (it
    /// joins with whatever has no limit).
    fn of_record(&self, id: &str, each: bool, values: &mut Vec<Val>) -> String {
        let (table, condition) = (self.table(), self.condition("i", values));
        let scope = match self {
            Self::Token(Wanted::Begun(_)) => "",
            _ => "i.org_id = $1 AND i.register = $2 AND ",
        };
        let fence = if each { " LIMIT 1 OFFSET 0" } else { "" };
        format!("EXISTS (SELECT 1 FROM {table} i WHERE {scope}{condition} AND i.record_id = {id}{fence})")
    }
}

impl Narrowing {
    /// Whether index rows are looked up.
    pub fn is_searched(&self) -> bool {
        !self.probes().is_empty()
    }

    fn probes(&self) -> Vec<Probe<'_>> {
        let tokens = self.tokens.iter().map(Probe::Token);
        let values = self.values.iter().map(|(field, value)| Probe::Values(field, vec![value.as_str()]));
        let shared = self.shared.iter();
        let shared = shared.map(|(field, values)| Probe::Values(field, values.iter().map(String::as_str).collect()));
        tokens.chain(values).chain(shared).collect()
    }
}

/// How a statement goes about a narrowed list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plan {
    /// Begins with the index rows of the first condition, asks of each whether it meets the others before its record is
    /// read, and sorts.
    Hits,
    /// Walks the list in its order and asks of each record, until the page is full.
    Walk,
    /// Reads all that is left, in any order.
    All,
}

/// The source, the condition and the values of a statement on a narrowed list.
fn narrowed(org: OrgId, register: &str, by: &Narrowing, plan: Plan) -> (String, String, Vec<Val>) {
    let mut values = args![org, register];
    let mut from = "records r".to_owned();
    let mut condition = "r.org_id = $1 AND r.register = $2 AND r.deleted_at IS NULL".to_owned();
    if by.without_drafts {
        condition.push_str(" AND r.state <> 'draft'");
    }
    let states = [(by.state.as_deref(), "="), (by.without_state, "<>")];
    for (state, sign) in states.into_iter().filter_map(|(state, sign)| Some((state?, sign))) {
        values.push(Val::from(state));
        let _ = write!(condition, " AND r.state {sign} ${}", values.len());
    }
    for (n, probe) in by.probes().into_iter().enumerate() {
        if plan == Plan::Hits && n == 0 {
            let (source, joined) = probe.drive(&mut values);
            from = format!("{source} CROSS JOIN records r");
            let _ = write!(condition, "{joined} AND r.id = found.record_id");
        } else {
            let id = if plan == Plan::Hits { "found.record_id" } else { "r.id" };
            let _ = write!(condition, " AND {}", probe.of_record(id, plan != Plan::All, &mut values));
        }
    }
    (from, condition, values)
}

/// The statement that reads a page of a list, with its values.
pub fn page_statement(
    org: OrgId,
    register: &str,
    by: &Narrowing,
    few: bool,
    limit: i64,
    offset: i64,
) -> (String, Vec<Val>) {
    let (from, condition, mut values) = narrowed(org, register, by, if few { Plan::Hits } else { Plan::Walk });
    let place = values.len() + 1;
    values.extend(args![limit, offset]);
    let sql = format!(
        "SELECT {COLUMNS} FROM {from} WHERE {condition} ORDER BY r.updated_at DESC, r.id DESC LIMIT ${place} OFFSET ${}",
        place + 1
    );
    (sql, values)
}

/// A page of a list, the last changed first; `few` says that the narrowing leaves few records.
pub async fn select_page(
    tx: &mut Tx,
    org: OrgId,
    register: &str,
    by: &Narrowing,
    few: bool,
    limit: i64,
    offset: i64,
) -> Result<Vec<RecordRow>> {
    let (sql, values) = page_statement(org, register, by, few, limit, offset);
    tx.all(AssertSqlSafe(sql), values).await?.iter().map(record).collect()
}

/// All records of a narrowed list, the last changed first; none where there are more than `most`.
pub async fn select_hits(
    tx: &mut Tx,
    org: OrgId,
    register: &str,
    by: &Narrowing,
    most: i64,
) -> Result<Option<Vec<RecordId>>> {
    let (from, condition, mut values) = narrowed(org, register, by, Plan::Hits);
    values.push(Val::from(most + 1));
    let sql = format!("SELECT r.id, r.updated_at FROM {from} WHERE {condition} LIMIT ${}", values.len());
    let rows = tx.all(AssertSqlSafe(sql), values).await?;
    if rows.len() as i64 > most {
        return Ok(None);
    }
    let hit = |row: &Row| Ok((row.get::<i64>("updated_at")?, row.parse::<RecordId>("id")?));
    let mut hits = rows.iter().map(hit).collect::<Result<Vec<_>>>()?;
    hits.sort_unstable_by(|a, b| b.cmp(a));
    Ok(Some(hits.into_iter().map(|(_, id)| id).collect()))
}

/// How many records a narrowed list has.
pub async fn count(tx: &mut Tx, org: OrgId, register: &str, by: &Narrowing) -> Result<i64> {
    let (from, condition, values) = narrowed(org, register, by, Plan::Hits);
    let sql = format!("SELECT COUNT(*) AS n FROM {from} WHERE {condition}");
    let rows = tx.all(AssertSqlSafe(sql), values).await?;
    rows.first().map_or(Ok(0), |row| row.get("n"))
}

/// Records of a unit by register: all, and the drafts among them.
pub async fn count_by_register(tx: &mut Tx, org: OrgId) -> Result<BTreeMap<String, (i64, i64)>> {
    let rows = tx
        .all(
            "SELECT register, state, COUNT(*) AS n FROM records WHERE org_id = $1 AND deleted_at IS NULL \
             AND state <> 'left' GROUP BY register, state",
            args![org],
        )
        .await?;
    let mut counts = BTreeMap::new();
    for row in rows {
        let entry: &mut (i64, i64) = counts.entry(row.get("register")?).or_default();
        let n: i64 = row.get("n")?;
        entry.0 += n;
        if row.get::<String>("state")? == "draft" {
            entry.1 += n;
        }
    }
    Ok(counts)
}

/// What a narrowed list holds under each value of an indexed field: how many records, one of them, and whether all are
/// drafts.
pub async fn select_shelves(
    tx: &mut Tx,
    org: OrgId,
    register: &str,
    field: &str,
    by: &Narrowing,
) -> Result<Vec<(String, i64, RecordId, bool)>> {
    let (from, condition, mut values) = narrowed(org, register, by, Plan::All);
    values.push(Val::from(field));
    let sql = format!(
        "SELECT v.value, COUNT(*) AS n, MIN(r.id) AS one, SUM(CASE r.state WHEN 'draft' THEN 0 ELSE 1 END) AS told \
         FROM {from} JOIN record_values v ON v.record_id = r.id WHERE v.org_id = $1 AND v.register = $2 \
         AND v.field = ${} AND {condition} GROUP BY v.value",
        values.len()
    );
    let rows = tx.all(AssertSqlSafe(sql), values).await?;
    let shelf = |row: &Row| Ok((row.get("value")?, row.get("n")?, row.parse("one")?, row.get::<i64>("told")? == 0));
    rows.iter().map(shelf).collect()
}
