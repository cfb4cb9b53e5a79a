//! What is wrong in the whole form: the list on top, the counts beside the sections.

use leptos::prelude::*;

use super::state::FormState;
use crate::domain::error::{FieldProblem, Severity};
use crate::domain::text::Text;
use crate::domain::text::form::FormText;
use crate::ui::browser;
use crate::ui::preference::use_lang;

/// The id of the list of problems; a failed save gives it the focus.
pub const SUMMARY_ID: &str = "summary";

/// All problems once somebody tried to save, each a link to its field.
#[component]
pub fn Summary(state: FormState) -> impl IntoView {
    let lang = use_lang();
    let list = move |wanted: fn(Severity) -> bool, class: &'static str, title: FormText, id: Option<&'static str>| {
        let problems: Vec<FieldProblem> = visible(state).into_iter().filter(|p| wanted(p.severity)).collect();
        (!problems.is_empty()).then(|| {
            let heading = title.fill(lang, &[&problems.len().to_string()]);
            let lines = problems.into_iter().map(|p| line(state, &p)).collect_view();
            view! {
                <div class=class id=id tabindex="-1" role="group" aria-label=heading.clone()>
                    <h2 class="summary__title">{heading.clone()}</h2>
                    <ul class="summary__list">{lines}</ul>
                </div>
            }
            .into_any()
        })
    };
    view! {
        {move || list(|s| s == Severity::Error, "summary", FormText::SummaryTitle, Some(SUMMARY_ID))}
        {move || list(|s| s != Severity::Error, "summary summary--warning", FormText::WarningTitle, None)}
    }
    .into_any()
}

fn visible(state: FormState) -> Vec<FieldProblem> {
    if state.asked.get() { state.problems() } else { state.answered.get() }
}

fn line(state: FormState, problem: &FieldProblem) -> AnyView {
    let lang = use_lang();
    let id = format!("f-{}", problem.path);
    let href = format!("#{id}");
    let words = FormText::ProblemOf.fill(lang, &[&state.label(&problem.path, lang), &problem.message(lang)]);
    let jump = move |ev: leptos::ev::MouseEvent| {
        ev.prevent_default();
        browser::focus(&id);
    };
    view! { <li><a href=href on:click=jump>{words}</a></li> }.into_any()
}

/// The sections as links, each with the number of its errors.
#[component]
pub fn Steps(state: FormState) -> impl IntoView {
    let lang = use_lang();
    let definition = state.definition.get_value();
    let links = definition
        .sections
        .iter()
        .map(|section| {
            let (key, id) = (section.key.clone(), format!("section-{}", section.key));
            let definition = definition.clone();
            let count = Memo::new(move |_| {
                let of_section = |p: &FieldProblem| {
                    let top = p.path.split('.').next().unwrap_or_default();
                    let section = definition.field(top).and_then(|f| f.section.as_deref());
                    p.severity == Severity::Error && section == Some(key.as_str())
                };
                visible(state).iter().filter(|p| of_section(p)).count()
            });
            let badge = move || {
                (count.get() > 0).then(|| {
                    let words = FormText::StepProblems.fill(lang, &[&count.get().to_string()]);
                    view! { <span class="steps__count">{words}</span> }.into_any()
                })
            };
            view! {
                <li><a class="steps__link" href=format!("#{id}")>{section.label.text(lang).to_owned()}{badge}</a></li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ol class="steps">{links}</ol> }.into_any()
}
