//! 通知公告: what I may read, and what my unit has written (S-030).

use leptos::prelude::*;
use leptos_meta::Title;

use super::message::{Listed, listed, unread_switch};
use super::notification::centre;
use crate::api::notice::{ReadAllNotices, list_notices};
use crate::domain::notice::{NoticeList, NoticeRow, NoticeState, PAGE};
use crate::domain::portal::Category;
use crate::domain::text::Text;
use crate::domain::text::notice::NoticeText as T;
use crate::domain::text::writing::WritingText;
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::list::{EmptyState, Pager, SearchBox, Tabs, address};
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::numbers::Numbers;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, use_lang};

/// Value of `box` for what the unit has written.
const OWN: &str = "own";

/// `/notices`
#[component]
pub fn Notices() -> impl IntoView {
    let by = Memo::new(|_| listed());
    let read_all = Posting::to::<ReadAllNotices>();
    let list = Load::new(
        move || (by.get(), read_all.successes(), Numbers::heard(|counts| counts.notices)),
        |(by, ..)| async move {
            let list = list_notices(by.which == OWN, by.words.clone(), by.unread_only, by.page).await?;
            Ok((by, list))
        },
    );
    let shown = list.shown(move |(by, list)| view! { <List by=by list=list read_all=read_all/> }.into_any());
    let write = move || async move {
        let may = list.await.is_ok_and(|(_, list)| list.may_publish);
        may.then(|| view! { <a class="button button--main" href="/notices/new">{t(T::New)}</a> }.into_any())
    };
    let lang = use_lang();
    let note = move || by.with(|by| if by.which == OWN { T::OwnNote } else { T::Note }).text(lang);
    view! {
        <Title text=t(T::Title)/>
        <div class="page">
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{t(T::Title)}</h1>
                    <p class="page__note">{note}</p>
                </div>
                <div class="page__actions">{transition(write)}</div>
            </div>
            {centre()}
            {shown}
        </div>
    }
    .into_any()
}

#[component]
fn List(by: Listed, list: NoticeList, read_all: Posting) -> impl IntoView {
    let own = by.which == OWN;
    let only = if by.unread_only { "unread" } else { "" };
    let kept = if own { OWN } else { "" };
    let here = if own { "/notices?box=own" } else { "/notices" };
    let tabs = list.may_publish.then(|| {
        let tabs = vec![
            (t(T::Received).to_owned(), "/notices".to_owned(), Some(list.unread).filter(|n| *n > 0)),
            (t(T::Own).to_owned(), "/notices?box=own".to_owned(), None),
        ];
        view! { <Tabs tabs=tabs here=here label=t(T::Lists)/> }.into_any()
    });
    let narrowed = !by.words.is_empty() || by.unread_only;
    let body = if list.total == 0 && !narrowed {
        let words = if own { T::EmptyOwn } else { T::Empty };
        view! { <EmptyState title=t(T::Title)><p>{t(words)}</p></EmptyState> }.into_any()
    } else {
        let rows = list.rows.into_iter().map(|row| line(row, own)).collect_view();
        let none = (list.total == 0).then(|| view! { <p class="empty">{t(T::NoMatch)}</p> }.into_any());
        let all = (!own && list.unread > 0).then(|| {
            view! {
                <PostForm post=read_all>
                    <button class="button button--small" type="submit">{t(T::ReadAll)}</button>
                </PostForm>
            }
            .into_any()
        });
        let base = address("/notices", &[("box", kept), ("q", &by.words), ("only", only)]);
        view! {
            <SearchBox action="/notices" words=by.words.clone() label=t(T::SearchLabel)
                kept=vec![("box", kept.to_owned()), ("only", only.to_owned())]/>
            <div class="actions">{(!own).then(|| unread_switch("/notices", &by))} {all}</div>
            {none}
            <ul class="mail">{rows}</ul>
            <Pager base=base page=by.page size=PAGE total=list.total/>
        }
        .into_any()
    };
    view! { {tabs} {body} }.into_any()
}

/// What it is, unless it is a plain notice, and that visitors read it.
pub fn marks((category, public): (Category, bool)) -> AnyView {
    let kind =
        (category != Category::default()).then(|| view! { <span class="badge">{t(category.name())}</span> }.into_any());
    let public = public.then(|| view! { <span class="badge">{t(T::Public)}</span> }.into_any());
    view! { {kind} {public} }.into_any()
}

fn line(row: NoticeRow, own: bool) -> AnyView {
    let draft = row.state == NoticeState::Draft;
    let href = if draft { format!("/notices/{}/edit", row.id) } else { format!("/notices/{}", row.id) };
    let title = if row.title.is_empty() { t(T::NoTitle).to_owned() } else { row.title };
    let mark =
        row.unread.then(|| view! { <span class="badge badge--waiting">{t(WritingText::Unread)}</span> }.into_any());
    let pinned = row.pinned.then(|| view! { <span class="badge badge--warning">{t(T::Pinned)}</span> }.into_any());
    let files = row.has_files.then(|| view! { <span class="quiet">{t(WritingText::HasFiles)}</span> }.into_any());
    let (name, tone) = row.state.name();
    let state = own.then(|| view! { <StateBadge name=name tone=tone/> }.into_any());
    view! {
        <li class="mail__row" class:is-unread=row.unread>
            <a class="mail__link" href=href>{title}</a>
            <span class="mail__marks">{marks((row.category, row.public))}{mark}{pinned}{state}{files}</span>
            <span class="mail__who">{row.org_name}</span>
            <time class="mail__at">{row.at.minute_text()}</time>
        </li>
    }
    .into_any()
}
