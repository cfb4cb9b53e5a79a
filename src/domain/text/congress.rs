//! Texts of the congress pages and of the quota board.

use super::texts;

texts! {
    /// Words of the quota: identities, groups, rows of the board.
    pub enum QuotaText {
        Committee: "委员", "Committee member";
        Delegate: "代表", "Delegate";
        Invited: "特邀代表", "Invited delegate";
        Observer: "列席代表", "Non-voting delegate";
        Guest: "参会嘉宾", "Guest";
        Worker: "工作人员", "Staff";
        Grassroots: "基层工作者", "grassroots worker";
        YoungInclusive: "{0}岁以下（含）", "aged {0} or younger";
        YoungExclusive: "{0}岁以下（不含）", "younger than {0}";
        Minority: "少数民族", "ethnic minority";
        Democratic: "民主党派", "democratic party";
        DemocraticOrNonparty: "民主党派和无党派", "democratic party or non-party";
        Female: "女性", "woman";
        Man: "男", "Male";
        Woman: "女", "Female";
        PlacesOf: "{0}名额", "{0}: places";
        GroupOf: "{0}中的{1}", "{0}: {1}";
        Figures: "{0}（{1}）", "{0} ({1})";
        CountedOfPlaces: "已报 {0}（名额 {1}）", "{0} entered ({1} places)";
        CountedOfMinimum: "已报 {0}（不少于 {1}）", "{0} entered (at least {1})";
        NotRequired: "无要求", "Nothing required";
        NoPlaces: "未分配名额", "No places allotted";
        Short: "缺 {0} 位{1}", "{0} missing: {1}";
        Over: "超 {0} 位{1}", "{0} too many: {1}";
        Met: "符合", "Met";
        MetWithFree: "符合，还可增加 {0} 位", "Met; {0} more possible";
    }
}

texts! {
    /// Texts of the congress pages.
    pub enum CongressText {
        Title: "代表大会", "Congresses";
        Empty: "还没有代表大会。建立大会并为单位分配名额后，单位即可推荐代表、委员。", "There is no congress yet. Once one is set up and places are allotted, units can nominate delegates and committee members.";
        New: "新建大会", "New congress";
        Name: "大会名称", "Name";
        SessionNo: "届次", "Session";
        SessionText: "第 {0} 次", "No. {0}";
        Host: "换届单位", "Host";
        HeldOn: "召开时间", "Congress day";
        OpensOn: "推荐开始", "Nominations open";
        ClosesOn: "推荐截止", "Nominations close";
        Window: "推荐时间 {0} 至 {1}", "Nominations from {0} to {1}";
        AgeLimit: "年龄门槛（岁）", "Age limit (years)";
        AgeHelp: "以召开时间计算年龄，默认 45 岁（含）", "Ages are taken at the congress day; 45 inclusive by default";
        AgeExclusive: "不含门槛年龄本身", "Somebody of exactly that age does not count";
        CountNonparty: "民主党派计入无党派人士", "Count non-party people with the democratic parties";
        AllowLess: "允许少报", "Fewer than allotted may be reported";
        DelegatesUsed: "代表已报（名额）", "Delegates entered (places)";
        Board: "名额看板", "Quota board";
        BoardOf: "{0}的名额", "Quota of {0}";
        BoardWithDraft: "已计入正在填写的人选", "Includes the person being typed";
        BoardNote: "委员占用代表名额，代表不占用委员名额", "A committee member uses a delegate place too; a delegate never uses a committee place";
        AllMet: "全部符合", "Everything is met";
        NotMet: "还有 {0} 项不符合", "{0} constraints are not met";
        Constraint: "约束", "Constraint";
        Numbers: "已报（名额）", "Entered (allotted)";
        Verdict: "结论", "Verdict";
        Unit: "推荐单位", "Unit";
        ChooseUnit: "查看单位", "Show unit";
        NoUnit: "本次大会尚未向本单位分配名额", "No places of this congress are allotted to this unit";
        Nominees: "被推荐人", "Nominees";
        NoNominees: "还没有被推荐人", "No nominees yet";
        AddNominee: "新增被推荐人", "Add a nominee";
        Assign: "分配", "Assign";
        PersonName: "姓名", "Name";
        Mobile: "手机号码", "Mobile";
        Identity: "身份", "Identity";
        IdentityHelp: "同时为代表、委员的，只选“委员”", "Somebody who is both is entered as committee member only";
        Sex: "性别", "Sex";
        BirthOn: "出生日期", "Date of birth";
        Age: "年龄", "Age";
        Ethnic: "民族", "Ethnic group";
        Party: "党派", "Party";
        Party1: "党派1", "Party 1";
        Party2: "党派2", "Party 2";
        Grassroots: "基层一线", "Grassroots";
        Remove: "注销", "Remove";
        RemoveTitle: "注销 {0}", "Remove {0}";
        RemoveBody: "将从本次大会删除 {0}（{1}），并释放所占的{2}名额。办理过程仍保留。", "This removes {0} ({1}) from the congress and frees the places used: {2}. The history is kept.";
        CannotAdd: "不能分配：", "Cannot be assigned: ";
        Allot: "分配名额", "Allot places";
        AllotFor: "为 {0} 分配名额", "Places for {0}";
        UnitCode: "单位代码", "Unit code";
        Places: "名额", "Places";
        Preset: "参考比例", "Suggested shares";
        PresetNone: "不使用", "None";
        PresetHelp: "选择后按比例填入尚为空的最低人数，可再修改", "Fills empty minima by share; they can be changed";
        BelowUsed: "已报 {0} 人，名额不能少于已报人数", "{0} are entered already";
    }
}
