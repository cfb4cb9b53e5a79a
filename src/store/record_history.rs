//! What the log and the journals of imports hold of the saves of one record.

use super::db::{Question, Result, Tx, args};
use crate::domain::form::Answer;
use crate::domain::ids::{OrgId, PlanId, RecordId};
use crate::domain::time::Instant;

/// A line of the log about a save.
#[derive(Clone, Debug)]
pub struct LineRow {
    /// The unit whose chain it stands in.
    pub org: OrgId,
    /// The number that it has there.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who, by the name of that time.
    pub name: String,
    /// Key of the action.
    pub action: String,
    /// Details as JSON.
    pub payload: serde_json::Value,
}

/// An import that wrote the record.
#[derive(Clone, Debug)]
pub struct ImportRow {
    /// Its plan.
    pub plan: PlanId,
    /// When it was carried out.
    pub at: Instant,
    /// When it was taken back, as far as nobody had changed what it wrote.
    pub undone_at: Option<Instant>,
    /// By whom it was carried out.
    pub name: String,
    /// What the record held before; none: it was new.
    pub before: Option<Answer>,
}

/// The lines about what was done to a record, the last first. Lines of those who only looked are left out.
pub async fn select_lines(tx: &mut Tx, record: RecordId, most: i64) -> Result<Vec<LineRow>> {
    let rows = lines(record, most).all(tx).await?;
    rows.iter()
        .map(|row| {
            Ok(LineRow {
                org: row.parse("org_id")?,
                seq: row.get("seq")?,
                at: Instant(row.get("at")?),
                name: row.get("account_name")?,
                action: row.get("action")?,
                // A line that somebody has damaged is shown without details; the check of the chain names it.
                payload: serde_json::from_str(&row.get::<String>("payload")?).unwrap_or_default(),
            })
        })
        .collect()
}

/// The question for them.
pub fn lines(record: RecordId, most: i64) -> Question {
    let sql = "SELECT org_id, seq, at, account_name, action, payload FROM events WHERE subject_id = $1 AND action IN \
               ('record.create', 'record.update', 'record.restore', 'record.sync', 'record.publish', 'record.delete', \
               'record.recover', 'record.collect', 'member.leave', 'application.create', 'application.resubmit', \
               'application.decide') ORDER BY at DESC, seq DESC LIMIT $2";
    Question::new(sql, args![record, most])
}

/// The imports that wrote a record, the last first.
pub async fn select_imports(tx: &mut Tx, record: RecordId) -> Result<Vec<ImportRow>> {
    let rows = imports(record).all(tx).await?;
    rows.iter()
        .map(|row| {
            let before: Option<String> = row.get("before")?;
            let before = before.map(|text| serde_json::from_str(&text)).transpose();
            Ok(ImportRow {
                plan: row.parse("plan_id")?,
                at: Instant(row.get::<Option<i64>>("committed_at")?.unwrap_or_default()),
                undone_at: row.get::<Option<i64>>("undone_at")?.map(Instant),
                name: row.get("by_name")?,
                before: before.map_err(|e: serde_json::Error| super::db::StoreError::Failed(e.to_string()))?,
            })
        })
        .collect()
}

/// The question for them.
pub fn imports(record: RecordId) -> Question {
    let sql = "SELECT j.plan_id, j.before, p.committed_at, p.undone_at, \
               COALESCE(e.account_name, p.created_by_name) AS by_name \
               FROM import_journal j JOIN import_plans p ON p.id = j.plan_id \
               LEFT JOIN events e ON e.subject_id = j.plan_id AND e.action = 'import.commit' \
               WHERE j.record_id = $1 AND p.committed_at IS NOT NULL \
               ORDER BY p.committed_at DESC, j.committed_version DESC";
    Question::new(sql, args![record])
}
