//! A register's form on paper, not filled in: the official table with its options as boxes (REG-22).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::crumbs;
use crate::api::register::find_blank;
use crate::domain::form::{Condition, Field, FormDefinition, Kind};
use crate::domain::record::BlankForm;
use crate::domain::text::common::Common;
use crate::domain::text::form::BlankText as T;
use crate::domain::text::{Lang, Text};
use crate::ui::browser;
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::form::control::word;
use crate::ui::parts::load::Load;
use crate::ui::parts::settled::settled;
use crate::ui::preference::{t, tf, use_lang};

/// Empty lines of a repeat field.
const LINES: usize = 5;

/// `/registers/{register}/blank`
#[component]
pub fn Blank() -> impl IntoView {
    let params = use_params_map();
    let loaded = Load::new(move || params.with(|p| p.get("register")).unwrap_or_default(), find_blank);
    loaded.shown(move |form| view! { <Sheet form=form/> }.into_any())
}

#[component]
fn Sheet(form: BlankForm) -> impl IntoView {
    let lang = use_lang();
    let BlankForm { definition, org_name } = form;
    let name = definition.name.text(lang).to_owned();
    let base = format!("/registers/{}", definition.key);
    view! {
        <Title text=tf(T::Title, &[&name])/>
        <div class="page blank">
            {crumbs("", vec![(name.clone(), base)], t(T::Blank).to_owned())}
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{name}</h1>
                    <p class="page__note no-print">{t(T::Note)}</p>
                </div>
                <div class="page__actions needs-script">
                    <Button
                        id="print"
                        label=t(T::Print).to_owned()
                        look=Look::Main
                        on_press=Callback::new(|()| browser::print())
                    />
                </div>
            </div>
            <p class="blank__head"><span>{tf(T::Unit, &[&org_name])}</span> <span>{t(T::FilledOn)}</span></p>
            {table(&definition, lang)}
            <p class="blank__head"><span>{t(T::FilledBy)}</span> <span>{t(T::Seal)}</span></p>
        </div>
    }
    .into_any()
}

/// The form, section by section, with every field that people fill in.
fn table(definition: &FormDefinition, lang: Lang) -> AnyView {
    let known = |key: &str| definition.sections.iter().any(|s| s.key == key);
    let part = |heading: AnyView, key: &str| {
        let of_part = |field: &&Field| match field.section.as_deref() {
            Some(section) if known(section) => section == key,
            _ => key.is_empty(),
        };
        let pairs: Vec<AnyView> = definition
            .fields
            .iter()
            .filter(of_part)
            .filter(|field| is_filled_in(field))
            .map(|field| pair(field, &definition.fields, lang))
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

/// Whether people write it on paper: what the system computes and what is secret is left out.
fn is_filled_in(field: &Field) -> bool {
    !matches!(field.kind, Kind::Computed { .. } | Kind::Password)
}

fn pair(field: &Field, siblings: &[Field], lang: Lang) -> AnyView {
    let wide =
        matches!(field.kind, Kind::TextArea { .. } | Kind::Rows { .. } | Kind::Files { .. } | Kind::MultiSelect { .. });
    let class = if wide { "answer__pair answer__pair--wide" } else { "answer__pair" };
    let mark = field.required.then_some("*");
    let when = field
        .when
        .as_ref()
        .map(|condition| view! { <span class="quiet">{only_when(condition, siblings, lang)}</span> }.into_any());
    view! {
        <div class=class>
            <dt class="answer__key">{field.label.text(lang).to_owned()}{mark} {when}</dt>
            <dd class="answer__value">{space(field, lang)}</dd>
        </div>
    }
    .into_any()
}

/// Under which choice a field is filled in.
fn only_when(condition: &Condition, siblings: &[Field], lang: Lang) -> String {
    let Some(decider) = siblings.iter().find(|f| f.key == condition.field) else { return String::new() };
    let named = condition.is.iter().map(|value| match &decider.kind {
        Kind::Select { choices, .. } | Kind::MultiSelect { choices, .. } => {
            choices.iter().find(|c| c.value == *value).map_or_else(|| value.clone(), |c| word(c, lang))
        }
        Kind::Bool => yes_or_no(value, lang).to_owned(),
        _ => value.clone(),
    });
    let named: Vec<String> = named.collect();
    T::When.fill(lang, &[decider.label.text(lang), &named.join(T::Between.text(lang))])
}

fn yes_or_no(value: &str, lang: Lang) -> &'static str {
    if value == "是" { Common::Yes.text(lang) } else { Common::No.text(lang) }
}

/// The room to write in, or the options to tick.
fn space(field: &Field, lang: Lang) -> AnyView {
    match &field.kind {
        Kind::Select { choices, .. } | Kind::MultiSelect { choices, .. } => {
            boxes(choices.iter().map(|choice| word(choice, lang)))
        }
        Kind::Bool => boxes([Common::Yes.text(lang).to_owned(), Common::No.text(lang).to_owned()].into_iter()),
        Kind::Date { .. } => view! { <span class="blank__day">{T::Day.text(lang)}</span> }.into_any(),
        Kind::Files { .. } => view! { <span class="blank__line">{T::Files.text(lang)}</span> }.into_any(),
        Kind::TextArea { .. } => view! { <span class="blank__area"></span> }.into_any(),
        Kind::Rows { fields, .. } => rows(field, fields, lang),
        _ => view! { <span class="blank__line"></span> }.into_any(),
    }
}

fn boxes(words: impl Iterator<Item = String>) -> AnyView {
    let lines = words.map(|word| view! { <li>"□ " {word}</li> }.into_any()).collect_view();
    view! { <ul class="blank__boxes">{lines}</ul> }.into_any()
}

fn rows(of: &Field, fields: &[Field], lang: Lang) -> AnyView {
    let fields: Vec<&Field> = fields.iter().filter(|field| is_filled_in(field)).collect();
    let head = fields
        .iter()
        .map(|field| {
            let mark = field.required.then_some("*");
            view! { <th scope="col">{field.label.text(lang).to_owned()}{mark}</th> }.into_any()
        })
        .collect_view();
    let line = || {
        let cells = fields
            .iter()
            .map(|field| {
                let cell = match field.kind {
                    Kind::Select { .. } | Kind::Bool => space(field, lang),
                    _ => view! { <span class="blank__line"></span> }.into_any(),
                };
                view! { <td>{cell}</td> }.into_any()
            })
            .collect_view();
        view! { <tr>{cells}</tr> }.into_any()
    };
    let lines = (0..LINES).map(|_| line()).collect_view();
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=of.label.text(lang).to_owned()>
            <table class="table table--plain"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>
        </div>
    }
    .into_any()
}
