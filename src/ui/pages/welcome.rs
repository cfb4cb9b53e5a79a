//! What comes before the first page: the mail address, and the link that shows that it is one's own.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::profile::{ConfirmEmail, GiveEmail, find_waiting};
use crate::domain::path::local;
use crate::domain::text::account::AccountText as T;
use crate::ui::pages::frame::PublicBar;
use crate::ui::parts::field::TextField;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf};

/// `/welcome`: the first sign-in asks for a mail address before anything else (P-051).
#[component]
pub fn Welcome() -> impl IntoView {
    let name = Load::once(find_waiting);
    let action = Posting::to::<GiveEmail>();
    let next = use_query_map().with_untracked(|q| q.get("next")).filter(|n| local(n).is_some()).unwrap_or_default();
    let shown = move || {
        let next = next.clone();
        async move {
            let error = action.error();
            match name.await {
                Ok(name) => view! {
                    <Title text=t(T::Email)/>
                    <PublicBar/>
                    <main class="entry" id="content">
                        <div class="entry__card sheet sheet--padded">
                            <h1 class="page__title">{tf(T::WelcomeTitle, &[&name])}</h1>
                            <p class="page__note">{t(T::WelcomeNote)}</p>
                            <PostForm post=action attr:class="form">
                                <ErrorBox error=error/>
                                <input type="hidden" name="next" value=next/>
                                <TextField name="email" label=t(T::Email) kind="email" autocomplete="email" post=action/>
                                <button class="button button--main" type="submit">{t(T::GoOn)}</button>
                            </PostForm>
                        </div>
                    </main>
                }
                .into_any(),
                Err(error) => name.failed(error),
            }
        }
    };
    transition(shown)
}

/// `/confirm/:token`: the link that came by mail. A button confirms, since mail programs open links by themselves.
#[component]
pub fn Confirm() -> impl IntoView {
    let token = use_params_map();
    let action = Posting::to::<ConfirmEmail>();
    let shown = move || match token.with(|p| p.get("token")).unwrap_or_default() {
        token if token == "done" => view! {
            <p class="notice notice--success" role="status">{t(T::Confirmed)}</p>
            <p><a href="/">{t(T::GoOn)}</a></p>
        }
        .into_any(),
        token => {
            let error = action.error();
            view! {
                <p class="page__note">{t(T::ConfirmNote)}</p>
                <PostForm post=action attr:class="form">
                    <ErrorBox error=error/>
                    <input type="hidden" name="token" value=token/>
                    <button class="button button--main" type="submit">{t(T::ConfirmButton)}</button>
                </PostForm>
            }
            .into_any()
        }
    };
    view! {
        <Title text=t(T::ConfirmTitle)/>
        <PublicBar/>
        <main class="entry" id="content">
            <div class="entry__card sheet sheet--padded">
                <h1 class="page__title">{t(T::ConfirmTitle)}</h1>
                {shown}
            </div>
        </main>
    }
    .into_any()
}
