//! 固定电话、传真: optional area code, seven or eight digits, optional extension.

use super::mobile;
use crate::domain::form::clean;

/// How well a text stands as a telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A telephone number.
    Good,
    /// Unusual but in use: six digits, or a mobile number.
    Doubtful,
    /// None.
    Bad,
}

/// Half-width, `(010) 6000 0001 转 801` as `010-60000001-801`.
pub fn canonical(text: &str) -> String {
    let compact = clean::compact(text).replace("分机", "-").replace(['转', ')'], "-").replace('(', "");
    let joined = compact.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if standing(&joined) == Standing::Bad { clean::line(text) } else { joined }
}

/// How well the canonical text stands.
pub fn standing(text: &str) -> Standing {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if mobile::is_valid(text) {
        return Standing::Doubtful;
    }
    let mut best = Standing::Bad;
    for area in [0, 3, 4] {
        let Some((code, rest)) = text.split_at_checked(area) else { continue };
        if area > 0 && !(digits(code) && code.starts_with('0')) {
            continue;
        }
        let rest = if area > 0 { rest.strip_prefix('-').unwrap_or(rest) } else { rest };
        let (number, extension) = match rest.split_once('-') {
            Some((number, extension)) => (number, Some(extension)),
            None => (rest, None),
        };
        if !digits(number) || extension.is_some_and(|e| !digits(e) || e.len() > 6) {
            continue;
        }
        match number.len() {
            7 | 8 if number.as_bytes().first().is_some_and(|b| *b >= b'2') => return Standing::Good,
            6 if !number.starts_with('0') => best = Standing::Doubtful,
            _ => {}
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_become_one() {
        assert_eq!(canonical("（０１０）6000 0001 转 801"), "010-60000001-801");
        assert_eq!(canonical("010—60000001"), "010-60000001");
        assert_eq!(canonical("0760 88000001"), "076088000001");
        assert_eq!(canonical("暂无"), "暂无");
    }

    #[test]
    fn six_digits_and_mobiles_are_doubtful() {
        for text in ["010-123456", "123456", "13800138000"] {
            assert_eq!(standing(text), Standing::Doubtful, "{text}");
        }
    }
}
