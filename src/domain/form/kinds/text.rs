//! Prose: one line or several.

use crate::domain::error::{FieldProblem, ProblemCode};

/// The problem of a canonical text with more than `max` characters.
pub fn check(path: &str, text: &str, max: usize) -> Option<FieldProblem> {
    let length = text.chars().count();
    (length > max).then(|| FieldProblem::error(path, ProblemCode::TooLong, &[&max.to_string(), &length.to_string()]))
}

/// The masked form: the last four characters of long texts stay, nothing of short ones.
pub fn masked(text: &str) -> String {
    let length = text.chars().count();
    let kept = if length > 7 { 4 } else { 0 };
    let tail: String = text.chars().skip(length - kept).collect();
    format!("{}{tail}", "*".repeat((length - kept).min(12)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_characters() {
        assert_eq!(check("name", "学会通", 3), None);
        let problem = check("name", "学会通😀", 3).unwrap();
        assert_eq!(problem.args, ["3", "4"]);
    }

    #[test]
    fn mask_keeps_at_most_four_characters() {
        assert_eq!(masked("6222000000001234"), "************1234");
        assert_eq!(masked("1234567"), "*******");
        assert_eq!(masked(""), "");
    }
}
