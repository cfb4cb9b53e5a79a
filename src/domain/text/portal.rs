//! Texts of the portal.

use super::texts;

texts! {
    /// Texts of the portal.
    pub enum PortalText {
        Title: "网上办事大厅", "Service hall";
        TitleOf: "{0}网上办事大厅", "Service hall of {0}";
        Note: "在这里办理业务、查看通知和办事指南、下载资料；办理业务需要登录。", "Services, notices, guides and downloads in one place; the services themselves ask you to sign in.";
        Enter: "请登录", "Please sign in";
        Hello: "您好，{0}", "Hello, {0}";
        Hall: "办事大厅", "Services";
        ServicePhone: "服务电话", "Service phone";
        For: "面向：{0}", "For: {0}";
        More: "更多", "More";
        MoreOf: "更多{0}", "More: {0}";
        Empty: "暂无内容", "Nothing here yet";
        NoMatch: "没有符合条件的内容", "Nothing matches";
        SearchLabel: "标题", "Title";
        Lists: "分类", "Lists";
        Attachments: "附件", "Attachments";
        Site: "门户", "Portal";
    }
}
