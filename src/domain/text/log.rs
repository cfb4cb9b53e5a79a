//! Words of the log, of masked numbers, of who can see a record, and of looking at the site as another person.

use super::texts;

texts! {
    /// The page of the log and what its check says.
    pub enum LogText {
        Title: "日志", "Log";
        Note: "每一次登录、查看、修改、下载和导出都在此留痕，只能追加，不能改删。", "Every sign-in, view, change, download and export leaves a line here; lines can be added, never changed or deleted.";
        Unit: "单位", "Unit";
        Below: "含各级下级单位", "With the units below";
        From: "起始日期", "From";
        To: "截止日期", "To";
        Person: "人员", "Person";
        Action: "操作", "Action";
        Kind: "对象类型", "Kind of thing";
        Subject: "对象", "Thing";
        SubjectId: "对象编号", "Id of the thing";
        OneSubject: "只看一个对象的日志", "Only the lines of one thing";
        AllSubjects: "查看全部", "Show all";
        When: "时间", "Time";
        Remote: "来源地址", "Address";
        Number: "序号", "No.";
        Seal: "封印", "Seal";
        Details: "详情", "Details";
        Item: "内容", "What";
        Before: "原来", "Before";
        After: "现在", "After";
        Older: "更早的记录", "Older lines";
        Newest: "回到最新", "Newest lines";
        Apply: "筛选", "Filter";
        Visitor: "未登录", "not signed in";
        Empty: "没有符合条件的日志", "No lines match";
        EmptyHint: "请放宽日期或其他条件。", "Widen the dates or the other conditions.";
        ExportXlsx: "导出 Excel", "Export Excel";
        ExportCsv: "导出 CSV", "Export CSV";
        ExportNote: "导出当前筛选的全部日志，导出本身也会留痕。", "Exports all lines that match; the export itself leaves a line.";
        Verify: "校验日志是否完整", "Verify the log";
        Verdicts: "校验结果", "Result of the check";
        Sound: "{0}：{1} 条全部完好，末条封印 {2}", "{0}: all {1} lines are sound, the last seal is {2}";
        Broken: "{0}：前 {1} 条完好；{2}", "{0}: the first {1} lines are sound; {2}";
        AllSound: "共校验 {0} 个单位，全部完好", "{0} units checked, all sound";
        SomeBroken: "共校验 {0} 个单位，{1} 个单位的日志有问题", "{0} units checked, the log of {1} is broken";
        SealNote: "封印由全部内容逐条相扣算出；另行保存末条封印，可以发现整链被重写。", "Seals are computed from all lines in a row; keep the last one elsewhere to notice even a chain that was rewritten as a whole.";
        Edited: "第 {0} 条的内容与封印不符，已被改动", "line {0} does not fit its seal: it was edited";
        Deleted: "第 {0} 条已被删除", "line {0} was deleted";
        DeletedLast: "从第 {0} 条起到末尾已被删除", "the lines from {0} to the end were deleted";
        Inserted: "第 {0} 条是后来插入的", "line {0} was inserted";
        Swapped: "第 {0} 条与第 {1} 条被对调", "lines {0} and {1} were swapped";
        Head: "链首记录与第 {0} 条之前的内容不符", "the head of the chain does not fit the lines before {0}";
    }
}

texts! {
    /// Masked numbers and who sees what of a record.
    pub enum SightText {
        Hidden: "证件号、手机号等已隐去部分数字。", "Parts of identity and mobile numbers are hidden.";
        Reveal: "查看完整号码", "Show full numbers";
        Reason: "查看原因", "Reason";
        ReasonHelp: "原因和您的姓名会写入日志，本人也能看到。至少 4 个字。", "The reason and your name go into the log, and the person concerned can see them. At least 4 characters.";
        Revealed: "以下为完整号码，仅本次显示，已写入日志。", "Full numbers are shown this once; the log has a line about it.";
        HideAgain: "重新隐去", "Hide again";
        Export: "导出列表", "Export the list";
        ExportNote: "导出当前筛选的全部记录。不写原因时号码隐去；写明原因则含完整号码，并写入日志。", "Exports all records that match. Numbers are masked without a reason; with one they are full, and the log has a line about it.";
        ExportHelp: "需要完整号码时填写，至少 4 个字", "Only for full numbers; at least 4 characters";
        ExportZip: "导出 Excel 及附件", "Export Excel with files";
        Readers: "谁能看到此记录", "Who can see this record";
        ReadersNote: "由权限表和单位层级得出。号码默认隐去；查看完整号码要写原因。", "From the table of rights and the place of the unit. Numbers are masked; seeing them in full asks for a reason.";
        ReadersDraft: "草稿只有本单位能看到。", "A draft is seen by its own unit only.";
        ReadersApplicant: "申请人本人凭办理进度链接也能看到。", "The applicant sees it too, by the link of the application.";
        People: "人员", "People";
        Nobody: "暂无人员", "nobody at present";
        Rights: "可以做什么", "May";
        MayRead: "查看（号码隐去）", "read (numbers masked)";
        MayReveal: "写明原因后查看完整号码", "see full numbers for a reason";
        MayEdit: "修改（可见完整号码）", "change it (full numbers seen)";
        LogOfRecord: "此记录的日志", "Log of this record";
        Mine: "谁查看过我的信息", "Who looked at my data";
        MineNote: "列出打开、编辑、选用、导出或查看完整号码的人（您本人除外），以及以您的身份查看过本站的管理员。", "Who opened, edited, chose, exported or saw in full what is recorded about you (yourself left out), and administrators who looked at the site as you.";
        ByMobile: "按您账号的手机号 {0} 与各单位的登记记录比对；登记时用了别的号码的记录不在其中。", "Matched by your account’s mobile number {0}; records that bear another number are not covered.";
        ByIdNumber: "本单位会员登记中与此手机号对应的证件号也用于比对。", "The identity number of the member record with that mobile number in your unit is matched too.";
        NoMobile: "您的账号没有手机号，无法与登记记录比对；只列出以您的身份查看本站的管理员。", "Your account has no mobile number, so records cannot be matched; only administrators who looked at the site as you are listed.";
        MineEmpty: "目前没有。", "Nobody so far.";
        Where: "单位", "Unit";
        Role: "角色", "Role";
        Between: "、", ", ";
        SinceNote: "列表页和统计只显示隐去后的号码，不在此列。", "Lists and statistics show masked numbers only and are not counted.";
    }
}

texts! {
    /// Looking at the site as another person.
    pub enum ViewAsText {
        Banner: "您正在以“{0}”（{1}）的身份查看，只能看，不能改。所有查看都以您的姓名（{2}）写入日志。", "You are looking at the site as “{0}” ({1}) and cannot change anything. Everything is logged under your own name ({2}).";
        End: "结束查看", "End the view";
        Start: "以其身份查看", "Look as this person";
        StartOf: "以 {0} 的身份查看", "Look at the site as {0}";
    }
}
