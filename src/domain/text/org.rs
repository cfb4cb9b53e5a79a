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
        ChildCount: "{0} 个下级单位", "{0} units below";
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
        FirstPassword: "初始密码", "First password";
        Disabled: "已停用", "Disabled";
        Enabled: "正常", "Enabled";
        EditUnit: "修改单位信息", "Edit the unit";
        KeepEnabled: "启用（停用后仍可查看）", "Enabled (a disabled unit stays readable)";
        NoChildren: "还没有下级单位", "No units below yet";
    }
}
