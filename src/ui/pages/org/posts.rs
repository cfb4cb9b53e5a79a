//! The posts that the signed-in person has and had: both sides of a hand-over see it (ORG-03, ORG-13).

use leptos::prelude::*;
use leptos_meta::Title;

use super::people::tenures;
use crate::api::post::list_own;
use crate::domain::text::account::AccountText;
use crate::domain::text::org::OrgText;
use crate::ui::parts::list::Breadcrumb;
use crate::ui::parts::load::{Load, transition};
use crate::ui::preference::t;

/// The page of the own posts.
#[component]
pub fn Posts() -> impl IntoView {
    let posts = Load::once(list_own);
    let shown = move || async move { tenures(&posts.await.unwrap_or_default(), t(OrgText::MyPosts), true) };
    view! {
        <Title text=t(OrgText::MyPosts)/>
        <div class="page">
            <Breadcrumb above=vec![(t(AccountText::MyAccount).to_owned(), "/account".to_owned())] here=t(OrgText::MyPosts)/>
            <div class="page__titles">
                <h1 class="page__title">{t(OrgText::MyPosts)}</h1>
                <p class="page__note">{t(OrgText::MyPostsNote)}</p>
            </div>
            <section class="sheet">{transition(shown)}</section>
        </div>
    }
    .into_any()
}
