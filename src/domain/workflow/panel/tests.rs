use super::*;
use crate::domain::ids::{OrgId, Uid};
use crate::domain::workflow::{ACTIVITY, CLIMB, FLOWS, PARTY_GROUP_LEAVE};

const MODES: [Mode; 6] =
    [Mode::All, Mode::Any, Mode::InTurn, Mode::Share(5_000), Mode::Share(6_600), Mode::Share(10_000)];

fn org(n: i64) -> OrgId {
    OrgId(Uid::compose(n, [0; 10]))
}

fn person(n: i64) -> Person {
    Person { account: AccountId(Uid::compose(n, [1; 10])), name: format!("示例{n}") }
}

fn who(n: i64) -> Who {
    Who { org: org(2), person: person(n), stands_in_for: Vec::new() }
}

fn seats(size: i64) -> Vec<Seat> {
    (1..=size).map(|n| Seat { person: person(n), able: true, ballot: None }).collect()
}

/// An activity that waits for the people 1 to `size` of unit 2.
fn waiting(mode: Mode, veto: bool, size: i64) -> Course {
    let course = Course::new(&ACTIVITY, &[org(1), org(2)], Instant(0));
    Course { stage: Some(1), ..course }.seated(Some(Panel { mode, veto, seats: seats(size) }))
}

fn verb_of(vote: Vote) -> &'static str {
    match vote {
        Vote::Yes => "approve",
        Vote::No => "return",
        Vote::Veto => VETO,
    }
}

fn ask(vote: Vote) -> Ask<'static> {
    Ask { verb: verb_of(vote), opinion: "意见", ..Ask::default() }
}

fn give(course: &Course, vote: Vote, who: &Who) -> Result<Outcome, Vec<ReasonCode>> {
    take(&ACTIVITY, "valid", course, ask(vote), who, Instant(5)).map_err(|reasons| codes(&reasons))
}

fn codes(reasons: &[Reason]) -> Vec<ReasonCode> {
    reasons.iter().map(|reason| reason.code).collect()
}

/// The case after a vote that leaves it open.
fn voted(course: Course, vote: Vote, who: &Who) -> Course {
    let outcome = give(&course, vote, who).unwrap();
    assert!(outcome.led.is_none());
    Course { panel: outcome.vote.map(|(panel, _)| panel), ..course }
}

/// Every panel of up to three that can come about while the verdict is open, with who has left since.
fn boards() -> Vec<Panel> {
    let mut found = Vec::new();
    let ways = [(true, None), (false, None), (true, Some(Vote::Yes)), (false, Some(Vote::Yes)), (true, Some(Vote::No))];
    for (mode, veto) in MODES.into_iter().flat_map(|mode| [(mode, false), (mode, true)]) {
        for size in 1..=3_u32 {
            for number in 0..ways.len().pow(size) {
                let mut board = seats(i64::from(size));
                for (at, seat) in board.iter_mut().enumerate() {
                    let (able, vote) = ways[number / ways.len().pow(at as u32) % ways.len()];
                    let by = seat.person.clone();
                    seat.able = able;
                    seat.ballot = vote.map(|vote| Ballot { vote, opinion: String::new(), by, at: Instant(1) });
                }
                found.push(Panel { mode, veto, seats: board });
            }
        }
    }
    found
}

/// WFL-05: whatever the mode and the order, the step follows exactly when the votes decide, and leads where they say.
#[test]
fn step_follows_when_the_votes_decide() {
    const VOTES: [Vote; 3] = [Vote::Yes, Vote::No, Vote::Veto];
    for (mode, veto) in MODES.into_iter().flat_map(|mode| [(mode, false), (mode, true)]) {
        for order in [[1, 2, 3], [3, 1, 2], [2, 3, 1]] {
            for number in 0..27_usize {
                let (mut course, mut given) = (waiting(mode, veto, 3), [None; 3]);
                for (at, n) in order.into_iter().enumerate() {
                    let vote = VOTES[number / 3_usize.pow(at as u32) % 3];
                    let turn = mode != Mode::InTurn || given[..n as usize - 1].iter().all(Option::is_some);
                    let outcome = give(&course, vote, &who(n));
                    if vote == Vote::Veto && !veto {
                        assert_eq!(outcome.unwrap_err(), [ReasonCode::StateForbids]);
                        break;
                    }
                    if !turn {
                        assert_eq!(outcome.unwrap_err(), [ReasonCode::VoteInTurn]);
                        break;
                    }
                    given[n as usize - 1] = Some(vote);
                    let Outcome { vote: panel, led } = outcome.unwrap();
                    let to = led.map(|led| (led.state.key, led.course.stage, led.course.panel));
                    let expected = match tally(mode, veto, &given) {
                        Verdict::Open => None,
                        Verdict::Passed => Some(("approved", None, None)),
                        Verdict::Refused => Some(("returned", Some(0), None)),
                    };
                    assert_eq!(to, expected, "{mode:?} veto {veto} {given:?}");
                    if to.is_some() {
                        break;
                    }
                    course.panel = panel.map(|(panel, _)| panel);
                }
            }
        }
    }
}

/// WFL-05: whoever has left does not block a case: somebody can always vote, or anybody of the unit take the step that
/// the votes say, or, when nobody is left, decide.
#[test]
fn no_case_waits_for_those_who_have_left() {
    for panel in boards() {
        let course = Course { panel: Some(panel.clone()), ..waiting(panel.mode, panel.veto, 1) };
        let can = |n| [Vote::Yes, Vote::No].map(|vote| give(&course, vote, &who(n)).is_ok());
        let (missing, verdict) = (panel.missing(), panel.verdict());
        for number in 0..panel.seats.len() {
            let seat = &panel.seats[number];
            assert!(!missing.contains(&number) || seat.able && seat.ballot.is_none());
            if missing.contains(&number) {
                assert_eq!(can(number as i64 + 1), [true, true], "{panel:?}");
            }
        }
        let expected = match verdict {
            _ if !panel.is_seated() => [true, true],
            Verdict::Open => [false, false],
            Verdict::Passed => [true, false],
            Verdict::Refused => [false, true],
        };
        assert_eq!(can(9), expected, "{panel:?}");
        assert!(verdict != Verdict::Open || !missing.is_empty(), "{panel:?}");
    }
}

/// WFL-05, WFL-08: each refusal names those who are awaited; another unit does not vote.
#[test]
fn others_are_told_who_is_awaited() {
    let course = voted(waiting(Mode::InTurn, false, 3), Vote::Yes, &who(1));
    let refused = |who: &Who| {
        let reasons = take(&ACTIVITY, "valid", &course, ask(Vote::Yes), who, Instant(9)).unwrap_err();
        (reasons[0].code, reasons[0].args.clone())
    };
    assert_eq!(refused(&who(3)), (ReasonCode::VoteInTurn, vec!["示例2".to_owned()]));
    assert_eq!(refused(&who(9)), (ReasonCode::HeldByAnother, vec!["示例2".to_owned()]));
    let apart = waiting(Mode::All, false, 2);
    let reasons = take(&ACTIVITY, "valid", &apart, ask(Vote::Yes), &who(9), Instant(9)).unwrap_err();
    assert_eq!(reasons[0].args, ["示例1、示例2"]);
    let elsewhere = Who { org: org(3), ..who(1) };
    assert_eq!(give(&apart, Vote::Yes, &elsewhere).unwrap_err(), [ReasonCode::NotTheTurn]);
    let silent = Ask { opinion: " ", ..ask(Vote::No) };
    let reasons = take(&ACTIVITY, "valid", &apart, silent, &who(1), Instant(9)).unwrap_err();
    assert_eq!(codes(&reasons), [ReasonCode::OpinionMissing]);
    let vetoing = waiting(Mode::Any, true, 2);
    let silent = Ask { opinion: "", ..ask(Vote::Veto) };
    let reasons = take(&ACTIVITY, "valid", &vetoing, silent, &who(1), Instant(9)).unwrap_err();
    assert_eq!(codes(&reasons), [ReasonCode::OpinionMissing]);
}

/// WFL-05: a vote is changed or taken back while the verdict is open, by the one who sits there only.
#[test]
fn vote_is_changed_or_taken_back_while_it_is_open() {
    let course = voted(waiting(Mode::Share(5_000), false, 4), Vote::No, &who(1));
    let course = voted(course, Vote::Yes, &who(1));
    assert_eq!(course.panel.as_ref().unwrap().seats[0].ballot.as_ref().unwrap().vote, Vote::Yes);
    assert_eq!(codes(&withdraw(&course, &who(2), 0).unwrap_err()), [ReasonCode::NotVoted]);
    assert_eq!(codes(&withdraw(&course, &who(2), 1).unwrap_err()), [ReasonCode::NotVoted]);
    assert_eq!(codes(&withdraw(&course, &who(2), 99).unwrap_err()), [ReasonCode::NotVoted]);
    let back = withdraw(&course, &who(1), 0).unwrap();
    assert_eq!(back, Panel { mode: Mode::Share(5_000), veto: false, seats: seats(4) });
    let mut decided = course;
    let panel = decided.panel.as_mut().unwrap();
    panel.seats[2].able = false;
    panel.seats[3].able = false;
    assert_eq!(codes(&withdraw(&decided, &who(1), 0).unwrap_err()), [ReasonCode::VotesSay]);
}

/// WFL-05, WFL-06: a deputy votes for the one who is away, once, and for oneself besides.
#[test]
fn deputy_votes_once_for_the_one_who_is_away() {
    let deputy = Who { stands_in_for: vec![person(1).account], ..who(2) };
    let course = waiting(Mode::All, false, 3);
    assert_eq!(course.panel.as_ref().unwrap().seats_of(&deputy), [1, 0]);
    let named = take(&ACTIVITY, "valid", &course, Ask { seat: Some(0), ..ask(Vote::Yes) }, &deputy, Instant(3));
    assert_eq!(named.unwrap().vote.unwrap().1, 0);
    let foreign = take(&ACTIVITY, "valid", &course, Ask { seat: Some(2), ..ask(Vote::Yes) }, &deputy, Instant(3));
    assert_eq!(codes(&foreign.unwrap_err()), [ReasonCode::HeldByAnother]);
    let course = voted(voted(course, Vote::Yes, &deputy), Vote::Yes, &deputy);
    let panel = course.panel.clone().unwrap();
    let by: Vec<_> = panel.seats.iter().map(|seat| seat.ballot.as_ref().map(|ballot| ballot.by.clone())).collect();
    assert_eq!(by, [Some(person(2)), Some(person(2)), None]);
    assert_eq!(panel.missing(), [2]);
    let end = give(&course, Vote::Yes, &who(3)).unwrap().led.unwrap();
    assert_eq!((end.state.key, end.opinion.as_str()), ("approved", "示例1：意见\n示例2：意见\n示例3：意见"));
}

/// WFL-06: a seat goes to a colleague while its vote is missing; the head gives away anybody's.
#[test]
fn seat_is_handed_over_while_its_vote_is_missing() {
    let course = voted(waiting(Mode::All, false, 3), Vote::Yes, &who(1));
    let (after, number) = hand_seat(&course, &who(2), None, person(7), false).unwrap();
    assert_eq!((number, &after.seats[1].person), (1, &person(7)));
    assert!(hand_seat(&course, &who(2), Some(2), person(7), false).is_err());
    assert!(hand_seat(&course, &who(1), None, person(7), false).is_err(), "the vote was given");
    assert!(hand_seat(&course, &who(9), None, person(7), false).is_err());
    assert_eq!(hand_seat(&course, &who(9), Some(2), person(7), true).unwrap().0.seats[2].person, person(7));
    assert!(hand_seat(&course, &who(9), Some(0), person(7), true).is_err());
}

/// Since when a vote is awaited: in turn since the one before it.
#[test]
fn next_in_turn_is_awaited_since_the_vote_before() {
    for (mode, since) in [(Mode::InTurn, Instant(5)), (Mode::All, Instant(2))] {
        let panel = voted(waiting(mode, false, 2), Vote::Yes, &who(1)).panel.unwrap();
        assert_eq!(panel.since(Instant(2)), since);
    }
}

/// WFL-05: every step that is decided above is one of two: what the votes pass, and what they refuse.
#[test]
fn every_verdict_has_its_step() {
    for flow in FLOWS {
        for state in flow.states {
            let of =
                |vote| flow.steps.iter().filter(|s| s.from.contains(&state.key) && vote_of(s) == Some(vote)).count();
            let (passing, refusing) = (of(Vote::Yes), of(Vote::No));
            assert!(passing == 0 || (passing, refusing) == (1, 1), "{} {}", flow.key, state.key);
        }
    }
    let steps = [(&ACTIVITY, "valid"), (&CLIMB, "valid"), (&PARTY_GROUP_LEAVE, "leaving")]
        .map(|(flow, state)| [true, false].map(|passed| step_of(flow, state, passed).unwrap().verb));
    assert_eq!(steps, [["approve", "return"], ["approve", "return"], ["approve", "refuse"]]);
}
