//! Texts of the evaluation pages, of the rules in words and of the explainer 为什么没有√.

use super::texts;

texts! {
    /// Rules in words: patterns that `indicator::words` fills.
    pub enum RuleText {
        Manual: "由科协评定", "Decided by the association";
        Count: "“{0}”中至少有 {1} 条完整记录{2}", "Complete records in “{0}”{2}: at least {1}";
        Exists: "“{0}”中有完整记录{1}", "A complete record in “{0}”{1}";
        Sum: "“{0}”{1}的“{2}”合计不少于 {3}", "“{2}” of the complete records in “{0}”{1} adds up to at least {3}";
        Share: "“{0}”{1}的完整记录中，{2}的占比不低于 {3}%", "Of the complete records in “{0}”{1}, at least {3}% have: {2}";
        CompleteShare: "“{0}”的记录中，填写完整的占比不低于 {1}%", "At least {1}% of the records in “{0}” are complete";
        CompleteAll: "“{0}”填写完整", "“{0}” is completely filled in";
        CompleteFields: "“{0}”填写完整，并且已填写{1}", "“{0}” is complete, with {1} filled in";
        EveryComplete: "“{0}”中有记录，并且每条都填写完整", "There are records in “{0}” and every one is complete";
        Every: "“{0}”中有记录，并且每条都填写完整、{1}", "There are records in “{0}”, and every one is complete with {1}";
        Compare: "“{0}”填写完整，并且“{1}”不低于“{2}”", "“{0}” is complete and “{1}” is not below “{2}”";
        EachParent: "每个“{0}”在“{1}”中至少有 {2} 条完整记录", "Complete records in “{1}” for each record of “{0}”: at least {2}";
        EachYear: "“{0}”的“{1}”中，近 {2} 个年度每年都已填写", "“{1}” in “{0}” has an entry for each of the last {2} years";
        EachYearEarns: "“{0}”的“{1}”中，近 {2} 个年度每年都已填写；得分按{3}的年度计算", "“{1}” in “{0}” has an entry for each of the last {2} years; points for the years with {3}";
        DeclaredNone: "已声明本会无“{0}”，且确无记录", "The society declares to have no “{0}”, and there is indeed no record";
        Not: "不属于：{0}", "Not: {0}";
        AtLeast: "以下至少满足 {0} 项：{1}", "At least {0} of: {1}";
        And: "；并且", "; and ";
        Or: "；或者", "; or ";
        Where: "（{0}）", " ({0})";
        Listed: "、", ", ";
        Quoted: "“{0}”", "“{0}”";
        OrValue: "或", " or ";
        Is: "{0}为{1}", "{0}: {1}";
        IsNot: "{0}不为{1}", "{0}: other than {1}";
        Beyond: "{0}有{1}以外的选项", "{0}: something besides {1}";
        Filled: "{0}已填写", "{0} filled in";
        NotFilled: "{0}未填写", "{0} empty";
        Contains: "{0}含“{1}”", "{0} contains “{1}”";
        AtLeastNumber: "{0}不低于 {1}", "{0} at least {1}";
        WithinYears: "{0}在近 {1} 年内", "{0} within the last {1} years";
        WithinYear: "{0}在近 1 年内", "{0} within the last year";
        YoungerThan: "年龄不满 {1} 周岁", "younger than {1}";
        EducationAtLeast: "{0}在{1}及以上", "{0} at least {1}";
        Rows: "{0}不少于 {1} 行", "{0}: at least {1} rows";
        AnyRow: "{0}中有一行{1}", "a row of {0} with {1}";
        Unexpired: "{0}未到期", "{0} not passed";
        Expired: "{0}已到期", "{0} passed";
        StateOf: "状态", "state";
        CreatedOn: "登记日期", "date of entry";
        ScoreAll: "满足即得 {0} 分", "{0} points when met";
        ScoreTiers: "按数量计分：{0}", "Points by number: {0}";
        ScoreTier: "{0} 条 {1} 分", "{0} → {1}";
        ScoreRate: "按达到目标的比例计分，满分 {0} 分", "Points in proportion to the share reached, at most {0}";
        ScorePerYear: "各年度平均计分，满分 {0} 分", "An equal part for each year, {0} points in all";
        ScorePerDoc: "各项制度平均计分，满分 {0} 分", "An equal part for each document, {0} points in all";
        ScoreManual: "由评审人员评分，满分 {0} 分", "Scored by the reviewers, at most {0} points";
        ScoreAssist: "满足时建议 {0} 分，由评审人员核定", "{0} points suggested when met; the reviewers decide";
        Rung: "再有 {0} 条，+{1} 分", "{0} more: +{1} points";
    }
}

texts! {
    /// 为什么没有√: one sentence for each thing that is missing.
    pub enum GapText {
        Records: "“{0}”还缺 {1} 条完整记录{2}", "Complete records still needed in “{0}”{2}: {1}";
        Sum: "“{0}”的“{1}”合计还差 {2}", "“{1}” in “{0}” falls short by {2}";
        Share: "“{0}”中{1}的有 {2}/{3} 条，需达到 {4}%", "{2} of {3} records in “{0}” have {1}; {4}% is needed";
        CompleteShare: "“{0}”中填写完整的有 {1}/{2} 条，需达到 {3}%", "{1} of {2} records in “{0}” are complete; {3}% is needed";
        Draft: "“{0}”还是草稿，尚未保存为正式记录", "“{0}” is still a draft";
        Field: "“{0}”的“{1}”未填写或有误", "“{0}”: “{1}” is empty or wrong";
        FieldNew: "请填写“{0}”的“{1}”", "Please fill in “{1}” in “{0}”";
        Condition: "“{0}”不满足：{1}", "“{0}” does not have: {1}";
        Below: "“{0}”的“{1}”低于“{2}”", "“{0}”: “{1}” is below “{2}”";
        Children: "“{0}”下已有 {1} 条完整记录，需要 {2} 条", "Complete records below “{0}”: {1} of the {2} needed";
        Year: "“{0}”缺少 {1} 年度的内容", "“{0}” has no entry for {1}";
        Declare: "如本会确无“{0}”，可在“{1}”中声明", "If the society has no “{0}”, it may be declared in “{1}”";
        Contradicted: "已声明本会无“{0}”，但名册中仍有记录", "The society declares to have no “{0}”, yet there are records";
        MustNot: "存在不应出现的情况", "Something stands that must not";
    }
}

texts! {
    /// Texts of the evaluation pages.
    pub enum EvaluationText {
        Title: "评估管理", "Evaluation";
        Tree: "评估指标", "Indicators";
        Overall: "整体完善进度", "Overall progress";
        OverallCount: "已完成 {0}，共 {1} 项", "{0} of {1} done";
        Suggested: "建议得分 {0}，满分 {1}", "Suggested score {0} of {1}";
        OnlyOpen: "只看未完成", "Only unfinished";
        SearchLabel: "搜索指标", "Search indicators";
        NoLine: "没有符合条件的指标", "No indicator matches";
        WholeTree: "全部指标", "All indicators";
        Complete: "去完善", "Complete";
        CompleteNamed: "去完善：{0}（新窗口）", "Complete: {0} (new tab)";
        ByAssociation: "由科协确认", "Confirmed by the association";
        Met: "已完成", "Done";
        NothingRequired: "本会无此项", "Nothing required";
        Partly: "部分完成", "Partly done";
        Empty: "未填写", "Empty";
        Returned: "退回待完善", "Returned, to be mended";
        Changed: "本轮有变化", "Changed in this round";
        Standard: "评分标准", "Standard";
        Rule: "打√条件", "Ticked when";
        Scoring: "计分", "Points";
        Counted: "已计入 {0} 条", "{0} records count";
        WhyNot: "为什么没有√", "Why there is no √";
        ChooseLeaf: "选择一项四级指标，查看条件、已计入的内容和还缺什么。", "Choose an indicator of the fourth level to see its condition, what counts and what is missing.";
        ReturnedWhy: "退回原因", "Why it was returned";
        Opens: "在新窗口打开“{0}”", "Opens “{0}” in a new tab";
        Extras: "加分项和扣除项", "Bonus and deductions";
        ExtrasNote: "按实际情况填写，没有的可以不填，不影响提交。", "Fill in what applies; empty items do not block submission.";
        Bonus: "加分项", "Bonus";
        Deductions: "扣除项", "Deductions";
        BonusSum: "加分合计 {0}（最高 {1}）", "Bonus together {0} (at most {1})";
        DeductionSum: "扣分合计 {0}（最高 {1}）", "Deductions together {0} (at most {1})";
        Points: "分值（最高 {0}）", "Points (at most {0})";
        Note: "内容", "Content";
        Evidence: "证明材料", "Evidence";
        SaveAfterUpload: "上传后请保存", "Save after the upload";
        Veto: "一票否决", "Veto";
        EvidenceIn: "去完善佐证材料", "Complete the evidence";
        Submit: "提交", "Submit";
        SubmitNote: "提交后内容固定并锁定，科协退回前不能修改加分项和扣除项。", "Submitting freezes the content and locks it until the association returns it.";
        Window: "{0}：{1} 至 {2}", "{0}: {1} to {2}";
        NoBatch: "科协尚未发布评估批次，可以先完善内容。", "No evaluation has been opened yet; the content can be prepared already.";
    }
}

texts! {
    /// Why the registers suggest a deduction.
    pub enum HintText {
        TermOver: "建议扣分：第 {0} 届任期已于 {1} 届满，尚未换届", "Suggested: term {0} ended on {1} and there has been no re-election";
        ExtensionOver: "建议扣分：第 {0} 届任期已于 {1} 届满，经同意延期至 {2}，仍未换届", "Suggested: term {0} ended on {1}; the re-election, put off to {2} with consent, has not been held";
    }
}

texts! {
    /// Texts of the association's review.
    pub enum ReviewText {
        ReturnConfirm: "将整份评估退回学会，其中标记退回 {0} 项。学会修改后重新提交给您。确定退回吗？", "The whole evaluation goes back to the society; items marked: {0}. It comes back to you when the society hands it in again. Return it?";
        Title: "评估评审", "Reviews";
        List: "评估列表", "Evaluations";
        NothingHandedIn: "还没有学会提交评估。", "No society has handed in an evaluation yet.";
        Society: "学会", "Society";
        Batch: "评估批次", "Batch";
        SubmittedAt: "提交时间", "Submitted";
        Round: "第 {0} 次提交", "Submission {0}";
        HeldBy: "由 {0} 处理", "With {0}";
        Batches: "评估批次", "Batches";
        NewBatch: "发布评估批次", "Open a batch";
        BatchName: "批次名称", "Name of the batch";
        Year: "评估年度", "Year";
        OpensOn: "填报开始", "Opens on";
        ClosesOn: "填报截止", "Closes on";
        Publish: "发布", "Open";
        SuggestedSum: "自评建议 {0}", "Suggested {0}";
        ReviewedSum: "评审得分 {0}", "Reviewed {0}";
        Scored: "已评 {0}/{1}", "{0}/{1} scored";
        Score: "评分（满分 {0}）", "Score (at most {0})";
        Comment: "评分理由（与建议分不同时必填）", "Reason (needed where the score differs from the suggestion)";
        SaveScore: "保存评分", "Save the score";
        Adopt: "采纳全部建议分", "Adopt all suggestions";
        ReturnReason: "退回原因", "Why it is returned";
        MarkLeaf: "标记退回此项", "Mark for return";
        UnmarkLeaf: "取消标记", "Take the mark off";
        Return: "退回", "Return";
        Approve: "通过", "Approve";
        Approved: "“{0}”的评估已通过", "The evaluation of “{0}” is approved";
        SentBack: "“{0}”的评估已退回学会", "The evaluation of “{0}” is returned to the society";
        Opinion: "评审意见", "Opinion";
        Keys: "快捷键：j / k 上下一项指标，a 到“通过”，r 到“退回”", "Keys: j / k next and previous indicator, a to Approve, r to Return";
        Evidence: "提交时的内容", "As handed in";
        NoEvidence: "没有计入的记录。", "No record counted.";
        Suggestion: "建议 {0}", "suggested {0}";
        NoSuggestion: "由评审人员评分", "scored by the reviewers";
        ChooseLeaf: "选择一项指标评分。", "Choose an indicator to score.";
        Reviewed: "评审得分", "Reviewed score";
    }
}
