//! Days and minutes.

use crate::domain::error::{FieldProblem, ProblemCode};
use crate::domain::form::clean;
use crate::domain::time::Day;

/// The canonical day `2024-03-05` of a year-first date (`2024/3/5`, `2024年3月5日`), or the text as typed.
/// Dates whose order is a matter of taste are the import's business.
pub fn canonical(text: &str) -> String {
    match read(&clean::compact(text)) {
        Some(day) => day.to_string(),
        None => clean::line(text),
    }
}

/// The canonical minute `2024-03-05 09:30`; takes `T` between day and time and drops seconds.
pub fn canonical_minute(text: &str) -> String {
    let line = clean::line(text).replace('：', ":");
    let split = line.find(['T', ' ']).and_then(|at| Some((line.get(..at)?, line.get(at + 1..)?.trim())));
    let read = split.and_then(|(day, time)| {
        let mut parts = time.splitn(3, ':');
        let (hour, minute) = (short_number(parts.next()?)?, short_number(parts.next()?)?);
        let seconds = parts.next().is_none_or(|s| s.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
        (hour < 24 && minute < 60 && seconds).then_some(())?;
        Some(format!("{} {hour:02}:{minute:02}", self::read(&clean::compact(day))?))
    });
    read.unwrap_or(line)
}

/// Checks a canonical day.
pub fn check(path: &str, text: &str, past: bool, today: Day) -> Option<FieldProblem> {
    match text.parse::<Day>() {
        Err(_) => Some(FieldProblem::error(path, ProblemCode::NotADay, &[&clean::clip(text, 40)])),
        Ok(day) if past && day > today => Some(FieldProblem::error(path, ProblemCode::DayInFuture, &[text])),
        Ok(_) => None,
    }
}

/// Checks a canonical minute.
pub fn check_minute(path: &str, text: &str) -> Option<FieldProblem> {
    let shape = text.len() == 16 && text.as_bytes().get(10) == Some(&b' ') && text.as_bytes().get(13) == Some(&b':');
    let number = |range| text.get(range).and_then(short_number);
    let good = shape
        && text.get(..10).is_some_and(|day| day.parse::<Day>().is_ok())
        && number(11..13).is_some_and(|h| h < 24)
        && number(14..16).is_some_and(|m| m < 60);
    (!good).then(|| FieldProblem::error(path, ProblemCode::NotAMinute, &[&clean::clip(text, 40)]))
}

fn read(compact: &str) -> Option<Day> {
    let mut parts = compact.split(['-', '/', '.', '年', '月']);
    let year = parts.next().filter(|y| y.len() == 4)?;
    let (month, day) = (parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let day = day.strip_suffix('日').unwrap_or(day);
    Day::new(short_number(year)?, short_number(month)?, short_number(day)?).ok()
}

fn short_number(text: &str) -> Option<i64> {
    ((1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn year_first_days_are_understood() {
        for text in ["2024-03-05", "2024/3/5", "2024.03.5", "2024年3月5日", " ２０２４－０３－０５ ", "2024-3-5"]
        {
            assert_eq!(canonical(text), "2024-03-05", "{text}");
        }
        for text in ["3/5/2024", "2024-02-30", "24-3-5", "2024-03", "2024-03-05-06", "去年", "2024-03-00005"] {
            assert_eq!(canonical(text), text, "{text}");
        }
    }

    #[test]
    fn minutes_are_understood() {
        for text in ["2024-03-05T09:30", "2024-03-05 9:30", "2024/3/5 09:30:59", "2024年3月5日 9：30"] {
            assert_eq!(canonical_minute(text), "2024-03-05 09:30", "{text}");
            assert_eq!(check_minute("at", &canonical_minute(text)), None);
        }
        for text in
            ["2024-03-05", "2024-03-05 24:00", "2024-03-05 09:60", "2024-03-05 0930", "2024-03-05 下午:10", "😀"]
        {
            assert!(check_minute("at", &canonical_minute(text)).is_some(), "{text}");
        }
    }

    #[test]
    fn a_past_day_may_be_today() {
        let today = Day::new(2026, 11, 21).unwrap();
        assert_eq!(check("on", "2026-11-21", true, today), None);
        assert_eq!(check("on", "2026-11-22", true, today).unwrap().code, ProblemCode::DayInFuture);
        assert_eq!(check("on", "2026-11-22", false, today), None);
        assert_eq!(check("on", "2026-11-31", false, today).unwrap().code, ProblemCode::NotADay);
    }
}
