//! One field: label, control, help, problems.

use std::sync::Arc;

use leptos::prelude::*;

use super::control::{Spot, control};
use super::state::{FormState, Group};
use crate::domain::error::Severity;
use crate::domain::form::{Field, Kind};
use crate::domain::text::common::Common;
use crate::ui::preference::{t, use_lang};

/// A field of a group.
#[component]
pub fn FieldEditor(state: FormState, group: Group, field: Field) -> impl IntoView {
    let lang = use_lang();
    let field = Arc::new(field);
    let path = group.prefix.path(&field.key);
    let id = path.then(|path| format!("f-{path}"));
    let label_id = path.then(|path| format!("l-{path}"));
    let help_id = path.then(|path| format!("h-{path}"));
    let problem_id = path.then(|path| format!("p-{path}"));
    let shown = {
        let path = path.clone();
        Memo::new(move |_| path.with(|path| state.shown(path)))
    };
    let spot = Spot {
        state,
        group,
        field: field.clone(),
        described: path.then(|path| format!("h-{path} p-{path}")),
        path,
        id: id.clone(),
        label_id: label_id.clone(),
        invalid: Signal::derive(move || shown.with(|all| all.iter().any(|p| p.severity == Severity::Error))),
    };
    let mark = field.required.then(|| view! { <span class="field__mark">{t(Common::Required)}</span> }.into_any());
    let words = field.label.text(lang).to_owned();
    // A group of controls is named by `aria-labelledby`, a single one by its label.
    let label = if spot.is_group() {
        view! { <span class="field__label" id=label_id>{words} " " {mark}</span> }.into_any()
    } else {
        view! { <label class="field__label" id=label_id for=id>{words} " " {mark}</label> }.into_any()
    };
    let help = field.help.text(lang).to_owned();
    let help = (!help.is_empty()).then(|| view! { <span class="field__help" id=help_id>{help}</span> }.into_any());
    let problems = move || {
        shown
            .get()
            .into_iter()
            .map(|p| {
                let class = match p.severity {
                    Severity::Error => "field__problem",
                    Severity::Warning => "field__problem field__problem--warning",
                    Severity::Note => "field__problem field__problem--note",
                };
                view! { <span class=class>{p.message(lang)}</span> }.into_any()
            })
            .collect_view()
    };
    let wide = matches!(field.kind, Kind::TextArea { .. } | Kind::Files { .. } | Kind::MultiSelect { .. });
    let control = control(spot);
    let class = if wide { "field field--wide" } else { "field" };
    let parts = view! {
        {label}
        {control}
        {help}
        <span aria-live="polite" id=problem_id>{problems}</span>
    }
    .into_any();
    if field.when.is_none() {
        return view! { <div class=class>{parts}</div> }.into_any();
    }
    let off = Memo::new(move |_| !group.applies(&field));
    view! { <div class=class class:is-off=off>{parts}</div> }.into_any()
}
