//! The user agreement and the privacy policy that people accept when they sign in by mobile number (C-006).

use super::texts;

texts! {
    /// What the two agreements are called, where people accept them.
    pub enum LegalName {
        Terms: "用户协议", "Terms of use";
        Privacy: "隐私政策", "Privacy policy";
    }
}

texts! {
    /// The two agreements, paragraph by paragraph.
    pub enum LegalText {
        TermsWho: "本平台由科协设立，供科协、学会、选举单位和基层单位办理评估、代表大会、专家服务和党建项目等工作。使用账号即表示您接受本协议。", "This platform is run by the association. The association, its societies, electing units and units use it for evaluations, congresses, expert service and party projects. By using an account you accept these terms.";
        TermsAccount: "账号属于个人，不得转借。请妥善保管密码和验证码，发现异常请立即修改密码并告知本单位管理员。", "An account belongs to one person and is not to be lent. Keep your password and codes to yourself; if something looks wrong, change the password at once and tell your administrator.";
        TermsContent: "您填报的内容应当真实、准确，并有权提供。涉及他人信息时，应当事先告知本人。", "What you enter must be true and yours to give. Where it concerns other people, tell them beforehand.";
        TermsLog: "查看、修改、提交、审核、导出等操作都会记入日志，用于追溯和保护数据。", "Viewing, changing, submitting, reviewing and exporting are logged, so that data are protected and changes can be traced.";
        TermsEnd: "离任或调离后，管理员会停用您的账号或职务；您已填报的内容由所在单位保存。", "When you leave your post, the administrator ends it or switches the account off; what you entered stays with your unit.";
        PrivacyWhat: "我们处理：姓名、手机号、电子邮箱、所在单位和职务，以及您或您的单位为办理业务填报的内容，其中可能包括身份证件号等敏感信息。", "We process: name, mobile number, mail address, unit and post, and what you or your unit enter for the work at hand, which can include sensitive data such as identity numbers.";
        PrivacyWhy: "用途仅限于办理上述工作、确认身份和保护账号安全，不用于广告，也不提供给与办理无关的第三方。", "It is used for that work, to confirm who you are and to protect accounts; not for advertising, and it is given to nobody who has no part in the work.";
        PrivacyWho: "本单位和上级单位的工作人员只能按职责查看；敏感信息默认遮盖，查看全文须说明理由并留有记录。", "Staff of your unit and of the units above see only what their duties need; sensitive data are masked, and seeing them in full needs a reason and leaves a record.";
        PrivacyWhere: "数据保存在科协自己的服务器上。短信和邮件由科协选定的服务商发送，其只得到手机号或邮箱以及短信、邮件的内容。", "Data are kept on the association's own server. Short messages and mail are sent by providers of its choice, who receive only the number or address and the message.";
        PrivacyHowLong: "业务资料按档案管理规定保存；登录记录在会话结束后删除，操作日志长期保存。", "Records are kept as the rules for archives say; sessions are deleted when they end, the log of actions is kept.";
        PrivacyRights: "您可以在“我的账号”查阅和更正个人信息；如需删除或投诉，请联系本单位管理员或科协。", "Under “My account” you see and correct your data; for deletion or a complaint turn to your administrator or the association.";
    }
}
