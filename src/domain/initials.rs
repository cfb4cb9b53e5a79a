//! Finding Chinese texts by the initials of their pinyin (示例学会 by `slxh`). How characters are read is told from
//! outside: the table of readings would weigh in a browser.

use std::collections::BTreeSet;

use super::form::clean;

/// The letters with which the readings of a character begin, in small letters, the commonest first; none for what is
/// no Chinese character.
pub type Letters = fn(char) -> Vec<char>;

/// Most initials of one run that are looked up.
const LONGEST: usize = 12;
/// Most readings of one run; beyond them only the commonest reading of each further character counts.
const READINGS: usize = 8;

/// The beginnings of the initials of every unbroken run of letters and digits with Chinese characters in it, up to
/// twelve letters; letters and digits stand for themselves.
pub fn initials(text: &str, letters: Letters) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let line = clean::line(text).to_lowercase();
    for run in line.split(|c: char| !c.is_alphanumeric()) {
        if run.chars().all(|c| letters(c).is_empty()) {
            continue;
        }
        let mut readings = vec![String::new()];
        for c in run.chars().take(LONGEST) {
            let mut next = letters(c);
            if next.is_empty() {
                next.push(c);
            }
            let longer = next.iter().flat_map(|letter| readings.iter().map(move |begun| format!("{begun}{letter}")));
            readings = longer.take(READINGS).collect();
            found.extend(readings.iter().cloned());
        }
    }
    found
}

/// Whether a text begins with these initials, in small letters; signs and blanks in it are passed over.
pub fn begins_with(text: &str, initials: &str, letters: Letters) -> bool {
    let mut chars = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let is = |c: char, wanted: char| c == wanted || letters(c).contains(&wanted);
    !initials.is_empty() && initials.chars().all(|wanted| chars.next().is_some_and(|c| is(c, wanted)))
}

#[cfg(test)]
pub(in crate::domain) mod tests {
    use super::*;

    /// A few characters; 会 has two readings.
    pub(in crate::domain) fn few(c: char) -> Vec<char> {
        match c {
            '示' | '山' | '省' => vec!['s'],
            '例' => vec!['l'],
            '学' => vec!['x'],
            '会' => vec!['h', 'k'],
            '中' => vec!['z'],
            '年' => vec!['n'],
            _ => Vec::new(),
        }
    }

    #[test]
    fn beginnings_of_all_readings_are_found() {
        let found = initials("示例学会（ABC 2024年）", few);
        for wanted in ["s", "sl", "slx", "slxh", "slxk", "2", "2024n"] {
            assert!(found.contains(wanted), "{wanted} in {found:?}");
        }
        assert!(!found.contains("xh") && !found.contains("abc") && !found.contains("slxh2"), "{found:?}");
        assert!(initials("Latin 13800138000 ，！", few).is_empty());
    }

    #[test]
    fn long_texts_with_many_readings_stay_small() {
        let found = initials(&"会".repeat(5_000), few);
        assert!(
            found.len() <= LONGEST * READINGS && found.contains("hhhhhhhhhhhh") && found.contains("khh"),
            "{found:?}"
        );
    }

    #[test]
    fn question_is_held_against_the_beginning() {
        assert!(begins_with("中山", "zs", few) && begins_with("中 山", "z", few) && begins_with("会", "k", few));
        assert!(!begins_with("中山", "s", few) && !begins_with("中山", "zsx", few) && !begins_with("中山", "", few));
    }
}
