//! Code tables: a small one as one select, a large one level by level.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::code_search::CodeSearch;
use super::control::{Spot, options_select};
use crate::domain::code::{CodeEntry, CodeLevel};
use crate::domain::form::Kind;
use crate::domain::text::common::Common;
use crate::domain::text::form::FormText;
use crate::domain::text::{Lang, Text};
use crate::ui::preference::{t, use_lang};

/// The control of a code field.
pub fn code_control(spot: Spot) -> AnyView {
    let Kind::Code { table, leaf } = &spot.field.kind else { return ().into_any() };
    let lang = use_lang();
    let small = spot.state.extras.with_value(|e| e.tables.get(table).map(|entries| options(entries, *leaf, lang)));
    match small {
        Some(options) => options_select(spot, options),
        None => view! { <Cascade spot=spot/> }.into_any(),
    }
}

/// The entries of a table in order, each level indented; with `leaf`, what has entries below is a heading.
fn options(entries: &[CodeEntry], leaf: bool, lang: Lang) -> Vec<(String, String, bool)> {
    let depth = |entry: &CodeEntry| {
        let mut depth = 0;
        let mut parent = &entry.parent;
        while let Some(above) = entries.iter().find(|e| !parent.is_empty() && e.code == *parent) {
            depth += 1;
            parent = &above.parent;
            if depth == 8 {
                break;
            }
        }
        depth
    };
    entries
        .iter()
        .filter(|e| e.current)
        .map(|e| (e.code.clone(), format!("{}{}", "\u{3000}".repeat(depth(e)), e.name.text(lang)), leaf && !e.leaf))
        .collect()
}

/// A search, and one select a level: each choice loads the level below. Without scripts the code itself can be typed.
#[component]
fn Cascade(spot: Spot) -> impl IntoView {
    let lang = use_lang();
    let text = spot.text();
    let table = match &spot.field.kind {
        Kind::Code { table, .. } => table.clone(),
        _ => String::new(),
    };
    let levels: RwSignal<Vec<CodeLevel>> = RwSignal::new(Vec::new());
    let failed = RwSignal::new(false);
    let calls = spot.state.calls;
    // Also runs when the value is filled in from elsewhere.
    let wanted = table.clone();
    Effect::new(move |_| {
        let code = text.get();
        let call = calls.with_value(|c| (c.levels)(wanted.clone(), code.clone()));
        spawn_local(async move {
            match call.await {
                Ok(fresh) if text.try_get_untracked().as_ref() == Some(&code) => {
                    failed.set(false);
                    levels.set(fresh);
                }
                Ok(_) => {}
                Err(_) => {
                    failed.try_set(true);
                }
            }
        });
    });
    let search = view! { <CodeSearch spot=spot.clone() table=table.clone()/> };
    let name_now = {
        let state = spot.state;
        move || {
            let code = text.get();
            let known = state.extras.with_value(|e| e.code_names.get(&format!("{table}:{code}")).cloned());
            known.map(|label| label.text(lang).to_owned()).unwrap_or(code)
        }
    };
    let label = spot.field.label.text(lang).to_owned();
    let selects = {
        let spot = spot.clone();
        move || {
            let all = levels.get();
            if all.is_empty() {
                return view! { <span class="readout">{name_now()}</span> }.into_any();
            }
            let lines = (0..all.len()).map(|at| level(&spot, &all, at, &label, lang)).collect_view();
            view! { {lines} }.into_any()
        }
    };
    let problem = move || {
        failed.get().then(|| view! { <span class="field__problem">{t(FormText::LoadFailed)}</span> }.into_any())
    };
    view! {
        <div class="cascade needs-script" role="group" aria-labelledby=spot.label_id>{search} {selects}</div>
        <input
            class="control control--short cascade__code"
            name=spot.path
            value=text.get_untracked()
            prop:value=text
            aria-label=t(FormText::CodeTyped)
            autocomplete="off"
        />
        {problem}
    }
    .into_any()
}

fn level(spot: &Spot, all: &[CodeLevel], at: usize, label: &str, lang: Lang) -> AnyView {
    let now = &all[at];
    let above = if at == 0 { String::new() } else { all[at - 1].chosen.clone() };
    let id = if at == 0 { spot.id.clone() } else { spot.id.then(move |id| format!("{id}-{at}")) };
    let options = now
        .options
        .iter()
        .map(|e| {
            let (code, selected) = (e.code.clone(), e.code == now.chosen);
            view! { <option value=code selected=selected>{e.name.text(lang).to_owned()}</option> }.into_any()
        })
        .collect_view();
    let choosing = spot.clone();
    view! {
        <select
            class="control"
            id=id
            aria-label=FormText::Level.fill(lang, &[label, &(at + 1).to_string()])
            aria-describedby=spot.described.clone()
            aria-invalid=spot.invalid_mark()
            on:change=move |ev| {
                let code = event_target_value(&ev);
                choosing.set(if code.is_empty() { above.clone() } else { code });
                choosing.touch();
            }
        >
            <option value="" selected=now.chosen.is_empty()>{t(Common::Choose)}</option>
            {options}
        </select>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Label;

    #[test]
    fn levels_are_indented_and_headings_cannot_be_chosen() {
        let entry = |code: &str, parent: &str, leaf| CodeEntry {
            code: code.into(),
            name: Label { zh: code.into(), en: String::new() },
            parent: parent.into(),
            leaf,
            current: true,
        };
        let all = [entry("10", "", false), entry("11", "10", true)];
        let shown = options(&all, true, Lang::Zh);
        assert_eq!(shown[0], ("10".into(), "10".into(), true));
        assert_eq!(shown[1], ("11".into(), "\u{3000}11".into(), false));
    }
}
