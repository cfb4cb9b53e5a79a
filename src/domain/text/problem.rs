//! Wording of field problems, refusals and errors. Codes travel; only this table turns them into sentences.

use super::texts;

texts! {
    /// What is wrong with a field. `{0}` … are the values that the problem names.
    pub enum ProblemText {
        Required: "请填写此项", "Please fill this in";
        TooLong: "最多 {0} 个字，现有 {1} 个", "At most {0} characters; this has {1}";
        TooShort: "至少 {0} 个字，现在只有 {1} 个字", "At least {0} characters are needed; there are {1}";
        NotANumber: "“{0}”不是数字，请用阿拉伯数字填写", "“{0}” is not a number";
        NotWhole: "“{0}”不是整数", "“{0}” is not a whole number";
        TooManyDecimals: "“{0}”最多保留两位小数", "“{0}” may have at most two decimals";
        TooSmall: "{0} 小于下限 {1}", "{0} is below the minimum {1}";
        TooLarge: "{0} 超过上限 {1}", "{0} is above the maximum {1}";
        NotADay: "“{0}”不是有效日期，请按 2024-03-05 的形式填写", "“{0}” is not a date; write it like 2024-03-05";
        NotAMinute: "“{0}”不是有效时间，请按 2024-03-05 09:30 的形式填写", "“{0}” is not a time; write it like 2024-03-05 09:30";
        NotAYear: "“{0}”不是有效年份，请填四位年份", "“{0}” is not a year; write four digits";
        DayBefore: "{0} 早于 {1}（{2}）", "{0} is before {1} ({2})";
        DayYearAfter: "{0} 比 {1}（{2}）晚一年以上", "{0} is more than a year after {1} ({2})";
        UnknownSociety: "没有名称或代码为“{0}”的学会", "No society has the name or code “{0}”";
        NotNow: "现在的环节不能修改这一项", "This cannot be changed at this stage";
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
        MobileAbroad: "“{0}”不是 {1} 的手机号，正确的例如 {2}", "“{0}” is no mobile number of {1}; one looks like {2}";
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
        FileInfected: "文件“{0}”中发现病毒或恶意代码，未保存；请查杀后重新上传", "A virus or other malicious code was found in file “{0}”; it was not kept. Clean it and upload it again";
        FileUnchecked: "文件“{0}”暂时无法进行安全检查，未保存；请稍后再试", "File “{0}” cannot be checked for viruses now and was not kept; please try again later";
        UnknownField: "表单中没有“{0}”这一项", "The form has no field “{0}”";
        WrongShape: "此项的内容无法识别，请重新填写", "The content of this field cannot be read; please fill it in again";
        Duplicate: "与“{0}”重复", "The same as “{0}”";
        LoginFixed: "账号保存后不能修改，原为“{0}”", "The account name is fixed once saved; it is “{0}”";
        LoginTaken: "登录名“{0}”已被使用", "The login name “{0}” is taken";
        LoginForm: "“{0}”不能作为登录名：3 至 32 位字母、数字、点、横线", "“{0}” cannot be a login name: 3 to 32 letters, digits, dots or hyphens";
        OwnKey: "代码由 {0} 开头，后接小写字母、数字或下划线，最长 40 位", "A code begins with {0}, then come small letters, digits or underscores; at most 40 characters";
        NoSuchField: "登记册中没有名为“{0}”的字段", "The register has no field called “{0}”";
        DeciderKind: "“{0}”不是单选、多选或是否字段，不能作为显示条件", "“{0}” is no choice or yes/no field and cannot decide";
        ConditionCircle: "“{0}”本身取决于此字段", "“{0}” itself depends on this field";
        TitleFieldMissing: "至少需要一个必填、始终显示的单行文本字段，作为记录的名称", "At least one line of text must be required and always shown: it names the records";
        OrgCode: "“{0}”不能作为单位代码：2 至 32 位大写字母、数字、横线", "“{0}” cannot be a unit code: 2 to 32 capitals, digits or hyphens";
        CaptchaNeeded: "请填写图中的字符", "Please type the characters of the picture";
        CaptchaWrong: "图中的字符不正确，已换一张，请重新填写", "That was not what the picture shows; here is another one";
        CodeWrong: "验证码不正确或已过期", "The code is wrong or no longer valid";
        ConsentMissing: "请先阅读并勾选同意《用户协议》和《隐私政策》", "Please read the terms and the privacy policy and tick the box";
        MobileInUse: "该手机号已属于另一个账号", "This mobile number belongs to another account";
        EmailInUse: "该邮箱已属于另一个账号", "This mail address belongs to another account";
        PasswordsDiffer: "两次输入的密码不一致", "The two passwords are not the same";
        WeakPassword: "密码至少 8 位，并含大写、小写、数字、符号中的三种", "At least 8 characters with three of: capitals, small letters, digits, signs";
        Phone: "“{0}”不是电话号码，请填写手机号或 010-60000001 形式的固定电话", "“{0}” is no mobile number and no telephone number like 010-60000001";
        UnknownPerson: "没有找到登录名为“{0}”的人员", "Nobody here has the login name “{0}”";
        TooManyReceivers: "最多 {0} 位，现有 {1} 位；更多人请改发通知公告", "At most {0}; there are {1}. For more people publish a notice";
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
        AccountDisabled: "账号尚未开通或已停用，请联系管理员", "This account is not active; please ask your administrator";
        NoPost: "此账号目前在任何单位都没有职务，请联系管理员", "This account has no post in any unit; please ask your administrator";
        OtherAccount: "这不是本页原来的账号或单位，请用原来的账号登录", "This is not the account and unit of this page; please use the same ones";
        OwnAccount: "不能停用自己的账号", "You cannot switch off your own account";
        AlreadyThere: "{0} 已在本单位担任此角色", "{0} already has this role in the unit";
        WrittenBySystem: "“{0}”由系统生成，不能直接填写", "“{0}” is written by the system and cannot be filled in directly";
        UndoExpired: "已超过 30 秒，不能再撤销", "The 30 seconds are over; this can no longer be undone";
        ViewingOnly: "正在以“{0}”的身份查看，只能看，不能改；请先结束查看", "You are looking at the site as “{0}” and cannot change anything; end the view first";
        NotYourself: "不能以自己的身份查看", "You cannot look at the site as yourself";
        WrongCurrentPassword: "原密码不正确", "The present password is wrong";
        UnitsBelow: "还有 {0} 个启用的下级单位，请先移走、合并或停用", "{0} enabled units stand below; move, merge or disable them first";
        ParentDisabled: "上级单位已停用", "The unit above is disabled";
        RootStays: "最上级单位不能移动、合并或拆分", "The topmost unit cannot be moved, merged or split";
        SamePlace: "已在“{0}”之下", "It stands below “{0}” already";
        InsideItself: "不能并入或移到本单位自己之下", "It cannot go into or below itself";
        KindsDiffer: "“{0}”不能并入“{1}”", "“{0}” cannot be merged into “{1}”";
        OneLevel: "“{0}”须逐级下派：只能移到同一上级的直属单位之下", "“{0}” is handed down level by level: only to a unit beside it";
        PreviewStale: "预览之后情况已有变化，请重新预览", "Something changed after the preview; please preview again";
        ChangedSince: "此后又有变更：{0}（{1}）", "It was changed again since: {0} ({1})";
        NothingChosen: "请选择要划出的内容", "Choose what the new unit takes";
        AdministratorHandsOver: "管理员须通过交接更换", "An administrator is replaced by a hand-over";
        AdministratorChanged: "管理员已更换为 {0}，请刷新后再试", "The administrator is {0} by now; please reload";
        AlreadyHolds: "{0} 已担任该角色", "{0} has this role already";
        AlreadyReversed: "已撤销", "It was taken back already";
        NotReversible: "此类变更不能撤销，请直接修改", "This cannot be taken back; change it directly";
        UnitsMovedOn: "{0} 个随同单位此后又有变动", "{0} of the units that went along have moved on";
        RecordsChanged: "{0} 条随同的登记内容此后已修改或删除", "{0} of the records that went along were changed or deleted since";
        PeopleChanged: "{0} 名随同人员的任职此后已变动", "{0} of the people who went along have left since";
        PostEnded: "该任职已结束", "This post has ended already";
        IdentityUnknown: "这里没有账号属于该身份，请联系您的管理员", "No account here belongs to that identity; please ask your administrator";
        IdentityFailed: "统一身份认证没有通过，请重试", "The identity provider did not confirm who you are; please try again";
        IdentityOver: "这次登录已失效，请重新开始", "This sign-in is over or was used already; please start again";
        ProviderSilent: "统一身份认证暂时没有回应，请稍后重试，或用其他方式登录", "The identity provider does not answer; please try again later or sign in another way";
        ServiceOfOthers: "此服务面向{0}的人员", "This service is for people of: {0}";
        NotTheTurn: "此件现在不在本单位处理", "This is not with your unit now";
        AlreadyTouched: "已有人处理，不能撤回", "Somebody has acted on it; it can no longer be withdrawn";
        NoSuchStage: "只能退回到已经过的环节", "It can only go back to a stage that it has passed";
        UrgedRecently: "今天已催办过，{0} 之后可再次催办", "Already reminded; possible again after {0}";
        WithdrawFirst: "已提交的内容不能存为草稿，请先撤回", "What was handed in cannot become a draft; withdraw it first";
        NobodyHasIt: "此件现在没有待处理的单位", "Nobody has to act on this now";
        VoteInTurn: "依次表决，现在轮到 {0}", "Votes come in turn; it is the turn of {0}";
        VotesSay: "表决结果为“{0}”", "The votes say “{0}”";
        NotVoted: "这里没有您的表决", "There is no vote of yours here";
        NothingTicked: "请先选择要办理的内容", "Choose first what to act on";
        NotKeptHere: "本单位不填报“{0}”", "This unit does not keep the register “{0}”";
        ExportFiles: "所选记录的附件超过 {0} 个，请缩小筛选范围后分次导出", "The records have more than {0} files; narrow the list and export it in parts";
        RecycleOver: "已删除超过 {0} 天，不能再恢复", "It was deleted more than {0} days ago and can no longer be taken back";
        OneRecordOnly: "“{0}”只能有一条记录，现在已有一条；请先删除现有的", "“{0}” has one record only, and there is one already; delete that first";
        PointsToDeleted: "其“{0}”所选的“{1}”也已删除，请先恢复它", "Its “{0}” is “{1}”, which is deleted too; take that back first";
        AddedSince: "新单位此后已增加 {0} 项内容", "The new unit has got {0} more things since";
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
