//! From a society's registers to outcomes, remembered until a register or the day changes; and their freezing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::MutexGuard;

use super::deduction;
use crate::domain::error::{AppError, Severity};
use crate::domain::evaluation::{ExtraKind, FrozenLeaf, FrozenRecord, Snapshot, digest};
use crate::domain::form::Answer;
use crate::domain::form::check::{CheckEnv, check};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::indicator::evaluate::{Outcome, evaluate};
use crate::domain::indicator::{Facts, RecordFact};
use crate::domain::time::Day;
use crate::service::{Ctx, internal};
use crate::store;
use crate::store::db::Tx;
use crate::store::evaluation::{EvaluationRow, FactRow};

/// So many societies are remembered together at most, …
const REMEMBERED: usize = 256;
/// … and so many records of them, some 25 MB. One society is remembered whatever its size.
const HELD: usize = 30_000;
/// So many incomplete records of a register are checked field by field; further ones only count as incomplete.
const CHECKED: usize = 50;
/// Where more records of a register have changed, all of them are read.
const CHANGED: usize = 500;
/// So many records of a leaf are frozen with all their answers.
const FROZEN: usize = 100;

/// What the rules say of a society, in the order of `Tree::leaves`.
#[derive(Default)]
pub struct Judged {
    /// One outcome for each leaf.
    pub outcomes: Vec<Outcome>,
    /// One fingerprint for each leaf.
    pub digests: Vec<String>,
    /// The places of the leaves that each record counts for.
    pub uses: HashMap<RecordId, Vec<usize>>,
}

/// What is known of a society, and what the rules made of it.
#[derive(Default)]
struct Known {
    day: Option<Day>,
    /// The sum of all revisions when it was judged.
    revision: i64,
    /// The revisions of the registers when they were read.
    revisions: HashMap<String, i64>,
    facts: Facts,
    versions: BTreeMap<RecordId, i64>,
    judged: Arc<Judged>,
}

/// One society. Who waits for it gets what the one before has made.
#[derive(Default)]
struct Society {
    known: tokio::sync::Mutex<Known>,
    records: AtomicUsize,
}

/// Outcomes of societies: one cheap query where no register has changed, else only what has.
#[derive(Default)]
pub struct Outcomes(Mutex<HashMap<OrgId, Arc<Society>>>);

impl Outcomes {
    fn of(&self, org: OrgId) -> Arc<Society> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(org).or_default().clone()
    }

    /// Forgets the other societies where they are too many.
    fn limit(&self, org: OrgId) {
        let mut societies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let records = |society: &Arc<Society>| society.records.load(Ordering::Relaxed);
        if societies.len() > REMEMBERED || societies.values().map(records).sum::<usize>() > HELD {
            societies.retain(|id, _| *id == org);
        }
    }
}

/// The outcomes of a society now. The revision is read before the records: a change in between only means that
/// the next call reads again.
///
/// # Errors
/// Those of the store.
pub async fn judge(ctx: &Ctx, tx: &mut Tx, org: OrgId) -> Result<Arc<Judged>, AppError> {
    let society = ctx.app.outcomes.of(org);
    Ok(up_to_date(ctx, tx, org, &society).await?.judged.clone())
}

/// The places of the leaves that lose their tick without a record.
///
/// # Errors
/// Those of the store.
pub async fn losses(ctx: &Ctx, tx: &mut Tx, org: OrgId, register: &str, id: RecordId) -> Result<Vec<usize>, AppError> {
    let society = ctx.app.outcomes.of(org);
    let mut known = up_to_date(ctx, tx, org, &society).await?;
    let Some(records) = known.facts.0.get_mut(register) else { return Ok(Vec::new()) };
    let Some(at) = records.iter().position(|record| record.id == id) else { return Ok(Vec::new()) };
    let record = records.remove(at);
    let leaves = ctx.catalog.tree().leaves().into_iter().zip(&known.judged.outcomes).enumerate();
    let lost = leaves.filter(|(_, (leaf, before))| {
        before.done() && leaf.registers().contains(register) && !evaluate(leaf, &known.facts, ctx.today()).done()
    });
    let lost = lost.map(|(place, _)| place).collect();
    if let Some(records) = known.facts.0.get_mut(register) {
        records.insert(at, record);
    }
    Ok(lost)
}

/// A society as its registers are now, held until it is dropped.
async fn up_to_date<'a>(
    ctx: &Ctx,
    tx: &mut Tx,
    org: OrgId,
    society: &'a Society,
) -> Result<MutexGuard<'a, Known>, AppError> {
    let (day, revision) = (ctx.today(), store::evaluation::select_revision(tx, org).await?);
    let mut known = society.known.lock().await;
    // Somebody else may have seen a later one while this call waited.
    if known.day == Some(day) && known.revision >= revision {
        return Ok(known);
    }
    if known.day != Some(day) {
        *known = Known::default();
    }
    // What was interrupted, or failed, is not taken for known.
    let mut next = std::mem::take(&mut *known);
    let changed = read_changes(ctx, tx, org, &mut next).await?;
    next.judged = Arc::new(judge_changes(ctx, &next, &changed));
    (next.day, next.revision) = (Some(day), revision);
    society.records.store(next.versions.len(), Ordering::Relaxed);
    *known = next;
    ctx.app.outcomes.limit(org);
    Ok(known)
}

/// Reads what has changed since; the registers in question.
async fn read_changes(ctx: &Ctx, tx: &mut Tx, org: OrgId, known: &mut Known) -> Result<BTreeSet<String>, AppError> {
    let needs = ctx.catalog.tree().needs();
    let revisions = store::evaluation::select_revisions(tx, org).await?;
    let is_changed = |register: &&String| known.revisions.get(*register) != revisions.get(*register);
    let changed: BTreeSet<String> =
        revisions.keys().filter(|register| needs.contains_key(*register)).filter(is_changed).cloned().collect();
    let (mut whole, mut some) = (Vec::new(), Vec::new());
    for register in &changed {
        let list = known.facts.0.entry(register.clone()).or_default();
        let mut versions = HashMap::new();
        if known.revisions.contains_key(register) {
            versions = store::evaluation::select_versions(tx, org, register).await?;
        }
        let stale = |record: &mut RecordFact| versions.get(&record.id) != known.versions.get(&record.id);
        let gone: Vec<RecordId> = list.extract_if(.., stale).map(|record| record.id).collect();
        for id in gone {
            known.versions.remove(&id);
        }
        let fresh = versions.len() - list.len();
        if fresh <= CHANGED && known.revisions.contains_key(register) {
            some.extend(versions.into_keys().filter(|id| !known.versions.contains_key(id)));
        } else {
            list.clear();
            whole.push(register.as_str());
        }
    }
    let mut rows = store::evaluation::select_facts(tx, org, &whole).await?;
    for ids in some.chunks(CHANGED) {
        rows.extend(store::evaluation::select_some_facts(tx, org, ids).await?);
    }
    let mut checked: HashMap<String, usize> = HashMap::new();
    for row in rows {
        known.versions.insert(row.id, row.version);
        let list = known.facts.0.entry(row.register.clone()).or_default();
        let fields = needs.get(&row.register);
        let checked = checked.entry(row.register.clone()).or_default();
        list.push(fact(ctx, row, checked, |key| fields.is_some_and(|f| f.contains(key)))?);
    }
    for register in &changed {
        // Ids grow with time: the oldest first.
        known.facts.0.entry(register.clone()).or_default().sort_unstable_by_key(|record| record.id);
    }
    known.revisions = revisions;
    Ok(changed)
}

/// Judges anew the leaves that read one of the changed registers.
fn judge_changes(ctx: &Ctx, known: &Known, changed: &BTreeSet<String>) -> Judged {
    let mut judged = Judged::default();
    let before = &known.judged;
    for (place, leaf) in ctx.catalog.tree().leaves().into_iter().enumerate() {
        let kept = before.outcomes.get(place).zip(before.digests.get(place));
        let (outcome, digest) = match kept.filter(|_| leaf.registers().is_disjoint(changed)) {
            Some((outcome, digest)) => (outcome.clone(), digest.clone()),
            None => {
                let outcome = evaluate(leaf, &known.facts, ctx.today());
                let digest = digest(&outcome.counted, &known.versions);
                (outcome, digest)
            }
        };
        outcome.counted.iter().for_each(|id| judged.uses.entry(*id).or_default().push(place));
        judged.outcomes.push(outcome);
        judged.digests.push(digest);
    }
    judged
}

/// What the rules know of a record; `checked` counts the incomplete ones.
fn fact(ctx: &Ctx, row: FactRow, checked: &mut usize, wanted: impl Fn(&str) -> bool) -> Result<RecordFact, AppError> {
    let mut answer: Answer = serde_json::from_str(&row.answer).map_err(|e| internal(&e))?;
    let definition = ctx.catalog.register(&row.register);
    let mut wrong = Vec::new();
    if let (false, Some(definition)) = (row.complete, definition) {
        *checked += 1;
        if *checked <= CHECKED {
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
    let wanted: BTreeSet<RecordId> =
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
