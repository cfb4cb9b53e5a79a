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
        CountedOnly: "已报 {0}", "{0} entered";
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
        Title: "代表大会", "Congress";
        ListNote: "向本单位分配了名额的代表大会", "Congresses in which your unit has places";
        NoCongress: "还没有向本单位分配名额的代表大会", "No congress has allotted places to your unit yet";
        HeldOn: "召开时间 {0}，年龄以当日为准", "Held on {0}; ages are taken at that day";
        Window: "填报时间 {0} 至 {1}", "Open from {0} to {1}";
        Board: "名额", "Places";
        Constraint: "要求", "Constraint";
        Count: "已报", "Entered";
        Verdict: "是否符合", "Result";
        WithCandidate: "已计入正在填写的人选", "Includes the person being filled in";
        Nominees: "代表委员推荐", "Nominees";
        NoNominee: "还没有人选", "Nobody is entered yet";
        Add: "新增", "Add a nominee";
        Assign: "分配", "Assign";
        Name: "姓名", "Name";
        Mobile: "手机号码", "Mobile";
        Identity: "身份", "Identity";
        BothHelp: "候选人同时为代表、委员的，只选“委员”", "Somebody who is both is entered as committee member only";
        Sex: "性别", "Sex";
        Birth: "出生日期", "Date of birth";
        AgeColumn: "年龄", "Age";
        Ethnic: "民族", "Ethnic group";
        Party1: "党派1", "Party 1";
        Party2: "党派2", "Party 2";
        Grassroots: "是否为基层一线", "Works at the grassroots";
        Remove: "注销", "Remove";
        RemoveWhat: "注销后，{0} 将从人选中删除，占用的名额随即释放。", "{0} will leave the list of nominees and the place becomes free.";
        Age: "{0} 岁", "{0} years";
    }
}
