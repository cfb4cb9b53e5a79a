//! Deleted records, which can be taken back for a while.

use serde::{Deserialize, Serialize};

use crate::domain::error::Reason;
use crate::domain::ids::RecordId;
use crate::domain::text::Label;
use crate::domain::time::Instant;
use crate::domain::workflow::Tone;

/// For how many days a deleted record can be taken back.
pub const RECYCLE_DAYS: i64 = 30;

const DAY_MS: i64 = 86_400_000;

/// What was deleted before this moment can no longer be taken back.
pub fn since(now: Instant) -> Instant {
    now.plus_ms(-RECYCLE_DAYS * DAY_MS)
}

/// For how many more days what was deleted then can be taken back, the one that has begun included; 0 when it is too
/// late.
pub fn days_left(deleted_at: Instant, now: Instant) -> i64 {
    let left = deleted_at.0 - since(now).0;
    ((left.max(0) + DAY_MS - 1) / DAY_MS).min(RECYCLE_DAYS)
}

/// A page of the deleted records of a register, the last deleted first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecycledPage {
    /// The register's key.
    pub register: String,
    /// The register's name.
    pub register_name: Label,
    /// The lines.
    pub rows: Vec<RecycledRow>,
    /// How many there are in all.
    pub total: i64,
    /// The page shown, from 1.
    pub page: i64,
    /// Lines a page.
    pub size: i64,
    /// Why the reader cannot take anything back; empty: they can.
    pub read_only: Vec<Reason>,
}

/// A deleted record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecycledRow {
    /// The record.
    pub id: RecordId,
    /// What it is called; empty: it has no name.
    pub title: String,
    /// State in words.
    pub state: Label,
    /// Look of the state badge.
    pub tone: Tone,
    /// When it was deleted.
    pub deleted_at: Instant,
    /// By whom.
    pub deleted_by: String,
    /// For how many more days it can be taken back.
    pub days_left: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// thirty days to the millisecond, counted with the one that has begun.
    #[test]
    fn what_is_deleted_can_be_taken_back_for_thirty_days() {
        let then = Instant(1_700_000_000_000);
        let left = |ms: i64| days_left(then, then.plus_ms(ms));
        assert_eq!(left(-1), 30);
        assert_eq!(left(0), 30);
        assert_eq!(left(1), 30);
        assert_eq!(left(DAY_MS), 29);
        assert_eq!(left(30 * DAY_MS - 1), 1);
        assert_eq!(left(30 * DAY_MS), 0);
        assert_eq!(left(400 * DAY_MS), 0);
        assert_eq!(since(then.plus_ms(30 * DAY_MS)), then);
    }
}
