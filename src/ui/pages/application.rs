//! The approval screen of applications: the list on the left, the application on the right, opinion and buttons
//! in the sticky bar. Keys: j/k the next and the previous, a approve, r reject.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

use crate::api::invitation::{DecideApplication, find_application, list_applications};
use crate::domain::error::AppError;
use crate::domain::ids::{InvitationId, RecordId};
use crate::domain::invitation::{ApplicationList, ApplicationRow, ApplicationView};
use crate::domain::text::Text;
use crate::domain::text::common::Common;
use crate::domain::text::invitation::ApplicationText as T;
use crate::domain::workflow::picture::picture;
use crate::domain::workflow::{APPLICATION, Tone};
use crate::ui::browser;
use crate::ui::pages::register::extras;
use crate::ui::pages::register::sight::{Reveal, revealed_in};
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::field::OpinionField;
use crate::ui::parts::flow::FlowPicture;
use crate::ui::parts::form::view::AnswerView;
use crate::ui::parts::guard::Guard;
use crate::ui::parts::list::{EmptyState, address};
use crate::ui::parts::load::Load;
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::parts::timeline::Timeline;
use crate::ui::preference::{t, tf, use_lang};

/// `/applications` and `/applications/{id}`
#[component]
pub fn Applications() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get("id")));
    let query = use_query_map();
    let by = Memo::new(move |_| query.with(|q| q.get("invitation").and_then(|id| id.parse::<InvitationId>().ok())));
    let decide = Posting::to::<DecideApplication>();
    let applications = Load::new(move || (by.get(), decide.successes(), id.get()), |(by, ..)| list_applications(by));
    let chosen = Load::new(
        move || (id.get(), query.with(revealed_in), decide.successes()),
        |(id, revealed, _)| async move {
            let Some(id) = id else { return Ok(None) };
            let id: RecordId = id.parse().map_err(|_| AppError::NotFound)?;
            find_application(id, revealed).await.map(Some)
        },
    );

    let rows = applications.shown(list);
    let shown = chosen.shown(move |view| match view {
        None => view! { <p class="empty">{t(T::ChooseOne)}</p> }.into_any(),
        Some(view) => view! { <Case view=view decide=decide/> }.into_any(),
    });
    let head =
        move || id.with(Option::is_none).then(|| view! { <h1 class="page__title">{t(T::Title)}</h1> }.into_any());
    view! {
        <Title text=t(T::Title)/>
        <div class="page">
            {head}
            <div class="review">
                <nav class="review__list" aria-label=t(T::Title)>{rows}</nav>
                <div class="review__case">{shown}</div>
            </div>
        </div>
    }
    .into_any()
}

fn list(found: ApplicationList) -> AnyView {
    let ApplicationList { invitation, rows } = found;
    let narrowed = use_query_map().with_untracked(|q| q.get("invitation")).filter(|_| invitation.is_some());
    let only = invitation.map(|name| {
        view! {
            <p class="notice review__only">
                {tf(T::OfInvitation, &[&name])} " " <a href="/applications">{t(T::ShowAll)}</a>
            </p>
        }
        .into_any()
    });
    if rows.is_empty() && narrowed.is_none() {
        return view! {
            <EmptyState title=t(T::Title)>
                <p>{t(T::Empty)}</p>
                <a class="button button--main" href="/invitations">{t(T::ToInvitations)}</a>
            </EmptyState>
        }
        .into_any();
    }
    let current = use_params_map().with_untracked(|p| p.get("id")).unwrap_or_default();
    let tail = narrowed.map(|id| format!("?invitation={id}")).unwrap_or_default();
    install_keys(rows.iter().map(|row| row.id.to_string()).collect(), tail.clone());
    let (waiting, decided): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.tone == Tone::Waiting);
    let none = waiting.is_empty().then(|| view! { <p class="quiet">{t(T::NoneWaiting)}</p> }.into_any());
    let group = |title: T, rows: Vec<ApplicationRow>| {
        (!rows.is_empty()).then(|| {
            let lines = rows.into_iter().map(|row| item(row, &current, &tail)).collect_view();
            view! { <h2 class="review__group">{t(title)}</h2><ul class="review__items">{lines}</ul> }.into_any()
        })
    };
    view! {
        {only}
        {none}
        {group(T::Waiting, waiting)}
        {group(T::Decided, decided)}
        <p><a href="/registers/member_application">{t(T::All)}</a></p>
    }
    .into_any()
}

fn item(row: ApplicationRow, current: &str, tail: &str) -> AnyView {
    let id = row.id.to_string();
    let here = (id == current).then_some("page");
    view! {
        <li>
            <a class="review__item" href=format!("/applications/{id}{tail}") aria-current=here>
                <span>{row.title}</span>
                <StateBadge name=row.state tone=row.tone/>
                <span class="quiet">{row.created_at.minute_text()}</span>
            </a>
        </li>
    }
    .into_any()
}

/// j, k, a, r anywhere but in a field.
fn install_keys(ids: Vec<String>, tail: String) {
    let params = use_params_map();
    let (navigate, guard) = (use_navigate(), Guard::of_page());
    let hear = move |ev: KeyboardEvent| {
        if ev.ctrl_key() || ev.alt_key() || ev.meta_key() || browser::is_typing() {
            return;
        }
        let at = params.with_untracked(|p| p.get("id")).and_then(|id| ids.iter().position(|one| *one == id));
        let to = match ev.key().as_str() {
            "j" | "k" if ids.is_empty() => return,
            "j" => at.map_or(0, |i| (i + 1).min(ids.len() - 1)),
            "k" => at.map_or(0, |i| i.saturating_sub(1)),
            "a" => return browser::focus("approve"),
            "r" => return browser::focus("opinion"),
            _ => return,
        };
        ev.prevent_default();
        if guard.is_none_or(Guard::may_switch) {
            navigate(&format!("/applications/{}{tail}", ids[to]), Default::default());
        }
    };
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, hear.clone());
        on_cleanup(move || handle.remove());
    });
}

#[component]
fn Case(view: ApplicationView, decide: Posting) -> impl IntoView {
    let lang = use_lang();
    let ApplicationView { record, locked, twins, member } = view;
    let Some(id) = record.id else { return ().into_any() };
    let came = extras(&record);
    let title = record.answer.text(&record.definition.title).to_owned();
    let narrowed = use_query_map().with_untracked(|q| q.get("invitation")).unwrap_or_default();
    let back = address(&format!("/applications/{id}"), &[("invitation", &narrowed)]);
    let reveal = view! { <Reveal view=record.clone() back=back/> };
    let warnings = twins
        .into_iter()
        .map(|twin| {
            let words = tf(T::Twin, &[&twin.title, twin.equal.text(lang)]);
            view! { <p class="notice notice--warning"><a href=format!("/registers/member/{}", twin.id)>{words}</a></p> }
                .into_any()
        })
        .collect_view();
    let to_member = member.map(|id| {
        view! { <p class="notice notice--success"><a href=format!("/registers/member/{id}")>{t(T::ToMember)}</a></p> }
            .into_any()
    });
    let bar = if locked.is_empty() {
        view! { <Bar id=id title=title.clone() decide=decide/> }.into_any()
    } else {
        view! { <div class="review__bar"><Reasons id="why-not-decide" reasons=locked/></div> }.into_any()
    };
    view! {
        <div class="page__titles">
            <h1 class="page__title">{title} " " <StateBadge name=record.state_name.clone() tone=record.tone/></h1>
            <p class="quiet">{t(T::Keys)}</p>
        </div>
        {to_member}
        {warnings}
        {reveal}
        <AnswerView definition=record.definition answer=record.answer extras=came/>
        <section class="sheet sheet--padded"><h2>{t(Common::Timeline)}</h2><Timeline steps=record.timeline/> <FlowPicture drawn=picture(&APPLICATION, &record.state, lang)/></section>
        {bar}
    }
    .into_any()
}

#[component]
fn Bar(id: RecordId, title: String, decide: Posting) -> impl IntoView {
    let (lang, error) = (use_lang(), decide.error());
    let decide = decide.saying(move |mode| {
        let done = match mode {
            "approve" => T::Approved,
            "return" => T::SentBack,
            _ => T::Rejected,
        };
        done.fill(lang, &[&title])
    });
    view! {
        <div class="sticky review__bar">
            <ErrorBox error=error/>
            <PostForm post=decide passing=true attr:class="review__acts review__decision">
                <input type="hidden" name="id" value=id.to_string()/>
                <OpinionField post=decide label=t(Common::Opinion) help=t(T::OpinionHelp)/>
                <Button label=t(T::Reject).to_owned() id="reject" look=Look::Danger submit="reject" busy=decide.pending()/>
                <Button label=t(T::Return).to_owned() id="return" submit="return" busy=decide.pending()/>
                <Button label=t(T::Approve).to_owned() id="approve" look=Look::Main submit="approve" busy=decide.pending()/>
            </PostForm>
        </div>
    }
    .into_any()
}
