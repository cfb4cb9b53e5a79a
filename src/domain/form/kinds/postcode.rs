//! 邮政编码: six digits, the first two a postal region; 999077 and 999078 for Hong Kong and Macao.

use crate::domain::form::clean;

/// Half-width, without blanks.
pub fn canonical(text: &str) -> String {
    let compact = clean::compact(text);
    if is_valid(&compact) { compact } else { clean::line(text) }
}

/// Whether it is a postcode in canonical form.
pub fn is_valid(text: &str) -> bool {
    if matches!(text, "999077" | "999078") {
        return true;
    }
    let bytes = text.as_bytes();
    let [a, b, rest @ ..] = bytes else { return false };
    let region = match a {
        b'0' | b'5' | b'6' => matches!(b, b'1'..=b'7'),
        b'1' => matches!(b, b'0' | b'1' | b'3' | b'5' | b'6'),
        b'2' | b'4' => matches!(b, b'0'..=b'7'),
        b'3' => matches!(b, b'0'..=b'6'),
        b'7' => matches!(b, b'0'..=b'5'),
        b'8' => matches!(b, b'0' | b'1' | b'3'..=b'6'),
        _ => false,
    };
    region && rest.len() == 4 && rest.iter().all(u8::is_ascii_digit)
}
