//! Deductions that the registers suggest: so far a council that was not elected anew in time (X-024,
//! reelection_flow.json: 逾期建议扣分项 D1).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::record_href;
use crate::domain::form::Answer;
use crate::domain::ids::RecordId;
use crate::domain::text::evaluation::HintText;
use crate::domain::text::{Lang, Text};
use crate::domain::time::Day;

/// The register of terms.
pub const TERMS: &str = "reelection";
/// The register of re-elections under way.
pub const CASES: &str = "reelection_case";
/// So many years an assembly may be put off at most.
const DELAY_YEARS: i64 = 1;

/// The term (届) of a council.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its record.
    pub record: RecordId,
    /// Which one it is (届次).
    pub number: i64,
    /// Its last day.
    pub ends: Day,
}

impl Term {
    /// The term that a record describes; none for a draft and without number or last day.
    pub fn of(record: RecordId, state: &str, answer: &Answer) -> Option<Self> {
        let (number, ends) = (answer.text("term_no").parse().ok()?, answer.text("term_to").parse().ok()?);
        (state == "valid").then_some(Self { record, number, ends })
    }
}

/// A re-election under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reelection {
    /// Which term it elects.
    pub number: i64,
    /// The day to which the association let it put the assembly off.
    pub agreed_on: Option<Day>,
    /// The day of the assembly; only once its filing is handed in.
    pub held_on: Option<Day>,
}

impl Reelection {
    /// The re-election that a record describes; `verbs` are the steps of its case, oldest first.
    pub fn of(state: &str, answer: &Answer, verbs: &[String]) -> Option<Self> {
        let day = |key: &str| answer.text(key).parse::<Day>().ok();
        let answered = verbs.iter().rfind(|verb| matches!(verb.as_str(), "agree_date" | "refuse_date"));
        let agreed = answered.is_some_and(|verb| verb == "agree_date");
        let held = matches!(state, "filing_review" | "filing_returned" | "filed");
        Some(Self {
            number: answer.text("term_no").parse().ok()?,
            agreed_on: day("planned_on").filter(|_| agreed),
            held_on: day("held_on").filter(|_| held),
        })
    }
}

/// A term that has run out without a re-election.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermOver {
    /// The record of the term.
    pub term: RecordId,
    /// Which one it is.
    pub number: i64,
    /// Its last day.
    pub ended: Day,
    /// The day to which the re-election could be put off; none without the association's consent.
    pub extended_to: Option<Day>,
}

/// What the registers say for deduction items, by the items' codes.
pub type Hints = BTreeMap<String, TermOver>;

/// Whether the latest term has run out by that day: no later one, no assembly held in time, and no consent to a later
/// date that still holds, which is a year at most. Without a term nothing is said.
pub fn term_over(terms: &[Term], cases: &[Reelection], today: Day) -> Option<TermOver> {
    let last = terms.iter().max_by_key(|term| (term.number, term.ends))?;
    let next: Vec<&Reelection> = cases.iter().filter(|case| case.number > last.number).collect();
    let longest = last.ends.plus_years(DELAY_YEARS);
    let agreed = next.iter().filter_map(|case| case.agreed_on).filter(|day| *day > last.ends);
    let extended_to = agreed.map(|day| day.min(longest)).max();
    let covered = extended_to.unwrap_or(last.ends);
    let held = next.iter().filter_map(|case| case.held_on).any(|day| day <= covered);
    (covered < today && !held).then_some(TermOver {
        term: last.record,
        number: last.number,
        ended: last.ends,
        extended_to,
    })
}

impl TermOver {
    /// The reason in words.
    pub fn reason(&self, lang: Lang) -> String {
        let (number, ended) = (self.number.to_string(), self.ended.to_string());
        match self.extended_to {
            None => HintText::TermOver.fill(lang, &[&number, &ended]),
            Some(day) => HintText::ExtensionOver.fill(lang, &[&number, &ended, &day.to_string()]),
        }
    }

    /// The page of the term.
    pub fn href(&self) -> String {
        record_href(TERMS, Some(self.term), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Uid;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn term(number: i64, ends: &str) -> Term {
        Term { record: RecordId(Uid::compose(number, [0; 10])), number, ends: day(ends) }
    }

    fn case(number: i64, agreed_on: Option<&str>, held_on: Option<&str>) -> Reelection {
        Reelection { number, agreed_on: agreed_on.map(day), held_on: held_on.map(day) }
    }

    /// The number of the term and the day to which it was extended.
    fn over(terms: &[Term], cases: &[Reelection], today: &str) -> Option<(i64, Option<String>)> {
        let found = term_over(terms, cases, day(today));
        found.map(|found| (found.number, found.extended_to.map(|day| day.to_string())))
    }

    #[test]
    fn a_term_is_over_from_the_day_after_its_last() {
        let terms = [term(4, "2022-05-31"), term(5, "2026-05-31")];
        assert_eq!(over(&[], &[], "2026-06-01"), None, "nothing is known");
        assert_eq!(over(&terms, &[], "2026-05-31"), None);
        assert_eq!(over(&terms, &[], "2026-06-01"), Some((5, None)));
        assert_eq!(over(&[terms[1], terms[0], term(6, "2030-05-31")], &[], "2026-06-01"), None, "elected anew");
    }

    #[test]
    fn an_agreed_date_covers_a_year_at_most() {
        let terms = [term(5, "2026-05-31")];
        let agreed = |on| [case(6, Some(on), None)];
        assert_eq!(over(&terms, &agreed("2026-09-30"), "2026-09-30"), None);
        assert_eq!(over(&terms, &agreed("2026-09-30"), "2026-10-01"), Some((5, Some("2026-09-30".into()))));
        assert_eq!(over(&terms, &agreed("2028-01-01"), "2027-05-31"), None);
        assert_eq!(over(&terms, &agreed("2028-01-01"), "2027-06-01"), Some((5, Some("2027-05-31".into()))));
        assert_eq!(
            over(&terms, &agreed("2026-03-01"), "2026-06-01"),
            Some((5, None)),
            "an earlier date extends nothing"
        );
        assert_eq!(over(&terms, &[case(6, None, None)], "2026-06-01"), Some((5, None)), "only asked");
        assert_eq!(over(&terms, &[case(5, Some("2026-09-30"), None)], "2026-06-01"), Some((5, None)), "another term");
    }

    #[test]
    fn an_assembly_in_time_counts_while_its_filing_is_looked_at() {
        let terms = [term(5, "2026-05-31")];
        assert_eq!(over(&terms, &[case(6, None, Some("2026-05-31"))], "2026-06-20"), None);
        assert_eq!(over(&terms, &[case(6, None, Some("2026-06-01"))], "2026-06-20"), Some((5, None)), "too late");
        assert_eq!(over(&terms, &[case(6, Some("2026-07-31"), Some("2026-07-01"))], "2026-08-20"), None);
    }

    #[test]
    fn records_are_read_by_state_and_steps() {
        let mut answer = Answer::default();
        for (key, value) in [("term_no", "6"), ("planned_on", "2026-09-30"), ("held_on", "2026-09-29")] {
            answer.set(key, value);
        }
        let of = |state: &str, verbs: &[&str]| {
            let verbs: Vec<String> = verbs.iter().map(|verb| (*verb).to_owned()).collect();
            Reelection::of(state, &answer, &verbs).unwrap()
        };
        let (planned, held) = (Some("2026-09-30"), Some("2026-09-29"));
        assert_eq!(of("plan", &["ask_date", "agree_date"]), case(6, planned, None));
        assert_eq!(of("plan", &["agree_date", "ask_date", "refuse_date"]), case(6, None, None));
        assert_eq!(of("assembly", &["submit_plan"]), case(6, None, None), "typed, not handed in");
        assert_eq!(of("filing_review", &["agree_date", "submit_plan"]), case(6, planned, held));
        let record = term(6, "2030-01-01").record;
        assert_eq!(Term::of(record, "valid", &answer), None, "no last day");
        answer.set("term_to", "2030-01-01");
        assert_eq!(Term::of(record, "valid", &answer), Some(term(6, "2030-01-01")));
        assert_eq!(Term::of(record, "draft", &answer), None);
    }

    #[test]
    fn the_reason_names_term_and_days() {
        let mut found =
            TermOver { term: term(5, "2026-05-31").record, number: 5, ended: day("2026-05-31"), extended_to: None };
        assert_eq!(found.reason(Lang::Zh), "建议扣分：第 5 届任期已于 2026-05-31 届满，尚未换届");
        found.extended_to = Some(day("2026-09-30"));
        assert!(found.reason(Lang::En).contains("put off to 2026-09-30"));
        assert_eq!(found.href(), format!("/registers/reelection/{}", found.term));
    }
}
