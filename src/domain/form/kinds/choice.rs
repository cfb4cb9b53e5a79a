//! Yes or no, one of a list, several of a list.

use crate::domain::error::{FieldProblem, ProblemCode};
use crate::domain::form::{Choice, clean};
use crate::domain::text::Lang;

/// The stored forms of yes and no.
pub const YES: &str = "是";
/// See `YES`.
pub const NO: &str = "否";
/// The option that opens a text field (E-079).
pub const OTHER: &str = "其他";

/// The canonical yes or no, or the text as typed.
pub fn canonical_bool(text: &str) -> String {
    let line = clean::line(text);
    match line.to_lowercase().as_str() {
        "是" | "有" | "yes" | "y" | "true" | "1" | "on" | "√" | "✓" => YES.into(),
        "否" | "无" | "no" | "n" | "false" | "0" | "off" | "×" | "✗" => NO.into(),
        _ => line,
    }
}

/// The stored value of an option named by its value or by its English word, or the text as typed.
pub fn canonical(choices: &[Choice], text: &str) -> String {
    let line = clean::line(text);
    let named = |c: &&Choice| c.value == line || (!c.en.is_empty() && c.en.eq_ignore_ascii_case(&line));
    choices.iter().find(named).map_or(line, |c| c.value.clone())
}

/// The canonical selection: known values in the order of the list, then unknown ones; nothing twice.
pub fn canonical_many(choices: &[Choice], texts: &[String]) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for text in texts {
        let value = canonical(choices, text);
        if !value.is_empty() && !values.contains(&value) {
            values.push(value);
        }
    }
    values.sort_by_key(|v| choices.iter().position(|c| c.value == *v).unwrap_or(choices.len()));
    values
}

/// The parts of a selection written as one text: `学术类；行业类`. A text that is an option itself stays whole.
pub fn split(choices: &[Choice], text: &str) -> Vec<String> {
    if choices.iter().any(|c| c.value == canonical(choices, text)) {
        return vec![text.to_owned()];
    }
    text.split(['；', ';', '、', '，', ',', '\n']).map(str::to_owned).collect()
}

/// Checks a yes or no.
pub fn check_bool(path: &str, text: &str) -> Option<FieldProblem> {
    (text != YES && text != NO).then(|| FieldProblem::error(path, ProblemCode::NotAnOption, &[&clean::clip(text, 40)]))
}

/// Checks one chosen value; the problem names a similar option where there is one.
pub fn check(path: &str, choices: &[Choice], text: &str) -> Option<FieldProblem> {
    if choices.iter().any(|c| c.value == text) {
        return None;
    }
    let shown = clean::clip(text, 40);
    Some(match near(choices.iter().map(|c| c.value.as_str()), text) {
        Some(near) => FieldProblem::error(path, ProblemCode::NotAnOptionNear, &[&shown, near]),
        None => FieldProblem::error(path, ProblemCode::NotAnOption, &[&shown]),
    })
}

/// The word of a stored value.
pub fn shown(choices: &[Choice], value: &str, lang: Lang) -> String {
    match choices.iter().find(|c| c.value == value) {
        Some(choice) if lang == Lang::En && !choice.en.is_empty() => choice.en.clone(),
        _ => value.to_owned(),
    }
}

/// The word of a stored yes or no.
pub fn shown_bool(value: &str, lang: Lang) -> String {
    match (value, lang) {
        (YES, Lang::En) => "Yes".into(),
        (NO, Lang::En) => "No".into(),
        _ => value.to_owned(),
    }
}

/// The option that a mistyped text most likely means: one character in three may differ, or one is the
/// beginning or end of the other; none when two are equally likely.
pub fn near<'a>(options: impl Iterator<Item = &'a str>, text: &str) -> Option<&'a str> {
    let typed: Vec<char> = text.chars().take(41).collect();
    if typed.is_empty() || typed.len() > 40 {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    for option in options {
        let chars: Vec<char> = option.chars().take(80).collect();
        let distance = if typed.len() >= 2 && (option.starts_with(text) || option.ends_with(text)) {
            1
        } else {
            distance(&typed, &chars)
        };
        if distance > (typed.len().max(chars.len()) / 3).max(1) || distance >= typed.len() {
            continue;
        }
        match best {
            Some((d, _)) if d < distance => {}
            Some((d, _)) if d == distance => tied = true,
            _ => (best, tied) = (Some((distance, option)), false),
        }
    }
    best.filter(|_| !tied).map(|(_, option)| option)
}

/// How many characters must be added, dropped or replaced.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let here = (diagonal + usize::from(x != y)).min(left + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, here);
            left = here;
        }
    }
    row.last().copied().unwrap_or(a.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices() -> Vec<Choice> {
        ["个人会员", "团体会员", "其他"]
            .iter()
            .zip(["Individual", "Group", ""])
            .map(|(value, en)| Choice { value: (*value).into(), en: en.into() })
            .collect()
    }

    #[test]
    fn values_and_english_words_are_taken() {
        assert_eq!(canonical(&choices(), " 个人会员\u{3000}"), "个人会员");
        assert_eq!(canonical(&choices(), "GROUP"), "团体会员");
        assert_eq!(canonical(&choices(), "会员"), "会员");
        assert_eq!(canonical_bool("Yes"), YES);
        assert_eq!(canonical_bool("也许"), "也许");
    }

    #[test]
    fn selection_is_ordered_and_has_nothing_twice() {
        let many = ["其他", "x", "个人会员", "其他", " "].map(String::from);
        assert_eq!(canonical_many(&choices(), &many), ["个人会员", "其他", "x"]);
        assert_eq!(split(&choices(), "个人会员、其他"), ["个人会员", "其他"]);
        assert_eq!(split(&choices(), "其他"), ["其他"]);
    }

    #[test]
    fn a_similar_option_is_suggested() {
        assert_eq!(check("k", &choices(), "个人会员"), None);
        assert_eq!(check("k", &choices(), "个人汇员").unwrap().args, ["个人汇员", "个人会员"]);
        assert_eq!(check("k", &choices(), "个人").unwrap().args[1], "个人会员");
        assert_eq!(check("k", &choices(), "会员").unwrap().code, ProblemCode::NotAnOption, "two are equally near");
        assert_eq!(check("k", &choices(), "😀".repeat(9000).as_str()).unwrap().code, ProblemCode::NotAnOption);
        assert_eq!(check("k", &[], "x").unwrap().code, ProblemCode::NotAnOption);
    }
}
