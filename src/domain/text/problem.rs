//! Wording of field problems, refusals and errors. Codes travel; only this table turns them into sentences.

use super::texts;

texts! {
    /// What is wrong with a field. `{0}` … are the values that the problem names.
    pub enum ProblemText {
        Required: "请填写此项", "Please fill this in";
        TooLong: "最多 {0} 个字，现有 {1} 个", "At most {0} characters; this has {1}";
        NotANumber: "“{0}”不是数字，请用阿拉伯数字填写", "“{0}” is not a number";
        NotWhole: "“{0}”不是整数", "“{0}” is not a whole number";
        TooManyDecimals: "“{0}”最多保留两位小数", "“{0}” may have at most two decimals";
        TooSmall: "{0} 小于下限 {1}", "{0} is below the minimum {1}";
        TooLarge: "{0} 超过上限 {1}", "{0} is above the maximum {1}";
        NotADay: "“{0}”不是有效日期，请按 2024-03-05 的形式填写", "“{0}” is not a date; write it like 2024-03-05";
        NotAMinute: "“{0}”不是有效时间，请按 2024-03-05 09:30 的形式填写", "“{0}” is not a time; write it like 2024-03-05 09:30";
        NotAYear: "“{0}”不是有效年份，请填四位年份", "“{0}” is not a year; write four digits";
        DayBefore: "{0} 早于 {1}（{2}）", "{0} is before {1} ({2})";
        AboveField: "{0} 大于“{1}”（{2}）", "{0} is more than “{1}” ({2})";
        DayInFuture: "{0} 晚于今天", "{0} is in the future";
        NotAnOption: "“{0}”不在可选范围内", "“{0}” is not one of the options";
        NotALeaf: "请继续选到最末一级", "Please choose down to the last level";
        NotAnOptionNear: "“{0}”不在可选范围内，是否应为“{1}”", "“{0}” is not one of the options; did you mean “{1}”?";
        OtherMissing: "选择“其他”时请填写具体内容", "With “其他” (other) please say what it is";
        IdNumberLength: "身份证号应为 18 位，“{0}”是 {1} 位", "An ID number has 18 characters; “{0}” has {1}";
        IdNumberCharacter: "身份证号“{0}”含有数字和末位 X 以外的字符", "ID number “{0}” has a character other than digits and a final X";
        IdNumberProvince: "身份证号“{0}”的前两位不是省级代码", "The first two digits of ID number “{0}” are no province";
        IdNumberDay: "身份证号“{0}”中的出生日期 {1} 不存在或晚于今天", "The birth date {1} in ID number “{0}” does not exist or lies in the future";
        IdNumberChecksum: "身份证号“{0}”的校验位不符，请逐位核对", "The check digit of ID number “{0}” is wrong; compare digit by digit";
        IdNumberAsNumber: "身份证号被保存为数字，末几位已丢失。请将该列设为文本后重新填写", "The ID number was stored as a number and lost its last digits. Format the column as text and type it again";
        IdNumberBirth: "身份证号“{0}”中的出生日期 {1} 与填写的 {2} 不一致", "ID number “{0}” says born {1}, the form says {2}";
        IdNumberSex: "身份证号“{0}”表示{1}，与填写的“{2}”不一致", "ID number “{0}” says {1}, the form says “{2}”";
        Mobile: "“{0}”不是手机号：应为 1 开头的 11 位数字", "“{0}” is not a mobile number: 11 digits beginning with 1";
        Landline: "“{0}”不是固定电话，请按 010-60000001 的形式填写", "“{0}” is not a telephone number; write it like 010-60000001";
        Email: "“{0}”不是电子邮箱地址", "“{0}” is not an e-mail address";
        Url: "“{0}”不是网址，请以 http:// 或 https:// 开头", "“{0}” is not a web address; begin with http:// or https://";
        Postcode: "“{0}”不是邮政编码：应为 6 位数字且前两位为邮区", "“{0}” is not a postcode: six digits of a postal region";
        Uscc: "“{0}”不是统一社会信用代码：应为 18 位，校验不符", "“{0}” is not a unified social credit code: 18 characters with a valid check";
        UsccNotSociety: "“{0}”不以 51 开头，请确认是社会团体", "“{0}” does not begin with 51; make sure that it is a society";
        Cn: "“{0}”不是国内统一刊号，请按 CN 11-5998/O1 的形式填写", "“{0}” is not a CN serial number; write it like CN 11-5998/O1";
        Issn: "“{0}”不是 ISSN，请按 9990-0017 的形式填写并核对校验位", "“{0}” is not an ISSN; write it like 9990-0017 and check the last digit";
        UnknownRecord: "所选的“{0}”不存在或不可用", "The chosen “{0}” does not exist or cannot be used";
        TooManyRows: "最多 {0} 行，现有 {1} 行", "At most {0} rows; there are {1}";
        TooManyFiles: "最多 {0} 个文件，现有 {1} 个", "At most {0} files; there are {1}";
        UnknownFile: "文件尚未上传成功，请重新选择", "The file was not uploaded; please choose it again";
        FileTooLarge: "文件“{0}”有 {1}，超过上限 {2}", "File “{0}” is {1}; the limit is {2}";
        FileKind: "文件“{0}”的内容不是允许的类型（{1}）", "The content of file “{0}” is not of an allowed kind ({1})";
        UnknownField: "表单中没有“{0}”这一项", "The form has no field “{0}”";
        WrongShape: "此项的内容无法识别，请重新填写", "The content of this field cannot be read; please fill it in again";
        Duplicate: "与“{0}”重复", "The same as “{0}”";
        LoginTaken: "登录名“{0}”已被使用", "The login name “{0}” is taken";
        LoginForm: "“{0}”不能作为登录名：3 至 32 位字母、数字、点、横线", "“{0}” cannot be a login name: 3 to 32 letters, digits, dots or hyphens";
        OrgCode: "“{0}”不能作为单位代码：2 至 32 位大写字母、数字、横线", "“{0}” cannot be a unit code: 2 to 32 capitals, digits or hyphens";
        WeakPassword: "密码至少 8 位，并含大写、小写、数字、符号中的三种", "At least 8 characters with three of: capitals, small letters, digits, signs";
    }
}

texts! {
    /// Why an action is refused. Shown beside the disabled button and with the server's answer.
    pub enum ReasonText {
        SignIn: "请先登录", "Please sign in";
        RoleMayNot: "您的角色（{0}）不能进行此操作", "Your role ({0}) may not do this";
        NotOwnUnit: "只有本单位可以进行此操作", "Only the unit itself may do this";
        NotParentUnit: "只有上级单位可以进行此操作", "Only the parent unit may do this";
        StateForbids: "当前状态为“{0}”，不能进行此操作", "Not possible in the state “{0}”";
        OpinionMissing: "请填写意见", "Please give an opinion";
        HeldByAnother: "此件由 {0} 处理", "This is with {0}";
        ChildKind: "“{0}”下不能设立“{1}”", "“{1}” cannot be set up below “{0}”";
        Disabled: "该单位已停用", "This unit is disabled";
        AdministratorExists: "该单位已有管理员 {0}", "This unit already has the administrator {0}";
        ProgressIncomplete: "完成 {0}%，还有 {1} 项指标未完成", "{0}% done; {1} indicators are not complete";
        ReturnedLeavesOpen: "退回的指标“{0}”尚未完善", "The returned indicator “{0}” has not been mended";
        LeavesUnscored: "还有 {0} 项指标未评分", "{0} indicators have no score yet";
        NoBatch: "科协尚未发布评估批次", "The association has not opened an evaluation yet";
        NothingReturned: "还没有标记要退回的指标，也没有填写意见", "No indicator is marked to be returned and no opinion is given";
        OutsideWindow: "填报时间为 {0} 至 {1}", "Open from {0} to {1}";
        QuotaFull: "{0}名额 {1} 人，已报 {2} 人，不能再增加", "The quota for {0} is {1}; {2} are entered already";
        NoQuota: "未向本单位分配{0}名额", "No places for {0} are allotted to this unit";
        MobileTaken: "手机号 {0} 已用于 {1}", "Mobile {0} is already used for {1}";
        AlreadyDecided: "已由 {0} 处理", "Already decided by {0}";
        PlanHasNothing: "没有可导入的行", "There is no row to import";
        PlanStale: "预览之后名册已有变化，请重新预览", "The register changed after the preview; please preview again";
        PlanRefused: "文件被拒绝，不能导入", "The file was refused and cannot be imported";
        LevelInUse: "该等级下还有 {0} 名会员", "{0} members still have this level";
        LastAdministrator: "平台至少要有一名管理员", "The platform needs at least one administrator";
        WrittenBySystem: "“{0}”由系统生成，不能直接填写", "“{0}” is written by the system and cannot be filled in directly";
        WrongCurrentPassword: "原密码不正确", "The present password is wrong";
    }
}

texts! {
    /// The errors of a call, one sentence each.
    pub enum ErrorText {
        Invalid: "有 {0} 处需要修改", "{0} places need a correction";
        NotSignedIn: "登录已失效，请重新登录", "You are signed out; please sign in again";
        SignInFailed: "登录名或密码不正确", "The login name or the password is wrong";
        TooManyTries: "尝试次数过多，请 {0} 分钟后再试", "Too many tries; please try again in {0} minutes";
        Denied: "不能进行此操作", "This is not possible";
        NotFound: "没有找到该内容，可能已被删除或您无权查看", "Not found: it may have been deleted, or it is not yours to see";
        Gone: "链接已失效，请向发出单位索取新的链接", "This link is no longer valid; please ask for a new one";
        Conflict: "在您编辑期间，{0} 已于 {1} 修改了此内容", "While you were editing, {0} changed this at {1}";
        Busy: "系统繁忙，请稍后重试", "The system is busy; please try again shortly";
        TooLarge: "内容过大，最多 {0}", "Too large; at most {0}";
        Internal: "系统出现问题，已记录（编号 {0}）。您填写的内容仍在本页", "Something went wrong and was recorded (reference {0}). What you typed is still on this page";
        Unreachable: "网络不通，请检查连接后重试。您填写的内容仍在本页", "No connection; check the network and try again. What you typed is still on this page";
    }
}
