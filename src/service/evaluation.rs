//! A society's own evaluation: facts from the registers, the tree, the panel of a leaf, bonus and deductions,
//! submission. `judge` gathers facts and remembers outcomes, `view` puts pages together.

use std::collections::BTreeMap;

use serde_json::json;

use super::notification::{Said, To, tell};
use super::{Ctx, file};
use crate::domain::access::{Action, decide};
use crate::domain::error::{AppError, Conflict, Reason, ReasonCode};
use crate::domain::evaluation::{
    Batch, EnteredItem, EvaluationView, ExtraKind, ExtrasView, LeafReview, LeafView, Snapshot, check_extra, may_submit,
};
use crate::domain::form::FileRef;
use crate::domain::ids::OrgId;
use crate::domain::indicator::evaluate::progress;
use crate::domain::notification::NotificationKind;
use crate::domain::org::Relation;
use crate::domain::text::{Label, Lang};
use crate::domain::workflow::{EVALUATION, next};
use crate::store;
use crate::store::db::Tx;
use crate::store::evaluation::EvaluationRow;
use crate::store::event::NewStep;

pub mod deduction;
pub mod judge;
pub mod uses;
pub mod view;

pub use judge::Outcomes;

/// A society's case: the batch that it fills in and the row, once there is one.
pub(super) struct Case {
    pub batch: Option<Batch>,
    pub row: Option<EvaluationRow>,
}

impl Case {
    pub(super) fn state(&self) -> &str {
        self.row.as_ref().map_or("filling", |row| row.state.as_str())
    }

    /// Whether the society may change it now.
    fn is_open(&self) -> bool {
        matches!(self.state(), "filling" | "returned")
    }
}

pub(super) async fn case_of(ctx: &Ctx, tx: &mut Tx, org: OrgId) -> Result<Case, AppError> {
    let batch = store::evaluation::select_current_batch(tx, org, ctx.today()).await?;
    let row = match &batch {
        Some(batch) => store::evaluation::select_of(tx, batch.id, org).await?,
        None => None,
    };
    Ok(Case { batch, row })
}

/// The actor's own unit, if it is one that is evaluated.
fn own_society(ctx: &Ctx) -> Result<OrgId, AppError> {
    let actor = ctx.actor()?;
    if actor.org_kind == "society" { Ok(actor.org) } else { Err(AppError::NotFound) }
}

/// The evaluation page of the actor's society.
///
/// # Errors
/// `NotFound` for a unit that is not evaluated.
pub async fn find_evaluation(ctx: &Ctx, lang: Lang) -> Result<EvaluationView, AppError> {
    let org = own_society(ctx)?;
    let actor = ctx.actor()?;
    decide(actor, Action::ViewEvaluation, Relation::Own).map_err(|reasons| AppError::Denied { reasons })?;
    let mut tx = ctx.app.db.read().await?;
    let case = case_of(ctx, &mut tx, org).await?;
    let judged = judge::judge(ctx, &mut tx, org).await?;
    let tree = ctx.catalog.tree();
    let frozen = match (&case.row, case.state()) {
        (Some(row), "submitted" | "returned" | "approved") => snapshot(&mut tx, row).await?,
        _ => None,
    };
    let reviews = match &case.row {
        Some(row) if row.round > 0 => store::evaluation::select_reviews(&mut tx, row.id).await?,
        _ => Default::default(),
    };
    let outcomes = match (&frozen, case.is_open()) {
        (Some(frozen), false) => frozen.leaves.iter().map(|l| l.outcome.clone()).collect(),
        _ => judged.outcomes.clone(),
    };
    let open = open_returned(ctx, &case, frozen.as_ref(), &judged, &reviews, lang);
    let marks = |code: &str| view::Marks {
        returned: open.iter().any(|(c, _)| c == code),
        changed: false,
        reviewed_x100: (case.state() == "approved").then(|| reviews.get(code).and_then(|r| r.score_x100)).flatten(),
    };
    let extras = extras(ctx, &mut tx, &case, org, lang).await?;
    let timeline = match &case.row {
        Some(row) => store::event::select_steps(&mut tx, &row.id.to_string()).await?,
        None => Vec::new(),
    };
    let state = EVALUATION.state(case.state());
    let names: Vec<String> = open.iter().map(|(_, name)| name.clone()).collect();
    let whole = progress(tree, &outcomes, "");
    Ok(EvaluationView {
        id: case.row.as_ref().map(|r| r.id),
        org,
        org_name: actor.org_name.clone(),
        state: state.map_or_else(Label::default, |s| Label { zh: s.zh.into(), en: s.en.into() }),
        state_key: case.state().to_owned(),
        tone: state.map_or(crate::domain::workflow::Tone::Neutral, |s| s.tone),
        version: case.row.as_ref().map_or(0, |r| r.version),
        progress: whole,
        score_x100: outcomes.iter().filter_map(|o| o.score_x100).sum(),
        max_x100: tree.branches.iter().map(|b| b.max_x100).sum(),
        nodes: view::nodes(tree, &outcomes, &marks, lang),
        extras,
        submit: submit_reasons(ctx, &case, may_submit(whole, &names)),
        locked: locked(ctx, &case, Action::FillEvaluation),
        timeline,
        batch: case.batch,
    })
}

fn locked(ctx: &Ctx, case: &Case, action: Action) -> Vec<Reason> {
    let mut reasons = match ctx.actor() {
        Ok(actor) => decide(actor, action, Relation::Own).err().unwrap_or_default(),
        Err(_) => vec![Reason::new(ReasonCode::SignIn, &[])],
    };
    if case.batch.is_none() {
        reasons.push(Reason::new(ReasonCode::NoBatch, &[]));
    }
    if !case.is_open() {
        reasons.push(Reason::new(ReasonCode::StateForbids, &[&EVALUATION.state_name(case.state(), Lang::Zh)]));
    }
    reasons
}

/// Everything against handing in now. A returned case may be handed in again after the batch has closed.
fn submit_reasons(ctx: &Ctx, case: &Case, content: Result<(), Vec<Reason>>) -> Vec<Reason> {
    let mut reasons = locked(ctx, case, Action::SubmitEvaluation);
    if let (Some(batch), "filling") = (&case.batch, case.state()) {
        reasons.extend(batch.open_on(ctx.today()).err());
    }
    if case.is_open() {
        reasons.extend(content.err().unwrap_or_default());
    }
    reasons
}

pub(super) async fn snapshot(tx: &mut Tx, row: &EvaluationRow) -> Result<Option<Snapshot>, AppError> {
    let text = store::evaluation::select_snapshot(tx, row.id).await?;
    text.map(|text| serde_json::from_str(&text).map_err(|e| super::internal(&e))).transpose()
}

/// Codes and names of the returned leaves that have not been mended: not done, or nothing changed since.
fn open_returned(
    ctx: &Ctx,
    case: &Case,
    frozen: Option<&Snapshot>,
    judged: &judge::Judged,
    reviews: &BTreeMap<String, LeafReview>,
    lang: Lang,
) -> Vec<(String, String)> {
    let Some(frozen) = frozen.filter(|_| case.state() == "returned") else { return Vec::new() };
    let leaves = ctx.catalog.tree().leaves();
    leaves
        .iter()
        .zip(judged.outcomes.iter().zip(&judged.digests))
        .filter(|(leaf, _)| reviews.get(&leaf.code).is_some_and(|r| r.returned))
        .filter(|(leaf, (outcome, digest))| {
            let before = frozen.leaves.iter().find(|l| l.code == leaf.code);
            !outcome.done() || before.is_some_and(|b| b.digest == **digest)
        })
        .map(|(leaf, _)| (leaf.code.clone(), leaf.name.text(lang).to_owned()))
        .collect()
}

/// The panel of a leaf of the actor's society.
///
/// # Errors
/// `NotFound` for an unknown leaf or a unit that is not evaluated.
pub async fn find_leaf(ctx: &Ctx, code: &str, lang: Lang) -> Result<LeafView, AppError> {
    let org = own_society(ctx)?;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::ViewEvaluation, org).await?;
    let tree = ctx.catalog.tree();
    let index = tree.leaves().iter().position(|l| l.code == code).ok_or(AppError::NotFound)?;
    let case = case_of(ctx, &mut tx, org).await?;
    let judged = judge::judge(ctx, &mut tx, org).await?;
    let reviews = match &case.row {
        Some(row) => store::evaluation::select_reviews(&mut tx, row.id).await?,
        None => Default::default(),
    };
    let frozen = match &case.row {
        Some(row) if row.round > 0 => snapshot(&mut tx, row).await?,
        _ => None,
    };
    let open = open_returned(ctx, &case, frozen.as_ref(), &judged, &reviews, lang);
    let outcome = match (&frozen, case.is_open()) {
        (Some(frozen), false) => frozen.leaves.get(index).map(|l| &l.outcome),
        _ => judged.outcomes.get(index),
    };
    let outcome = outcome.ok_or(AppError::NotFound)?;
    // Scores stay with the association until it has decided.
    let decided = case.state() == "approved";
    let review = reviews.get(code).filter(|r| r.returned || decided).cloned();
    let review = review.map(|r| LeafReview { score_x100: r.score_x100.filter(|_| decided), ..r });
    let marks = view::Marks {
        returned: open.iter().any(|(c, _)| c == code),
        changed: false,
        reviewed_x100: review.as_ref().and_then(|r| r.score_x100),
    };
    view::leaf(ctx, &mut tx, org, tree.leaves()[index], outcome, marks, review, lang).await
}

/// The page 加分项和扣除项 of the actor's society.
///
/// # Errors
/// `NotFound` for a unit that is not evaluated.
pub async fn find_extras(ctx: &Ctx, lang: Lang) -> Result<(ExtrasView, Vec<Reason>), AppError> {
    let org = own_society(ctx)?;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::ViewEvaluation, org).await?;
    let case = case_of(ctx, &mut tx, org).await?;
    let extras = extras(ctx, &mut tx, &case, org, lang).await?;
    Ok((extras, locked(ctx, &case, Action::FillEvaluation)))
}

/// Bonus and deductions of a case: suggestions are those of today while the society has it, then those handed in.
async fn extras(ctx: &Ctx, tx: &mut Tx, case: &Case, org: OrgId, lang: Lang) -> Result<ExtrasView, AppError> {
    let hints = match &case.row {
        Some(row) if !case.is_open() => snapshot(tx, row).await?.map(|frozen| frozen.hints).unwrap_or_default(),
        _ => deduction::hints(ctx, tx, org).await?,
    };
    view::extras(tx, ctx.catalog.tree(), case.row.as_ref().map(|row| row.id), &hints, lang).await
}

/// Enters an item: points as typed (without sign; empty is 0) with content and evidence.
///
/// # Errors
/// `Denied` while the case is locked; `Invalid` for the points, the note or the files.
pub async fn fill_extra(
    ctx: &Ctx,
    kind: ExtraKind,
    code: &str,
    points: &str,
    note: &str,
    files: Vec<FileRef>,
) -> Result<(), AppError> {
    let org = own_society(ctx)?;
    let tree = ctx.catalog.tree();
    let extras = match kind {
        ExtraKind::Bonus => &tree.bonus,
        ExtraKind::Deduction => &tree.deductions,
    };
    let item = extras.items.iter().find(|i| i.code == code).ok_or(AppError::NotFound)?;
    let points_x100 = view::typed_points("points", points)?;
    let mut entered = EnteredItem { points_x100, note: note.trim().to_owned(), files };
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::FillEvaluation, org).await?;
    let row = writable(ctx, &mut tx, org, Action::FillEvaluation).await?;
    let (ids, holder) = (entered.files.iter().map(|f| f.file).collect::<Vec<_>>(), row.id.to_string());
    let known = store::file::select_many(&mut tx, org, &ids).await?;
    let mut problems = file::adopt(ctx, "files", &mut entered.files, &known, &holder);
    problems.extend(check_extra(item.max_x100, &entered));
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    store::evaluation::upsert_item(&mut tx, row.id, kind, code, &entered).await?;
    store::file::attach(&mut tx, org, &ids, &holder);
    let payload = json!({ "kind": kind.key(), "code": code, "entered": entered });
    store::event::append(&mut tx, &ctx.event(org, "evaluation.fill", "evaluation", row.id, payload)).await?;
    Ok(tx.commit().await?)
}

/// The case, begun if need be, unless it is locked.
async fn writable(ctx: &Ctx, tx: &mut Tx, org: OrgId, action: Action) -> Result<EvaluationRow, AppError> {
    let case = case_of(ctx, tx, org).await?;
    let reasons = locked(ctx, &case, action);
    let Some(batch) = case.batch.filter(|_| reasons.is_empty()) else { return Err(AppError::Denied { reasons }) };
    store::evaluation::insert(tx, batch.id, org).await?;
    store::evaluation::select_of(tx, batch.id, org).await?.ok_or(AppError::NotFound)
}

/// Hands the self-evaluation in: freezes what counted, locks it, notes who and when (E-014, EVA-09).
///
/// # Errors
/// `Denied` with all reasons; `Conflict` when somebody else acted first.
pub async fn submit(ctx: &Ctx, version: i64) -> Result<(), AppError> {
    let org = own_society(ctx)?;
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::SubmitEvaluation, org).await?;
    let case = case_of(ctx, &mut tx, org).await?;
    let judged = judge::judge(ctx, &mut tx, org).await?;
    let tree = ctx.catalog.tree();
    let (frozen, reviews) = match &case.row {
        Some(row) if row.round > 0 => {
            (snapshot(&mut tx, row).await?, store::evaluation::select_reviews(&mut tx, row.id).await?)
        }
        _ => Default::default(),
    };
    let open = open_returned(ctx, &case, frozen.as_ref(), &judged, &reviews, Lang::Zh);
    let names: Vec<String> = open.into_iter().map(|(_, name)| name).collect();
    let whole = progress(tree, &judged.outcomes, "");
    let reasons = submit_reasons(ctx, &case, may_submit(whole, &names));
    AppError::unless(reasons)?;
    let before = case.row.as_ref().map_or(0, |r| r.version);
    let row = writable(ctx, &mut tx, org, Action::SubmitEvaluation).await?;
    let to = next(&EVALUATION, &row.state, "submit", "").map_err(|reasons| AppError::Denied { reasons })?;
    let snapshot = judge::freeze(ctx, &mut tx, &row, &judged, frozen.as_ref()).await?;
    let text = serde_json::to_string(&snapshot).map_err(|e| super::internal(&e))?;
    let stale = before != version;
    if stale || !store::evaluation::update_submitted(&mut tx, &row, to.key, text, &actor.name, ctx.now).await? {
        return Err(AppError::Conflict(Conflict {
            changed_by: row.submitted_by_name,
            changed_at: ctx.now,
            version: row.version,
            stored: None,
        }));
    }
    store::evaluation::update_unreturned(&mut tx, row.id).await?;
    step(ctx, &mut tx, &row, "submit", to.key, "").await?;
    tell_reviewers(ctx, &mut tx, &row).await?;
    Ok(tx.commit().await?)
}

/// Tells the one who holds the case, else everybody who may review it.
async fn tell_reviewers(ctx: &Ctx, tx: &mut Tx, row: &EvaluationRow) -> Result<(), AppError> {
    let (batch, subject) = (store::evaluation::select_batch_name(tx, row.id).await?, row.id.to_string());
    let said = Said {
        kind: NotificationKind::EvaluationSubmitted,
        subject: &subject,
        link: &format!("/review/{}", row.id),
        args: &[&ctx.actor()?.org_name, &batch],
    };
    tell(ctx, tx, To::Holder(row.holder, Action::ReviewEvaluation, row.org), said).await?;
    Ok(())
}

/// Writes the timeline step and the event of a move.
pub(super) async fn step(
    ctx: &Ctx,
    tx: &mut Tx,
    row: &EvaluationRow,
    verb: &'static str,
    to: &str,
    opinion: &str,
) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    let step = NewStep {
        subject: row.id.to_string(),
        at: ctx.now,
        account: Some(actor.account),
        account_name: &actor.name,
        org_name: &actor.org_name,
        flow: EVALUATION.key,
        verb,
        from: &row.state,
        to,
        opinion,
    };
    store::event::insert_step(tx, &step);
    let payload = json!({ "from": row.state, "to": to, "opinion": opinion, "round": row.round });
    let action = match verb {
        "submit" => "evaluation.submit",
        "return" => "evaluation.return",
        _ => "evaluation.approve",
    };
    Ok(store::event::append(tx, &ctx.event(row.org, action, "evaluation", row.id, payload)).await?)
}
