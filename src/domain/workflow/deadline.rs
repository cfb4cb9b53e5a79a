//! Days by which a stage should act, and the reminder of the one who waits (WFL-10).

use serde::{Deserialize, Serialize};

use super::Flow;
use crate::domain::error::{Reason, ReasonCode};
use crate::domain::time::{Day, Instant};

/// How long somebody who has reminded must wait: a day.
pub const COOL_DOWN_MS: i64 = 24 * 60 * 60 * 1000;

/// How a deadline stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// There is none.
    Never,
    /// So many days are left; 0: it is today.
    In(i64),
    /// 逾期: so many days over
    Over(i64),
}

/// The last day of a stage that began on that day.
pub fn due_on(flow: &Flow, begun: Day) -> Option<Day> {
    flow.days.map(|days| begun.plus_days(days))
}

/// How a last day stands today.
pub fn due(last: Option<Day>, today: Day) -> Due {
    match last.map(|last| last.days() - today.days()) {
        None => Due::Never,
        Some(left) if left >= 0 => Due::In(left),
        Some(left) => Due::Over(-left),
    }
}

/// Whether somebody who waits may remind now (催办).
///
/// # Errors
/// `UrgedRecently` with the moment from which it is possible again.
pub fn may_urge(last: Option<Instant>, now: Instant) -> Result<(), Vec<Reason>> {
    match last.map(|last| last.plus_ms(COOL_DOWN_MS)) {
        Some(again) if again > now => Err(vec![Reason::new(ReasonCode::UrgedRecently, &[&again.minute_text()])]),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::workflow::{ACTIVITY, APPLICATION};

    /// WFL-10: the last day itself is not over.
    #[test]
    fn a_stage_is_overdue_from_the_day_after_its_last() {
        let begun: Day = "2026-02-20".parse().unwrap();
        let last = due_on(&ACTIVITY, begun);
        let at = |day: &str| due(last, day.parse().unwrap());
        assert_eq!(last, Some("2026-03-07".parse().unwrap()));
        assert_eq!([at("2026-02-20"), at("2026-03-07"), at("2026-03-08")], [Due::In(15), Due::In(0), Due::Over(1)]);
        assert_eq!((due_on(&APPLICATION, begun), due(None, begun)), (None, Due::Never));
    }

    /// WFL-10: once a day.
    #[test]
    fn a_reminder_cools_down_for_a_day() {
        let first = Instant(1_000_000);
        assert_eq!(may_urge(None, first), Ok(()));
        let early = may_urge(Some(first), first.plus_ms(COOL_DOWN_MS - 1)).unwrap_err();
        assert_eq!(early[0].code, ReasonCode::UrgedRecently);
        assert_eq!(early[0].args, [first.plus_ms(COOL_DOWN_MS).minute_text()]);
        assert_eq!(may_urge(Some(first), first.plus_ms(COOL_DOWN_MS)), Ok(()));
    }
}
