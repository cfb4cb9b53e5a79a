//! The expert pool: collected from the experts of activities (E-137), without duplicates.

use super::{definition, index_of, next_row};
use crate::domain::error::AppError;
use crate::domain::form::Answer;
use crate::domain::form::check::{CheckEnv, check, is_complete};
use crate::domain::form::normalise::normalise;
use crate::domain::record::RecordState;
use crate::service::Ctx;
use crate::store;
use crate::store::db::Tx;
use crate::store::record::{Narrowing, RecordRow};

/// The register that experts are collected from, and the field that names them.
const SOURCE: (&str, &str) = ("activity", "experts");
const POOL: &str = "expert_pool";

/// Adds the experts of a saved activity that the pool does not know yet. Those it knows stay as they are: what
/// people maintain is never overwritten (E-138).
pub(super) async fn collect(ctx: &Ctx, tx: &mut Tx, activity: &RecordRow) -> Result<(), AppError> {
    if activity.register != SOURCE.0 || activity.state != RecordState::Valid.key() {
        return Ok(());
    }
    let definition = definition(ctx, POOL)?;
    let mut added = false;
    for expert in activity.answer.rows(SOURCE.1) {
        let mut answer = Answer::default();
        for field in &definition.fields {
            if let Some(value) = expert.0.get(&field.key) {
                answer.0.insert(field.key.clone(), value.clone());
            }
        }
        normalise(definition, &mut answer);
        let problems = check(definition, &answer, &CheckEnv { today: ctx.today(), codes: &*ctx.catalog });
        if !is_complete(&problems) || known(tx, activity, definition, &answer).await? {
            continue;
        }
        let row = next_row(ctx, definition, activity.org, None, Some(activity.id.to_string()), answer);
        store::record::insert(tx, &row, &index_of(ctx, definition, &row.answer))?;
        added = true;
    }
    if added {
        store::record::bump_revision(tx, activity.org, POOL);
    }
    Ok(())
}

/// Whether the pool has the person, by one of the keys of its definition.
async fn known(
    tx: &mut Tx,
    activity: &RecordRow,
    definition: &crate::domain::form::FormDefinition,
    answer: &Answer,
) -> Result<bool, AppError> {
    for key in &definition.match_by {
        let values: Vec<(String, String)> =
            key.iter().map(|field| (field.clone(), answer.text(field).to_owned())).collect();
        if values.iter().any(|(_, value)| value.is_empty()) {
            continue;
        }
        let by = Narrowing { values, ..Narrowing::default() };
        if store::record::count(tx, activity.org, POOL, &by).await? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}
