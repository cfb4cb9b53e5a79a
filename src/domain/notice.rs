//! Notices (通知公告): a unit announces to the units below it (S-029, MSG-01).

use serde::{Deserialize, Serialize};

use super::error::{FieldProblem, ProblemCode, Reason, ReasonCode};
use super::form::kinds::{file, text};
use super::form::{FileRef, file_bytes, file_types, files_max};
use super::ids::{NoticeId, OrgId};
use super::message::BODY_MAX;
use super::org::Relation;
use super::portal::Category;
use super::text::{Label, Lang};
use super::time::{Day, Instant};
use super::workflow::Tone;

/// Most characters of a title.
pub const TITLE_MAX: usize = 100;
/// Most units that are named one by one.
pub const NAMED_MAX: usize = 500;

/// Suffixes that its attachments may have: tables are handed out too, to be filled in (P-045).
pub fn attachment_types() -> Vec<String> {
    file_types().into_iter().chain(["xls", "xlsx"].map(str::to_owned)).collect()
}

/// How a notice stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// 草稿
    #[default]
    Draft,
    /// 已发布
    Published,
    /// 已撤回
    Withdrawn,
}

/// What can be done to a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeStep {
    /// 保存: a withdrawn notice is a draft again
    Save,
    /// 发布
    Publish,
    /// 撤销发布 within 30 seconds: nobody has seen it
    Undo,
    /// 撤回: it disappears for its readers
    Withdraw,
    /// 删除草稿
    Delete,
}

impl NoticeState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Withdrawn];

    /// The text in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the text of the store.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.key() == key)
    }

    /// The word and its tone.
    pub fn name(self) -> (Label, Tone) {
        let (zh, en, tone) = match self {
            Self::Draft => ("草稿", "Draft", Tone::Neutral),
            Self::Published => ("已发布", "Published", Tone::Success),
            Self::Withdrawn => ("已撤回", "Withdrawn", Tone::Danger),
        };
        (Label { zh: zh.into(), en: en.into() }, tone)
    }

    /// The state after a step; undoing within the time is asked of `undo_left`.
    ///
    /// # Errors
    /// `StateForbids` with the present state.
    pub fn next(self, step: NoticeStep) -> Result<Self, Reason> {
        match (self, step) {
            (Self::Draft | Self::Withdrawn, NoticeStep::Save) => Ok(Self::Draft),
            (Self::Draft, NoticeStep::Publish) => Ok(Self::Published),
            (Self::Draft, NoticeStep::Delete) => Ok(Self::Draft),
            (Self::Published, NoticeStep::Undo) => Ok(Self::Draft),
            (Self::Published, NoticeStep::Withdraw) => Ok(Self::Withdrawn),
            _ => Err(Reason::new(ReasonCode::StateForbids, &[self.name().0.text(Lang::Zh)])),
        }
    }
}

/// Whom a notice is for. Its own unit always reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// All units below.
    pub everyone: bool,
    /// Kinds of units below.
    pub kinds: Vec<String>,
    /// Units below, named one by one.
    pub orgs: Vec<OrgId>,
}

impl Audience {
    /// Whether people of a unit read it that stands in that relation to the notice's unit.
    pub fn reaches(&self, relation: Relation, kind: &str, org: OrgId) -> bool {
        let chosen = self.everyone || self.kinds.iter().any(|k| k == kind) || self.orgs.contains(&org);
        relation == Relation::Own || relation.is_below() && chosen
    }
}

/// A notice as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewNotice {
    /// One line.
    pub title: String,
    /// The text.
    pub body: String,
    /// Whom it is for.
    pub audience: Audience,
    /// Stands on top up to this day, `YYYY-MM-DD`; empty: does not.
    pub pinned_until_on: String,
    /// Attachments.
    pub files: Vec<FileRef>,
    /// What it is.
    pub category: Category,
    /// Whether visitors read it on the portal; only the unit at the top of the tree may say so.
    pub public: bool,
}

impl NewNotice {
    /// The day up to which it stands on top.
    ///
    /// # Errors
    /// All that is wrong with it even as a draft.
    pub fn read(&self) -> Result<Option<Day>, Vec<FieldProblem>> {
        let mut problems: Vec<FieldProblem> = text::check("title", self.title.trim(), TITLE_MAX)
            .into_iter()
            .chain(text::check("body", &self.body, BODY_MAX))
            .collect();
        let typed = self.pinned_until_on.trim();
        let pinned = if typed.is_empty() { None } else { typed.parse::<Day>().ok() };
        if !typed.is_empty() && pinned.is_none() {
            problems.push(FieldProblem::error("pinned_until_on", ProblemCode::NotADay, &[typed]));
        }
        if self.audience.orgs.len() > NAMED_MAX {
            let (max, count) = (NAMED_MAX.to_string(), self.audience.orgs.len().to_string());
            problems.push(FieldProblem::error("orgs", ProblemCode::TooManyReceivers, &[&max, &count]));
        }
        problems.extend(file::check("files", &self.files, files_max(), file_bytes(), &attachment_types()));
        if problems.is_empty() { Ok(pinned) } else { Err(problems) }
    }
}

/// What stands against publishing it.
pub fn check_publishing(title: &str, body: &str) -> Vec<FieldProblem> {
    let missing = |(path, text): (&str, &str)| {
        text.trim().is_empty().then(|| FieldProblem::error(path, ProblemCode::Required, &[]))
    };
    [("title", title), ("body", body)].into_iter().filter_map(missing).collect()
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRow {
    /// The notice.
    pub id: NoticeId,
    /// Its title; may be empty in a draft.
    pub title: String,
    /// The unit that announces.
    pub org_name: String,
    /// How it stands.
    pub state: NoticeState,
    /// When it was published; when a draft was saved.
    pub at: Instant,
    /// Whether it stands on top today.
    pub pinned: bool,
    /// Whether I have not read it; never for the unit's own list.
    pub unread: bool,
    /// Whether it has attachments.
    pub has_files: bool,
    /// What it is.
    pub category: Category,
    /// Whether visitors read it.
    pub public: bool,
}

/// Notices, a page at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeList {
    /// The lines: those on top, then the latest.
    pub rows: Vec<NoticeRow>,
    /// How many there are in all.
    pub total: i64,
    /// What I have not read.
    pub unread: i64,
    /// Whether I announce for my unit.
    pub may_publish: bool,
}

/// Units of a page of readers.
pub const UNITS_PAGE: i64 = 50;

/// Lines of a page of notices.
pub const PAGE: i64 = 30;

/// A notice as its readers and its unit see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeView {
    /// The line of the list.
    pub row: NoticeRow,
    /// The text.
    pub body: String,
    /// Attachments.
    pub files: Vec<FileRef>,
    /// Who wrote it.
    pub author: String,
    /// Whether the actor announces for this unit.
    pub own: bool,
    /// How many have read it, of how many; for the unit that announces.
    pub read_of: Option<(i64, i64)>,
    /// Milliseconds in which publishing can still be undone; 0: no more.
    pub undo_ms: i64,
    /// Edit counter.
    pub version: i64,
}

/// A unit that is or can be named.
pub type NamedUnit = (OrgId, String);

/// A notice being written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeDraft {
    /// The draft; none before the first save.
    pub id: Option<NoticeId>,
    /// One line.
    pub title: String,
    /// The text.
    pub body: String,
    /// For all units below.
    pub everyone: bool,
    /// The chosen kinds.
    pub kinds: Vec<String>,
    /// The named units.
    pub orgs: Vec<NamedUnit>,
    /// Stands on top up to this day.
    pub pinned_until_on: Option<Day>,
    /// Attachments.
    pub files: Vec<FileRef>,
    /// What it is.
    pub category: Category,
    /// Whether visitors read it.
    pub public: bool,
    /// Whether this unit may have visitors read it.
    pub may_be_public: bool,
    /// When it was saved.
    pub saved_at: Option<Instant>,
    /// Edit counter.
    pub version: i64,
    /// Kinds of units that there are below: key and name.
    pub kind_names: Vec<(String, Label)>,
    /// Units that can be named by the words searched for.
    pub found: Vec<NamedUnit>,
}

/// Who is to read a notice in one unit, and who has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitReaders {
    /// The unit.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// People.
    pub people: i64,
    /// Those who have read it.
    pub read: i64,
}

/// Readers by unit, a page at a time; units in which somebody has not read it come first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readers {
    /// The units of this page.
    pub units: Vec<UnitReaders>,
    /// How many units.
    pub unit_total: i64,
    /// How many people.
    pub people: i64,
    /// How many of them have read it.
    pub read: i64,
    /// Those of the chosen unit, else the first, who have not read it: name and unit.
    pub unread: Vec<(String, String)>,
}

/// What will be published, and to whom: the real receivers (MSG-05).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePreview {
    /// What is written.
    pub draft: NoticeDraft,
    /// The unit that announces.
    pub org_name: String,
    /// Whom it reaches.
    pub readers: Readers,
    /// What stands against publishing.
    pub problems: Vec<FieldProblem>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Uid;

    /// MSG-01, S-029: the own unit always, others only below and only when chosen.
    #[test]
    fn audience_reaches_the_own_unit_and_chosen_units_below() {
        let named = OrgId(Uid::compose(1, [1; 10]));
        let other = OrgId(Uid::compose(1, [2; 10]));
        let everyone = Audience { everyone: true, ..Audience::default() };
        let kinds = Audience { kinds: vec!["society".into()], ..Audience::default() };
        let orgs = Audience { orgs: vec![named], ..Audience::default() };
        let relations = [
            Relation::Own,
            Relation::Child,
            Relation::Descendant,
            Relation::Parent,
            Relation::Ancestor,
            Relation::Foreign,
        ];
        let reached = |a: &Audience, kind: &str, org| relations.map(|r| a.reaches(r, kind, org));
        let (all, own) = ([true, true, true, false, false, false], [true, false, false, false, false, false]);
        assert_eq!(reached(&everyone, "branch", other), all);
        assert_eq!(reached(&kinds, "society", other), all);
        assert_eq!(reached(&kinds, "branch", other), own);
        assert_eq!(reached(&orgs, "branch", named), all);
        assert_eq!(reached(&orgs, "branch", other), own);
        assert_eq!(reached(&Audience::default(), "society", named), own);
    }

    #[test]
    fn each_state_allows_its_own_steps() {
        use NoticeState::{Draft, Published, Withdrawn};
        use NoticeStep::{Delete, Publish, Save, Undo, Withdraw};
        let allowed = |state: NoticeState| {
            [Save, Publish, Undo, Withdraw, Delete].map(|step| state.next(step).ok().map(NoticeState::key))
        };
        assert_eq!(allowed(Draft), [Some("draft"), Some("published"), None, None, Some("draft")]);
        assert_eq!(allowed(Published), [None, None, Some("draft"), Some("withdrawn"), None]);
        assert_eq!(allowed(Withdrawn), [Some("draft"), None, None, None, None]);
        for state in NoticeState::ALL {
            assert_eq!(NoticeState::from_key(state.key()), Some(state));
        }
    }

    #[test]
    fn a_draft_is_checked_for_what_could_not_be_stored() {
        assert_eq!(NewNotice::default().read(), Ok(None));
        let pinned = NewNotice { pinned_until_on: "2026-12-01".into(), ..NewNotice::default() };
        assert_eq!(pinned.read(), Ok(Day::new(2026, 12, 1).ok()));
        let wrong = NewNotice { title: "长".repeat(101), pinned_until_on: "12月".into(), ..NewNotice::default() };
        let paths: Vec<_> = wrong.read().unwrap_err().into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["title", "pinned_until_on"]);
        let paths: Vec<_> = check_publishing(" ", "").into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["title", "body"]);
    }
}
