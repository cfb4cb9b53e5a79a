//! 统一社会信用代码 (GB 32100-2015), with the check of the organisation code inside it (GB 11714).

use crate::domain::form::clean;

/// The alphabet in the order of its values: no I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Half-width capitals without blanks and hyphens.
pub fn canonical(text: &str) -> String {
    let compact: String = clean::compact(text).chars().filter(|c| *c != '-').collect::<String>().to_ascii_uppercase();
    if compact.len() == 18 { compact } else { clean::line(text) }
}

/// Whether both check characters agree.
pub fn is_valid(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 18 || !bytes.iter().skip(2).take(6).all(u8::is_ascii_digit) {
        return false;
    }
    let mut values = [0i64; 18];
    for (value, byte) in values.iter_mut().zip(bytes) {
        match ALPHABET.iter().position(|a| a == byte) {
            Some(at) => *value = at as i64,
            None => return false,
        }
    }
    let [.., last] = values;
    let sum = values.iter().take(17).fold((0, 1), |(sum, weight), v| (sum + v * weight, weight * 3 % 31)).0;
    (31 - sum % 31) % 31 == last && organisation_code_agrees(bytes)
}

/// GB 11714: characters 9 to 17, letters count from A = 10.
fn organisation_code_agrees(bytes: &[u8]) -> bool {
    const WEIGHTS: [i64; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let value = |b: u8| i64::from(if b.is_ascii_digit() { b - b'0' } else { b.wrapping_sub(b'A').wrapping_add(10) });
    let code = bytes.iter().skip(8);
    let sum: i64 = code.clone().zip(WEIGHTS).map(|(b, w)| value(*b) * w).sum();
    let expected = match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        n => b'0' + n as u8,
    };
    code.clone().nth(8) == Some(&expected)
}

/// Whether the code is that of a society (社会团体).
pub fn is_society(text: &str) -> bool {
    text.starts_with("51")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_become_one() {
        assert_eq!(canonical("5111 0000-9999 9901 5h"), "51110000999999015H");
        assert_eq!(canonical("（无）"), "（无）");
    }

    #[test]
    fn every_single_wrong_character_is_found() {
        let good = "51440000MJYYYY035H";
        assert!(is_valid(good));
        for at in 0..18 {
            for other in ALPHABET {
                let mut wrong = good.as_bytes().to_vec();
                wrong[at] = *other;
                let wrong = String::from_utf8(wrong).unwrap();
                assert_eq!(is_valid(&wrong), wrong == good, "{wrong}");
            }
        }
    }
}
