//! The user agreement and the privacy policy, open to everybody (C-006).

use leptos::prelude::*;
use leptos_meta::Title;

use crate::domain::text::legal::{LegalName, LegalText as T};
use crate::ui::pages::frame::PublicBar;
use crate::ui::preference::t;

/// `/terms`
#[component]
pub fn Terms() -> impl IntoView {
    agreement(LegalName::Terms, &[T::TermsWho, T::TermsAccount, T::TermsContent, T::TermsLog, T::TermsEnd])
}

/// `/privacy`
#[component]
pub fn Privacy() -> impl IntoView {
    let paragraphs =
        [T::PrivacyWhat, T::PrivacyWhy, T::PrivacyWho, T::PrivacyWhere, T::PrivacyHowLong, T::PrivacyRights];
    agreement(LegalName::Privacy, &paragraphs)
}

fn agreement(title: LegalName, paragraphs: &[T]) -> AnyView {
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
