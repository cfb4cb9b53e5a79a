//! What stands in the place of a page, or of a part of it, that cannot be shown.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api;
use crate::domain::error::{AppError, Reason};
use crate::domain::text::common::Common;
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::preference::t;

/// Nothing here: missing and forbidden look alike.
#[component]
pub fn Missing() -> impl IntoView {
    api::page_status(404);
    view! {
        <Title text=t(Common::NotFoundTitle)/>
        <main class="page page--narrow" id="content">
            <h1 class="page__title">{t(Common::NotFoundTitle)}</h1>
            <p>{t(Common::NotFoundBody)}</p>
            <p><a class="button" href="/">{t(Common::ToWorkbench)}</a></p>
        </main>
    }
    .into_any()
}

/// Something that is there but not for the reader to do: why, with the status of a refusal.
#[component]
pub fn Refusal(title: &'static str, reasons: Vec<Reason>) -> impl IntoView {
    api::page_status(403);
    view! {
        <Title text=title/>
        <div class="page page--narrow">
            <h1 class="page__title">{title}</h1>
            <Reasons id="refused-why" reasons=reasons/>
            <p><a class="button" href="/">{t(Common::ToWorkbench)}</a></p>
        </div>
    }
    .into_any()
}

/// Why something could not be read: what is missing and what is forbidden look alike, anything else can be tried again.
pub fn failed(error: AppError, again: Callback<()>) -> AnyView {
    if matches!(error, AppError::NotFound | AppError::Denied { .. }) {
        return view! { <Missing/> }.into_any();
    }
    api::page_status(error.status());
    view! {
        <div class="page page--narrow">
            <ErrorBox error=Signal::stored(Some(error))/>
            <p>
                <button class="button needs-script" type="button" on:click=move |_| again.run(())>
                    {t(Common::Retry)}
                </button>
            </p>
        </div>
    }
    .into_any()
}
