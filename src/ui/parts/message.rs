//! Messages: what went wrong, what was done.

use leptos::prelude::*;

use crate::domain::error::{AppError, Reason};
use crate::domain::text::common::Common;
use crate::ui::parts::post::Refused;
use crate::ui::preference::{t, use_lang};

/// The box that says why a call failed; nothing while there is no failure. Where a post without scripts was refused,
/// the browser scrolls to it.
#[component]
pub fn ErrorBox(#[prop(into)] error: Signal<Option<AppError>>) -> impl IntoView {
    let (lang, came_back) = (use_lang(), use_context::<Refused>().is_some());
    move || {
        error.get().map(|error| {
            view! {
                <div class="notice notice--danger" role="alert" tabindex="-1" autofocus=came_back>
                    {error.message(lang)}
                </div>
            }
            .into_any()
        })
    }
}

/// Why something is not possible, as a list that a disabled button points to.
#[component]
pub fn Reasons(#[prop(into)] id: String, reasons: Vec<Reason>) -> impl IntoView {
    let lang = use_lang();
    (!reasons.is_empty()).then(|| {
        view! {
            <ul class="reasons" id=id>
                {reasons.into_iter().map(|r| view! { <li>{r.message(lang)}</li> }).collect_view()}
            </ul>
        }
        .into_any()
    })
}

/// A passing sentence in the lower corner, read aloud by screen readers; stays until it is closed or replaced.
#[component]
pub fn Toast(text: RwSignal<String>) -> impl IntoView {
    let shown = move || {
        let text_now = text.get();
        (!text_now.is_empty()).then(|| {
            view! {
                <div class="toast">
                    <span>{text_now}</span>
                    <button type="button" class="toast__close" on:click=move |_| text.set(String::new())>
                        {t(Common::Close)}
                    </button>
                </div>
            }
            .into_any()
        })
    };
    view! { <div class="toasts" role="status">{shown}</div> }.into_any()
}
