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
    /// 填报待处理: to decide, or to mend after a return
    CasesToHandle,
    /// 未读提醒
    NotificationsToRead,
    /// 未读通知公告
    NoticesToRead,
    /// 未读站内消息
    MessagesToRead,
}

impl Task {
    /// The list behind the number.
    pub fn href(self) -> &'static str {
        match self {
            Self::EvaluationsToFill => "/evaluation",
            Self::EvaluationsToReview => "/review",
            Self::ApplicationsToDecide => "/applications",
            Self::CasesToHandle => "/cases",
            Self::NotificationsToRead => "/notifications?only=unread",
            Self::NoticesToRead => "/notices?only=unread",
            Self::MessagesToRead => "/messages?only=unread",
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

/// What the frame of every page shows: a number beside the workbench and the modules of reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Everything on the workbench that must be acted on.
    pub tasks: i64,
    /// Unread 提醒.
    pub notifications: i64,
    /// Unread 通知公告.
    pub notices: i64,
    /// Unread 站内消息.
    pub messages: i64,
}

impl Counts {
    /// The sums of a workbench.
    pub fn of(tasks: &[TaskCount]) -> Self {
        let mut counts = Self::default();
        for TaskCount { task, count } in tasks {
            match task {
                Task::NotificationsToRead => counts.notifications += count,
                Task::NoticesToRead => counts.notices += count,
                Task::MessagesToRead => counts.messages += count,
                Task::EvaluationsToFill
                | Task::EvaluationsToReview
                | Task::ApplicationsToDecide
                | Task::CasesToHandle => {
                    counts.tasks += count;
                }
            }
        }
        counts
    }

    /// The number at the bell: all that is unread.
    pub fn unread(self) -> i64 {
        self.notifications + self.notices + self.messages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_and_acting_are_counted_apart() {
        let tasks = [
            (Task::EvaluationsToReview, 2),
            (Task::ApplicationsToDecide, 3),
            (Task::NotificationsToRead, 10),
            (Task::NoticesToRead, 20),
            (Task::MessagesToRead, 40),
        ]
        .map(|(task, count)| TaskCount { task, count });
        let counts = Counts::of(&tasks);
        assert_eq!((counts.tasks, counts.unread()), (5, 70));
    }
}
