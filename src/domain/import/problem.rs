//! What can be wrong with a file, a row or a cell, and where it stands.

use serde::{Deserialize, Serialize};

use crate::domain::error::{FieldProblem, ProblemCode, Severity, codes};
use crate::domain::text::import::{RefusedText, RowText};
use crate::domain::text::{Lang, Text};

codes! {
    /// What is wrong with a cell or row beyond the rules of the form.
    pub enum RowCode: RowText {
        CellError = "cell_error", DigitsLost = "digits_lost", LeadingZeroLost = "leading_zero_lost",
        AmbiguousDay = "ambiguous_day", DayAssumed = "day_assumed", CenturyAssumed = "century_assumed",
        MergedCell = "merged_cell", SeveralOptions = "several_options", DuplicateInFile = "duplicate_in_file",
        MatchesSeveral = "matches_several", KeyDiffers = "key_differs", NotApplicable = "not_applicable",
        ColumnMissing = "column_missing", OldTemplate = "old_template", SheetSkipped = "sheet_skipped",
        RowSkipped = "row_skipped",
    }
}

impl RowCode {
    /// The sentence, naming the values.
    pub fn message(self, lang: Lang, args: &[String]) -> String {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        self.key().fill(lang, &args)
    }
}

codes! {
    /// Why a file as a whole is refused; nothing of it is kept.
    pub enum RefusedCode: RefusedText {
        Empty = "empty", Xls = "xls", Csv = "csv", Html = "html", Encrypted = "encrypted", NotXlsx = "not_xlsx",
        Damaged = "damaged", ZipBomb = "zip_bomb", TooLarge = "too_large", TooManyRows = "too_many_rows",
        TooManyColumns = "too_many_columns", TooManyCells = "too_many_cells", Macros = "macros",
        NoSheet = "no_sheet", NoHeader = "no_header", NoRows = "no_rows", OtherTemplate = "other_template",
        ColumnTwice = "column_twice",
    }
}

/// A refusal of a whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub code: RefusedCode,
    /// The values that the sentence names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
}

impl Refusal {
    /// A refusal with the values that its sentence names.
    pub fn new(code: RefusedCode, args: &[&str]) -> Self {
        Self { code, args: args.iter().map(|a| (*a).to_owned()).collect() }
    }

    /// The sentence, naming the values.
    pub fn message(&self, lang: Lang) -> String {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        self.code.key().fill(lang, &args)
    }
}

/// The code of a problem: a rule of the form, or of the import itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Code {
    /// From `RowCode`.
    Row(RowCode),
    /// From the form's rules.
    Form(ProblemCode),
}

impl Code {
    /// The code as it stands in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Row(c) => c.code(),
            Self::Form(c) => c.code(),
        }
    }

    /// The sentence, naming the values.
    pub fn message(self, lang: Lang, args: &[String]) -> String {
        match self {
            Self::Row(c) => c.message(lang, args),
            Self::Form(c) => {
                let problem =
                    FieldProblem { path: String::new(), code: c, args: args.to_vec(), severity: Severity::Error };
                problem.message(lang)
            }
        }
    }
}

/// A problem as the plan stores it, without what its row says anyway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    /// The column, from 0; none where the file has no column for the field.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// The field's key; empty where the problem is of the row as a whole.
    #[serde(rename = "f", default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// What stands in the cell.
    #[serde(rename = "v", default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// Whether it blocks.
    #[serde(rename = "s")]
    pub severity: Severity,
    /// What is wrong.
    #[serde(rename = "k")]
    pub code: Code,
    /// The values that the sentence names.
    #[serde(rename = "a", default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
}

/// A problem as people and programs read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The sheet's name.
    pub sheet: String,
    /// The address, e.g. `C7`.
    pub cell: String,
    /// The row number that Excel shows.
    pub row: i64,
    /// The field's key; empty where the problem is of the row as a whole.
    pub field: String,
    /// What stands in the cell.
    pub value: String,
    /// Whether it blocks.
    pub severity: Severity,
    /// The code.
    pub code: String,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl Problem {
    /// Completes a stored problem with its place; a problem without a cell of its own is shown at `column`.
    pub fn at(sheet: &str, row: i64, column: u32, problem: &RowProblem, lang: Lang) -> Self {
        Self {
            sheet: sheet.to_owned(),
            cell: address(row, problem.column.unwrap_or(column)),
            row,
            field: problem.field.clone(),
            value: problem.value.clone(),
            severity: problem.severity,
            code: problem.code.code().to_owned(),
            message: problem.code.message(lang, &problem.args),
        }
    }
}

/// The letters of a column counted from 0: `A`, `Z`, `AA`.
pub fn column_letters(column: u32) -> String {
    let mut n = u64::from(column) + 1;
    let mut letters = Vec::new();
    while n > 0 {
        n -= 1;
        letters.push(char::from(b'A' + (n % 26) as u8));
        n /= 26;
    }
    letters.iter().rev().collect()
}

/// The address of a cell: row as Excel counts, column from 0.
pub fn address(row: i64, column: u32) -> String {
    format!("{}{row}", column_letters(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_excel_does() {
        for (n, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letters(n), letters);
        }
        assert_eq!(address(7, 2), "C7");
    }

    #[test]
    fn codes_of_the_form_and_of_the_import_travel_as_plain_text() {
        for code in [Code::Form(ProblemCode::IdNumberChecksum), Code::Row(RowCode::AmbiguousDay)] {
            let json = serde_json::to_string(&code).unwrap();
            assert_eq!(json, format!("\"{}\"", code.code()));
            assert_eq!(serde_json::from_str::<Code>(&json).unwrap(), code);
        }
    }
}
