//! Texts of cases: who has a record, what waits for me.

use super::texts;

texts! {
    /// Texts of cases.
    pub enum CaseText {
        Title: "待办填报", "Entries to handle";
        Note: "下级单位提交待审核的内容，以及退回本单位待修改的内容。", "What units below have handed in, and what was returned to this unit.";
        Empty: "没有待处理的填报", "No entries wait for you";
        EmptyNote: "有内容需要您处理时，会出现在这里并发送提醒。", "What needs you appears here, with an alert.";
        Panel: "办理情况", "Progress";
        WithUnit: "现在由“{0}”处理，自 {1} 起", "Now with “{0}”, since {1}";
        WithPerson: "现在由“{0}”的{1}处理，自 {2} 起", "Now with {1} of “{0}”, since {2}";
        WithNobody: "现在不需要任何单位处理", "Nobody has to act now";
        DueIn: "最迟 {0}（还有 {1} 天）", "By {0} ({1} days left)";
        Overdue: "已逾期 {1} 天（最迟 {0}）", "Overdue by {1} days (was due on {0})";
        OverdueBy: "逾期 {0} 天", "{0} days overdue";
        DaysLeft: "还有 {0} 天", "{0} days left";
        OpinionHelp: "退回、驳回和离任必须填写原因", "Needed to return, to refuse and to set leaving";
        BackTo: "退回到", "Return to";
        HandOver: "转办", "Hand over";
        HandOverTo: "转给同事", "Hand over to";
        Urge: "催办", "Remind";
        Urged: "已催办", "Reminded";
        Done: "已办理", "Done";
        HandedOver: "已转办", "Handed over";
        Picture: "流程图", "The way of this entry";
        Current: "现在在此", "now here";
        Leads: "{0} → {1}", "{0} → {1}";
        Entry: "内容", "Entry";
        Register: "登记册", "Register";
        Unit: "单位", "Unit";
        Since: "等待自", "Waiting since";
        Due: "期限", "Deadline";
        Select: "选择“{0}”", "Select “{0}”";
        Approve: "通过所选", "Approve the selected";
        Decline: "退回或驳回所选", "Return or refuse the selected";
        Outcome: "完成 {0} 项，跳过 {1} 项", "{0} done, {1} skipped";
        Skipped: "“{0}”：{1}", "“{0}”: {1}";
        Absence: "外出委托", "While I am away";
        AbsenceNote: "外出期间，等您处理的内容由所委托的同事代为处理。", "On these days your deputy acts on what waits for you.";
        Deputy: "委托给", "Deputy";
        From: "开始日期", "First day";
        To: "结束日期", "Last day";
        SetAbsence: "设置委托", "Set";
        EndAbsence: "结束委托", "End";
        AwayLine: "{0}：{2} 至 {3} 由 {1} 代办", "{0}: {1} acts from {2} to {3}";
        Together: "共同审批设置", "Deciding together";
        NoColleague: "本单位没有可委托的同事", "There is no colleague who could act";
    }
}
