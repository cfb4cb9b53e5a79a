//! 提醒: what changed for me, and how I want to be told.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_query_map};

use super::message::{Listed, listed, unread_switch};
use crate::api::notification::{OpenNotification, ReadAllNotifications, SaveChoices, list_choices, list_notifications};
use crate::api::workbench::find_counts;
use crate::domain::notification::{Choice, Notification, NotificationList, PAGE};
use crate::domain::text::Text;
use crate::domain::text::account::AccountText;
use crate::domain::text::common::Common;
use crate::domain::text::nav::Nav;
use crate::domain::text::notification::NotificationText as T;
use crate::domain::text::writing::WritingText;
use crate::ui::pages::frame::signed_in;
use crate::ui::parts::list::{EmptyState, Pager, Tabs, address};
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::numbers::Numbers;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

/// What is to be read, with its numbers: the places behind the bell.
pub fn centre() -> AnyView {
    let counts = Load::new(|| Numbers::heard(|counts| counts.unread()), |_| async move { find_counts().await });
    let here = use_location().pathname.get_untracked();
    let shown = move || {
        let here = here.clone();
        async move {
            let counts = counts.await.unwrap_or_default();
            let tabs = [
                (Nav::Notifications, "/notifications", counts.notifications),
                (Nav::Notices, "/notices", counts.notices),
                (Nav::Messages, "/messages", counts.messages),
            ]
            .map(|(name, href, count)| (t(name).to_owned(), href.to_owned(), Some(count).filter(|n| *n > 0)))
            .to_vec();
            view! { <Tabs tabs=tabs here=here label=t(T::Centre)/> }.into_any()
        }
    };
    transition(shown)
}

/// `/notifications`
#[component]
pub fn Notifications() -> impl IntoView {
    let by = Memo::new(|_| listed());
    let open = Posting::to::<OpenNotification>();
    let read_all = Posting::to::<ReadAllNotifications>();
    let list = Load::new(
        move || (by.get(), read_all.successes(), Numbers::heard(|counts| counts.notifications)),
        |(by, ..)| async move { Ok((by.clone(), list_notifications(by.unread_only, by.page).await?)) },
    );
    let error = open.error();
    let shown = move || async move {
        let own = signed_in().await.map(|actor| actor.org);
        match list.await {
            Ok((by, list)) => {
                let elsewhere = move |n: &Notification| own != Some(n.org);
                view! { <Lines by=by list=list elsewhere=Callback::new(move |n| elsewhere(&n)) open=open read_all=read_all/> }
                    .into_any()
            }
            Err(error) => list.failed(error),
        }
    };
    view! {
        <Title text=t(T::Title)/>
        <div class="page">
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{t(T::Title)}</h1>
                    <p class="page__note">{t(T::Note)}</p>
                </div>
                <div class="page__actions"><a class="button" href="/account/notifications">{t(Nav::NotificationChoices)}</a></div>
            </div>
            {centre()}
            <ErrorBox error=error/>
            {transition(shown)}
        </div>
    }
    .into_any()
}

#[component]
fn Lines(
    by: Listed,
    list: NotificationList,
    elsewhere: Callback<Notification, bool>,
    open: Posting,
    read_all: Posting,
) -> impl IntoView {
    if list.total == 0 {
        let words = if by.unread_only { T::EmptyUnread } else { T::Empty };
        let all = by.unread_only.then(|| unread_switch("/notifications", &by));
        return view! { <EmptyState title=t(T::Title)><p>{t(words)}</p>{all}</EmptyState> }.into_any();
    }
    let all = (list.unread > 0).then(|| {
        view! {
            <PostForm post=read_all><button class="button button--small" type="submit">{t(T::ReadAll)}</button></PostForm>
        }
        .into_any()
    });
    let lines = list
        .rows
        .into_iter()
        .map(|n| {
            let other = elsewhere.run(n.clone());
            line(n, other, open)
        })
        .collect_view();
    let base = address("/notifications", &[("only", if by.unread_only { "unread" } else { "" })]);
    view! {
        <div class="actions">{unread_switch("/notifications", &by)} {all}</div>
        <ul class="mail">{lines}</ul>
        <Pager base=base page=by.page size=PAGE total=list.total/>
    }
    .into_any()
}

/// One notification; opening it is a post, since it changes something: it is read, and the unit may be another one.
pub fn line(n: Notification, elsewhere: bool, open: Posting) -> AnyView {
    let lang = use_lang();
    let words = n.kind.message(lang, &n.args);
    let mark =
        n.unread.then(|| view! { <span class="badge badge--waiting">{t(WritingText::Unread)}</span> }.into_any());
    let unit = elsewhere.then(|| view! { <span class="quiet">{tf(T::InUnit, &[&n.org_name])}</span> }.into_any());
    let spoken = format!("{} {words}", T::Open.text(lang));
    view! {
        <li class="mail__row" class:is-unread=n.unread>
            <span class="mail__link">{words}</span>
            <span class="mail__marks">{mark}{unit}</span>
            <time class="mail__at">{n.at.minute_text()}</time>
            <PostForm post=open attr:class="mail__act">
                <input type="hidden" name="id" value=n.id.to_string()/>
                <button class="button button--small" type="submit" aria-label=spoken>{t(T::Open)}</button>
            </PostForm>
        </li>
    }
    .into_any()
}

/// `/account/notifications`
#[component]
pub fn NotificationChoices() -> impl IntoView {
    let save = Posting::to::<SaveChoices>();
    let choices = Load::once(list_choices);
    let saved = use_query_map().with_untracked(|q| q.get("saved").is_some());
    let notice =
        saved.then(|| view! { <p class="notice notice--success" role="status">{t(Common::Saved)}</p> }.into_any());
    let shown = choices.shown(move |choices| view! { <ChoiceForm choices=choices save=save/> }.into_any());
    view! {
        <Title text=t(Nav::NotificationChoices)/>
        <div class="page page--narrow">
            <nav aria-label=t(Common::Breadcrumb)>
                <ol class="breadcrumb"><li><a href="/account">{t(AccountText::MyAccount)}</a></li></ol>
            </nav>
            <div class="page__titles">
                <h1 class="page__title">{t(Nav::NotificationChoices)}</h1>
                <p class="page__note">{t(T::SettingsNote)}</p>
            </div>
            {notice}
            {shown}
        </div>
    }
    .into_any()
}

#[component]
fn ChoiceForm(choices: Vec<Choice>, save: Posting) -> impl IntoView {
    let error = save.error();
    let chosen = |pick: fn(&Choice) -> bool| -> Vec<String> {
        choices.iter().filter(|c| pick(c)).map(|c| c.kind.key().to_owned()).collect()
    };
    let email = save.typed_all("email[]", chosen(|c| c.email));
    let sms = save.typed_all("sms[]", chosen(|c| c.sms));
    let lines = choices
        .into_iter()
        .map(|c| {
            let (key, name) = (c.kind.key(), t(c.kind.name()));
            let (by_email, by_sms) = (email.iter().any(|k| k == key), sms.iter().any(|k| k == key));
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td>{t(Common::Yes)}</td>
                    <td>
                        <label class="tick">
                            <input type="checkbox" name="email[]" value=key checked=by_email
                                aria-label=format!("{name} {}", t(T::Email))/>
                        </label>
                    </td>
                    <td>
                        <label class="tick">
                            <input type="checkbox" name="sms[]" value=key checked=by_sms
                                aria-label=format!("{name} {}", t(T::Sms))/>
                        </label>
                    </td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let done = move || save.succeeded().then(|| t(Common::Saved));
    view! {
        <PostForm post=save attr:class="group">
            <ErrorBox error=error/>
            <div class="table-frame" tabindex="0" role="region" aria-label=t(Nav::NotificationChoices)>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t(T::Kind)}</th>
                            <th scope="col">{t(T::InSite)}</th>
                            <th scope="col">{t(T::Email)}</th>
                            <th scope="col">{t(T::Sms)}</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
            <div class="actions">
                <button class="button button--main" type="submit">{t(Common::Save)}</button>
                <span class="quiet" role="status">{done}</span>
            </div>
        </PostForm>
    }
    .into_any()
}
