//! Records of registers as their readers see them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::account::Role;
use super::case::CaseView;
use super::error::{FieldProblem, Reason, ReasonCode};
use super::form::expiry::Ending;
use super::form::{Answer, FormDefinition, Menu, RecordFlow, Shape};
use super::ids::{OrgId, RecordId};
use super::indicator::Leaf;
use super::text::{Label, Lang};
use super::time::Instant;
use super::workflow::{
    ACTIVITY, APPLICATION, CLIMB, Flow, PARTY_ANSWER, PARTY_GROUP_LEAVE, REELECTION, TimelineStep, Tone,
};

pub mod history;
pub mod pool;
pub mod recycle;
pub mod sharing;

use history::RecordHistory;

/// The state of a record in the flows `Save` and `Submit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordState {
    /// 草稿: seen by the own unit only, never counted
    Draft,
    /// 已保存 / 已提交: complete and counted
    Valid,
}

impl RecordState {
    /// The text in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Valid => "valid",
        }
    }
}

/// The latest table of what happens to a record once it was handed in; none where nothing does.
pub fn case_flow(flow: RecordFlow) -> Option<&'static Flow> {
    match flow {
        RecordFlow::Reviewed => Some(&ACTIVITY),
        RecordFlow::Leave => Some(&PARTY_GROUP_LEAVE),
        RecordFlow::Climb => Some(&CLIMB),
        RecordFlow::Reelection => Some(&REELECTION),
        RecordFlow::Answer => Some(&PARTY_ANSWER),
        RecordFlow::Save | RecordFlow::Submit | RecordFlow::Publish | RecordFlow::Application | RecordFlow::Derived => {
            None
        }
    }
}

/// The table whose states a register's records have; none where they are drafts or valid and nothing else.
pub fn state_flow(flow: RecordFlow) -> Option<&'static Flow> {
    if flow == RecordFlow::Application { Some(&APPLICATION) } else { case_flow(flow) }
}

/// The state of a record that leaves lists which are not asked for it: 已离任.
pub fn hidden_state(flow: RecordFlow) -> Option<&'static str> {
    (flow == RecordFlow::Leave).then_some("left")
}

/// Key of the state that a save leads to.
///
/// # Errors
/// `WithdrawFirst`: what was handed in or published does not become a draft by a save. `StateForbids`: it waits for
/// somebody, is at its end, or was collected by the system, which makes no drafts.
pub fn saved_state(flow: RecordFlow, before: Option<&str>, mode: SaveMode) -> Result<&'static str, Vec<Reason>> {
    let Some(table) = case_flow(flow) else {
        return match mode {
            SaveMode::Draft if flow == RecordFlow::Derived => {
                let state = state_name(flow, RecordState::Valid.key()).0.zh;
                Err(vec![Reason::new(ReasonCode::StateForbids, &[&state])])
            }
            SaveMode::Draft if flow == RecordFlow::Publish && before == Some(RecordState::Valid.key()) => {
                Err(vec![Reason::new(ReasonCode::WithdrawFirst, &[])])
            }
            SaveMode::Draft => Ok(RecordState::Draft.key()),
            SaveMode::Valid => Ok(RecordState::Valid.key()),
        };
    };
    let now = before.map_or(table.states.first(), |key| table.states.iter().find(|state| state.key == key));
    match (mode, now) {
        (SaveMode::Draft, Some(now)) if now.open => Ok(now.key),
        // 临时保存 of somebody in office: entered too early.
        (SaveMode::Draft, Some(now)) if flow == RecordFlow::Leave && now.key == RecordState::Valid.key() => {
            Ok(RecordState::Draft.key())
        }
        (SaveMode::Draft, _) => Err(vec![Reason::new(ReasonCode::WithdrawFirst, &[])]),
        (SaveMode::Valid, now) => match (table.form_step(before), now) {
            (Some(step), _) => Ok(step.to),
            (None, Some(now)) if !table.form_hands_in() => Ok(now.key),
            (None, _) => {
                let state = table.state_name(before.unwrap_or_default(), Lang::Zh);
                Err(vec![Reason::new(ReasonCode::StateForbids, &[&state])])
            }
        },
    }
}

/// Whether a record in that state is kept as it is by 临时保存: new ones and those at which their author is at work.
pub fn keeps_as_draft(flow: RecordFlow, state: &str) -> bool {
    saved_state(flow, Some(state), SaveMode::Draft).is_ok_and(|kept| kept == state)
}

/// A record's state in words and its look; an unknown key (a later version's) shows as it is stored.
pub fn state_name(flow: RecordFlow, key: &str) -> (Label, Tone) {
    if let Some(state) = state_flow(flow).and_then(|flow| flow.state(key)) {
        return (Label { zh: state.zh.to_owned(), en: state.en.to_owned() }, state.tone);
    }
    let (zh, en, tone) = match (flow, key) {
        (_, "draft") => ("草稿", "Draft", Tone::Waiting),
        (RecordFlow::Submit, "valid") => ("已提交", "Submitted", Tone::Success),
        (RecordFlow::Publish, "valid") => ("已发布", "Published", Tone::Success),
        (RecordFlow::Save | RecordFlow::Derived, "valid") => ("已保存", "Saved", Tone::Success),
        _ => (key, "", Tone::Neutral),
    };
    (Label { zh: zh.to_owned(), en: en.to_owned() }, tone)
}

/// A register in the menu of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterSummary {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: Label,
    /// What it is for.
    pub purpose: Label,
    /// The part of the menu.
    pub menu: Menu,
    /// The heading under which it stands there; none: that of the part.
    pub part: Option<Label>,
    /// One record per unit, or a list.
    pub shape: Shape,
    /// How records become valid.
    pub flow: RecordFlow,
    /// Records that the reader sees, drafts included where they are seen.
    pub records: i64,
    /// Drafts among them.
    pub drafts: i64,
    /// The unit above that keeps it and shares records of it; none: the reader's own register, or one of the unit that
    /// was asked for.
    pub shared_by: Option<(OrgId, String)>,
}

/// A record that can be chosen in a picker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The record.
    pub id: RecordId,
    /// Its title.
    pub title: String,
    /// Words of its other list columns, which tell it from others of the same title.
    pub note: String,
    /// Its scalars, for the fields that are filled from it; numbers are masked until it is chosen.
    pub values: BTreeMap<String, String>,
}

/// What was typed and not yet saved, kept for its author only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordDraft {
    /// As typed.
    pub answer: Answer,
    /// The version of the record that it began with; 0 for a new one.
    pub base_version: i64,
    /// When it was kept.
    pub kept_at: Instant,
}

/// What a save asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaveMode {
    /// 临时保存: keeps everything as typed, even what is wrong
    Draft,
    /// 保存 / 提交: refused while an error stands
    Valid,
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    /// The record.
    pub id: RecordId,
    /// State in words.
    pub state: Label,
    /// Look of the state badge.
    pub tone: Tone,
    /// The values of the definition's columns, ready to show and masked where they must be.
    pub cells: Vec<String>,
    /// How its last days stand; none for a draft and for what never runs out.
    pub endings: Vec<Ending>,
    /// Last change.
    pub updated_at: Instant,
}

/// Most filters that somebody keeps for one register.
pub const FILTERS_MAX: usize = 20;
/// Longest name of one, in characters.
pub const FILTER_NAME_MAX: usize = 30;

/// A filter that somebody keeps (REG-11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFilter {
    /// What the person calls it.
    pub name: String,
    /// What stands behind the `?` of its address.
    pub query: String,
}

/// A page of a register's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordPage {
    /// What a list needs of the register's definition.
    pub definition: FormDefinition,
    /// The unit, where it is not the reader's own.
    pub org_name: Option<String>,
    /// Whether the reader has only what is shared (E-103).
    pub shared: bool,
    /// The record of a register with one per unit, once it is there.
    pub only: Option<RecordId>,
    /// Why the reader cannot add a record; empty: they can.
    pub read_only: Vec<Reason>,
    /// How many deleted records can be taken back; none for those who cannot.
    pub recycled: Option<i64>,
    /// The fields that could be columns too: key and label.
    pub more_columns: Vec<(String, Label)>,
    /// Whether the reader has chosen the columns.
    pub own_columns: bool,
    /// The filters that the reader keeps.
    pub kept: Vec<SavedFilter>,
    /// What there is of each choice by which the list is laid out; empty where it is not, and under a filter.
    pub shelves: Vec<Shelf>,
    /// Titles of the records by which the list is filtered, by field.
    pub narrowed_to: BTreeMap<String, String>,
    /// The lines.
    pub rows: Vec<RecordRow>,
    /// How many records the filter matches in all.
    pub total: i64,
    /// The page shown, from 1.
    pub page: i64,
    /// Lines a page.
    pub size: i64,
}

/// One choice by which a list is laid out (E-025, E-103).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    /// The choice.
    pub value: String,
    /// How many records the reader sees.
    pub count: i64,
    /// The first of them.
    pub first: Option<RecordId>,
    /// Whether all of them are drafts.
    pub draft: bool,
}

/// Records of another register that belong to one (E-040).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Belonging {
    /// Their register.
    pub register: String,
    /// Its name.
    pub name: Label,
    /// Their field that names the one.
    pub field: String,
    /// How many there are.
    pub count: i64,
}

/// The register of what the association sends to societies (E-095).
pub const PARTY_NOTICES: &str = "party_notice";

/// The register of a branch's people and its field that names the branch.
pub const BRANCH_PEOPLE: (&str, &str) = ("branch_person", "branch");

/// A chapter of the manual.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChapterName {
    /// The register's key.
    pub register: String,
    /// The module's name.
    pub name: Label,
    /// What it is for.
    pub purpose: Label,
}

/// A register's form that is printed to be filled in by hand (REG-22).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlankForm {
    /// The form.
    pub definition: FormDefinition,
    /// The unit that fills it in.
    pub org_name: String,
}

/// What a list is asked for. Lives in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RecordQuery {
    /// Words to look for; empty: all.
    #[serde(default)]
    pub q: String,
    /// Field → wanted value, for the definition's filter fields.
    #[serde(default)]
    pub filters: BTreeMap<String, String>,
    /// From 1; 0 counts as 1.
    #[serde(default)]
    pub page: i64,
}

/// One record with all that its page tells of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenedRecord {
    /// The record.
    pub view: RecordView,
    /// Who can read it, unit by unit from the top down (ORG-14); nobody is named to those who have only what is shared.
    pub readers: Vec<ReaderUnit>,
    /// What was done to it (REG-10).
    pub history: RecordHistory,
    /// Whether the reader has it only because it is shared (E-103): neither its readers nor its history.
    pub shared: bool,
    /// Who has it and what comes next; none where its register has no cases.
    pub case: Option<CaseView>,
    /// The lists of what belongs to it.
    pub belongings: Vec<Belonging>,
    /// What the societies answered that received it.
    pub answers: Vec<SocietyAnswer>,
}

/// What a society answered to a call (E-096).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocietyAnswer {
    /// The society.
    pub org_name: String,
    /// Its record of the call.
    pub record: RecordId,
    /// When it answered last; none: it has not.
    pub answered_at: Option<Instant>,
    /// The beginning of the answer.
    pub text: String,
}

/// What a save answers: where the record stands now. What it holds is in the form that was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRecord {
    /// Its id.
    pub id: RecordId,
    /// What names it; empty where nothing is filled in that would.
    pub title: String,
    /// Key of its state.
    pub state: String,
    /// State in words.
    pub state_name: Label,
    /// Look of the state badge.
    pub tone: Tone,
    /// Edit counter, on which the next save builds.
    pub version: i64,
}

/// One record with all that its page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    /// Its id; none while it is new.
    pub id: Option<RecordId>,
    /// The unit.
    pub org: OrgId,
    /// The unit's name.
    pub org_name: String,
    /// The definition that the record was entered with.
    pub definition: FormDefinition,
    /// What is filled in.
    pub answer: Answer,
    /// Titles of the records that the answer refers to.
    pub titles: BTreeMap<RecordId, String>,
    /// Names of the codes that the answer holds: `table:code` → name.
    pub code_names: BTreeMap<String, Label>,
    /// Values of computed fields.
    pub computed: BTreeMap<String, String>,
    /// What chosen records say now of the fields that they filled in, where it is something else and the reader can
    /// take it over (REG-06).
    pub outdated: Answer,
    /// Key of its state.
    pub state: String,
    /// State in words.
    pub state_name: Label,
    /// Look of the state badge.
    pub tone: Tone,
    /// How its last days stand; none for a draft and for what never runs out.
    pub endings: Vec<Ending>,
    /// Edit counter; 0 while it is new.
    pub version: i64,
    /// Last change.
    pub updated_at: Option<Instant>,
    /// Who changed it last.
    pub updated_by: String,
    /// What the server's check says of the stored answer.
    pub problems: Vec<FieldProblem>,
    /// Why it cannot be edited; empty: it can.
    pub read_only: Vec<Reason>,
    /// Steps of its case, oldest first; empty for registers without a flow.
    pub timeline: Vec<TimelineStep>,
    /// Whether numbers of the answer are masked.
    pub hidden: bool,
    /// Whether they are shown in full because a reason was given (OPS-03).
    pub revealed: bool,
    /// Why the reader cannot ask for full numbers; empty: they can.
    pub reveal: Vec<Reason>,
    /// The leaves that it counts for (EVA-11).
    pub counts_for: Vec<LeafLink>,
    /// The record of another register that it was written from (REG-17).
    pub source: Option<SourceLink>,
}

/// The record from which the system wrote another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLink {
    /// Its register.
    pub register: String,
    /// Its id.
    pub id: RecordId,
    /// What it is called.
    pub title: String,
}

/// The people of one unit who can read a record (ORG-14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderUnit {
    /// The unit.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// The roles that can read it.
    pub roles: Vec<ReaderRole>,
}

/// A role that can read a record, and what else it may do with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderRole {
    /// The role.
    pub role: Role,
    /// The people who hold it at present.
    pub names: Vec<String>,
    /// Whether they may see full numbers for a reason.
    pub may_reveal: bool,
    /// Whether they may change it, and see full numbers while they do.
    pub may_edit: bool,
}

/// A leaf of the indicator tree that a record counts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeafLink {
    /// `1.1.2.2`
    pub code: String,
    /// Its name.
    pub name: Label,
}

impl LeafLink {
    /// To that leaf.
    pub fn to(leaf: &Leaf) -> Self {
        Self { code: leaf.code.clone(), name: leaf.name.clone() }
    }
}
