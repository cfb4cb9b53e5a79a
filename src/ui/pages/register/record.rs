//! One record to read: its state, its content, its timeline; on paper the official table.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::case::{CaseActs, case_panel};
use super::sight::{Readers, Reveal, log_link, revealed_in};
use super::{crumbs, extras, history, outdated, tell_saved};
use crate::api::evaluation::find_losses;
use crate::api::register::{delete_record, find_candidates, find_record};
use crate::domain::error::{AppError, ReasonCode};
use crate::domain::form::RecordFlow;
use crate::domain::ids::RecordId;
use crate::domain::record::history::RecordHistory;
use crate::domain::record::{
    Belonging, Candidate, LeafLink, OpenedRecord, PARTY_NOTICES, ReaderUnit, RecordView, SocietyAnswer,
};
use crate::domain::text::common::Common;
use crate::domain::text::form::{FormText, RecordText, ShelfText};
use crate::domain::text::{Lang, Text};
use crate::domain::workflow::Tone;
use crate::ui::pages::frame::signed_in;
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::badge::{StateBadge, ending_badges, tone_class};
use crate::ui::parts::dialog::Dialog;
use crate::ui::parts::form::view::{AnswerView, scalar};
use crate::ui::parts::guard::Guard;
use crate::ui::parts::list::address;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::timeline::Timeline;
use crate::ui::preference::{t, tf, use_lang};

/// `/registers/{register}/{id}`
#[component]
pub fn Record() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let named = move || params.with(|p| (p.get("register").unwrap_or_default(), p.get("id").unwrap_or_default()));
    let acts = CaseActs::of_page();
    let asked = move || (named(), query.with(revealed_in), acts.changes());
    let found = Load::new(asked, |((register, id), revealed, _)| async move {
        find_record(register, id.parse().map_err(|_| AppError::NotFound)?, revealed).await
    });

    transition(move || async move {
        match found.await {
            Ok(OpenedRecord { view, readers, history, shared, case, belongings, answers }) => {
                let own = signed_in().await.is_none_or(|actor| actor.org == view.org);
                let org = if own { String::new() } else { view.org.to_string() };
                let log = log_link(&view, signed_in().await.as_ref());
                let case = match case {
                    Some(case) => Some(case_panel(case, acts).await),
                    None => None,
                };
                view! { <Read view=view org=org readers=readers history=history shared=shared log=log case=case belongings=belongings answers=answers/> }.into_any()
            }
            Err(error) => found.failed(error),
        }
    })
}

/// What the record is called.
pub fn title_of(view: &RecordView, lang: Lang) -> String {
    let title = view
        .definition
        .field(&view.definition.title)
        .map(|field| scalar(field, &view.answer, &extras(view), lang))
        .unwrap_or_default();
    if title.is_empty() { FormText::Untitled.text(lang).to_owned() } else { title }
}

#[component]
fn Read(
    view: RecordView,
    /// The unit, where it is not the reader's own.
    org: String,
    /// Who can read it.
    readers: Vec<ReaderUnit>,
    /// What was done to it.
    history: RecordHistory,
    /// Whether the reader has it only because it is shared.
    shared: bool,
    /// Its log, for those who may see it.
    log: Option<String>,
    /// Who has it, where its register has cases.
    case: Option<AnyView>,
    /// The lists of what belongs to it.
    belongings: Vec<Belonging>,
    /// What the societies answered that received it.
    answers: Vec<SocietyAnswer>,
) -> impl IntoView {
    let lang = use_lang();
    let base = format!("/registers/{}", view.definition.key);
    let title = title_of(&view, lang);
    let name = view.definition.name.text(lang).to_owned();
    let above = vec![(name.clone(), address(&base, &[("org", &org)]))];
    let changed =
        view.updated_at.map(|at| tf(FormText::LastChange, &[&view.updated_by, &at.minute_text()])).unwrap_or_default();
    let revealed = use_query_map().with_untracked(revealed_in).map(|line| line.to_string()).unwrap_or_default();
    let paper = [("docx", RecordText::Word), ("pdf", RecordText::Pdf)].map(|(format, words)| {
        let id = view.id?;
        let href = address(&format!("/records/{}/{id}/{format}", view.definition.key), &[("revealed", &revealed)]);
        // A file, not a page of the site.
        Some(view! { <a class="button button--plain" href=href rel="external">{t(words)}</a> }.into_any())
    });
    let paper = paper.into_iter().flatten().collect_view();
    let actions = actions(&view, &base, &title);
    let back = view.id.map(|id| format!("{base}/{id}")).unwrap_or_default();
    let history = (!shared).then(|| history::section(history, &back, log.is_some()));
    let reveal = view! { <Reveal view=view.clone() back=back/> };
    let readers = (!shared).then(|| view! { <Readers view=view.clone() readers=readers log=log/> });
    // Of the registers of a unit above, the menu of the own one has those that are shared.
    let menu = if shared { String::new() } else { org.clone() };
    let extras = extras(&view);
    let timeline = case.or_else(|| {
        if view.timeline.is_empty() {
            return None;
        }
        let steps = view.timeline.clone();
        let timeline = view! {
            <aside class="sheet">
                <div class="sheet__head"><h2 class="sheet__title">{t(Common::Timeline)}</h2></div>
                <div class="sheet__body"><Timeline steps=steps/></div>
            </aside>
        };
        Some(timeline.into_any())
    });
    let counts_for = (!view.counts_for.is_empty()).then(|| {
        let links = leaves(&view.counts_for, org.is_empty());
        view! { <div class="counts-for"><span class="quiet">{t(FormText::CountsFor)}</span> <ul class="counts-for__list">{links}</ul></div> }
            .into_any()
    });
    let outdated = outdated::told(&view);
    let source = view.source.as_ref().map(|source| {
        let href = format!("/registers/{}/{}", source.register, source.id);
        let title = if source.title.is_empty() { t(FormText::Untitled).to_owned() } else { source.title.clone() };
        view! { <p class="notice">{t(RecordText::WrittenFrom)} " " <a href=href>{title}</a></p> }.into_any()
    });
    let belongings = view.id.filter(|_| !belongings.is_empty()).map(|id| {
        let link = |one: &Belonging| {
            let (path, field) = (format!("/registers/{}", one.register), format!("f.{}", one.field));
            let href = address(&path, &[("org", &org), (&field, &id.to_string())]);
            let words = tf(ShelfText::Belongings, &[one.name.text(lang), &one.count.to_string()]);
            view! { <a class="button" href=href>{words}</a> }.into_any()
        };
        let links = belongings.iter().map(link).collect_view();
        view! { <div class="actions" id="belongings">{links}</div> }.into_any()
    });
    let answers = (!answers.is_empty()).then(|| answers_table(answers));
    let layout = if timeline.is_some() { "split" } else { "group" };
    view! {
        <Title text=title.clone()/>
        <div class="page">
            {crumbs(&menu, above, title.clone())}
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{title} <StateBadge name=view.state_name.clone() tone=view.tone/>{ending_badges(&view.endings)}</h1>
                    <p class="page__note">{name} " · " {view.org_name.clone()} " · " {changed}</p>
                </div>
                <div class="page__actions">{paper} {actions}</div>
            </div>
            {source}
            {outdated}
            {belongings}
            {counts_for}
            {reveal}
            <div class=layout>
                <AnswerView definition=view.definition answer=view.answer extras=extras/>
                {timeline}
            </div>
            {answers}
            {history}
            {readers}
        </div>
    }
    .into_any()
}

/// What each society answered, and who has not (E-096).
fn answers_table(answers: Vec<SocietyAnswer>) -> AnyView {
    let given = answers.iter().filter(|answer| answer.answered_at.is_some()).count();
    let heading = tf(RecordText::Answers, &[&given.to_string(), &(answers.len() - given).to_string()]);
    let line = |answer: SocietyAnswer| {
        let href = format!("/registers/{PARTY_NOTICES}/{}", answer.record);
        let (words, tone) = match answer.answered_at {
            Some(_) => (RecordText::Answered, Tone::Success),
            None => (RecordText::NotAnswered, Tone::Waiting),
        };
        let at = answer.answered_at.map(|at| at.minute_text()).unwrap_or_default();
        view! {
            <tr>
                <th scope="row"><a href=href>{answer.org_name}</a></th>
                <td><span class=tone_class(tone)>{t(words)}</span></td>
                <td class="when">{at}</td>
                <td class="cell">{answer.text}</td>
            </tr>
        }
        .into_any()
    };
    let lines = answers.into_iter().map(line).collect_view();
    view! {
        <section class="group" aria-labelledby="answers">
            <h2 class="editor__heading" id="answers">{heading.clone()}</h2>
            <div class="table-frame" tabindex="0" role="region" aria-label=heading>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t(RecordText::Society)}</th>
                            <th scope="col">{t(FormText::RecordState)}</th>
                            <th scope="col">{t(RecordText::AnsweredAt)}</th>
                            <th scope="col">{t(RecordText::Answer)}</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// Leaves by code and name; the own ones lead to the tree.
fn leaves(leaves: &[LeafLink], own: bool) -> Vec<AnyView> {
    let lang = use_lang();
    let line = |leaf: &LeafLink| {
        let text = format!("{} {}", leaf.code, leaf.name.text(lang));
        match own {
            true => view! { <li><a href=address("/evaluation", &[("leaf", &leaf.code)])>{text}</a></li> }.into_any(),
            false => view! { <li>{text}</li> }.into_any(),
        }
    };
    leaves.iter().map(line).collect()
}

fn actions(view: &RecordView, base: &str, title: &str) -> AnyView {
    let Some(id) = view.id else { return ().into_any() };
    if !view.read_only.is_empty() {
        return view! {
            <span class="why">
                <button type="button" class="button" aria-disabled="true" aria-describedby="why-not-edit">
                    {t(Common::Edit)}
                </button>
                <Reasons id="why-not-edit" reasons=view.read_only.clone()/>
            </span>
        }
        .into_any();
    }
    let (org, register, version) = (view.org, view.definition.key.clone(), view.version);
    let edit = format!("{base}/{id}/edit");
    let only = match view.definition.flow {
        RecordFlow::Answer => Some(t(RecordText::Answer)),
        RecordFlow::Derived => Some(t(Common::Edit)),
        _ => None,
    };
    if let Some(only) = only {
        return view! { <a class="button button--main" href=edit>{only}</a> }.into_any();
    }
    let open = RwSignal::new(false);
    let error = RwSignal::new(None::<AppError>);
    let (guard, done) = (Guard::of_page(), tf(FormText::Deleted, &[title]));
    // The levels to which the members of this one can go; none before the answer that it has members.
    let (levels, successor) = (RwSignal::new(None::<Vec<Candidate>>), RwSignal::new(None::<RecordId>));
    let delete = Callback::new(move |()| {
        let (register, done) = (register.clone(), done.clone());
        spawn_local(async move {
            // The answer leads to the list.
            match delete_record(register.clone(), id, version, successor.get_untracked()).await {
                Ok(()) => {
                    tell_saved(org, &register);
                    if let Some(guard) = guard {
                        guard.say(done);
                    }
                }
                Err(failure) => {
                    let in_use = matches!(&failure, AppError::Denied { reasons }
                        if reasons.iter().any(|reason| reason.code == ReasonCode::LevelInUse));
                    error.set(Some(failure));
                    if in_use && let Ok(mut found) = find_candidates(register, String::new()).await {
                        found.retain(|level| level.id != id);
                        levels.set(Some(found));
                    }
                }
            }
        });
    });
    let successors = move || levels.get().map(|levels| successor_field(levels, successor));
    let body = tf(FormText::DeleteBody, &[title]);
    let losses = RwSignal::new(Vec::<LeafLink>::new());
    let ask = Callback::new(move |()| {
        open.set(true);
        spawn_local(async move {
            // Without an answer the record can still be deleted; the tree explains what is missing then.
            losses.try_set(find_losses(id).await.unwrap_or_default());
        });
    });
    let lost = move || {
        let lines = losses.with(|losses| leaves(losses, false));
        (!lines.is_empty()).then(|| view! { <p>{t(FormText::DeleteLoses)}</p> <ul>{lines}</ul> })
    };
    view! {
        <span class="needs-script">
            <Button id="ask-delete" label=t(Common::Delete).to_owned() look=Look::Danger on_press=ask/>
        </span>
        <a class="button button--main" href=edit>{t(Common::Edit)}</a>
        <Dialog id="delete" title=t(FormText::DeleteTitle) open=open>
            <p>{body.clone()}</p>
            <div role="status">{lost}</div>
            <ErrorBox error=error/>
            {successors}
            <div class="actions actions--end">
                <Button id="keep" label=t(Common::Cancel).to_owned() on_press=Callback::new(move |()| open.set(false))/>
                <Button id="delete-now" label=t(FormText::DeleteTitle).to_owned() look=Look::Danger on_press=delete/>
            </div>
        </Dialog>
    }
    .into_any()
}

/// Which level the members of one that is to go get (E-077).
fn successor_field(levels: Vec<Candidate>, successor: RwSignal<Option<RecordId>>) -> AnyView {
    if levels.is_empty() {
        return view! { <p class="notice notice--warning">{t(FormText::MoveNone)}</p> }.into_any();
    }
    let options = levels
        .into_iter()
        .map(|level| view! { <option value=level.id.to_string()>{level.title}</option> }.into_any())
        .collect_view();
    view! {
        <div class="field">
            <label class="field__label" for="successor">{t(FormText::MoveMembers)}</label>
            <select class="control" id="successor" on:change=move |ev| successor.set(event_target_value(&ev).parse().ok())>
                <option value="">{t(Common::Choose)}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
