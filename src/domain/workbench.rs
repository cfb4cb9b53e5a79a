//! The workbench: what waits for me (ORG-18).

use serde::{Deserialize, Serialize};

/// A kind of thing that can wait for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// 评估待填报
    EvaluationsToFill,
    /// 评估待评审
    EvaluationsToReview,
    /// 入会申请待审核
    ApplicationsToDecide,
}

impl Task {
    /// The list behind the number.
    pub fn href(self) -> &'static str {
        match self {
            Self::EvaluationsToFill => "/evaluation",
            Self::EvaluationsToReview => "/review",
            Self::ApplicationsToDecide => "/applications",
        }
    }
}

/// A number on the workbench; equals the length of the list behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskCount {
    /// What waits.
    pub task: Task,
    /// How many.
    pub count: i64,
}
