//! Records that run out: qualifications and terms of office (E-130, REG-21).

use serde::{Deserialize, Serialize};

use super::{Answer, FormDefinition};
use crate::domain::text::form::ExpiryText;
use crate::domain::text::{Label, Lang, Text};
use crate::domain::time::Day;
use crate::domain::workflow::Tone;

/// So many days before the last one its unit is reminded.
pub const REMIND_DAYS: i64 = 30;

/// How a record stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expiry {
    /// 有效
    Valid,
    /// 即将到期: so many days are left; on the last one none
    Soon(i64),
    /// 已过期: for so many days
    Expired(i64),
}

impl Expiry {
    /// How a record with that last day stands today.
    pub fn of(last: Day, today: Day) -> Self {
        match last.days() - today.days() {
            left if left < 0 => Self::Expired(-left),
            left if left <= REMIND_DAYS => Self::Soon(left),
            _ => Self::Valid,
        }
    }

    /// In words, with the look of the badge; nothing while it is valid.
    pub fn mark(self) -> Option<(Label, Tone)> {
        let (text, days, tone) = match self {
            Self::Valid => return None,
            Self::Soon(0) => (ExpiryText::Today, 0, Tone::Waiting),
            Self::Soon(days) => (ExpiryText::Soon, days, Tone::Waiting),
            Self::Expired(days) => (ExpiryText::Expired, days, Tone::Danger),
        };
        let of = |lang: Lang| text.fill(lang, &[&days.to_string()]);
        Some((Label { zh: of(Lang::Zh), en: of(Lang::En) }, tone))
    }
}

/// The last day of a record; none where its register has none or the record never runs out.
pub fn last_day(definition: &FormDefinition, answer: &Answer) -> Option<Day> {
    answer.text(definition.expires.as_ref()?).parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_last_day_is_still_good() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let on = |today: &str| Expiry::of(day("2024-11-27"), day(today));
        assert_eq!(on("2024-10-27"), Expiry::Valid);
        assert_eq!(on("2024-10-28"), Expiry::Soon(30));
        assert_eq!(on("2024-11-27"), Expiry::Soon(0));
        assert_eq!(on("2024-11-28"), Expiry::Expired(1));
        assert_eq!(Expiry::Valid.mark(), None);
        let (label, tone) = Expiry::Expired(1).mark().unwrap();
        assert_eq!((label.zh.as_str(), tone), ("已过期 1 天", Tone::Danger));
        assert_eq!(Expiry::Soon(0).mark().unwrap().0.zh, "今天到期");
    }

    proptest! {
        #[test]
        fn a_record_only_ever_goes_from_valid_to_soon_to_expired(last in 0..40_000_i64, today in 0..40_000_i64) {
            let rank = |expiry| match expiry {
                Expiry::Valid => (0, 0),
                Expiry::Soon(days) => (1, REMIND_DAYS - days),
                Expiry::Expired(days) => (2, days),
            };
            let on = |today| Expiry::of(Day::from_days(last), Day::from_days(today));
            prop_assert!(rank(on(today)) <= rank(on(today + 1)));
            prop_assert_eq!(on(today).mark().is_none(), last - today > REMIND_DAYS);
        }
    }
}
