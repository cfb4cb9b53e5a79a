//! Records that run out: registrations, grades, qualifications and terms of office (E-130, REG-21, X-024). A register
//! names its last days and when their units are reminded.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Answer, FormDefinition};
use crate::domain::text::form::ExpiryText;
use crate::domain::text::guide::GuideText;
use crate::domain::text::{Label, Lang, Text};
use crate::domain::time::Day;
use crate::domain::workflow::Tone;

/// So many days before the last one a unit is reminded where its register says nothing else (REG-21).
pub const REMIND_DAYS: i64 = 30;

/// A day field after which a record no longer holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastDay {
    /// The field.
    pub field: String,
    /// How long before it the unit is reminded, once of each; the record is marked from the first one on.
    #[serde(default = "at_first")]
    pub remind: Vec<Ahead>,
    /// What is done by then, one sentence without a full stop; empty: nothing in particular.
    #[serde(default)]
    pub advice: Label,
    /// What makes reminders needless.
    #[serde(default)]
    pub followed: Vec<Follower>,
}

/// How long before a last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ahead {
    /// 月
    Months(i64),
    /// 天
    Days(i64),
}

/// A later record of the same unit that follows one which runs out: the next term (届次), or its re-election once
/// that is handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follower {
    /// The register of the later record.
    pub register: String,
    /// The number that is greater there; a whole number in both registers.
    pub by: String,
    /// The states in which it does not count yet.
    pub except: Vec<String>,
}

fn at_first() -> Vec<Ahead> {
    vec![Ahead::Days(REMIND_DAYS)]
}

impl Ahead {
    /// The day so long before that one.
    pub fn before(self, last: Day) -> Day {
        match self {
            Self::Months(months) => last.plus_months(-months),
            Self::Days(days) => last.plus_days(-days),
        }
    }

    /// In words.
    pub fn name(self, lang: Lang) -> String {
        match self {
            Self::Months(months) => GuideText::AheadMonths.fill(lang, &[&months.to_string()]),
            Self::Days(days) => GuideText::AheadDays.fill(lang, &[&days.to_string()]),
        }
    }
}

impl Follower {
    fn follows(&self, own: &Answer, register: &str, state: &str, other: &Answer) -> bool {
        let number = |answer: &Answer| answer.text(&self.by).parse::<i64>().ok();
        let later = || number(own).zip(number(other)).is_some_and(|(own, other)| other > own);
        self.register == register && !self.except.iter().any(|except| except == state) && later()
    }
}

impl LastDay {
    /// The days of the reminders, the earliest first.
    fn stages(&self, last: Day) -> Vec<Day> {
        let mut stages: Vec<Day> = self.remind.iter().map(|ahead| ahead.before(last)).collect();
        stages.sort_unstable();
        stages
    }

    /// The day from which a record with that last day is marked.
    pub fn marked_from(&self, last: Day) -> Day {
        self.stages(last).first().copied().unwrap_or(last)
    }

    /// The day of the latest reminder that has come by today, and that of the next one; neither after the last day.
    pub fn reminder(&self, last: Day, today: Day) -> (Option<Day>, Option<Day>) {
        if last < today {
            return (None, None);
        }
        let stages = self.stages(last);
        let come = stages.partition_point(|stage| *stage <= today);
        (stages[..come].last().copied(), stages.get(come).copied())
    }

    /// Whether one of these records of the same unit (register, state, answer) follows the one that runs out.
    pub fn is_followed<'a>(
        &self,
        own: &Answer,
        others: impl IntoIterator<Item = (&'a str, &'a str, &'a Answer)>,
    ) -> bool {
        let follows = |(register, state, other)| self.followed.iter().any(|by| by.follows(own, register, state, other));
        others.into_iter().any(follows)
    }
}

/// How a record stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expiry {
    /// 有效
    Valid,
    /// 即将到期: so many days are left; on the last one none
    Soon(i64),
    /// 已过期: for so many days
    Expired(i64),
}

impl Expiry {
    /// How a record with that last day stands today, when it is marked from that day on.
    pub fn of(last: Day, marked_from: Day, today: Day) -> Self {
        match last.days() - today.days() {
            left if left < 0 => Self::Expired(-left),
            left if today >= marked_from => Self::Soon(left),
            _ => Self::Valid,
        }
    }
}

/// How a last day of a record stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// What the last day is called: the label of its field.
    pub name: Label,
    /// How it stands.
    pub expiry: Expiry,
}

impl Ending {
    /// In words, with the look of the badge; nothing while it is valid.
    pub fn mark(&self) -> Option<(Label, Tone)> {
        let (text, days, tone) = match self.expiry {
            Expiry::Valid => return None,
            Expiry::Soon(0) => (ExpiryText::Today, 0, Tone::Waiting),
            Expiry::Soon(days) => (ExpiryText::Soon, days, Tone::Waiting),
            Expiry::Expired(days) => (ExpiryText::Expired, days, Tone::Danger),
        };
        let of = |lang: Lang| text.fill(lang, &[self.name.text(lang), &days.to_string()]);
        Some((Label { zh: of(Lang::Zh), en: of(Lang::En) }, tone))
    }
}

/// The last days of a record by field; none where its register has none or the record never runs out.
pub fn last_days(definition: &FormDefinition, answer: &Answer) -> BTreeMap<String, Day> {
    let day = |rule: &LastDay| Some((rule.field.clone(), answer.text(&rule.field).parse().ok()?));
    definition.expires.iter().filter_map(day).collect()
}

/// How the last days of a record stand today, in the order of its register.
pub fn endings(definition: &FormDefinition, answer: &Answer, today: Day) -> Vec<Ending> {
    let days = last_days(definition, answer);
    let ending = |rule: &LastDay| {
        let (last, field) = (*days.get(&rule.field)?, definition.field(&rule.field)?);
        Some(Ending { name: field.label.clone(), expiry: Expiry::of(last, rule.marked_from(last), today) })
    };
    definition.expires.iter().filter_map(ending).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn rule(remind: Vec<Ahead>) -> LastDay {
        LastDay { field: "term_to".into(), remind, advice: Label::default(), followed: Vec::new() }
    }

    fn term() -> LastDay {
        rule(vec![Ahead::Days(30), Ahead::Months(7), Ahead::Months(6)])
    }

    #[test]
    fn the_last_day_is_still_good() {
        let on = |today: &str| Expiry::of(day("2024-11-27"), day("2024-10-28"), day(today));
        assert_eq!(on("2024-10-27"), Expiry::Valid);
        assert_eq!(on("2024-10-28"), Expiry::Soon(30));
        assert_eq!(on("2024-11-27"), Expiry::Soon(0));
        assert_eq!(on("2024-11-28"), Expiry::Expired(1));
        let mark = |expiry| Ending { name: Label { zh: "有效期".into(), en: "Valid until".into() }, expiry }.mark();
        assert_eq!(mark(Expiry::Valid), None);
        let (label, tone) = mark(Expiry::Expired(1)).unwrap();
        assert_eq!((label.zh.as_str(), tone), ("有效期：已过期 1 天", Tone::Danger));
        assert_eq!(mark(Expiry::Soon(0)).unwrap().0.en, "Valid until: ends today");
    }

    /// reelection_flow.json: seven and six months ahead, and thirty days as everything else (REG-21).
    #[test]
    fn reminders_come_one_after_the_other() {
        let on = |today: &str| term().reminder(day("2026-08-31"), day(today));
        let (seven, six, month) = (day("2026-01-31"), day("2026-02-28"), day("2026-08-01"));
        assert_eq!(on("2026-01-30"), (None, Some(seven)));
        assert_eq!(on("2026-01-31"), (Some(seven), Some(six)));
        assert_eq!(on("2026-02-27"), (Some(seven), Some(six)));
        assert_eq!(on("2026-02-28"), (Some(six), Some(month)));
        assert_eq!(on("2026-08-31"), (Some(month), None));
        assert_eq!(on("2026-09-01"), (None, None), "too late for a reminder");
        assert_eq!(term().marked_from(day("2026-08-31")), seven);
    }

    #[test]
    fn a_later_term_or_its_reelection_follows() {
        let by = |register: &str, except: &[&str]| Follower {
            register: register.into(),
            by: "term_no".into(),
            except: except.iter().map(|state| (*state).to_owned()).collect(),
        };
        let rule = LastDay { followed: vec![by("term", &["draft"]), by("case", &["draft", "plan"])], ..term() };
        let numbered = |number: &str| {
            let mut answer = Answer::default();
            answer.set("term_no", number);
            answer
        };
        let is_followed = |register: &str, state: &str, number: &str| {
            rule.is_followed(&numbered("5"), [(register, state, &numbered(number))])
        };
        assert!(is_followed("term", "valid", "6") && is_followed("case", "plan_review", "6"));
        assert!(!is_followed("term", "valid", "5") && !is_followed("term", "valid", "4"));
        assert!(!is_followed("term", "draft", "6") && !is_followed("case", "plan", "6"));
        assert!(!is_followed("other", "valid", "6") && !is_followed("case", "plan_review", ""));
    }

    proptest! {
        #[test]
        fn a_record_only_ever_goes_from_valid_to_soon_to_expired(last in 0..40_000_i64, today in 0..40_000_i64) {
            let rank = |expiry| match expiry {
                Expiry::Valid => (0, 0),
                Expiry::Soon(days) => (1, REMIND_DAYS - days),
                Expiry::Expired(days) => (2, days),
            };
            let rule = rule(at_first());
            let last = Day::from_days(last);
            let on = |today| Expiry::of(last, rule.marked_from(last), Day::from_days(today));
            prop_assert!(rank(on(today)) <= rank(on(today + 1)));
            prop_assert_eq!(on(today) == Expiry::Valid, last.days() - today > REMIND_DAYS);
        }

        #[test]
        fn reminders_never_go_back(last in 0..40_000_i64, left in 0..400_i64) {
            let (rule, last) = (term(), Day::from_days(last));
            let today = last.plus_days(-left);
            let (come, next) = rule.reminder(last, today);
            prop_assert!(come.is_none_or(|come| come <= today) && next.is_none_or(|next| next > today));
            prop_assert!(come <= rule.reminder(last, today.plus_days(1)).0 || today == last);
        }
    }
}
