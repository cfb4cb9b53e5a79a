//! The workbench: what waits for me; each number opens the list behind it.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::notification::{OpenNotification, list_notifications};
use crate::api::workbench::list_tasks;
use crate::domain::text::common::Common;
use crate::domain::text::notification::NotificationText;
use crate::domain::text::workbench::WorkbenchText;
use crate::domain::workbench::{Task, TaskCount};
use crate::ui::pages::frame::signed_in;
use crate::ui::pages::notification::line;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::numbers::Numbers;
use crate::ui::parts::post::Posting;
use crate::ui::preference::{t, tf};

fn name(task: Task) -> WorkbenchText {
    match task {
        Task::EvaluationsToFill => WorkbenchText::TaskEvaluationsToFill,
        Task::EvaluationsToReview => WorkbenchText::TaskEvaluationsToReview,
        Task::ApplicationsToDecide => WorkbenchText::TaskApplicationsToDecide,
        Task::CasesToHandle => WorkbenchText::TaskCasesToHandle,
        Task::NotificationsToRead => WorkbenchText::TaskNotificationsToRead,
        Task::NoticesToRead => WorkbenchText::TaskNoticesToRead,
        Task::MessagesToRead => WorkbenchText::TaskMessagesToRead,
    }
}

/// So many unread notifications are shown at once.
const LATEST: usize = 5;

/// The page after sign-in (ORG-18).
#[component]
pub fn Workbench() -> impl IntoView {
    let tasks = Load::new(|| Numbers::heard(|counts| counts.tasks + counts.unread()), |_| list_tasks());
    let open = Posting::to::<OpenNotification>();
    let news = Load::new(
        || Numbers::heard(|counts| counts.notifications),
        |_| async move { list_notifications(true, 1).await },
    );
    let greeting = move || async move {
        let who = signed_in().await.map(|actor| actor.name).unwrap_or_default();
        tf(WorkbenchText::Greeting, &[&who])
    };
    let shown = move || async move {
        let tasks = tasks.await.unwrap_or_default();
        if tasks.iter().all(|task| task.count == 0) {
            return view! { <p class="empty">{t(WorkbenchText::NothingWaits)}</p> }.into_any();
        }
        let cards = tasks.into_iter().filter(|task| task.count > 0).map(card).collect_view();
        view! { <ul class="cards">{cards}</ul> }.into_any()
    };
    let latest = move || async move {
        let own = signed_in().await.map(|actor| actor.org);
        let rows = news.await.unwrap_or_default().rows;
        (!rows.is_empty()).then(|| {
            let lines = rows.into_iter().take(LATEST).map(|n| {
                let elsewhere = own != Some(n.org);
                line(n, elsewhere, open)
            });
            view! { <h2>{t(NotificationText::Title)}</h2><ul class="mail">{lines.collect_view()}</ul> }.into_any()
        })
    };
    view! {
        <Title text=t(Common::Workbench)/>
        <div class="page">
            <div class="page__head">
                <h1 class="page__title">{transition(greeting)}</h1>
            </div>
            <h2>{t(WorkbenchText::WaitingTitle)}</h2>
            {transition(shown)}
            {transition(latest)}
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
