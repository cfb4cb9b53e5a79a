//! Texts of those who decide together: on the page of a record, and where a unit lays it down.

use super::texts;

texts! {
    /// Modes, votes, and who has voted what.
    pub enum PanelText {
        All: "会签（须全部同意）", "Jointly (all must agree)";
        Any: "或签（一人同意即可）", "Either (one is enough)";
        InTurn: "依次审批（逐个同意）", "In turn (one after the other)";
        Share: "按比例", "By share";
        ShareOf: "按比例（{0}% 同意）", "By share ({0}% must agree)";
        WithVeto: "{0}，可一票否决", "{0}, each with a veto";
        Yes: "同意", "Agreed";
        No: "不同意", "Not agreed";
        Veto: "一票否决", "Veto";
        Title: "共同审批", "Decided together";
        Counts: "您的“通过”或“退回”计为一票，表决有结果后自动办理。", "What you press is a vote; the step follows once the votes decide.";
        Missing: "待表决，自 {0} 起", "Vote awaited since {0}";
        NotYet: "尚未轮到", "Not yet the turn";
        Left: "已离任或停用，不再计入", "Has left; no longer counted";
        VotedBy: "由 {0} 代为表决", "Voted by the deputy {0}";
        VoteFor: "为谁表决", "Vote of";
        SeatOf: "转出谁的表决", "Whose vote";
        Withdraw: "撤回表决", "Take the vote back";
        Withdrawn: "已撤回表决", "The vote is taken back";
    }
}

texts! {
    /// The page on which a unit lays down who decides together.
    pub enum PanelSettingText {
        Title: "共同审批设置", "Deciding together";
        Note: "为每类填报指定由谁共同审批。修改只对此后到达本单位的内容生效，正在审批的按到达时的设置办理。", "Who decides together, for each kind of entry. A change holds for what arrives from now on; what is under way goes on as it was.";
        Empty: "下级单位没有需要本单位审批的填报", "Units below hand in nothing that this unit decides";
        Mode: "审批方式", "How";
        Alone: "一人审批", "One decides alone";
        Share: "同意比例（%）", "Share that must agree (%)";
        ShareHelp: "只用于按比例，1 至 100 的整数", "Only for a share; a whole number from 1 to 100";
        Veto: "可一票否决", "Each can veto";
        VetoHelp: "勾选后须等全部表决；会签和依次审批中一人不同意即不通过", "All votes are then waited for; where all must agree, one who does not is enough anyway";
        People: "参加人", "Who";
        PeopleHelp: "按顺序填写 1、2、3……；空着的不参加", "Number them 1, 2, 3 …; whoever has no number takes no part";
        Place: "{0} 的顺序", "Place of {0}";
        Gone: "{0}已离任或停用，到件时不再计入", "{0} has left and is not counted any more";
        Between: "、", ", ";
        Line: "{0}：{1}", "{0}: {1}";
    }
}
