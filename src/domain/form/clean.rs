//! Cleaning of typed text: invisible characters, blanks and full-width forms. Knows no field kinds.

/// Characters that nobody sees and nobody meant to type. The joiners of emoji and of Indic scripts stay.
fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// The half-width form of a full-width digit or letter; other characters as they are.
fn half_alphanumeric(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => half(c),
        _ => c,
    }
}

/// The half-width form of any full-width ASCII character; other characters as they are.
fn half(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// One line of prose or a name: without invisible and control characters, blanks of every kind as plain
/// blanks, digits and letters half-width (Chinese punctuation stays), trimmed.
pub fn line(text: &str) -> String {
    let stays = |c: char| !(invisible(c) || c.is_whitespace() || c.is_control() || half_alphanumeric(c) != c);
    if text.chars().all(stays) {
        return text.to_owned();
    }
    let mut out: String = text
        .chars()
        .filter(|c| !invisible(*c))
        .map(|c| if c.is_whitespace() { ' ' } else { half_alphanumeric(c) })
        .filter(|c| !c.is_control())
        .collect();
    trim(&mut out);
    out
}

/// Whether `line` leaves nothing of the text.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || invisible(c))
}

/// Several lines of prose: line ends as `\n`, indents and inner blanks as typed, no blank lines at either end.
pub fn area(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String =
        text.chars().filter(|c| !invisible(*c) && (!c.is_control() || matches!(c, '\n' | '\t'))).collect();
    let body = kept.trim_end();
    let first = body.char_indices().find(|(_, c)| !c.is_whitespace()).map_or(body.len(), |(at, _)| at);
    let start = body.get(..first).and_then(|blank| blank.rfind('\n')).map_or(0, |at| at + 1);
    body.get(start..).unwrap_or_default().to_owned()
}

/// A number, code or address: everything half-width, no blank, joiner or control character anywhere, all
/// kinds of hyphens as `-`.
pub fn compact(text: &str) -> String {
    if text.bytes().all(|b| b.is_ascii_graphic()) {
        return text.to_owned();
    }
    text.chars()
        .map(half)
        .filter(|c| !invisible(*c) && !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{200c}' | '\u{200d}'))
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{2500}' => '-',
            _ => c,
        })
        .collect()
}

/// At most `max` characters of the text, with `…` where something was cut; for values named in sentences.
pub fn clip(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn trim(text: &mut String) {
    text.truncate(text.trim_end().len());
    let blank = text.len() - text.trim_start().len();
    text.drain(..blank);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn blank_is_what_a_line_leaves_nothing_of(text in "[ \u{3000}\u{200b}\u{feff}\t\u{7}a\u{ff21}]{0,4}") {
            prop_assert_eq!(is_blank(&text), line(&text).is_empty());
        }
    }

    #[test]
    fn line_keeps_what_was_meant() {
        assert_eq!(line("\u{3000}张\u{3000}三\u{a0}"), "张 三");
        assert_eq!(line("ＡＢｃ１２（学会）"), "ABc12（学会）");
        assert_eq!(line("\u{feff}a\u{200b}b\0c\r\nd"), "abc  d");
        assert_eq!(line("👩‍🔬 科普"), "👩‍🔬 科普");
        assert_eq!(line(" \u{3000}\u{200b} "), "");
    }

    #[test]
    fn area_keeps_indents_and_drops_outer_blank_lines() {
        assert_eq!(area("\r\n \n\u{3000}\u{3000}第一段\r\n第二段\r\n\r\n"), "\u{3000}\u{3000}第一段\n第二段");
        assert_eq!(area(" \n\t "), "");
        assert_eq!(area("a\0b\u{1b}c"), "abc");
    }

    #[test]
    fn compact_leaves_one_run() {
        assert_eq!(compact(" １３８ 0013－8000\u{200d}"), "1380013-8000");
        assert_eq!(compact("ａ＠ｂ．ｃｎ"), "a@b.cn");
    }

    #[test]
    fn clip_cuts_between_characters() {
        assert_eq!(clip("学会通", 2), "学会…");
        assert_eq!(clip("学会通", 3), "学会通");
    }
}
