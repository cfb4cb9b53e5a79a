//! A labelled text input with its help and its problems.

use leptos::prelude::*;

use crate::domain::error::{AppError, FieldProblem};
use crate::domain::text::common::Common;
use crate::ui::parts::form::control::TextArea;
use crate::ui::parts::post::Posting;
use crate::ui::preference::{t, use_lang};

/// Whether a failed call names a problem for a field.
pub fn has_problem(error: &Option<AppError>, path: &str) -> bool {
    matches!(error, Some(AppError::Invalid { problems }) if problems.iter().any(|p| p.path == path))
}

fn problems_of(error: Option<AppError>, path: &str) -> Vec<FieldProblem> {
    match error {
        Some(AppError::Invalid { problems }) => problems.into_iter().filter(|p| p.path == path).collect(),
        _ => Vec::new(),
    }
}

/// What a failed call names for a field.
#[component]
pub fn Problems(#[prop(into)] error: Signal<Option<AppError>>, path: &'static str) -> impl IntoView {
    let lang = use_lang();
    move || {
        problems_of(error.get(), path)
            .into_iter()
            .map(|p| view! { <span class="field__problem">{p.message(lang)}</span> }.into_any())
            .collect_view()
    }
}

/// `aria-invalid` of a control: whether a failed call names a problem for it.
pub fn invalid_mark(
    error: Signal<Option<AppError>>,
    path: &'static str,
) -> impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static {
    move || error.with(|error| has_problem(error, path)).then_some("true")
}

/// The id of a control; `form` tells several forms of a page apart.
pub fn control_id(form: &str, name: &str) -> String {
    if form.is_empty() { name.to_owned() } else { format!("{form}-{name}") }
}

/// A single-line input of a plain form.
#[component]
pub fn TextField(
    /// Name in the form; also the path that problems name.
    name: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// Type of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// Marked and demanded.
    #[prop(default = true)]
    required: bool,
    /// Part of a draft: what is required is demanded when it is sent, not when it is saved.
    #[prop(optional)]
    draft: bool,
    /// One line under the field.
    #[prop(optional, into)]
    help: String,
    /// What browsers may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// What it starts with.
    #[prop(optional, into)]
    value: String,
    /// Tells its ids from those of another form on the page.
    #[prop(optional)]
    form: &'static str,
    /// What the form sends and what came back: problems are shown at their field, what was typed comes back.
    post: Posting,
) -> impl IntoView {
    let error = post.error();
    let value = (kind != "password").then(|| post.typed(name, value));
    let id = control_id(form, name);
    let (help_id, problem_id) = (format!("{id}-help"), format!("{id}-problem"));
    let described = format!("{help_id} {problem_id}");
    let mark = if required {
        view! { <span class="field__mark">{t(Common::Required)}</span> }.into_any()
    } else {
        view! { <span class="field__mark field__mark--optional">{t(Common::Optional)}</span> }.into_any()
    };
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label} " " {mark}</label>
            <input
                class="control"
                id=id
                name=name
                type=kind
                required=required && !draft
                autocomplete=autocomplete
                value=value
                aria-invalid=invalid_mark(error, name)
                aria-describedby=described
            />
            <span class="field__help" id=help_id>{help}</span>
            <span id=problem_id><Problems error=error path=name/></span>
        </div>
    }
    .into_any()
}

/// The opinion of somebody who decides a case; `id` and name are `opinion`.
#[component]
pub fn OpinionField(
    /// What the form sends.
    post: Posting,
    /// The label.
    label: &'static str,
    /// One line under the field.
    #[prop(optional)]
    help: &'static str,
) -> impl IntoView {
    let opinion = Signal::stored("opinion".to_owned());
    view! {
        <div class="review__opinion">
            <label class="field__label" for="opinion">{label}</label>
            <TextArea id=opinion name=opinion value=Signal::stored(post.typed("opinion", ""))
                described=Signal::stored("opinion-help".to_owned())/>
            <span class="field__help" id="opinion-help">{help}</span>
        </div>
    }
    .into_any()
}
