//! Mobile numbers of people with an account, with the country codes that can be chosen (C-008, C-009): one rule for the
//! browser and the server. Numbers of the mainland are stored as 11 digits, others as `+852…`.

use super::error::{FieldProblem, ProblemCode};
use super::form::clean::{clip, compact};
use super::form::kinds::mobile;
use super::text::Label;

/// Where a mobile number belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dial {
    /// 中国大陆
    Mainland,
    /// 中国香港
    HongKong,
    /// 中国澳门
    Macao,
    /// 中国台湾
    Taiwan,
}

impl Dial {
    /// Every place in the order of the list; the first is chosen at first.
    pub const ALL: [Self; 4] = [Self::Mainland, Self::HongKong, Self::Macao, Self::Taiwan];

    /// The country code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Mainland => "+86",
            Self::HongKong => "+852",
            Self::Macao => "+853",
            Self::Taiwan => "+886",
        }
    }

    /// The word.
    pub fn name(self) -> Label {
        let (zh, en) = match self {
            Self::Mainland => ("中国大陆", "Mainland China"),
            Self::HongKong => ("中国香港", "Hong Kong, China"),
            Self::Macao => ("中国澳门", "Macao, China"),
            Self::Taiwan => ("中国台湾", "Taiwan, China"),
        };
        Label { zh: zh.into(), en: en.into() }
    }

    /// A number as people there write it.
    fn example(self) -> &'static str {
        match self {
            Self::Mainland => "13800138000",
            Self::HongKong => "51234567",
            Self::Macao => "66123456",
            Self::Taiwan => "0912345678",
        }
    }

    /// With fewer digits a number is still being typed.
    pub fn least_digits(self) -> usize {
        match self {
            Self::Mainland => 11,
            Self::HongKong | Self::Macao => 8,
            Self::Taiwan => 9,
        }
    }

    /// The stored form of the digits after the country code; none when they are no mobile number there.
    fn stored(self, digits: &str) -> Option<String> {
        let (length, first) = match self {
            Self::Mainland => return mobile::is_valid(digits).then(|| digits.to_owned()),
            Self::HongKong => (8, b'4'..=b'9'),
            Self::Macao => (8, b'6'..=b'6'),
            Self::Taiwan => (9, b'9'..=b'9'),
        };
        // Within Taiwan a zero stands before.
        let zero = (self == Self::Taiwan).then(|| digits.strip_prefix('0')).flatten();
        let digits = zero.unwrap_or(digits);
        let bytes = digits.as_bytes();
        let fits = bytes.len() == length && bytes.iter().all(u8::is_ascii_digit);
        (fits && bytes.first().is_some_and(|b| first.contains(b))).then(|| format!("{}{digits}", self.code()))
    }
}

/// A number as it is typed beside a chosen country code, in one text. A code that is typed with the number counts more
/// than the chosen one.
pub fn joined(code: &str, typed: &str) -> String {
    let number = compact(typed);
    let whole = number.is_empty() || number.starts_with('+') || number.starts_with("00");
    match Dial::ALL.into_iter().find(|dial| dial.code() == code) {
        Some(dial) if !whole && dial != Dial::Mainland => format!("{}{typed}", dial.code()),
        _ => typed.to_owned(),
    }
}

/// The stored form of a number; without a country code it is one of the mainland.
///
/// # Errors
/// What is wrong with the field `mobile`.
pub fn read(text: &str) -> Result<String, FieldProblem> {
    let number = mobile::canonical(text);
    if mobile::is_valid(&number) {
        return Ok(number);
    }
    let digits: String = compact(text).chars().filter(|c| !matches!(c, '-' | '(' | ')')).collect();
    let shown = clip(text, 40);
    if digits.is_empty() {
        return Err(FieldProblem::error("mobile", ProblemCode::Required, &[]));
    }
    let whole = digits.strip_prefix('+').or_else(|| digits.strip_prefix("00"));
    let abroad = whole.and_then(|whole| {
        let mut dials = Dial::ALL.into_iter().filter(|dial| *dial != Dial::Mainland);
        dials.find_map(|dial| Some((dial, whole.strip_prefix(&dial.code()[1..])?)))
    });
    match abroad {
        Some((dial, rest)) => dial.stored(rest).ok_or_else(|| {
            FieldProblem::error("mobile", ProblemCode::MobileAbroad, &[&shown, dial.code(), dial.example()])
        }),
        None => Err(FieldProblem::error("mobile", ProblemCode::Mobile, &[&shown])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// C-009: the rule of each place.
    #[test]
    fn numbers_of_each_place_are_told_from_others() {
        for (code, typed, stored) in [
            ("+86", "13800138000", "13800138000"),
            ("", "138 0013 8000", "13800138000"),
            ("+86", "+86 159-1234-5678", "15912345678"),
            ("+852", "5123 4567", "+85251234567"),
            ("+852", "９１２３４５６７", "+85291234567"),
            ("+853", "6612-3456", "+85366123456"),
            ("+886", "0912 345 678", "+886912345678"),
            ("+886", "912345678", "+886912345678"),
            // What is typed in full counts more than the choice.
            ("+86", "+852 5123 4567", "+85251234567"),
            ("+853", "0085251234567", "+85251234567"),
            ("+852", "+8613800138000", "13800138000"),
        ] {
            assert_eq!(read(&joined(code, typed)).as_deref(), Ok(stored), "{code} {typed}");
        }
        for (code, typed, problem) in [
            ("+86", "", ProblemCode::Required),
            ("+852", " ", ProblemCode::Required),
            ("+86", "12345678901", ProblemCode::Mobile),
            ("+86", "1380013800", ProblemCode::Mobile),
            ("+86", "138001380001", ProblemCode::Mobile),
            ("+86", "1380013800O", ProblemCode::Mobile),
            ("+86", "51234567", ProblemCode::Mobile),
            ("+852", "31234567", ProblemCode::MobileAbroad),
            ("+852", "5123456", ProblemCode::MobileAbroad),
            ("+853", "56123456", ProblemCode::MobileAbroad),
            ("+886", "0812345678", ProblemCode::MobileAbroad),
            ("+886", "00912345678", ProblemCode::Mobile),
            ("+852", "13800138000", ProblemCode::MobileAbroad),
            ("+86", "+1 2025550123", ProblemCode::Mobile),
            ("+1", "2025550123", ProblemCode::Mobile),
        ] {
            assert_eq!(read(&joined(code, typed)).unwrap_err().code, problem, "{code} {typed}");
        }
    }

    #[test]
    fn every_example_is_a_number_of_its_place() {
        for dial in Dial::ALL {
            assert!(read(&joined(dial.code(), dial.example())).is_ok(), "{dial:?}");
        }
    }

    fn number() -> impl Strategy<Value = (Dial, String)> {
        prop_oneof![
            "1[3-9][0-9]{9}".prop_map(|n| (Dial::Mainland, n)),
            "[4-9][0-9]{7}".prop_map(|n| (Dial::HongKong, n)),
            "6[0-9]{7}".prop_map(|n| (Dial::Macao, n)),
            "9[0-9]{8}".prop_map(|n| (Dial::Taiwan, n)),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        /// However a good number is spelled, it is stored in one form, which is itself read as the same number.
        #[test]
        fn spellings_of_a_number_become_one(
            (dial, digits) in number(),
            gaps in proptest::collection::vec(prop_oneof![Just(""), Just(" "), Just("-"), Just("\u{200b}")], 12),
            whole in 0..3,
            wide in any::<bool>(),
        ) {
            let mut spelled: String = digits.chars().zip(&gaps).flat_map(|(c, gap)| format!("{c}{gap}").chars().collect::<Vec<_>>()).collect();
            if wide {
                spelled = spelled.chars().map(|c| match c.to_digit(10) {
                    Some(n) => char::from_u32(0xff10 + n).unwrap(),
                    None => c,
                }).collect();
            }
            let typed = match whole {
                0 => joined(dial.code(), &spelled),
                1 => joined("+86", &format!("{} {spelled}", dial.code())),
                _ => joined("+853", &format!("00{} {spelled}", &dial.code()[1..])),
            };
            let stored = if dial == Dial::Mainland { digits } else { format!("{}{digits}", dial.code()) };
            prop_assert_eq!(read(&typed), Ok(stored.clone()));
            prop_assert_eq!(read(&stored), Ok(stored));
        }

        /// Nothing else is stored: what is read well has the form of one place.
        #[test]
        fn what_is_read_has_the_form_of_one_place(
            code in prop_oneof![Just("+86"), Just("+852"), Just("+853"), Just("+886"), Just("")],
            typed in "[+0-9 ()-]{0,18}",
        ) {
            if let Ok(stored) = read(&joined(code, &typed)) {
                let good = |prefix: &str, lengths: usize, first: &str| stored.strip_prefix(prefix).is_some_and(|rest| {
                    rest.len() == lengths && rest.bytes().all(|b| b.is_ascii_digit())
                        && rest.chars().next().is_some_and(|c| first.contains(c))
                });
                prop_assert!(
                    good("", 11, "1") || good("+852", 8, "456789") || good("+853", 8, "6") || good("+886", 9, "9"),
                    "{}", stored
                );
            }
        }
    }
}
