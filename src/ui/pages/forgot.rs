//! A forgotten password: a code to the mobile number, or a link to the mail address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::captcha::CaptchaField;
use super::code_sent::{CodeField, sent_to};
use crate::api::recovery::{ResetByCode, ResetByLink, SendCode, SendLink, check_link, find_code};
use crate::domain::text::account::AccountText as T;
use crate::domain::text::entry::EntryText;
use crate::ui::pages::frame::PublicBar;
use crate::ui::parts::field::TextField;
use crate::ui::parts::list::Tabs;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::mobile::MobileField;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::t;

/// `/forgot`: by mobile number (S-018), or by mail (P-052).
#[component]
pub fn Forgot() -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| query.with(|q| (q.get("by"), q.get("code"), q.get("sent").is_some())));
    let shown = move || match place.get() {
        (_, Some(id), _) => view! { <ByCode id=id/> }.into_any(),
        (Some(_), None, true) => {
            view! { <p class="notice notice--info" role="status">{t(T::LinkOnItsWay)}</p> }.into_any()
        }
        (by, None, _) => {
            let here = if by.is_some() { "/forgot?by=email" } else { "/forgot" };
            let tabs = vec![
                (t(T::ByMobile).to_owned(), "/forgot".to_owned(), None),
                (t(T::ByEmail).to_owned(), "/forgot?by=email".to_owned(), None),
            ];
            let form = match by {
                Some(_) => view! { <AskLink/> }.into_any(),
                None => view! { <AskCode/> }.into_any(),
            };
            view! { <Tabs tabs=tabs here=here label=t(EntryText::Ways)/> {form} }.into_any()
        }
    };
    view! { <Entry>{shown}</Entry> }.into_any()
}

/// The frame of these pages.
#[component]
fn Entry(children: Children) -> impl IntoView {
    view! {
        <Title text=t(T::ForgotTitle)/>
        <PublicBar/>
        <main class="entry" id="content">
            <div class="entry__card sheet sheet--padded">
                <h1 class="page__title">{t(T::ForgotTitle)}</h1>
                {children()}
                <p><a href="/sign-in">{t(T::BackToSignIn)}</a></p>
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn AskCode() -> impl IntoView {
    let action = Posting::to::<SendCode>();
    let error = action.error();
    view! {
        <PostForm post=action attr:class="form">
            <ErrorBox error=error/>
            <TextField name="login" label=t(T::Login) autocomplete="username" post=action/>
            <MobileField label=t(EntryText::Mobile) autocomplete="tel" post=action/>
            <CaptchaField post=action/>
            <button class="button button--main" type="submit">{t(EntryText::GetCode)}</button>
        </PostForm>
    }
    .into_any()
}

#[component]
fn AskLink() -> impl IntoView {
    let action = Posting::to::<SendLink>();
    let error = action.error();
    view! {
        <PostForm post=action attr:class="form">
            <ErrorBox error=error/>
            <TextField name="who" label=t(T::LoginOrEmail) autocomplete="email" post=action/>
            <CaptchaField post=action/>
            <button class="button button--main" type="submit">{t(T::SendLink)}</button>
        </PostForm>
    }
    .into_any()
}

#[component]
fn ByCode(id: String) -> impl IntoView {
    let action = Posting::to::<ResetByCode>();
    let error = action.error();
    let sent = sent_to(&id, find_code, "/forgot");
    view! {
        {sent}
        <PostForm post=action attr:class="form">
            <ErrorBox error=error/>
            <input type="hidden" name="id" value=id/>
            <CodeField post=action/>
            <NewPassword post=action/>
            <button class="button button--main" type="submit">{t(T::SetPassword)}</button>
        </PostForm>
    }
    .into_any()
}

/// The new password, twice.
#[component]
pub fn NewPassword(post: Posting) -> impl IntoView {
    view! {
        <TextField
            name="new_password"
            label=t(T::NewPassword)
            kind="password"
            help=t(T::PasswordHelp)
            autocomplete="new-password"
            post=post
        />
        <TextField name="again" label=t(T::Again) kind="password" autocomplete="new-password" post=post/>
    }
    .into_any()
}

/// `/reset/:token`: the link that came by mail (P-053).
#[component]
pub fn Reset() -> impl IntoView {
    let token = use_params_map().with_untracked(|p| p.get("token")).unwrap_or_default();
    let asked = token.clone();
    let good = Load::once(move || check_link(asked.clone()));
    let action = Posting::to::<ResetByLink>();
    let shown = move || {
        let token = token.clone();
        async move {
            let error = action.error();
            match good.await {
                Ok(()) => view! {
                    <PostForm post=action attr:class="form">
                        <ErrorBox error=error/>
                        <input type="hidden" name="token" value=token/>
                        <NewPassword post=action/>
                        <button class="button button--main" type="submit">{t(T::SetPassword)}</button>
                    </PostForm>
                }
                .into_any(),
                Err(_) => view! {
                    <p class="notice notice--warning" role="alert">{t(T::LinkOver)}</p>
                    <p>{t(T::LinkOverNote)} " " <a href="/forgot?by=email">{t(EntryText::Forgot)}</a></p>
                }
                .into_any(),
            }
        }
    };
    view! { <Entry>{transition(shown)}</Entry> }.into_any()
}
