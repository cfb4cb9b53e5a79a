//! What waits for the actor.

use super::Ctx;
use crate::domain::access::{Action, by_table};
use crate::domain::error::AppError;
use crate::domain::org::Relation;
use crate::domain::workbench::{Counts, Task, TaskCount};
use crate::store::workbench as store;

/// The counts of the modules that the actor can act in.
///
/// # Errors
/// `NotSignedIn`.
pub async fn list_tasks(ctx: &Ctx) -> Result<Vec<TaskCount>, AppError> {
    let actor = ctx.actor()?;
    // Whoever looks as another person sees what waits for that one.
    let may = |action, relation| by_table(actor, action, relation).is_ok();
    let mut tx = ctx.app.db.read().await?;
    let mut tasks = Vec::new();
    if actor.org_kind == "society" && may(Action::SubmitEvaluation, Relation::Own) {
        let count = store::count_evaluations_to_fill(&mut tx, actor.org).await?;
        tasks.push(TaskCount { task: Task::EvaluationsToFill, count });
    }
    if actor.org_kind == "association" && may(Action::ReviewEvaluation, Relation::Child) {
        let count = store::count_evaluations_to_review(&mut tx, actor.org).await?;
        tasks.push(TaskCount { task: Task::EvaluationsToReview, count });
    }
    if actor.org_kind == "society" && may(Action::DecideApplication, Relation::Own) {
        let count = crate::store::invitation::count_waiting(&mut tx, actor.org).await?;
        tasks.push(TaskCount { task: Task::ApplicationsToDecide, count });
    }
    if let Some(count) = super::case::count_waiting(ctx, &mut tx).await? {
        tasks.push(TaskCount { task: Task::CasesToHandle, count });
    }
    let reader = super::notice::reader(ctx)?;
    for (task, count) in [
        (Task::NotificationsToRead, crate::store::notification::count_unread(&mut tx, actor.account).await?),
        (Task::NoticesToRead, crate::store::notice::count_unread(&mut tx, reader).await?),
        (Task::MessagesToRead, crate::store::message::count_unread(&mut tx, actor.account, ctx.now).await?),
    ] {
        tasks.push(TaskCount { task, count });
    }
    Ok(tasks)
}

/// The numbers that the frame of every page shows.
///
/// # Errors
/// `NotSignedIn`.
pub async fn find_counts(ctx: &Ctx) -> Result<Counts, AppError> {
    Ok(Counts::of(&list_tasks(ctx).await?))
}
