use super::*;
use crate::domain::access::decide_as;
use crate::domain::account::Role;
use crate::domain::org::Relation;

#[test]
fn every_arrow_joins_known_states_and_every_pair_of_state_and_verb_is_decided() {
    for flow in FLOWS {
        for step in flow.steps {
            assert!(flow.state(step.to).is_some(), "{} {}", flow.key, step.verb);
            assert!(step.from.iter().all(|from| flow.state(from).is_some()), "{} {}", flow.key, step.verb);
            for state in flow.states {
                let outcome = next(flow, state.key, step.verb, "同意");
                if step.from.contains(&state.key) {
                    assert_eq!(outcome.map(|s| s.key), Ok(step.to));
                } else {
                    let reasons = outcome.unwrap_err();
                    assert_eq!(reasons[0].code, ReasonCode::StateForbids);
                    assert_eq!(reasons[0].args, [state.zh]);
                }
            }
        }
    }
}

#[test]
fn returning_without_an_opinion_is_refused() {
    assert_eq!(next(&EVALUATION, "submitted", "return", " ").unwrap_err()[0].code, ReasonCode::OpinionMissing);
}

#[test]
fn unknown_verb_is_refused_not_a_panic() {
    assert!(next(&EVALUATION, "submitted", "explode", "x").is_err());
    assert!(next(&EVALUATION, "nowhere", "submit", "").is_err());
}

/// WFL-09: state × verb × role × place, written down a second time by hand: who can take which step where the case's
/// unit is the own one (o), directly below (c) or further below (d). An arrow or a right that changes must be changed
/// here too; whatever is not written here is refused.
#[test]
fn every_step_of_every_state_is_as_written_down() {
    const OWN: &str = "P: A:o S:o R: L:";
    const BELOW: &str = "P:cd A:cd S:cd R:cd L:";
    const REVIEW: &str = "P:cd A:cd S: R:cd L:";
    const NOMINATE: &str = "P: A:o S:o R: L:o";
    #[rustfmt::skip]
    const WRITTEN: &[(&str, &str, &str, &str)] = &[
        ("application", "pending", "approve", OWN),
        ("application", "pending", "return", OWN),
        ("application", "pending", "reject", OWN),
        ("application", "returned", "resubmit", OWN),
        ("evaluation", "filling", "submit", OWN),
        ("evaluation", "submitted", "return", REVIEW),
        ("evaluation", "submitted", "approve", REVIEW),
        ("evaluation", "returned", "submit", OWN),
        ("nominee", "assigned", "remove", NOMINATE),
        ("activity", "draft", "submit", OWN),
        ("activity", "valid", "resubmit", OWN),
        ("activity", "valid", "withdraw", OWN),
        ("activity", "valid", "return", BELOW),
        ("activity", "valid", "approve", BELOW),
        ("activity", "returned", "resubmit", OWN),
        ("activity", "approved", "resubmit", OWN),
        ("party_group_leave", "draft", "enter", OWN),
        ("party_group_leave", "valid", "leave", OWN),
        ("party_group_leave", "leaving", "withdraw", OWN),
        ("party_group_leave", "leaving", "approve", BELOW),
        ("party_group_leave", "leaving", "refuse", BELOW),
        ("reelection", "draft", "submit_plan", OWN),
        ("reelection", "draft", "ask_date", OWN),
        ("reelection", "plan_review", "withdraw_plan", OWN),
        ("reelection", "plan_review", "agree_plan", BELOW),
        ("reelection", "plan_review", "return_plan", BELOW),
        ("reelection", "plan_returned", "submit_plan", OWN),
        ("reelection", "plan_returned", "ask_date", OWN),
        ("reelection", "date_review", "withdraw_date", OWN),
        ("reelection", "date_review", "agree_date", BELOW),
        ("reelection", "date_review", "refuse_date", BELOW),
        ("reelection", "plan", "submit_plan", OWN),
        ("reelection", "plan", "ask_date", OWN),
        ("reelection", "request", "submit_request", OWN),
        ("reelection", "request_review", "withdraw_request", OWN),
        ("reelection", "request_review", "agree_request", BELOW),
        ("reelection", "request_review", "return_request", BELOW),
        ("reelection", "request_returned", "submit_request", OWN),
        ("reelection", "assembly", "submit_filing", OWN),
        ("reelection", "filing_review", "withdraw_filing", OWN),
        ("reelection", "filing_review", "file", BELOW),
        ("reelection", "filing_review", "return_filing", BELOW),
        ("reelection", "filing_returned", "submit_filing", OWN),
        ("party_answer", "sent", "answer", OWN),
        ("party_answer", "answered", "answer", OWN),
        ("climb", "draft", "submit", OWN),
        ("climb", "valid", "withdraw", OWN),
        ("climb", "valid", "return", BELOW),
        ("climb", "valid", "approve", BELOW),
        ("climb", "returned", "resubmit", OWN),
        ("climb", "returned", "forward", BELOW),
        ("climb", "returned", "return", BELOW),
    ];
    let places = [
        ('o', Relation::Own),
        ('c', Relation::Child),
        ('d', Relation::Descendant),
        ('p', Relation::Parent),
        ('a', Relation::Ancestor),
        ('f', Relation::Foreign),
    ];
    let mut found: Vec<(&str, &str, &str, String)> = Vec::new();
    for flow in FLOWS {
        let verbs: Vec<&str> = FLOWS.iter().flat_map(|flow| flow.steps).map(|step| step.verb).collect();
        for state in flow.states {
            let mut seen = Vec::new();
            for verb in flow.steps.iter().map(|step| step.verb).chain(verbs.iter().copied()) {
                if seen.contains(&verb) {
                    continue;
                }
                seen.push(verb);
                let can = |role: Role, place: Relation| {
                    next(flow, state.key, verb, "同意").is_ok()
                        && flow.step(verb).is_some_and(|step| decide_as(role, step.needs, place).is_ok())
                };
                let of_role = |(role, letter): (Role, &str)| {
                    let at: String = places.iter().filter(|(_, place)| can(role, *place)).map(|(c, _)| c).collect();
                    format!("{letter}:{at}")
                };
                let line: Vec<String> = Role::ALL.into_iter().zip(["P", "A", "S", "R", "L"]).map(of_role).collect();
                if line.iter().any(|part| part.len() > 2) {
                    found.push((flow.key, state.key, verb, line.join(" ")));
                }
            }
        }
    }
    let written: Vec<_> = WRITTEN.iter().map(|(f, s, v, line)| (*f, *s, *v, (*line).to_owned())).collect();
    assert_eq!(found, written);
}

/// WFL-09: what went back cannot be approved before it comes again.
#[test]
fn what_is_returned_cannot_be_approved() {
    for flow in FLOWS {
        let homes = flow.steps.iter().filter(|step| step.way == Way::Back).map(|step| step.to);
        for home in homes {
            for step in flow.steps.iter().filter(|step| step.way == Way::Pass) {
                let reasons = next(flow, home, step.verb, "同意").unwrap_err();
                assert_eq!(reasons[0].code, ReasonCode::StateForbids, "{} {home} {}", flow.key, step.verb);
            }
        }
    }
}

/// each part of a re-election goes to the association before the next one begins, and ends filed.
#[test]
fn reelection_goes_through_its_three_reviews_in_order() {
    let taken = ["submit_plan", "return_plan", "submit_plan", "agree_plan", "submit_request", "agree_request"];
    let filed = ["submit_filing", "return_filing", "submit_filing", "file"];
    let end =
        taken.iter().chain(&filed).fold("draft", |state, verb| next(&REELECTION, state, verb, "同意").unwrap().key);
    assert!(end == FILED && REELECTION.is_end(end));
    for late in ["request", "assembly", "filing_returned"] {
        assert!(next(&REELECTION, late, "ask_date", "理事会决议").is_err(), "{late}");
    }
    assert_eq!(next(&REELECTION, "draft", "ask_date", "理事会决议").unwrap().key, "date_review");
    assert_eq!(next(&REELECTION, "date_review", "refuse_date", "理由不足").unwrap().key, "plan");
}

/// WFL-12: a table that changes leaves the cases that run under the one before.
#[test]
fn running_case_keeps_the_table_that_it_began_with() {
    static BEFORE: Flow = Flow { version: 1, ..ACTIVITY };
    static AFTER: Flow = Flow { version: 2, steps: &[], ..ACTIVITY };
    let all = [&BEFORE, &AFTER];
    let of = |version| flow_of(&all, "activity", version).unwrap();
    assert_eq!(next(of(1), "valid", "approve", "").unwrap().key, "approved");
    assert!(next(of(2), "valid", "approve", "").is_err());
    assert_eq!(of(9).version, 2);
    assert!(flow_of(&all, "unknown", 1).is_none());
    let mut kept: Vec<_> = FLOWS.iter().map(|flow| (flow.key, flow.version)).collect();
    kept.sort_unstable();
    kept.dedup();
    assert_eq!(kept.len(), FLOWS.len());
}

/// A case that went all the way up shows an end, whatever the flow.
#[test]
fn every_state_is_reached_and_every_case_can_end() {
    for flow in FLOWS {
        let mut reached = vec![flow.states[0].key];
        let mut at = 0;
        while let Some(state) = reached.get(at).copied() {
            let leads = flow.steps.iter().filter(|step| step.from.contains(&state)).map(|step| step.to);
            for to in leads.collect::<Vec<_>>() {
                if !reached.contains(&to) {
                    reached.push(to);
                }
            }
            at += 1;
        }
        assert_eq!(reached.len(), flow.states.len(), "{}", flow.key);
        let settles = |state: &State| flow.is_end(state.key) || state.tone == Tone::Success;
        assert!(flow.states.iter().any(settles), "{}", flow.key);
    }
}
