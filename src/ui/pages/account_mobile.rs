//! The own mobile number: a code shows that it is one's own.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::captcha::CaptchaField;
use super::code_sent::{CodeField, sent_to};
use crate::api::profile::{BindMobile, SendMobileCode, find_mobile_code};
use crate::domain::text::account::AccountText as T;
use crate::domain::text::entry::EntryText;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::mobile::MobileField;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::t;

/// `/account/mobile`
#[component]
pub fn OwnMobile() -> impl IntoView {
    let query = use_query_map();
    let code = Memo::new(move |_| query.with(|q| q.get("code")));
    let shown = move || match code.get() {
        Some(id) => view! { <Code id=id/> }.into_any(),
        None => view! { <Number/> }.into_any(),
    };
    view! {
        <Title text=t(T::ChangeMobile)/>
        <div class="page page--narrow">
            <h1 class="page__title">{t(T::ChangeMobile)}</h1>
            <div class="sheet sheet--padded form">{shown}</div>
            <p><a href="/account">{t(T::MyAccount)}</a></p>
        </div>
    }
    .into_any()
}

#[component]
fn Number() -> impl IntoView {
    let action = Posting::to::<SendMobileCode>();
    let error = action.error();
    view! {
        <PostForm post=action attr:class="form">
            <ErrorBox error=error/>
            <MobileField label=t(EntryText::Mobile) autocomplete="tel" post=action/>
            <CaptchaField post=action/>
            <div><button class="button button--main" type="submit">{t(EntryText::GetCode)}</button></div>
        </PostForm>
    }
    .into_any()
}

#[component]
fn Code(id: String) -> impl IntoView {
    let action = Posting::to::<BindMobile>();
    let error = action.error();
    let sent = sent_to(&id, find_mobile_code, "/account/mobile");
    view! {
        {sent}
        <PostForm post=action attr:class="form">
            <ErrorBox error=error/>
            <input type="hidden" name="id" value=id/>
            <CodeField post=action/>
            <div><button class="button button--main" type="submit">{t(T::BindMobile)}</button></div>
        </PostForm>
    }
    .into_any()
}
