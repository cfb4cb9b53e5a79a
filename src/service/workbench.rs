//! What waits for the actor.

use super::{Ctx, case, notice};
use crate::domain::access::{Action, by_table};
use crate::domain::error::AppError;
use crate::domain::org::Relation;
use crate::domain::workbench::{Counts, Task, TaskCount};
use crate::store;

/// The counts of the modules that the actor can act in.
///
/// # Errors
/// `NotSignedIn`.
pub async fn list_tasks(ctx: &Ctx) -> Result<Vec<TaskCount>, AppError> {
    let actor = ctx.actor()?;
    // Whoever looks as another person sees what waits for that one.
    let may = |action, relation| by_table(actor, action, relation).is_ok();
    let mut tx = ctx.app.db.read().await?;
    let mut waiting = Vec::new();
    if actor.org_kind == "society" && may(Action::SubmitEvaluation, Relation::Own) {
        waiting.push((Task::EvaluationsToFill, store::workbench::evaluations_to_fill(actor.org)));
    }
    if actor.org_kind == "association" && may(Action::ReviewEvaluation, Relation::Child) {
        waiting.push((Task::EvaluationsToReview, store::workbench::evaluations_to_review(actor.org)));
    }
    if actor.org_kind == "society" && may(Action::DecideApplication, Relation::Own) {
        waiting.push((Task::ApplicationsToDecide, store::invitation::waiting(actor.org)));
    }
    waiting.extend(case::waiting(ctx, &mut tx).await?.map(|cases| (Task::CasesToHandle, cases)));
    waiting.extend([
        (Task::NotificationsToRead, store::notification::unread(actor.account)),
        (Task::NoticesToRead, store::notice::unread(notice::reader(ctx)?)),
        (Task::MessagesToRead, store::message::unread(actor.account, ctx.now)),
    ]);
    let (tasks, counts): (Vec<Task>, Vec<_>) = waiting.into_iter().unzip();
    let counts = tx.counts(counts).await?;
    Ok(tasks.into_iter().zip(counts).map(|(task, count)| TaskCount { task, count }).collect())
}

/// The numbers that the frame of every page shows.
///
/// # Errors
/// `NotSignedIn`.
pub async fn find_counts(ctx: &Ctx) -> Result<Counts, AppError> {
    Ok(Counts::of(&list_tasks(ctx).await?))
}
