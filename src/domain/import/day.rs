//! Days and minutes in all the shapes that spreadsheets have them in.

use super::super::time::Day;
use super::clean::narrow_char;

/// Days between 1899-12-30, the zero of Excel's usual count, and 1970-01-01.
const EPOCH_1900: i64 = 25_569;
/// Days between 1904-01-01 and 1970-01-01.
const EPOCH_1904: i64 = 24_107;

/// A day that was read, and how sure the reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadDay {
    /// Only one reading.
    Sure(Day),
    /// Month and day could be swapped.
    Ambiguous(Day),
    /// Only year and month; the first is taken.
    NoDay(Day),
    /// A year of two digits.
    NoCentury(Day),
}

impl ReadDay {
    /// The day, however sure.
    pub fn day(self) -> Day {
        match self {
            Self::Sure(d) | Self::Ambiguous(d) | Self::NoDay(d) | Self::NoCentury(d) => d,
        }
    }
}

/// The day of a serial number. Nothing for numbers outside 1900 to 9999 and for the 29 February 1900 that
/// only Excel knows.
pub fn serial_day(serial: f64, epoch_1904: bool) -> Option<Day> {
    if !(0.0..3_000_000.0).contains(&serial) {
        return None;
    }
    let whole = serial.floor() as i64;
    if epoch_1904 {
        return Some(Day::from_days(whole - EPOCH_1904));
    }
    match whole {
        60 | 0 => None,
        1..60 => Some(Day::from_days(whole + 1 - EPOCH_1900)),
        _ => Some(Day::from_days(whole - EPOCH_1900)),
    }
}

/// Hour and minute of a serial number, rounded to the minute but never into the next day.
pub fn serial_minute(serial: f64) -> (i64, i64) {
    let minutes = (((serial - serial.floor()) * 1440.0).round() as i64).min(1439);
    (minutes / 60, minutes % 60)
}

/// The day of a plain number in a day column: `19800102`, a month that was typed as `1990.03`, or a serial number
/// of 1910 to 2100. `1990.1` is none: it may have been typed as `1990.10`.
pub fn number_day(number: f64, epoch_1904: bool) -> Option<ReadDay> {
    if number.fract() == 0.0 && (18_000_101.0..=99_991_231.0).contains(&number) {
        let n = number as i64;
        return Day::new(n / 10_000, n / 100 % 100, n % 100).ok().map(ReadDay::Sure);
    }
    let hundredths = (number * 100.0).round();
    if number.fract() != 0.0 && (1900.0..2100.0).contains(&number) && (number * 100.0 - hundredths).abs() < 1e-6 {
        let (year, month) = (hundredths as i64 / 100, hundredths as i64 % 100);
        return if month == 10 { None } else { Day::new(year, month, 1).ok().map(ReadDay::NoDay) };
    }
    let day = serial_day(number, epoch_1904)?;
    (1910..=2100).contains(&day.year()).then_some(ReadDay::Sure(day))
}

/// The day of a text, with or without a time of day behind it. `today` decides the century of `80年1月`.
pub fn text_day(text: &str, today: Day) -> Option<ReadDay> {
    let text: String = text.chars().map(narrow_char).filter(|c| !c.is_whitespace() || *c == ' ').collect();
    let text = text.trim();
    if let Ok(day) = text.parse() {
        return Some(ReadDay::Sure(day));
    }
    let (date, time) = split_time(text);
    if !time.is_empty() {
        text_time(time)?;
    }
    if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
        let n: i64 = date.parse().ok()?;
        return Day::new(n / 10_000, n / 100 % 100, n % 100).ok().map(ReadDay::Sure);
    }
    let chinese = date.contains('年');
    let parts = numbers(date)?;
    let year = |digits: &str, n: i64| -> Option<(i64, bool)> {
        match digits.len() {
            4 => Some((n, true)),
            2 if chinese => {
                let century = today.year() / 100 * 100;
                Some((if century + n > today.year() { century - 100 + n } else { century + n }, false))
            }
            _ => None,
        }
    };
    let numbers: Vec<i64> = parts.iter().map(|p| p.parse().unwrap_or(-1)).collect();
    match (parts.as_slice(), numbers.as_slice()) {
        ([y, _, _], [n, month, day]) if y.len() == 4 || chinese => {
            let (n, sure) = year(y, *n)?;
            let day = Day::new(n, *month, *day).ok()?;
            Some(if sure { ReadDay::Sure(day) } else { ReadDay::NoCentury(day) })
        }
        ([_, _, y], [a, b, n]) if y.len() == 4 => match (Day::new(*n, *a, *b), Day::new(*n, *b, *a)) {
            (Ok(month_first), Ok(_)) if a != b => Some(ReadDay::Ambiguous(month_first)),
            (Ok(day), _) | (Err(_), Ok(day)) => Some(ReadDay::Sure(day)),
            _ => None,
        },
        ([y, _], [n, month]) => {
            let (n, _) = year(y, *n)?;
            Day::new(n, *month, 1).ok().map(ReadDay::NoDay)
        }
        _ => None,
    }
}

/// The minute of a text as `HH:MM`; nothing where it has no time of day.
pub fn text_minute(text: &str) -> Option<(i64, i64)> {
    let text: String = text.chars().map(narrow_char).collect();
    text_time(split_time(text.trim()).1)
}

fn split_time(text: &str) -> (&str, &str) {
    match text.find([' ', 'T']) {
        Some(at) if text[at..].contains([':', '时', '点']) => (text[..at].trim(), text[at + 1..].trim()),
        _ => (text, ""),
    }
}

fn text_time(text: &str) -> Option<(i64, i64)> {
    let text = text.trim_end_matches('Z').split('.').next()?;
    let mut parts = text.split([':', '时', '点', '分', '秒']).map(str::trim);
    let hour: i64 = parts.next()?.parse().ok()?;
    let minute: i64 = parts.next().filter(|m| !m.is_empty()).map_or(Some(0), |m| m.parse().ok())?;
    let second: i64 = parts.next().filter(|s| !s.is_empty()).map_or(Some(0), |s| s.parse().ok())?;
    let known = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    (known && parts.all(str::is_empty)).then_some((hour, minute))
}

/// The groups of digits of a date; nothing where anything but the usual separators stands between them.
fn numbers(text: &str) -> Option<Vec<&str>> {
    let trimmed = text.trim_end_matches(['日', '号', '月', '.', ' ']);
    let parts: Vec<&str> = trimmed.split(['-', '/', '.', '年', '月', '、', '\\', ',']).map(str::trim).collect();
    let digits = |p: &&str| (1..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    ((2..=3).contains(&parts.len()) && parts.iter().all(digits)).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn read(text: &str) -> Option<ReadDay> {
        text_day(text, day("2026-11-21"))
    }

    #[test]
    fn listed_shapes_are_read() {
        for text in [
            "1980-01-02",
            "1980.1.2",
            "1980/1/2",
            "1980/01/02 00:00:00",
            "1980年1月2日",
            "１９８０．１．２",
            "19800102",
            "1980年 1月 2号",
            "1980-01-02T00:00:00",
            "1980、1、2",
        ] {
            assert_eq!(read(text), Some(ReadDay::Sure(day("1980-01-02"))), "{text}");
        }
        assert_eq!(read("80年1月"), Some(ReadDay::NoDay(day("1980-01-01"))));
        assert_eq!(read("80年1月2日"), Some(ReadDay::NoCentury(day("1980-01-02"))));
        assert_eq!(read("1980.01"), Some(ReadDay::NoDay(day("1980-01-01"))));
        assert_eq!(read("20年3月2日"), Some(ReadDay::NoCentury(day("2020-03-02"))));
    }

    #[test]
    fn day_and_month_are_told_apart_or_reported() {
        assert_eq!(read("13/02/2022"), Some(ReadDay::Sure(day("2022-02-13"))));
        assert_eq!(read("02/13/2022"), Some(ReadDay::Sure(day("2022-02-13"))));
        assert_eq!(read("03/03/2022"), Some(ReadDay::Sure(day("2022-03-03"))));
        assert_eq!(read("03/04/2022"), Some(ReadDay::Ambiguous(day("2022-03-04"))));
    }

    #[test]
    fn other_texts_are_no_days() {
        for text in
            ["", "1980", "1980-13-01", "2023-02-29", "01/02/03", "昨天", "1980-01-02-03", "80-1-2", "1980-01-02 25:00"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn serial_numbers_follow_the_workbooks_epoch() {
        assert_eq!(serial_day(29_222.0, false), Some(day("1980-01-02")));
        assert_eq!(serial_day(29_222.0 - 1462.0, true), Some(day("1980-01-02")));
        assert_eq!(serial_day(25_569.0, false), Some(day("1970-01-01")));
        assert_eq!(serial_day(61.0, false), Some(day("1900-03-01")));
        assert_eq!(serial_day(60.0, false), None);
        assert_eq!(serial_day(1.0, false), Some(day("1900-01-01")));
        assert_eq!(serial_day(f64::NAN, false), None);
        assert_eq!(number_day(29_222.0, false), Some(ReadDay::Sure(day("1980-01-02"))));
        assert_eq!(number_day(19_800_102.0, false), Some(ReadDay::Sure(day("1980-01-02"))));
        assert_eq!(number_day(1980.0, false), None);
        assert_eq!(number_day(1980.03, false), Some(ReadDay::NoDay(day("1980-03-01"))));
        assert_eq!(number_day(1980.1, false), None);
        assert_eq!(number_day(1980.13, false), None);
        assert_eq!(number_day(-5.0, false), None);
        assert_eq!(serial_minute(29_222.999_999), (23, 59));
        assert_eq!(serial_minute(29_222.395_833_333), (9, 30));
        assert_eq!(text_minute("2024-03-05 9:30"), Some((9, 30)));
    }
}
