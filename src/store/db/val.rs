//! Values that statements bind, and their places `$1`, `$2` … in a text.

/// A bound value. Absent values keep their type: Postgres asks for it.
#[derive(Clone, Debug, PartialEq)]
pub enum Val {
    /// BIGINT
    Int(Option<i64>),
    /// TEXT
    Text(Option<String>),
    /// BOOLEAN
    Bool(Option<bool>),
    /// BLOB / BYTEA
    Bytes(Option<Vec<u8>>),
}

macro_rules! val_from {
    ($($from:ty => $variant:ident $convert:expr;)*) => { $(
        impl From<$from> for Val {
            fn from(value: $from) -> Self {
                Self::$variant(Some($convert(value)))
            }
        }
        impl From<Option<$from>> for Val {
            fn from(value: Option<$from>) -> Self {
                Self::$variant(value.map($convert))
            }
        }
    )* };
}

val_from! {
    i64 => Int |v| v;
    bool => Bool |v| v;
    String => Text |v| v;
    &str => Text |v: &str| v.to_owned();
    &String => Text |v: &String| v.clone();
    Vec<u8> => Bytes |v| v;
    crate::domain::time::Instant => Int |v: crate::domain::time::Instant| v.0;
    crate::domain::time::Day => Text |v: crate::domain::time::Day| v.to_string();
    crate::domain::ids::OrgId => Text |v: crate::domain::ids::OrgId| v.to_string();
    crate::domain::ids::AccountId => Text |v: crate::domain::ids::AccountId| v.to_string();
    crate::domain::ids::SessionId => Text |v: crate::domain::ids::SessionId| v.to_string();
    crate::domain::ids::PasscodeId => Text |v: crate::domain::ids::PasscodeId| v.to_string();
    crate::domain::ids::RecordId => Text |v: crate::domain::ids::RecordId| v.to_string();
    crate::domain::ids::FileId => Text |v: crate::domain::ids::FileId| v.to_string();
    crate::domain::ids::UploadId => Text |v: crate::domain::ids::UploadId| v.to_string();
    crate::domain::ids::PlanId => Text |v: crate::domain::ids::PlanId| v.to_string();
    crate::domain::ids::InvitationId => Text |v: crate::domain::ids::InvitationId| v.to_string();
    crate::domain::ids::BatchId => Text |v: crate::domain::ids::BatchId| v.to_string();
    crate::domain::ids::EvaluationId => Text |v: crate::domain::ids::EvaluationId| v.to_string();
    crate::domain::ids::CongressId => Text |v: crate::domain::ids::CongressId| v.to_string();
    crate::domain::ids::NomineeId => Text |v: crate::domain::ids::NomineeId| v.to_string();
    crate::domain::ids::OrgChangeId => Text |v: crate::domain::ids::OrgChangeId| v.to_string();
    crate::domain::ids::NoticeId => Text |v: crate::domain::ids::NoticeId| v.to_string();
    crate::domain::ids::MessageId => Text |v: crate::domain::ids::MessageId| v.to_string();
    crate::domain::ids::NotificationId => Text |v: crate::domain::ids::NotificationId| v.to_string();
    crate::domain::ids::Uid => Text |v: crate::domain::ids::Uid| v.to_string();
}

/// Binds values in the order of `$1`, `$2` …
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::db::Val::from($value)),*] };
}
pub(crate) use args;

/// That a row is the unit's and has one of these ids, with the values of `$1` and on. Told the plain column, SQLite reads
/// all rows of the unit by the index that begins with it rather than look up more than two ids.
pub fn among<I: Copy + Into<Val>>(org: crate::domain::ids::OrgId, ids: &[I]) -> (String, Vec<Val>) {
    let marks = (0..ids.len()).map(|n| format!("${}", n + 2)).collect::<Vec<_>>().join(", ");
    let values = std::iter::once(Val::from(org)).chain(ids.iter().map(|id| (*id).into())).collect();
    (format!("COALESCE(org_id, '') = $1 AND id IN ({marks})"), values)
}

/// `($1, $2), ($3, $4)`: the places of a statement that inserts several rows at once.
pub fn places(rows: usize, columns: usize) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        out.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            let comma = if column == 0 { "" } else { ", " };
            let _ = write!(out, "{comma}${}", row * columns + column + 1);
        }
        out.push(')');
    }
    out
}

/// Appends a statement whose places begin after `offset` others. No statement has a `$` elsewhere.
pub(super) fn renumber(sql: &str, offset: usize, out: &mut String) {
    use std::fmt::Write;
    let mut parts = sql.split('$');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: usize = part[..digits].parse().unwrap_or_default();
        let _ = write!(out, "${}{}", number + offset, &part[digits..]);
    }
}
