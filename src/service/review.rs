//! The association's side: batches, the list of what was handed in, scores, returns and approval.

use std::collections::BTreeMap;

use serde_json::json;

use super::Ctx;
use super::evaluation::{snapshot, step, view};
use super::notification::{Said, To, tell};
use crate::domain::access::{Action, by_table};
use crate::domain::error::{AppError, Conflict, ProblemCode, Reason, ReasonCode};
use crate::domain::evaluation::{
    Batch, Evidence, LeafReview, LeafView, RecordLink, ReviewRow, ReviewView, Snapshot, check_score, may_approve,
    may_hold,
};
use crate::domain::form::Answer;
use crate::domain::form::kinds::{ShowEnv, show, text};
use crate::domain::ids::{BatchId, EvaluationId, OrgId};
use crate::domain::indicator::evaluate::Progress;
use crate::domain::notification::NotificationKind;
use crate::domain::org::Relation;
use crate::domain::text::{Label, Lang};
use crate::domain::time::Day;
use crate::domain::workflow::{EVALUATION, Tone, next};
use crate::store;
use crate::store::db::Tx;
use crate::store::evaluation::{EvaluationRow, ListedEvaluation};

/// So many records are shown as evidence of a leaf.
const SHOWN: usize = 10;

/// Opens a batch for every society below the actor's unit.
///
/// # Errors
/// `Denied` without the right; `Invalid` for name, year or days.
pub async fn create_batch(
    ctx: &Ctx,
    name: &str,
    year: i64,
    opens_on: &str,
    closes_on: &str,
) -> Result<BatchId, AppError> {
    let org = ctx.actor()?.org;
    let day = |path: &str, text: &str| {
        text.trim().parse::<Day>().map_err(|_| AppError::field(path, ProblemCode::NotADay, &[text.trim()]))
    };
    let name = name.trim();
    if name.is_empty() {
        return Err(AppError::field("name", ProblemCode::Required, &[]));
    }
    if let Some(problem) = text::check("name", name, 100) {
        return Err(AppError::of(problem));
    }
    if !(2000..=2100).contains(&year) {
        return Err(AppError::field("year", ProblemCode::NotAYear, &[&year.to_string()]));
    }
    let (opens_on, closes_on) = (day("opens_on", opens_on)?, day("closes_on", closes_on)?);
    if closes_on < opens_on {
        let (closes, opens) = (closes_on.to_string(), opens_on.to_string());
        return Err(AppError::field("closes_on", ProblemCode::DayBefore, &[&closes, "开始日期", &opens]));
    }
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::ManageBatch, org).await?;
    let batch = Batch { id: BatchId::fresh(), name: name.to_owned(), year, opens_on, closes_on };
    let version = ctx.catalog.tree().version;
    store::evaluation::insert_batch(&mut tx, org, &batch, version, ctx.now).await?;
    for society in store::org::select_scope_of_kind(&mut tx, org, "society").await? {
        store::evaluation::insert(&mut tx, batch.id, society.id).await?;
    }
    let said = Said {
        kind: NotificationKind::BatchOpened,
        subject: &batch.id.to_string(),
        link: "/evaluation",
        args: &[name, &closes_on.to_string()],
    };
    tell(ctx, &mut tx, To::AllowedBelow(Action::SubmitEvaluation, org, "society"), said).await?;
    let payload = json!({ "name": name, "year": year, "opens_on": opens_on, "closes_on": closes_on });
    store::event::append(&mut tx, &ctx.event(org, "batch.create", "batch", batch.id, payload)).await?;
    tx.commit().await?;
    Ok(batch.id)
}

/// The cases handed in below the actor's unit and the unit's own batches.
///
/// # Errors
/// `Denied` for those who do not review.
pub async fn list_reviews(ctx: &Ctx) -> Result<(Vec<ReviewRow>, Vec<Batch>), AppError> {
    let actor = ctx.actor()?;
    by_table(actor, Action::ReviewEvaluation, Relation::Child).map_err(|reasons| AppError::Denied { reasons })?;
    let mut tx = ctx.app.db.read().await?;
    let rows = store::evaluation::select_below(&mut tx, actor.org).await?.iter().map(row).collect();
    Ok((rows, store::evaluation::select_batches(&mut tx, actor.org).await?))
}

fn row(listed: &ListedEvaluation) -> ReviewRow {
    let state = EVALUATION.state(&listed.row.state);
    ReviewRow {
        id: listed.row.id,
        org_name: listed.org_name.clone(),
        batch_name: listed.batch_name.clone(),
        state: state.map_or_else(Label::default, |s| Label { zh: s.zh.into(), en: s.en.into() }),
        state_key: listed.row.state.clone(),
        tone: state.map_or(Tone::Neutral, |s| s.tone),
        submitted_at: listed.row.submitted_at,
        round: listed.row.round,
        holder: listed.row.holder_name.clone(),
    }
}

/// What a review reads: the case, its frozen content and the scores so far.
struct Open {
    row: EvaluationRow,
    frozen: Snapshot,
    reviews: BTreeMap<String, LeafReview>,
}

async fn open(ctx: &Ctx, tx: &mut Tx, id: EvaluationId) -> Result<Open, AppError> {
    let row = store::evaluation::select(tx, id).await?.ok_or(AppError::NotFound)?;
    ctx.require(tx, Action::ReviewEvaluation, row.org).await?;
    let frozen = snapshot(tx, &row).await?.ok_or(AppError::NotFound)?;
    let reviews = store::evaluation::select_reviews(tx, id).await?;
    Ok(Open { row, frozen, reviews })
}

/// Everything against changing the case: its state, or that somebody else holds it.
fn locked(ctx: &Ctx, row: &EvaluationRow) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if row.state != "submitted" {
        reasons.push(Reason::new(ReasonCode::StateForbids, &[&EVALUATION.state_name(&row.state, Lang::Zh)]));
    }
    if let Ok(actor) = ctx.actor() {
        let holder = row.holder.map(|id| (id, row.holder_name.as_str()));
        reasons.extend(may_hold(holder, actor.account).err().unwrap_or_default());
    }
    reasons
}

async fn open_for_change(ctx: &Ctx, tx: &mut Tx, id: EvaluationId) -> Result<Open, AppError> {
    let open = open(ctx, tx, id).await?;
    let reasons = locked(ctx, &open.row);
    if reasons.is_empty() { Ok(open) } else { Err(AppError::Denied { reasons }) }
}

/// One case with its frozen tree, the scores so far and what comes next.
///
/// # Errors
/// `NotFound` outside the scope and before the first submission.
pub async fn find_review(ctx: &Ctx, id: EvaluationId, lang: Lang) -> Result<ReviewView, AppError> {
    let org = ctx.actor()?.org;
    let mut tx = ctx.app.db.read().await?;
    let Open { row: case, frozen, reviews } = open(ctx, &mut tx, id).await?;
    let tree = ctx.catalog.tree();
    let listed = store::evaluation::select_below(&mut tx, org).await?;
    let shown = listed.iter().find(|l| l.row.id == id).map(row).ok_or(AppError::NotFound)?;
    let waiting = |l: &&ListedEvaluation| l.row.state == "submitted" && l.row.id != id;
    let after = listed.iter().skip_while(|l| l.row.id != id).find(waiting).or_else(|| listed.iter().find(waiting));
    let outcomes: Vec<_> = frozen.leaves.iter().map(|l| l.outcome.clone()).collect();
    let changed: BTreeMap<&str, bool> = frozen.leaves.iter().map(|l| (l.code.as_str(), l.changed)).collect();
    let marks = |code: &str| view::Marks {
        returned: reviews.get(code).is_some_and(|r| r.returned),
        changed: changed.get(code).copied().unwrap_or_default(),
        reviewed_x100: reviews.get(code).and_then(|r| r.score_x100),
    };
    let extras = view::entered(tree, (&frozen.bonus, &frozen.deductions), &frozen.hints, lang);
    let leaves = tree.leaves();
    let scored: Vec<i64> = leaves.iter().filter_map(|l| reviews.get(&l.code)?.score_x100).collect();
    let reviewed =
        if extras.vetoed { 0 } else { (scored.iter().sum::<i64>() + extras.bonus_x100 - extras.deducted_x100).max(0) };
    Ok(ReviewView {
        row: shown,
        nodes: view::nodes(tree, &outcomes, &marks, lang),
        suggested_x100: outcomes.iter().filter_map(|o| o.score_x100).sum(),
        reviewed_x100: reviewed,
        scored: Progress { done: scored.len() as i64, of: leaves.len() as i64 },
        version: case.version,
        locked: locked(ctx, &case),
        approve: approve_reasons(ctx, &reviews),
        timeline: store::event::select_steps(&mut tx, &id.to_string()).await?,
        next: after.map(|l| l.row.id),
        extras,
    })
}

fn approve_reasons(ctx: &Ctx, reviews: &BTreeMap<String, LeafReview>) -> Vec<Reason> {
    let leaves = ctx.catalog.tree().leaves();
    let mut reasons = may_approve(&leaves, reviews).err().unwrap_or_default();
    for leaf in leaves.iter().filter(|l| reviews.get(&l.code).is_some_and(|r| r.returned)) {
        reasons.push(Reason::new(ReasonCode::ReturnedLeavesOpen, &[&leaf.name.zh]));
    }
    reasons
}

/// A leaf of a case: the frozen outcome, its review, and the frozen records as evidence.
///
/// # Errors
/// `NotFound` outside the scope or for an unknown leaf.
pub async fn find_review_leaf(
    ctx: &Ctx,
    id: EvaluationId,
    code: &str,
    lang: Lang,
) -> Result<(LeafView, Vec<Evidence>), AppError> {
    let mut tx = ctx.app.db.read().await?;
    let Open { row, frozen, reviews } = open(ctx, &mut tx, id).await?;
    let leaf = ctx.catalog.tree().leaf(code).ok_or(AppError::NotFound)?;
    let held = frozen.leaves.iter().find(|l| l.code == code).ok_or(AppError::NotFound)?;
    let review = reviews.get(code).cloned();
    let marks = view::Marks {
        returned: review.as_ref().is_some_and(|r| r.returned),
        changed: held.changed,
        reviewed_x100: review.as_ref().and_then(|r| r.score_x100),
    };
    let panel = view::leaf(ctx, &mut tx, row.org, leaf, &held.outcome, marks, review, lang).await?;
    Ok((panel, evidence(ctx, &frozen, &held.outcome.counted, lang)))
}

fn evidence(ctx: &Ctx, frozen: &Snapshot, counted: &[crate::domain::ids::RecordId], lang: Lang) -> Vec<Evidence> {
    let titles = frozen.records.iter().map(|(id, r)| (*id, r.title.clone())).collect();
    let env = ShowEnv { lang, codes: &*ctx.catalog, titles: &titles, masked: true };
    let held = counted.iter().filter_map(|id| Some((*id, frozen.records.get(id)?)));
    held.take(SHOWN)
        .map(|(id, record)| Evidence {
            link: RecordLink { id, register: record.register.clone(), title: record.title.clone() },
            lines: lines(ctx, &record.register, &record.answer, env),
        })
        .collect()
}

fn lines(ctx: &Ctx, register: &str, answer: &Answer, env: ShowEnv<'_>) -> Vec<(String, String)> {
    let Some(definition) = ctx.catalog.register(register) else { return Vec::new() };
    let shown = definition.fields.iter().filter_map(|field| {
        let text = show(field, answer.0.get(&field.key)?, env);
        (!text.is_empty()).then(|| (field.label.text(env.lang).to_owned(), text))
    });
    shown.collect()
}

/// Scores a leaf. A score off the suggestion needs a reason (EVA-10).
///
/// # Errors
/// `Denied` while the case is locked or held by somebody else; `Invalid` for score or comment.
pub async fn score_leaf(ctx: &Ctx, id: EvaluationId, code: &str, score: &str, comment: &str) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let open = open_for_change(ctx, &mut tx, id).await?;
    let leaf = ctx.catalog.tree().leaf(code).ok_or(AppError::NotFound)?;
    if score.trim().is_empty() {
        return Err(AppError::field("score", ProblemCode::Required, &[]));
    }
    let score = view::typed_points("score", score)?;
    let suggested = open.frozen.leaves.iter().find(|l| l.code == code).and_then(|l| l.outcome.score_x100);
    let problems = check_score(leaf.max_x100, suggested, score, comment);
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    let before = open.reviews.get(code).cloned().unwrap_or_default();
    let review = LeafReview { score_x100: Some(score), comment: comment.trim().to_owned(), ..before };
    let payload = json!({ "leaf": code, "score_x100": [before.score_x100, score], "comment": review.comment });
    write(ctx, &mut tx, &open.row, vec![(code.to_owned(), review)], "evaluation.score", payload).await?;
    Ok(tx.commit().await?)
}

/// Takes the suggestion for every leaf that has one and no score yet.
///
/// # Errors
/// `Denied` while the case is locked or held by somebody else.
pub async fn adopt_suggestions(ctx: &Ctx, id: EvaluationId) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let open = open_for_change(ctx, &mut tx, id).await?;
    let mut reviews = Vec::new();
    for leaf in &open.frozen.leaves {
        let before = open.reviews.get(&leaf.code).cloned().unwrap_or_default();
        if let (None, Some(score)) = (before.score_x100, leaf.outcome.score_x100) {
            reviews.push((leaf.code.clone(), LeafReview { score_x100: Some(score), ..before }));
        }
    }
    let payload = json!({ "adopted": reviews.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>() });
    write(ctx, &mut tx, &open.row, reviews, "evaluation.score", payload).await?;
    Ok(tx.commit().await?)
}

/// Marks a leaf to be sent back, with the reason that the society will read; an empty reason takes the mark off.
///
/// # Errors
/// `Denied` while the case is locked; `NotFound` for leaves that the society does not fill.
pub async fn mark_leaf(ctx: &Ctx, id: EvaluationId, code: &str, reason: &str) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let open = open_for_change(ctx, &mut tx, id).await?;
    let leaf = ctx.catalog.tree().leaf(code).filter(|l| !l.confirm).ok_or(AppError::NotFound)?;
    let reason = reason.trim();
    if let Some(problem) = text::check("reason", reason, 2000) {
        return Err(AppError::of(problem));
    }
    let before = open.reviews.get(&leaf.code).cloned().unwrap_or_default();
    let review = LeafReview { returned: !reason.is_empty(), reason: reason.to_owned(), ..before };
    let payload = json!({ "leaf": code, "returned": review.returned, "reason": reason });
    write(ctx, &mut tx, &open.row, vec![(code.to_owned(), review)], "evaluation.mark", payload).await?;
    Ok(tx.commit().await?)
}

async fn write(
    ctx: &Ctx,
    tx: &mut Tx,
    row: &EvaluationRow,
    mut reviews: Vec<(String, LeafReview)>,
    action: &'static str,
    payload: serde_json::Value,
) -> Result<(), AppError> {
    let name = &ctx.actor()?.name;
    for (_, review) in &mut reviews {
        review.reviewed_by.clone_from(name);
    }
    store::evaluation::upsert_reviews(tx, row.id, &reviews, name, ctx.now).await?;
    Ok(store::event::append(tx, &ctx.event(row.org, action, "evaluation", row.id, payload)).await?)
}

/// Sends the case back to the society with the marked leaves; the one who returns it holds it from now on. The
/// next waiting case.
///
/// # Errors
/// `Denied` while locked, or with neither a marked leaf nor an opinion; `Conflict` when somebody was faster.
pub async fn return_evaluation(
    ctx: &Ctx,
    id: EvaluationId,
    version: i64,
    opinion: &str,
) -> Result<Option<EvaluationId>, AppError> {
    let mut tx = ctx.app.db.write().await?;
    let open = open_for_change(ctx, &mut tx, id).await?;
    let leaves = ctx.catalog.tree().leaves();
    let marked = leaves.iter().filter_map(|leaf| {
        let review = open.reviews.get(&leaf.code).filter(|r| r.returned)?;
        Some(format!("{} {}：{}", leaf.code, leaf.name.zh, review.reason))
    });
    let parts: Vec<String> =
        Some(opinion.trim().to_owned()).filter(|o| !o.is_empty()).into_iter().chain(marked).collect();
    if parts.is_empty() {
        return Err(AppError::denied(ReasonCode::NothingReturned, &[]));
    }
    decide_case(ctx, &mut tx, &open.row, version, "return", &parts.join("\n")).await?;
    let next = next_waiting(ctx, &mut tx, id).await?;
    tx.commit().await?;
    Ok(next)
}

/// Approves a case of which every leaf has its score. The next waiting case.
///
/// # Errors
/// `Denied` while locked or incomplete; `Conflict` when somebody was faster.
pub async fn approve_evaluation(
    ctx: &Ctx,
    id: EvaluationId,
    version: i64,
    opinion: &str,
) -> Result<Option<EvaluationId>, AppError> {
    let mut tx = ctx.app.db.write().await?;
    let open = open_for_change(ctx, &mut tx, id).await?;
    let reasons = approve_reasons(ctx, &open.reviews);
    AppError::unless(reasons)?;
    decide_case(ctx, &mut tx, &open.row, version, "approve", opinion.trim()).await?;
    let next = next_waiting(ctx, &mut tx, id).await?;
    tx.commit().await?;
    Ok(next)
}

async fn decide_case(
    ctx: &Ctx,
    tx: &mut Tx,
    row: &EvaluationRow,
    version: i64,
    verb: &'static str,
    opinion: &str,
) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    if let Some(problem) = text::check("opinion", opinion, 20_000) {
        return Err(AppError::of(problem));
    }
    let to = next(&EVALUATION, &row.state, verb, opinion).map_err(|reasons| AppError::Denied { reasons })?;
    let fresh = row.version == version;
    if !fresh || !store::evaluation::update_decided(tx, row, to.key, actor.account, &actor.name).await? {
        let changed_by = if row.holder_name.is_empty() { &row.submitted_by_name } else { &row.holder_name }.clone();
        return Err(AppError::Conflict(Conflict {
            changed_by,
            changed_at: row.submitted_at.unwrap_or(ctx.now),
            version: row.version,
            stored: None,
        }));
    }
    let kind = match verb {
        "return" => NotificationKind::EvaluationReturned,
        _ => NotificationKind::EvaluationApproved,
    };
    let batch = store::evaluation::select_batch_name(tx, row.id).await?;
    let (subject, args) = (row.id.to_string(), [batch.as_str(), opinion]);
    let said = Said { kind, subject: &subject, link: "/evaluation", args: &args };
    tell(ctx, tx, To::Allowed(Action::SubmitEvaluation, row.org), said).await?;
    step(ctx, tx, row, verb, to.key, opinion).await
}

async fn next_waiting(ctx: &Ctx, tx: &mut Tx, done: EvaluationId) -> Result<Option<EvaluationId>, AppError> {
    let org: OrgId = ctx.actor()?.org;
    let listed = store::evaluation::select_below(tx, org).await?;
    Ok(listed.into_iter().find(|l| l.row.state == "submitted" && l.row.id != done).map(|l| l.row.id))
}
