//! Texts of the own account, of a forgotten password and of the first start.

use super::texts;

texts! {
    /// Texts of the own account, of a forgotten password and of the first start.
    pub enum AccountText {
        Login: "登录名", "Login name";
        SetupTitle: "首次启动", "First start";
        SetupNote: "设立科协和第一位管理员。此页只在还没有任何单位时可用。", "Set up the association and its first administrator. This page works only while no unit exists.";
        Association: "科协名称", "Name of the association";
        AdministratorName: "管理员姓名", "Administrator's name";
        CreateAdministrator: "完成设立", "Set up";
        PasswordHelp: "至少 8 位，含大写、小写、数字、符号中的三种", "At least 8 characters with three of: capitals, small letters, digits, signs";
        LoginHelp: "3 至 32 位字母、数字、点或横线；设定后不能更改", "3 to 32 letters, digits, dots or hyphens; cannot be changed later";
        MyAccount: "我的账号", "My account";
        ChangePassword: "修改密码", "Change password";
        OldPassword: "原密码", "Present password";
        NewPassword: "新密码", "New password";
        PasswordChanged: "密码已修改，其他设备上的登录已退出", "The password was changed; other sessions have ended";
        Posts: "我的单位和角色", "My units and roles";
        Current: "当前", "current";
        SwitchTo: "切换到此单位", "Switch to this unit";
        ForgotTitle: "重置密码", "A new password";
        ByMobile: "通过手机号", "By mobile number";
        ByEmail: "通过邮箱", "By mail";
        LoginOrEmail: "登录名或邮箱", "Login name or mail address";
        SendLink: "发送重置邮件", "Send the link";
        LinkOnItsWay: "如果该账号存在且邮箱已确认，重置邮件已发出，请在 30 分钟内打开其中的链接", "If the account exists and its address is confirmed, a mail is on its way; open its link within 30 minutes";
        SetPassword: "设置新密码", "Set the password";
        Again: "再次输入新密码", "The new password once more";
        BackToSignIn: "返回登录", "Back to sign-in";
        LinkOver: "链接已失效", "This link is no longer valid";
        LinkOverNote: "链接只能使用一次，并在一段时间后失效。请重新申请。", "A link works once, and only for a time. Please ask for a new one.";
        WelcomeTitle: "{0}，欢迎使用", "Welcome, {0}";
        WelcomeNote: "首次登录请填写电子邮箱。忘记密码时，重置链接会发到这里。", "Please give your mail address at the first sign-in. If you forget the password, the link for a new one goes there.";
        Email: "电子邮箱", "Mail address";
        GoOn: "继续", "Go on";
        ConfirmTitle: "确认电子邮箱", "Confirm the mail address";
        ConfirmNote: "点击下面的按钮，确认此邮箱属于您。", "Press the button to confirm that the address is yours.";
        ConfirmButton: "确认邮箱", "Confirm the address";
        Confirmed: "邮箱已确认，谢谢", "The address is confirmed, thank you";
        PersonalInformation: "个人信息", "Personal information";
        PersonName: "姓名", "Name";
        EmailConfirmed: "已确认", "confirmed";
        EmailUnconfirmed: "未确认：请打开邮件中的链接", "not confirmed: please open the link in the mail";
        SaveEmail: "保存并发送确认邮件", "Save and send a link";
        NoMobile: "未绑定", "none";
        ChangeMobile: "更换手机号", "Change the mobile number";
        BindMobile: "绑定手机号", "Use this number";
        Sessions: "登录中的设备", "Where you are signed in";
        SessionsNote: "看到不认识的设备时，请退出它并修改密码", "If you do not know one of them, end it and change the password";
        PresentSession: "当前", "this one";
        UnknownDevice: "未知设备", "unknown device";
        Began: "登录时间", "Since";
        LastSeen: "最近使用", "Last used";
        EndSession: "退出", "End";
        EndOthers: "退出其他所有设备", "End all others";
        Ties: "统一身份登录", "Sign-in by identity provider";
        TiesNote: "以下身份可以登录本账号。解除后，再次从那里登录时按已核实的邮箱或手机号重新绑定。", "These identities sign you in. Once ended, a tie comes back when you next arrive from there with your verified mail address or number.";
        TiedSince: "绑定时间", "Since";
        EndTie: "解除", "End";
        FirstOwnPassword: "设置密码", "Set a password";
        FirstOwnPasswordNote: "您目前用手机号登录，尚未设置密码", "You sign in by mobile number and have no password yet";
    }
}
