//! Texts of sign-in, the own account and the first start.

use super::texts;

texts! {
    /// Texts of sign-in, the own account and the first start.
    pub enum AccountText {
        SignInTitle: "登录学会通", "Sign in to Societas";
        SignInNote: "科协、学会和基层单位共用的工作平台", "The shared workplace of associations, societies and their units";
        Login: "登录名", "Login name";
        Password: "密码", "Password";
        SignedOutNote: "请登录后继续，登录后会回到刚才的页面", "Please sign in; you will return to the page you came from";
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
        Greeting: "{0}，您好", "Hello, {0}";
        WaitingTitle: "待办事项", "What waits for you";
        NothingWaits: "没有待办事项", "Nothing waits for you";
        TaskEvaluationsToFill: "评估待填报", "Evaluations to fill in";
        TaskEvaluationsToReview: "评估待评审", "Evaluations to review";
        TaskApplicationsToDecide: "入会申请待审核", "Applications to decide";
        Modules: "功能模块", "Modules";
    }
}
