//! Texts of the notifications and of the bell.

use super::texts;

texts! {
    /// Texts of the notifications and of the bell.
    pub enum NotificationText {
        Title: "提醒", "Alerts";
        Note: "需要您处理或与您有关的变化。", "Changes that you must act on or that concern you.";
        Empty: "还没有提醒", "No alerts yet";
        EmptyUnread: "没有未读的提醒", "Nothing unread";
        ReadAll: "全部标为已读", "Mark all as read";
        Open: "去处理", "Open";
        InUnit: "在 {0}", "in {0}";
        Centre: "消息中心", "Message centre";
        SettingsNote: "站内提醒总会显示。还可以选择同时发到电子邮箱或手机。", "Alerts always appear here. Choose which also go to your e-mail address or mobile.";
        Kind: "事项", "Of what";
        InSite: "站内", "Here";
        Email: "电子邮件", "E-mail";
        Sms: "短信", "SMS";
        BatchOpened: "评估批次发布", "An evaluation opens";
        EvaluationSubmitted: "收到评估", "An evaluation is handed in";
        EvaluationReturned: "评估被退回", "Our evaluation is returned";
        EvaluationApproved: "评估通过", "Our evaluation is approved";
        ApplicationArrived: "收到入会申请", "An application arrives";
        PlacesAllotted: "代表大会名额下达", "Congress places are allotted";
        NomineeAssigned: "新增被推荐人", "A nominee is added";
        NomineeRemoved: "注销被推荐人", "A nominee is removed";
        Appointed: "被任命", "I am appointed";
        NoticePublished: "收到通知公告", "A notice is published";
        MessageArrived: "收到站内消息", "A message arrives";
        CaseArrived: "收到待审核的填报", "Something to decide arrives";
        CaseReturned: "填报被退回", "Our entry is returned";
        CaseDecided: "填报已审核", "Our entry is decided";
        CaseHandedOver: "转办给我", "Something is handed over to me";
        CaseUrged: "被催办", "I am reminded";
        RecordExpires: "资质或任期即将到期", "Something of ours runs out";
        SaysBatchOpened: "“{0}”已发布，请在 {1} 前完成填报", "“{0}” is open; please hand in by {1}";
        SaysEvaluationSubmitted: "{0} 提交了“{1}”，等待评审", "{0} handed in “{1}”; it waits for review";
        SaysEvaluationReturned: "“{0}”被退回：{1}", "“{0}” was returned: {1}";
        SaysEvaluationApproved: "“{0}”已通过", "“{0}” was approved";
        SaysApplicationArrived: "{0} 申请入会，等待审核", "{0} applies for membership";
        SaysPlacesAllotted: "“{0}”的名额已下达，请推荐人选", "Places of “{0}” are allotted; please nominate";
        SaysNomineeAssigned: "{0} 为“{1}”新增了被推荐人", "{0} added a nominee for “{1}”";
        SaysNomineeRemoved: "{0} 注销了“{1}”的被推荐人", "{0} removed a nominee of “{1}”";
        SaysAppointed: "您已成为 {0} 的{1}", "You are now at {0}: {1}";
        SaysNoticePublished: "{0} 发布了“{1}”", "{0} published “{1}”";
        SaysMessageArrived: "{1} {0} 发来“{2}”", "{0} of {1} wrote “{2}”";
        SaysCaseArrived: "{0} 提交了“{1}”，等待审核", "{0} handed in “{1}”; it waits for you";
        SaysCaseReturned: "“{0}”被退回：{1}", "“{0}” was returned: {1}";
        SaysCaseDecided: "“{0}”审核完毕：{1}", "“{0}” is decided: {1}";
        SaysCaseHandedOver: "{0} 的“{1}”转由您处理", "“{1}” of {0} was handed over to you";
        SaysCaseUrged: "{0} 催办“{1}”", "{0} reminds you of “{1}”";
        SaysRecordExpires: "“{0}”即将到期（{2}：{1}{3}）", "“{0}” runs out soon ({2}: {1}{3})";
    }
}
