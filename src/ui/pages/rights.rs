//! Who may do what, from the table that decides it.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::domain::access::RULES;
use crate::domain::account::Role;
use crate::domain::text::Text;
use crate::domain::text::access::AccessText as T;
use crate::ui::preference::{t, use_lang};

/// The page of the rights.
#[component]
pub fn Rights() -> impl IntoView {
    let lang = use_lang();
    let roles = Role::ALL.map(|role| view! { <th scope="col">{role.name().text(lang).to_owned()}</th> });
    let lines = RULES
        .iter()
        .map(|(action, may, reach)| {
            let cells = Role::ALL.map(|role| match may.contains(&role) {
                true => view! { <td>{reach.name().text(lang)}</td> }.into_any(),
                false => view! { <td><span class="quiet">{t(T::Nowhere)}</span></td> }.into_any(),
            });
            view! { <tr><th scope="row">{action.name().text(lang)}</th>{cells.into_iter().collect_view()}</tr> }
        })
        .collect_view();
    view! {
        <Title text=t(T::Title)/>
        <div class="page">
            <div class="page__titles">
                <h1 class="page__title">{t(T::Title)}</h1>
                <p class="page__note">{t(T::Note)}</p>
            </div>
            <div class="table-frame" tabindex="0" role="region" aria-label=t(T::Title)>
                <table class="table">
                    <thead><tr><th scope="col">{t(T::Action)}</th>{roles.into_iter().collect_view()}</tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}
