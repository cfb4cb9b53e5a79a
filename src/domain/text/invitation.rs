//! Texts of invitations, of the public application page and of the decisions on applications.

use super::texts;

texts! {
    /// Texts of the society's invitations.
    pub enum InvitationText {
        Title: "邀请函管理", "Invitations";
        Note: "把二维码或链接发给申请人，对方用手机填写即可申请入会。", "Share the QR code or the link; people apply on their phone.";
        NoLevel: "还没有会员等级，申请人无法选择等级，也就不能提交。", "There is no member level yet, so applicants cannot choose one and cannot apply.";
        AddLevel: "添加会员等级", "Add a member level";
        LinkCopied: "链接已复制", "Link copied";
        Empty: "还没有邀请函。生成后把二维码或链接发给申请人，对方用手机填写即可申请入会。", "No invitation yet. Make one and share its QR code or link: people apply on their phone.";
        New: "生成邀请函", "New invitation";
        Name: "名称", "Name";
        NameHelp: "只在本单位显示，例如“2026 年年会现场”", "Shown to your unit only, e.g. “Annual meeting 2026”";
        MemberKind: "会员类别", "Kind of member";
        Individual: "个人会员", "Individual member";
        Group: "团体会员", "Group member";
        AnyKind: "由申请人选择", "Chosen by the applicant";
        ExpiresOn: "有效期至", "Good until";
        Create: "生成", "Create";
        Valid: "有效", "Valid";
        Expired: "已过期", "Expired";
        Revoked: "已停用", "Revoked";
        UsedUp: "名额已满", "Used up";
        Cap: "名额", "Places";
        CapHelp: "最多收到多少份申请；不填则不限", "At most that many applications; empty for any number";
        AppliedOf: "收到申请 {0}（名额 {1}）", "Applications {0} (of {1})";
        Words: "附言", "Note";
        WordsHelp: "显示在海报和申请页上，不超过 200 字", "Shown on the poster and above the form, at most 200 characters";
        Poster: "打印海报", "Poster";
        PosterTitle: "欢迎加入{0}", "Welcome to {0}";
        PosterScan: "用手机扫描二维码，在线填写入会申请", "Scan the code with your phone to apply for membership";
        PosterFor: "面向{0}", "For {0}";
        Print: "打印", "Print";
        Today: "今天", "today";
        Applications: "收到申请", "Applications";
        CreatedBy: "{0} 于 {1} 生成", "Made by {0}, {1}";
        Link: "链接", "Link";
        CopyLink: "复制链接", "Copy link";
        QrOf: "“{0}”的二维码", "QR code of “{0}”";
        DownloadQr: "下载二维码", "Download QR code";
        Revoke: "停用", "Revoke";
        RevokeTitle: "停用“{0}”", "Revoke “{0}”";
        RevokeBody: "停用后，已发出的二维码和链接立即失效，不能恢复；已收到的 {0} 份申请不受影响。", "Codes and links already shared stop working at once and for good; the {0} applications received stay as they are.";
    }
}

texts! {
    /// Texts of the public page.
    pub enum JoinText {
        Title: "申请加入{0}", "Join {0}";
        Rules: "入会须知", "Before you apply";
        NoRules: "学会尚未填写入会说明，如有疑问请直接联系学会。", "The society has not written a guide yet; please ask it directly.";
        OpenUntil: "本链接有效期至 {0}", "This link is good until {0}";
        DraftKept: "填写内容自动保存在本设备上，可稍后继续", "What you type is kept for this device; you can go on later";
        DraftSaved: "已自动保存 {0}", "Saved {0}";
        Submit: "提交申请", "Apply";
        Privacy: "您填写的信息仅供该学会审核入会申请使用。", "Only this society sees what you fill in, to decide on your application.";
        SentTitle: "申请已提交", "Application received";
        SentBody: "请保存下面的链接，可随时查看审核进度。", "Keep this link to see how your application stands.";
        StatusTitle: "入会申请进度", "Your application";
        Society: "申请加入", "Society";
        Applicant: "申请人", "Applicant";
        UnknownTitle: "链接不正确", "Unknown link";
        UnknownBody: "没有找到这个链接。请重新扫描二维码，或向学会索取新的链接。", "There is no such link. Scan the QR code again or ask the society for a new one.";
        GoneTitle: "邀请已失效", "Invitation no longer valid";
        GoneBody: "这份邀请已过期、已停用或名额已满，请向学会索取新的邀请。", "This invitation has expired, was revoked or is used up; please ask the society for a new one.";
        NoLevels: "该学会尚未设置会员等级，暂时不能提交申请，请稍后再试或联系学会。", "The society has not set up member levels yet, so applications cannot be sent; try again later or ask the society.";
        Returned: "学会退回了申请，请按意见修改后重新提交：", "The society returned your application. Mend it and send it again:";
        MendTitle: "修改申请", "Mend your application";
        Mend: "修改申请", "Mend it";
        Resubmit: "重新提交", "Send again";
        NotMendable: "这份申请现在不能修改", "This application cannot be mended now";
        ToStatus: "查看申请进度", "See how it stands";
        Again: "申请未通过时，可以按意见修改后重新申请。", "After a refusal you can apply again with the points mended.";
    }
}

texts! {
    /// Texts of the decisions on applications.
    pub enum ApplicationText {
        Title: "会员申报", "Applications";
        Empty: "还没有入会申请。生成邀请函并分享后，申请会出现在这里。", "No application yet. Share an invitation and they appear here.";
        ToInvitations: "去生成邀请函", "Make an invitation";
        Approve: "通过", "Approve";
        Reject: "驳回", "Reject";
        Return: "退回", "Return";
        OpinionHelp: "退回、驳回时必须填写意见，申请人可以看到；退回后申请人可修改重报。", "Required to return or reject; the applicant sees it. A returned application can be mended and sent again.";
        OfInvitation: "只看“{0}”收到的申请", "Only those that came by “{0}”";
        ShowAll: "查看全部", "Show all";
        ToMember: "查看会员记录", "Open the member record";
        Waiting: "待审核", "Waiting";
        Decided: "已处理", "Decided";
        NoneWaiting: "没有待审核的申请", "No application waits";
        ChooseOne: "请从列表中选择一份申请", "Choose an application from the list";
        Approved: "已通过“{0}”的申请，会员已加入名册", "“{0}” approved and added to the members";
        SentBack: "已将“{0}”的申请退回申请人", "“{0}” returned to the applicant";
        Rejected: "已驳回“{0}”的申请", "“{0}” rejected";
        All: "全部申请记录", "All applications";
        Twin: "会员“{0}”的{1}与申请人相同，请先核对是否重复", "Member “{0}” has the same {1}: check whether this is the same person";
        Keys: "快捷键：j / k 下一份、上一份，a 到“通过”，r 到意见", "Keys: j / k next and previous, a to Approve, r to the opinion";
    }
}
