use super::*;
use crate::domain::ids::Uid;
use crate::domain::workflow::panel::against;
use crate::domain::workflow::{ACTIVITY, CLIMB, PARTY_GROUP_LEAVE};

fn org(n: i64) -> OrgId {
    OrgId(Uid::compose(n, [0; 10]))
}

fn who(org_no: i64, person: i64) -> Who {
    let account = AccountId(Uid::compose(person, [1; 10]));
    Who { org: org(org_no), person: Person { account, name: format!("示例{person}") }, stands_in_for: Vec::new() }
}

/// A case that is led from step to step.
struct Led(&'static Flow, String, Course);

impl Led {
    fn new(flow: &'static Flow, stages: i64) -> Self {
        let road: Vec<OrgId> = (1..=stages).map(org).collect();
        Self(flow, flow.states[0].key.to_owned(), Course::new(flow, &road, Instant(0)))
    }

    fn try_to(&mut self, verb: &str, back_to: Option<usize>, who: &Who) -> Result<(), Vec<ReasonCode>> {
        let ask = Ask { verb, opinion: "请补充材料", back_to, seat: None };
        let (state, course) = go(self.0, &self.1, &self.2, ask, who, Instant(self.2.since.0 + 1))
            .map_err(|reasons| reasons.iter().map(|r| r.code).collect::<Vec<_>>())?;
        (self.1, self.2) = (state.key.to_owned(), course);
        Ok(())
    }

    fn go(&mut self, verb: &str, who: &Who) -> &mut Self {
        self.try_to(verb, None, who).unwrap();
        self
    }

    fn at(&self) -> (&str, Option<usize>) {
        (&self.1, self.2.stage)
    }
}

/// S-004: each unit up to the root decides in turn; nobody is passed over, nobody acts before or after.
#[test]
fn submission_climbs_level_by_level_to_the_root() {
    let mut case = Led::new(&CLIMB, 4);
    case.go("submit", &who(1, 1));
    for stage in 1..4 {
        assert_eq!(case.at(), ("valid", Some(stage)));
        for other in (1..=5).filter(|n| *n != stage as i64 + 1) {
            assert_eq!(case.try_to("approve", None, &who(other, 9)), Err(vec![ReasonCode::NotTheTurn]), "{other}");
        }
        case.go("approve", &who(stage as i64 + 1, 9));
    }
    assert_eq!(case.at(), ("approved", None));
    let mut flat = Led::new(&ACTIVITY, 4);
    flat.go("submit", &who(1, 1)).go("approve", &who(2, 2));
    assert_eq!(flat.at(), ("approved", None));
}

/// WFL-02: to the author, to the one before, to any stage that it has passed; to no other.
#[test]
fn case_goes_back_to_any_stage_that_it_has_passed() {
    let begun = || {
        let mut case = Led::new(&CLIMB, 4);
        case.go("submit", &who(1, 1)).go("approve", &who(2, 2)).go("approve", &who(3, 3));
        case
    };
    for to in 0..3 {
        let mut case = begun();
        assert_eq!(case.2.passed(), 0..3);
        case.try_to("return", Some(to), &who(4, 4)).unwrap();
        assert_eq!(case.at(), ("returned", Some(to)));
    }
    for to in [3, 4, 99] {
        assert_eq!(begun().try_to("return", Some(to), &who(4, 4)), Err(vec![ReasonCode::NoSuchStage]));
    }
}

/// WFL-03, S-004: handed in again it goes to the very person who returned it, past the stages between.
#[test]
fn after_a_return_it_goes_to_the_one_who_returned_it() {
    let mut case = Led::new(&CLIMB, 4);
    case.go("submit", &who(1, 1)).go("approve", &who(2, 2)).go("approve", &who(3, 3)).go("return", &who(4, 4));
    assert_eq!(case.at(), ("returned", Some(0)));
    assert_eq!(case.try_to("approve", None, &who(4, 4)).unwrap_err()[0], ReasonCode::StateForbids);
    case.go("resubmit", &who(1, 1));
    assert_eq!(case.at(), ("valid", Some(3)));
    assert_eq!(case.try_to("approve", None, &who(4, 5)), Err(vec![ReasonCode::HeldByAnother]));
    case.go("approve", &who(4, 4));
    assert_eq!(case.at(), ("approved", None));
}

/// WFL-02, WFL-03: a unit in between hands it up again or further down; the author has to wait meanwhile.
#[test]
fn unit_in_between_forwards_or_returns_what_came_back_to_it() {
    let back = || {
        let mut case = Led::new(&CLIMB, 4);
        case.go("submit", &who(1, 1)).go("approve", &who(2, 2)).go("approve", &who(3, 3));
        case.try_to("return", Some(1), &who(4, 4)).unwrap();
        case
    };
    assert_eq!(back().try_to("resubmit", None, &who(1, 1)), Err(vec![ReasonCode::NotTheTurn]));
    assert_eq!(back().go("forward", &who(2, 2)).at(), ("valid", Some(3)));
    let mut down = back();
    down.go("return", &who(2, 2)).go("resubmit", &who(1, 1));
    assert_eq!(down.at(), ("valid", Some(1)));
}

/// WFL-04: until anybody has acted, and not after.
#[test]
fn author_withdraws_while_nobody_has_acted() {
    let mut case = Led::new(&ACTIVITY, 2);
    assert_eq!(case.go("submit", &who(1, 1)).go("withdraw", &who(1, 7)).at(), ("draft", None));
    case.go("submit", &who(1, 1));
    case.2 = case.2.hand_over(&who(2, 2), who(2, 3).person, false, Instant(9)).unwrap();
    assert_eq!(case.try_to("withdraw", None, &who(1, 1)), Err(vec![ReasonCode::AlreadyTouched]));
    case.go("approve", &who(2, 3));
    assert_eq!(case.try_to("withdraw", None, &who(1, 1)), Err(vec![ReasonCode::StateForbids]));
    let mut climbing = Led::new(&CLIMB, 3);
    climbing.go("submit", &who(1, 1)).go("approve", &who(2, 2));
    assert_eq!(climbing.try_to("withdraw", None, &who(1, 1)), Err(vec![ReasonCode::AlreadyTouched]));
}

/// WFL-03: taking it back and handing it in again does not lose who returned it; nor does editing what waits.
#[test]
fn returner_is_kept_when_the_author_hands_in_anew() {
    let mut case = Led::new(&ACTIVITY, 2);
    case.go("submit", &who(1, 1)).go("return", &who(2, 2)).go("resubmit", &who(1, 1)).go("resubmit", &who(1, 1));
    assert_eq!(case.2.holder, Some(who(2, 2).person));
    case.go("withdraw", &who(1, 1)).go("submit", &who(1, 1));
    assert_eq!((case.at(), &case.2.holder), (("valid", Some(1)), &Some(who(2, 2).person)));
}

/// WFL-06: only the one who has it hands it on, or the head of the unit; a deputy may while the other is away.
#[test]
fn case_is_handed_to_a_colleague_and_a_deputy_acts() {
    let mut case = Led::new(&ACTIVITY, 2);
    case.go("submit", &who(1, 1));
    let (first, second) = (who(2, 2), who(2, 3));
    assert!(case.2.hand_over(&who(3, 9), second.person.clone(), true, Instant(9)).is_err());
    case.2 = case.2.hand_over(&first, second.person.clone(), false, Instant(9)).unwrap();
    assert_eq!(case.2.since, Instant(9));
    let again = case.2.hand_over(&first, first.person.clone(), false, Instant(9)).unwrap_err();
    assert_eq!(again[0].args[0], second.person.name);
    assert!(case.2.hand_over(&first, first.person.clone(), true, Instant(9)).is_ok());
    assert_eq!(case.try_to("approve", None, &first), Err(vec![ReasonCode::HeldByAnother]));
    let deputy = Who { stands_in_for: vec![second.person.account], ..first };
    case.go("approve", &deputy);
}

/// E-090, E-091: refused he stays in office and can be asked for again; left is left.
#[test]
fn leaving_takes_effect_only_when_the_association_agrees() {
    let mut case =
        Led(&PARTY_GROUP_LEAVE, "valid".into(), Course::new(&PARTY_GROUP_LEAVE, &[org(1), org(2)], Instant(0)));
    assert_eq!(case.go("leave", &who(1, 1)).at(), ("leaving", Some(1)));
    assert_eq!(case.go("refuse", &who(2, 2)).at(), ("valid", None));
    assert_eq!(case.go("leave", &who(1, 1)).go("approve", &who(2, 2)).at(), ("left", None));
    assert!(PARTY_GROUP_LEAVE.is_end("left"));
}

/// WFL-08: the button's reasons are the refusal's.
#[test]
fn reasons_of_a_button_are_those_of_the_refusal() {
    for flow in crate::domain::workflow::FLOWS {
        for state in flow.states {
            for stage in [None, Some(0), Some(1), Some(2)] {
                for untouched in [false, true] {
                    let mut course = Course::new(flow, &[org(1), org(2), org(3)], Instant(0));
                    (course.stage, course.untouched) = (stage, untouched);
                    for step in flow.steps {
                        for place in 1..=4 {
                            let who = who(place, place);
                            let ask = Ask { verb: step.verb, opinion: "同意", ..Ask::default() };
                            let refused = go(flow, state.key, &course, ask, &who, Instant(1)).err();
                            assert_eq!(against(flow, state.key, &course, step.verb, &who), refused.unwrap_or_default());
                        }
                    }
                }
            }
        }
    }
}
