//! Texts of the help chapters.

use super::texts;

texts! {
    /// Texts of the help chapters.
    pub enum GuideText {
        Link: "填写帮助", "Help";
        Title: "填写帮助：{0}", "Help: {0}";
        Chapters: "使用手册", "Manual";
        ChaptersNote: "每个登记册一章：怎样填、每一项填什么、计入哪些指标。", "A chapter for each register: how to fill it in, what each field takes, which indicators read it.";
        Download: "下载整本手册", "Download the whole manual";
        Open: "打开登记册", "Open the register";
        Steps: "怎样填写", "How to fill it in";
        Fields: "每一项填什么", "What each field takes";
        Field: "项目", "Field";
        Takes: "填写要求", "What it takes";
        Leaves: "计入的指标", "Indicators that read it";
        Required: "必填", "required";
        When: "“{0}”为 {1} 时填写", "only if “{0}” is {1}";
        Single: "每个单位一份，打开即可填写。", "There is one for each unit; open it and fill it in.";
        Add: "点“新增”填写，带 * 的为必填项。", "Press “Add” and fill it in; fields with * are required.";
        Draft: "没填完可以点“临时保存”。草稿只有本单位能看到，下次接着填；页面还会随时自动保存所填内容。", "What is unfinished is kept with “Save draft”. Only your unit sees a draft, and what you type is also saved automatically.";
        DraftBySave: "没填完可以点“保存”，留作只有本单位能看到的草稿；页面还会随时自动保存所填内容。", "What is unfinished is kept with “Save”, as a draft that only your unit sees; what you type is also saved automatically.";
        Save: "填完点“保存”：系统检查每一项，有误的逐项说明；通过后科协即可看到。", "When it is complete press “Save”: every field is checked and what is wrong is named; then the association sees it.";
        Submit: "填完点“提交”：系统检查每一项，有误的逐项说明；通过后科协即可看到。", "When it is complete press “Submit”: every field is checked and what is wrong is named; then the association sees it.";
        Publish: "发布后，各学会在“通知报送”中收到并可反馈；打开本条即可看到各学会的反馈和未反馈的学会。修改后再次发布，学会看到的内容随之更新；删除即撤回。", "Once published, the societies find it among their Party notices and can answer; its page shows the answers and who has not answered. Published again after a change, the societies see the change; deleting takes it back.";
        Received: "由科协下发，不需要自己新增。打开通知，点击“编辑”填写反馈内容后提交；提交后仍可修改。", "The association sends it; nothing is added here. Open a notice and choose Edit to answer; an answer can be changed afterwards.";
        Stages: "分三步报送：换届方案、大会请示、备案材料。每一步由科协同意或退回后，下一步的内容才开放填写；已报送的内容不再改动。备案后，本届资料自动写入“换届资料”。", "It is handed in in three parts: plan, request for the assembly, filing. The association agrees or returns each; then the next part opens, and what was handed in stays as it is. Once filed, the term is written into the re-election papers.";
        Reviewed: "科协审核通过或退回。尚无人处理时可以撤回；退回的修改后再提交，直接回到退回的人。", "The association approves or returns it. While nobody has acted you can withdraw it; what was returned and handed in again goes to the one who returned it.";
        Leave: "成员离任时填写原因，经科协同意后生效。", "When somebody leaves office, give the reason; it takes effect when the association agrees.";
        Climb: "提交后逐级上报，每一级都可以通过或退回。", "Handed in, it goes up level by level; each can approve or return it.";
        Files: "选好文件后还要保存或提交，文件才算数。", "A chosen file counts only after saving or handing in.";
        Import: "记录多时可以用 Excel 批量导入：在“名单导入”下载模板，填好上传，核对预览后确认；导入后可以撤销。", "Many records come in from Excel: download the template under “Imports”, fill it in, upload it, look through the preview and confirm; an import can be undone.";
        Change: "保存后可以随时查看、编辑、删除；删除的记录 30 天内可以从回收站恢复，每次修改都有历史。", "Records can be viewed, edited and deleted; deleted ones can be taken back for 30 days, and every change is in the history.";
        Paper: "列表可以导出 Excel、CSV，也可以打印空白表。", "A list is exported to Excel or CSV, and the empty form can be printed.";
        Collected: "由系统从学会的活动中自动归集；内容可以修改，修改后不会被覆盖，不能手工添加或删除。", "Collected from the society’s activities by the system. The data can be changed and is never overwritten; nothing is added or deleted by hand.";
        Derived: "由系统生成，只能查看。", "Written by the system; it can only be read.";
        Expires: "“{0}”前 {1}系统会提醒，过期后在列表中标明。", "There are reminders before “{0}”: {1}; afterwards the list says so.";
        AheadMonths: "{0} 个月", "{0} months";
        AheadDays: "{0} 天", "{0} days";
        Advice: "{0}。", "{0}.";
        Text: "不超过 {0} 字", "up to {0} characters";
        Lines: "可分多行，不超过 {0} 字", "several lines, up to {0} characters";
        Int: "整数", "a whole number";
        IntFrom: "整数，不小于 {0}", "a whole number, {0} or more";
        IntTo: "整数，不大于 {0}", "a whole number, {0} or less";
        IntBetween: "{0} 至 {1} 的整数", "a whole number from {0} to {1}";
        Decimal: "数字，最多两位小数", "a number with up to two decimals";
        Date: "日期，如 2024-03-05", "a date like 2024-03-05";
        DatePast: "日期，如 2024-03-05，不晚于今天", "a date like 2024-03-05, not in the future";
        DateTime: "日期和时间，如 2024-03-05 09:30", "date and time like 2024-03-05 09:30";
        Year: "四位年份，如 2024", "a year like 2024";
        Bool: "是或否", "yes or no";
        Choice: "选一项：{0}", "one of: {0}";
        Choices: "可选多项：{0}", "any of: {0}";
        OneOf: "从 {0} 项中选一项", "one of {0} options";
        AnyOf: "可从 {0} 项中选多项", "any of {0} options";
        Between: "、", ", ";
        Code: "从代码表中逐级选择，也可以输入名称查找", "chosen from a code table, level by level or by name";
        Mobile: "手机号；境外号码先选国家或地区", "a mobile number; for one abroad choose the country first";
        Landline: "电话，如 010-60000001", "a telephone number like 010-60000001";
        Email: "电子邮箱", "an e-mail address";
        Url: "网址，以 http:// 或 https:// 开头", "a web address beginning with http:// or https://";
        Postcode: "6 位邮政编码", "six digits";
        Uscc: "18 位统一社会信用代码，自动核对校验位", "18 characters; the check character is verified";
        IdCard: "18 位身份证号，自动核对校验位，并带出出生日期和性别", "18 characters; the check character is verified, birth date and sex are filled in";
        Cn: "国内统一刊号，如 CN 11-5998/O1", "a CN serial number like CN 11-5998/O1";
        Issn: "ISSN，如 9990-0017", "an ISSN like 9990-0017";
        FilesTake: "最多 {0} 个文件，每个不超过 {1}，类型：{2}", "up to {0} files of up to {1} each; kinds: {2}";
        Record: "从“{0}”中选择", "chosen from “{0}”";
        Rows: "可填多行，最多 {0} 行；可从 Excel 粘贴", "up to {0} rows; they can be pasted from Excel";
        Login: "登录名：3 至 32 位字母、数字、点、横线，保存后不能修改", "a login name: 3 to 32 letters, digits, dots or hyphens; fixed once saved";
        Password: "密码，只写入不显示", "a password; written, never shown";
        Computed: "由系统填写", "filled in by the system";
    }
}
