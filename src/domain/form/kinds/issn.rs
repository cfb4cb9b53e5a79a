//! 国际标准连续出版物号 (ISO 3297): `9990-0017`.

use crate::domain::form::clean;

/// Capitals with the hyphen in its place; a leading `ISSN` is dropped.
pub fn canonical(text: &str) -> String {
    let compact = clean::compact(text).to_ascii_uppercase();
    let digits: String =
        compact.strip_prefix("ISSN").unwrap_or(&compact).chars().filter(|c| !matches!(c, '-' | ':')).collect();
    match digits.split_at_checked(4) {
        Some((head, tail)) if tail.len() == 4 => format!("{head}-{tail}"),
        _ => clean::line(text),
    }
}

/// Whether it is an ISSN in canonical form with a right check character.
pub fn is_valid(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 9 || bytes.get(4) != Some(&b'-') {
        return false;
    }
    let mut digits = bytes.iter().enumerate().filter(|(at, _)| *at != 4).map(|(_, b)| *b);
    let mut sum = 0;
    for weight in (2..=8).rev() {
        match digits.next() {
            Some(b) if b.is_ascii_digit() => sum += i64::from(b - b'0') * weight,
            _ => return false,
        }
    }
    let expected = match (11 - sum % 11) % 11 {
        10 => b'X',
        n => b'0' + n as u8,
    };
    digits.next() == Some(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_become_one() {
        for text in ["99900017", "ISSN 9990-0017", "issn：9990—0017"] {
            assert_eq!(canonical(text), "9990-0017", "{text}");
        }
        assert_eq!(canonical("9991-008x"), "9991-008X");
        assert_eq!(canonical("没有刊号呀啊"), "没有刊号呀啊");
    }
}
