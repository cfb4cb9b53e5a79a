//! 站内消息: inbox, sent, drafts.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use crate::api::message::list_messages;
use crate::domain::message::{MessageBox, MessageList, MessageRow, PAGE};
use crate::domain::text::common::Common;
use crate::domain::text::message::MessageText as T;
use crate::domain::text::writing::WritingText;
use crate::ui::pages::notification::centre;
use crate::ui::parts::list::{EmptyState, Pager, SearchBox, Tabs, address};
use crate::ui::parts::load::Load;
use crate::ui::parts::numbers::Numbers;
use crate::ui::preference::{t, tf};

/// What the address says of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Which of several lists.
    pub which: String,
    /// Words searched for.
    pub words: String,
    /// Only what is unread.
    pub unread_only: bool,
    /// From 1.
    pub page: i64,
}

/// Reads the address; tracked.
pub fn listed() -> Listed {
    use_query_map().with(|query| Listed {
        which: query.get("box").unwrap_or_default(),
        words: query.get("q").unwrap_or_default(),
        unread_only: query.get("only").as_deref() == Some("unread"),
        page: query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
    })
}

/// `/messages`
#[component]
pub fn Messages() -> impl IntoView {
    let by = Memo::new(|_| listed());
    let list = Load::new(
        move || (by.get(), Numbers::heard(|counts| counts.messages)),
        |(by, _)| async move {
            let which = MessageBox::from_key(&by.which);
            Ok((by.clone(), list_messages(which, by.words, by.unread_only, by.page).await?))
        },
    );
    let shown = list.shown(move |(by, list)| view! { <Box by=by list=list/> }.into_any());
    view! {
        <Title text=t(T::Title)/>
        <div class="page">
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{t(T::Title)}</h1>
                    <p class="page__note">{t(T::Note)}</p>
                </div>
                <div class="page__actions"><a class="button button--main" href="/messages/new">{t(T::New)}</a></div>
            </div>
            {centre()}
            {shown}
        </div>
    }
    .into_any()
}

fn name(which: MessageBox) -> T {
    match which {
        MessageBox::Inbox => T::Inbox,
        MessageBox::Sent => T::Sent,
        MessageBox::Drafts => T::Drafts,
    }
}

fn href(which: MessageBox) -> String {
    match which {
        MessageBox::Inbox => "/messages".to_owned(),
        other => format!("/messages?box={}", other.key()),
    }
}

#[component]
fn Box(by: Listed, list: MessageList) -> impl IntoView {
    let which = MessageBox::from_key(&by.which);
    let count = |b: MessageBox| match b {
        MessageBox::Inbox => Some(list.unread),
        MessageBox::Drafts => Some(list.drafts),
        MessageBox::Sent => None,
    };
    let tabs = MessageBox::ALL.map(|b| (t(name(b)).to_owned(), href(b), count(b).filter(|n| *n > 0))).to_vec();
    let narrowed = !by.words.is_empty() || by.unread_only;
    let only = if by.unread_only { "unread" } else { "" };
    let boxed = if which == MessageBox::Inbox { "" } else { which.key() };
    let body = if list.total == 0 && !narrowed {
        let words = match which {
            MessageBox::Inbox => T::EmptyInbox,
            MessageBox::Sent => T::EmptySent,
            MessageBox::Drafts => T::EmptyDrafts,
        };
        view! {
            <EmptyState title=t(name(which))>
                <p>{t(words)}</p>
                <a class="button" href="/messages/new">{t(T::New)}</a>
            </EmptyState>
        }
        .into_any()
    } else {
        let rows = list.rows.into_iter().map(|row| line(row, which)).collect_view();
        let none = (list.total == 0).then(|| view! { <p class="empty">{t(T::NoMatch)}</p> }.into_any());
        let base = address("/messages", &[("box", boxed), ("q", &by.words), ("only", only)]);
        view! {
            <SearchBox action="/messages" words=by.words.clone() label=t(T::SearchLabel)
                kept=vec![("box", boxed.to_owned()), ("only", only.to_owned())]/>
            {(which == MessageBox::Inbox).then(|| unread_switch("/messages", &by))}
            {none}
            <ul class="mail">{rows}</ul>
            <Pager base=base page=by.page size=PAGE total=list.total/>
        }
        .into_any()
    };
    view! { <Tabs tabs=tabs here=href(which) label=t(T::Boxes)/> {body} }.into_any()
}

/// The link between all and what is unread.
pub fn unread_switch(path: &str, by: &Listed) -> AnyView {
    let (only, word) = if by.unread_only { ("", WritingText::ShowAll) } else { ("unread", WritingText::UnreadOnly) };
    let href = address(path, &[("q", &by.words), ("only", only)]);
    view! { <p><a href=href>{t(word)}</a></p> }.into_any()
}

fn line(row: MessageRow, which: MessageBox) -> AnyView {
    let href = match which {
        MessageBox::Drafts => format!("/messages/{}/edit", row.id),
        _ => format!("/messages/{}", row.id),
    };
    let subject = if row.subject.is_empty() { t(T::NoSubject).to_owned() } else { row.subject };
    let mark =
        row.unread.then(|| view! { <span class="badge badge--waiting">{t(WritingText::Unread)}</span> }.into_any());
    let files = row.has_files.then(|| view! { <span class="quiet">{t(WritingText::HasFiles)}</span> }.into_any());
    let (who, read) = match row.read_of {
        Some((read, people)) => {
            let others = if people > 1 { tf(T::More, &[&people.to_string()]) } else { String::new() };
            let read = tf(T::ReadOf, &[&read.to_string(), &people.to_string()]);
            (format!("{} {others}", row.who), Some(view! { <span class="quiet">{read}</span> }.into_any()))
        }
        None => (row.who, None),
    };
    view! {
        <li class="mail__row" class:is-unread=row.unread>
            <a class="mail__link" href=href>{subject}</a>
            <span class="mail__marks">{mark}{files}{read}</span>
            <span class="mail__who">{who}</span>
            <time class="mail__at">{row.at.minute_text()}</time>
        </li>
    }
    .into_any()
}

/// The way back to a list.
pub fn back(word: &'static str, href: impl Into<String>) -> AnyView {
    let href = href.into();
    view! { <nav aria-label=t(Common::Breadcrumb)><ol class="breadcrumb"><li><a href=href>{word}</a></li></ol></nav> }
        .into_any()
}
