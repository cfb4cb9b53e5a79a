//! Texts of the organisation pages.

use super::texts;

texts! {
    /// Texts of the organisation pages.
    pub enum OrgText {
        Title: "单位管理", "Units";
        Tree: "单位树", "Unit tree";
        TreeNote: "只显示本单位及下级单位。逐级展开，或按名称、代码查找。", "Your unit and those below it. Open level by level, or search by name or code.";
        SearchLabel: "单位名称或代码", "Name or code";
        NoMatch: "没有找到“{0}”", "Nothing matches “{0}”";
        Expand: "展开 {0}", "Open {0}";
        Collapse: "收起 {0}", "Close {0}";
        More: "再显示 {0} 个", "Show {0} more";
        Code: "单位代码", "Unit code";
        CodeHelp: "大写字母、数字、横线；留空则由系统生成", "Capitals, digits, hyphens; leave empty to let the system choose";
        Kind: "单位类型", "Kind";
        Name: "单位名称", "Name";
        Children: "下级单位", "Units below";
        AddChild: "新增下级单位", "Add a unit below";
        Administrator: "管理员", "Administrator";
        NoAdministrator: "尚未分配管理员", "No administrator yet";
        AssignAdministrator: "分配管理员", "Assign the administrator";
        AdministratorRule: "每个单位只有一名管理员，由上级单位分配。", "Each unit has exactly one administrator, assigned by the unit above.";
        AddStaff: "新增本级人员", "Add a person";
        People: "人员", "People";
        Role: "角色", "Role";
        PersonName: "姓名", "Name";
        Mobile: "手机号", "Mobile";
        EmailHelp: "留空时，首次登录由本人填写", "Left empty, the person is asked at the first sign-in";
        FirstPassword: "初始密码", "First password";
        Awaited: "凭手机号加入的人员", "People who come by mobile number";
        AwaitedNote: "只需登记姓名和手机号。本人用短信验证码首次登录时，系统为其建立账号；已有账号的，增加本单位的角色。", "Enter only name and mobile number. The account is made when the person first signs in with a code; who has an account already gets one more role.";
        AwaitedSince: "{0} 登记，等待本人登录", "entered {0}, has not signed in yet";
        Account: "账号", "Account";
        AccountSwitchOff: "停用账号", "Switch off";
        AccountSwitchOn: "启用账号", "Switch on";
        AccountOff: "已停用", "switched off";
        Disabled: "已停用", "Disabled";
        Enabled: "正常", "Enabled";
        EditUnit: "修改单位信息", "Edit the unit";
        NoChildren: "还没有下级单位", "No units below yet";
        Particulars: "单位信息", "Particulars";
        Nature: "单位性质", "Nature";
        Contact: "联系人", "Contact person";
        Phone: "联系电话", "Telephone";
        Address: "地址", "Address";
        Uscc: "统一社会信用代码", "Unified social credit code";
        NotGiven: "未填写", "not given";
        Since: "任职开始", "Since";
        Until: "任职结束", "Until";
        Successor: "接任者", "Successor";
        EndedBy: "经办人", "Ended by";
        Former: "曾任人员", "Former holders";
        NoPeople: "没有人员", "Nobody";
        HandOver: "管理员交接", "Hand over";
        HandOverNote: "原管理员的任职在交接日结束，接任者的任职同日开始；双方和本单位都能看到交接记录。", "The present post ends and the next begins on the same day; both people and the unit see it.";
        HandOverOn: "交接日期", "Day of the hand-over";
        PresentHolder: "现任管理员：{0}，{1} 起任职", "Present administrator: {0}, since {1}";
        Stays: "原管理员此后", "The present administrator then";
        StaysStaff: "转为本单位工作人员", "stays as staff";
        StaysLeaves: "离任", "leaves";
        TakesOver: "接任者", "Who takes over";
        SomebodyNew: "新账号", "a new account";
        NewAccount: "新账号（接任者选“新账号”时填写）", "New account (when a new account takes over)";
        EndPost: "结束任职", "End the post";
        EndOn: "结束日期", "Last day";
        AddKnown: "为已有人员增加任职", "Add a post for somebody known";
        KnownLogin: "该人员的登录名", "The person's login name";
        KnownHelp: "本单位或下级单位中已有账号的人员；此后可在各单位之间切换", "Somebody with an account in this unit or below; they can then switch between units";
        History: "变更记录", "History";
        NoHistory: "没有变更", "No changes";
        OnDay: "查看某日的情况", "As of a day";
        ShowDay: "查看", "Show";
        ToToday: "回到今天", "Back to today";
        Showing: "以下是 {0} 日终时的情况，只能查看。", "This is how it was at the end of {0}. Nothing can be changed here.";
        NotThen: "{0} 时还没有本单位。", "The unit did not exist on {0}.";
        SwitchOff: "停用单位", "Disable the unit";
        SwitchOn: "重新启用", "Enable again";
        SwitchOffNote: "停用后其人员不能登录，全部内容保留并可查看，以后可以重新启用。", "Its people cannot sign in any more; everything is kept and readable, and it can be enabled again.";
        OpenBranch: "开设分支机构账号", "Open a branch account";
        OpenBranchNote: "设立分支机构并给它的管理员开设账号；对方用此账号登录，只看到本机构的内容。", "Sets up the branch with the account of its administrator, who signs in and sees the branch only.";
        MyPosts: "我的任职记录", "My posts";
        MyPostsNote: "现任和曾任的角色、起止日期和接任者。", "The roles that you have and had, with their days and successors.";
        Unit: "单位", "Unit";
        Present: "现任", "present";
    }
}
