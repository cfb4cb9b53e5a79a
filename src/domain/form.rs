//! Form definitions and answers: the words. `check` holds the rules, `kinds` one file per family of field
//! kinds, `stage` what is filled in when, `normalise` the canonical form, `decode` the HTML form, `view` lists, titles and the search index,
//! `design` what an association adds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::text::Label;

mod answer;
pub mod check;
pub mod clean;
pub mod columns;
pub mod decode;
pub mod design;
pub mod expiry;
pub mod fill;
pub mod guide;
pub mod kinds;
pub mod mask;
pub mod normalise;
pub mod stage;
pub mod view;

pub use answer::{Answer, FileRef, Value};

/// A form as data: the one source of its page, list columns, filters, import, export and print.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormDefinition {
    /// The register's key, e.g. `member`.
    pub key: String,
    /// Grows with every change; a record keeps the version it was entered with.
    pub version: i64,
    /// The module's name in the manual.
    pub name: Label,
    /// What the register is for, one sentence; shown on the empty list.
    #[serde(default)]
    pub purpose: Label,
    /// One record per unit, or a list.
    #[serde(default)]
    pub shape: Shape,
    /// The part of the menu that the register belongs to.
    pub menu: Menu,
    /// The heading under which it stands there, such as 党建工作小组 (E-036, E-085); none: its part's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Label>,
    /// The kinds of units that keep it (ORG-02).
    #[serde(default = "held_by_societies")]
    pub held_by: Vec<String>,
    /// Whether its records design other registers: only the unit at the top of the tree keeps it.
    #[serde(default)]
    pub design: bool,
    /// How records become valid and who decides.
    #[serde(default)]
    pub flow: RecordFlow,
    /// The field that names a record in lists and pickers.
    pub title: String,
    /// The columns of the list, in order.
    pub columns: Vec<String>,
    /// The fields that the list can be filtered by.
    #[serde(default)]
    pub filters: Vec<String>,
    /// Chain of keys by which an import recognises a record, the strongest first:
    /// `[["id_no"], ["name", "mobile"]]`. Empty: every row is new unless equal in all fields.
    #[serde(default)]
    pub match_by: Vec<Vec<String>>,
    /// The choices that stand above the list, each with what there is of it (E-025, E-103).
    #[serde(default)]
    pub shelves: Option<Shelves>,
    /// The choice that says who besides those who keep the register reads a record (E-103).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<Sharing>,
    /// The days after which a record no longer holds (E-130): marked, and its unit is reminded before (REG-21).
    #[serde(default)]
    pub expires: Vec<expiry::LastDay>,
    /// Steps of the page; empty: one page without headings.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// The fields, in order.
    pub fields: Vec<Field>,
}

/// A choice by which a list is laid out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shelves {
    /// The choice field; one of the filters.
    pub field: String,
    /// Whether each choice is one record that is there or still to come (内置制度), not a folder (档案分类).
    #[serde(default)]
    pub single: bool,
}

/// 共享范围: what a choice of each record opens to others than those who keep the register. A record without a choice, or
/// with one that is named nowhere here, stays with those who keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sharing {
    /// The choice field; one of the filters.
    pub field: String,
    /// The choices with which every account of the unit reads it.
    pub unit: Vec<String>,
    /// The choices with which every account of the unit and of the units below it reads it.
    pub below: Vec<String>,
}

/// How many records a unit has in a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// 列表
    #[default]
    List,
    /// 单条（每会一条）
    Single,
}

/// The parts of a society's workspace (E-019, E-104).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Menu {
    /// 组织管理平台
    Organisation,
    /// 会员管理
    Member,
    /// 社会组织党建管理
    Party,
    /// 业务管理平台
    Business,
    /// 代表大会
    Congress,
    /// Not in the menu: reached from another page (sub-tables, tools).
    None,
}

/// How a record of the register becomes valid. The words on the buttons follow from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordFlow {
    /// 临时保存 keeps a draft, 保存 makes it valid.
    #[default]
    Save,
    /// 保存 keeps a draft that only the society sees, 提交 sends it to the association (E-108, E-109).
    Submit,
    /// 保存 keeps a draft, 提交 sends it to the association, which approves or returns it (E-108).
    Reviewed,
    /// 保存 makes it valid; leaving office needs the association (E-090).
    Leave,
    /// 保存 keeps a draft, 提交 sends it up level by level (S-004).
    Climb,
    /// 换届: each part of the form is handed in and looked at by itself.
    Reelection,
    /// 保存 keeps a draft, 发布 sends it to the units below (E-095).
    Publish,
    /// Received from the unit above, 反馈 answers it (E-096).
    Answer,
    /// 申请 → 审核通过 / 审核驳回 (member applications).
    Application,
    /// Collected by the system; people maintain what it says (E-138).
    Derived,
}

/// A step of a long form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The key that fields refer to.
    pub key: String,
    /// The heading.
    pub label: Label,
    /// The states of its case in which it is filled in (WFL-11); empty: whenever the form is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_in: Vec<String>,
    /// Whether the system alone writes it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub written: bool,
}

/// One field of a form or of a repeat row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Unique within its form or row; `[a-z][a-z0-9_]*`.
    pub key: String,
    /// The label.
    pub label: Label,
    /// What may be filled in.
    #[serde(flatten)]
    pub kind: Kind,
    /// Marked with * and demanded on save.
    #[serde(default)]
    pub required: bool,
    /// Shown, demanded and kept only while this holds.
    #[serde(default)]
    pub when: Option<Condition>,
    /// The step that the field belongs to.
    #[serde(default)]
    pub section: Option<String>,
    /// One line under the field.
    #[serde(default)]
    pub help: Label,
    /// Masked in lists and exports.
    #[serde(default)]
    pub masked: bool,
}

/// Holds when the named field of the same form or row has one of the values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The field that decides.
    pub field: String,
    /// Any of these values; for a multiple choice: any of them chosen.
    pub is: Vec<String>,
}

/// One option of a list. The value is the Chinese term itself, so that stored answers stay readable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// The English word; empty: the value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

/// What a field takes. Scalars travel as text in their canonical form (see `Value`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// 单行文本
    Text {
        /// Most characters.
        #[serde(default = "line_max")]
        max: usize,
    },
    /// 多行文本
    TextArea {
        /// Most characters.
        #[serde(default = "area_max")]
        max: usize,
    },
    /// 整数
    Int {
        #[serde(default)]
        min: Option<i64>,
        #[serde(default)]
        max: Option<i64>,
        /// The field whose number this one must not exceed.
        #[serde(default)]
        at_most: Option<String>,
    },
    /// 小数，两位；bounds in hundredths
    Decimal {
        #[serde(default)]
        min_x100: Option<i64>,
        #[serde(default)]
        max_x100: Option<i64>,
    },
    /// 金额，两位小数，不为负 (in the unit that the label names)
    Money,
    /// 日期 `YYYY-MM-DD`
    Date {
        /// Refuse days after today.
        #[serde(default)]
        past: bool,
        /// The field whose day must not be later than this one.
        #[serde(default)]
        from: Option<String>,
        /// The field whose day this one must not follow by more than a year.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within_year_of: Option<String>,
    },
    /// 日期时间 `YYYY-MM-DD HH:MM`
    DateTime,
    /// 年份
    Year,
    /// 是 / 否, stored `是` or `否`
    Bool,
    /// 单选
    Select {
        /// Name of a list in `catalog/options.toml`; resolved into `choices` by the loader.
        #[serde(default)]
        options: Option<String>,
        #[serde(default)]
        choices: Vec<Choice>,
        /// The text field that choosing 其他 opens and demands (E-079).
        #[serde(default)]
        other: Option<String>,
    },
    /// 多选
    MultiSelect {
        #[serde(default)]
        options: Option<String>,
        #[serde(default)]
        choices: Vec<Choice>,
    },
    /// 代码表, one or more levels; stores the code
    Code {
        /// `gb2260`, `gb3304`, `gb4762`, `gb4658`, `gb6864`, `gb8561`, `gb13745`, `gb2659`, `occupation`.
        table: String,
        /// Accept only entries without children.
        #[serde(default)]
        leaf: bool,
    },
    /// 手机号
    Mobile,
    /// 固定电话、传真
    Landline,
    /// 电子邮箱
    Email,
    /// 网址
    Url,
    /// 邮政编码
    Postcode,
    /// 统一社会信用代码 (GB 32100)
    Uscc {
        /// Warn unless it begins with 51.
        #[serde(default)]
        society: bool,
    },
    /// 公民身份号码 (GB 11643)
    IdCard {
        /// The field with the birth date to fill and compare.
        #[serde(default)]
        birth: Option<String>,
        /// The field with the sex to fill and compare.
        #[serde(default)]
        sex: Option<String>,
        /// The field that says which kind of document it is; only 居民身份证 is checked as an ID number.
        #[serde(default)]
        document: Option<String>,
    },
    /// 国内统一刊号 (GB/T 9999.1)
    Cn,
    /// ISSN (ISO 3297)
    Issn,
    /// 文件
    Files {
        #[serde(default = "files_max")]
        max: usize,
        #[serde(default = "file_bytes")]
        max_bytes: i64,
        /// Accepted suffixes without dot; the content must agree.
        #[serde(default = "file_types")]
        types: Vec<String>,
    },
    /// 从名册中选择 (E-016, E-088): stores the record's id
    Record {
        /// The register to choose from.
        register: String,
        /// Own fields filled from fields of the chosen record: own key → its key.
        #[serde(default)]
        fill: BTreeMap<String, String>,
    },
    /// 多行子表
    Rows {
        fields: Vec<Field>,
        #[serde(default = "rows_max")]
        max: usize,
        /// The register that rows can be chosen from, and which row field takes which of its fields.
        #[serde(default)]
        pick: Option<RowPick>,
    },
    /// 登录名 of an account that the record creates
    Login,
    /// 密码: written, never read back
    Password,
    /// 系统计算: shown, never filled in
    Computed {
        /// What the system computes: `member_count`, `people_count`, `updated_at`, `age:birth_date`,
        /// `state`, `origin`, `file_count`, `number`, `copy:FIELD` …
        value: String,
    },
}

/// Rows chosen from a register: 选择 (E-052).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowPick {
    /// The register to choose from.
    pub register: String,
    /// Row field → field of the chosen record.
    pub fill: BTreeMap<String, String>,
}

fn held_by_societies() -> Vec<String> {
    vec!["society".into()]
}
fn line_max() -> usize {
    200
}
fn area_max() -> usize {
    5000
}
/// Files of a field that says nothing else.
pub fn files_max() -> usize {
    10
}
/// Most bytes of a file of a field that says nothing else.
pub fn file_bytes() -> i64 {
    20 << 20
}
/// Suffixes that a field takes that says nothing else.
pub fn file_types() -> Vec<String> {
    ["pdf", "doc", "docx", "jpg", "jpeg", "png"].map(String::from).into()
}
fn rows_max() -> usize {
    500
}

impl FormDefinition {
    /// The field with that key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.key == key)
    }
}

impl Condition {
    /// Whether the deciding field has one of the values in this form or row.
    pub fn holds(&self, answer: &Answer) -> bool {
        answer.values(&self.field).iter().any(|v| self.is.contains(v))
    }
}

impl Field {
    /// Whether the field is part of the form (or row) for this answer: its condition holds, and the field
    /// that the condition asks is part of the form itself. `siblings` are all fields of that form or row.
    pub fn applies(&self, siblings: &[Field], answer: &Answer) -> bool {
        let mut field = self;
        for _ in 0..=siblings.len() {
            let Some(condition) = &field.when else { return true };
            if !condition.holds(answer) {
                return false;
            }
            match siblings.iter().find(|f| f.key == condition.field) {
                Some(decider) => field = decider,
                None => return false,
            }
        }
        false
    }
}

/// `Field::applies` for many fields of one answer: neighbours mostly have the same condition, which is asked once.
pub fn applying<'f>(fields: &'f [Field], answer: &Answer) -> impl FnMut(&'f Field) -> bool {
    let mut last: Option<(&Condition, bool)> = None;
    move |field| {
        let Some(condition) = &field.when else { return true };
        match last {
            Some((met, applies)) if met == condition => applies,
            _ => last.insert((condition, field.applies(fields, answer))).1,
        }
    }
}

/// The fields that have a value which the rest of the answer rules out, in the order of the form (REG-05).
pub fn ruled_out<'f>(fields: &'f [Field], answer: &Answer) -> Vec<&'f Field> {
    let mut places: Vec<usize> = answer.0.keys().filter_map(|key| fields.iter().position(|f| f.key == *key)).collect();
    places.sort_unstable();
    let mut applies = applying(fields, answer);
    places.into_iter().filter_map(|at| fields.get(at)).filter(|field| !applies(field)).collect()
}
