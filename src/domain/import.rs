//! Imports: the words of a plan. `header` finds the columns, `choice` and `cell` type the cells, `row` turns
//! a line of a workbook into an answer with its problems. What the store knows is the service's business.

use serde::{Deserialize, Serialize};

use super::form::Answer;
use super::ids::{PlanId, RecordId};
use super::time::Instant;

pub mod cell;
pub mod choice;
pub mod clean;
pub mod day;
pub mod defaults;
pub mod header;
mod problem;
pub mod row;

pub use problem::{Code, Problem, Refusal, RefusedCode, RowCode, RowProblem, address, column_letters};

/// How many rows a plan has of each kind. Every row that is not blank has exactly one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanCounts {
    /// 新增
    pub new: i64,
    /// 更新
    pub update: i64,
    /// 不变
    pub same: i64,
    /// 警告: will be written, but somebody should look at it
    pub warning: i64,
    /// 错误
    pub error: i64,
    /// 重复: the same person twice in the file; none of them is written
    pub duplicate: i64,
    /// 忽略空行
    pub ignored_blank: i64,
}

impl PlanCounts {
    /// How many rows a commit would write.
    pub fn writable(&self) -> i64 {
        self.new + self.update + self.warning
    }

    /// How many rows cannot be written as they stand.
    pub fn blocked(&self) -> i64 {
        self.error + self.duplicate
    }

    /// All rows that are not blank.
    pub fn rows(&self) -> i64 {
        self.writable() + self.same + self.blocked()
    }

    /// The number of rows of that kind.
    pub fn of(&self, status: RowStatus) -> i64 {
        match status {
            RowStatus::New => self.new,
            RowStatus::Update => self.update,
            RowStatus::Same => self.same,
            RowStatus::Warning => self.warning,
            RowStatus::Error => self.error,
            RowStatus::Duplicate => self.duplicate,
        }
    }

    /// Counts the rows of a plan from their status bytes.
    pub fn count(statuses: &[u8], ignored_blank: i64) -> Self {
        let mut n = [0i64; 6];
        for byte in statuses {
            n[RowStatus::from_byte(*byte) as usize] += 1;
        }
        Self { new: n[0], update: n[1], same: n[2], warning: n[3], error: n[4], duplicate: n[5], ignored_blank }
    }
}

/// What a commit would do with a row. The number is its byte in the stored plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowStatus {
    /// 新增
    New = 0,
    /// 更新
    Update = 1,
    /// 不变
    Same = 2,
    /// 警告
    Warning = 3,
    /// 错误
    Error = 4,
    /// 重复
    Duplicate = 5,
}

impl RowStatus {
    /// The tabs of the preview, in order.
    pub const ALL: [Self; 6] = [Self::New, Self::Update, Self::Same, Self::Warning, Self::Error, Self::Duplicate];

    /// The status of a stored byte; unknown bytes count as errors, so that nothing unknown is written.
    pub fn from_byte(byte: u8) -> Self {
        *Self::ALL.get(usize::from(byte)).unwrap_or(&Self::Error)
    }

    /// The key in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Update => "update",
            Self::Same => "same",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Duplicate => "duplicate",
        }
    }

    /// Reads a key of an address.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.key() == key)
    }
}

/// One field of an update: what stands and what would stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field's key.
    pub field: String,
    /// As it stands; empty: nothing.
    pub old: String,
    /// As the file has it.
    pub new: String,
}

/// One row of a plan as it is stored: all that the preview shows and all that the commit writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRow {
    /// The row number that Excel shows.
    #[serde(rename = "n")]
    pub row: i64,
    /// What names the row: the title field's text.
    #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The record that it matches.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// The version of that record when it was planned.
    #[serde(rename = "e", default, skip_serializing_if = "is_zero")]
    pub version: i64,
    /// A new record's answer, or the fields of a matched one that change.
    #[serde(rename = "w", default, skip_serializing_if = "Answer::is_empty")]
    pub write: Answer,
    /// The field-level difference of an update.
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// What is wrong with the row.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<RowProblem>,
}

fn is_zero(n: &i64) -> bool {
    *n == 0
}

/// What a plan knows besides its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFrame {
    /// The sheet that was read.
    pub sheet: String,
    /// Where the header stands (its last row).
    pub header_row: i64,
    /// Which column was taken for which field.
    pub columns: Vec<PlanColumn>,
    /// Problems of the file as a whole: `(row, problem)`.
    pub notes: Vec<(i64, RowProblem)>,
    /// Rows that repeat another row: position in the plan → the other row's number and the key that they share.
    pub duplicates: std::collections::BTreeMap<i64, (i64, String)>,
}

/// A column of the file and the field that it fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanColumn {
    /// From 0.
    pub column: u32,
    /// The heading in the file.
    pub header: String,
    /// The field's key.
    pub field: String,
}

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanState {
    /// 文件被拒绝
    Refused,
    /// 待导入
    Planned,
    /// 正在导入
    Committing,
    /// 已导入
    Committed,
    /// 导入失败
    Failed,
    /// 正在撤回
    Undoing,
    /// 已撤回
    Undone,
}

impl PlanState {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Refused, "refused"),
        (Self::Planned, "planned"),
        (Self::Committing, "committing"),
        (Self::Committed, "committed"),
        (Self::Failed, "failed"),
        (Self::Undoing, "undoing"),
        (Self::Undone, "undone"),
    ];

    /// The text in the store.
    pub fn key(self) -> &'static str {
        Self::ALL.iter().find(|(s, _)| *s == self).map_or("failed", |(_, key)| key)
    }

    /// Reads the text of the store; anything unknown is a failure.
    pub fn from_key(key: &str) -> Self {
        Self::ALL.iter().find(|(_, k)| *k == key).map_or(Self::Failed, |(state, _)| *state)
    }
}

/// What an undo did, record by record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoOutcome {
    /// 已撤回
    pub reversed: i64,
    /// 已保留（后来改过）: titles, at most a hundred named
    pub kept: Vec<String>,
    /// How many were kept in all.
    pub kept_count: i64,
    /// 撤回失败: titles, at most a hundred named
    pub failed: Vec<String>,
    /// How many failed in all.
    pub failed_count: i64,
}

/// A plan in the history and at the head of its preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanHead {
    /// The plan.
    pub id: PlanId,
    /// The register's key.
    pub register: String,
    /// The file as uploaded.
    pub file_name: String,
    /// Address of the original, where it was kept.
    pub file: Option<super::ids::FileId>,
    /// Where it stands.
    pub state: PlanState,
    /// Why the file was refused.
    pub refused: Option<Refusal>,
    /// The rows by kind.
    pub counts: PlanCounts,
    /// Headings that no field answers to.
    pub ignored_columns: Vec<String>,
    /// When it was made.
    pub created_at: Instant,
    /// By whom.
    pub created_by: String,
    /// When it was written.
    pub committed_at: Option<Instant>,
    /// When it was undone.
    pub undone_at: Option<Instant>,
    /// What the undo did.
    pub undo: Option<UndoOutcome>,
    /// How many rows a running commit has written: of `counts.writable()`.
    pub progress: i64,
}

/// One line of the preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// The row number that Excel shows.
    pub row: i64,
    /// What would be done.
    pub status: RowStatus,
    /// What names the row.
    pub title: String,
    /// The record that it matches.
    pub record: Option<RecordId>,
    /// The field-level difference of an update: labels instead of keys.
    pub changes: Vec<Change>,
    /// The values of a new record: label and text.
    pub values: Vec<(String, String)>,
    /// What is wrong, with place and fix.
    pub problems: Vec<Problem>,
}

/// A page of the preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The plan.
    pub head: PlanHead,
    /// The sheet that was read.
    pub sheet: String,
    /// Column letter, heading and the label of the field that it fills.
    pub columns: Vec<(String, String, String)>,
    /// Problems of the file as a whole.
    pub notes: Vec<Problem>,
    /// The kind of rows shown.
    pub status: RowStatus,
    /// The rows.
    pub rows: Vec<PreviewRow>,
    /// The page shown, from 1.
    pub page: i64,
    /// Rows a page.
    pub size: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_and_states_survive_their_keys() {
        for status in RowStatus::ALL {
            assert_eq!(RowStatus::from_byte(status as u8), status);
            assert_eq!(RowStatus::from_key(status.key()), Some(status));
        }
        for (state, key) in PlanState::ALL {
            assert_eq!(PlanState::from_key(key), state);
            assert_eq!(state.key(), key);
        }
    }
}
