//! What the expert pool notes of the activities that somebody took part in (E-137). What people maintain of an expert
//! is not touched (E-138).

use crate::domain::form::{Answer, Value};
use crate::domain::ids::RecordId;
use crate::domain::time::Day;

/// The lines of an expert: one an activity.
pub const ACTIVITIES: &str = "activities";
/// The activity of a line.
pub const ACTIVITY: &str = "activity";
/// What the expert did there.
pub const ROLE: &str = "role";

/// Notes that an expert took part in an activity; the day counts when it is a further one.
pub fn note(expert: &mut Answer, activity: RecordId, role: &str, today: Day) {
    let id = activity.to_string();
    let mut lines = expert.rows(ACTIVITIES).to_vec();
    match lines.iter_mut().find(|line| line.text(ACTIVITY) == id) {
        Some(line) => line.set(ROLE, role),
        None => {
            let mut line = Answer::default();
            line.set(ACTIVITY, id);
            line.set(ROLE, role);
            lines.push(line);
            if expert.text("first_on").is_empty() {
                expert.set("first_on", today.to_string());
            }
            expert.set("last_on", today.to_string());
        }
    }
    expert.0.insert(ACTIVITIES.to_owned(), Value::Rows(lines));
}

/// Takes an activity out of an expert's list: it is deleted, or names the expert no more.
pub fn forget(expert: &mut Answer, activity: RecordId) {
    let id = activity.to_string();
    let mut lines = expert.rows(ACTIVITIES).to_vec();
    lines.retain(|line| line.text(ACTIVITY) != id);
    if lines.is_empty() {
        expert.0.remove(ACTIVITIES);
    } else {
        expert.0.insert(ACTIVITIES.to_owned(), Value::Rows(lines));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// E-137, E-138: one line an activity, and nothing else changes.
    #[test]
    fn each_activity_stands_once_and_what_is_maintained_stays() {
        let id = |end: char| format!("01234567-89ab-7fff-bfff-fffffffffff{end}").parse().unwrap();
        let (one, other): (RecordId, RecordId) = (id('1'), id('2'));
        let (first, later) = (Day::new(2026, 3, 5).unwrap(), Day::new(2026, 11, 21).unwrap());
        let mut expert = Answer::default();
        expert.set("name", "示例甲");
        expert.set("email", "a@example.org");
        let maintained = expert.clone();
        note(&mut expert, one, "", first);
        note(&mut expert, one, "主讲", later);
        assert_eq!((expert.text("first_on"), expert.text("last_on")), ("2026-03-05", "2026-03-05"));
        note(&mut expert, other, "", later);
        assert_eq!((expert.text("first_on"), expert.text("last_on")), ("2026-03-05", "2026-11-21"));
        let lines = expert.rows(ACTIVITIES);
        assert_eq!((lines.len(), lines[0].text(ROLE)), (2, "主讲"));
        forget(&mut expert, one);
        assert_eq!(expert.rows(ACTIVITIES)[0].text(ACTIVITY), other.to_string());
        forget(&mut expert, other);
        expert.0.retain(|key, _| !key.ends_with("_on"));
        assert_eq!(expert, maintained);
    }
}
