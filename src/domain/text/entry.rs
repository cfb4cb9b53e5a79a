//! Texts of the sign-in page, of captchas and of codes.

use super::texts;

texts! {
    /// Texts of the sign-in page, of captchas and of codes.
    pub enum EntryText {
        SignInTitle: "登录学会通", "Sign in to Societas";
        SignInNote: "科协、学会和基层单位共用的工作平台", "The shared workplace of associations, societies and their units";
        Password: "密码", "Password";
        SignedOutNote: "请登录后继续，登录后会回到刚才的页面", "Please sign in; you will return to the page you came from";
        ByPassword: "密码登录", "Password";
        BySms: "短信登录", "Short message";
        Ways: "登录方式", "Ways to sign in";
        LoginOrMobile: "登录名或手机号", "Login name or mobile number";
        Forgot: "忘记密码", "Forgot the password";
        PasswordReset: "密码已重置，请用新密码登录", "The password was changed; please sign in with it";
        Mobile: "手机号", "Mobile number";
        MobileHelp: "单位登记的手机号", "The number that your unit has registered";
        Dial: "国家或地区代码", "Country or region code";
        GetCode: "获取验证码", "Send the code";
        CodeOnItsWay: "如果 {0} 已登记，验证码短信已发出，5 分钟内有效", "If {0} is registered, a code is on its way; it is valid for 5 minutes";
        CodeIn: "{0} 秒后可重新获取", "Another one in {0} s";
        CodeAgain: "重新获取验证码", "Ask for another code";
        CodeOver: "验证码已过期，请重新获取", "The code is no longer valid; please ask for another one";
        Code: "短信验证码", "Code from the short message";
        ConsentBefore: "我已阅读并同意", "I have read and accept the";
        ConsentAnd: "和", "and the";
        SignInOrUp: "注册 / 登录", "Sign in or join";
        FirstTimeNote: "首次登录会为已登记的手机号建立账号", "The first sign-in makes the account of a registered number";
        SmsMissing: "短信尚未开通，请使用密码登录", "Short messages are not set up here; please use the password";
        Shelf: "演示：查看发出的短信和邮件", "Demo: see the short messages and mail";
        ByIdentity: "统一身份登录", "Sign in by identity provider";
        IdentityNote: "首次使用会与您已登记的手机号或邮箱对应，继续即表示同意", "The first time it is matched with your registered number or mail address. By going on you accept the";
        BackToPortal: "返回门户", "Back to the portal";
        Guides: "办事指南", "Guides";
        Downloads: "资料下载", "Downloads";
        Captcha: "图形验证码", "Characters of the picture";
        CaptchaHelp: "不区分大小写", "Capital or small letters";
        CaptchaOther: "换一张", "Another picture";
        CaptchaSum: "看不清？也可以填写 {0} 加 {1} 的得数", "Cannot read it? Type the sum of {0} and {1} instead";
        CaptchaPicture: "验证码图片", "Picture with characters";
    }
}
