//! Importing rosters: the file, the template, and what was imported before.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::import::list_plans;
use crate::domain::import::{PlanHead, PlanState};
use crate::domain::text::common::Common;
use crate::domain::text::import::ImportText as T;
use crate::domain::text::nav::Nav;
use crate::domain::workflow::Tone;
use crate::ui::parts::badge::tone_class;
use crate::ui::parts::load::Load;
use crate::ui::preference::{t, tf};

/// `/imports`
#[component]
pub fn Imports() -> impl IntoView {
    let plans = Load::once(list_plans);

    let without = use_query_map().with_untracked(|q| q.get("nofile").is_some());
    let shown = plans.shown(move |plans| view! { <Upload without=without/> {history(plans)} }.into_any());
    view! {
        <Title text=t(Nav::Imports)/>
        <div class="page">
            <div class="page__titles"><h1 class="page__title">{t(Nav::Imports)}</h1></div>
            {shown}
        </div>
    }
    .into_any()
}

/// The form that takes the file: a plain post, so that it works before and without scripts.
#[component]
fn Upload(without: bool) -> impl IntoView {
    let problem = without.then(|| view! { <span class="field__problem" role="alert">{t(T::NoFile)}</span> }.into_any());
    view! {
        <form
            class="form sheet sheet--padded"
            method="post"
            enctype="multipart/form-data"
            action="/imports/upload/member"
        >
            <p id="import-hint">{t(T::TemplateHint)}</p>
            <p>
                <a href="/imports/template/member" download="" rel="external">{t(T::Template)}</a>
            </p>
            <div class="field">
                <label class="field__label" for="file">{t(T::File)}</label>
                <input
                    type="file"
                    id="file"
                    name="file"
                    required
                    accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                    aria-describedby="import-hint"
                />
                {problem}
            </div>
            <div><button class="button button--main" id="upload" type="submit">{t(T::Upload)}</button></div>
        </form>
    }
    .into_any()
}

/// The state of a plan in words, and its look.
pub fn state_of(state: PlanState) -> (T, Tone) {
    match state {
        PlanState::Refused => (T::StateRefused, Tone::Danger),
        PlanState::Planned => (T::StatePlanned, Tone::Waiting),
        PlanState::Committing => (T::StateCommitting, Tone::Waiting),
        PlanState::Committed => (T::StateCommitted, Tone::Success),
        PlanState::Failed => (T::StateFailed, Tone::Danger),
        PlanState::Undoing => (T::StateUndoing, Tone::Waiting),
        PlanState::Undone => (T::StateUndone, Tone::Neutral),
    }
}

fn history(plans: Vec<PlanHead>) -> AnyView {
    if plans.is_empty() {
        return view! { <p class="empty">{t(T::NoHistory)}</p> }.into_any();
    }
    let lines = plans.into_iter().map(line).collect_view();
    view! {
        <h2>{t(T::History)}</h2>
        <div class="table-frame" tabindex="0" role="region" aria-label=t(T::History)>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t(T::File)}</th>
                        <th scope="col">{t(Common::State)}</th>
                        <th scope="col">{t(T::Result)}</th>
                        <th scope="col">{t(T::Who)}</th>
                        <th scope="col">{t(T::When)}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(plan: PlanHead) -> AnyView {
    let (word, tone) = state_of(plan.state);
    let result = match plan.state {
        PlanState::Refused => String::new(),
        _ => tf(
            T::Counts,
            &[
                &plan.counts.new.to_string(),
                &plan.counts.update.to_string(),
                &plan.counts.same.to_string(),
                &plan.counts.warning.to_string(),
                &plan.counts.blocked().to_string(),
            ],
        ),
    };
    view! {
        <tr>
            <th scope="row"><a href=format!("/imports/{}", plan.id)>{plan.file_name}</a></th>
            <td><span class=tone_class(tone)>{t(word)}</span></td>
            <td>{result}</td>
            <td>{plan.created_by}</td>
            <td><time>{plan.created_at.minute_text()}</time></td>
        </tr>
    }
    .into_any()
}
