//! What was filled in from a chosen record that says something else by now (REG-06).

use leptos::prelude::*;

use super::extras;
use crate::domain::form::{Answer, Value};
use crate::domain::record::RecordView;
use crate::domain::text::Text;
use crate::domain::text::form::{FilledText, FormText};
use crate::ui::parts::action::Button;
use crate::ui::parts::form::state::FormState;
use crate::ui::parts::form::view::scalar;
use crate::ui::preference::{t, use_lang};

/// The fields with what stands here and what the register says now; `foot` is what can be done about it.
fn changed(view: &RecordView, foot: AnyView) -> AnyView {
    let (lang, extras) = (use_lang(), extras(view));
    let lines = view.definition.fields.iter().filter(|field| view.outdated.0.contains_key(&field.key)).map(|field| {
        let words = |answer: &Answer| {
            let shown = scalar(field, answer, &extras, lang);
            if shown.is_empty() { t(FormText::AbsentValue).to_owned() } else { shown }
        };
        let words = [field.label.text(lang), &words(&view.answer), &words(&view.outdated)];
        view! { <li>{FilledText::Line.fill(lang, &words)}</li> }.into_any()
    });
    let lines = lines.collect_view();
    view! { <div class="notice" id="outdated"><p>{t(FilledText::Changed)}</p><ul>{lines}</ul>{foot}</div> }.into_any()
}

/// The notice on the page of a record.
pub fn told(view: &RecordView) -> Option<AnyView> {
    (!view.outdated.0.is_empty()).then(|| changed(view, view! { <p>{t(FilledText::Later)}</p> }.into_any()))
}

/// The notice above a form, which takes it over, for as long as anything is to be taken over.
pub fn offered(view: &RecordView, state: FormState) -> Option<AnyView> {
    if view.outdated.0.is_empty() {
        return None;
    }
    let (kept, now) = (view.answer.clone(), view.outdated.clone());
    let open = {
        let now = now.clone();
        Memo::new(move |_| state.root.values.with(|values| now.0.keys().any(|key| values.text(key) == kept.text(key))))
    };
    let take = Callback::new(move |()| {
        for (key, value) in &now.0 {
            if let Value::Text(text) = value {
                state.set(state.root, key, text.clone());
            }
        }
    });
    let view = view.clone();
    let shown = move || {
        open.get().then(|| {
            let foot = view! {
                <div class="needs-script">
                    <Button id="take-present" label=t(FilledText::Take).to_owned() on_press=take/>
                </div>
            };
            changed(&view, foot.into_any())
        })
    };
    Some(view! { {shown} }.into_any())
}
