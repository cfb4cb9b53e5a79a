//! Who has a case now, and where each step leads it: up, back, through, home. The states are `next`'s matter.

use serde::{Deserialize, Serialize};

use super::panel::Panel;
use super::{Flow, State, Way, next};
use crate::domain::error::{Reason, ReasonCode};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::time::Instant;

/// Somebody who has a case, with the name that reasons give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// The name.
    pub name: String,
}

/// The way of a case through units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// The units that it passes, the author's first.
    pub road: Vec<OrgId>,
    /// The stage of the road that has it; none: it waits for nobody.
    pub stage: Option<usize>,
    /// The person who has it; none: whoever may in that unit.
    pub holder: Option<Person>,
    /// Those who decide it together there; none: the one who has it decides (WFL-05).
    pub panel: Option<Panel>,
    /// Since when.
    pub since: Instant,
    /// The stage and the person that returned it: handed in again it goes there (WFL-03).
    pub returner: Option<(usize, Person)>,
    /// Whether nobody has acted since the author handed it in (WFL-04).
    pub untouched: bool,
}

/// Who takes a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The unit in which the person acts.
    pub org: OrgId,
    /// The person.
    pub person: Person,
    /// People for whom the person stands in today (WFL-06).
    pub stands_in_for: Vec<AccountId>,
}

impl Who {
    /// Whether the person is that one or acts for that one today.
    pub fn is(&self, holder: &Person) -> bool {
        self.person.account == holder.account || self.stands_in_for.contains(&holder.account)
    }
}

/// A step that is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ask<'a> {
    /// The verb's key.
    pub verb: &'a str,
    /// The opinion given.
    pub opinion: &'a str,
    /// The stage to return it to; none: the author.
    pub back_to: Option<usize>,
    /// The seat for which a vote is given; none: the first that is missing.
    pub seat: Option<usize>,
}

impl Course {
    /// A case that nobody but its author has seen; the author's unit first, then those above it.
    pub fn new(flow: &Flow, path_up: &[OrgId], now: Instant) -> Self {
        let stages = if flow.climbs { path_up.len() } else { path_up.len().min(2) };
        Self {
            road: path_up[..stages].to_vec(),
            stage: None,
            holder: None,
            panel: None,
            since: now,
            returner: None,
            untouched: false,
        }
    }

    /// The course of what arrives at a unit: where several decide together there, nobody has it alone.
    pub fn seated(self, panel: Option<Panel>) -> Self {
        let holder = self.holder.filter(|_| panel.is_none());
        Self { holder, panel, ..self }
    }

    /// The unit that has it.
    pub fn unit(&self) -> Option<OrgId> {
        self.stage.and_then(|stage| self.road.get(stage)).copied()
    }

    /// The stages to which it can be returned: those that it has passed, the author's first (WFL-02).
    pub fn passed(&self) -> std::ops::Range<usize> {
        0..self.stage.unwrap_or_default()
    }

    /// Why it is not that person's turn; empty: it is.
    pub fn not_the_turn_of(&self, who: &Who) -> Vec<Reason> {
        if self.unit() != Some(who.org) {
            return vec![Reason::new(ReasonCode::NotTheTurn, &[])];
        }
        match &self.holder {
            Some(holder) if !who.is(holder) => vec![Reason::new(ReasonCode::HeldByAnother, &[&holder.name])],
            _ => Vec::new(),
        }
    }

    /// Gives it to a colleague of the unit that has it (WFL-06).
    ///
    /// # Errors
    /// It waits for another unit or person; `head` of the unit may also take it from somebody.
    pub fn hand_over(&self, who: &Who, to: Person, head: bool, now: Instant) -> Result<Self, Vec<Reason>> {
        let mut reasons = self.not_the_turn_of(who);
        reasons.retain(|reason| !(head && reason.code == ReasonCode::HeldByAnother));
        if reasons.is_empty() {
            Ok(Self { holder: Some(to), since: now, untouched: false, ..self.clone() })
        } else {
            Err(reasons)
        }
    }
}

/// Takes a step that one person decides: the state and the course after it. What several decide is `panel::take`'s.
///
/// # Errors
/// All reasons: those of `next`, that it is somebody else's turn, that somebody has acted already, that there is no
/// such stage behind.
pub fn go(
    flow: &Flow,
    state: &str,
    course: &Course,
    ask: Ask<'_>,
    who: &Who,
    now: Instant,
) -> Result<(&'static State, Course), Vec<Reason>> {
    let to = next(flow, state, ask.verb, ask.opinion);
    let Some(step) = flow.step(ask.verb) else { return to.map(|state| (state, course.clone())) };
    let mut reasons = to.as_ref().err().cloned().unwrap_or_default();
    let fits = reasons.iter().all(|reason| reason.code != ReasonCode::StateForbids);
    let here = course.stage.unwrap_or_default();
    let back_to = ask.back_to.unwrap_or_default();
    match step.way {
        Way::Up if course.stage.is_none() || step.by_form => {
            // The author may hand in anew what waits above; where it climbs only what has come back.
            let authors = course.road.first() == Some(&who.org) && (here == 0 || !flow.climbs);
            if !authors {
                reasons.push(Reason::new(ReasonCode::NotTheTurn, &[]));
            }
        }
        Way::Recall if fits && !course.untouched => reasons.push(Reason::new(ReasonCode::AlreadyTouched, &[])),
        // What waits for nobody says so by its state.
        Way::Up | Way::Pass | Way::Back | Way::End if fits && !step.by_form => {
            reasons.extend(course.not_the_turn_of(who));
            if step.way == Way::Back && !course.passed().contains(&back_to) {
                reasons.push(Reason::new(ReasonCode::NoSuchStage, &[]));
            }
        }
        _ => {}
    }
    let to = match to {
        Ok(to) if reasons.is_empty() => to,
        _ => return Err(reasons),
    };
    let moved = |stage, holder| Course {
        road: course.road.clone(),
        stage,
        holder,
        panel: None,
        since: now,
        returner: None,
        untouched: false,
    };
    // Where it goes when it is handed in again.
    let returner = course.returner.clone().or_else(|| course.stage.zip(course.holder.clone()));
    Ok(match step.way {
        Way::Up => {
            let from = if step.by_form { 0 } else { here };
            let above = (from + 1 < course.road.len()).then_some(from + 1);
            let (stage, holder) = match returner.filter(|(stage, _)| *stage > from) {
                Some((stage, person)) => (Some(stage), Some(person)),
                None => (above, None),
            };
            (to, Course { untouched: stage.is_some() && from == 0, ..moved(stage, holder) })
        }
        Way::Pass if flow.climbs && here + 1 < course.road.len() => {
            (flow.state(state).unwrap_or(to), moved(Some(here + 1), None))
        }
        Way::Pass | Way::End => (to, moved(None, None)),
        Way::Back => (to, Course { returner: Some((here, who.person.clone())), ..moved(Some(back_to), None) }),
        Way::Recall => (to, Course { returner, ..moved(None, None) }),
    })
}

#[cfg(test)]
mod tests;
