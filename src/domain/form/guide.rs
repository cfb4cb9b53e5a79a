//! The help chapter of a register, written from its definition: what the page does and what the chapter says cannot
//! differ (E-018, X-029).

use serde::{Deserialize, Serialize};

use super::{Choice, Field, FormDefinition, Kind, RecordFlow, Shape};
use crate::domain::error::size_text;
use crate::domain::record::LeafLink;
use crate::domain::text::guide::GuideText as T;
use crate::domain::text::{Label, Lang, Text};

/// A list that is longer than this is counted, not written out.
const CHOICES_MAX: usize = 12;

/// A chapter in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    /// The register's key.
    pub register: String,
    /// The module's name.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// What is done, in order.
    pub steps: Vec<String>,
    /// The parts of the form.
    pub parts: Vec<GuidePart>,
    /// The leaves of the evaluation that read the register.
    pub leaves: Vec<LeafLink>,
}

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuidePart {
    /// The heading; empty for a form without parts.
    pub heading: String,
    /// Its fields.
    pub lines: Vec<GuideLine>,
}

/// A field, or with a `depth` of 1 a column of the repeat field before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideLine {
    /// Its label.
    pub label: String,
    /// Whether it is demanded.
    pub required: bool,
    /// What it takes.
    pub takes: String,
    /// When it is asked, and what its own help says.
    pub note: String,
    /// 1 inside a repeat field.
    pub depth: u8,
}

/// Writes the chapter. `importable`: whether records come in from Excel; `named`: what a register is called.
pub fn guide(
    definition: &FormDefinition,
    leaves: Vec<LeafLink>,
    importable: bool,
    named: &dyn Fn(&str) -> Option<Label>,
    lang: Lang,
) -> Guide {
    let part = |heading: &str, key: &str| {
        let known = |section: &String| definition.sections.iter().any(|s| s.key == *section);
        let inside = definition.fields.iter().filter(|field| match field.section.as_ref().filter(|s| known(s)) {
            Some(section) => section == key,
            None => key.is_empty(),
        });
        let mut lines = Vec::new();
        inside.for_each(|field| add_lines(&mut lines, field, &definition.fields, 0, named, lang));
        (!lines.is_empty()).then(|| GuidePart { heading: heading.to_owned(), lines })
    };
    let sections = definition.sections.iter().filter_map(|s| part(s.label.text(lang), &s.key));
    Guide {
        register: definition.key.clone(),
        name: definition.name.text(lang).to_owned(),
        purpose: definition.purpose.text(lang).to_owned(),
        steps: steps(definition, importable, lang),
        parts: part("", "").into_iter().chain(sections).collect(),
        leaves,
    }
}

/// What is done with a record, from the rules of its register.
fn steps(definition: &FormDefinition, importable: bool, lang: Lang) -> Vec<String> {
    let written = match definition.flow {
        RecordFlow::Application => Some(T::Derived),
        RecordFlow::Derived => Some(T::Collected),
        _ => None,
    };
    if let Some(written) = written {
        return [written, T::Paper].map(|text| text.text(lang).to_owned()).into();
    }
    if definition.flow == RecordFlow::Answer {
        return [T::Received, T::Files, T::Paper].map(|text| text.text(lang).to_owned()).into();
    }
    let keeps_by_save = matches!(
        definition.flow,
        RecordFlow::Submit | RecordFlow::Publish | RecordFlow::Reviewed | RecordFlow::Climb | RecordFlow::Reelection
    );
    let has_files = definition.fields.iter().any(|field| matches!(field.kind, Kind::Files { .. }));
    let decided = match definition.flow {
        RecordFlow::Reviewed => Some(T::Reviewed),
        RecordFlow::Leave => Some(T::Leave),
        RecordFlow::Climb => Some(T::Climb),
        RecordFlow::Reelection => Some(T::Stages),
        RecordFlow::Publish => Some(T::Publish),
        _ => None,
    };
    let texts = [
        Some(if definition.shape == Shape::Single { T::Single } else { T::Add }),
        Some(if keeps_by_save { T::DraftBySave } else { T::Draft }),
        Some(if keeps_by_save { T::Submit } else { T::Save }),
        decided,
        has_files.then_some(T::Files),
        importable.then_some(T::Import),
        Some(T::Change),
        Some(T::Paper),
    ];
    let mut steps: Vec<String> = texts.into_iter().flatten().map(|text| text.text(lang).to_owned()).collect();
    for rule in &definition.expires {
        let ahead: Vec<String> = rule.remind.iter().map(|ahead| ahead.name(lang)).collect();
        let ahead = ahead.join(T::Between.text(lang));
        let name = definition.field(&rule.field).map(|field| field.label.text(lang));
        steps.extend(name.map(|name| T::Expires.fill(lang, &[name, &ahead])));
        steps.extend(Some(T::Advice.fill(lang, &[rule.advice.text(lang)])).filter(|_| !rule.advice.zh.is_empty()));
    }
    steps
}

fn add_lines(
    lines: &mut Vec<GuideLine>,
    field: &Field,
    siblings: &[Field],
    depth: u8,
    named: &dyn Fn(&str) -> Option<Label>,
    lang: Lang,
) {
    let when = field.when.as_ref().and_then(|condition| {
        let decider = siblings.iter().find(|f| f.key == condition.field)?;
        let values: Vec<String> = condition.is.iter().map(|value| word(value, &decider.kind, lang)).collect();
        Some(T::When.fill(lang, &[decider.label.text(lang), &values.join(T::Between.text(lang))]))
    });
    let help = Some(field.help.text(lang).to_owned()).filter(|help| !help.is_empty());
    let note = when.into_iter().chain(help).collect::<Vec<_>>().join(if lang == Lang::Zh { "；" } else { "; " });
    lines.push(GuideLine {
        label: field.label.text(lang).to_owned(),
        required: field.required,
        takes: takes(&field.kind, named, lang),
        note,
        depth,
    });
    if let Kind::Rows { fields, .. } = &field.kind {
        fields.iter().for_each(|column| add_lines(lines, column, fields, depth + 1, named, lang));
    }
}

fn word(value: &str, kind: &Kind, lang: Lang) -> String {
    let choices: &[Choice] = match kind {
        Kind::Select { choices, .. } | Kind::MultiSelect { choices, .. } => choices,
        _ => &[],
    };
    let en = choices.iter().find(|c| c.value == value).map(|c| c.en.as_str()).filter(|en| !en.is_empty());
    match (lang, en, value) {
        (Lang::En, Some(en), _) => en.to_owned(),
        (Lang::En, None, "是") => "yes".to_owned(),
        (Lang::En, None, "否") => "no".to_owned(),
        _ => value.to_owned(),
    }
}

/// What a field takes, in words.
pub fn takes(kind: &Kind, named: &dyn Fn(&str) -> Option<Label>, lang: Lang) -> String {
    let listed = |choices: &[Choice], each: T, many: T| match choices.len() {
        0..=CHOICES_MAX => {
            let words: Vec<String> = choices.iter().map(|c| word(&c.value, kind, lang)).collect();
            each.fill(lang, &[&words.join(T::Between.text(lang))])
        }
        count => many.fill(lang, &[&count.to_string()]),
    };
    let plain = |text: T| text.text(lang).to_owned();
    match kind {
        Kind::Text { max } => T::Text.fill(lang, &[&max.to_string()]),
        Kind::TextArea { max } => T::Lines.fill(lang, &[&max.to_string()]),
        Kind::Int { min, max, .. } => match (min, max) {
            (Some(min), Some(max)) => T::IntBetween.fill(lang, &[&min.to_string(), &max.to_string()]),
            (Some(min), None) => T::IntFrom.fill(lang, &[&min.to_string()]),
            (None, Some(max)) => T::IntTo.fill(lang, &[&max.to_string()]),
            (None, None) => plain(T::Int),
        },
        Kind::Decimal { .. } | Kind::Money => plain(T::Decimal),
        Kind::Date { past, .. } => plain(if *past { T::DatePast } else { T::Date }),
        Kind::DateTime => plain(T::DateTime),
        Kind::Year => plain(T::Year),
        Kind::Bool => plain(T::Bool),
        Kind::Select { choices, .. } => listed(choices, T::Choice, T::OneOf),
        Kind::MultiSelect { choices, .. } => listed(choices, T::Choices, T::AnyOf),
        Kind::Code { .. } => plain(T::Code),
        Kind::Mobile => plain(T::Mobile),
        Kind::Landline => plain(T::Landline),
        Kind::Email => plain(T::Email),
        Kind::Url => plain(T::Url),
        Kind::Postcode => plain(T::Postcode),
        Kind::Uscc { .. } => plain(T::Uscc),
        Kind::IdCard { .. } => plain(T::IdCard),
        Kind::Cn => plain(T::Cn),
        Kind::Issn => plain(T::Issn),
        Kind::Files { max, max_bytes, types } => {
            T::FilesTake.fill(lang, &[&max.to_string(), &size_text(*max_bytes), &types.join(T::Between.text(lang))])
        }
        Kind::Record { register, .. } => {
            let name = named(register).map_or_else(|| register.clone(), |name| name.text(lang).to_owned());
            T::Record.fill(lang, &[&name])
        }
        Kind::Rows { max, .. } => T::Rows.fill(lang, &[&max.to_string()]),
        Kind::Login => plain(T::Login),
        Kind::Password => plain(T::Password),
        Kind::Computed { .. } => plain(T::Computed),
    }
}
