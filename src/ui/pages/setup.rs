//! The first start: the association and its first administrator.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::org::{CreateFirst, is_empty};
use crate::domain::text::account::AccountText;
use crate::domain::text::entry::EntryText;
use crate::ui::parts::failure::Missing;
use crate::ui::parts::field::TextField;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::t;

/// The first-start page.
#[component]
pub fn Setup() -> impl IntoView {
    let empty = Load::once(is_empty);

    let shown = move || async move {
        match empty.await {
            Ok(true) => view! { <SetupForm/> }.into_any(),
            _ => view! { <Missing/> }.into_any(),
        }
    };
    transition(shown)
}

#[component]
fn SetupForm() -> impl IntoView {
    let action = Posting::to::<CreateFirst>();
    let error = action.error();
    view! {
        <Title text=t(AccountText::SetupTitle)/>
        <main class="entry" id="content">
            <div class="entry__card sheet sheet--padded">
                <h1 class="page__title">{t(AccountText::SetupTitle)}</h1>
                <p class="page__note">{t(AccountText::SetupNote)}</p>
                <PostForm post=action attr:class="form">
                    <ErrorBox error=error/>
                    <TextField name="association" label=t(AccountText::Association) post=action/>
                    <TextField name="name" label=t(AccountText::AdministratorName) post=action/>
                    <TextField name="login" label=t(AccountText::Login) help=t(AccountText::LoginHelp) autocomplete="username" post=action/>
                    <TextField
                        name="password"
                        label=t(EntryText::Password)
                        kind="password"
                        help=t(AccountText::PasswordHelp)
                        autocomplete="new-password"
                        post=action
                    />
                    <button class="button button--main" type="submit">{t(AccountText::CreateAdministrator)}</button>
                </PostForm>
            </div>
        </main>
    }
    .into_any()
}
