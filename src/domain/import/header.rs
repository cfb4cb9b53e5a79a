//! Finds the header of a sheet: below titles, in one row or two, columns in any order and under many names.

use std::collections::HashMap;

use super::super::form::{Field, FormDefinition, Kind};
use super::super::text::Lang;
use super::clean::{line, narrow_char};
use super::{Refusal, RefusedCode, address};

/// How many filled rows are looked at for a header.
pub const SEARCH_ROWS: usize = 25;

/// A row as text, before it is known what its columns mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextRow {
    /// The row number that Excel shows.
    pub row: i64,
    /// Column from 0, and what stands there.
    pub cells: Vec<(u32, String)>,
}

/// The header of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its last row.
    pub row: i64,
    /// Column from 0, heading, index of the field.
    pub columns: Vec<(u32, String, usize)>,
    /// Headings that no field answers to, by column.
    pub ignored: Vec<(u32, String)>,
}

/// Groups of headings for the same thing.
const SYNONYMS: &[&[&str]] = &[
    &["姓名", "名字", "会员姓名", "真实姓名", "人员姓名", "full name"],
    &["性别", "男女"],
    &[
        "手机号",
        "手机",
        "手机号码",
        "移动电话",
        "联系手机",
        "联系方式",
        "联系电话",
        "mobile",
        "mobile phone",
        "cell phone",
        "phone",
    ],
    &[
        "证件号码",
        "证件号",
        "身份证号",
        "身份证号码",
        "身份证",
        "公民身份号码",
        "居民身份证号",
        "居民身份证号码",
        "id number",
        "id card",
    ],
    &["证件类型", "证件种类", "证件类别"],
    &["出生日期", "出生年月日", "出生年月", "生日", "出生时间", "birthday", "date of birth"],
    &["民族", "族别", "ethnicity"],
    &["政治面貌", "党派", "党派1", "政治身份"],
    &["学历", "最高学历", "文化程度", "学历层次"],
    &["学位", "最高学位"],
    &["职称", "专业技术职务", "技术职称", "专业技术职称", "专业职称"],
    &["职务", "行政职务", "现任职务", "岗位"],
    &["工作单位", "所在单位", "单位", "任职单位", "employer", "company", "organisation", "organization"],
    &["电子邮箱", "邮箱", "电子邮件", "e-mail", "email", "e-mail地址", "email address"],
    &["通讯地址", "通信地址", "联系地址", "地址", "住址"],
    &["邮政编码", "邮编", "postcode", "zip"],
    &["入会时间", "入会日期", "入会年月", "加入时间"],
    &["会员类别", "会员类型", "会员种类"],
    &["会员等级", "会员级别", "等级", "级别"],
    &["会员编号", "会员号", "会员证号", "编号"],
    &["专业", "所学专业", "从事专业"],
    &["研究方向", "专业领域", "研究领域"],
    &["统一社会信用代码", "信用代码", "社会信用代码"],
    &["备注", "说明", "remark", "note"],
];

/// Whether a column of a file can fill the field.
pub fn is_importable(field: &Field) -> bool {
    !matches!(field.kind, Kind::Files { .. } | Kind::Rows { .. } | Kind::Password | Kind::Login | Kind::Computed { .. })
}

/// The names under which a form's fields are recognised.
#[derive(Clone, Debug)]
pub struct Names {
    exact: HashMap<String, usize>,
    similar: HashMap<String, usize>,
}

impl Names {
    /// Collects labels, keys and synonyms. A synonym that would fit two fields fits none.
    pub fn new(definition: &FormDefinition) -> Self {
        let fields: Vec<(usize, &Field)> =
            definition.fields.iter().enumerate().filter(|(_, f)| is_importable(f)).collect();
        let mut exact = HashMap::new();
        for (i, field) in &fields {
            exact.entry(heading(field.label.text(Lang::Zh))).or_insert(*i);
        }
        for (i, field) in &fields {
            for name in [field.label.text(Lang::En), &field.key] {
                exact.entry(heading(name)).or_insert(*i);
            }
        }
        let mut similar: HashMap<String, Option<usize>> = HashMap::new();
        for (i, field) in &fields {
            let own = [heading(&field.label.zh), heading(&bare(&field.label.zh))];
            let groups = SYNONYMS.iter().filter(|group| group.iter().any(|name| own.contains(&heading(name))));
            let names = groups.flat_map(|group| group.iter().map(|n| heading(n))).chain(own.clone());
            for name in names.collect::<std::collections::BTreeSet<_>>() {
                similar.entry(name).and_modify(|known| *known = None).or_insert(Some(*i));
            }
        }
        exact.remove("");
        Self { exact, similar: similar.into_iter().filter_map(|(name, i)| Some((name, i?))).collect() }
    }

    /// The field of a heading and whether it is the field's own name.
    fn find(&self, text: &str) -> Option<(usize, bool)> {
        let (full, short) = (heading(text), heading(&bare(text)));
        let exact = self.exact.get(&full).or_else(|| self.exact.get(&short)).map(|i| (*i, true));
        exact.or_else(|| self.similar.get(&full).or_else(|| self.similar.get(&short)).map(|i| (*i, false)))
    }

    fn score(&self, cells: &[(u32, String)]) -> usize {
        let found: std::collections::BTreeSet<usize> =
            cells.iter().filter_map(|(_, text)| self.find(text)).map(|(i, _)| i).collect();
        found.len()
    }
}

/// Finds the header among the first filled rows of a sheet; nothing where no row looks like one.
///
/// # Errors
/// `ColumnTwice` where two columns carry the same field's own name.
pub fn find(definition: &FormDefinition, names: &Names, rows: &[TextRow]) -> Result<Option<Header>, Refusal> {
    let importable = definition.fields.iter().filter(|f| is_importable(f)).count();
    let mut best: Option<(usize, i64, Vec<(u32, String)>)> = None;
    for (i, row) in rows.iter().enumerate() {
        let mut candidates = vec![(names.score(&row.cells), row.row, row.cells.clone())];
        if let Some(below) = rows.get(i + 1).filter(|b| b.row == row.row + 1) {
            let joined = join(&row.cells, &below.cells, names);
            let score = names.score(&joined);
            if score > candidates[0].0 && score > names.score(&below.cells) {
                candidates.push((score, below.row, joined));
            }
        }
        for candidate in candidates {
            if best.as_ref().is_none_or(|b| candidate.0 > b.0) {
                best = Some(candidate);
            }
        }
    }
    match best {
        Some((score, row, cells)) if score >= importable.clamp(1, 2) => map(definition, names, row, &cells).map(Some),
        _ => Ok(None),
    }
}

/// The headings of two rows: the lower one where it stands, the upper one where the lower is empty or unknown.
fn join(upper: &[(u32, String)], lower: &[(u32, String)], names: &Names) -> Vec<(u32, String)> {
    let mut joined: std::collections::BTreeMap<u32, String> = upper.iter().cloned().collect();
    for (column, text) in lower {
        let keep_upper = names.find(text).is_none() && joined.get(column).is_some_and(|u| names.find(u).is_some());
        if !keep_upper {
            joined.insert(*column, text.clone());
        }
    }
    joined.into_iter().collect()
}

fn map(def: &FormDefinition, names: &Names, row: i64, cells: &[(u32, String)]) -> Result<Header, Refusal> {
    let mut taken: HashMap<usize, (u32, bool)> = HashMap::new();
    for (column, text) in cells {
        let Some((field, own)) = names.find(text) else { continue };
        match taken.get(&field) {
            Some((other, true)) if own => {
                let label = &def.fields[field].label.zh;
                let (first, second) = (address(row, *other), address(row, *column));
                return Err(Refusal::new(RefusedCode::ColumnTwice, &[label, &first, &second]));
            }
            Some((_, true)) => {}
            Some((_, false)) if !own => {}
            _ => {
                taken.insert(field, (*column, own));
            }
        }
    }
    let by_column: HashMap<u32, usize> = taken.iter().map(|(field, (column, _))| (*column, *field)).collect();
    let mut header = Header { row, columns: Vec::new(), ignored: Vec::new() };
    for (column, text) in cells {
        let text = line(text).into_owned();
        match by_column.get(column) {
            Some(field) => header.columns.push((*column, text, *field)),
            None if text.is_empty() => {}
            None => header.ignored.push((*column, text)),
        }
    }
    Ok(header)
}

/// The form under which headings are compared: no blanks, stars, colons or marks of being required.
fn heading(text: &str) -> String {
    let mut text: String = text
        .chars()
        .map(narrow_char)
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .filter(|c| !matches!(c, '*' | '※' | ':' | '★' | '_' | '\u{200b}'..='\u{200f}' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect();
    for mark in ["(必填)", "(选填)", "(必填项)", "[必填]", "必填", "(required)"] {
        if let Some(rest) = text.strip_suffix(mark).or_else(|| text.strip_prefix(mark)).filter(|r| !r.is_empty()) {
            text = rest.to_owned();
        }
    }
    text
}

/// A heading without the remark in brackets behind it.
fn bare(text: &str) -> String {
    let text: String = text.chars().map(narrow_char).collect();
    match text.find(['(', '[', '【']) {
        Some(at) if at > 0 => text[..at].to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition() -> FormDefinition {
        let json = r#"{"key":"member","version":1,"name":{"zh":"会员管理"},"menu":"member","title":"name","columns":[],
            "fields":[
              {"key":"name","label":{"zh":"姓名（个人）","en":"Name"},"kind":"text","required":true},
              {"key":"sex","label":{"zh":"性别","en":"Sex"},"kind":"select"},
              {"key":"mobile","label":{"zh":"手机号","en":"Mobile"},"kind":"mobile"},
              {"key":"email","label":{"zh":"电子邮箱","en":"E-mail"},"kind":"email"},
              {"key":"photo","label":{"zh":"照片"},"kind":"files"}]}"#;
        serde_json::from_str(json).unwrap()
    }

    fn rows(table: &[&[&str]]) -> Vec<TextRow> {
        let cells = |row: &&[&str]| {
            let filled = row.iter().enumerate().filter(|(_, t)| !t.is_empty());
            filled.map(|(c, t)| (c as u32, (*t).to_owned())).collect()
        };
        table.iter().enumerate().map(|(i, row)| TextRow { row: i as i64 + 1, cells: cells(row) }).collect()
    }

    fn found(table: &[&[&str]]) -> Option<Header> {
        let definition = definition();
        find(&definition, &Names::new(&definition), &rows(table)).unwrap()
    }

    fn fields(header: &Header) -> Vec<(u32, usize)> {
        header.columns.iter().map(|(c, _, f)| (*c, *f)).collect()
    }

    #[test]
    fn header_below_titles_with_reordered_columns_is_found() {
        let header = found(&[
            &["某某学会会员名册"],
            &["填报说明：姓名必填"],
            &["序号", "手机号码", "姓  名*", "性 别", "照片"],
            &["1", "13800138000", "张三", "男"],
        ])
        .unwrap();
        assert_eq!(header.row, 3);
        assert_eq!(fields(&header), [(1, 2), (2, 0), (3, 1)]);
        assert_eq!(header.ignored, [(0, "序号".into()), (4, "照片".into())]);
    }

    #[test]
    fn header_of_two_rows_is_joined() {
        let header =
            found(&[&["姓名", "性别", "联络", ""], &["", "", "手机", "邮箱"], &["张三", "男", "13800138000"]]).unwrap();
        assert_eq!(header.row, 2);
        assert_eq!(fields(&header), [(0, 0), (1, 1), (2, 2), (3, 3)]);
    }

    #[test]
    fn english_labels_and_keys_are_names_too() {
        assert_eq!(fields(&found(&[&["Name", "mobile", "E-MAIL"]]).unwrap()), [(0, 0), (1, 2), (2, 3)]);
    }

    #[test]
    fn unrelated_sheet_has_no_header() {
        assert_eq!(found(&[&["品名", "单价", "数量"], &["纸", "3", "4"]]), None);
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn one_field_in_two_columns_is_refused_unless_one_is_only_similar() {
        let definition = definition();
        let names = Names::new(&definition);
        let refused = find(&definition, &names, &rows(&[&["姓名（个人）", "手机号", "手机号"]])).unwrap_err();
        assert_eq!(refused.code, RefusedCode::ColumnTwice);
        assert_eq!(refused.args, ["手机号", "B1", "C1"]);
        let header = found(&[&["姓名", "联系电话", "手机号"]]).unwrap();
        assert_eq!(fields(&header), [(0, 0), (2, 2)]);
        assert_eq!(header.ignored, [(1, "联系电话".into())]);
    }
}
