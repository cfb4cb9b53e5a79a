//! What a person sees after a code was sent: where it went, and when another one can be asked for.

use std::time::Duration;

use leptos::prelude::*;

use crate::domain::account::CodeSent;
use crate::domain::error::AppError;
use crate::domain::ids::PasscodeId;
use crate::domain::text::entry::EntryText as T;
use crate::ui::parts::field::TextField;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::post::Posting;
use crate::ui::preference::{t, tf};

/// Where the code that an address names went, or that it is over; `again` is the page that sends another.
pub fn sent_to<F>(id: &str, find: impl Fn(PasscodeId) -> F + Send + Sync + 'static, again: impl Into<String>) -> AnyView
where
    F: Future<Output = Result<CodeSent, AppError>> + Send + 'static,
{
    let (id, again) = (id.parse::<PasscodeId>().ok(), again.into());
    let sent = Load::once(move || {
        let asked = id.map(&find);
        async move { asked.ok_or(AppError::Gone)?.await }
    });
    transition(move || {
        let again = again.clone();
        async move {
            match sent.await {
                Ok(code) => view! { <Sent sent=code again=again/> }.into_any(),
                Err(AppError::Gone | AppError::NotFound) => view! { <Over again=again/> }.into_any(),
                Err(error) => sent.failed(error),
            }
        }
    })
}

/// Where the code went, and the way back to ask for another one.
#[component]
fn Sent(sent: CodeSent, again: String) -> impl IntoView {
    let left = RwSignal::new(sent.again_in_s);
    Effect::new(move |_| {
        let tick = set_interval_with_handle(
            move || {
                left.try_update(|left| *left = (*left - 1).max(0));
            },
            Duration::from_secs(1),
        );
        on_cleanup(move || {
            if let Ok(tick) = tick {
                tick.clear();
            }
        });
    });
    let next = move || match left.get() {
        0 => view! { <a href=again.clone()>{t(T::CodeAgain)}</a> }.into_any(),
        left => view! { <span class="quiet">{tf(T::CodeIn, &[&left.to_string()])}</span> }.into_any(),
    };
    view! {
        <p class="notice notice--info" role="status">{tf(T::CodeOnItsWay, &[&sent.target])}</p>
        <p class="quiet">{next}</p>
    }
    .into_any()
}

/// Where a code is over: the way back.
#[component]
fn Over(again: String) -> impl IntoView {
    view! {
        <p class="notice notice--warning" role="alert">{t(T::CodeOver)}</p>
        <p><a href=again>{t(T::CodeAgain)}</a></p>
    }
    .into_any()
}

/// The field for a code that came by short message; phones offer to fill it in.
#[component]
pub fn CodeField(post: Posting) -> impl IntoView {
    view! { <TextField name="code" label=t(T::Code) autocomplete="one-time-code" post=post/> }.into_any()
}
