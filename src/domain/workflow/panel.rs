//! Several people of a unit who decide a case together (会签, WFL-05): who of them can vote now, what a vote leads to.
//! `tally` counts the votes; `setting` is what a unit lays down beforehand.

use serde::{Deserialize, Serialize};

use super::course::{Ask, Course, Person, Who, go};
use super::tally::{Mode, Verdict, Vote, may_vote, tally};
use super::{Flow, State, Step, Way, next};
use crate::domain::access::Action;
use crate::domain::error::{Reason, ReasonCode};
use crate::domain::ids::AccountId;
use crate::domain::text::{Lang, Text};
use crate::domain::time::Instant;

pub mod setting;

/// 一票否决: the verb of the vote that refuses whatever the others say.
pub const VETO: &str = "veto";

/// A vote that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// What was said.
    pub vote: Vote,
    /// The opinion given with it.
    pub opinion: String,
    /// Who gave it: the one who sits there, or a deputy.
    pub by: Person,
    /// When.
    pub at: Instant,
}

/// One who decides together with others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The person.
    pub person: Person,
    /// Whether the person can still decide for the unit. Whoever cannot is not waited for; a vote that was given
    /// before counts.
    pub able: bool,
    /// The vote; none: it is missing.
    pub ballot: Option<Ballot>,
}

impl Seat {
    fn counts(&self) -> bool {
        self.able || self.ballot.is_some()
    }
}

/// Those who decide a case together, as it was laid down when the case arrived (WFL-12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    /// How they decide.
    pub mode: Mode,
    /// Whether each of them can veto.
    pub veto: bool,
    /// Who they are, in their order.
    pub seats: Vec<Seat>,
}

impl Panel {
    /// Whether anybody is left of it; if not, whoever may in the unit decides.
    pub fn is_seated(&self) -> bool {
        self.seats.iter().any(Seat::counts)
    }

    /// The numbers of the seats that count, and their votes.
    fn votes(&self) -> (Vec<usize>, Vec<Option<Vote>>) {
        let counted = self.seats.iter().enumerate().filter(|(_, seat)| seat.counts());
        counted.map(|(number, seat)| (number, seat.ballot.as_ref().map(|ballot| ballot.vote))).unzip()
    }

    /// What the votes come to.
    pub fn verdict(&self) -> Verdict {
        tally(self.mode, self.veto, &self.votes().1)
    }

    /// The numbers of the seats whose vote is missing and can come now; in turn it is one.
    pub fn missing(&self) -> Vec<usize> {
        let (numbers, votes) = self.votes();
        let now = numbers.iter().enumerate().filter(|(at, _)| may_vote(self.mode, &votes, *at));
        now.map(|(_, number)| *number).collect()
    }

    /// The people whose vote is missing and can come now.
    pub fn awaited(&self) -> Vec<AccountId> {
        self.missing().into_iter().map(|number| self.seats[number].person.account).collect()
    }

    /// Since when the missing votes are waited for: since the case arrived, in turn since the vote before.
    pub fn since(&self, arrived: Instant) -> Instant {
        let given = self.seats.iter().filter_map(|seat| seat.ballot.as_ref()).map(|ballot| ballot.at).max();
        given.filter(|_| self.mode == Mode::InTurn).map_or(arrived, |last| last.max(arrived))
    }

    /// The numbers of the seats for which somebody acts: the own one, then those of absent people.
    pub fn seats_of(&self, who: &Who) -> Vec<usize> {
        let of = |own: bool| {
            let acts = move |seat: &Seat| {
                seat.able && who.is(&seat.person) && own == (seat.person.account == who.person.account)
            };
            self.seats.iter().enumerate().filter(move |(_, seat)| acts(seat)).map(|(number, _)| number)
        };
        of(true).chain(of(false)).collect()
    }

    /// The seat for which a vote is given: the one that was asked for, else the first that is missing.
    fn seat_for(&self, who: &Who, asked: Option<usize>) -> Option<usize> {
        let (own, missing) = (self.seats_of(who), self.missing());
        match asked {
            Some(number) => own.contains(&number).then_some(number),
            None => own.iter().find(|number| missing.contains(number)).or(own.first()).copied(),
        }
    }

    /// The numbers of the seats that somebody can give to a colleague: those for which the person acts, for the head
    /// of the unit all, as long as the vote is missing.
    pub fn seats_to_hand(&self, who: &Who, head: bool) -> Vec<usize> {
        let own = self.seats_of(who);
        let free = |number: &usize| self.seats[*number].ballot.is_none() && (head || own.contains(number));
        (0..self.seats.len()).filter(free).collect()
    }

    /// All opinions with the names of those who gave them, a line each.
    fn opinions(&self) -> Vec<String> {
        let given = |seat: &Seat| {
            let ballot = seat.ballot.as_ref().filter(|ballot| !ballot.opinion.is_empty())?;
            Some(format!("{}：{}", seat.person.name, ballot.opinion))
        };
        self.seats.iter().filter_map(given).collect()
    }

    /// That it is with those whose vote is missing.
    fn held(&self) -> Reason {
        let names: Vec<&str> = self.missing().into_iter().map(|n| self.seats[n].person.name.as_str()).collect();
        Reason::new(ReasonCode::HeldByAnother, &[&names.join("、")])
    }

    fn decided(&self, passed: bool) -> Reason {
        let vote = if passed { Vote::Yes } else { Vote::No };
        Reason::new(ReasonCode::VotesSay, &[vote.name().text(Lang::Zh)])
    }
}

/// The vote that a verb of a flow gives; none: it decides nothing.
fn vote_of(step: &Step) -> Option<Vote> {
    match step.way {
        _ if step.needs != Action::DecideRecord || step.by_form => None,
        Way::Pass => Some(Vote::Yes),
        Way::Back | Way::End => Some(Vote::No),
        Way::Up | Way::Recall => None,
    }
}

/// Whether a case in that state waits for somebody to pass it: only there several decide together. What has come back
/// to a unit is the unit's own work again.
pub fn is_decided(flow: &Flow, state: &str) -> bool {
    step_of(flow, state, true).is_some()
}

/// The step that a verdict takes from a state.
fn step_of(flow: &Flow, state: &str, passed: bool) -> Option<&'static Step> {
    let vote = if passed { Vote::Yes } else { Vote::No };
    flow.steps.iter().find(|step| step.from.contains(&state) && vote_of(step) == Some(vote))
}

/// Where a step has led.
#[derive(Clone, Debug)]
pub struct Led {
    /// The verb of the flow.
    pub verb: &'static str,
    /// What it does with the place of the case.
    pub way: Way,
    /// The state after it.
    pub state: &'static State,
    /// The course after it.
    pub course: Course,
    /// The opinion; of those who voted all, with their names.
    pub opinion: String,
}

/// What came of a step that was asked for.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The panel with the vote that was given, and the number of its seat; none: it was no vote.
    pub vote: Option<(Panel, usize)>,
    /// Where it has led; none: votes that are missing can still decide it.
    pub led: Option<Led>,
}

/// Takes a step: where several decide together it is a vote, and the step follows once the votes say so.
///
/// # Errors
/// All reasons: those of `go`; that it is not that person's vote, or not yet; that the votes say something else.
pub fn take(
    flow: &Flow,
    state: &str,
    course: &Course,
    ask: Ask<'_>,
    who: &Who,
    now: Instant,
) -> Result<Outcome, Vec<Reason>> {
    let panel = course.panel.as_ref().filter(|panel| panel.is_seated());
    let deciding = panel.and_then(|panel| match flow.step(ask.verb) {
        Some(step) => Some((panel, step, vote_of(step)?)),
        None if ask.verb == VETO && panel.veto => Some((panel, step_of(flow, state, false)?, Vote::Veto)),
        None => None,
    });
    let Some((panel, step, vote)) = deciding else {
        let led = lead(flow, state, course, ask, who, now)?;
        return Ok(Outcome { vote: None, led: Some(led) });
    };
    let mut reasons = next(flow, state, step.verb, ask.opinion).err().unwrap_or_default();
    if course.unit() != Some(who.org) {
        reasons.push(Reason::new(ReasonCode::NotTheTurn, &[]));
        return Err(reasons);
    }
    let given = vote_on(panel, ask, vote, who, now).map_err(|reason| reasons.push(reason)).ok();
    let Some(given) = given.filter(|_| reasons.is_empty()) else { return Err(reasons) };
    let after = given.as_ref().map_or(panel, |(after, _)| after);
    let passed = match after.verdict() {
        Verdict::Open => return Ok(Outcome { vote: given, led: None }),
        Verdict::Passed => true,
        Verdict::Refused => false,
    };
    let mut opinions = after.opinions();
    if given.is_none() && !ask.opinion.is_empty() {
        opinions.push(format!("{}：{}", who.person.name, ask.opinion));
    }
    let verb = step_of(flow, state, passed).map_or(step.verb, |step| step.verb);
    let free = Course { panel: None, ..course.clone() };
    let led = lead(flow, state, &free, Ask { verb, opinion: &opinions.join("\n"), ..Ask::default() }, who, now)?;
    Ok(Outcome { vote: given, led: Some(led) })
}

fn lead(flow: &Flow, state: &str, course: &Course, ask: Ask<'_>, who: &Who, now: Instant) -> Result<Led, Vec<Reason>> {
    let (to, course) = go(flow, state, course, ask, who, now)?;
    let step = flow.step(ask.verb).ok_or_else(Vec::new)?;
    Ok(Led { verb: step.verb, way: step.way, state: to, course, opinion: ask.opinion.to_owned() })
}

/// The panel with a vote, and the number of its seat. None where the votes have decided already, because somebody has
/// left meanwhile: then whoever may in the unit takes the step that they say.
fn vote_on(panel: &Panel, ask: Ask<'_>, vote: Vote, who: &Who, now: Instant) -> Result<Option<(Panel, usize)>, Reason> {
    let (verdict, missing) = (panel.verdict(), panel.missing());
    let can =
        |number: &usize| missing.contains(number) || verdict == Verdict::Open && panel.seats[*number].ballot.is_some();
    match panel.seat_for(who, ask.seat) {
        Some(number) if can(&number) => {
            let mut after = panel.clone();
            let ballot = Ballot { vote, opinion: ask.opinion.to_owned(), by: who.person.clone(), at: now };
            after.seats[number].ballot = Some(ballot);
            Ok(Some((after, number)))
        }
        _ if verdict != Verdict::Open => {
            let passed = verdict == Verdict::Passed;
            if (vote == Vote::Yes) == passed { Ok(None) } else { Err(panel.decided(passed)) }
        }
        Some(_) => Err(Reason { code: ReasonCode::VoteInTurn, ..panel.held() }),
        None => Err(panel.held()),
    }
}

/// Why a verb is not possible now, whatever the opinion; empty: it is (WFL-08).
pub fn against(flow: &Flow, state: &str, course: &Course, verb: &str, who: &Who) -> Vec<Reason> {
    let ask = Ask { verb, opinion: verb, ..Ask::default() };
    take(flow, state, course, ask, who, course.since).err().unwrap_or_default()
}

/// Takes a vote back; the panel without it.
///
/// # Errors
/// It waits for another unit; there is no vote of that person; the votes have decided.
pub fn withdraw(course: &Course, who: &Who, number: usize) -> Result<Panel, Vec<Reason>> {
    if course.unit() != Some(who.org) {
        return Err(vec![Reason::new(ReasonCode::NotTheTurn, &[])]);
    }
    let own = |panel: &&Panel| panel.seats_of(who).contains(&number) && panel.seats[number].ballot.is_some();
    let panel = course.panel.as_ref().filter(own).ok_or_else(|| vec![Reason::new(ReasonCode::NotVoted, &[])])?;
    match panel.verdict() {
        Verdict::Open => {
            let mut after = panel.clone();
            after.seats[number].ballot = None;
            Ok(after)
        }
        verdict => Err(vec![panel.decided(verdict == Verdict::Passed)]),
    }
}

/// Gives a seat whose vote is missing to a colleague (WFL-06); none asked for: the first that can be given. The panel
/// after it, and the number of the seat.
///
/// # Errors
/// It waits for another unit, or the seat is somebody else's; `head` of the unit may give away any.
pub fn hand_seat(
    course: &Course,
    who: &Who,
    asked: Option<usize>,
    to: Person,
    head: bool,
) -> Result<(Panel, usize), Vec<Reason>> {
    let panel = course.panel.as_ref().filter(|_| course.unit() == Some(who.org));
    let panel = panel.ok_or_else(|| vec![Reason::new(ReasonCode::NotTheTurn, &[])])?;
    let free = panel.seats_to_hand(who, head);
    let number = free.into_iter().find(|number| asked.is_none_or(|asked| asked == *number));
    let Some(number) = number else { return Err(vec![panel.held()]) };
    let mut after = panel.clone();
    after.seats[number] = Seat { person: to, able: true, ballot: None };
    Ok((after, number))
}

#[cfg(test)]
mod tests;
