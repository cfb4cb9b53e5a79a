//! The log: lines in words, the check of the chains, and exports that leave a line themselves (OPS-01, OPS-02).

use serde_json::json;

use super::Ctx;
use crate::domain::access::Action;
use crate::domain::error::AppError;
use crate::domain::ids::OrgId;
use crate::domain::log::words::{ACTIONS, KINDS, word};
use crate::domain::log::{LogLine, LogPage, LogQuery, LogUnit, Place, Verdict};
use crate::store;
use crate::store::db::Tx;
use crate::store::log::{LineRow, Narrowing};

mod detail;

/// Lines a page.
const PAGE: i64 = 50;
/// Units that the filter offers.
const UNITS: i64 = 200;
/// Lines that an export reads at once.
const BATCH: i64 = 500;

fn narrowing(org: OrgId, query: &LogQuery) -> Narrowing {
    let (from, to) = query.days();
    Narrowing {
        org,
        below: query.below,
        from: from.map(|day| day.begins()),
        until: to.map(|day| day.plus_days(1).begins()),
        person: query.person.trim().to_owned(),
        action: query.action.clone(),
        kind: query.kind.clone(),
        subject: query.subject.trim().to_owned(),
    }
}

/// A page of the log, the newest first.
///
/// # Errors
/// `NotFound` for a unit outside the scope; `Denied`.
pub async fn find_log(ctx: &Ctx, query: &LogQuery) -> Result<LogPage, AppError> {
    let org = ctx.unit(query.org)?;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::ViewLog, org).await?;
    let before: Option<Place> = query.before.parse().ok();
    let mut rows = store::log::select_lines(&mut tx, &narrowing(org, query), before.as_ref(), PAGE + 1).await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|row| row.place().to_string());
    let units = units_to(&mut tx, ctx.actor()?.org, org).await?;
    Ok(LogPage { org, units, lines: rows.into_iter().map(|row| line(ctx, row)).collect(), next })
}

/// The tree from a unit down to another one, opened at each unit on the way: whoever chooses one after the other
/// comes to every unit below.
async fn units_to(tx: &mut Tx, from: OrgId, to: OrgId) -> Result<Vec<LogUnit>, AppError> {
    let path = store::org::select_path(tx, to).await?;
    let way = path.into_iter().skip_while(|unit| unit.id != from);
    let mut units: Vec<LogUnit> = Vec::new();
    for (depth, unit) in (0..).zip(way) {
        let at = match units.iter().position(|u| u.id == unit.id) {
            Some(at) => at,
            // The first one, or one of more units than a list shows.
            None => {
                units.push(LogUnit { id: unit.id, name: unit.name, depth });
                units.len() - 1
            }
        };
        let below = store::org::select_children(tx, unit.id, 0, UNITS).await?;
        let below = below.into_iter().map(|node| LogUnit { id: node.org.id, name: node.org.name, depth: depth + 1 });
        units.splice(at + 1..at + 1, below);
    }
    Ok(units)
}

/// Checks the chain of a unit, or of every unit of its scope.
///
/// # Errors
/// `NotFound` for a unit outside the scope; `Denied`.
pub async fn find_verdicts(ctx: &Ctx, query: &LogQuery) -> Result<Vec<Verdict>, AppError> {
    let org = ctx.unit(query.org)?;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::ViewLog, org).await?;
    let units = match query.below {
        true => store::org::select_scope(&mut tx, org).await?,
        false => {
            let unit = store::org::select(&mut tx, org).await?.ok_or(AppError::NotFound)?;
            vec![(org, unit.name)]
        }
    };
    let mut verdicts = Vec::with_capacity(units.len());
    for (org, org_name) in units {
        let verdict = store::event::verify_unit(&mut tx, &org.to_string()).await?;
        verdicts.push(Verdict { org_name, ..verdict });
    }
    Ok(verdicts)
}

/// A line as its readers see it.
fn line(ctx: &Ctx, row: LineRow) -> LogLine {
    let text = |key: &str| match row.payload.get(key) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Array(pair)) => pair.last().and_then(|v| v.as_str()).unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    let own = row.account.is_some_and(|account| account.to_string() == row.subject).then(|| row.name.clone());
    let unit = (row.subject == row.org.to_string()).then(|| row.org_name.clone());
    let called = [text("title"), text("name"), text("file"), own.or(unit).unwrap_or_default()];
    let register = match row.action.starts_with("application.") {
        true => "member_application".to_owned(),
        false => text("register"),
    };
    let link = match row.kind.as_str() {
        "record" if !register.is_empty() => format!("/registers/{register}/{}", row.subject),
        "org" => format!("/orgs/{}", row.subject),
        _ => String::new(),
    };
    LogLine {
        org: row.org,
        seq: row.seq,
        at: row.at,
        account: row.account,
        action: word(ACTIONS, &row.action),
        kind: word(KINDS, &row.kind),
        subject: called.into_iter().find(|name| !name.is_empty()).unwrap_or_default(),
        link,
        remote: text("remote"),
        details: detail::details(ctx, &row.payload, &row.action),
        subject_id: row.subject,
        org_name: row.org_name,
        name: row.name,
        hash: row.hash,
    }
}

/// An export under way: exactly the lines that matched when it was asked for, without its own.
pub struct Export {
    ctx: Ctx,
    by: Narrowing,
    own: Place,
    next: Option<Place>,
    ended: bool,
}

/// Begins an export and writes that down.
///
/// # Errors
/// `NotFound` for a unit outside the scope; `Denied`.
pub async fn begin_export(ctx: &Ctx, query: &LogQuery, format: &str) -> Result<Export, AppError> {
    let org = ctx.unit(query.org)?;
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::ViewLog, org).await?;
    let narrowed =
        query.pairs().into_iter().filter(|(name, value)| !value.is_empty() && !matches!(*name, "org" | "below"));
    let narrowed: Vec<String> = narrowed.map(|(_, value)| value).collect();
    let payload = json!({ "format": format, "below": query.below, "narrowed": narrowed });
    let seq = store::event::append_numbered(&mut tx, &ctx.event(org, "log.export", "log", "", payload)).await?;
    tx.commit().await?;
    let mut by = narrowing(org, query);
    let now = ctx.now.plus_ms(1);
    by.until = Some(by.until.map_or(now, |until| until.min(now)));
    let own = Place { at: ctx.now, org: org.to_string(), seq };
    Ok(Export { ctx: ctx.clone(), by, own, next: None, ended: false })
}

impl Export {
    /// The next lines, the newest first; none at the end.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn batch(&mut self) -> Result<Option<Vec<LogLine>>, AppError> {
        if self.ended {
            return Ok(None);
        }
        let mut tx = self.ctx.app.db.read().await?;
        let rows = store::log::select_lines(&mut tx, &self.by, self.next.as_ref(), BATCH).await?;
        self.ended = rows.len() < BATCH as usize;
        self.next = rows.last().map(LineRow::place);
        let lines = rows.into_iter().filter(|row| row.place() != self.own).map(|row| line(&self.ctx, row));
        Ok(Some(lines.collect()))
    }
}
