//! Texts of the workbench.

use super::texts;

texts! {
    /// Texts of the workbench.
    pub enum WorkbenchText {
        Greeting: "{0}，您好", "Hello, {0}";
        WaitingTitle: "待办事项", "What waits for you";
        NothingWaits: "没有待办事项", "Nothing waits for you";
        TaskEvaluationsToFill: "评估待填报", "Evaluations to fill in";
        TaskEvaluationsToReview: "评估待评审", "Evaluations to review";
        TaskApplicationsToDecide: "入会申请待审核", "Applications to decide";
        TaskCasesToHandle: "填报待处理", "Entries to handle";
        TaskNotificationsToRead: "未读提醒", "Alerts to read";
        TaskNoticesToRead: "未读通知公告", "Notices to read";
        TaskMessagesToRead: "未读站内消息", "Messages to read";
    }
}
