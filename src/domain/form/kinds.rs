//! The field kinds: for each the canonical form, the check and the words it is shown by. One file per
//! family; here only the table that leads from a kind to its file.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::{Answer, Field, Kind, clean, mask};
use crate::domain::code::{Codes, Known};
use crate::domain::error::{FieldProblem, ProblemCode};
use crate::domain::ids::RecordId;
use crate::domain::text::Lang;
use crate::domain::time::Day;
use crate::domain::{account, form};

pub mod choice;
pub mod cn;
pub mod day;
pub mod email;
pub mod file;
pub mod id_card;
pub mod issn;
pub mod landline;
pub mod mobile;
pub mod number;
pub mod postcode;
pub mod text;
pub mod url;
pub mod uscc;

/// The canonical form of a scalar; what cannot be read stays as typed, except for invisible characters
/// and outer blanks. Applying it twice changes nothing more.
pub fn canonical(kind: &Kind, text: &str) -> String {
    match kind {
        Kind::TextArea { .. } => clean::area(text),
        Kind::Int { .. } => number::canonical_whole(text),
        Kind::Decimal { .. } | Kind::Money => number::canonical_decimal(text),
        Kind::Year => number::canonical_year(text),
        Kind::Date { .. } => day::canonical(text),
        Kind::DateTime => day::canonical_minute(text),
        Kind::Bool => choice::canonical_bool(text),
        Kind::Select { choices, .. } | Kind::MultiSelect { choices, .. } => choice::canonical(choices, text),
        Kind::Code { .. } | Kind::Record { .. } => clean::compact(text),
        Kind::Mobile => mobile::canonical(text),
        Kind::Landline => landline::canonical(text),
        Kind::Email => email::canonical(text),
        Kind::Url => url::canonical(text),
        Kind::Postcode => postcode::canonical(text),
        Kind::Uscc { .. } => uscc::canonical(text),
        Kind::IdCard { .. } => id_card::canonical(text),
        Kind::Cn => cn::canonical(text),
        Kind::Issn => issn::canonical(text),
        Kind::Login => account::login_form(text).unwrap_or_else(|| clean::line(text)),
        Kind::Password => text.to_owned(),
        Kind::Text { .. } | Kind::Files { .. } | Kind::Rows { .. } | Kind::Computed { .. } => clean::line(text),
    }
}

/// Checks one canonical, non-empty scalar of a field. `siblings` are the fields of the same form or row
/// and `answer` their values; whether a chosen record exists is the store's to say.
pub fn check(field: &Field, path: &str, value: &str, row: Row<'_>, today: Day, codes: &dyn Codes) -> Vec<FieldProblem> {
    let problem = |code| FieldProblem::error(path, code, &[&clean::clip(value, 60)]);
    let unless = |good: bool, code| (!good).then(|| problem(code));
    let one = match &field.kind {
        Kind::Text { max } | Kind::TextArea { max } => text::check(path, value, *max),
        Kind::Int { min, max, at_most } => number::check_whole(path, value, *min, *max).or_else(|| {
            at_most
                .as_deref()
                .and_then(|most| row.against(path, value, most, ProblemCode::AboveField, |own: &i64, most| own > most))
        }),
        Kind::Decimal { min_x100, max_x100 } => number::check_decimal(path, value, *min_x100, *max_x100),
        Kind::Money => number::check_decimal(path, value, Some(0), None),
        Kind::Year => number::check_year(path, value),
        Kind::Date { past, from, within_year_of } => day::check(path, value, *past, today)
            .or_else(|| {
                let before = |own: &Day, from: &Day| own < from;
                from.as_deref().and_then(|from| row.against(path, value, from, ProblemCode::DayBefore, before))
            })
            .or_else(|| {
                let after = |own: &Day, of: &Day| *own > of.plus_years(1);
                within_year_of.as_deref().and_then(|of| row.against(path, value, of, ProblemCode::DayYearAfter, after))
            }),
        Kind::DateTime => day::check_minute(path, value),
        Kind::Bool => choice::check_bool(path, value),
        Kind::Select { choices, .. } => choice::check(path, choices, value),
        Kind::Code { table, leaf } => match codes.entry(table, value) {
            Known::No => Some(problem(ProblemCode::NotAnOption)),
            Known::Yes { leaf: false } if *leaf => Some(problem(ProblemCode::NotALeaf)),
            Known::Yes { .. } | Known::NotLoaded => None,
        },
        Kind::Mobile => unless(mobile::is_valid(value), ProblemCode::Mobile),
        Kind::Landline => match landline::standing(value) {
            landline::Standing::Good => None,
            landline::Standing::Doubtful => Some(FieldProblem::warning(path, ProblemCode::Landline, &[value])),
            landline::Standing::Bad => Some(problem(ProblemCode::Landline)),
        },
        Kind::Email => unless(email::is_valid(value), ProblemCode::Email),
        Kind::Url => unless(url::is_valid(value), ProblemCode::Url),
        Kind::Postcode => unless(postcode::is_valid(value), ProblemCode::Postcode),
        Kind::Uscc { society } => unless(uscc::is_valid(value), ProblemCode::Uscc).or_else(|| {
            (*society && !uscc::is_society(value))
                .then(|| FieldProblem::warning(path, ProblemCode::UsccNotSociety, &[value]))
        }),
        Kind::IdCard { birth, sex, document } => {
            let other = |key: &Option<String>| key.as_deref().map(|k| row.canonical(k)).unwrap_or_default();
            return id_card::check(path, value, &other(document), &other(birth), &other(sex), today);
        }
        Kind::Cn => unless(cn::is_valid(value), ProblemCode::Cn),
        Kind::Issn => unless(issn::is_valid(value), ProblemCode::Issn),
        Kind::Record { .. } => unless(value.parse::<RecordId>().is_ok(), ProblemCode::UnknownRecord),
        Kind::Login => unless(account::login_form(value).is_some(), ProblemCode::LoginForm),
        Kind::Password => account::password_problem(path, value),
        Kind::MultiSelect { .. } | Kind::Files { .. } | Kind::Rows { .. } | Kind::Computed { .. } => None,
    };
    one.into_iter().collect()
}

/// The form or row that a scalar stands in, for checks that look at its neighbours.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The fields of that form or row.
    pub fields: &'a [Field],
    /// Their values as typed.
    pub answer: &'a Answer,
}

impl Row<'_> {
    /// The canonical scalar of a neighbour; empty where it is absent or not part of the form.
    fn canonical(&self, key: &str) -> String {
        match self.fields.iter().find(|f| f.key == key) {
            Some(field) if field.applies(self.fields, self.answer) => canonical(&field.kind, self.answer.text(key)),
            _ => String::new(),
        }
    }

    /// Holds a value against a neighbour's; nothing where one of them cannot be read.
    fn against<T: FromStr>(
        &self,
        path: &str,
        value: &str,
        key: &str,
        code: ProblemCode,
        wrong: impl Fn(&T, &T) -> bool,
    ) -> Option<FieldProblem> {
        let neighbour = self.canonical(key);
        let label = &self.fields.iter().find(|f| f.key == key)?.label.zh;
        let (own, other) = (value.parse().ok()?, neighbour.parse().ok()?);
        wrong(&own, &other).then(|| FieldProblem::error(path, code, &[value, label, &neighbour]))
    }
}

/// What the words of a value depend on.
#[derive(Clone, Copy)]
pub struct ShowEnv<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// Names of codes.
    pub codes: &'a dyn Codes,
    /// Titles of records that answers refer to.
    pub titles: &'a BTreeMap<RecordId, String>,
    /// Hide the middle of ID numbers, mobile numbers and fields marked so.
    pub masked: bool,
}

/// The words for one value of a field on a page, in a list or in an export; empty for no value.
pub fn show(field: &Field, value: &form::Value, env: ShowEnv<'_>) -> String {
    let separator = if env.lang == Lang::Zh { "、" } else { ", " };
    match value {
        form::Value::Text(value) => show_text(field, value, env),
        form::Value::Many(values) => {
            values.iter().map(|v| show_text(field, v, env)).collect::<Vec<_>>().join(separator)
        }
        form::Value::Files(files) => files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join(separator),
        form::Value::Rows(rows) => rows.len().to_string(),
    }
}

fn show_text(field: &Field, value: &str, env: ShowEnv<'_>) -> String {
    match &field.kind {
        Kind::Password => String::new(),
        _ if env.masked && mask::is_sensitive(field) => mask::masked(field, value),
        Kind::Int { .. } | Kind::Decimal { .. } | Kind::Money => match number::read(value) {
            number::Number::Hundredths(amount) if canonical(&field.kind, value) == value => number::shown_x100(amount),
            _ => value.to_owned(),
        },
        Kind::Bool => choice::shown_bool(value, env.lang),
        Kind::Select { choices, .. } | Kind::MultiSelect { choices, .. } => choice::shown(choices, value, env.lang),
        Kind::Code { table, .. } => show_code(table, value, env),
        Kind::Record { .. } => match value.parse::<RecordId>() {
            Ok(id) => env.titles.get(&id).cloned().unwrap_or_default(),
            Err(_) => value.to_owned(),
        },
        _ => value.to_owned(),
    }
}

/// The name of the code; where the levels above it are at hand, with them: `广东省 / 中山市`.
fn show_code(table: &str, code: &str, env: ShowEnv<'_>) -> String {
    let Some(name) = env.codes.name(table, code) else { return code.to_owned() };
    if table != "gb2260" {
        return name.text(env.lang).to_owned();
    }
    let mut names = vec![name.text(env.lang)];
    let mut next = env.codes.parent(table, code);
    while let Some(above) = next.filter(|_| names.len() < 8) {
        names.extend(env.codes.name(table, above).map(|n| n.text(env.lang)));
        next = env.codes.parent(table, above);
    }
    names.reverse();
    names.join(" / ")
}

#[cfg(test)]
mod tests;
