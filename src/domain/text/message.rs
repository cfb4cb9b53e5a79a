//! Texts of the messages between people.

use super::texts;

texts! {
    /// Texts of the messages between people.
    pub enum MessageText {
        Title: "站内消息", "Messages";
        Note: "可与直接上级单位、本单位及各级下级单位的人员互发消息。", "Write to people of the unit directly above, of your own unit and of all units below.";
        New: "写消息", "Write a message";
        Inbox: "收件箱", "Inbox";
        Sent: "已发送", "Sent";
        Drafts: "草稿箱", "Drafts";
        Boxes: "消息分类", "Boxes";
        ReadOf: "{0}/{1} 人已读", "read by {0} of {1}";
        SearchLabel: "主题、姓名或单位", "Subject, person or unit";
        EmptyInbox: "还没有收到消息", "No messages yet";
        EmptySent: "还没有发出的消息", "Nothing sent yet";
        EmptyDrafts: "没有草稿。写消息时点“临时保存”，可以以后再发。", "No drafts. Save a message while writing to send it later.";
        NoMatch: "没有符合条件的消息", "No message matches";
        NoSubject: "（无主题）", "(no subject)";
        Subject: "主题", "Subject";
        To: "收件人", "To";
        ToNone: "还没有选择收件人。在下面查找后勾选，再点“加入收件人”。", "Nobody chosen yet. Search below, tick, then add.";
        ToAll: "{0} · 全体 {1} 人", "{0} · all {1} people";
        Find: "查找收件人", "Find people";
        FindHelp: "姓名、单位名称，或两者以空格分开；留空则列出直接上级和本单位", "A name, a unit, or both with a space between; empty lists the unit above and your own";
        AddButton: "加入收件人", "Add the ticked ones";
        FoundNone: "没有找到“{0}”。只能发给直接上级、本单位和下级单位的人员。", "Nothing matches “{0}”. Only people of the unit above, your own and those below can be reached.";
        OutOfReach: "以下收件人已不在可发送范围内，不会收到：{0}", "No longer within reach, will not receive this: {0}";
        Preview: "预览并发送", "Preview and send";
        PreviewTitle: "发送前确认", "Check before sending";
        PreviewNote: "将发给 {0} 人。发送后 30 秒内可以撤销。", "Goes to {0} people. It can be undone for 30 seconds.";
        Send: "发送", "Send";
        UndoNote: "{0} 秒内可以撤销，撤销前对方看不到。", "Can be undone for {0} seconds; nobody sees it before.";
        Undo: "撤销发送", "Undo";
        Undone: "已撤销，消息回到草稿箱", "Undone; the message is a draft again";
        From: "发件人", "From";
        ReadAt: "阅读时间", "Read at";
        NotRead: "未读", "not read";
        Receivers: "收件人（{0}）", "Receivers ({0})";
        Reply: "回复", "Reply";
        ReplySubject: "回复：{0}", "Re: {0}";
        ReplyTo: "回复的消息", "In reply to";
        Delete: "删除", "Delete";
        DeleteNote: "只从我的列表中删除，对方仍可看到", "Removed from my list only; others keep it";
        Deleted: "已删除", "Deleted";
        More: "等 {0} 人", "and others, {0} in all";
    }
}
