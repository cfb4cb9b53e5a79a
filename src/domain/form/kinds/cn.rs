//! 国内统一连续出版物号 (GB/T 9999.1): `CN 11-5998/O1`.

use crate::domain::form::clean;

/// Province-level regions of GB/T 2260, by which ID numbers begin too.
pub(super) fn is_region(two: &str) -> bool {
    matches!(
        two.as_bytes(),
        [b'1', b'1'..=b'5']
            | [b'2', b'1'..=b'3']
            | [b'3', b'1'..=b'7']
            | [b'4', b'1'..=b'6']
            | [b'5', b'0'..=b'4']
            | [b'6', b'1'..=b'5']
    )
}

/// With the prefix `CN ` and in capitals; accepts the number without prefix or blank.
pub fn canonical(text: &str) -> String {
    let compact = clean::compact(text).to_ascii_uppercase();
    let number = format!("CN {}", compact.strip_prefix("CN").unwrap_or(&compact));
    if is_valid(&number) { number } else { clean::line(text) }
}

/// Whether region, serial and class code agree with the standard: periodicals (1000–5999) need a class
/// code, newspapers (0001–0999) have none.
pub fn is_valid(text: &str) -> bool {
    let Some((region, rest)) = text.strip_prefix("CN ").and_then(|t| t.split_once('-')) else { return false };
    let (serial, class) = match rest.split_once('/') {
        Some((serial, class)) => (serial, Some(class)),
        None => (rest, None),
    };
    let serial = match serial.len() {
        4 if serial.bytes().all(|b| b.is_ascii_digit()) => serial.parse::<u16>().unwrap_or(0),
        _ => return false,
    };
    let class_good = class.is_none_or(|class| {
        let letters = class.bytes().take_while(u8::is_ascii_uppercase).count();
        let digits = class.bytes().skip(letters).filter(u8::is_ascii_digit).count();
        (1..=2).contains(&letters) && digits <= 2 && letters + digits == class.len()
    });
    let class_fits = match serial {
        0 => false,
        1..=999 => class.is_none(),
        1000..=5999 => class.is_some(),
        _ => true,
    };
    (region == "10" || is_region(region)) && class_good && class_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefix_is_added() {
        for text in ["11-5998/O1", "CN11-5998/O1", "cn 11—5998／o1", "CN 11-5998/O1"] {
            assert_eq!(canonical(text), "CN 11-5998/O1", "{text}");
        }
        assert_eq!(canonical("内部资料"), "内部资料");
    }
}
