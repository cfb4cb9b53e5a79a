//! Finding Chinese texts by the initials of their pinyin (示例学会 by `slxh`). How characters are read is told from
//! outside: the table of readings would weigh in a browser.

use std::collections::BTreeSet;

use super::form::clean;

/// The letters with which the readings of a character begin, in small letters, the commonest first; none for what is
/// no Chinese character.
pub type Letters = fn(char) -> Vec<char>;

/// Most initials that one place of a run is looked up by.
const LONGEST: usize = 12;
/// Most readings from one place on; beyond them only the commonest reading of each further character counts.
const READINGS: usize = 8;
/// Places of a run from which its initials are looked up: enough for the full name of a committee of an association.
const PLACES: usize = 30;

/// The initials of every unbroken run of letters and digits with Chinese characters in it; letters and digits stand for
/// themselves. First the letter with which a run begins; then, from each of its first thirty places on, up to twelve
/// letters: whatever stands in the run from there on, a beginning of one of these texts has it (农学会 in 示例省农学会 by
/// the beginning of `nxh`). So a name has about as many texts as characters, not as many as it has parts. A place is
/// the run's first character, every Chinese one, and what follows one. Texts that begin another one are left out.
pub fn initials(text: &str, letters: Letters) -> BTreeSet<String> {
    let (mut first, mut found) = (BTreeSet::new(), BTreeSet::new());
    let line = clean::line(text).to_lowercase();
    for run in line.split(|c: char| !c.is_alphanumeric()) {
        let run: Vec<(char, Vec<char>)> = run.chars().take(PLACES + LONGEST).map(|c| (c, letters(c))).collect();
        if run.iter().all(|(_, read)| read.is_empty()) {
            continue;
        }
        first.extend(readings(&run[..1]));
        for at in 0..run.len().min(PLACES) {
            let inside = at > 0 && run[at].1.is_empty() && run[at - 1].1.is_empty();
            if !inside && at + 1 < run.len() {
                found.extend(readings(&run[at..run.len().min(at + LONGEST)]));
            }
        }
    }
    let mut longest = BTreeSet::new();
    while let Some(text) = found.pop_last() {
        // In this order what a text begins stands right after it.
        if !longest.first().is_some_and(|after: &String| after.starts_with(&text)) {
            longest.insert(text);
        }
    }
    longest.extend(first);
    longest
}

/// The initials of characters with their letters, by all readings as far as they are followed.
fn readings(run: &[(char, Vec<char>)]) -> Vec<String> {
    let mut readings = vec![String::new()];
    for (c, read) in run {
        let read = if read.is_empty() { std::slice::from_ref(c) } else { read };
        let longer = read.iter().flat_map(|letter| readings.iter().map(move |begun| format!("{begun}{letter}")));
        readings = longer.take(READINGS).collect();
    }
    readings
}

/// Whether a text has these initials, in small letters, from its beginning on; none: not at all. A single initial
/// counts at the beginning only. Signs and blanks in the text are passed over.
pub fn place_of(text: &str, initials: &str, letters: Letters) -> Option<Place> {
    let wanted: Vec<char> = initials.chars().collect();
    let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let is = |c: &char, wanted: &char| c == wanted || letters(*c).contains(wanted);
    let has = |part: &[char]| part.iter().zip(&wanted).all(|(c, wanted)| is(c, wanted));
    let at = match wanted.len() {
        0 => None,
        1 => chars.first().filter(|c| is(c, &wanted[0])).map(|_| 0),
        length => chars.windows(length).position(has),
    };
    at.map(|at| if at == 0 { Place::Beginning } else { Place::Inside })
}

/// Where a text has what was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// 开头
    Beginning,
    /// 中间
    Inside,
}

#[cfg(test)]
pub(in crate::domain) mod tests {
    use proptest::prelude::*;

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
    fn parts_of_all_readings_are_found() {
        let found = initials("示例学会（ABC 2024年）", few);
        let expected = ["s", "slxh", "slxk", "lxh", "lxk", "xh", "xk", "2", "2024n"];
        assert_eq!(found, expected.map(String::from).into());
        let expected = ["z", "znitxh", "znitxk", "nitxh", "nitxk", "itxh", "itxk", "xh", "xk"];
        assert_eq!(initials("中年IT学会", few), expected.map(String::from).into());
        assert!(initials("Latin 13800138000 ，！", few).is_empty());
    }

    #[test]
    fn long_texts_with_many_readings_stay_small() {
        let found = initials(&"会".repeat(5_000), few);
        assert!(found.len() <= PLACES * READINGS + READINGS && found.contains("hhhhhhhhhhhh"), "{found:?}");
        let many = initials(&"示例学中山省年".repeat(700), few);
        assert!(many.len() <= PLACES + 1, "{many:?}");
    }

    #[test]
    fn question_is_held_against_every_place() {
        let place = |text, initials| place_of(text, initials, few);
        for (text, initials) in [("中山", "zs"), ("中 山", "z"), ("会", "k"), ("中山", "z")] {
            assert_eq!(place(text, initials), Some(Place::Beginning), "{initials} in {text}");
        }
        assert_eq!(place("示例中山学会", "zsx"), Some(Place::Inside));
        for (text, initials) in [("中山", "s"), ("中山", "zsx"), ("中山", ""), ("", "z"), ("中山", "sz")] {
            assert_eq!(place(text, initials), None, "{initials} in {text}");
        }
    }

    proptest! {
        /// Every part of a run of at least two letters, by any reading, is the beginning of a text; what the text
        /// does not have is not.
        #[test]
        fn every_part_of_a_name_is_found(name in "[示例学会中山省年]{2,40}", at in 0..30usize, length in 2..=12usize) {
            let chars: Vec<char> = name.chars().collect();
            let part: Vec<char> = chars.into_iter().skip(at).take(length).collect();
            prop_assume!(part.len() >= 2);
            let question: String = part.iter().filter_map(|c| few(*c).first().copied()).collect();
            let found = initials(&name, few);
            prop_assert!(found.iter().any(|text| text.starts_with(&question)), "{question} in {found:?}");
            prop_assert!(place_of(&name, &question, few).is_some());
            let held = |text: &String| text.chars().count() == 1 || place_of(&name, text, few).is_some();
            prop_assert!(found.iter().all(held), "{found:?} of {name}");
            let many = [1, 8][usize::from(name.contains('会'))];
            prop_assert!(found.len() <= many * PLACES.min(name.chars().count()) + 2, "{} of {name}", found.len());
        }
    }
}
