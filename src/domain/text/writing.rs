//! Texts that messages and notices share.

use super::texts;

texts! {
    /// Texts that messages and notices share.
    pub enum WritingText {
        UnreadOnly: "只看未读", "Unread only";
        ShowAll: "显示全部", "Show all";
        Unread: "未读", "unread";
        HasFiles: "有附件", "with attachments";
        Body: "正文", "Text";
        Attachments: "附件", "Attachments";
        SaveAfterUpload: "附件上传后，请保存或预览", "Save or preview after uploading";
        FindButton: "查找", "Search";
        Found: "查找结果", "Found";
        SavedAt: "已保存 {0}", "Saved {0}";
        DeleteDraft: "删除草稿", "Delete the draft";
        BackToEdit: "返回修改", "Back to editing";
    }
}
