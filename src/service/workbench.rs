//! What waits for the actor.

use super::Ctx;
use crate::domain::access::{Action, decide};
use crate::domain::error::AppError;
use crate::domain::org::Relation;
use crate::domain::workbench::{Task, TaskCount};
use crate::store::workbench as store;

/// The counts of the modules that the actor can act in.
///
/// # Errors
/// `NotSignedIn`.
pub async fn list_tasks(ctx: &Ctx) -> Result<Vec<TaskCount>, AppError> {
    let actor = ctx.actor()?;
    let may = |action, relation| decide(actor, action, relation).is_ok();
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
    Ok(tasks)
}
