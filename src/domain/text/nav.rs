//! Names of the modules in the rail.

use super::texts;

texts! {
    /// Names of the modules in the rail.
    pub enum Nav {
        Workbench: "工作台", "Workbench";
        Orgs: "单位管理", "Units";
        Registers: "登记册", "Registers";
        Members: "会员管理", "Members";
        Evaluation: "评估管理", "Evaluation";
        Review: "评估评审", "Reviews";
        Cases: "待办填报", "To handle";
        Imports: "名册导入", "Imports";
        Applications: "会员申报", "Applications";
        Invitations: "邀请函管理", "Invitations";
        Congress: "代表大会", "Congress";
        Notices: "通知公告", "Notices";
        Messages: "站内消息", "Messages";
        Notifications: "提醒", "Alerts";
        Bell: "未读消息 {0} 条", "{0} unread";
        NotificationChoices: "提醒方式", "How I am told";
        EditPerson: "修改个人信息", "Personal information";
        ChangePassword: "修改密码", "Change password";
        Portal: "办事大厅", "Service hall";
        Support: "技术服务", "Support";
        Log: "日志", "Log";
    }
}
