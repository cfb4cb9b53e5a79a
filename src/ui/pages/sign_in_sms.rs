//! Sign-in by a code: first the number and a captcha, then the code and the consent (C-004 … C-007).

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::captcha::CaptchaField;
use super::code_sent::{CodeField, sent_to};
use crate::api::session::{SendCode, SignInByCode, find_code};
use crate::domain::path::query_value;
use crate::domain::text::entry::EntryText as T;
use crate::domain::text::legal::LegalName;
use crate::ui::parts::field::{Problems, invalid_mark};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::mobile::MobileField;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::t;

/// The form for the number, then the form for the code.
#[component]
pub fn SmsSignIn(possible: bool, next: String) -> impl IntoView {
    let query = use_query_map();
    let code = Memo::new(move |_| query.with(|q| q.get("code")));
    let again = match next.as_str() {
        "" => "/sign-in?by=sms".to_owned(),
        next => format!("/sign-in?by=sms&next={}", query_value(next)),
    };
    if !possible {
        return view! { <p class="notice notice--info">{t(T::SmsMissing)}</p> }.into_any();
    }
    let shown = move || {
        let (next, again) = (next.clone(), again.clone());
        match code.get() {
            Some(id) => view! { <Code id=id next=next again=again/> }.into_any(),
            None => view! { <Number next=next/> }.into_any(),
        }
    };
    shown.into_any()
}

#[component]
fn Number(next: String) -> impl IntoView {
    let action = Posting::to::<SendCode>();
    let error = action.error();
    view! {
        <PostForm post=action attr:class="form">
            <ErrorBox error=error/>
            <input type="hidden" name="next" value=next/>
            <MobileField label=t(T::Mobile) help=t(T::MobileHelp) autocomplete="tel" post=action/>
            <CaptchaField post=action/>
            <button class="button button--main" type="submit">{t(T::GetCode)}</button>
        </PostForm>
    }
    .into_any()
}

#[component]
fn Code(id: String, next: String, again: String) -> impl IntoView {
    let action = Posting::to::<SignInByCode>();
    let error = action.error();
    let consent = action.ticked("consent", false);
    let sent = sent_to(&id, find_code, again);
    view! {
        {sent}
        <PostForm post=action attr:class="form">
            <ErrorBox error=error/>
            <input type="hidden" name="next" value=next/>
            <input type="hidden" name="id" value=id/>
            <CodeField post=action/>
            <div class="field">
                <label class="check">
                    <input type="checkbox" name="consent" value="true" checked=consent
                        aria-invalid=invalid_mark(error, "consent")/>
                    <span>
                        {t(T::ConsentBefore)} " " <a href="/terms" target="_blank">{t(LegalName::Terms)}</a> " "
                        {t(T::ConsentAnd)} " " <a href="/privacy" target="_blank">{t(LegalName::Privacy)}</a>
                    </span>
                </label>
                <Problems error=error path="consent"/>
            </div>
            <button class="button button--main" type="submit">{t(T::SignInOrUp)}</button>
        </PostForm>
        <p class="page__note">{t(T::FirstTimeNote)}</p>
    }
    .into_any()
}
