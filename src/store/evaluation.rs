//! Batches, evaluations, their leaves and items, and the records that the rules read.

use std::collections::{BTreeMap, HashMap};

use super::db::{AssertSqlSafe, Question, Result, Row, StoreError, Tx, Val, args, places};
use crate::domain::evaluation::{Batch, Entered, EnteredItem, ExtraKind, LeafReview};
use crate::domain::ids::{AccountId, BatchId, EvaluationId, OrgId, RecordId};
use crate::domain::time::{Day, Instant};

/// The row of a case, without its snapshot.
#[derive(Clone, Debug)]
pub struct EvaluationRow {
    /// Its id.
    pub id: EvaluationId,
    /// The batch.
    pub batch: BatchId,
    /// The society.
    pub org: OrgId,
    /// Key of the state.
    pub state: String,
    /// When it was handed in last.
    pub submitted_at: Option<Instant>,
    /// Who handed it in last; empty before.
    pub submitted_by_name: String,
    /// Who returned it, and gets it back.
    pub holder: Option<AccountId>,
    /// That person's name.
    pub holder_name: String,
    /// 1 for the first time.
    pub round: i64,
    /// Edit counter.
    pub version: i64,
}

const COLUMNS: &str = "e.id, e.batch_id, e.org_id, e.state, e.submitted_at, e.submitted_by_name, e.holder_id, e.holder_name, e.round, e.version";

fn evaluation(row: &Row) -> Result<EvaluationRow> {
    Ok(EvaluationRow {
        id: row.parse("id")?,
        batch: row.parse("batch_id")?,
        org: row.parse("org_id")?,
        state: row.get("state")?,
        submitted_at: row.get::<Option<i64>>("submitted_at")?.map(Instant),
        submitted_by_name: row.get("submitted_by_name")?,
        holder: row.parse_opt("holder_id")?,
        holder_name: row.get("holder_name")?,
        round: row.get("round")?,
        version: row.get("version")?,
    })
}

fn batch(row: &Row) -> Result<Batch> {
    Ok(Batch {
        id: row.parse("id")?,
        name: row.get("name")?,
        year: row.get("year")?,
        opens_on: row.parse("opens_on")?,
        closes_on: row.parse("closes_on")?,
    })
}

/// The sum of the unit's register revisions: grows with every change of a record.
pub async fn select_revision(tx: &mut Tx, org: OrgId) -> Result<i64> {
    revision(org).opt(tx).await?.ok_or(StoreError::Missing)?.get("n")
}

/// The question for it.
pub fn revision(org: OrgId) -> Question {
    let sql = "SELECT CAST(COALESCE(SUM(revision), 0) AS BIGINT) AS n FROM register_revisions WHERE org_id = $1";
    Question::new(sql, args![org])
}

/// A record as the rules read it.
pub struct FactRow {
    /// Its id.
    pub id: RecordId,
    /// Its register.
    pub register: String,
    /// Key of its state.
    pub state: String,
    /// What lists call it.
    pub title: String,
    /// The answer as JSON.
    pub answer: String,
    /// No error when it was saved.
    pub complete: bool,
    /// Edit counter.
    pub version: i64,
    /// The moment of entry.
    pub created_at: Instant,
}

const FACTS: &str = "SELECT id, register, state, title, answer, complete, version, created_at FROM records";

fn fact(row: &Row) -> Result<FactRow> {
    Ok(FactRow {
        id: row.parse("id")?,
        register: row.get("register")?,
        state: row.get("state")?,
        title: row.get("title")?,
        answer: row.get("answer")?,
        complete: row.get("complete")?,
        version: row.get("version")?,
        created_at: Instant(row.get("created_at")?),
    })
}

/// All records of the unit in these registers, drafts included, oldest first.
pub async fn select_facts(tx: &mut Tx, org: OrgId, registers: &[&str]) -> Result<Vec<FactRow>> {
    if registers.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "{FACTS} WHERE org_id = $1 AND register IN ({}) AND deleted_at IS NULL ORDER BY register, id",
        numbered(2, registers.len())
    );
    let mut values = args![org];
    values.extend(registers.iter().map(|r| Val::from(*r)));
    tx.all(AssertSqlSafe(sql), values).await?.iter().map(fact).collect()
}

/// Some of them.
pub async fn select_some_facts(tx: &mut Tx, org: OrgId, ids: &[RecordId]) -> Result<Vec<FactRow>> {
    let sql = format!("{FACTS} WHERE org_id = $1 AND id IN ({}) AND deleted_at IS NULL", numbered(2, ids.len()));
    let mut values = args![org];
    values.extend(ids.iter().map(|id| Val::from(*id)));
    tx.all(AssertSqlSafe(sql), values).await?.iter().map(fact).collect()
}

fn numbered(from: usize, count: usize) -> String {
    (from..from + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// The edit counters of all records of a register, drafts included.
pub async fn select_versions(tx: &mut Tx, org: OrgId, register: &str) -> Result<HashMap<RecordId, i64>> {
    let sql = "SELECT id, version FROM records WHERE org_id = $1 AND register = $2 AND deleted_at IS NULL";
    let rows = tx.all(sql, args![org, register]).await?;
    rows.iter().map(|row| Ok((row.parse("id")?, row.get("version")?))).collect()
}

/// The revisions of the unit's registers.
pub async fn select_revisions(tx: &mut Tx, org: OrgId) -> Result<HashMap<String, i64>> {
    let sql = "SELECT register, revision FROM register_revisions WHERE org_id = $1";
    tx.all(sql, args![org]).await?.iter().map(|row| Ok((row.get("register")?, row.get("revision")?))).collect()
}

/// The batch that a society fills in: the latest that has opened, else the next one.
pub async fn select_current_batch(tx: &mut Tx, org: OrgId, today: Day) -> Result<Option<Batch>> {
    let row = tx
        .opt(
            "SELECT b.id, b.name, b.year, b.opens_on, b.closes_on FROM evaluation_batches b \
             JOIN org_closure c ON c.ancestor_id = b.org_id AND c.depth > 0 WHERE c.descendant_id = $1 \
             ORDER BY CASE WHEN b.opens_on <= $2 THEN 0 ELSE 1 END, b.opens_on DESC, b.created_at DESC LIMIT 1",
            args![org, today],
        )
        .await?;
    row.as_ref().map(batch).transpose()
}

/// One batch.
pub async fn select_batch(tx: &mut Tx, id: BatchId) -> Result<Option<Batch>> {
    let row =
        tx.opt("SELECT id, name, year, opens_on, closes_on FROM evaluation_batches WHERE id = $1", args![id]).await?;
    row.as_ref().map(batch).transpose()
}

/// The batches of a unit, newest first.
pub async fn select_batches(tx: &mut Tx, org: OrgId) -> Result<Vec<Batch>> {
    let rows = tx
        .all(
            "SELECT id, name, year, opens_on, closes_on FROM evaluation_batches WHERE org_id = $1 \
             ORDER BY opens_on DESC, created_at DESC",
            args![org],
        )
        .await?;
    rows.iter().map(batch).collect()
}

/// Name of the batch of an evaluation.
pub async fn select_batch_name(tx: &mut Tx, id: EvaluationId) -> Result<String> {
    tx.one("SELECT b.name FROM evaluations e JOIN evaluation_batches b ON b.id = e.batch_id WHERE e.id = $1", args![id])
        .await?
        .get("name")
}

/// Writes a new batch.
pub async fn insert_batch(tx: &mut Tx, org: OrgId, new: &Batch, tree_version: i64, now: Instant) -> Result<()> {
    tx.run(
        "INSERT INTO evaluation_batches (id, org_id, name, year, tree_version, opens_on, closes_on, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![new.id, org, &new.name, new.year, tree_version, new.opens_on, new.closes_on, now],
    )
    .await?;
    Ok(())
}

/// Begins the case of a society in a batch; nothing happens where it exists.
pub async fn insert(tx: &mut Tx, batch: BatchId, org: OrgId) -> Result<()> {
    tx.run(
        "INSERT INTO evaluations (id, batch_id, org_id, state, snapshot, submitted_at, submitted_by_name, holder_id, \
         holder_name, round, version) VALUES ($1, $2, $3, 'filling', NULL, NULL, '', NULL, '', 0, 1) \
         ON CONFLICT (batch_id, org_id) DO NOTHING",
        args![EvaluationId::fresh(), batch, org],
    )
    .await?;
    Ok(())
}

/// The case of a society in a batch.
pub async fn select_of(tx: &mut Tx, batch: BatchId, org: OrgId) -> Result<Option<EvaluationRow>> {
    let row = tx
        .opt(
            "SELECT e.id, e.batch_id, e.org_id, e.state, e.submitted_at, e.submitted_by_name, e.holder_id, e.holder_name, e.round, e.version \
             FROM evaluations e WHERE e.batch_id = $1 AND e.org_id = $2",
            args![batch, org],
        )
        .await?;
    row.as_ref().map(evaluation).transpose()
}

/// One case.
pub async fn select(tx: &mut Tx, id: EvaluationId) -> Result<Option<EvaluationRow>> {
    let row = tx
        .opt(
            "SELECT e.id, e.batch_id, e.org_id, e.state, e.submitted_at, e.submitted_by_name, e.holder_id, e.holder_name, e.round, e.version \
             FROM evaluations e WHERE e.id = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(evaluation).transpose()
}

/// The frozen content as JSON; none before the first submission.
pub async fn select_snapshot(tx: &mut Tx, id: EvaluationId) -> Result<Option<String>> {
    tx.one("SELECT snapshot FROM evaluations WHERE id = $1", args![id]).await?.get("snapshot")
}

/// A case with the names of its society and batch.
pub struct ListedEvaluation {
    /// The case.
    pub row: EvaluationRow,
    /// The society.
    pub org_name: String,
    /// The batch.
    pub batch_name: String,
}

/// Cases below the unit that were handed in: waiting ones first, the longest waiting on top.
pub async fn select_below(tx: &mut Tx, org: OrgId) -> Result<Vec<ListedEvaluation>> {
    let sql = format!(
        "SELECT {COLUMNS}, o.name AS org_name, b.name AS batch_name FROM evaluations e \
         JOIN org_closure c ON c.descendant_id = e.org_id AND c.ancestor_id = $1 AND c.depth > 0 \
         JOIN orgs o ON o.id = e.org_id JOIN evaluation_batches b ON b.id = e.batch_id \
         WHERE e.state <> 'filling' \
         ORDER BY CASE WHEN e.state = 'submitted' THEN 0 ELSE 1 END, e.submitted_at, e.id LIMIT 1000"
    );
    let rows = tx.all(AssertSqlSafe(sql), args![org]).await?;
    rows.iter()
        .map(|row| {
            Ok(ListedEvaluation {
                row: evaluation(row)?,
                org_name: row.get("org_name")?,
                batch_name: row.get("batch_name")?,
            })
        })
        .collect()
}

/// Hands a case in; false when somebody else changed it first.
pub async fn update_submitted(
    tx: &mut Tx,
    row: &EvaluationRow,
    to: &str,
    snapshot: String,
    by: &str,
    now: Instant,
) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE evaluations SET state = $1, snapshot = $2, submitted_at = $3, submitted_by_name = $4, \
             round = round + 1, version = version + 1 WHERE id = $5 AND version = $6",
            args![to, snapshot, now, by, row.id, row.version],
        )
        .await?;
    Ok(touched == 1)
}

/// Moves a case after a decision and notes who holds it; false when somebody else changed it first.
pub async fn update_decided(tx: &mut Tx, row: &EvaluationRow, to: &str, holder: AccountId, name: &str) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE evaluations SET state = $1, holder_id = $2, holder_name = $3, version = version + 1 \
             WHERE id = $4 AND version = $5",
            args![to, holder, name, row.id, row.version],
        )
        .await?;
    Ok(touched == 1)
}

/// The reviews of a case, by leaf.
pub async fn select_reviews(tx: &mut Tx, id: EvaluationId) -> Result<BTreeMap<String, LeafReview>> {
    let rows = tx
        .all(
            "SELECT leaf, score_x100, comment, returned, reason, reviewed_by_name FROM evaluation_leaves \
             WHERE evaluation_id = $1",
            args![id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let review = LeafReview {
                score_x100: row.get("score_x100")?,
                comment: row.get("comment")?,
                returned: row.get("returned")?,
                reason: row.get("reason")?,
                reviewed_by: row.get("reviewed_by_name")?,
            };
            Ok((row.get("leaf")?, review))
        })
        .collect()
}

/// Writes the review of leaves, replacing what stood there.
pub async fn upsert_reviews(
    tx: &mut Tx,
    id: EvaluationId,
    reviews: &[(String, LeafReview)],
    by: &str,
    now: Instant,
) -> Result<()> {
    for part in reviews.chunks(50) {
        let sql = format!(
            "INSERT INTO evaluation_leaves (evaluation_id, leaf, score_x100, comment, returned, reason, \
             reviewed_by_name, reviewed_at, version) VALUES {} ON CONFLICT (evaluation_id, leaf) DO UPDATE SET \
             score_x100 = excluded.score_x100, comment = excluded.comment, returned = excluded.returned, \
             reason = excluded.reason, reviewed_by_name = excluded.reviewed_by_name, \
             reviewed_at = excluded.reviewed_at, version = evaluation_leaves.version + 1",
            places(part.len(), 9)
        );
        let mut values = Vec::with_capacity(part.len() * 9);
        for (leaf, review) in part {
            values.extend(args![
                id,
                leaf,
                review.score_x100,
                &review.comment,
                review.returned,
                &review.reason,
                by,
                now,
                1
            ]);
        }
        tx.run(AssertSqlSafe(sql), values).await?;
    }
    Ok(())
}

/// Takes the marks of returned leaves off, once the society has handed in again.
pub async fn update_unreturned(tx: &mut Tx, id: EvaluationId) -> Result<()> {
    tx.run(
        "UPDATE evaluation_leaves SET returned = $1, version = version + 1 WHERE evaluation_id = $2",
        args![false, id],
    )
    .await?;
    Ok(())
}

/// The items entered in a case.
pub async fn select_items(tx: &mut Tx, id: EvaluationId, kind: ExtraKind) -> Result<Entered> {
    let rows = tx
        .all(
            "SELECT code, points_x100, note, files FROM evaluation_items WHERE evaluation_id = $1 AND kind = $2",
            args![id, kind.key()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let item =
                EnteredItem { points_x100: row.get("points_x100")?, note: row.get("note")?, files: row.json("files")? };
            Ok((row.get("code")?, item))
        })
        .collect()
}

/// Writes an item, replacing what stood there.
pub async fn upsert_item(tx: &mut Tx, id: EvaluationId, kind: ExtraKind, code: &str, item: &EnteredItem) -> Result<()> {
    let files = serde_json::to_string(&item.files).map_err(|e| StoreError::Failed(e.to_string()))?;
    tx.run(
        "INSERT INTO evaluation_items (evaluation_id, kind, code, points_x100, note, files, version) \
         VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (evaluation_id, kind, code) DO UPDATE SET \
         points_x100 = excluded.points_x100, note = excluded.note, files = excluded.files, \
         version = evaluation_items.version + 1",
        args![id, kind.key(), code, item.points_x100, &item.note, files],
    )
    .await?;
    Ok(())
}
