//! Texts of the support contact.

use super::texts;

texts! {
    /// Texts of the support contact.
    pub enum SupportText {
        Title: "技术服务", "Support";
        Note: "使用中遇到问题，请在办公时间联系。", "If something does not work, please ask during office hours.";
        Name: "联系人", "Contact";
        NameHelp: "人员或科室", "A person or an office";
        Phone: "电话", "Telephone";
        Hours: "办公时间", "Office hours";
        HoursHelp: "例如：工作日 8:30-11:30，14:30-17:00", "For example: working days 8:30-11:30, 14:30-17:00";
        Words: "补充说明", "Anything else";
        None: "尚未填写技术服务信息", "No support contact was entered yet";
        Edit: "修改技术服务信息", "Change the support contact";
    }
}
