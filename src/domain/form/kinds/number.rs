//! Whole numbers, decimals, money and years. Nothing here goes through a float.

use crate::domain::error::{FieldProblem, ProblemCode};
use crate::domain::form::clean;

/// What a text says as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// A value in hundredths; beyond ±92 quadrillion it is held at the bound.
    Hundredths(i64),
    /// A number with more than two decimals.
    Finer,
    /// No number.
    Not,
}

/// Reads digits with an optional sign, thousands commas and decimals; blanks and full-width forms are no matter.
pub fn read(text: &str) -> Number {
    let text = clean::compact(text);
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let whole = if whole.contains(',') {
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or_default();
        if !(1..=3).contains(&first.len()) || groups.any(|g| g.len() != 3) {
            return Number::Not;
        }
        whole.replace(',', "")
    } else {
        whole.to_owned()
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if !digits(&whole) || !digits(decimals) || whole.is_empty() {
        return Number::Not;
    }
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > 2 {
        return Number::Finer;
    }
    let value = whole
        .bytes()
        .chain(decimals.bytes())
        .chain(std::iter::repeat_n(b'0', 2 - decimals.len()))
        .fold(0i64, |n, b| n.saturating_mul(10).saturating_add(i64::from(b - b'0')));
    Number::Hundredths(if negative { -value } else { value })
}

/// Hundredths as `12.50`.
pub fn text_x100(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", value.unsigned_abs() / 100, value.unsigned_abs() % 100)
}

/// Hundredths for people: `1,234.50`, whole numbers without decimals.
pub fn shown_x100(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let whole = (value.unsigned_abs() / 100).to_string();
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    match value.unsigned_abs() % 100 {
        0 => out,
        rest => format!("{out}.{rest:02}"),
    }
}

/// The canonical whole number `12`, or the text as typed.
pub fn canonical_whole(text: &str) -> String {
    match read(text) {
        Number::Hundredths(value) if value % 100 == 0 && in_range(value) => (value / 100).to_string(),
        _ => clean::line(text),
    }
}

/// The canonical decimal `12.50`, or the text as typed.
pub fn canonical_decimal(text: &str) -> String {
    match read(text) {
        Number::Hundredths(value) if in_range(value) => text_x100(value),
        _ => clean::line(text),
    }
}

/// The canonical year `2024`, or the text as typed.
pub fn canonical_year(text: &str) -> String {
    let compact = clean::compact(text);
    let year = compact.strip_suffix('年').unwrap_or(&compact);
    if is_year(year) { year.to_owned() } else { clean::line(text) }
}

/// Checks a whole number against its bounds.
pub fn check_whole(path: &str, text: &str, min: Option<i64>, max: Option<i64>) -> Option<FieldProblem> {
    match read(text) {
        Number::Not => Some(not_a_number(path, text)),
        Number::Hundredths(value) if value % 100 == 0 || !in_range(value) => {
            let times_100 = |bound: i64| bound.saturating_mul(100);
            bounds(path, text, value, min.map(times_100), max.map(times_100))
        }
        _ => Some(FieldProblem::error(path, ProblemCode::NotWhole, &[&clean::clip(text, 40)])),
    }
}

/// The hundredths of a typed decimal.
///
/// # Errors
/// The problem of what is no number, or one with more than two decimals.
pub fn decimal_x100(path: &str, text: &str) -> Result<i64, FieldProblem> {
    match read(text) {
        Number::Not => Err(not_a_number(path, text)),
        Number::Finer => Err(FieldProblem::error(path, ProblemCode::TooManyDecimals, &[&clean::clip(text, 40)])),
        Number::Hundredths(value) => Ok(value),
    }
}

/// Checks a decimal against its bounds in hundredths.
pub fn check_decimal(path: &str, text: &str, min: Option<i64>, max: Option<i64>) -> Option<FieldProblem> {
    match decimal_x100(path, text) {
        Ok(value) => bounds(path, text, value, min, max),
        Err(problem) => Some(problem),
    }
}

/// Checks a year between 1900 and 2100.
pub fn check_year(path: &str, text: &str) -> Option<FieldProblem> {
    (!is_year(text)).then(|| FieldProblem::error(path, ProblemCode::NotAYear, &[&clean::clip(text, 40)]))
}

/// The largest amount that is taken: a quadrillion. Beyond it a typing error is certain.
const LARGEST_X100: i64 = 100_000_000_000_000_000;

fn in_range(value_x100: i64) -> bool {
    (-LARGEST_X100..=LARGEST_X100).contains(&value_x100)
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse::<u16>().is_ok_and(|y| (1900..=2100).contains(&y))
}

fn not_a_number(path: &str, text: &str) -> FieldProblem {
    FieldProblem::error(path, ProblemCode::NotANumber, &[&clean::clip(text, 40)])
}

fn bounds(path: &str, text: &str, value: i64, min: Option<i64>, max: Option<i64>) -> Option<FieldProblem> {
    let (min, max) = (min.unwrap_or(-LARGEST_X100), max.unwrap_or(LARGEST_X100));
    let (code, bound) = if value < min {
        (ProblemCode::TooSmall, min)
    } else if value > max {
        (ProblemCode::TooLarge, max)
    } else {
        return None;
    };
    Some(FieldProblem::error(path, code, &[&clean::clip(text, 40), &shown_x100(bound)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_without_floats() {
        for (text, value) in [
            ("12", 1200),
            ("12.5", 1250),
            ("012.50", 1250),
            ("-0.07", -7),
            ("+3", 300),
            ("１２．５", 1250),
            ("1,234,567.8", 123_456_780),
            ("12.5000", 1250),
            ("12.", 1200),
            ("0.1", 10),
        ] {
            assert_eq!(read(text), Number::Hundredths(value), "{text}");
        }
        for text in ["", "-", ".5", "1,23", "1e3", "十二", "12.3.4", "12元", "NaN", "😀", "0x1f", ",123"] {
            assert_eq!(read(text), Number::Not, "{text}");
        }
        assert_eq!(read("1.234"), Number::Finer);
        assert_eq!(read(&"9".repeat(4000)), Number::Hundredths(i64::MAX));
    }

    #[test]
    fn canonical_forms() {
        assert_eq!(canonical_whole(" 1,200.00 "), "1200");
        assert_eq!(canonical_whole("007"), "7");
        assert_eq!(canonical_whole("1.5"), "1.5");
        assert_eq!(canonical_whole("三十"), "三十");
        assert_eq!(canonical_decimal("1200"), "1200.00");
        assert_eq!(canonical_decimal("-0.5"), "-0.50");
        let long = "9".repeat(100);
        assert_eq!(canonical_whole(&long), long, "a number beyond all bounds stays as typed");
        assert_eq!(canonical_year("２０２４年"), "2024");
        assert_eq!(canonical_year("24"), "24");
    }

    #[test]
    fn bounds_are_named() {
        let problem = check_whole("n", "-1", Some(0), None).unwrap();
        assert_eq!((problem.code, problem.args), (ProblemCode::TooSmall, vec!["-1".to_owned(), "0".to_owned()]));
        assert_eq!(check_whole("n", "5", Some(0), Some(5)), None);
        assert_eq!(check_whole("n", "1.5", None, None).unwrap().code, ProblemCode::NotWhole);
        assert_eq!(check_whole("n", &"9".repeat(400), None, None).unwrap().code, ProblemCode::TooLarge);
        assert_eq!(check_decimal("n", "1.005", None, None).unwrap().code, ProblemCode::TooManyDecimals);
        assert_eq!(check_decimal("n", "2000.01", None, Some(200_000)).unwrap().args[1], "2,000");
        for bad in ["", "24", "1899", "2101", "２０２４", "+202"] {
            assert!(check_year("y", bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn amounts_are_grouped_for_people() {
        assert_eq!(shown_x100(123_456_789), "1,234,567.89");
        assert_eq!(shown_x100(-10_000), "-100");
        assert_eq!(shown_x100(7), "0.07");
        assert_eq!(shown_x100(i64::MIN), "-92,233,720,368,547,758.08");
    }
}
