//! Texts of the form pages and of the registers.

use super::texts;

texts! {
    /// The columns of a list and the filters that people keep.
    pub enum ListText {
        Columns: "显示的列", "Columns";
        ColumnsNote: "选择显示哪些列和先后顺序；只影响您自己，系统会记住。", "Choose which columns are shown and in which order; it concerns you alone and is remembered.";
        Earlier: "前移：{0}", "Move to the front: {0}";
        Later: "后移：{0}", "Move to the end: {0}";
        RemoveColumn: "不显示：{0}", "Do not show: {0}";
        AddColumn: "添加一列", "Add a column";
        Default: "恢复默认", "Back to the default";
        Kept: "常用筛选", "Kept filters";
        Keep: "保存当前筛选", "Keep this filter";
        KeepAs: "筛选名称", "Name of the filter";
        Forget: "删除筛选：{0}", "Forget the filter: {0}";
    }
}

texts! {
    /// The choices by which a list is laid out.
    pub enum ShelfText {
        Builtin: "内置制度清单", "Built-in documents";
        Folders: "文件夹", "Folders";
        There: "已上传", "Uploaded";
        Draft: "草稿，未计入", "Draft, does not count";
        Missing: "未上传", "Missing";
        Upload: "上传", "Upload";
        Between: "：", ": ";
        Count: "{0} 份", "{0}";
        Belongings: "{0}（{1}）", "{0} ({1})";
    }
}

texts! {
    /// The search for a code.
    pub enum CodeText {
        Search: "查找{0}", "Find: {0}";
        Placeholder: "输入名称、拼音首字母或代码", "Name, pinyin initials or code";
        Found: "找到 {0} 项，用上下键选择，回车确定", "{0} found; choose with the arrow keys and press Enter";
        FoundFirst: "列出前 {0} 项，请多输入几个字", "The first {0} are listed; type more";
        Taken: "已选择：{0}", "Chosen: {0}";
        None: "没有符合的代码，请换一个词或逐级选择", "Nothing matches; try another word or choose level by level";
        Failed: "暂时无法查找，请逐级选择", "The search does not answer right now; choose level by level";
    }
}

texts! {
    /// What is shared with others than those who keep a register.
    pub enum ShareText {
        FromAbove: "上级单位共享", "Shared by the unit above";
        Note: "这里只列出共享给您的内容，只能查看和下载。", "Only what is shared with you is listed here, for reading and downloading.";
        Empty: "还没有共享给您的内容", "Nothing is shared with you yet";
        EmptyNote: "学会在“共享范围”中选择后，内容会出现在这里。", "It appears here once the society chooses so under “Shared with”.";
    }
}

texts! {
    /// Records that others answer or that were written from others.
    pub enum RecordText {
        Word: "下载 Word", "Word document";
        Pdf: "下载 PDF", "PDF document";
        WrittenFrom: "本条由系统根据以下内容生成：", "Written by the system from:";
        PeopleOf: "组织人员 {0}", "People: {0}";
        Publish: "发布", "Publish";
        Answers: "各学会反馈（已反馈 {0}，未反馈 {1}）", "Answers ({0} received, {1} missing)";
        Answer: "反馈", "Answer";
        Answered: "已反馈", "Answered";
        Society: "学会", "Society";
        AnsweredAt: "反馈时间", "Answered at";
        NotAnswered: "未反馈", "No answer yet";
    }
}

texts! {
    /// A record on paper.
    pub enum PaperText {
        NotInFont: "〓：字体中没有的字，请手写补上：{0}", "〓: characters that the font does not have; please add by hand: {0}";
        Unit: "填报单位", "Unit";
        Day: "填报日期", "Date";
    }
}

texts! {
    /// How a record came in.
    pub enum OriginText {
        Typed: "手工录入", "Typed in";
        Applied: "在线申请", "Applied online";
        Imported: "导入", "Imported";
        Synced: "流程同步", "From its approval";
        Collected: "自动汇集", "Collected";
    }
}

texts! {
    /// What was filled in from a chosen record that says something else by now.
    pub enum FilledText {
        Changed: "填写后，名册中的以下内容已有变化：", "What the register says has changed since it was filled in here:";
        Line: "{0}：{1} → {2}", "{0}: {1} → {2}";
        Later: "编辑时可以更新。", "It can be taken over when the record is edited.";
        Take: "更新为名册中的内容", "Take over what the register says";
    }
}

texts! {
    /// How long a record still holds: the name of the last day, days.
    pub enum ExpiryText {
        Soon: "{0}：{1} 天后到期", "{0}: {1} days left";
        Today: "{0}：今天到期", "{0}: ends today";
        Expired: "{0}：已过期 {1} 天", "{0}: expired {1} days ago";
    }
}

texts! {
    /// Texts of the form editor and of the register pages.
    pub enum FormText {
        SummaryTitle: "有 {0} 处需要修改，点击可直接跳到该项", "Places that need a correction: {0}; each line leads to its field";
        WarningTitle: "有 {0} 处请核对，不影响保存", "Places to look at: {0}; they do not stand in the way of saving";
        ProblemOf: "{0}：{1}", "{0}: {1}";
        Steps: "填写步骤", "Steps";
        StepProblems: "{0} 处", "{0}";
        RowOf: "{0} 第 {1} 行：{2}", "{0}, row {1}: {2}";
        RowNumber: "第 {0} 行", "Row {0}";
        AddRow: "添加一行", "Add a row";
        MoveUp: "上移", "Move up";
        MoveDown: "下移", "Move down";
        RemoveRow: "删除此行", "Remove row";
        RowsPaste: "可从 Excel 复制多行，在第一格粘贴", "Several rows can be copied in Excel and pasted into the first cell";
        RowsFull: "最多 {0} 行", "At most {0} rows";
        PickRow: "从名册选择", "Choose from the register";
        Choose: "选择", "Choose";
        ChooseAgain: "重新选择", "Choose another";
        Remove: "移除", "Remove";
        NotChosen: "尚未选择", "Nothing chosen yet";
        PickTitle: "选择{0}", "Choose: {0}";
        PickSearch: "输入姓名、单位或手机号", "Name, unit or mobile";
        PickNone: "没有符合的记录", "No matching record";
        PickTaken: "已选", "Chosen";
        PickDone: "完成", "Done";
        PickNeedsScript: "请在启用脚本的浏览器中选择", "Choosing needs a browser with scripts";
        Level: "{0}：第 {1} 级", "{0}: level {1}";
        CodeTyped: "请填写代码", "Type the code";
        FilesHelp: "最多 {0} 个，每个不超过 {1}，类型：{2}", "At most {0}, each up to {1}; kinds: {2}";
        DropHere: "或将文件拖到此处", "or drop files here";
        Uploading: "正在上传 {0}%", "Uploading {0}%";
        PreviewOf: "预览：{0}", "Preview: {0}";
        FilesNeedScript: "上传材料需要启用脚本的浏览器", "Files can be uploaded with scripts only";
        UploadFailed: "上传失败，请重新选择该文件", "The upload failed; please choose the file again";
        UploadUnreachable: "网络不通，文件未上传", "No connection; the file was not uploaded";
        ComputedLater: "保存后由系统生成", "Filled in by the system after saving";
        Saved: "已保存 {0}", "Saved {0}";
        Submitted: "已提交 {0}", "Submitted {0}";
        AutoSaved: "已自动保存 {0}", "Saved automatically {0}";
        Restored: "已恢复您 {0} 填写、尚未保存的内容", "What you typed at {0} and did not save was restored";
        DropDraft: "放弃这些内容，恢复已保存的", "Discard it and go back to what is saved";
        AutoSaveFailed: "自动保存未成功，内容仍在本页", "Automatic saving failed; what you typed is still on this page";
        Unsaved: "有未保存的修改", "There are unsaved changes";
        DraftSaved: "已临时保存 {0}", "Draft saved {0}";
        DraftSavedOpen: "已临时保存 {0}，还有 {1} 处需要填写或修改", "Draft saved {0}; places still to fill in or mend: {1}";
        AbsentValue: "未填写", "Not filled in";
        NewRecord: "新增", "New";
        NewOf: "新增：{0}", "New: {0}";
        EditOf: "编辑：{0}", "Edit: {0}";
        Untitled: "未命名", "Untitled";
        Registers: "登记册", "Registers";
        RegistersNote: "各模块填写的内容是评估、统计和人员选择的唯一来源。", "What is filled in here is the one source of the evaluation, of statistics and of choosing people.";
        NoRegisters: "本单位没有需要填写的模块", "Your unit keeps no registers";
        NoRegistersWhy: "学会和分支机构在这里填写会员、组织、党建和业务资料；其他单位在“单位管理”中查看下级单位。", "Societies and branches fill in members, organisation, party building and business here; other units look at the units below them under “Units”.";
        RecordState: "记录状态", "Record state";
        Records: "{0} 条", "{0}";
        Drafts: "草稿 {0} 条", "{0} drafts";
        MenuOrganisation: "组织管理平台", "Organisation";
        MenuMember: "会员管理", "Members";
        MenuParty: "社会组织党建管理", "Party work";
        MenuBusiness: "业务管理平台", "Activities";
        EmptyTitle: "还没有{0}记录", "No entries in “{0}” yet";
        EmptySearch: "没有符合条件的记录", "Nothing matches";
        EmptySearchNote: "请减少条件或更换关键词。", "Try fewer conditions or other words.";
        SearchIn: "在{0}中搜索", "Search in {0}";
        ReadOnly: "此记录不能修改", "This record cannot be changed";
        LastChange: "{0} 于 {1} 修改", "Changed by {0} at {1}";
        DeleteTitle: "删除此记录", "Delete this record";
        CountsFor: "计入评估指标", "Counts for the indicators";
        Deleted: "已删除“{0}”", "“{0}” deleted";
        DeleteLoses: "删除后，以下指标将失去√：", "Without it these indicators lose their √:";
        MoveMembers: "将其会员改为", "Move its members to";
        MoveNone: "没有其他等级。请先新增一个等级，再删除此等级。", "There is no other level. Add one first, then delete this one.";
        DeleteBody: "将删除“{0}”。删除后不再计入评估。", "“{0}” will be deleted and no longer counts for the evaluation.";
        ConflictTitle: "该记录已被他人修改", "Somebody else changed this record";
        ConflictBody: "{0} 于 {1} 保存了修改。请逐项选择保留哪一个，再保存。", "{0} saved changes at {1}. Choose what to keep, field by field, then save.";
        Mine: "我填写的", "Mine";
        Theirs: "对方保存的", "Theirs";
        ConflictField: "项目", "Field";
        ConflictDone: "按所选内容继续", "Go on with this choice";
        Preview: "预览", "Preview";
        PreviewNote: "保存后，各单位看到的登记册如下。可以在这里试填，所填内容不会保存。", "This is the register as units will see it once the design is saved. You can try it here; nothing of it is kept.";
        PreviewLater: "选择登记册或填写字段后显示预览。", "The preview appears once a register is chosen or a field is filled in.";
        LoadFailed: "暂时无法读取选项，请重试", "The options cannot be read right now; please try again";
    }
}

texts! {
    /// The history of a record.
    pub enum HistoryText {
        Title: "修改记录", "Changes";
        Note: "每次保存改了什么，最近的在前。号码默认隐去。", "What each save changed, the last first. Numbers are masked.";
        Empty: "没有可显示的修改记录", "There are no changes to show";
        Older: "更早的修改请查看日志。", "Older changes are in the log.";
        Same: "内容未改动", "nothing of the content changed";
        Fields: "{0} 项", "{0} fields";
        Field: "项目", "Field";
        Before: "原来", "Before";
        After: "改为", "After";
        RowsChanged: "改动第 {0} 行", "changed rows: {0}";
        RowsOf: "{0} 行：{1}", "{0} rows: {1}";
        Between: "、", ", ";
        Restore: "恢复此值", "Restore";
        RestoreOf: "恢复“{0}”的原值", "Restore the former value of “{0}”";
        RestoreField: "恢复：{0}", "Restore: {0}";
        RestoreTitle: "恢复一项的原值", "Restore a field";
        RestoreNote: "{0} 于 {1} 修改此项。恢复后另存为新版本，其他各项不变，并写入日志。", "{0} changed this field at {1}. Restoring makes a new version, leaves all other fields as they are, and is logged.";
        Now: "现在", "Now";
        Then: "恢复为", "Becomes";
        Problems: "恢复后还须修改以下各处，请改用编辑：", "With that value these places need a correction; edit the record instead:";
        IsSame: "此项现在就是这个值。", "The field holds this value already.";
        BackToRecord: "返回记录", "Back to the record";
    }
}

texts! {
    /// Deleted records.
    pub enum RecycleText {
        Title: "回收站", "Deleted records";
        Link: "回收站（{0}）", "Deleted ({0})";
        Note: "删除的记录保留 {0} 天，期间可以恢复；恢复后重新计入评估。", "Deleted records can be taken back for {0} days; they count for the evaluation again then.";
        Empty: "回收站是空的", "Nothing was deleted lately";
        EmptyNote: "这里没有可以恢复的记录。", "There is no record to take back.";
        Record: "记录", "Record";
        By: "删除人", "Deleted by";
        At: "删除时间", "Deleted at";
        Left: "剩余时间", "Time left";
        Days: "{0} 天", "{0} days";
        Recover: "恢复", "Take back";
        Recovered: "已恢复", "Taken back";
    }
}

texts! {
    /// A form to be filled in by hand.
    pub enum BlankText {
        Title: "空白表：{0}", "Blank form: {0}";
        Blank: "空白表", "Blank form";
        Note: "打印后手工填写；带 * 的为必填。系统计算的项目不在表中。", "To be printed and filled in by hand; * marks what is required. What the system computes is left out.";
        Link: "打印空白表", "Print a blank form";
        Print: "打印", "Print";
        Unit: "填报单位：{0}", "Unit: {0}";
        FilledOn: "填报日期：      年    月    日", "Date:                    ";
        FilledBy: "填表人：            联系电话：            ", "Filled in by:                    Telephone:                    ";
        Seal: "（单位盖章）", "(seal of the unit)";
        Day: "        年    月    日", "        -      -      ";
        Files: "另附材料      份", "Papers attached:      ";
        When: "（“{0}”为“{1}”时填写）", "(only if “{0}” is “{1}”)";
        Between: "、", ", ";
    }
}
