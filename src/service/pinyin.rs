//! How Chinese characters are read, for finding by initials: on the server only, for the table of readings weighs.

use pinyin::{ToPinyin, ToPinyinMulti};

/// The letters with which the readings of a character begin, the commonest first; none for other characters.
pub fn letters(character: char) -> Vec<char> {
    let first = |reading: pinyin::Pinyin| reading.first_letter().chars().next();
    let mut letters: Vec<char> = character.to_pinyin().and_then(first).into_iter().collect();
    for letter in character.to_pinyin_multi().into_iter().flatten().filter_map(first) {
        if !letters.contains(&letter) {
            letters.push(letter);
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::letters;
    use crate::domain::initials::initials;

    #[test]
    fn names_are_found_by_all_their_readings() {
        for (text, wanted) in [
            ("示例学会", "slxh"),
            ("滨江市力学学会", "bjslxxh"),
            ("重庆市", "cqs"),
            ("长江学者", "cjxz"),
            ("会计学会", "kjxh"),
            ("会议", "hy"),
            ("單雄信", "sxx"),
            ("欧阳娜娜", "oynn"),
            ("示例省农学会", "nxh"),
            ("示例市科学技术协会", "kxjs"),
        ] {
            let found = initials(text, letters);
            assert!(found.iter().any(|text| text.starts_with(wanted)), "{text} by {wanted}: {found:?}");
        }
        assert!(letters('a').is_empty() && letters('😀').is_empty() && letters('\u{3000}').is_empty());
    }
}
