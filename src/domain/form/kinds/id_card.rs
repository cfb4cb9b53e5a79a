//! 公民身份号码 (GB 11643): check digit, province, birth date; and the facts that the number states (REG-18).

use super::cn::is_region;
use crate::domain::error::{FieldProblem, ProblemCode};
use crate::domain::form::clean;
use crate::domain::time::Day;

/// The kind of document that is checked as an ID number.
pub const RESIDENT_CARD: &str = "居民身份证";
/// Most characters of the number of another document.
const OTHER_MAX: usize = 30;

/// What a valid number states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Birth date.
    pub birth: Day,
    /// `男` or `女`.
    pub sex: &'static str,
}

/// Half-width, without blanks and hyphens, a final x as capital.
pub fn canonical(text: &str) -> String {
    clean::compact(text).chars().filter(|c| *c != '-').collect::<String>().to_ascii_uppercase()
}

/// What the number states, if it is a valid one on that day.
///
/// # Errors
/// The problem, without its path.
pub fn facts(text: &str, today: Day) -> Result<Facts, FieldProblem> {
    let problem = |code, args: &[&str]| Err(FieldProblem::error("", code, args));
    let shown = clean::clip(text, 40);
    let length = text.chars().count();
    if length != 18 {
        return problem(ProblemCode::IdNumberLength, &[&shown, &length.to_string()]);
    }
    let bytes = text.as_bytes();
    let (head, last) = match bytes {
        [head @ .., last] if head.len() == 17 => (head, *last),
        _ => return problem(ProblemCode::IdNumberCharacter, &[&shown]),
    };
    if !head.iter().all(u8::is_ascii_digit) || !(last.is_ascii_digit() || last == b'X') {
        return problem(ProblemCode::IdNumberCharacter, &[&shown]);
    }
    let province = text.get(..2).unwrap_or_default();
    if !is_region(province) && !matches!(province, "71" | "81" | "82" | "83") {
        return problem(ProblemCode::IdNumberProvince, &[&shown]);
    }
    let number =
        |from: usize, to: usize| head.iter().skip(from).take(to - from).fold(0i64, |n, b| n * 10 + i64::from(b - b'0'));
    let (year, month, day) = (number(6, 10), number(10, 12), number(12, 14));
    let birth = match Day::new(year, month, day) {
        Ok(birth) if year >= 1900 && birth <= today => birth,
        _ => return problem(ProblemCode::IdNumberDay, &[&shown, &format!("{year:04}-{month:02}-{day:02}")]),
    };
    if check_character(head) != last {
        return problem(ProblemCode::IdNumberChecksum, &[&shown]);
    }
    Ok(Facts { birth, sex: if number(14, 17) % 2 == 1 { "男" } else { "女" } })
}

/// The check character of the first seventeen digits.
fn check_character(head: &[u8]) -> u8 {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize = head.iter().zip(WEIGHTS).map(|(b, w)| usize::from(b - b'0') * w).sum();
    b"10X98765432".get(sum % 11).copied().unwrap_or_default()
}

/// Checks a canonical number of that kind of document (empty: an ID card) against the birth date and sex
/// on the form (empty: not filled in). Facts that contradict are all named.
pub fn check(path: &str, text: &str, document: &str, birth: &str, sex: &str, today: Day) -> Vec<FieldProblem> {
    if !document.is_empty() && document != RESIDENT_CARD {
        return super::text::check(path, text, OTHER_MAX).into_iter().collect();
    }
    let facts = match facts(text, today) {
        Ok(facts) => facts,
        Err(problem) => return vec![FieldProblem { path: path.to_owned(), ..problem }],
    };
    let mut problems = Vec::new();
    if birth.parse::<Day>().is_ok_and(|typed| typed != facts.birth) {
        let stated = facts.birth.to_string();
        problems.push(FieldProblem::error(path, ProblemCode::IdNumberBirth, &[text, &stated, birth]));
    }
    if matches!(sex, "男" | "女") && sex != facts.sex {
        problems.push(FieldProblem::error(path, ProblemCode::IdNumberSex, &[text, facts.sex, sex]));
    }
    problems
}

/// `1101**********9964`.
pub fn masked(text: &str) -> String {
    match (text.is_ascii() && text.len() == 18, text.get(..4), text.get(14..)) {
        (true, Some(head), Some(tail)) => format!("{head}**********{tail}"),
        _ => super::text::masked(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-11-21";

    #[test]
    fn facts_are_read_from_the_number() {
        let facts = facts("110101199003079964", TODAY.parse().unwrap()).unwrap();
        assert_eq!(facts, Facts { birth: Day::new(1990, 3, 7).unwrap(), sex: "女" });
    }

    #[test]
    fn each_fault_has_its_own_code() {
        let today = TODAY.parse().unwrap();
        for (text, code) in [
            ("11010119900307996", ProblemCode::IdNumberLength),
            ("110101900307996", ProblemCode::IdNumberLength),
            ("1101011990030799６4", ProblemCode::IdNumberCharacter),
            ("11010119900307X964", ProblemCode::IdNumberCharacter),
            ("990101199003079968", ProblemCode::IdNumberProvince),
            ("11010119900230996X", ProblemCode::IdNumberDay),
            ("110101203001019975", ProblemCode::IdNumberDay),
            ("110101199003079961", ProblemCode::IdNumberChecksum),
        ] {
            assert_eq!(facts(text, today).unwrap_err().code, code, "{text}");
        }
    }

    /// REG-18: the number and what contradicts it are both named.
    #[test]
    fn contradictions_name_both_values() {
        let problems = check("id_no", "110101199003079964", "", "1991-03-07", "男", TODAY.parse().unwrap());
        let args: Vec<_> = problems.iter().map(|p| (p.code, p.args[1].as_str(), p.args[2].as_str())).collect();
        assert_eq!(
            args,
            [(ProblemCode::IdNumberBirth, "1990-03-07", "1991-03-07"), (ProblemCode::IdNumberSex, "女", "男")]
        );
    }

    #[test]
    fn other_documents_are_not_checked_as_id_numbers() {
        assert!(check("id_no", "E12345678", "普通护照", "", "", TODAY.parse().unwrap()).is_empty());
        assert!(!check("id_no", "E12345678", RESIDENT_CARD, "", "", TODAY.parse().unwrap()).is_empty());
    }

    #[test]
    fn mask_hides_the_birth_date() {
        assert_eq!(masked("110101199003079964"), "1101**********9964");
        assert_eq!(masked("E12345678"), "*****5678");
    }
}
