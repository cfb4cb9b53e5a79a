//! The words of the log: every action that is written anywhere, every kind of subject, every detail.

use crate::domain::text::Label;

/// Key, Chinese and English word.
pub type Word = (&'static str, &'static str, &'static str);

/// Every action that is written to the log.
pub const ACTIONS: &[Word] = &[
    ("absence.end", "结束外出委托", "Absence ended"),
    ("absence.set", "设置外出委托", "Absence noted"),
    ("account.await", "登记凭手机号加入的人员", "Person entered by mobile number"),
    ("account.create", "新增账号", "Account created"),
    ("account.disable", "停用账号", "Account switched off"),
    ("account.email", "修改邮箱", "Mail address changed"),
    ("account.enable", "启用账号", "Account switched on"),
    ("account.forget", "取消登记的人员", "Entered person removed"),
    ("account.join", "凭手机号加入", "Joined by mobile number"),
    ("account.mobile", "更换手机号", "Mobile number changed"),
    ("account.password", "修改密码", "Password changed"),
    ("account.reset", "重置密码", "Password set anew"),
    ("account.tie", "绑定统一身份", "Tied to an identity"),
    ("account.untie", "解除统一身份", "Untied from an identity"),
    ("account.update", "修改个人信息", "Personal information changed"),
    ("application.create", "提交入会申请", "Application handed in"),
    ("application.decide", "审核入会申请", "Application decided"),
    ("application.resubmit", "重新提交入会申请", "Application handed in again"),
    ("batch.create", "建立评估批次", "Evaluation opened"),
    ("case.act", "办理填报", "Entry decided or moved on"),
    ("case.hand_over", "转办填报", "Entry handed over"),
    ("case.urge", "催办填报", "Reminder of an entry"),
    ("congress.allot", "分配名额", "Places allotted"),
    ("congress.create", "建立代表大会", "Congress set up"),
    ("evaluation.approve", "评估通过", "Evaluation approved"),
    ("evaluation.fill", "填写加分、扣分项", "Bonus or deduction filled in"),
    ("evaluation.mark", "标记退回项", "Leaf marked for return"),
    ("evaluation.return", "评估退回", "Evaluation returned"),
    ("evaluation.score", "评分", "Leaf scored"),
    ("evaluation.submit", "提交评估", "Evaluation handed in"),
    ("file.download", "下载文件", "File downloaded"),
    ("file.refuse", "拒收有病毒的文件", "Infected file refused"),
    ("file.remove", "清理未使用的文件", "Unused file removed"),
    ("file.upload", "上传文件", "File uploaded"),
    ("import.commit", "名册导入", "Roster imported"),
    ("import.plan", "上传名册", "Roster uploaded"),
    ("import.undo", "撤销导入", "Import undone"),
    ("invitation.create", "新建邀请函", "Invitation made"),
    ("invitation.revoke", "作废邀请函", "Invitation revoked"),
    ("log.export", "导出日志", "Log exported"),
    ("member.leave", "会员退会", "Member left"),
    ("message.send", "发送站内消息", "Message sent"),
    ("message.undo", "撤销发送消息", "Message taken back"),
    ("nominee.assign", "新增被推荐人", "Nominee added"),
    ("nominee.remove", "注销被推荐人", "Nominee removed"),
    ("notice.publish", "发布通知公告", "Notice published"),
    ("notice.undo", "撤销发布通知公告", "Notice taken back"),
    ("notice.withdraw", "撤下通知公告", "Notice withdrawn"),
    ("org.create", "新增单位", "Unit set up"),
    ("org.merge", "合并单位", "Unit merged"),
    ("org.move", "移动单位", "Unit moved"),
    ("org.reverse", "撤销单位调整", "Change of units taken back"),
    ("org.split", "拆分单位", "Unit split"),
    ("org.update", "修改单位", "Unit changed"),
    ("post.add", "增加任职", "Post given"),
    ("post.end", "结束任职", "Post ended"),
    ("post.hand_over", "管理员交接", "Administrator handed over"),
    ("record.create", "新增记录", "Record made"),
    ("record.delete", "删除记录", "Record deleted"),
    ("record.edit", "打开编辑（完整号码可见）", "Opened for editing (full numbers seen)"),
    ("record.open", "打开记录", "Record opened"),
    ("record.pick", "选用记录", "Record chosen in a form"),
    ("record.publish", "党建通知下发", "Party notice sent out"),
    ("record.recover", "从回收站恢复", "Taken back after deletion"),
    ("record.restore", "恢复字段原值", "Field restored"),
    ("record.reveal", "查看完整号码", "Full numbers seen"),
    ("record.sync", "换届备案后自动写入", "Written from a filed re-election"),
    ("record.update", "修改记录", "Record changed"),
    ("register.export", "导出登记册", "Register exported"),
    ("session.close", "退出登录", "Signed out"),
    ("session.end", "退出其他设备", "Other session ended"),
    ("session.open", "登录", "Signed in"),
    ("session.refuse", "登录被拒绝", "Sign-in refused"),
    ("session.switch", "切换单位", "Unit switched"),
    ("support.update", "修改技术服务信息", "Support contact changed"),
    ("view.end", "结束以他人身份查看", "Ended looking as another person"),
    ("view.start", "开始以他人身份查看", "Began looking as another person"),
];

/// Every kind of thing that something is done to.
pub const KINDS: &[Word] = &[
    ("account", "账号", "Account"),
    ("batch", "评估批次", "Evaluation batch"),
    ("congress", "代表大会", "Congress"),
    ("evaluation", "评估", "Evaluation"),
    ("file", "文件", "File"),
    ("import", "名册导入", "Import"),
    ("invitation", "邀请函", "Invitation"),
    ("log", "日志", "Log"),
    ("message", "站内消息", "Message"),
    ("nominee", "被推荐人", "Nominee"),
    ("notice", "通知公告", "Notice"),
    ("org", "单位", "Unit"),
    ("record", "登记记录", "Record"),
    ("register", "登记册", "Register"),
    ("support", "技术服务", "Support contact"),
];

/// What details are called.
pub const DETAILS: &[Word] = &[
    ("adopted", "采用建议分的指标", "Leaves with the suggested score"),
    ("audience", "接收范围", "Audience"),
    ("below", "含各级下级", "With the units below"),
    ("birth_on", "出生日期", "Date of birth"),
    ("by", "方式", "By"),
    ("cap", "上限", "Cap"),
    ("category", "类别", "Kind"),
    ("change", "调整编号", "Change"),
    ("changed", "变更", "Changed"),
    ("closes_on", "截止日期", "Closes on"),
    ("code", "编号", "Code"),
    ("comment", "评语", "Comment"),
    ("counts", "数量", "Counts"),
    ("device", "设备", "Device"),
    ("email", "邮箱", "Mail"),
    ("enabled", "启用", "Enabled"),
    ("entered", "填写内容", "Entered"),
    ("expires_on", "有效期至", "Expires on"),
    ("file", "文件", "File"),
    ("files", "附件数", "Files"),
    ("format", "格式", "Format"),
    ("from", "原状态", "State before"),
    ("full", "含完整号码", "With full numbers"),
    ("held_on", "召开日期", "Held on"),
    ("hours", "服务时间", "Hours"),
    ("identity", "身份", "Identity"),
    ("issuer", "统一身份认证", "Identity provider"),
    ("kept", "保留", "Kept"),
    ("kind", "类别", "Kind"),
    ("leaf", "指标", "Leaf"),
    ("lines", "行数", "Lines"),
    ("login", "登录名", "Login name"),
    ("mobile", "手机号", "Mobile"),
    ("name", "名称", "Name"),
    ("narrowed", "筛选条件", "Narrowed by"),
    ("new", "新增", "New"),
    ("note", "说明", "Note"),
    ("on", "日期", "Day"),
    ("opens_on", "开始日期", "Opens on"),
    ("opinion", "意见", "Opinion"),
    ("origin", "来源", "Origin"),
    ("others", "其他所有设备", "All others"),
    ("person", "人选", "Person"),
    ("phone", "电话", "Telephone"),
    ("points_x100", "分值", "Points"),
    ("public", "在门户公开", "Public on the portal"),
    ("quota", "名额", "Places"),
    ("reason", "原因", "Reason"),
    ("receivers", "接收人数", "Receivers"),
    ("register", "登记册", "Register"),
    ("remote", "来自", "From address"),
    ("returned", "退回", "Returned"),
    ("reversed", "撤销", "Reversed"),
    ("role", "角色", "Role"),
    ("round", "轮次", "Round"),
    ("score_x100", "得分", "Score"),
    ("sex", "性别", "Sex"),
    ("sha256", "校验码", "Checksum"),
    ("size_bytes", "大小（字节）", "Size (bytes)"),
    ("state", "状态", "State"),
    ("stays", "留任工作人员", "Stays as staff"),
    ("title", "标题", "Title"),
    ("to", "新状态", "State after"),
    ("viewed_as", "以其身份查看", "Looking as"),
    ("visible_at", "可见时间", "Visible at"),
    ("year", "年份", "Year"),
];

/// By what somebody signed in or got a new password.
pub const WAYS: &[Word] = &[
    ("email", "邮件", "Mail"),
    ("identity", "统一身份认证", "Identity provider"),
    ("password", "密码", "Password"),
    ("sms", "短信", "Short message"),
];

/// The word of a key; a key without one (a later version's) shows as it is stored.
pub fn word(table: &[Word], key: &str) -> Label {
    match table.iter().find(|(k, ..)| *k == key) {
        Some((_, zh, en)) => Label { zh: (*zh).to_owned(), en: (*en).to_owned() },
        None => Label { zh: key.to_owned(), en: String::new() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_complete() {
        for table in [ACTIONS, KINDS, DETAILS, WAYS] {
            assert!(table.is_sorted_by(|a, b| a.0 < b.0), "out of order or given twice");
            assert!(table.iter().all(|(_, zh, en)| !zh.is_empty() && !en.is_empty()));
        }
        assert_eq!(word(ACTIONS, "no.such").zh, "no.such");
    }
}
