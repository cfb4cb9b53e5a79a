//! States and transitions as typed tables, one per kind of case. Buttons, refusals and timelines follow. `flows` holds
//! the tables, `course` who has a case, `deputy` who acts for somebody absent, `tally` votes, `deadline` days and
//! reminders, `diagram` the picture of a flow, `panel` those who decide together.

use serde::{Deserialize, Serialize};

use super::access::Action;
use super::error::{Reason, ReasonCode};
use super::ids::AccountId;
use super::text::{Label, Lang};
use super::time::Instant;

pub mod course;
pub mod deadline;
pub mod deputy;
pub mod diagram;
mod flows;
pub mod panel;
pub mod picture;
pub mod tally;

pub use flows::{
    ACTIVITY, APPLICATION, CLIMB, EVALUATION, FILED, FLOWS, NOMINEE, PARTY_ANSWER, PARTY_GROUP_LEAVE, REELECTION,
    RESUBMIT,
};

/// A state of a case: the key in the store and the word on the badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// Text in the store.
    pub key: &'static str,
    /// Chinese term.
    pub zh: &'static str,
    /// English term.
    pub en: &'static str,
    /// How the badge looks; never the only sign.
    pub tone: Tone,
    /// Whether the author is at work on it and may leave it unfinished.
    pub open: bool,
}

/// The look of a state badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Nothing is asked of anybody.
    Neutral,
    /// Somebody has to act.
    Waiting,
    /// Good end.
    Success,
    /// Sent back or refused.
    Danger,
}

impl State {
    const fn open(self) -> Self {
        Self { open: true, ..self }
    }

    /// The word.
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// What a step does with the place of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// 上报: hands the case to the stage above, or to the one who returned it
    Up,
    /// 通过: the end of it; in a climbing flow only at the topmost stage, before it the next one follows
    Pass,
    /// 退回: to a stage that it has passed
    Back,
    /// 撤回: the author takes it back while nobody has acted
    Recall,
    /// The end of it.
    End,
}

impl Way {
    /// Whether it leads on to the good end, or away from it.
    pub fn tone(self) -> Tone {
        match self {
            Self::Pass => Tone::Success,
            Self::Back | Self::End => Tone::Danger,
            Self::Up | Self::Recall => Tone::Neutral,
        }
    }
}

/// One arrow: who may lead a case from where to where.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The verb's key.
    pub verb: &'static str,
    /// The word on the button.
    pub zh: &'static str,
    /// The English word on the button.
    pub en: &'static str,
    /// States in which it may be taken.
    pub from: &'static [&'static str],
    /// The state that it leads to.
    pub to: &'static str,
    /// What it does with the place of the case.
    pub way: Way,
    /// The right that it needs.
    pub needs: Action,
    /// Whether an opinion must be given.
    pub opinion: bool,
    /// Whether saving the form takes it, which is checked then; no button of its own.
    pub by_form: bool,
}

impl Step {
    const fn new(
        verb: &'static str,
        (zh, en): (&'static str, &'static str),
        from: &'static [&'static str],
        to: &'static str,
        way: Way,
        needs: Action,
    ) -> Self {
        Self { verb, zh, en, from, to, way, needs, opinion: false, by_form: false }
    }

    /// The same, with an opinion that must be given.
    const fn with_opinion(self) -> Self {
        Self { opinion: true, ..self }
    }

    /// The same, taken by saving the form.
    const fn by_form(self) -> Self {
        Self { by_form: true, ..self }
    }

    /// The word on the button.
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// A kind of case: its states and arrows.
#[derive(Clone, Copy, Debug)]
pub struct Flow {
    /// The key in the store.
    pub key: &'static str,
    /// Grows with every change of the table; a running case keeps the version that it began with (WFL-12).
    pub version: i64,
    /// Whether every unit up to the root passes it, one after the other (S-004).
    pub climbs: bool,
    /// Days that a stage has; none: no deadline.
    pub days: Option<i64>,
    /// All states; the first one is where a case begins.
    pub states: &'static [State],
    /// All arrows.
    pub steps: &'static [Step],
}

impl Flow {
    /// The state of that key; an unknown key (a later version's) shows as it is stored.
    pub fn state(&self, key: &str) -> Option<&'static State> {
        self.states.iter().find(|s| s.key == key)
    }

    /// The arrow of that verb.
    pub fn step(&self, verb: &str) -> Option<&'static Step> {
        self.steps.iter().find(|s| s.verb == verb)
    }

    /// The step that saving the form takes from a state; none before it: from where a case begins.
    pub fn form_step(&self, state: Option<&str>) -> Option<&'static Step> {
        let state = state.or(self.states.first().map(|state| state.key))?;
        self.steps.iter().find(|step| step.by_form && step.from.contains(&state))
    }

    /// Whether saving the form hands the case to somebody else.
    pub fn form_hands_in(&self) -> bool {
        self.steps.iter().any(|step| step.by_form && step.way == Way::Up)
    }

    /// The word for a state key.
    pub fn state_name(&self, key: &str, lang: Lang) -> String {
        self.state(key).map_or_else(|| key.to_owned(), |s| s.name(lang).to_owned())
    }

    /// Whether nothing leads on from a state.
    pub fn is_end(&self, key: &str) -> bool {
        self.steps.iter().all(|step| !step.from.contains(&key))
    }
}

/// What is done with a case of any kind without leading it to another state: key, Chinese and English word.
const COMMON: [(&str, &str, &str); 6] = [
    ("hand_over", "转办", "Hand over"),
    ("urge", "催办", "Remind"),
    ("vote_yes", "表决：同意", "Vote: agreed"),
    ("vote_no", "表决：不同意", "Vote: not agreed"),
    ("veto", "一票否决", "Veto"),
    ("withdraw_vote", "撤回表决", "Vote taken back"),
];

/// The words of a verb; an unknown one (a later version's) shows as it is stored.
pub fn verb_name(flow: Option<&Flow>, verb: &str) -> Label {
    let own = flow.and_then(|flow| flow.step(verb)).map(|step| (step.zh, step.en));
    let common = || COMMON.iter().find(|(key, ..)| *key == verb).map(|(_, zh, en)| (*zh, *en));
    let (zh, en) = own.or_else(common).unwrap_or((verb, ""));
    Label { zh: zh.to_owned(), en: en.to_owned() }
}

/// The table that a case began with; where that version is not kept any more, the latest of its kind.
pub fn flow_of(flows: &[&'static Flow], key: &str, version: i64) -> Option<&'static Flow> {
    let of_kind = || flows.iter().filter(|flow| flow.key == key).copied();
    of_kind().find(|flow| flow.version == version).or_else(|| of_kind().max_by_key(|flow| flow.version))
}

/// Decides where a verb leads from a state. The right itself (`Step::needs`) is asked of `access::decide`, the turn of
/// `course::go`.
///
/// # Errors
/// All reasons: the state forbids it, the opinion is missing.
pub fn next(flow: &Flow, from: &str, verb: &str, opinion: &str) -> Result<&'static State, Vec<Reason>> {
    let forbidden = || Reason::new(ReasonCode::StateForbids, &[&flow.state_name(from, Lang::Zh)]);
    let Some(step) = flow.step(verb) else { return Err(vec![forbidden()]) };
    let mut reasons = Vec::new();
    if !step.from.contains(&from) {
        reasons.push(forbidden());
    }
    if step.opinion && opinion.trim().is_empty() {
        reasons.push(Reason::new(ReasonCode::OpinionMissing, &[]));
    }
    match flow.state(step.to) {
        Some(to) if reasons.is_empty() => Ok(to),
        _ => Err(reasons),
    }
}

/// One line of a case's timeline; never edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineStep {
    /// When.
    pub at: Instant,
    /// Who; none for the system or a person without an account.
    pub account: Option<AccountId>,
    /// The person's name at that time.
    pub name: String,
    /// The unit's name at that time.
    pub org_name: String,
    /// The word on the button that was pressed.
    pub verb: Label,
    /// The state before, in words.
    pub from: Label,
    /// The state after, in words.
    pub to: Label,
    /// The opinion given.
    pub opinion: String,
}

#[cfg(test)]
mod tests;
