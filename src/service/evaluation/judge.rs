//! From a society's registers to outcomes, remembered until a register or the day changes; and their freezing.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::deduction;
use crate::domain::error::{AppError, Severity};
use crate::domain::evaluation::{ExtraKind, FrozenLeaf, FrozenRecord, Snapshot, digest};
use crate::domain::form::Answer;
use crate::domain::form::check::{CheckEnv, check};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::indicator::evaluate::{Outcome, evaluate_all};
use crate::domain::indicator::{Facts, RecordFact};
use crate::domain::time::Day;
use crate::service::{Ctx, internal};
use crate::store;
use crate::store::db::Tx;
use crate::store::evaluation::{EvaluationRow, FactRow};

/// So many societies are remembered at most.
const REMEMBERED: usize = 256;
/// So many incomplete records of a register are checked field by field; further ones only count as incomplete.
const CHECKED: usize = 50;
/// So many records of a leaf are frozen with all their answers.
const FROZEN: usize = 100;

/// What the rules say of a society, in the order of `Tree::leaves`.
pub struct Judged {
    /// One outcome for each leaf.
    pub outcomes: Vec<Outcome>,
    /// One fingerprint for each leaf.
    pub digests: Vec<String>,
    /// The places of the leaves that each record counts for.
    pub uses: HashMap<RecordId, Vec<usize>>,
}

struct Remembered {
    revision: i64,
    day: Day,
    judged: Arc<Judged>,
}

/// Outcomes of societies whose registers have not changed: one cheap query instead of all records.
#[derive(Default)]
pub struct Outcomes(Mutex<HashMap<OrgId, Remembered>>);

impl Outcomes {
    fn find(&self, org: OrgId, revision: i64, day: Day) -> Option<Arc<Judged>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&org).filter(|r| r.revision == revision && r.day == day).map(|r| r.judged.clone())
    }

    fn keep(&self, org: OrgId, revision: i64, day: Day, judged: Arc<Judged>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(org, Remembered { revision, day, judged });
    }
}

/// The outcomes of a society now. The revision is read before the records: a change in between only means that
/// the next call reads again.
///
/// # Errors
/// Those of the store.
pub async fn judge(ctx: &Ctx, tx: &mut Tx, org: OrgId) -> Result<Arc<Judged>, AppError> {
    let (day, revision) = (ctx.today(), store::evaluation::select_revision(tx, org).await?);
    if let Some(known) = ctx.app.outcomes.find(org, revision, day) {
        return Ok(known);
    }
    let (facts, versions) = facts_of(ctx, tx, org).await?;
    let outcomes = evaluate_all(ctx.catalog.tree(), &facts, day);
    let digests = outcomes.iter().map(|o| digest(&o.counted, &versions)).collect();
    let mut uses: HashMap<RecordId, Vec<usize>> = HashMap::new();
    for (place, outcome) in outcomes.iter().enumerate() {
        outcome.counted.iter().for_each(|id| uses.entry(*id).or_default().push(place));
    }
    let judged = Arc::new(Judged { outcomes, digests, uses });
    ctx.app.outcomes.keep(org, revision, day, judged.clone());
    Ok(judged)
}

/// What the rules read of a society, and the version of each record.
///
/// # Errors
/// Those of the store.
pub async fn facts_of(ctx: &Ctx, tx: &mut Tx, org: OrgId) -> Result<(Facts, BTreeMap<RecordId, i64>), AppError> {
    let needs = ctx.catalog.tree().needs();
    let registers: Vec<&str> = needs.keys().map(String::as_str).collect();
    let mut facts = Facts::default();
    let mut versions = BTreeMap::new();
    for row in store::evaluation::select_facts(tx, org, &registers).await? {
        versions.insert(row.id, row.version);
        let list = facts.0.entry(row.register.clone()).or_default();
        let fields = needs.get(&row.register);
        let fact = fact(ctx, row, list.len(), |key| fields.is_some_and(|f| f.contains(key)))?;
        list.push(fact);
    }
    Ok((facts, versions))
}

fn fact(ctx: &Ctx, row: FactRow, before: usize, wanted: impl Fn(&str) -> bool) -> Result<RecordFact, AppError> {
    let mut answer: Answer = serde_json::from_str(&row.answer).map_err(|e| internal(&e))?;
    let definition = ctx.catalog.register(&row.register);
    let mut wrong = Vec::new();
    if let (false, Some(definition)) = (row.complete, definition) {
        if before < CHECKED {
            let env = CheckEnv { today: ctx.today(), codes: &*ctx.catalog };
            let problems = check(definition, &answer, &env);
            wrong = problems.into_iter().filter(|p| p.severity == Severity::Error).map(|p| p.path).collect();
        }
        if wrong.is_empty() && row.state != "draft" {
            wrong.push(definition.title.clone());
        }
    }
    answer.0.retain(|key, _| wanted(key));
    Ok(RecordFact { id: row.id, title: row.title, state: row.state, wrong, created_on: row.created_at.day(), answer })
}

/// Freezes what counts now; leaves that differ from the round before are marked.
///
/// # Errors
/// Those of the store.
pub async fn freeze(
    ctx: &Ctx,
    tx: &mut Tx,
    row: &EvaluationRow,
    judged: &Judged,
    before: Option<&Snapshot>,
) -> Result<Snapshot, AppError> {
    let tree = ctx.catalog.tree();
    let leaves: Vec<FrozenLeaf> = tree
        .leaves()
        .into_iter()
        .zip(judged.outcomes.iter().zip(&judged.digests))
        .map(|(leaf, (outcome, digest))| {
            let earlier = before.and_then(|b| b.leaves.iter().find(|l| l.code == leaf.code));
            FrozenLeaf {
                code: leaf.code.clone(),
                outcome: outcome.clone(),
                digest: digest.clone(),
                changed: earlier.is_some_and(|e| e.digest != *digest || e.outcome.score_x100 != outcome.score_x100),
            }
        })
        .collect();
    let wanted: std::collections::BTreeSet<RecordId> =
        judged.outcomes.iter().flat_map(|o| o.counted.iter().take(FROZEN)).copied().collect();
    let needs = tree.needs();
    let registers: Vec<&str> = needs.keys().map(String::as_str).collect();
    let mut records = BTreeMap::new();
    for record in store::evaluation::select_facts(tx, row.org, &registers).await? {
        if wanted.contains(&record.id) {
            let answer = serde_json::from_str(&record.answer).map_err(|e| internal(&e))?;
            records.insert(record.id, FrozenRecord { register: record.register, title: record.title, answer });
        }
    }
    Ok(Snapshot {
        tree_version: tree.version,
        day: ctx.today(),
        leaves,
        records,
        bonus: store::evaluation::select_items(tx, row.id, ExtraKind::Bonus).await?,
        deductions: store::evaluation::select_items(tx, row.id, ExtraKind::Deduction).await?,
        hints: deduction::hints(ctx, tx, row.org).await?,
    })
}
