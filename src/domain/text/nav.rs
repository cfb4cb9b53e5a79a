//! Names of the modules in the rail.

use super::texts;

texts! {
    /// Names of the modules in the rail.
    pub enum Nav {
        Workbench: "工作台", "Workbench";
        Orgs: "单位管理", "Units";
        Registers: "登记册", "Registers";
        Members: "会员管理", "Members";
        Evaluation: "评估管理", "Evaluation";
        Review: "评估评审", "Reviews";
        Imports: "名册导入", "Imports";
        Applications: "会员申报", "Applications";
        Invitations: "邀请函管理", "Invitations";
        Congress: "代表大会", "Congress";
    }
}
