//! The user agreement and the privacy policy, open to everybody (C-006).

use leptos::prelude::*;
use leptos_meta::Title;

use crate::domain::text::legal::LegalText as T;
use crate::ui::pages::frame::PublicBar;
use crate::ui::preference::t;

/// `/terms`
#[component]
pub fn Terms() -> impl IntoView {
    agreement(T::Terms, &[T::TermsWho, T::TermsAccount, T::TermsContent, T::TermsLog, T::TermsEnd])
}

/// `/privacy`
#[component]
pub fn Privacy() -> impl IntoView {
    let paragraphs =
        [T::PrivacyWhat, T::PrivacyWhy, T::PrivacyWho, T::PrivacyWhere, T::PrivacyHowLong, T::PrivacyRights];
    agreement(T::Privacy, &paragraphs)
}

fn agreement(title: T, paragraphs: &[T]) -> AnyView {
    let paragraphs = paragraphs.iter().map(|p| view! { <li><p>{t(*p)}</p></li> }).collect_view();
    view! {
        <Title text=t(title)/>
        <PublicBar/>
        <main class="page page--narrow" id="content">
            <h1 class="page__title">{t(title)}</h1>
            <ol class="prose">{paragraphs}</ol>
        </main>
    }
    .into_any()
}
