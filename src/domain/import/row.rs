//! A line of a workbook becomes an answer with its problems, and the keys under which it is recognised.

use std::hash::{BuildHasher, RandomState};

use super::super::error::{ProblemCode, Severity};
use super::super::form::{Answer, Field, FormDefinition, Kind, Value, ruled_out};
use super::cell::{Cell, Surroundings, read};
use super::choice::Options;
use super::clean::clean;
use super::header::Header;
use super::{Code, RowCode, RowProblem, address};

/// Cells that the workbook merges: rows as Excel counts, columns from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// First and last row.
    pub rows: (i64, i64),
    /// First and last column.
    pub columns: (u32, u32),
}

impl Merge {
    fn covers(&self, row: i64, column: u32) -> bool {
        (self.rows.0..=self.rows.1).contains(&row) && (self.columns.0..=self.columns.1).contains(&column)
    }

    fn range(&self) -> String {
        format!("{}:{}", address(self.rows.0, self.columns.0), address(self.rows.1, self.columns.1))
    }
}

/// A line that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Nothing but blanks.
    Blank,
    /// A note or a total below the list.
    Note,
    /// A row of the list.
    Row(Answer, Vec<RowProblem>),
}

/// Reads the lines below a header.
pub struct Lines<'d> {
    definition: &'d FormDefinition,
    /// Per column of the header: column, field, its options.
    columns: Vec<(u32, &'d Field, Option<Options>)>,
    /// Fields whose heading asks for year and month only, such as 出生年月.
    months: Vec<&'d str>,
    merges: Vec<Merge>,
    around: Surroundings,
}

impl<'d> Lines<'d> {
    /// Prepares the columns; `options` yields the options of a field whose kind has any. Merges above the
    /// header do not matter.
    pub fn new(
        definition: &'d FormDefinition,
        header: &Header,
        mut merges: Vec<Merge>,
        around: Surroundings,
        options: impl Fn(&Field) -> Option<Options>,
    ) -> Self {
        merges.retain(|m| m.rows.1 > header.row);
        merges.sort_by_key(|m| m.rows);
        let column = |(column, _, field): &(u32, String, usize)| {
            let field = &definition.fields[*field];
            (*column, field, options(field))
        };
        let months = header.columns.iter().filter(|(_, text, _)| text.contains("年月") && !text.contains('日'));
        let months = months.map(|(_, _, field)| definition.fields[*field].key.as_str()).collect();
        Self { definition, columns: header.columns.iter().map(column).collect(), months, merges, around }
    }

    /// Reads a line: its cells in the order of columns.
    pub fn read(&self, row: i64, cells: &[(u32, Cell<'_>)]) -> Line {
        let filled = cells.iter().filter(|(_, cell)| !cell.is_blank());
        let mut first_two = filled.take(2);
        let Some((column, first)) = first_two.next() else { return Line::Blank };
        if first_two.next().is_none() && self.is_note(row, *column, first) {
            return Line::Note;
        }
        let mut answer = Answer::default();
        let mut problems = Vec::new();
        let merges = self.merges_of(row);
        for (column, field, options) in &self.columns {
            let found = cells.binary_search_by_key(column, |(c, _)| *c).ok();
            let cell = found.map_or(&Cell::Empty, |i| &cells[i].1);
            let mut problem = |code: Code, severity, args| {
                problems.push(RowProblem {
                    column: Some(*column),
                    field: field.key.clone(),
                    value: cell.shown(self.around),
                    severity,
                    code,
                    args,
                });
            };
            if cell.is_blank() {
                if let Some(merge) = merges.iter().find(|m| m.covers(row, *column)) {
                    problem(RowCode::MergedCell.into(), Severity::Error, vec![merge.range()]);
                }
                continue;
            }
            let typed = read(field, options.as_ref(), cell, self.around);
            if let Some((code, severity, args)) = typed.problem {
                problem(code, severity, args);
            }
            if let Some(value) = typed.value {
                answer.0.insert(field.key.clone(), value);
            }
            if let (Some(word), Kind::Select { other: Some(key), .. }) = (typed.other, &field.kind) {
                answer.0.entry(key.clone()).or_insert(Value::Text(word));
            }
        }
        self.complete(&mut answer, &mut problems);
        match answer.is_empty() && problems.is_empty() {
            false => Line::Row(answer, problems),
            // A row that only has its number beforehand.
            true if cells.iter().all(|(_, cell)| cell.is_blank() || cell.is_number()) => Line::Blank,
            true => Line::Note,
        }
    }

    fn merges_of(&self, row: i64) -> &[Merge] {
        if self.merges.is_empty() { &[] } else { &self.merges[..self.merges.partition_point(|m| m.rows.0 <= row)] }
    }

    /// A line with one filled cell that is merged over several columns or begins like a note.
    fn is_note(&self, row: i64, column: u32, cell: &Cell<'_>) -> bool {
        let wide = |m: &Merge| m.covers(row, column) && m.columns.1 - m.columns.0 >= 2;
        if self.merges_of(row).iter().any(wide) {
            return true;
        }
        let Cell::Text(text) = cell else { return false };
        let text = clean(text);
        let words = [
            "说明",
            "填表",
            "填报",
            "备注：",
            "备注:",
            "注：",
            "注:",
            "合计",
            "总计",
            "小计",
            "共计",
            "制表",
            "审核",
            "单位盖章",
        ];
        text.chars().count() > 20 || words.iter().any(|w| text.starts_with(w))
    }

    /// Birth date and sex that the ID number says and the row leaves out, and the day of birth where the row
    /// names only part of it.
    fn complete(&self, answer: &mut Answer, problems: &mut Vec<RowProblem>) {
        for (_, field, _) in &self.columns {
            let Kind::IdCard { birth, sex, document } = &field.kind else { continue };
            let other_document = document.as_ref().is_some_and(|d| !matches!(answer.text(d), "" | "居民身份证"));
            let id = answer.text(&field.key);
            if other_document || id.len() != 18 || !id.bytes().take(17).all(|b| b.is_ascii_digit()) {
                continue;
            }
            let day = format!("{}-{}-{}", &id[6..10], &id[10..12], &id[12..14]);
            let man = id.as_bytes()[16] % 2 == 1;
            if let Some(key) = birth.as_ref().filter(|_| day.parse::<super::super::time::Day>().is_ok()) {
                let written = answer.text(key);
                let doubt = problems.iter().position(|p| p.field == *key && p.severity == Severity::Warning);
                let code = match doubt {
                    Some(at) => Some(problems[at].code),
                    None if self.months.contains(&key.as_str()) && written.ends_with("-01") => {
                        Some(Code::Row(RowCode::DayAssumed))
                    }
                    None => None,
                };
                if written.is_empty() || code.is_some_and(|code| settles(code, written, &day)) {
                    answer.set(key, day);
                    if let Some(at) = doubt {
                        problems.remove(at);
                    }
                }
            }
            if let Some(key) = sex.as_ref().filter(|k| answer.text(k).is_empty())
                && self.definition.field(key).is_some()
            {
                answer.set(key, if man { "男" } else { "女" });
            }
        }
    }

    /// The column of a field, where the file has one.
    pub fn column_of(&self, field: &str) -> Option<u32> {
        self.columns.iter().find(|(_, f, _)| f.key == field).map(|(c, ..)| *c)
    }

    /// The first column, where problems without a cell of their own are shown.
    pub fn first_column(&self) -> u32 {
        self.columns.first().map_or(0, |(c, ..)| *c)
    }
}

/// Whether a day known for sure is one that the doubtful reading `written` may have meant; both `YYYY-MM-DD`.
fn settles(doubt: Code, written: &str, sure: &str) -> bool {
    match doubt {
        Code::Row(RowCode::DayAssumed) => written.get(..7) == sure.get(..7),
        Code::Row(RowCode::CenturyAssumed) => written.get(2..) == sure.get(2..),
        Code::Row(RowCode::AmbiguousDay) => {
            let swapped = written.get(..5).zip(written.get(5..7)).zip(written.get(8..));
            let swapped = swapped.map(|((year, month), day)| format!("{year}{day}-{month}"));
            written == sure || swapped.as_deref() == Some(sure)
        }
        _ => false,
    }
}

/// Takes values away that belong to fields which the rest of the answer rules out, and says so.
pub fn drop_ruled_out(
    definition: &FormDefinition,
    lines: &Lines<'_>,
    answer: &mut Answer,
    problems: &mut Vec<RowProblem>,
) {
    for field in ruled_out(&definition.fields, answer) {
        let value = shown_value(answer.0.remove(&field.key).as_ref());
        problems.push(RowProblem {
            column: lines.column_of(&field.key),
            field: field.key.clone(),
            value: value.clone(),
            severity: Severity::Warning,
            code: RowCode::NotApplicable.into(),
            args: vec![value],
        });
    }
}

/// A value as one text, for messages and differences.
pub fn shown_value(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Many(values)) => values.join("、"),
        Some(Value::Files(files)) => files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join("、"),
        Some(Value::Rows(rows)) => rows.len().to_string(),
    }
}

/// The hashes under which answers are recognised, the strongest key first.
pub struct Keys<'d> {
    chain: &'d [Vec<String>],
    hasher: RandomState,
}

impl<'d> Keys<'d> {
    /// The keys of a definition.
    pub fn new(definition: &'d FormDefinition) -> Self {
        Self { chain: &definition.match_by, hasher: RandomState::new() }
    }

    /// How many keys the chain has; at least one, as a register without a chain is matched by all fields.
    pub fn len(&self) -> usize {
        self.chain.len().max(1)
    }

    /// Whether records are only recognised when they are equal in all fields.
    pub fn is_empty(&self) -> bool {
        self.chain.is_empty()
    }

    /// The hash of the n-th key; none where a part of it is blank.
    pub fn hash(&self, n: usize, answer: &Answer) -> Option<u64> {
        let Some(fields) = self.chain.get(n) else {
            let text = serde_json::to_string(answer).unwrap_or_default();
            return Some(self.hasher.hash_one((n, text)));
        };
        let parts: Vec<&str> = fields.iter().map(|f| answer.text(f)).collect();
        (!parts.iter().any(|p| p.is_empty())).then(|| self.hasher.hash_one((n, parts)))
    }

    /// The n-th key in words: `证件号码 110…`.
    pub fn words(&self, n: usize, definition: &FormDefinition, answer: &Answer) -> String {
        let Some(fields) = self.chain.get(n) else { return "各项内容相同".into() };
        let word = |f: &String| {
            let label = definition.field(f).map_or(f.as_str(), |field| field.label.zh.as_str());
            format!("{label} {}", answer.text(f))
        };
        fields.iter().map(word).collect::<Vec<_>>().join("，")
    }

    /// The labels of the n-th key.
    pub fn labels(&self, n: usize, definition: &FormDefinition) -> String {
        let label = |f: &String| definition.field(f).map_or(f.clone(), |field| field.label.zh.clone());
        self.chain.get(n).map(|fields| fields.iter().map(label).collect::<Vec<_>>().join("、")).unwrap_or_default()
    }

    /// A stronger key than the n-th that both have and in which they differ: the field, theirs and ours.
    pub fn contradiction<'a>(&'a self, n: usize, stored: &'a Answer, row: &Answer) -> Option<(&'a str, &'a str)> {
        let stronger = self.chain.iter().take(n).filter(|fields| fields.len() == 1).flatten();
        stronger
            .map(|f| (f.as_str(), stored.text(f), row.text(f)))
            .find(|(_, old, new)| !old.is_empty() && !new.is_empty() && old != new)
            .map(|(f, old, _)| (f, old))
    }
}

/// Translates the problems that the form's rules find in an answer. A problem of a field that a cell was
/// already reported for is left out, as its value is missing for that reason.
pub fn form_problems(
    found: Vec<super::super::error::FieldProblem>,
    lines: &Lines<'_>,
    answer: &Answer,
    known: &mut Vec<RowProblem>,
) {
    for problem in found {
        let field = problem.path.split('.').next().unwrap_or_default();
        let reported = known.iter().any(|p| p.field == field && p.severity == Severity::Error);
        if reported && matches!(problem.code, ProblemCode::Required) {
            continue;
        }
        known.push(RowProblem {
            column: lines.column_of(field),
            field: field.to_owned(),
            value: shown_value(answer.0.get(field)),
            severity: problem.severity,
            code: Code::Form(problem.code),
            args: problem.args,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::header::{Names, TextRow, find};
    use super::*;

    fn definition() -> FormDefinition {
        let json = r#"{"key":"member","version":1,"name":{"zh":"会员管理"},"menu":"member","title":"name","columns":[],
            "match_by":[["id_no"],["name","mobile"]],
            "fields":[
              {"key":"name","label":{"zh":"姓名"},"kind":"text","required":true},
              {"key":"sex","label":{"zh":"性别"},"kind":"select","choices":[{"value":"男"},{"value":"女"}]},
              {"key":"birth_date","label":{"zh":"出生日期"},"kind":"date"},
              {"key":"id_no","label":{"zh":"证件号码"},"kind":"id_card","birth":"birth_date","sex":"sex"},
              {"key":"mobile","label":{"zh":"手机号"},"kind":"mobile"}]}"#;
        serde_json::from_str(json).unwrap()
    }

    fn lines(definition: &FormDefinition, merges: Vec<Merge>) -> Lines<'_> {
        let cells = ["姓名", "证件号码", "手机号"].iter().enumerate().map(|(i, t)| (i as u32, (*t).to_owned()));
        let rows = [TextRow { row: 2, cells: cells.collect() }];
        let header = find(definition, &Names::new(definition), &rows).unwrap().unwrap();
        let around = Surroundings { epoch_1904: false, today: "2026-11-21".parse().unwrap() };
        Lines::new(definition, &header, merges, around, |field| match &field.kind {
            Kind::Select { choices, .. } => Some(Options::of_choices(choices)),
            _ => None,
        })
    }

    fn text(column: u32, text: &'static str) -> (u32, Cell<'static>) {
        (column, Cell::Text(text.into()))
    }

    #[test]
    fn id_number_fills_what_the_row_leaves_out() {
        let definition = definition();
        let lines = lines(&definition, vec![]);
        let Line::Row(answer, problems) = lines.read(3, &[text(0, "张　三"), text(1, "11010119900307996x")]) else {
            panic!("a row")
        };
        assert_eq!(problems, []);
        assert_eq!(answer.text("name"), "张三");
        assert_eq!(answer.text("birth_date"), "1990-03-07");
        assert_eq!(answer.text("sex"), "女");
        assert_eq!(answer.text("id_no"), "11010119900307996X");
    }

    #[test]
    fn id_number_settles_a_birth_date_that_is_written_in_part() {
        let definition = definition();
        let cells = ["姓名", "证件号码", "出生年月"].iter().enumerate().map(|(i, t)| (i as u32, (*t).to_owned()));
        let rows = [TextRow { row: 2, cells: cells.collect() }];
        let header = find(&definition, &Names::new(&definition), &rows).unwrap().unwrap();
        let around = Surroundings { epoch_1904: false, today: "2026-11-21".parse().unwrap() };
        let lines = Lines::new(&definition, &header, vec![], around, |_| None);
        let read = |birth: Cell<'static>| {
            let cells = [text(0, "张三"), text(1, "110101199003079964"), (2, birth)];
            let Line::Row(answer, problems) = lines.read(3, &cells) else { panic!("a row") };
            (answer.text("birth_date").to_owned(), problems.len())
        };
        for birth in ["1990.03", "90年3月7日", "03/07/1990", "07/03/1990"] {
            assert_eq!(read(Cell::Text(birth.into())), ("1990-03-07".to_owned(), 0), "{birth}");
        }
        assert_eq!(read(Cell::Number(1990.03)), ("1990-03-07".to_owned(), 0));
        assert_eq!(read(Cell::Serial(32_933.0)), ("1990-03-07".to_owned(), 0), "1990-03-01 shown as a month");
        assert_eq!(read(Cell::Text("1990.04".into())), ("1990-04-01".to_owned(), 1));
    }

    #[test]
    fn row_with_only_its_number_is_blank() {
        let definition = definition();
        let lines = lines(&definition, vec![]);
        assert_eq!(lines.read(3, &[(7, Cell::Number(5.0)), text(0, " ")]), Line::Blank);
        assert_eq!(lines.read(3, &[(7, Cell::Text("制表人".into()))]), Line::Note);
    }

    #[test]
    fn blank_notes_and_merged_cells_are_no_rows() {
        let definition = definition();
        let merges = vec![
            Merge { rows: (1, 1), columns: (0, 5) },
            Merge { rows: (4, 6), columns: (2, 2) },
            Merge { rows: (9, 9), columns: (0, 5) },
        ];
        let lines = lines(&definition, merges);
        assert_eq!(lines.read(3, &[(0, Cell::Empty), text(1, " \u{3000}")]), Line::Blank);
        assert_eq!(lines.read(8, &[text(0, "合计：3 人")]), Line::Note);
        assert_eq!(lines.read(9, &[text(0, "张三")]), Line::Note);
        let Line::Row(_, problems) = lines.read(5, &[text(0, "李四")]) else { panic!("a row") };
        assert_eq!(problems[0].code, Code::Row(RowCode::MergedCell));
        assert_eq!(problems[0].args, ["C4:C6"]);
    }

    #[test]
    fn keys_need_all_their_parts() {
        let definition = definition();
        let keys = Keys::new(&definition);
        let mut one = Answer::default();
        one.set("name", "张三");
        assert_eq!((keys.hash(0, &one), keys.hash(1, &one)), (None, None));
        one.set("mobile", "13800138000");
        let mut two = one.clone();
        two.set("id_no", "110101199003079964");
        assert_eq!(keys.hash(1, &one), keys.hash(1, &two));
        assert!(keys.hash(0, &two).is_some());
        let mut three = two.clone();
        three.set("id_no", "44200019850612997X");
        assert_eq!(keys.contradiction(1, &two, &three), Some(("id_no", "110101199003079964")));
        assert_eq!(keys.words(1, &definition, &one), "姓名 张三，手机号 13800138000");
    }
}
