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
        OpenBranchAccount: "开设、关闭分支机构账号", "Open and close accounts of branches";
        ViewOutbox: "查看邮件和短信发送记录", "See the mail and short messages sent";
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
        HandOverRoot: "最上级单位管理员交接", "Hand over the topmost unit";
        EndPost: "结束本级人员任职", "End a post of the unit";
        MoveOrg: "移动（下派）单位", "Move a unit";
        MergeOrg: "合并单位", "Merge units";
        SplitOrg: "拆分单位", "Split a unit";
        PublishNotice: "发布通知公告", "Publish notices";
        PublishPublicly: "在门户公开通知（最上级单位）", "Make notices public on the portal (topmost unit)";
        SendMessage: "发站内消息", "Send messages";
        EditSupport: "修改技术服务信息", "Change the support contact";
        DesignRegister: "设计登记册（最上级单位）", "Design registers (topmost unit)";
        ViewLog: "查看日志", "See the log";
        RevealRecord: "查看完整号码（须写明原因）", "See full numbers (a reason is asked)";
        ViewAs: "以他人身份查看（只读）", "Look at the site as another person (read-only)";
        DecideRecord: "审核登记内容", "Decide what units below hand in";
        ArrangePanel: "设置共同审批", "Set who decides together";
        Own: "本单位", "own unit";
        Child: "直属下级", "directly below";
        Below: "各级下级", "anywhere below";
        Scope: "本单位及各级下级", "own unit and below";
        Around: "直接上级、本单位及各级下级", "unit directly above, own unit and below";
    }
}
