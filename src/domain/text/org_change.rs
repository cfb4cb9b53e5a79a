//! Texts of changing the tree: the lines of a unit's history and the page of move, merge and split.

use super::texts;

texts! {
    /// Texts of changing the tree.
    pub enum ChangeText {
        LineCreate: "在“{1}”之下设立“{0}”", "“{0}” was set up below “{1}”";
        LineCreateRoot: "设立“{0}”", "“{0}” was set up";
        LineRename: "“{0}”更名为“{1}”", "“{0}” was renamed “{1}”";
        LineDisable: "停用“{0}”", "“{0}” was disabled";
        LineEnable: "启用“{0}”", "“{0}” was enabled";
        LineMove: "“{0}”由“{1}”移至“{2}”", "“{0}” was moved from “{1}” to “{2}”";
        LineMerge: "“{0}”并入“{1}”", "“{0}” was merged into “{1}”";
        LineSplit: "由“{0}”分出“{1}”", "“{1}” was split off “{0}”";
        LineReverse: "撤销：{0}", "Taken back: {0}";
        Along: "随同：单位 {0} 个，人员 {1} 人，登记内容 {2} 条，文件 {3} 个", "Along with it: {0} units, {1} people, {2} records, {3} files";
        ReversedBy: "已由 {0} 于 {1} 撤销", "Taken back by {0} at {1}";
        Title: "单位调整", "Change the tree";
        MoveTitle: "移动（下派）", "Move";
        MergeTitle: "合并", "Merge";
        SplitTitle: "拆分", "Split";
        MoveNote: "单位连同其下级单位、人员、登记内容和文件一起移到另一单位之下。专家服务基地须逐级下派。", "The unit goes below another one, with everything below it, its people, records and files. An expert base goes down one level at a time.";
        MergeNote: "下级单位、人员和登记内容并入另一单位；本单位随后停用，单条登记（如基本信息）和评估仍留在本单位供查看。", "The units below, people and records go to the other unit. This one is disabled; what a unit has only once, and its evaluations, stay here to be read.";
        SplitNote: "在同一上级之下新设一个同类单位，并划给它所选的内容。新单位的管理员随后由上级分配。", "A new unit of the same kind is set up beside this one and takes what is chosen. Its administrator is assigned afterwards.";
        Choose: "一、选择", "1 Choose";
        SearchTarget: "按名称或代码查找", "Name or code";
        Target: "移到", "Move to";
        Taker: "并入", "Merge into";
        NoTarget: "没有可选的单位", "There is no unit to choose";
        NewName: "新单位名称", "Name of the new unit";
        TakeUnits: "划出的下级单位", "Units below that go";
        TakePeople: "划出的人员", "People who go";
        TakeRecords: "划出的登记册", "Registers that go";
        Family: "{0}（共 {1} 条）", "{0} ({1} records)";
        Preview: "预览", "Preview";
        PreviewTitle: "二、核对将发生的变化", "2 See what will happen";
        Other: "对方单位", "The other unit";
        Units: "随同的单位", "Units that go along";
        People: "随同的人员", "People who go along";
        Records: "随同的登记内容", "Records that go along";
        Files: "随同的文件", "Files that go along";
        Invitations: "随同的邀请函", "Invitations that go along";
        Stay: "留在原单位的登记内容", "Records that stay";
        Gain: "此后可以看到的上级单位", "Units above that will see it";
        Lose: "此后不再看到的上级单位", "Units above that will see it no more";
        Commit: "确认执行", "Do it";
        CommitNote: "执行后记入变更记录，此后没有新的变动时可以撤销。", "It stands in the history and can be taken back while nothing is built upon it.";
        Reverse: "撤销", "Take back";
        ReverseTitle: "撤销变更", "Take a change back";
        ReverseNote: "随同的单位、人员、登记内容和文件都回到原处。", "The units, people, records and files that went along return.";
        ReverseConfirm: "确认撤销", "Take it back";
    }
}
