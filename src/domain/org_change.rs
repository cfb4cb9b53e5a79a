//! Changes of the tree: move, merge, split, and taking them back. What is possible is decided here; the browser
//! shows the same reasons.

use serde::{Deserialize, Serialize};

use super::error::{FieldProblem, Reason, ReasonCode};
use super::ids::{OrgChangeId, OrgId, Uid};
use super::org::{Org, OrgKind, name_problem};
use super::text::org_change::ChangeText;
use super::text::{Label, Lang, Text};
use super::time::Instant;

mod families;

pub use families::families;

/// What was done to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// 设立
    Create,
    /// 更名
    Rename,
    /// 停用
    Disable,
    /// 启用
    Enable,
    /// 移动（下派）
    Move,
    /// 合并
    Merge,
    /// 拆分
    Split,
    /// 撤销
    Reverse,
}

impl ChangeKind {
    /// Every kind.
    pub const ALL: [Self; 8] =
        [Self::Create, Self::Rename, Self::Disable, Self::Enable, Self::Move, Self::Merge, Self::Split, Self::Reverse];

    /// The text in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Rename => "rename",
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::Move => "move",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Reverse => "reverse",
        }
    }

    /// Reads the text of the store.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.key() == key)
    }

    /// The word.
    pub fn name(self) -> Label {
        let (zh, en) = match self {
            Self::Create => ("设立", "Set up"),
            Self::Rename => ("更名", "Renamed"),
            Self::Disable => ("停用", "Disabled"),
            Self::Enable => ("启用", "Enabled"),
            Self::Move => ("移动", "Moved"),
            Self::Merge => ("合并", "Merged"),
            Self::Split => ("拆分", "Split"),
            Self::Reverse => ("撤销", "Taken back"),
        };
        Label { zh: zh.into(), en: en.into() }
    }

    /// Whether it is taken back from its journal; the others have an opposite of their own.
    pub fn has_journal(self) -> bool {
        matches!(self, Self::Move | Self::Merge | Self::Split)
    }
}

/// How much of what goes along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Units, those further below included.
    pub units: i64,
    /// Present posts.
    pub people: i64,
    /// Records that are not deleted.
    pub records: i64,
    /// Files.
    pub files: i64,
    /// Invitations.
    pub invitations: i64,
}

/// The names and numbers of a change, as they were then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeDetail {
    /// The unit's name.
    pub unit: String,
    /// The name or the parent before; empty where there is none.
    pub from: String,
    /// The name, the parent or the other unit after.
    pub to: String,
    /// What went along.
    #[serde(default)]
    pub counts: Counts,
    /// What was taken back.
    #[serde(default)]
    pub reversed: Option<ChangeKind>,
}

/// A dated line of a unit's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgChange {
    /// The change.
    pub id: OrgChangeId,
    /// What was done.
    pub kind: ChangeKind,
    /// When.
    pub at: Instant,
    /// Who did it; empty for the system.
    pub by: String,
    /// Names and numbers.
    pub detail: ChangeDetail,
    /// When it was taken back, and by whom.
    pub reversed: Option<(Instant, String)>,
}

impl OrgChange {
    /// What was done, in one sentence.
    pub fn sentence(&self, lang: Lang) -> String {
        line(self.kind, &self.detail, lang)
    }

    /// What went along, in words; none where nothing did.
    pub fn along(&self, lang: Lang) -> Option<String> {
        let Counts { units, people, records, files, .. } = self.detail.counts;
        let numbers = [units, people, records, files].map(|n| n.to_string());
        let words = ChangeText::Along.fill(lang, &numbers.each_ref().map(String::as_str));
        (self.detail.counts != Counts::default()).then_some(words)
    }
}

fn line(kind: ChangeKind, detail: &ChangeDetail, lang: Lang) -> String {
    let ChangeDetail { unit, from, to, reversed, .. } = detail;
    match (kind, reversed) {
        (ChangeKind::Create, _) if to.is_empty() => ChangeText::LineCreateRoot.fill(lang, &[unit]),
        (ChangeKind::Create, _) => ChangeText::LineCreate.fill(lang, &[unit, to]),
        (ChangeKind::Rename, _) => ChangeText::LineRename.fill(lang, &[from, to]),
        (ChangeKind::Disable, _) => ChangeText::LineDisable.fill(lang, &[unit]),
        (ChangeKind::Enable, _) => ChangeText::LineEnable.fill(lang, &[unit]),
        (ChangeKind::Move, _) => ChangeText::LineMove.fill(lang, &[unit, from, to]),
        (ChangeKind::Merge, _) => ChangeText::LineMerge.fill(lang, &[unit, to]),
        (ChangeKind::Split, _) => ChangeText::LineSplit.fill(lang, &[unit, to]),
        (ChangeKind::Reverse, None | Some(ChangeKind::Reverse)) => ChangeText::LineReverse.fill(lang, &[unit]),
        (ChangeKind::Reverse, Some(kind)) => ChangeText::LineReverse.fill(lang, &[&line(*kind, detail, lang)]),
    }
}

/// A change that somebody thinks of taking back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversal {
    /// The change.
    pub change: OrgChange,
    /// Why it cannot be taken back; empty: it can.
    pub reasons: Vec<Reason>,
}

/// What somebody wants to change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// 移动: below another unit.
    Move {
        /// The new parent.
        to: OrgId,
    },
    /// 合并: everything goes to another unit; this one is disabled and stays readable.
    Merge {
        /// The unit that takes it all.
        into: OrgId,
    },
    /// 拆分: a new unit beside this one takes a part.
    Split(Part),
}

impl Wanted {
    /// What it is.
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Move { .. } => ChangeKind::Move,
            Self::Merge { .. } => ChangeKind::Merge,
            Self::Split(_) => ChangeKind::Split,
        }
    }
}

/// What a new unit takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Units directly below.
    pub units: Vec<OrgId>,
    /// Posts, without the administrator's.
    pub people: Vec<Uid>,
    /// Keys of registers; with each go those that refer to it.
    pub registers: Vec<String>,
}

impl Part {
    /// What is wrong with it; the paths are the names of the fields.
    pub fn check(&self) -> Vec<FieldProblem> {
        name_problem(&self.name).into_iter().collect()
    }

    /// Whether nothing is chosen.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty() && self.people.is_empty() && self.registers.is_empty()
    }
}

/// What a change would do. Doing it demands the same mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// What is asked for.
    pub kind: ChangeKind,
    /// Name of the other unit: the new parent, the taker or the new unit.
    pub other: String,
    /// What goes along.
    pub moves: Counts,
    /// Records that stay: those of registers with one record a unit, and what is not chosen.
    pub records_stay: i64,
    /// Units above that will see it from now on.
    pub gain: Vec<String>,
    /// Units above that will see it no more.
    pub lose: Vec<String>,
    /// Why it cannot be done; empty: it can.
    pub reasons: Vec<Reason>,
    /// Stands for everything that was counted.
    pub mark: String,
}

/// What may be chosen when a unit is split.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Divisible {
    /// Units directly below.
    pub units: Vec<(OrgId, String)>,
    /// Posts with name and role, without the administrator's.
    pub people: Vec<(Uid, String, Label)>,
    /// Families of registers: the first key, the names, the number of records.
    pub registers: Vec<(String, Vec<Label>, i64)>,
}

/// Both ends of a move or a merge.
#[derive(Clone, Copy, Debug)]
pub struct Ends<'a> {
    /// The unit.
    pub unit: &'a Org,
    /// Its kind.
    pub unit_kind: &'a OrgKind,
    /// The other unit.
    pub other: &'a Org,
    /// Its kind.
    pub other_kind: &'a OrgKind,
    /// Whether the other one is the unit itself or stands below it.
    pub inside: bool,
}

/// Why a unit cannot be moved below the other one. A unit of a stepwise kind goes only to a unit that stands beside
/// it (S-093, ORG-11).
pub fn move_reasons(ends: Ends<'_>) -> Vec<Reason> {
    let Ends { unit, unit_kind, other, other_kind, inside } = ends;
    let mut reasons = Vec::new();
    if unit.parent.is_none() {
        reasons.push(Reason::new(ReasonCode::RootStays, &[]));
    }
    if inside {
        reasons.push(Reason::new(ReasonCode::InsideItself, &[]));
    } else if unit.parent == Some(other.id) {
        reasons.push(Reason::new(ReasonCode::SamePlace, &[&other.name]));
    } else if unit_kind.stepwise && other.parent != unit.parent {
        reasons.push(Reason::new(ReasonCode::OneLevel, &[&unit_kind.name.zh]));
    }
    if !other_kind.children.contains(&unit.kind) {
        reasons.push(Reason::new(ReasonCode::ChildKind, &[&other_kind.name.zh, &unit_kind.name.zh]));
    }
    if !other.enabled {
        reasons.push(Reason::new(ReasonCode::Disabled, &[]));
    }
    reasons
}

/// Why a unit cannot be merged into the other one.
pub fn merge_reasons(ends: Ends<'_>) -> Vec<Reason> {
    let Ends { unit, unit_kind, other, other_kind, inside } = ends;
    let mut reasons = Vec::new();
    if unit.parent.is_none() {
        reasons.push(Reason::new(ReasonCode::RootStays, &[]));
    }
    if inside {
        reasons.push(Reason::new(ReasonCode::InsideItself, &[]));
    }
    if unit.kind != other.kind {
        reasons.push(Reason::new(ReasonCode::KindsDiffer, &[&unit_kind.name.zh, &other_kind.name.zh]));
    }
    if !other.enabled || !unit.enabled {
        reasons.push(Reason::new(ReasonCode::Disabled, &[]));
    }
    reasons
}

/// Why a unit cannot be split like this.
pub fn split_reasons(unit: &Org, part: &Part) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if unit.parent.is_none() {
        reasons.push(Reason::new(ReasonCode::RootStays, &[]));
    }
    if !unit.enabled {
        reasons.push(Reason::new(ReasonCode::Disabled, &[]));
    }
    if part.is_empty() {
        reasons.push(Reason::new(ReasonCode::NothingChosen, &[]));
    }
    reasons
}

/// What was built upon a change since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Since {
    /// Whether it was taken back already.
    pub reversed: bool,
    /// A later change of the same units: what and when.
    pub later: Option<(ChangeKind, Instant)>,
    /// Units that went along and have moved on.
    pub units: i64,
    /// Records that went along and were changed or deleted.
    pub records: i64,
    /// People who went along and whose post has ended.
    pub people: i64,
    /// Things that the new unit of a split has got since.
    pub added: i64,
    /// Whether the place to go back to is disabled.
    pub place_disabled: bool,
}

/// Why a change cannot be taken back.
pub fn reversal_reasons(kind: ChangeKind, since: &Since) -> Vec<Reason> {
    if !kind.has_journal() {
        return vec![Reason::new(ReasonCode::NotReversible, &[])];
    }
    if since.reversed {
        return vec![Reason::new(ReasonCode::AlreadyReversed, &[])];
    }
    let mut reasons = Vec::new();
    if let Some((kind, at)) = since.later {
        reasons.push(Reason::new(ReasonCode::ChangedSince, &[&kind.name().zh, &at.day().to_string()]));
    }
    for (count, code) in [
        (since.units, ReasonCode::UnitsMovedOn),
        (since.records, ReasonCode::RecordsChanged),
        (since.people, ReasonCode::PeopleChanged),
        (since.added, ReasonCode::AddedSince),
    ] {
        if count > 0 {
            reasons.push(Reason::new(code, &[&count.to_string()]));
        }
    }
    if since.place_disabled {
        reasons.push(Reason::new(ReasonCode::ParentDisabled, &[]));
    }
    reasons
}

#[cfg(test)]
mod tests;
