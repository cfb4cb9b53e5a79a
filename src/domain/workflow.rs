//! States and transitions as typed tables, one per kind of case. Buttons, refusals and timelines follow.

use serde::{Deserialize, Serialize};

use super::access::Action;
use super::error::{Reason, ReasonCode};
use super::ids::AccountId;
use super::text::{Label, Lang};
use super::time::Instant;

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
    /// The word.
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
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
    /// The right that it needs.
    pub needs: Action,
    /// Whether an opinion must be given.
    pub opinion: bool,
}

/// A kind of case: its states and arrows.
#[derive(Clone, Copy, Debug)]
pub struct Flow {
    /// The key in the store.
    pub key: &'static str,
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

    /// The word for a state key.
    pub fn state_name(&self, key: &str, lang: Lang) -> String {
        self.state(key).map_or_else(|| key.to_owned(), |s| s.name(lang).to_owned())
    }
}

/// Decides where a verb leads from a state. The right itself (`Step::needs`) is asked of `access::decide`.
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

/// The applicant's step after a return; nobody else takes it.
pub const RESUBMIT: &str = "resubmit";

/// 会员申报 (E-057 … E-063): an application to join.
pub const APPLICATION: Flow = Flow {
    key: "application",
    states: &[
        State { key: "pending", zh: "待审核", en: "Waiting for review", tone: Tone::Waiting },
        State { key: "approved", zh: "审核通过", en: "Approved", tone: Tone::Success },
        State { key: "returned", zh: "退回修改", en: "Returned for changes", tone: Tone::Danger },
        State { key: "rejected", zh: "审核驳回", en: "Rejected", tone: Tone::Danger },
    ],
    steps: &[
        // The applicant's own steps, without an account. The first begins the case, so it leads from no state.
        Step {
            verb: "apply",
            zh: "提交申请",
            en: "Apply",
            from: &[],
            to: "pending",
            needs: Action::DecideApplication,
            opinion: false,
        },
        Step {
            verb: RESUBMIT,
            zh: "修改后重新提交",
            en: "Resubmit",
            from: &["returned"],
            to: "pending",
            needs: Action::DecideApplication,
            opinion: false,
        },
        Step {
            verb: "approve",
            zh: "通过",
            en: "Approve",
            from: &["pending"],
            to: "approved",
            needs: Action::DecideApplication,
            opinion: false,
        },
        Step {
            verb: "return",
            zh: "退回",
            en: "Return",
            from: &["pending"],
            to: "returned",
            needs: Action::DecideApplication,
            opinion: true,
        },
        Step {
            verb: "reject",
            zh: "驳回",
            en: "Reject",
            from: &["pending"],
            to: "rejected",
            needs: Action::DecideApplication,
            opinion: true,
        },
    ],
};

/// 评估提交 (E-014, EVA-15): from self-evaluation to the association's decision.
pub const EVALUATION: Flow = Flow {
    key: "evaluation",
    states: &[
        State { key: "filling", zh: "填报中", en: "Being filled in", tone: Tone::Neutral },
        State { key: "submitted", zh: "已提交", en: "Submitted", tone: Tone::Waiting },
        State { key: "returned", zh: "退回补充", en: "Returned for completion", tone: Tone::Danger },
        State { key: "approved", zh: "审核通过", en: "Approved", tone: Tone::Success },
    ],
    steps: &[
        Step {
            verb: "submit",
            zh: "提交",
            en: "Submit",
            from: &["filling", "returned"],
            to: "submitted",
            needs: Action::SubmitEvaluation,
            opinion: false,
        },
        Step {
            verb: "return",
            zh: "退回",
            en: "Return",
            from: &["submitted"],
            to: "returned",
            needs: Action::ReviewEvaluation,
            opinion: true,
        },
        Step {
            verb: "approve",
            zh: "通过",
            en: "Approve",
            from: &["submitted"],
            to: "approved",
            needs: Action::ReviewEvaluation,
            opinion: false,
        },
    ],
};

/// 代表、委员推荐 (congress_rules states): the part that the quota board needs.
pub const NOMINEE: Flow = Flow {
    key: "nominee",
    states: &[
        State { key: "assigned", zh: "待填报", en: "To be filled in", tone: Tone::Waiting },
        State { key: "removed", zh: "已注销", en: "Removed", tone: Tone::Neutral },
    ],
    steps: &[Step {
        verb: "remove",
        zh: "注销",
        en: "Remove",
        from: &["assigned"],
        to: "removed",
        needs: Action::Nominate,
        opinion: false,
    }],
};

/// Every flow, for pages and tests that go through all of them.
pub const FLOWS: [&Flow; 3] = [&APPLICATION, &EVALUATION, &NOMINEE];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_arrow_joins_known_states_and_every_pair_of_state_and_verb_is_decided() {
        for flow in FLOWS {
            for step in flow.steps {
                assert!(flow.state(step.to).is_some(), "{} {}", flow.key, step.verb);
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
}
