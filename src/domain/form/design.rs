//! Designs: what an association adds to the registers. A design is itself a record; this is the one function that
//! makes a form definition of it, for the preview, the check on save and the catalog.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    Answer, Choice, Condition, Field, FormDefinition, Kind, Menu, RecordFlow, Shape, Value, area_max, file_bytes,
    file_types, files_max, line_max,
};
use crate::domain::error::{FieldProblem, ProblemCode};
use crate::domain::text::Label;

/// 登记册设计: the register of designs.
pub const DESIGNS: &str = "register_design";
/// 选项列表: the register of lists that fields share.
pub const LISTS: &str = "option_list";

/// What keys of registers and fields begin with that an association has set up; those of the program never do.
const OWN: &str = "x_";
/// Longest key, in characters.
const KEY_MAX: usize = 40;
/// Columns of a new register whose fields name none.
const COLUMNS: usize = 5;
/// 新建登记册
const NEW: &str = "新建登记册";
const YES: &str = "是";

/// Choices of the association's own lists, by the id of their record.
pub type Lists = BTreeMap<String, Vec<Choice>>;

/// What a design comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Designed {
    /// The register as it is then; none where the design does not say which one. Fields with a problem are left out
    /// or stand in the simplest form.
    pub definition: Option<FormDefinition>,
    /// What is wrong with the design, at the paths of its record.
    pub problems: Vec<FieldProblem>,
}

/// Whether an association may add fields to a register.
pub fn is_open(definition: &FormDefinition) -> bool {
    !definition.design
        && definition.menu != Menu::Congress
        && !matches!(definition.flow, RecordFlow::Application | RecordFlow::Derived)
}

/// Whether a register or field was set up by an association.
pub fn is_own(key: &str) -> bool {
    key.starts_with(OWN)
}

/// Whether a list can be filtered by fields of that kind.
pub fn can_filter(kind: &Kind) -> bool {
    matches!(kind, Kind::Select { .. } | Kind::Bool)
}

/// Gives the register and the fields of a design the keys that they still lack; `fresh` makes random letters and
/// digits. A key is never given twice, so that no field finds the values of one that is gone.
pub fn give_keys(design: &mut Answer, mut fresh: impl FnMut() -> String) {
    let mut give = |part: &mut Answer| {
        if part.text("code").is_empty() {
            part.set("code", format!("{OWN}{}", fresh()));
        }
    };
    if design.text("scope") == NEW {
        give(design);
    }
    if let Some(Value::Rows(rows)) = design.0.get_mut("fields") {
        rows.iter_mut().for_each(give);
    }
}

/// Makes the definition of a design on top of the registers that are there, in the order of the menus.
pub fn designed(design: &Answer, registers: &[FormDefinition], lists: &Lists) -> Designed {
    let mut problems = Vec::new();
    let base = match design.text("scope") {
        NEW => Some(head(design, registers, &mut problems)),
        _ => registers.iter().find(|r| r.key == design.text("register") && is_open(r)).cloned(),
    };
    let Some(mut form) = base else {
        if !design.text("register").is_empty() {
            let named = [design.text("register")];
            problems.push(FieldProblem::error("register", ProblemCode::NotAnOption, &named));
        }
        return Designed { definition: None, problems };
    };
    let of_program = form.fields.len();
    let mut rows = Rows { form: &mut form, lists, problems: &mut problems, after: BTreeMap::new() };
    let all = || design.rows("fields").iter().enumerate();
    let added: Vec<_> = all().filter(|(at, row)| rows.add(*at, row)).collect();
    for (at, row) in added {
        rows.condition(at, row);
    }
    if of_program == 0 {
        complete(&mut form, &mut problems);
    }
    Designed { definition: Some(form), problems }
}

/// A register without fields.
fn head(design: &Answer, registers: &[FormDefinition], problems: &mut Vec<FieldProblem>) -> FormDefinition {
    let key = design.text("code");
    if !key.is_empty() {
        check_key(key, "code", problems);
        if registers.iter().any(|r| r.key == key) {
            problems.push(FieldProblem::error("code", ProblemCode::Duplicate, &[key]));
        }
    }
    let name = Label { zh: design.text("title").to_owned(), en: design.text("title_en").to_owned() };
    if registers.iter().any(|r| r.name.zh == name.zh) {
        problems.push(FieldProblem::error("title", ProblemCode::Duplicate, &[&name.zh]));
    }
    FormDefinition {
        key: if key.is_empty() { OWN.to_owned() } else { key.to_owned() },
        version: 1,
        name,
        purpose: Label { zh: design.text("purpose").to_owned(), en: String::new() },
        shape: Shape::List,
        menu: match design.text("menu") {
            "会员管理" => Menu::Member,
            "社会组织党建管理" => Menu::Party,
            "业务管理平台" => Menu::Business,
            _ => Menu::Organisation,
        },
        part: None,
        held_by: super::held_by_societies(),
        design: false,
        flow: RecordFlow::Save,
        title: String::new(),
        columns: Vec::new(),
        filters: Vec::new(),
        match_by: Vec::new(),
        shelves: None,
        shared: None,
        expires: Vec::new(),
        sections: Vec::new(),
        fields: Vec::new(),
    }
}

/// What follows from the fields of a new register: its title, and columns where none is named.
fn complete(form: &mut FormDefinition, problems: &mut Vec<FieldProblem>) {
    match form.fields.iter().find(|f| matches!(f.kind, Kind::Text { .. }) && f.required && f.when.is_none()) {
        Some(field) => form.title = field.key.clone(),
        None => {
            problems.push(FieldProblem::error("fields", ProblemCode::TitleFieldMissing, &[]));
            form.title = form.fields.first().map(|f| f.key.clone()).unwrap_or_default();
        }
    }
    if form.columns.is_empty() {
        let shown = form.fields.iter().filter(|f| !matches!(f.kind, Kind::Files { .. } | Kind::TextArea { .. }));
        form.columns = shown.map(|f| f.key.clone()).take(COLUMNS).collect();
    }
    if !form.title.is_empty() && !form.columns.contains(&form.title) {
        form.columns.insert(0, form.title.clone());
    }
}

fn check_key(key: &str, path: impl Into<String>, problems: &mut Vec<FieldProblem>) {
    let plain = key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !is_own(key) || key.len() == OWN.len() || key.len() > KEY_MAX || !plain {
        problems.push(FieldProblem::error(path, ProblemCode::OwnKey, &[OWN]));
    }
}

/// The rows of a design on their way into a definition.
struct Rows<'a> {
    form: &'a mut FormDefinition,
    lists: &'a Lists,
    problems: &'a mut Vec<FieldProblem>,
    /// The last field that was placed after a key, so that several after the same one keep their order.
    after: BTreeMap<String, String>,
}

impl Rows<'_> {
    fn fault(&mut self, at: usize, key: &str, code: ProblemCode, args: &[&str]) {
        self.problems.push(FieldProblem::error(format!("fields.{at}.{key}"), code, args));
    }

    /// The key of a row's field; a row that has none yet is shown under its place.
    fn key(at: usize, row: &Answer) -> String {
        match row.text("code") {
            "" => format!("{OWN}row{at}"),
            key => key.to_owned(),
        }
    }

    /// Adds a row's field; false where it cannot stand.
    fn add(&mut self, at: usize, row: &Answer) -> bool {
        let (key, label) = (Self::key(at, row), row.text("label"));
        let problems = self.problems.len();
        check_key(&key, format!("fields.{at}.code"), self.problems);
        if self.form.field(&key).is_some() {
            self.fault(at, "code", ProblemCode::Duplicate, &[&key]);
        }
        if !label.is_empty() && self.form.fields.iter().any(|f| f.label.zh == label) {
            self.fault(at, "label", ProblemCode::Duplicate, &[label]);
        }
        let kind = self.kind(at, row);
        if self.problems.len() > problems {
            return false;
        }
        let Some(kind) = kind.filter(|_| !label.is_empty()) else { return false };
        let place = self.place(at, row);
        let section = match (place, self.form.sections.last()) {
            (Some(place), Some(_)) => self.form.fields[place].section.clone(),
            (None, last) => last.map(|s| s.key.clone()),
            _ => None,
        };
        let is = |key: &str| row.text(key) == YES;
        if is("listed") && !matches!(kind, Kind::Files { .. }) {
            self.form.columns.push(key.clone());
        }
        if is("filter") && can_filter(&kind) {
            self.form.filters.push(key.clone());
        }
        let field = Field {
            label: Label { zh: label.to_owned(), en: row.text("label_en").to_owned() },
            required: is("required"),
            when: None,
            section,
            help: Label { zh: row.text("help").to_owned(), en: String::new() },
            masked: is("masked") || matches!(kind, Kind::IdCard { .. } | Kind::Mobile),
            key: key.clone(),
            kind,
        };
        match place {
            Some(place) => self.form.fields.insert(place + 1, field),
            None => self.form.fields.push(field),
        }
        true
    }

    /// The field behind which a row's field stands.
    fn place(&mut self, at: usize, row: &Answer) -> Option<usize> {
        let label = row.text("after");
        if label.is_empty() {
            return None;
        }
        let Some(field) = self.form.fields.iter().find(|f| f.label.zh == label) else {
            self.fault(at, "after", ProblemCode::NoSuchField, &[label]);
            return None;
        };
        let anchor = field.key.clone();
        let behind = self.after.get(&anchor).unwrap_or(&anchor).clone();
        let place = self.form.fields.iter().position(|f| f.key == behind);
        self.after.insert(anchor, Self::key(at, row));
        place
    }

    /// When a row's field stands: once all fields are there, because it may hang on a later one.
    fn condition(&mut self, at: usize, row: &Answer) {
        let (label, own) = (row.text("when_field"), Self::key(at, row));
        if label.is_empty() {
            return;
        }
        let Some(decider) = self.form.fields.iter().find(|f| f.label.zh == label && f.key != own) else {
            return self.fault(at, "when_field", ProblemCode::NoSuchField, &[label]);
        };
        let known: BTreeSet<&str> = match &decider.kind {
            Kind::Select { choices, .. } | Kind::MultiSelect { choices, .. } => {
                choices.iter().map(|c| c.value.as_str()).collect()
            }
            Kind::Bool => BTreeSet::from([YES, "否"]),
            _ => BTreeSet::new(),
        };
        if known.is_empty() {
            return self.fault(at, "when_field", ProblemCode::DeciderKind, &[label]);
        }
        let is: Vec<String> = split(row.text("when_value"), &['、', '\n']).map(str::to_owned).collect();
        if let Some(unknown) = is.iter().find(|value| !known.contains(value.as_str())) {
            let unknown = unknown.clone();
            return self.fault(at, "when_value", ProblemCode::NotAnOption, &[&unknown]);
        }
        if is.is_empty() {
            return self.fault(at, "when_value", ProblemCode::Required, &[]);
        }
        let condition = Condition { field: decider.key.clone(), is };
        if self.hangs_on(&condition.field, &own) {
            return self.fault(at, "when_field", ProblemCode::ConditionCircle, &[label]);
        }
        if let Some(field) = self.form.fields.iter_mut().find(|f| f.key == own) {
            field.when = Some(condition);
        }
    }

    /// Whether a field stands only while another one does.
    fn hangs_on(&self, key: &str, other: &str) -> bool {
        let mut next = Some(key);
        for _ in 0..=self.form.fields.len() {
            match next {
                Some(key) if key == other => return true,
                Some(key) => next = self.form.field(key).and_then(|f| f.when.as_ref()).map(|w| w.field.as_str()),
                None => return false,
            }
        }
        true
    }

    fn kind(&mut self, at: usize, row: &Answer) -> Option<Kind> {
        let code = |table: &str| Kind::Code { table: table.to_owned(), leaf: false };
        Some(match row.text("kind") {
            "单行文本" => Kind::Text { max: line_max() },
            "多行文本" => Kind::TextArea { max: area_max() },
            "整数" => Kind::Int { min: None, max: None, at_most: None },
            "小数" => Kind::Decimal { min_x100: None, max_x100: None },
            "金额" => Kind::Money,
            "日期" => Kind::Date { past: false, from: None, within_year_of: None },
            "日期时间" => Kind::DateTime,
            "年份" => Kind::Year,
            "是否" => Kind::Bool,
            "单选" => Kind::Select { options: None, choices: self.choices(at, row)?, other: None },
            "多选" => Kind::MultiSelect { options: None, choices: self.choices(at, row)? },
            "手机号" => Kind::Mobile,
            "固定电话" => Kind::Landline,
            "电子邮箱" => Kind::Email,
            "网址" => Kind::Url,
            "邮政编码" => Kind::Postcode,
            "公民身份号码" => Kind::IdCard { birth: None, sex: None, document: None },
            "统一社会信用代码" => Kind::Uscc { society: false },
            "国内统一刊号" => Kind::Cn,
            "国际标准连续出版物号" => Kind::Issn,
            "行政区划" => code("gb2260"),
            "学科" => code("gb13745"),
            "民族" => code("gb3304"),
            "政治面貌" => code("gb4762"),
            "学历" => code("gb4658"),
            "学位" => code("gb6864"),
            "专业技术职务" => code("gb8561"),
            "国家和地区" => code("gb2659"),
            "职业" => code("occupation"),
            "会员" => Kind::Record { register: "member".into(), fill: BTreeMap::new() },
            "文件" => Kind::Files { max: files_max(), max_bytes: file_bytes(), types: file_types() },
            _ => return None,
        })
    }

    /// The choices of a row: those of its list, then those written in it.
    fn choices(&mut self, at: usize, row: &Answer) -> Option<Vec<Choice>> {
        let listed = self.lists.get(row.text("list")).cloned().unwrap_or_default();
        let written = split(row.text("choices"), &['\n']).map(|line| {
            let (value, en) = line.split_once(['=', '＝']).unwrap_or((line, ""));
            Choice { value: value.trim().to_owned(), en: en.trim().to_owned() }
        });
        let choices: Vec<Choice> = listed.into_iter().chain(written).collect();
        let mut seen = BTreeSet::new();
        let twice = choices.iter().find(|c| c.value.is_empty() || !seen.insert(&c.value));
        if let Some(twice) = twice {
            let value = twice.value.clone();
            self.fault(at, "choices", ProblemCode::Duplicate, &[&value]);
            return None;
        }
        if choices.is_empty() {
            self.fault(at, "choices", ProblemCode::Required, &[]);
            return None;
        }
        Some(choices)
    }
}

/// The parts of a text that are not blank.
fn split<'t>(text: &'t str, between: &'static [char]) -> impl Iterator<Item = &'t str> {
    text.split(between).map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests;
