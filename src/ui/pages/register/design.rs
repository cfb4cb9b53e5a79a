//! The register that a design makes, as a live form below the design.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::calls;
use crate::api::register::preview_design;
use crate::domain::error::AppError;
use crate::domain::form::design::Designed;
use crate::domain::text::form::FormText;
use crate::ui::parts::form::fields;
use crate::ui::parts::form::state::FormState;
use crate::ui::parts::message::ErrorBox;
use crate::ui::preference::{t, tf, use_lang};

/// How long nothing must be typed before the preview follows.
const QUIET: Duration = Duration::from_millis(500);

/// 预览
#[component]
pub fn DesignPreview(
    /// The editor of the design.
    state: FormState,
) -> impl IntoView {
    let lang = use_lang();
    let designed = RwSignal::new(None::<Designed>);
    let error = RwSignal::new(None::<AppError>);
    let look = move |count: u64| {
        if state.edit_count_now() != Some(count) {
            return;
        }
        let answer = untrack(|| state.answer());
        spawn_local(async move {
            let outcome = preview_design(answer).await;
            // A later change has asked again.
            if state.edit_count_now() != Some(count) {
                return;
            }
            error.set(outcome.as_ref().err().cloned());
            if let Ok(found) = outcome {
                designed.set(Some(found));
            }
        });
    };
    Effect::new(move |before: Option<()>| {
        let count = state.edit_count();
        match before {
            None => look(count),
            Some(()) => set_timeout(move || look(count), QUIET),
        }
    });
    let problems = move || {
        let problems = designed.with(|d| d.as_ref().map(|d| d.problems.clone())).unwrap_or_default();
        (!problems.is_empty()).then(|| {
            let lines = problems
                .into_iter()
                .map(|p| {
                    let words = tf(FormText::ProblemOf, &[&state.label(&p.path, lang), &p.message(lang)]);
                    view! { <li>{words}</li> }.into_any()
                })
                .collect_view();
            view! { <ul class="notice notice--warning" id="design-problems">{lines}</ul> }.into_any()
        })
    };
    let form = move || match designed.with(|d| d.as_ref().and_then(|d| d.definition.clone())) {
        Some(definition) => {
            let calls = calls(&definition.key);
            let name = definition.name.text(lang).to_owned();
            let shown = FormState::preview(definition, calls);
            view! { <h3 class="editor__heading">{name}</h3> {fields(shown)} }.into_any()
        }
        None => view! { <p class="quiet">{t(FormText::PreviewLater)}</p> }.into_any(),
    };
    view! {
        <section class="sheet needs-script" id="design-preview" aria-label=t(FormText::Preview)>
            <div class="sheet__head"><h2 class="sheet__title">{t(FormText::Preview)}</h2></div>
            <div class="sheet__body">
                <p class="quiet">{t(FormText::PreviewNote)}</p>
                <ErrorBox error=error/>
                <div role="status">{problems}</div>
                {form}
            </div>
        </section>
    }
    .into_any()
}
