//! Conditions on single fields: the tests of a rule's filters.

use super::{Filter, RecordFact, Test};
use crate::domain::form::{Answer, Value};
use crate::domain::time::Day;

/// The day of entry, as a field of a rule.
pub const CREATED: &str = "@created";
/// The key of the record's state, as a field of a rule.
pub const STATE: &str = "@state";

/// The record's own fields that these filters read.
pub fn fields(filters: &[Filter]) -> Vec<&str> {
    let mut out = Vec::new();
    for filter in filters {
        out.push(filter.field.as_str());
        if let Test::YoungerThan { stated: Some(stated), .. } = &filter.test {
            out.push(stated);
        }
    }
    out
}

impl Filter {
    /// Whether the record satisfies the condition on that day.
    pub fn holds(&self, record: &RecordFact, today: Day) -> bool {
        let own = match self.field.as_str() {
            CREATED => record.created_on.to_string(),
            STATE => record.state.clone(),
            _ => return self.holds_in(&record.answer, today),
        };
        let mut answer = Answer::default();
        answer.set(&self.field, own);
        self.holds_in(&answer, today)
    }

    /// Whether the fields of a form or of a row satisfy the condition on that day.
    pub fn holds_in(&self, answer: &Answer, today: Day) -> bool {
        let values = answer.values(&self.field);
        let text = answer.text(&self.field);
        match &self.test {
            Test::Is(wanted) => values.iter().any(|v| wanted.contains(v)),
            Test::IsNot(refused) => !values.is_empty() && !values.iter().any(|v| refused.contains(v)),
            Test::Beyond(known) => values.iter().any(|v| !known.contains(v)),
            Test::Filled(wanted) => filled(answer, &self.field) == *wanted,
            Test::Contains(part) => values.iter().any(|v| v.contains(part.as_str())),
            Test::AtLeastX100(least) => hundredths(text).is_some_and(|n| n >= *least),
            Test::WithinYears(years) => day(text).is_some_and(|d| d <= today && d > today.plus_years(-years)),
            Test::YoungerThan { years, stated } => match (day(text), stated) {
                (Some(born), _) => born <= today && born.age_on(today) < *years,
                (None, Some(field)) => answer.text(field).parse::<i64>().is_ok_and(|age| age < *years),
                (None, None) => false,
            },
            Test::EducationAtLeast(rank) => education_rank(text).is_some_and(|r| r >= *rank),
            Test::Rows(least) => answer.rows(&self.field).len() as i64 >= *least,
            Test::AnyRow(tests) => {
                answer.rows(&self.field).iter().any(|row| tests.iter().all(|test| test.holds_in(row, today)))
            }
            Test::Unexpired(wanted) => day(text).is_none_or(|d| d >= today) == *wanted,
        }
    }

    /// Whether filling in or changing the field of an existing record is a sensible way to satisfy it; a
    /// record of another kind or of another year is left alone.
    pub fn is_mendable(&self) -> bool {
        match &self.test {
            Test::Is(wanted) => wanted.len() == 1 && wanted[0] == "是",
            Test::Filled(_) | Test::Contains(_) | Test::Rows(_) | Test::AnyRow(_) | Test::Beyond(_) => true,
            Test::AtLeastX100(_) | Test::Unexpired(_) => true,
            Test::IsNot(_) | Test::WithinYears(_) | Test::YoungerThan { .. } => false,
            Test::EducationAtLeast(_) => false,
        }
    }
}

/// Whether the field holds anything.
pub fn filled(answer: &Answer, field: &str) -> bool {
    match answer.0.get(field) {
        None => false,
        Some(Value::Text(text)) => !text.trim().is_empty(),
        Some(Value::Many(values)) => !values.is_empty(),
        Some(Value::Files(files)) => !files.is_empty(),
        Some(Value::Rows(rows)) => !rows.is_empty(),
    }
}

/// The day at the beginning of a day or minute text.
pub fn day(text: &str) -> Option<Day> {
    text.get(..10)?.parse().ok()
}

/// A canonical number in hundredths; none where it is no number or too large.
pub fn hundredths(text: &str) -> Option<i64> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part).map(|n| sign * n)
}

/// The rank of a finished education by its code of GB/T 4658-2006: 9 博士研究生 … 6 大学本科 … 1 其他; none for
/// unfinished ones and unknown codes.
pub fn education_rank(code: &str) -> Option<i64> {
    Some(match code {
        "11" => 9,
        "14" => 8,
        "17" => 7,
        "21" | "28" => 6,
        "31" => 5,
        "41" | "44" | "47" | "61" => 4,
        "71" => 3,
        "81" => 2,
        "90" => 1,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(test: Test, text: &str, today: &str) -> bool {
        let mut answer = Answer::default();
        answer.set("f", text);
        Filter { field: "f".into(), test }.holds_in(&answer, today.parse().unwrap())
    }

    #[test]
    fn period_includes_today_and_excludes_the_same_day_a_year_ago() {
        for (text, inside) in [
            ("2026-11-21", true),
            ("2026-11-21 09:30", true),
            ("2025-11-22", true),
            ("2025-11-21", false),
            ("2026-11-22", false),
            ("", false),
            ("昨天", false),
        ] {
            assert_eq!(check(Test::WithinYears(1), text, "2026-11-21"), inside, "{text}");
        }
    }

    #[test]
    fn age_is_counted_at_the_reference_day() {
        let test = || Test::YoungerThan { years: 45, stated: None };
        assert!(check(test(), "1981-11-22", "2026-11-21"));
        assert!(!check(test(), "1981-11-21", "2026-11-21"));
        assert!(!check(test(), "2027-01-01", "2026-11-21"));
    }

    #[test]
    fn stated_age_serves_where_the_birth_date_is_missing() {
        let filter = Filter { field: "born".into(), test: Test::YoungerThan { years: 45, stated: Some("age".into()) } };
        let mut answer = Answer::default();
        answer.set("age", "44");
        assert!(filter.holds_in(&answer, "2026-11-21".parse().unwrap()));
        answer.set("born", "1960-01-01");
        assert!(!filter.holds_in(&answer, "2026-11-21".parse().unwrap()));
    }

    #[test]
    fn hundredths_are_exact_and_refuse_what_is_no_number() {
        for (text, n) in [("12", Some(1200)), ("12.5", Some(1250)), ("-0.05", Some(-5)), ("0", Some(0))] {
            assert_eq!(hundredths(text), n, "{text}");
        }
        for text in ["", "-", "1.234", "1e3", "１２", "99999999999999999999", ".5", "1,000"] {
            assert_eq!(hundredths(text), None, "{text}");
        }
    }

    #[test]
    fn unfinished_studies_have_no_rank() {
        assert_eq!(education_rank("21"), Some(6));
        assert_eq!(education_rank("22"), None);
        assert!(check(Test::EducationAtLeast(6), "14", "2026-11-21"));
        assert!(!check(Test::EducationAtLeast(6), "31", "2026-11-21"));
    }
}
