//! Blanks, invisible characters and full-width forms: what people paste and never see.

use std::borrow::Cow;

/// Trims a text, turns every kind of blank into a plain one and drops invisible characters. Line breaks stay.
pub fn clean(text: &str) -> Cow<'_, str> {
    let text = trim(text);
    if !text.chars().any(|c| drop_char(c) || (c != ' ' && c != '\n' && c.is_whitespace())) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if drop_char(c) => {}
            '\n' => out.push('\n'),
            _ if c.is_whitespace() => out.push(' '),
            _ => out.push(c),
        }
    }
    Cow::Owned(trim(&out).to_owned())
}

/// Cleans a one-line text: line breaks become blanks.
pub fn line(text: &str) -> Cow<'_, str> {
    let text = clean(text);
    if text.contains('\n') { Cow::Owned(text.replace('\n', " ")) } else { text }
}

/// Cleans a code-like text: no blanks at all, full-width letters and digits narrow, no leading apostrophe.
pub fn compact(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_graphic() || is_han(c);
    if text.chars().all(plain) && !text.starts_with('\'') {
        return Cow::Borrowed(text);
    }
    let narrow: String = text.chars().filter(|c| !drop_char(*c) && !c.is_whitespace()).map(narrow_char).collect();
    Cow::Owned(narrow.trim_start_matches(['\'', '‘', '’', '`']).to_owned())
}

/// A person's name: blanks between Chinese characters are only there to line up two-character names.
pub fn name(text: &str) -> Cow<'_, str> {
    let text = line(text);
    if text.contains(' ') && text.chars().all(|c| c == ' ' || is_han(c) || matches!(c, '·' | '•' | '．')) {
        return Cow::Owned(text.replace(' ', ""));
    }
    text
}

/// Full-width letters, digits and signs in their plain form.
pub fn narrow_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '。' => '.',
        '—' | '–' | '−' | '‐' | '‑' => '-',
        _ => c,
    }
}

/// A Chinese character.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}' | '\u{f900}'..='\u{faff}' | '〇')
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || drop_char(c))
}

fn drop_char(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fffd}'
    ) || (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_every_kind_are_plain_or_gone() {
        assert_eq!(clean("\u{3000} 张三\u{a0}\u{200b}"), "张三");
        assert_eq!(clean("a\u{a0}b\r\nc"), "a b \nc");
        assert_eq!(line("a\nb"), "a b");
        assert_eq!(compact("' 110101 ｘ１２"), "110101x12");
        assert_eq!(name("张 三"), "张三");
        assert_eq!(name("欧阳　小　明"), "欧阳小明");
        assert_eq!(name("Ada  Lovelace"), "Ada  Lovelace");
    }
}
