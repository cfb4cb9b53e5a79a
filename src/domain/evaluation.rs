//! A society's evaluation as its readers see it: the tree with progress, leaves with their explanation, bonus
//! and deductions, the frozen snapshot and the review.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::deduction::{Hints, TermOver};
use super::error::{FieldProblem, ProblemCode, Reason, ReasonCode};
use super::form::kinds::{file, text};
use super::form::{FileRef, file_bytes, file_types, files_max};
use super::ids::{AccountId, BatchId, EvaluationId, OrgId, RecordId};
use super::indicator::evaluate::{Outcome, Progress, Standing};
use super::indicator::words::points;
use super::indicator::{Extras, Leaf};
use super::text::Label;
use super::time::{Day, Instant};
use super::workflow::{TimelineStep, Tone};

pub mod deduction;
#[cfg(test)]
mod tests;

/// A round of evaluations that the association opens (评估批次).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// Its name.
    pub name: String,
    /// The year that is evaluated.
    pub year: i64,
    /// First day of filling in.
    pub opens_on: Day,
    /// Last day of filling in.
    pub closes_on: Day,
}

impl Batch {
    /// Whether something may be handed in on that day.
    ///
    /// # Errors
    /// The window that the day lies outside of.
    pub fn open_on(&self, today: Day) -> Result<(), Reason> {
        if (self.opens_on..=self.closes_on).contains(&today) {
            return Ok(());
        }
        let (from, to) = (self.opens_on.to_string(), self.closes_on.to_string());
        Err(Reason::new(ReasonCode::OutsideWindow, &[&from, &to]))
    }
}

/// The evaluation page: everything but the panel of a leaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationView {
    /// The case; none until the society first acts in the batch.
    pub id: Option<EvaluationId>,
    /// The society.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// The batch that is open, or the last one; none before the first.
    pub batch: Option<Batch>,
    /// State of the case in words.
    pub state: Label,
    /// Key of the state.
    pub state_key: String,
    /// Look of the badge.
    pub tone: Tone,
    /// Edit counter of the case; 0 while there is none.
    pub version: i64,
    /// The society's leaves: done and all.
    pub progress: Progress,
    /// The suggested score of all leaves together.
    pub score_x100: i64,
    /// The points of the whole tree.
    pub max_x100: i64,
    /// The first level.
    pub nodes: Vec<NodeView>,
    /// Bonus and deductions as they stand.
    pub extras: ExtrasView,
    /// Why it cannot be submitted; empty: it can.
    pub submit: Vec<Reason>,
    /// Why the society cannot change it; empty: it can.
    pub locked: Vec<Reason>,
    /// Steps of the case, oldest first.
    pub timeline: Vec<TimelineStep>,
}

/// A node above the leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeView {
    /// `1.2`
    pub code: String,
    /// Its name in the reader's language.
    pub name: String,
    /// Its points.
    pub max_x100: i64,
    /// Done and all leaves of the society below it.
    pub progress: Progress,
    /// The next level.
    pub nodes: Vec<NodeView>,
    /// The leaves of a node of the third level.
    pub leaves: Vec<LeafRow>,
}

/// A leaf in the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeafRow {
    /// `1.2.3.4`
    pub code: String,
    /// Its name in the reader's language.
    pub name: String,
    /// The register that 去完善 opens; empty for leaves of the association.
    pub register: String,
    /// How it stands.
    pub standing: Standing,
    /// Own progress.
    pub percent: i64,
    /// Its points.
    pub max_x100: i64,
    /// The suggested score; none where experts decide alone.
    pub score_x100: Option<i64>,
    /// Sent back and not yet mended.
    pub returned: bool,
    /// Changed since the round before (seen by the reviewer).
    pub changed: bool,
    /// The reviewer's score.
    pub reviewed_x100: Option<i64>,
}

/// The panel of a leaf: the rule, what counts, what is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeafView {
    /// As in the tree.
    pub row: LeafRow,
    /// 评分标准
    pub standard: String,
    /// The rule in words.
    pub rule: String,
    /// The scoring in words.
    pub scoring: String,
    /// Where 去完善 leads and what the register is called; none for leaves of the association.
    pub register: Option<(String, String)>,
    /// The first records that count.
    pub counted: Vec<RecordLink>,
    /// How many count in all.
    pub counted_total: i64,
    /// 为什么没有√
    pub missing: Vec<MissingLine>,
    /// What a few more records would bring.
    pub next: Option<String>,
    /// The review of this leaf, once there is one.
    pub review: Option<LeafReview>,
}

/// A record named on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordLink {
    /// The record.
    pub id: RecordId,
    /// Its register.
    pub register: String,
    /// What lists call it.
    pub title: String,
}

impl RecordLink {
    /// Its page.
    pub fn href(&self) -> String {
        record_href(&self.register, Some(self.id), None)
    }
}

/// The page of a record or register, told which leaf asks.
pub fn record_href(register: &str, record: Option<RecordId>, leaf: Option<&str>) -> String {
    let mut out = format!("/registers/{register}");
    if let Some(record) = record {
        out.push_str(&format!("/{record}"));
    }
    if let Some(leaf) = leaf {
        out.push_str(&format!("?leaf={leaf}"));
    }
    out
}

/// One missing thing in words, with the place where it can be mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingLine {
    /// The sentence in the reader's language.
    pub text: String,
    /// The page, with the field as its fragment.
    pub href: String,
}

/// The review of one leaf.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeafReview {
    /// The reviewer's score.
    pub score_x100: Option<i64>,
    /// Why it differs, or anything else.
    pub comment: String,
    /// Sent back for completion.
    pub returned: bool,
    /// Why it was sent back.
    pub reason: String,
    /// Who.
    pub reviewed_by: String,
}

/// Bonus or deduction?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtraKind {
    /// 加分项
    Bonus,
    /// 扣除项
    Deduction,
}

impl ExtraKind {
    /// The text in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::Bonus => "bonus",
            Self::Deduction => "deduction",
        }
    }
}

/// An item of the page 加分项和扣除项 with what was filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtraView {
    /// `B1`, `D1`
    pub code: String,
    /// What it is for, in the reader's language.
    pub name: String,
    /// Most points.
    pub max_x100: i64,
    /// One-vote veto.
    pub veto: bool,
    /// The register with the evidence; empty: none.
    pub register: String,
    /// Points entered, without sign.
    pub points_x100: i64,
    /// What it is given for.
    pub note: String,
    /// 证明材料
    pub files: Vec<FileRef>,
    /// Why the registers suggest it.
    pub hint: Option<TermOver>,
}

/// Both lists with their sums.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtrasView {
    /// 加分项
    pub bonus: Vec<ExtraView>,
    /// 扣除项
    pub deductions: Vec<ExtraView>,
    /// Bonus points after the cap.
    pub bonus_x100: i64,
    /// Most bonus points.
    pub bonus_cap_x100: i64,
    /// Deducted points after the cap, without sign.
    pub deducted_x100: i64,
    /// Most deducted points.
    pub deducted_cap_x100: i64,
    /// Whether an item with one-vote veto is entered.
    pub vetoed: bool,
}

/// An item as entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnteredItem {
    /// Points in hundredths, without sign.
    pub points_x100: i64,
    /// What it is given for.
    pub note: String,
    /// 证明材料
    pub files: Vec<FileRef>,
}

/// The items as entered, by code.
pub type Entered = BTreeMap<String, EnteredItem>;

impl Extras {
    /// Most points that all items can give or take together, in hundredths, without sign.
    pub fn reach_x100(&self) -> i64 {
        self.items.iter().map(|item| item.max_x100).sum::<i64>().min(self.cap_x100)
    }
}

/// The entered points together, at most the cap.
pub fn capped(extras: &Extras, entered: &Entered) -> i64 {
    let sum: i64 = extras
        .items
        .iter()
        .filter_map(|item| entered.get(&item.code).map(|entered| entered.points_x100.clamp(0, item.max_x100)))
        .sum();
    sum.min(extras.cap_x100)
}

/// What is wrong with an item as entered: too many points, points without a note, files that are none (E-012).
pub fn check_extra(max_x100: i64, item: &EnteredItem) -> Vec<FieldProblem> {
    let EnteredItem { points_x100, note, files } = item;
    let mut problems = file::check("files", files, files_max(), file_bytes(), &file_types());
    problems.extend(beyond("points", *points_x100, max_x100));
    if *points_x100 != 0 && note.trim().is_empty() {
        problems.push(FieldProblem::error("note", ProblemCode::Required, &[]));
    }
    problems.extend(text::check("note", note, 2000));
    problems
}

/// Points below 0 or above the maximum, in hundredths.
fn beyond(path: &str, points_x100: i64, max_x100: i64) -> Option<FieldProblem> {
    let (code, limit) = match points_x100 {
        n if n < 0 => (ProblemCode::TooSmall, 0),
        n if n > max_x100 => (ProblemCode::TooLarge, max_x100),
        _ => return None,
    };
    Some(FieldProblem::error(path, code, &[&points(points_x100), &points(limit)]))
}

/// What is wrong with a reviewer's score: out of range, or off the suggestion without a reason (EVA-10).
pub fn check_score(max_x100: i64, suggested: Option<i64>, score_x100: i64, comment: &str) -> Vec<FieldProblem> {
    let mut problems: Vec<FieldProblem> = beyond("score", score_x100, max_x100).into_iter().collect();
    if suggested.is_some_and(|s| s != score_x100) && comment.trim().is_empty() {
        problems.push(FieldProblem::error("comment", ProblemCode::Required, &[]));
    }
    problems.extend(text::check("comment", comment, 2000));
    problems
}

/// Whether the self-evaluation may be handed in: every leaf of the society done, every returned leaf mended.
///
/// # Errors
/// All reasons; a returned leaf is named by its name.
pub fn may_submit(progress: Progress, open_returned: &[String]) -> Result<(), Vec<Reason>> {
    let mut reasons = Vec::new();
    if !progress.complete() {
        let open = (progress.of - progress.done).to_string();
        reasons.push(Reason::new(ReasonCode::ProgressIncomplete, &[&progress.percent().to_string(), &open]));
    }
    reasons.extend(open_returned.iter().map(|name| Reason::new(ReasonCode::ReturnedLeavesOpen, &[name])));
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Whether the association may approve: every leaf has its score, none stands returned.
///
/// # Errors
/// How many leaves have no score yet.
pub fn may_approve(leaves: &[&Leaf], reviews: &BTreeMap<String, LeafReview>) -> Result<(), Vec<Reason>> {
    let scored = |leaf: &&&Leaf| reviews.get(&leaf.code).is_some_and(|r| r.score_x100.is_some());
    let open = leaves.len() - leaves.iter().filter(scored).count();
    if open == 0 {
        return Ok(());
    }
    Err(vec![Reason::new(ReasonCode::LeavesUnscored, &[&open.to_string()])])
}

/// Whether this person may act on a submitted case: after a return it goes back to the one who returned it.
///
/// # Errors
/// Who holds it.
pub fn may_hold(holder: Option<(AccountId, &str)>, account: AccountId) -> Result<(), Vec<Reason>> {
    match holder {
        Some((id, name)) if id != account => Err(vec![Reason::new(ReasonCode::HeldByAnother, &[name])]),
        _ => Ok(()),
    }
}

/// What was handed in, frozen: later changes of the registers do not touch it (EVA-09).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The tree that it was judged by.
    pub tree_version: i64,
    /// The reference day.
    pub day: Day,
    /// The leaves in the order of the tree.
    pub leaves: Vec<FrozenLeaf>,
    /// The records that counted, by id.
    pub records: BTreeMap<RecordId, FrozenRecord>,
    /// Bonus as entered.
    pub bonus: Entered,
    /// Deductions as entered.
    pub deductions: Entered,
    /// Deductions that the registers suggested.
    #[serde(default)]
    pub hints: Hints,
}

/// A leaf as it was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenLeaf {
    /// Its code.
    pub code: String,
    /// What the rules said.
    pub outcome: Outcome,
    /// Fingerprint of the records that counted, with their versions.
    pub digest: String,
    /// Whether it differs from the round before.
    pub changed: bool,
}

/// A record as it was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenRecord {
    /// Its register.
    pub register: String,
    /// What lists call it.
    pub title: String,
    /// What was filled in.
    pub answer: super::form::Answer,
}

/// Fingerprint of what counted for a leaf: changes with every change of one of the records (FNV-1a, 64 bits).
pub fn digest(counted: &[RecordId], versions: &BTreeMap<RecordId, i64>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |text: String| {
        for byte in text.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for id in counted {
        add(format!("{id}@{};", versions.get(id).copied().unwrap_or_default()));
    }
    format!("{hash:016x}")
}

/// A line of the reviewer's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewRow {
    /// The case.
    pub id: EvaluationId,
    /// The society.
    pub org_name: String,
    /// The batch.
    pub batch_name: String,
    /// State in words.
    pub state: Label,
    /// Key of the state.
    pub state_key: String,
    /// Look of the badge.
    pub tone: Tone,
    /// When it was handed in.
    pub submitted_at: Option<Instant>,
    /// 1 for the first time; grows with every return.
    pub round: i64,
    /// Whom it went back to; empty: anybody.
    pub holder: String,
}

/// A frozen record in words: what the reviewer reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The record as it is now.
    pub link: RecordLink,
    /// Label and value of each field, as handed in.
    pub lines: Vec<(String, String)>,
}

/// The middle pane of the approval screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    /// The line of the list.
    pub row: ReviewRow,
    /// The frozen tree.
    pub nodes: Vec<NodeView>,
    /// Bonus and deductions as handed in.
    pub extras: ExtrasView,
    /// The society's suggestion, all leaves together.
    pub suggested_x100: i64,
    /// The reviewer's points so far, bonus and deductions worked in.
    pub reviewed_x100: i64,
    /// Leaves with a score and all leaves.
    pub scored: Progress,
    /// Edit counter.
    pub version: i64,
    /// Why nothing can be changed here; empty: it can.
    pub locked: Vec<Reason>,
    /// Why it cannot be approved yet; empty: it can.
    pub approve: Vec<Reason>,
    /// Steps, oldest first.
    pub timeline: Vec<TimelineStep>,
    /// The next waiting case.
    pub next: Option<EvaluationId>,
}
