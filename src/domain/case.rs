//! Cases as their readers see them: who has a record that was handed in, what can be done with it and why not.

use serde::{Deserialize, Serialize};

use super::error::{AppError, Reason};
use super::ids::{AccountId, RecordId};
use super::text::Label;
use super::time::{Day, Instant};
use super::workflow::deadline::Due;
use super::workflow::panel::Panel;
use super::workflow::{TimelineStep, Tone};

/// Lines of a page.
pub const PAGE: i64 = 50;

/// A step that somebody sees as a button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The verb's key.
    pub verb: String,
    /// The word on the button.
    pub label: Label,
    /// Whether it leads on to the good end, or away from it.
    pub tone: Tone,
    /// Why it is not possible; empty: it is (WFL-08).
    pub reasons: Vec<Reason>,
}

/// A unit of the way to which the case can be returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Its number from 0, the author's.
    pub number: usize,
    /// The unit's name.
    pub org_name: String,
}

/// Somebody of the actor's unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// The account.
    pub account: AccountId,
    /// The name.
    pub name: String,
}

/// Those who decide a case together, for its reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelView {
    /// Who they are, and how they have voted so far.
    pub panel: Panel,
    /// The numbers of the seats for which the reader votes.
    pub own: Vec<usize>,
    /// The numbers of the seats that the reader can give to a colleague.
    pub to_hand: Vec<usize>,
}

/// The case of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// The record.
    pub record: RecordId,
    /// Its edit counter: what is decided is what was seen.
    pub version: i64,
    /// Key of the state.
    pub state: String,
    /// The picture of its flow, as `workflow::picture` draws it.
    pub picture: String,
    /// The unit that has it; none: it waits for nobody.
    pub unit: Option<String>,
    /// The person who has it; empty: whoever may in that unit.
    pub holder: String,
    /// Those who decide it together; none: one decides alone.
    pub panel: Option<PanelView>,
    /// Since when.
    pub since: Option<Instant>,
    /// How the deadline stands.
    pub due: Due,
    /// Its last day.
    pub due_on: Option<Day>,
    /// What the reader's side can do.
    pub moves: Vec<Move>,
    /// Where it can be returned to; empty where only the author is behind.
    pub stages: Vec<Stage>,
    /// To whom the reader can hand it over; empty: it is not theirs to hand over.
    pub colleagues: Vec<Colleague>,
    /// Why the author cannot remind; none: there is nobody to remind.
    pub urge: Option<Vec<Reason>>,
    /// Every step so far.
    pub timeline: Vec<TimelineStep>,
}

/// A case that waits for the actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The record.
    pub record: RecordId,
    /// Key of its register.
    pub register: String,
    /// The register's name.
    pub register_name: Label,
    /// What the record is called.
    pub title: String,
    /// The unit that it is of.
    pub org_name: String,
    /// State in words.
    pub state: Label,
    /// Look of the state badge.
    pub tone: Tone,
    /// Since when it waits.
    pub since: Instant,
    /// How the deadline stands.
    pub due: Due,
    /// Whether the author has reminded.
    pub urged: bool,
    /// Its edit counter.
    pub version: i64,
}

/// An absence of somebody of the unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsenceRow {
    /// Who is away.
    pub account: AccountId,
    /// The name.
    pub name: String,
    /// Who acts meanwhile.
    pub deputy_name: String,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

/// What waits for the actor, the longest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseList {
    /// The lines.
    pub rows: Vec<CaseRow>,
    /// How many there are in all.
    pub total: i64,
    /// The page shown, from 1.
    pub page: i64,
    /// Whether the actor decides what units below hand in: only then there is something to decide together.
    pub decides: bool,
    /// Whether the actor lays down who of the unit decides together.
    pub arranges: bool,
    /// Who of the unit is away now or later.
    pub absences: Vec<AbsenceRow>,
    /// Who could be the actor's deputy.
    pub colleagues: Vec<Colleague>,
}

/// What became of one case that was decided together with others (WFL-07).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseOutcome {
    /// The record.
    pub record: RecordId,
    /// What it is called; empty where it is not the actor's to see.
    pub title: String,
    /// Why it was skipped; none: it is done.
    pub error: Option<AppError>,
}
