//! The workbench: what waits for me; each number opens the list behind it.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::workbench::list_tasks;
use crate::domain::text::account::AccountText;
use crate::domain::text::common::Common;
use crate::domain::workbench::{Task, TaskCount};
use crate::ui::pages::frame::signed_in;
use crate::ui::parts::load::{Load, transition};
use crate::ui::preference::{t, tf};

fn name(task: Task) -> AccountText {
    match task {
        Task::EvaluationsToFill => AccountText::TaskEvaluationsToFill,
        Task::EvaluationsToReview => AccountText::TaskEvaluationsToReview,
        Task::ApplicationsToDecide => AccountText::TaskApplicationsToDecide,
    }
}

/// The page after sign-in (ORG-18).
#[component]
pub fn Workbench() -> impl IntoView {
    let tasks = Load::once(list_tasks);
    let greeting = move || async move {
        let who = signed_in().await.map(|actor| actor.name).unwrap_or_default();
        tf(AccountText::Greeting, &[&who])
    };
    let shown = move || async move {
        let tasks = tasks.await.unwrap_or_default();
        if tasks.iter().all(|task| task.count == 0) {
            return view! { <p class="empty">{t(AccountText::NothingWaits)}</p> }.into_any();
        }
        let cards = tasks.into_iter().filter(|task| task.count > 0).map(card).collect_view();
        view! { <ul class="cards">{cards}</ul> }.into_any()
    };
    view! {
        <Title text=t(Common::Workbench)/>
        <div class="page">
            <div class="page__head">
                <h1 class="page__title">{transition(greeting)}</h1>
            </div>
            <h2>{t(AccountText::WaitingTitle)}</h2>
            {transition(shown)}
        </div>
    }
    .into_any()
}

fn card(task: TaskCount) -> AnyView {
    view! {
        <li>
            <a class="card" href=task.task.href()>
                <span class="card__number">{task.count}</span>
                <span class="card__name">{t(name(task.task))}</span>
            </a>
        </li>
    }
    .into_any()
}
