//! Words of the rights.

use super::texts;

texts! {
    /// Words of the rights: what can be done, and where.
    pub enum AccessText {
        Title: "谁能做什么", "Who may do what";
        Note: "按您的角色和单位的位置判断；页面上不能按的按钮写明的原因也来自此表。", "Decided by your role and by where the unit stands; the reasons beside buttons that cannot be pressed come from this table.";
        Action: "操作", "Action";
        Nowhere: "不能", "no";
        ViewOrg: "查看单位", "See a unit";
        CreateChildOrg: "新增下级单位", "Set up a unit below";
        EditOrg: "修改单位信息", "Change a unit";
        DisableOrg: "停用、启用单位", "Disable or enable a unit";
        AssignAdministrator: "分配管理员", "Assign the administrator";
        AddStaff: "新增本级工作人员", "Add staff";
        ViewRecord: "查看登记内容", "See records";
        EditRecord: "填写、修改、删除登记内容", "Enter, change and delete records";
        Import: "导入名册", "Import rosters";
        ManageInvitation: "管理邀请函", "Manage invitations";
        DecideApplication: "审核会员申报", "Decide applications";
        ViewEvaluation: "查看评估", "See the evaluation";
        FillEvaluation: "填写加分项和扣除项", "Fill in bonus and deductions";
        SubmitEvaluation: "提交评估", "Submit the evaluation";
        ReviewEvaluation: "评分、退回、通过", "Score, return and approve";
        ManageBatch: "建立评估批次", "Open evaluations";
        ViewCongress: "查看代表大会名额", "See congress quotas";
        Nominate: "新增、注销被推荐人", "Add and remove nominees";
        ConfigureCongress: "配置大会信息及名额", "Set up a congress and its quotas";
        Own: "本单位", "own unit";
        Child: "直属下级", "directly below";
        Below: "各级下级", "anywhere below";
        Scope: "本单位及各级下级", "own unit and below";
    }
}
