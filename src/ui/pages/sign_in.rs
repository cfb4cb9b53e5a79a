//! Sign-in: by password, or by a code that comes by short message. Works without JavaScript.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::captcha::CaptchaWhenDue;
use super::sign_in_sms::SmsSignIn;
use crate::api::session::{SignIn as SignInCall, find_options};
use crate::domain::account::{SignInOptions, refused_entry};
use crate::domain::error::Reason;
use crate::domain::path::{local, query_value};
use crate::domain::text::common::Common;
use crate::domain::text::entry::EntryText;
use crate::domain::text::legal::LegalName;
use crate::ui::pages::frame::PublicBar;
use crate::ui::pages::support::SupportBlock;
use crate::ui::parts::field::TextField;
use crate::ui::parts::list::Tabs;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, use_lang};

/// The sign-in page (E-001, C-008, S-015).
#[component]
pub fn SignIn() -> impl IntoView {
    let query = use_query_map();
    let options = Load::once(find_options);
    let next = query.with_untracked(|q| q.get("next")).filter(|n| local(n).is_some()).unwrap_or_default();
    let reset = query.with_untracked(|q| q.get("reset").is_some());
    let came_from_page = !next.is_empty();
    let next = StoredValue::new(next);
    let notice = reset.then(|| {
        view! { <p class="notice notice--success" role="status">{t(EntryText::PasswordReset)}</p> }
    });
    let lang = use_lang();
    let refused = query.with_untracked(|q| q.get("refused")).and_then(|code| refused_entry(&code)).map(|reason| {
        let said = Reason::new(reason, &[]).message(lang);
        view! { <p class="notice notice--danger" role="alert">{said}</p> }
    });
    let by_sms = Memo::new(move |_| query.with(|q| q.get("by").as_deref() == Some("sms")));
    let ways = move || {
        let with_next = |path: &str, mark: char| match next.get_value() {
            next if next.is_empty() => path.to_owned(),
            next => format!("{path}{mark}next={}", query_value(&next)),
        };
        let (password, sms) = (with_next("/sign-in", '?'), with_next("/sign-in?by=sms", '&'));
        let here = if by_sms.get() { sms.clone() } else { password.clone() };
        let tabs =
            vec![(t(EntryText::ByPassword).to_owned(), password, None), (t(EntryText::BySms).to_owned(), sms, None)];
        view! { <Tabs tabs=tabs here=here label=t(EntryText::Ways)/> }.into_any()
    };
    let form = move || {
        let by_sms = by_sms.get();
        async move {
            let options: SignInOptions = options.await.unwrap_or_default();
            let identity = options.identity.map(|name| view! { <ByIdentity name=name next=next.get_value()/> });
            let shelf = options.shelf.then(|| {
                view! { <p><a href="/outbox" target="_blank">{t(EntryText::Shelf)}</a></p> }
            });
            match by_sms {
                true => view! { <SmsSignIn possible=options.sms next=next.get_value()/> {shelf} {identity} }.into_any(),
                false => {
                    view! { <PasswordSignIn captcha=options.captcha next=next.get_value()/> {identity} }.into_any()
                }
            }
        }
    };
    view! {
        <Title text=t(Common::SignIn)/>
        <PublicBar/>
        <main class="entry" id="content">
            <div class="entry__card sheet sheet--padded">
                <h1 class="page__title">{t(EntryText::SignInTitle)}</h1>
                <p class="page__note">
                    {if came_from_page { t(EntryText::SignedOutNote) } else { t(EntryText::SignInNote) }}
                </p>
                {notice}
                {refused}
                {ways}
                {transition(form)}
                <p class="entry__links">
                    <a href="/portal">{t(EntryText::BackToPortal)}</a>
                    <a href="/portal/notices?category=guide">{t(EntryText::Guides)}</a>
                    <a href="/portal/notices?category=download">{t(EntryText::Downloads)}</a>
                </p>
                <SupportBlock/>
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn PasswordSignIn(captcha: bool, next: String) -> impl IntoView {
    let action = Posting::to::<SignInCall>();
    let error = action.error();
    let button = move || if action.pending().get() { t(Common::Loading) } else { t(Common::SignIn) };
    view! {
        <PostForm post=action attr:class="form">
            <ErrorBox error=error/>
            <input type="hidden" name="next" value=next/>
            <TextField name="login" label=t(EntryText::LoginOrMobile) autocomplete="username" post=action/>
            <TextField
                name="password"
                label=t(EntryText::Password)
                kind="password"
                autocomplete="current-password"
                post=action
            />
            <CaptchaWhenDue post=action always=captcha/>
            <button class="button button--main" type="submit">{button}</button>
        </PostForm>
        <p><a href="/forgot">{t(EntryText::Forgot)}</a></p>
    }
    .into_any()
}

/// The button that leads to the identity provider; the browser goes there by itself, without the browser module.
#[component]
fn ByIdentity(name: String, next: String) -> impl IntoView {
    let name = if name.is_empty() { t(EntryText::ByIdentity).to_owned() } else { name };
    let to = match next.as_str() {
        "" => "/oidc/start".to_owned(),
        next => format!("/oidc/start?next={}", query_value(next)),
    };
    view! {
        <hr/>
        <a class="button" href=to rel="external">{name}</a>
        <p class="page__note">
            {t(EntryText::IdentityNote)} " " <a href="/terms" target="_blank">{t(LegalName::Terms)}</a> " "
            {t(EntryText::ConsentAnd)} " " <a href="/privacy" target="_blank">{t(LegalName::Privacy)}</a>
        </p>
    }
    .into_any()
}
