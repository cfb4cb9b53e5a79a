//! Sign-in. Works without JavaScript.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::session::SignIn as SignInCall;
use crate::domain::path::local;
use crate::domain::text::account::AccountText;
use crate::domain::text::common::Common;
use crate::ui::pages::frame::PublicBar;
use crate::ui::parts::field::TextField;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::t;

/// The sign-in page (E-001, S-015).
#[component]
pub fn SignIn() -> impl IntoView {
    let action = Posting::to::<SignInCall>();
    let error = action.error();
    let next = use_query_map().with(|q| q.get("next")).filter(|n| local(n).is_some()).unwrap_or_default();
    let came_from_page = !next.is_empty();
    let button = move || if action.pending().get() { t(Common::Loading) } else { t(Common::SignIn) };
    view! {
        <Title text=t(Common::SignIn)/>
        <PublicBar/>
        <main class="entry" id="content">
            <div class="entry__card sheet sheet--padded">
                <h1 class="page__title">{t(AccountText::SignInTitle)}</h1>
                <p class="page__note">
                    {if came_from_page { t(AccountText::SignedOutNote) } else { t(AccountText::SignInNote) }}
                </p>
                <PostForm post=action attr:class="form">
                    <ErrorBox error=error/>
                    <input type="hidden" name="next" value=next/>
                    <TextField name="login" label=t(AccountText::Login) autocomplete="username" post=action/>
                    <TextField
                        name="password"
                        label=t(AccountText::Password)
                        kind="password"
                        autocomplete="current-password"
                        post=action
                    />
                    <button class="button button--main" type="submit">{button}</button>
                </PostForm>
            </div>
        </main>
    }
    .into_any()
}
