//! A record to be read: by its definition, on screen and as the official table on paper.

use leptos::prelude::*;

use super::control::word;
use super::file::file_links;
use super::state::FormExtras;
use crate::domain::form::{Answer, Choice, Field, FormDefinition, Kind};
use crate::domain::text::common::Common;
use crate::domain::text::form::FormText;
use crate::domain::text::{Lang, Text};
use crate::ui::parts::settled::settled;
use crate::ui::preference::{t, use_lang};

/// What is filled in, section by section; fields whose condition does not hold are left out.
#[component]
pub fn AnswerView(definition: FormDefinition, answer: Answer, extras: FormExtras) -> impl IntoView {
    let lang = use_lang();
    let applying: Vec<&Field> = definition.fields.iter().filter(|f| f.applies(&definition.fields, &answer)).collect();
    let known = |key: &str| definition.sections.iter().any(|s| s.key == key);
    let part = |heading: AnyView, key: &str| {
        let pairs: Vec<AnyView> = applying
            .iter()
            .filter(|f| match f.section.as_deref() {
                Some(section) if known(section) => section == key,
                _ => key.is_empty(),
            })
            .map(|f| pair(f, &answer, &extras, lang))
            .collect();
        (!pairs.is_empty()).then(|| {
            view! { <section class="sheet sheet--padded">{heading}<dl class="answer__list">{pairs}</dl></section> }
                .into_any()
        })
    };
    let first = part(().into_any(), "");
    let rest = definition
        .sections
        .iter()
        .map(|s| part(view! { <h2 class="editor__heading">{s.label.text(lang).to_owned()}</h2> }.into_any(), &s.key))
        .collect_view();
    settled(view! { <div class="answer">{first}{rest}</div> })
}

fn pair(field: &Field, answer: &Answer, extras: &FormExtras, lang: Lang) -> AnyView {
    let wide = matches!(field.kind, Kind::TextArea { .. } | Kind::Rows { .. } | Kind::Files { .. });
    let class = if wide { "answer__pair answer__pair--wide" } else { "answer__pair" };
    let value = match &field.kind {
        Kind::Files { .. } => file_links(answer.files(&field.key)),
        Kind::Rows { fields, .. } => rows(fields, answer.rows(&field.key), field, extras, lang),
        _ => Some(scalar(field, answer, extras, lang)).filter(|text| !text.is_empty()).map(|text| text.into_any()),
    };
    let value = match value {
        Some(value) => view! { <dd class="answer__value">{value}</dd> }.into_any(),
        None => view! { <dd class="answer__value is-absent">{t(FormText::AbsentValue)}</dd> }.into_any(),
    };
    view! { <div class=class><dt class="answer__key">{field.label.text(lang).to_owned()}</dt>{value}</div> }.into_any()
}

/// A scalar or a multiple choice in words.
pub fn scalar(field: &Field, answer: &Answer, extras: &FormExtras, lang: Lang) -> String {
    let text = answer.text(&field.key);
    match &field.kind {
        Kind::MultiSelect { .. } => spoken(&field.kind, &answer.values(&field.key).join(BETWEEN), lang),
        Kind::Code { table, .. } => {
            let name = extras.code_names.get(&format!("{table}:{text}")).map(|n| n.text(lang).to_owned());
            let small =
                || extras.tables.get(table)?.iter().find(|e| e.code == text).map(|e| e.name.text(lang).to_owned());
            name.or_else(small).unwrap_or_else(|| text.to_owned())
        }
        Kind::Record { .. } => extras.titles.get(text).cloned().unwrap_or_else(|| text.to_owned()),
        Kind::Computed { .. } => extras.computed.get(&field.key).cloned().unwrap_or_default(),
        Kind::Password if !text.is_empty() => "••••••••".to_owned(),
        kind => spoken(kind, text, lang),
    }
}

/// What stands between the values of a multiple choice.
const BETWEEN: &str = "、";

/// A stored word in the language of the reader, or several as lists have them; only words that the definition gives
/// have two.
pub fn spoken(kind: &Kind, text: &str, lang: Lang) -> String {
    let of = |choices: &[Choice], value: &str| {
        choices.iter().find(|c| c.value == value).map_or_else(|| value.to_owned(), |c| word(c, lang))
    };
    match kind {
        Kind::Select { choices, .. } => of(choices, text),
        Kind::MultiSelect { choices, .. } => {
            let all: Vec<String> = text.split(BETWEEN).map(|value| of(choices, value)).collect();
            all.join(if lang == Lang::Zh { BETWEEN } else { ", " })
        }
        Kind::Bool if text == "是" => Common::Yes.text(lang).to_owned(),
        Kind::Bool if text == "否" => Common::No.text(lang).to_owned(),
        _ => text.to_owned(),
    }
}

fn rows(fields: &[Field], rows: &[Answer], of: &Field, extras: &FormExtras, lang: Lang) -> Option<AnyView> {
    (!rows.is_empty()).then(|| {
        let head = fields.iter().map(|f| view! { <th scope="col">{f.label.text(lang).to_owned()}</th> }).collect_view();
        let lines = rows
            .iter()
            .map(|row| {
                let cells = fields
                    .iter()
                    .map(|f| {
                        let cell = match &f.kind {
                            Kind::Files { .. } => file_links(row.files(&f.key)),
                            _ => Some(scalar(f, row, extras, lang).into_any()),
                        };
                        view! { <td>{cell}</td> }.into_any()
                    })
                    .collect_view();
                view! { <tr>{cells}</tr> }.into_any()
            })
            .collect_view();
        view! {
            <div class="table-frame" tabindex="0" role="region" aria-label=of.label.text(lang).to_owned()>
                <table class="table table--plain"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>
            </div>
        }
        .into_any()
    })
}
