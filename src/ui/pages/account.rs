//! The own account: person, posts, password, open sessions.

use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_query_map};

use super::forgot::NewPassword;
use crate::api::profile::{EndOthers, EndSession, EndTie, UpdateEmail, UpdateName, find_profile};
use crate::api::session::{ChangePassword, list_posts};
use crate::domain::account::{Actor, IdentityTie, Post, Profile, SessionLine};
use crate::domain::text::access::AccessText;
use crate::domain::text::account::AccountText as T;
use crate::domain::text::common::Common;
use crate::domain::text::entry::EntryText;
use crate::domain::text::org::OrgText;
use crate::ui::browser;
use crate::ui::pages::frame::{signed_in, switch};
use crate::ui::pages::sights::SightsPart;
use crate::ui::parts::field::TextField;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, use_lang};

/// What is sent from the page of the own account.
#[derive(Clone, Copy)]
struct Acts {
    name: Posting,
    email: Posting,
    password: Posting,
    end: Posting,
    end_others: Posting,
    end_tie: Posting,
}

/// `/account`
#[component]
pub fn Account() -> impl IntoView {
    let saved = t(Common::Saved);
    let acts = Acts {
        name: Posting::to::<UpdateName>().saying(move |_| saved.to_owned()),
        email: Posting::to::<UpdateEmail>().saying(move |_| saved.to_owned()),
        password: Posting::to::<ChangePassword>(),
        end: Posting::to::<EndSession>(),
        end_others: Posting::to::<EndOthers>(),
        end_tie: Posting::to::<EndTie>(),
    };
    let done = move || {
        let Acts { name, email, password, end, end_others, end_tie } = acts;
        [name, email, password, end, end_others, end_tie].map(Posting::successes)
    };
    let profile = Load::new(done, |_| find_profile());
    let posts = Load::once(list_posts);
    let changed = use_query_map().with_untracked(|q| q.get("changed").is_some());
    let notice = changed.then(|| {
        view! { <p class="notice notice--success" role="status">{t(T::PasswordChanged)}</p> }
    });
    let posts = move || async move {
        let current = signed_in().await;
        posts.await.unwrap_or_default().into_iter().map(|p| row(p, current.as_ref())).collect_view()
    };
    let own = move || async move {
        match profile.await {
            Ok(profile) => view! { <Own profile=profile acts=acts/> }.into_any(),
            Err(error) => view! { <ErrorBox error=Signal::stored(Some(error))/> }.into_any(),
        }
    };
    view! {
        <Title text=t(T::MyAccount)/>
        <div class="page page--narrow">
            <h1 class="page__title">{t(T::MyAccount)}</h1>
            {notice}
            <h2 id="posts">{t(T::Posts)}</h2>
            <ul class="plain-list">{transition(posts)}</ul>
            <p><a href="/posts">{t(OrgText::MyPosts)}</a></p>
            <p><a href="/rights">{t(AccessText::Title)}</a></p>
            {transition(own)}
            <SightsPart/>
        </div>
    }
    .into_any()
}

fn row(post: Post, current: Option<&Actor>) -> AnyView {
    let here = current.is_some_and(|a| a.org == post.org && a.role == post.role);
    let act = if here {
        view! { <span class="badge">{t(T::Current)}</span> }.into_any()
    } else {
        let act = view! {
            <button class="button" type="submit" name="post" value=post.id.to_string()>{t(T::SwitchTo)}</button>
        };
        switch(act.into_any())
    };
    let role = post.role.name().text(use_lang()).to_owned();
    view! { <li class="plain-list__row"><span>{post.org_name} " · " {role}</span>{act}</li> }.into_any()
}

#[component]
fn Own(profile: Profile, acts: Acts) -> impl IntoView {
    let Acts { name, email, password, .. } = acts;
    let (name_error, email_error, password_error) = (name.error(), email.error(), password.error());
    let number = match profile.mobile.as_str() {
        "" => t(T::NoMobile).to_owned(),
        number => number.to_owned(),
    };
    let confirmed = if profile.email_confirmed { t(T::EmailConfirmed) } else { t(T::EmailUnconfirmed) };
    let old_password = match profile.has_password {
        true => view! {
            <TextField name="old_password" label=t(T::OldPassword) kind="password" autocomplete="current-password" post=password/>
        }
        .into_any(),
        false => view! { <p class="page__note">{t(T::FirstOwnPasswordNote)}</p> }.into_any(),
    };
    // The links of the frame name a part of the page, which is there only after this.
    let part = use_location().hash;
    Effect::new(move |_| {
        let part = part.get();
        set_timeout(move || browser::focus(part.trim_start_matches('#')), Duration::ZERO);
    });
    let password_title = if profile.has_password { T::ChangePassword } else { T::FirstOwnPassword };
    view! {
        <h2 id="person" tabindex="-1">{t(T::PersonalInformation)}</h2>
        <div class="sheet sheet--padded form">
            <p>{t(T::Login)} ": " <b>{profile.login.clone()}</b></p>
            <PostForm post=name attr:class="form">
                <ErrorBox error=name_error/>
                <input type="hidden" name="version" value=profile.version/>
                <TextField name="name" label=t(T::PersonName) value=profile.name.clone() autocomplete="name" post=name/>
                <div><button class="button" type="submit">{t(Common::Save)}</button></div>
            </PostForm>
            <PostForm post=email attr:class="form">
                <ErrorBox error=email_error/>
                <TextField name="email" label=t(T::Email) kind="email" value=profile.email.clone() help=confirmed
                    autocomplete="email" post=email/>
                <div><button class="button" type="submit">{t(T::SaveEmail)}</button></div>
            </PostForm>
            <p>{t(EntryText::Mobile)} ": " <b>{number}</b> " " <a href="/account/mobile">{t(T::ChangeMobile)}</a></p>
        </div>
        <h2 id="password" tabindex="-1">{t(password_title)}</h2>
        <PostForm post=password attr:class="form sheet sheet--padded">
            <ErrorBox error=password_error/>
            {old_password}
            <NewPassword post=password/>
            <div><button class="button button--main" type="submit">{t(Common::Save)}</button></div>
        </PostForm>
        <h2>{t(T::Sessions)}</h2>
        <p class="page__note">{t(T::SessionsNote)}</p>
        {sessions(profile.sessions, acts)}
        {ties(profile.ties, acts.end_tie)}
    }
    .into_any()
}

/// What another site signs the person in by; nothing where none does.
fn ties(ties: Vec<IdentityTie>, end: Posting) -> AnyView {
    if ties.is_empty() {
        return ().into_any();
    }
    let error = end.error();
    let lines = ties
        .into_iter()
        .map(|tie| {
            view! {
                <li class="plain-list__row">
                    <span>
                        {tie.issuer.clone()} <br/>
                        <span class="quiet">
                            {t(T::TiedSince)} " " {tie.since.minute_text()} " · " {t(T::LastSeen)} " " {tie.seen_at.minute_text()}
                        </span>
                    </span>
                    <PostForm post=end>
                        <input type="hidden" name="issuer" value=tie.issuer/>
                        <input type="hidden" name="subject" value=tie.subject/>
                        <button class="button" type="submit">{t(T::EndTie)}</button>
                    </PostForm>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <h2 id="identities">{t(T::Ties)}</h2>
        <p class="page__note">{t(T::TiesNote)}</p>
        <ErrorBox error=error/>
        <ul class="plain-list">{lines}</ul>
    }
    .into_any()
}

fn sessions(lines: Vec<SessionLine>, acts: Acts) -> AnyView {
    let others = (lines.len() > 1).then(|| {
        let error = acts.end_others.error();
        view! {
            <PostForm post=acts.end_others>
                <ErrorBox error=error/>
                <button class="button button--danger" type="submit">{t(T::EndOthers)}</button>
            </PostForm>
        }
        .into_any()
    });
    let lines = lines
        .into_iter()
        .map(|line| {
            let device = if line.device.is_empty() { t(T::UnknownDevice).to_owned() } else { line.device };
            let from = (!line.remote.is_empty()).then(|| format!(" · {}", line.remote));
            let act = match line.present {
                true => view! { <span class="badge">{t(T::PresentSession)}</span> }.into_any(),
                false => view! {
                    <PostForm post=acts.end>
                        <input type="hidden" name="id" value=line.id.to_string()/>
                        <button class="button" type="submit">{t(T::EndSession)}</button>
                    </PostForm>
                }
                .into_any(),
            };
            view! {
                <li class="plain-list__row">
                    <span>
                        {device} {from} <br/>
                        <span class="quiet">
                            {t(T::Began)} " " {line.began_at.minute_text()} " · " {t(T::LastSeen)} " " {line.seen_at.minute_text()}
                        </span>
                    </span>
                    {act}
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ul class="plain-list">{lines}</ul> {others} }.into_any()
}
