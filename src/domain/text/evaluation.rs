//! Texts of the evaluation pages, of the rules in words and of the explainer 为什么没有√.

use super::texts;

texts! {
    /// Rules in words: patterns that `indicator::words` fills.
    pub enum RuleText {
        Manual: "由科协评定", "Decided by the association";
        Count: "“{0}”中至少有 {1} 条完整记录{2}", "At least {1} complete records in “{0}”{2}";
        Exists: "“{0}”中有完整记录{1}", "A complete record in “{0}”{1}";
        Sum: "“{0}”{1}的“{2}”合计不少于 {3}", "“{2}” of the complete records in “{0}”{1} adds up to at least {3}";
        Share: "“{0}”{1}的完整记录中，{2}的占比不低于 {3}%", "Of the complete records in “{0}”{1}, at least {3}% have: {2}";
        CompleteShare: "“{0}”的记录中，填写完整的占比不低于 {1}%", "At least {1}% of the records in “{0}” are complete";
        CompleteAll: "“{0}”填写完整", "“{0}” is completely filled in";
        CompleteFields: "“{0}”填写完整，并且已填写{1}", "“{0}” is complete, with {1} filled in";
        EveryComplete: "“{0}”中有记录，并且每条都填写完整", "There are records in “{0}” and every one is complete";
        Every: "“{0}”中有记录，并且每条都填写完整、{1}", "There are records in “{0}”, and every one is complete with {1}";
        Compare: "“{0}”填写完整，并且“{1}”不低于“{2}”", "“{0}” is complete and “{1}” is not below “{2}”";
        EachParent: "每个“{0}”在“{1}”中至少有 {2} 条完整记录", "Each record of “{0}” has at least {2} complete records in “{1}”";
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
        Records: "“{0}”还缺 {1} 条完整记录{2}", "{1} more complete records needed in “{0}”{2}";
        Sum: "“{0}”的“{1}”合计还差 {2}", "“{1}” in “{0}” falls short by {2}";
        Share: "“{0}”中{1}的有 {2}/{3} 条，需达到 {4}%", "{2} of {3} records in “{0}” have {1}; {4}% is needed";
        CompleteShare: "“{0}”中填写完整的有 {1}/{2} 条，需达到 {3}%", "{1} of {2} records in “{0}” are complete; {3}% is needed";
        Draft: "“{0}”还是草稿，尚未保存为正式记录", "“{0}” is still a draft";
        Field: "“{0}”的“{1}”未填写或有误", "“{0}”: “{1}” is empty or wrong";
        FieldNew: "请填写“{0}”的“{1}”", "Please fill in “{1}” in “{0}”";
        Condition: "“{0}”不满足：{1}", "“{0}” does not have: {1}";
        Below: "“{0}”的“{1}”低于“{2}”", "“{0}”: “{1}” is below “{2}”";
        Children: "“{0}”下已有 {1} 条完整记录，需要 {2} 条", "“{0}” has {1} complete records of {2} needed";
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
    }
}
