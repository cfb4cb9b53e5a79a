//! 手机号: eleven digits, the first 1, the second 3 to 9; no further segments (new ones come every year).

use crate::domain::form::clean;

/// Without blanks, hyphens and the country code 86.
pub fn canonical(text: &str) -> String {
    let digits: String = clean::compact(text).chars().filter(|c| !matches!(c, '-' | '(' | ')')).collect();
    for prefix in ["+86", "0086", "86"] {
        if let Some(rest) = digits.strip_prefix(prefix).filter(|rest| is_valid(rest)) {
            return rest.to_owned();
        }
    }
    if is_valid(&digits) { digits } else { clean::line(text) }
}

/// Whether it is a mobile number in canonical form.
pub fn is_valid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes.first() == Some(&b'1')
        && bytes.get(1).is_some_and(|b| *b >= b'3')
}

/// `138****8000`; `+852****4567` for a number with a country code.
pub fn masked(text: &str) -> String {
    if let (Some('+'), Some(head), Some(tail)) = (text.chars().next(), text.get(..4), text.get(8..)) {
        return format!("{head}****{tail}");
    }
    match (is_valid(text), text.get(..3), text.get(7..)) {
        (true, Some(head), Some(tail)) => format!("{head}****{tail}"),
        _ => super::text::masked(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn country_code_and_separators_are_dropped() {
        for text in [
            "+86 138 0013 8000",
            "0086-13800138000",
            "8613800138000",
            "１３８００１３８０００",
            "138-0013-8000\u{200b}",
        ] {
            assert_eq!(canonical(text), "13800138000", "{text}");
        }
        assert_eq!(canonical("86138001380"), "86138001380");
    }

    #[test]
    fn mask_hides_the_middle() {
        assert_eq!(masked("13800138000"), "138****8000");
        assert_eq!(masked("+85251234567"), "+852****4567");
        assert_eq!(masked("+886912345678"), "+886****45678");
        assert_eq!(masked("138"), "***");
    }
}
