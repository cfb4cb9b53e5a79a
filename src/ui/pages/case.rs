//! The desk: entries that wait for the actor, deciding several at once, and who acts while somebody is away.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::case::{DecideCases, EndAbsence, SetAbsence, list_cases};
use crate::domain::case::{AbsenceRow, CaseList, CaseOutcome, CaseRow, Colleague, PAGE};
use crate::domain::text::Text;
use crate::domain::text::case::CaseText as T;
use crate::domain::text::common::Common;
use crate::domain::workflow::deadline::Due;
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::field::{OpinionField, Problems, TextField};
use crate::ui::parts::list::{EmptyState, Pager};
use crate::ui::parts::load::Load;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

/// `/cases`
#[component]
pub fn Cases() -> impl IntoView {
    let query = use_query_map();
    let page = Memo::new(move |_| query.with(|q| q.get("page")).and_then(|page| page.parse().ok()).unwrap_or(1_i64));
    let decide = Posting::to::<DecideCases>();
    let (set, end) = (Posting::to::<SetAbsence>(), Posting::to::<EndAbsence>());
    let list = Load::new(
        move || (page.get(), decide.changes(), set.successes() + end.successes()),
        |(page, ..)| list_cases(page),
    );
    let shown = list.shown(move |list| {
        let CaseList { rows, total, page, decides, arranges, absences, colleagues } = list;
        let panels =
            arranges.then(|| view! { <p><a class="button" href="/cases/panels">{t(T::Together)}</a></p> }.into_any());
        let absence = absence(absences, colleagues, set, end);
        let body = if rows.is_empty() {
            view! { <EmptyState title=t(T::Empty)><p>{t(T::EmptyNote)}</p></EmptyState> }.into_any()
        } else {
            let lines = rows.into_iter().map(|row| line(row, decides.then_some(decide))).collect::<Vec<_>>();
            let bar = decides.then(|| bar(decide));
            view! {
                <PostForm post=decide attr:class="group">
                    {table(lines, decides)}
                    {bar}
                </PostForm>
                <Pager base="/cases" page=page size=PAGE total=total/>
            }
            .into_any()
        };
        view! { {body} {absence} {panels} }.into_any()
    });
    view! {
        <Title text=t(T::Title)/>
        <div class="page">
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{t(T::Title)}</h1>
                    <p class="page__note">{t(T::Note)}</p>
                </div>
            </div>
            <ErrorBox error=decide.error()/>
            <div role="status">{move || decide.answer::<Vec<CaseOutcome>>().map(outcome)}</div>
            {shown}
        </div>
    }
    .into_any()
}

fn table(lines: Vec<AnyView>, decides: bool) -> AnyView {
    let choice = decides.then(|| view! { <td></td> });
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=t(T::Title)>
            <table class="table">
                <thead>
                    <tr>
                        {choice}
                        <th scope="col">{t(T::Entry)}</th>
                        <th scope="col">{t(T::Register)}</th>
                        <th scope="col">{t(T::Unit)}</th>
                        <th scope="col">{t(Common::State)}</th>
                        <th scope="col">{t(T::Since)}</th>
                        <th scope="col">{t(T::Due)}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(row: CaseRow, decide: Option<Posting>) -> AnyView {
    let lang = use_lang();
    let due = match row.due {
        Due::Never => ().into_any(),
        Due::In(days) => view! { <span class="quiet">{tf(T::DaysLeft, &[&days.to_string()])}</span> }.into_any(),
        Due::Over(days) => {
            view! { <span class="badge badge--danger">{tf(T::OverdueBy, &[&days.to_string()])}</span> }.into_any()
        }
    };
    let urged = row.urged.then(|| view! { " " <span class="badge badge--waiting">{t(T::Urged)}</span> });
    let choice = decide.map(|decide| {
        let value = format!("{}.{}", row.record, row.version);
        let label = tf(T::Select, &[&row.title]);
        // What was decided is another by now or gone: it was skipped, and is meant still.
        let skipped = decide.had("chosen[]", &value);
        view! { <td><input type="checkbox" name="chosen[]" value=value checked=skipped aria-label=label/></td> }
    });
    view! {
        <tr>
            {choice}
            <th scope="row"><a href=format!("/registers/{}/{}", row.register, row.record)>{row.title}</a></th>
            <td>{row.register_name.text(lang).to_owned()}</td>
            <td>{row.org_name}</td>
            <td><StateBadge name=row.state tone=row.tone/></td>
            <td class="when"><time>{row.since.minute_text()}</time></td>
            <td>{due}{urged}</td>
        </tr>
    }
    .into_any()
}

fn bar(decide: Posting) -> AnyView {
    view! {
        <div class="sticky review__bar review__acts review__decision">
            <OpinionField post=decide label=t(Common::Opinion) help=t(T::OpinionHelp)/>
            <Button id="decline-cases" label=t(T::Decline).to_owned() look=Look::Danger submit="decline" busy=decide.pending()/>
            <Button id="approve-cases" label=t(T::Approve).to_owned() look=Look::Main submit="approve" busy=decide.pending()/>
        </div>
    }
    .into_any()
}

/// How many were done, and each one that was not, by name (WFL-07).
fn outcome(outcomes: Vec<CaseOutcome>) -> AnyView {
    let lang = use_lang();
    let (all, done) = (outcomes.len(), outcomes.iter().filter(|outcome| outcome.error.is_none()).count());
    let skipped = outcomes.into_iter().filter_map(|outcome| {
        let words = T::Skipped.fill(lang, &[&outcome.title, &outcome.error?.message(lang)]);
        Some(view! { <li>{words}</li> }.into_any())
    });
    let skipped: Vec<AnyView> = skipped.collect();
    let class = if skipped.is_empty() { "notice notice--success" } else { "notice notice--warning" };
    let words = tf(T::Outcome, &[&done.to_string(), &(all - done).to_string()]);
    view! { <div class=class><p class="notice__title">{words}</p><ul>{skipped}</ul></div> }.into_any()
}

fn absence(rows: Vec<AbsenceRow>, colleagues: Vec<Colleague>, set: Posting, end: Posting) -> AnyView {
    let lines = rows.into_iter().map(|row| {
        let words = tf(T::AwayLine, &[&row.name, &row.deputy_name, &row.from.to_string(), &row.to.to_string()]);
        view! { <li>{words}</li> }.into_any()
    });
    let lines: Vec<AnyView> = lines.collect();
    let some = !lines.is_empty();
    let ending = some.then(|| {
        view! {
            <PostForm post=end>
                <ErrorBox error=end.error()/>
                <Button id="end-absence" label=t(T::EndAbsence).to_owned() submit="end" busy=end.pending()/>
            </PostForm>
        }
        .into_any()
    });
    let form = if colleagues.is_empty() {
        view! { <p class="quiet">{t(T::NoColleague)}</p> }.into_any()
    } else {
        let options = colleagues
            .into_iter()
            .map(|c| view! { <option value=c.account.to_string()>{c.name}</option> }.into_any())
            .collect::<Vec<_>>();
        view! {
            <PostForm post=set attr:class="form">
                <ErrorBox error=set.error()/>
                <div class="field">
                    <label class="field__label" for="deputy">{t(T::Deputy)}</label>
                    <select class="control" id="deputy" name="deputy">{options}</select>
                    <Problems error=set.error() path="deputy"/>
                </div>
                <TextField post=set name="from" kind="date" label=t(T::From)/>
                <TextField post=set name="to" kind="date" label=t(T::To)/>
                <div class="actions">
                    <Button id="set-absence" label=t(T::SetAbsence).to_owned() submit="set" busy=set.pending()/>
                </div>
            </PostForm>
        }
        .into_any()
    };
    view! {
        <details class="sheet sheet--padded" id="absence" open=some>
            <summary>{t(T::Absence)}</summary>
            <div class="group">
                <p class="page__note">{t(T::AbsenceNote)}</p>
                <ul>{lines}</ul>
                {ending}
                {form}
            </div>
        </details>
    }
    .into_any()
}
