//! Texts of the import: why files are refused, what is wrong with rows, and the pages.

use super::texts;

texts! {
    /// Why a file is refused, and what to do instead.
    pub enum RefusedText {
        Empty: "文件是空的（0 字节），请重新选择", "The file is empty (0 bytes); please choose it again";
        Xls: "这是旧版 Excel 文件（.xls）。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传", "This is an old Excel file (.xls). Open it in Excel or WPS, save it as an Excel workbook (.xlsx) and upload that";
        Csv: "这是文本文件（CSV）。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传", "This is a text file (CSV). Open it in Excel or WPS, save it as an Excel workbook (.xlsx) and upload that";
        Html: "这是网页文件，只是名字像表格。请用 Excel 打开，另存为“Excel 工作簿（.xlsx）”后再上传", "This is a web page under a spreadsheet's name. Open it in Excel, save it as an Excel workbook (.xlsx) and upload that";
        Encrypted: "文件设有打开密码。请先取消密码再上传", "The file is protected by a password. Remove the password and upload it again";
        NotXlsx: "这不是 Excel 工作簿（.xlsx）", "This is not an Excel workbook (.xlsx)";
        Damaged: "文件已损坏，无法读取。请用 Excel 打开并重新保存", "The file is damaged and cannot be read. Open it in Excel and save it again";
        ZipBomb: "文件解压后的大小异常，已拒绝", "The file unpacks to an abnormal size and was refused";
        TooLarge: "文件过大：{0}，上限 {1}", "The file is too large: {0}; the limit is {1}";
        TooManyRows: "行数超过上限 {0} 行，请分成几个文件", "More than {0} rows; please split the file";
        TooManyColumns: "列数超过上限 {0} 列：单元格 {1} 有内容，请删除多余的列", "More than {0} columns: cell {1} has content; please delete columns that are not needed";
        TooManyCells: "单元格数超过上限 {0} 个，请删除多余的行列", "More than {0} cells; please delete rows and columns that are not needed";
        Macros: "文件含有宏。请另存为不含宏的“Excel 工作簿（.xlsx）”后再上传", "The file contains macros. Save it as an Excel workbook without macros (.xlsx) and upload that";
        NoSheet: "没有可见的工作表“{0}”", "There is no visible sheet “{0}”";
        NoHeader: "没有找到表头：前 {0} 行中没有一行含有“{1}”等列名。请使用下载的模板", "No header found: none of the first {0} rows has headings such as “{1}”. Please use the template";
        NoRows: "表头下面没有数据", "There is no data below the header";
        OtherTemplate: "这是“{0}”的模板，不能导入到“{1}”", "This is the template of “{0}”; it cannot be imported into “{1}”";
        ColumnTwice: "“{0}”有两列（{1} 和 {2}），请删除其中一列", "“{0}” has two columns ({1} and {2}); please delete one of them";
    }
}

texts! {
    /// What is wrong with a row, beyond the rules of the form.
    pub enum RowText {
        CellError: "单元格的公式出错（{0}），请改正公式或直接填写", "The cell's formula has an error ({0}); mend it or type the value";
        DigitsLost: "“{0}”被保存为数字，末几位已丢失。请将该列设为文本后重新填写", "“{0}” was stored as a number and lost its last digits. Format the column as text and type it again";
        LeadingZeroLost: "“{0}”可能丢失了开头的 0。请将该列设为文本后重新填写", "“{0}” may have lost its leading zero. Format the column as text and type it again";
        AmbiguousDay: "“{0}”分不清月和日，按 {1} 处理，请核对", "“{0}” may be read two ways; it was taken as {1}, please check";
        DayAssumed: "“{0}”没有写日，按 {1} 处理，请核对", "“{0}” names no day; it was taken as {1}, please check";
        CenturyAssumed: "“{0}”的年份只有两位，按 {1} 处理，请核对", "“{0}” has a year of two digits; it was taken as {1}, please check";
        MergedCell: "单元格 {0} 是合并的，只有第一格有内容。请取消合并并逐行填写", "The cells {0} are merged and only the first has content. Unmerge them and fill in each row";
        SeveralOptions: "“{0}”对应多个选项：{1}。请写全称", "“{0}” fits several options: {1}. Please write the full name";
        DuplicateInFile: "与第 {0} 行重复（{1}），两行都不会导入。请删除其中一行", "Row {0} is the same ({1}); neither is imported. Please delete one of them";
        MatchesSeveral: "与 {0} 条已有记录相符（{1}），无法确定是哪一条", "{0} existing records fit ({1}); it is not clear which one is meant";
        KeyDiffers: "按{0}找到已有记录“{1}”，但{2}与原来的“{3}”不同，请核对", "Found by {0}: “{1}”, but {2} differs from the stored “{3}”; please check";
        NotApplicable: "此行不需要填写该项，内容“{0}”未采用", "This row does not use the field; “{0}” was not taken";
        ColumnMissing: "文件中没有必填列“{0}”", "The file has no column for the required field “{0}”";
        OldTemplate: "文件来自旧版模板（第 {0} 版，现为第 {1} 版），请核对列", "The file comes from an old template (version {0}, now {1}); please check the columns";
        SheetSkipped: "工作表“{0}”未导入；本次读取“{1}”", "Sheet “{0}” was not imported; this import read “{1}”";
        RowSkipped: "第 {0} 行像是说明或合计，未导入", "Row {0} looks like a note or a total and was not imported";
    }
}

texts! {
    /// Texts of the import pages.
    pub enum ImportText {
        History: "导入记录", "Import history";
        Template: "下载模板", "Download the template";
        TemplateHint: "模板带有下拉选项，证件号和电话列已设为文本。也可以直接上传现有名册：系统会找到表头、识别列名，导入前先给出预览。", "The template has drop-down lists, and its ID and telephone columns are text. An existing roster works too: the header is found, the columns are recognised, and nothing is written before you have seen the preview.";
        File: "选择 Excel 文件（.xlsx）", "Choose an Excel file (.xlsx)";
        Upload: "上传并预览", "Upload and preview";
        Refused: "文件未被接受", "The file was not accepted";
        OtherFile: "换一个文件", "Choose another file";
        New: "新增", "New";
        Update: "更新", "Update";
        Same: "不变", "Unchanged";
        Warning: "警告", "Warning";
        Error: "错误", "Error";
        Duplicate: "重复", "Duplicate";
        IgnoredBlank: "忽略空行 {0}", "{0} blank rows ignored";
        IgnoredColumns: "未采用的列：{0}", "Columns not used: {0}";
        SheetRead: "读取的工作表：{0}", "Sheet read: {0}";
        Columns: "列的对应", "Columns";
        Column: "列", "Column";
        Heading: "表头", "Heading";
        Kinds: "行的分类", "Kinds of rows";
        Counts: "新增 {0}，更新 {1}，不变 {2}，警告 {3}，错误或重复 {4}", "{0} new, {1} changed, {2} unchanged, {3} warnings, {4} wrong or duplicate";
        ImportInto: "导入名册", "Import a roster";
        Row: "行", "Row";
        ProblemColumn: "问题和处理方法", "Problem and remedy";
        Record: "记录", "Record";
        Changes: "变化", "Changes";
        Field: "字段", "Field";
        Empty: "（空）", "(empty)";
        NoneOfKind: "没有这一类的行", "No rows of this kind";
        CommitAll: "导入 {0} 行", "Import {0} rows";
        CommitValid: "只导入可用的 {0} 行", "Import the {0} usable rows";
        Blocked: "有 {0} 行错误或重复。可以修改文件后重新上传，也可以只导入其余的行。", "{0} rows are wrong or duplicate. Mend the file and upload it again, or import only the other rows.";
        Nothing: "没有可导入的行：文件内容与现有记录一致，或全部有误。", "Nothing to import: the file agrees with the records, or every row is wrong.";
        Committing: "正在导入，可以离开本页", "Importing; you may leave this page";
        Committed: "已导入：新增 {0}，更新 {1}", "Imported: {0} new, {1} updated";
        Failed: "导入没有完成，名册未作任何改动", "The import did not finish; nothing was changed";
        Undo: "撤回本次导入", "Undo this import";
        UndoHint: "将删除本次新增的记录，并把更新过的记录恢复原值；后来又改过的记录保留不动。", "Records that this import added are deleted and those it changed get their old values back; what was edited later stays.";
        Undone: "撤回结果", "Result of the undo";
        Reversed: "已撤回 {0}", "{0} undone";
        Kept: "已保留（后来改过）{0}", "{0} kept because edited later";
        UndoFailed: "撤回失败 {0}", "{0} failed";
        StateRefused: "已拒绝", "Refused";
        StatePlanned: "待导入", "Waiting";
        StateCommitting: "正在导入", "Importing";
        StateCommitted: "已导入", "Imported";
        StateFailed: "未完成", "Not finished";
        StateUndoing: "正在撤回", "Undoing";
        StateUndone: "已撤回", "Undone";
        Original: "原文件", "Original file";
        When: "时间", "Time";
        Who: "经办人", "By";
        Result: "结果", "Result";
        ToRegister: "查看名册", "Open the register";
        NoHistory: "还没有导入过。", "Nothing has been imported yet.";
        NoFile: "请选择文件", "Please choose a file";
        PreviewTitle: "导入预览", "Import preview";
        TemplateNote: "带 * 的列必填；不要修改表头。证件号、电话等列已设为文本。日期请写成 2024-03-05。", "Columns marked * are required; leave the header as it is. ID and telephone columns are text. Write dates like 2024-03-05.";
        TemplateFile: "{0}导入模板", "{0} import template";
    }
}
