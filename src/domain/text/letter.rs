//! Texts of mail and short messages, and of the page that shows them.

use super::texts;

texts! {
    /// What is sent. {0} is the product's public address in mail.
    pub enum LetterText {
        SignInCode: "【学会通】登录验证码 {0}，{1} 分钟内有效。请勿告诉他人。", "[Societas] Your sign-in code is {0}, valid for {1} minutes. Tell nobody.";
        ResetCode: "【学会通】重置密码验证码 {0}，{1} 分钟内有效。如非本人操作，请忽略。", "[Societas] Your code for a new password is {0}, valid for {1} minutes. Ignore it if you did not ask.";
        MobileCode: "【学会通】手机号绑定验证码 {0}，{1} 分钟内有效。", "[Societas] Your code to use this number is {0}, valid for {1} minutes.";
        ResetSubject: "重置学会通密码", "A new password for Societas";
        ResetBody: "{0}，您好：\n\n请在 {2} 分钟内打开下面的链接，设置新的密码：\n{1}\n\n如非本人操作，请忽略此邮件，您的密码不会改变。", "Hello {0},\n\nopen this link within {2} minutes to set a new password:\n{1}\n\nIf you did not ask for it, ignore this mail: your password stays as it is.";
        NotificationSubject: "学会通：{0}", "Societas: {0}";
        NotificationBody: "{0}，您好：\n\n{1}。\n\n请打开：{2}\n\n如不需要此类邮件，可在“我的账号”中关闭。", "Hello {0},\n\n{1}.\n\nPlease open: {2}\n\nYou can switch such mail off under “My account”.";
        NotificationSms: "【学会通】{0}", "[Societas] {0}";
        ConfirmSubject: "确认您的电子邮箱", "Please confirm your mail address";
        ConfirmBody: "{0}，您好：\n\n请在 {2} 小时内打开下面的链接，确认此邮箱属于您：\n{1}\n\n如非本人操作，请忽略此邮件。", "Hello {0},\n\nopen this link within {2} hours to confirm that this address is yours:\n{1}\n\nIf you did not enter it, ignore this mail.";
    }
}

texts! {
    /// The page of what was sent.
    pub enum OutboxText {
        Title: "邮件和短信发送记录", "Mail and short messages sent";
        ShelfNote: "演示环境不向外发送。系统本应发出的邮件和短信都显示在这里。", "The demo sends nothing. What would have been sent is shown here.";
        EmailMissing: "尚未配置邮件服务器，邮件留在此处等待", "No mail server is set up: mail waits here";
        SmsMissing: "尚未配置短信网关，短信留在此处等待", "No gateway for short messages is set up: they wait here";
        Email: "邮件", "Mail";
        Sms: "短信", "Short message";
        Waiting: "待发送", "waiting";
        Sent: "已发送", "sent";
        Failed: "发送失败", "failed";
        Channel: "方式", "Way";
        Recipient: "接收人", "To";
        Content: "内容", "Content";
        Created: "生成时间", "Written";
        Tries: "尝试次数", "Tries";
        Fault: "最近的错误", "Last error";
        SecretBody: "验证码和链接不显示", "Codes and links are not shown";
        Empty: "还没有邮件或短信", "Nothing was sent yet";
    }
}
