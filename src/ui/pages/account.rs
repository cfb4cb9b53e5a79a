//! The own account: posts and password.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::session::{ChangePassword, SwitchPost, list_posts};
use crate::domain::account::{Actor, Post};
use crate::domain::text::access::AccessText;
use crate::domain::text::account::AccountText;
use crate::domain::text::common::Common;
use crate::ui::pages::frame::signed_in;
use crate::ui::parts::field::TextField;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, use_lang};

/// The page of the own account.
#[component]
pub fn Account() -> impl IntoView {
    let posts = Load::once(list_posts);

    let changed = use_query_map().with_untracked(|q| q.get("changed").is_some());
    let notice = changed.then(|| {
        view! { <p class="notice notice--success" role="status">{t(AccountText::PasswordChanged)}</p> }
    });
    let posts = move || async move {
        let current = signed_in().await;
        posts.await.unwrap_or_default().into_iter().map(|p| row(p, current.as_ref())).collect_view()
    };
    view! {
        <Title text=t(AccountText::MyAccount)/>
        <div class="page page--narrow">
            <h1 class="page__title">{t(AccountText::MyAccount)}</h1>
            {notice}
            <h2>{t(AccountText::Posts)}</h2>
            <ul class="plain-list">{transition(posts)}</ul>
            <p><a href="/rights">{t(AccessText::Title)}</a></p>
            <h2>{t(AccountText::ChangePassword)}</h2>
            <PasswordForm/>
        </div>
    }
    .into_any()
}

fn row(post: Post, current: Option<&Actor>) -> AnyView {
    let switch = Posting::to::<SwitchPost>();
    let here = current.is_some_and(|a| a.org == post.org && a.role == post.role);
    let act = if here {
        view! { <span class="badge">{t(AccountText::Current)}</span> }.into_any()
    } else {
        view! {
            <PostForm post=switch>
                <input type="hidden" name="org" value=post.org.to_string()/>
                <button class="button" type="submit">{t(AccountText::SwitchTo)}</button>
            </PostForm>
        }
        .into_any()
    };
    let role = post.role.name().text(use_lang()).to_owned();
    view! { <li class="plain-list__row"><span>{post.org_name} " · " {role}</span>{act}</li> }.into_any()
}

#[component]
fn PasswordForm() -> impl IntoView {
    let action = Posting::to::<ChangePassword>();
    let error = action.error();
    view! {
        <PostForm post=action attr:class="form sheet sheet--padded">
            <ErrorBox error=error/>
            <TextField name="old_password" label=t(AccountText::OldPassword) kind="password" autocomplete="current-password" post=action/>
            <TextField
                name="new_password"
                label=t(AccountText::NewPassword)
                kind="password"
                help=t(AccountText::PasswordHelp)
                autocomplete="new-password"
                post=action
            />
            <div><button class="button button--main" type="submit">{t(Common::Save)}</button></div>
        </PostForm>
    }
    .into_any()
}
