//! Texts of the notices.

use super::texts;

texts! {
    /// Texts of the notices.
    pub enum NoticeText {
        Title: "通知公告", "Notices";
        Note: "上级单位和本单位发布的通知、公告。", "What the units above and your own unit announce.";
        OwnNote: "本单位起草和发布的通知、公告；只有本单位和所选下级单位可以看到。", "What your unit writes and publishes; read by your own unit and by the chosen units below.";
        New: "写通知", "Write a notice";
        Received: "收到的", "Received";
        Own: "本单位发布的", "Published by us";
        Lists: "通知分类", "Lists";
        Pinned: "置顶", "pinned";
        SearchLabel: "标题或单位", "Title or unit";
        Empty: "还没有通知公告", "No notices yet";
        EmptyOwn: "还没有通知。写好后先预览实际收到的单位和人数，再发布。", "No notices yet. Write one, look at whom it reaches, then publish it.";
        NoMatch: "没有符合条件的通知", "No notice matches";
        ReadAll: "全部标为已读", "Mark all as read";
        NoTitle: "（无标题）", "(no title)";
        NoticeTitle: "标题", "Title";
        Audience: "接收单位", "For";
        Everyone: "全部下级单位", "All units below";
        EveryoneHelp: "本单位总能看到。以后新设的下级单位也能看到。", "Your own unit always reads it; so will units that are set up later.";
        Kinds: "按单位类型", "By kind of unit";
        Units: "指定单位", "Named units";
        UnitsNone: "没有指定单位", "No unit named";
        Find: "查找下级单位", "Find units below";
        FindHelp: "单位名称或代码", "Name or code";
        AddButton: "加入接收单位", "Add the ticked ones";
        FoundNone: "下级单位中没有“{0}”", "No unit below matches “{0}”";
        PinnedUntil: "置顶到", "Pinned until";
        PinnedHelp: "到这一天为止排在最前；留空则不置顶", "Stands on top up to this day; empty: does not";
        Preview: "预览并发布", "Preview and publish";
        PreviewTitle: "发布前确认", "Check before publishing";
        PreviewNote: "{0} 个单位的 {1} 人将收到。发布后 30 秒内可以撤销。", "Reaches {1} people in {0} units. It can be undone for 30 seconds.";
        Publish: "发布", "Publish";
        UndoNote: "{0} 秒内可以撤销，撤销前其他人看不到。", "Can be undone for {0} seconds; nobody sees it before.";
        Undo: "撤销发布", "Undo";
        Withdraw: "撤回", "Withdraw";
        WithdrawBody: "{0} 人已读。撤回后接收单位不再看到；可以修改后重新发布。", "{0} people have read it. Readers no longer see it afterwards; it can be changed and published again.";
        Edit: "修改后重新发布", "Change and publish again";
        ReadOf: "{1} 人中 {0} 人已读", "read by {0} of {1}";
        Readers: "阅读情况", "Who has read it";
        ReadersNote: "按单位统计；有人未读的单位排在前面。", "By unit; those in which somebody has not read it come first.";
        Unit: "单位", "Unit";
        People: "人数", "People";
        Read: "已读", "Read";
        NotRead: "未读", "Not read";
        UnreadPeople: "未读人员", "Who has not read it";
        EverybodyRead: "全部已读", "Everybody has read it";
        Author: "起草人", "Written by";
        Between: "、", ", ";
        Category: "类别", "Kind";
        Announcement: "通知公告", "Notices";
        Guide: "办事指南", "Guides";
        Downloads: "资料下载", "Downloads";
        Public: "公开", "public";
        PublicBox: "在门户公开", "Public on the portal";
        PublicHelp: "没有登录的访客也能在门户看到，并下载附件。", "Visitors who have not signed in read it on the portal too, with its attachments.";
        PublicPreview: "门户的访客也能看到，并下载附件。", "Visitors of the portal read it too, with its attachments.";
        OnPortal: "在门户查看", "See it on the portal";
    }
}
