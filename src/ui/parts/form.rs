//! The form editor: any form definition as native controls, checked while typing by the rule of the server.
//!
//! Every control is named by its path, so the form also works as a plain POST form. A field whose condition
//! does not hold stays in the page, hidden by a class that counts only where scripts run.

pub mod code;
pub mod code_search;
pub mod control;
pub mod field;
pub mod file;
pub mod name;
pub mod paste;
pub mod picker;
pub mod rows;
pub mod state;
pub mod summary;
pub mod view;

use leptos::prelude::*;

use crate::domain::form::Field;
use crate::domain::text::form::FormText;
use crate::ui::browser;
use crate::ui::preference::{t, use_lang};

use field::FieldEditor;
use state::FormState;
use summary::{Steps, Summary};

/// The id of the HTML form of an editor.
pub const FORM_ID: &str = "editor";

/// The fields of a definition, in sections one below the other, with the list of problems on top. The caller
/// gives the buttons as children; they stand in the form, so they work without scripts.
#[component]
pub fn FormEditor(
    /// Values, problems and calls.
    state: FormState,
    /// Where the form is posted to without scripts.
    #[prop(into)]
    action: String,
    /// Hidden values of the plain form, such as the version.
    #[prop(optional)]
    hidden: Vec<(&'static str, String)>,
    /// The bar with the buttons.
    children: Children,
) -> impl IntoView {
    // Read before the controls are taken over, applied when they are: nothing typed early is lost.
    let typed = StoredValue::new(browser::form_values(FORM_ID));
    Effect::new(move |_| typed.with_value(|pairs| state.take_typed(pairs)));
    let definition = state.definition.get_value();
    let hidden = hidden
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any())
        .collect_view();
    let stepped = definition.sections.len() > 1;
    let class = if stepped { "editor" } else { "editor editor--plain" };
    let steps = stepped.then(|| {
        view! { <nav class="editor__steps" aria-label=t(FormText::Steps)><Steps state=state/></nav> }.into_any()
    });
    view! {
        <form
            class=class
            id=FORM_ID
            method="post"
            enctype="multipart/form-data"
            action=action
            novalidate
            autocomplete="off"
            on:submit=|ev| ev.prevent_default()
        >
            <div class="editor__main">
                {hidden}
                <Summary state=state/>
                {fields(state)}
                {children()}
            </div>
            {steps}
        </form>
    }
    .into_any()
}

/// The fields of a form under the headings of its sections.
pub fn fields(state: FormState) -> AnyView {
    let lang = use_lang();
    let definition = state.definition.get_value();
    let mut groups: Vec<(String, Vec<Field>)> = vec![(String::new(), Vec::new())];
    groups.extend(definition.sections.iter().map(|s| (s.key.clone(), Vec::new())));
    for field in &definition.fields {
        let wanted = field.section.as_deref().unwrap_or_default();
        let at = groups.iter().position(|(key, _)| key == wanted).unwrap_or(0);
        groups[at].1.push(field.clone());
    }
    groups
        .into_iter()
        .filter(|(_, fields)| !fields.is_empty())
        .map(|(key, fields)| {
            let heading = definition.sections.iter().find(|s| s.key == key).map(|s| {
                let id = format!("section-{key}-title");
                view! { <h2 class="editor__heading" id=id>{s.label.text(lang).to_owned()}</h2> }.into_any()
            });
            let fields = fields
                .into_iter()
                .map(|field| view! { <FieldEditor state=state group=state.root field=field/> }.into_any())
                .collect_view();
            view! { <section class="editor__section" id=format!("section-{key}")>{heading}{fields}</section> }
                .into_any()
        })
        .collect_view()
        .into_any()
}
