//! Instants and days. The clock itself is read outside: every rule receives "now" or "today" as a value.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

const DAY_MS: i64 = 86_400_000;
/// Asia/Shanghai has been UTC+08:00 without daylight saving since 1992.
const SHANGHAI_MS: i64 = 8 * 3_600_000;

/// A moment: UTC milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// The calendar day in Asia/Shanghai.
    pub fn day(self) -> Day {
        Day::from_days((self.0 + SHANGHAI_MS).div_euclid(DAY_MS))
    }

    /// `YYYY-MM-DD HH:MM` in Asia/Shanghai.
    pub fn minute_text(self) -> String {
        let minutes = (self.0 + SHANGHAI_MS).rem_euclid(DAY_MS) / 60_000;
        format!("{} {:02}:{:02}", self.day(), minutes / 60, minutes % 60)
    }

    /// `YYYY-MM-DD HH:MM:SS` in Asia/Shanghai.
    pub fn second_text(self) -> String {
        let seconds = (self.0 + SHANGHAI_MS).rem_euclid(DAY_MS) / 1000;
        format!("{}:{:02}", self.minute_text(), seconds % 60)
    }

    /// The moment `ms` milliseconds later.
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

/// A calendar day between 0001-01-01 and 9999-12-31, never a timestamp; text form `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

/// The text or the numbers name no day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADay;

impl Day {
    /// The day of that year, month and day of month, if the calendar has it.
    pub fn new(year: i64, month: i64, day: i64) -> Result<Self, NotADay> {
        let known =
            (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        if !known {
            return Err(NotADay);
        }
        Ok(Self { year: year as u16, month: month as u8, day: day as u8 })
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> i64 {
        self.year.into()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i64 {
        self.month.into()
    }

    /// The day of the month, 1 to 31.
    pub fn day_of_month(self) -> i64 {
        self.day.into()
    }

    /// Full years of age on `reference` of somebody born on this day; somebody born on 29 February
    /// comes of age on 1 March of a common year. Negative before birth.
    pub fn age_on(self, reference: Day) -> i64 {
        let had_birthday = (reference.month, reference.day) >= (self.month, self.day);
        reference.year() - self.year() - i64::from(!had_birthday)
    }

    /// The same day `years` later (29 February becomes 28 February); stays within the calendar.
    pub fn plus_years(self, years: i64) -> Self {
        let year = (self.year() + years).clamp(1, 9999);
        let day = self.day_of_month().min(days_in_month(year, self.month()));
        Self { year: year as u16, month: self.month, day: day as u8 }
    }

    /// The same day `months` later, or the last one of a shorter month; stays within the calendar.
    pub fn plus_months(self, months: i64) -> Self {
        let months = (self.year() * 12 + self.month() - 1).saturating_add(months).clamp(12, 9999 * 12 + 11);
        let (year, month) = (months / 12, months % 12 + 1);
        let day = self.day_of_month().min(days_in_month(year, month));
        Self { year: year as u16, month: month as u8, day: day as u8 }
    }

    /// The day `days` later; stays within the calendar.
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_days(self.days().saturating_add(days))
    }

    /// The last moment of the day in Asia/Shanghai.
    pub fn end(self) -> Instant {
        Instant((self.days() + 1).saturating_mul(DAY_MS) - SHANGHAI_MS - 1)
    }

    /// Days since 1970-01-01 (civil-from-days, Howard Hinnant's public-domain arithmetic).
    pub fn days(self) -> i64 {
        let (m, d) = (self.month(), self.day_of_month());
        let y = self.year() - i64::from(m <= 2);
        let era = y.div_euclid(400);
        let yoe = y - era * 400;
        let doy = (153 * (m + if m > 2 { -3 } else { 9 }) + 2) / 5 + d - 1;
        era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
    }

    /// Its first moment in Asia/Shanghai.
    pub fn begins(self) -> Instant {
        Instant(self.days() * DAY_MS - SHANGHAI_MS)
    }

    /// The day so many days after 1970-01-01, held within the calendar.
    pub fn from_days(days: i64) -> Self {
        let z = days.clamp(-719_162, 2_932_896) + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z - era * 146_097;
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + i64::from(month <= 2);
        Self { year: year as u16, month: month as u8, day: day as u8 }
    }
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Day {
    type Err = NotADay;

    /// Reads exactly `YYYY-MM-DD`; looser shapes are the import's business.
    fn from_str(text: &str) -> Result<Self, NotADay> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(NotADay);
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range]
                .iter()
                .try_fold(0i64, |n, b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')).ok_or(NotADay))
        };
        Self::new(number(0..4)?, number(5..7)?, number(8..10)?)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(|NotADay| de::Error::custom("not a day"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn every_day_of_the_calendar_round_trips() {
        let mut next = day("1896-01-01");
        for n in next.days()..day("2104-12-31").days() {
            assert_eq!(Day::from_days(n), next);
            assert_eq!(next.to_string().parse(), Ok(next));
            next = next.plus_days(1);
        }
        assert_eq!(next, day("2104-12-31"));
    }

    #[test]
    fn impossible_days_are_refused() {
        for text in [
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-04-31",
            "24-01-01",
            "2024/01/01",
            "２０24-01-0",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
        assert!("2024-02-29".parse::<Day>().is_ok());
    }

    #[test]
    fn age_counts_full_years_at_the_reference_day() {
        let born = day("1980-11-22");
        assert_eq!(born.age_on(day("2026-11-21")), 45);
        assert_eq!(born.age_on(day("2026-11-22")), 46);
        assert_eq!(day("2004-02-29").age_on(day("2025-02-28")), 20);
        assert_eq!(day("2004-02-29").age_on(day("2025-03-01")), 21);
    }

    #[test]
    fn instant_shows_shanghai_wall_time() {
        assert_eq!(Instant(0).minute_text(), "1970-01-01 08:00");
        assert_eq!(Instant(-1).second_text(), "1970-01-01 07:59:59");
        assert_eq!(Instant(16 * 3_600_000).day(), day("1970-01-02"));
        assert_eq!(day("1970-01-01").end(), Instant(16 * 3_600_000 - 1));
    }
}
