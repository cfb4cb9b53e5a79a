//! The expert pool: collected from the experts of activities (E-137), without duplicates, and maintained by people.

use std::collections::BTreeSet;

use super::{definition, next_row, save};
use crate::domain::error::AppError;
use crate::domain::form::check::{CheckEnv, check, is_complete};
use crate::domain::form::normalise::normalise;
use crate::domain::form::{Answer, FormDefinition, stage};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::record::{RecordState, pool};
use crate::service::Ctx;
use crate::store;
use crate::store::db::Tx;
use crate::store::record::{Narrowing, RecordRow};

/// The register that experts are collected from, and the field that names them.
const SOURCE: (&str, &str) = ("activity", "experts");
const POOL: &str = "expert_pool";

/// Notes the experts of an activity that was handed in: those whom the pool does not know yet are added, the others
/// get the activity into their list and stay as they are (E-138). Who is named no more loses the activity.
pub(super) async fn collect(ctx: &Ctx, tx: &mut Tx, activity: &RecordRow) -> Result<(), AppError> {
    if activity.register != SOURCE.0 || activity.state != RecordState::Valid.key() {
        return Ok(());
    }
    let definition = definition(ctx, POOL)?;
    store::record::bump_revision(tx, activity.org, POOL);
    let mut brought = store::record_source::select_from(tx, activity.id, POOL).await?;
    brought.retain(|row| row.org == activity.org);
    let listed = listed(tx, activity).await?;
    let mut named = BTreeSet::new();
    for expert in activity.answer.rows(SOURCE.1) {
        let Some(person) = person(ctx, definition, expert) else { continue };
        let mut known = known(tx, activity.org, definition, &person).await?;
        if known.is_none() {
            // Named in this activity before, with less or with other numbers.
            let same = |row: &&RecordRow| row.title == expert.text("name") && !named.contains(&row.id);
            known = brought.iter().chain(&listed).find(same).cloned();
        }
        if known.as_ref().is_some_and(|row| named.contains(&row.id)) {
            continue;
        }
        let mut answer = known.as_ref().map_or(person, |row| row.answer.clone());
        pool::note(&mut answer, activity.id, expert.text(pool::ROLE), ctx.today());
        named.insert(keep(ctx, tx, definition, known.as_ref(), activity, answer).await?);
    }
    leave(ctx, tx, activity, listed, &named).await
}

/// Takes an activity that is deleted out of the lists of its experts.
pub(super) async fn forget(ctx: &Ctx, tx: &mut Tx, activity: &RecordRow) -> Result<(), AppError> {
    if activity.register != SOURCE.0 {
        return Ok(());
    }
    store::record::bump_revision(tx, activity.org, POOL);
    let listed = listed(tx, activity).await?;
    leave(ctx, tx, activity, listed, &BTreeSet::new()).await
}

/// The experts who have an activity in their lists.
async fn listed(tx: &mut Tx, activity: &RecordRow) -> Result<Vec<RecordRow>, AppError> {
    let path = format!("{}.{}", pool::ACTIVITIES, pool::ACTIVITY);
    let ids = store::record::select_pointing(tx, activity.org, POOL, &path, activity.id).await?;
    Ok(store::record::select_many(tx, activity.org, POOL, &ids).await?)
}

/// Takes an activity out of the lists of these experts but of those whom it names.
async fn leave(
    ctx: &Ctx,
    tx: &mut Tx,
    activity: &RecordRow,
    listed: Vec<RecordRow>,
    named: &BTreeSet<RecordId>,
) -> Result<(), AppError> {
    let definition = definition(ctx, POOL)?;
    for row in listed.iter().filter(|row| !named.contains(&row.id)) {
        let mut answer = row.answer.clone();
        pool::forget(&mut answer, activity.id);
        keep(ctx, tx, definition, Some(row), activity, answer).await?;
    }
    Ok(())
}

/// What an activity says of an expert, in the form of the pool; none where it is not enough for a record.
fn person(ctx: &Ctx, definition: &FormDefinition, expert: &Answer) -> Option<Answer> {
    let form = stage::at(definition, RecordState::Valid.key());
    let mut answer = stage::part_of(&form, expert);
    normalise(&form, &mut answer);
    let problems = check(&form, &answer, &CheckEnv { today: ctx.today(), codes: &*ctx.catalog });
    is_complete(&problems).then_some(answer)
}

/// Writes what has changed; the expert's record.
async fn keep(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    before: Option<&RecordRow>,
    activity: &RecordRow,
    answer: Answer,
) -> Result<RecordId, AppError> {
    let row = next_row(ctx, definition, activity.org, before, Some(activity.id.to_string()), answer);
    if before.is_none_or(|before| before.answer != row.answer) {
        save::put(ctx, tx, definition, before, &row, Some("record.collect")).await?;
    }
    Ok(row.id)
}

/// The record of a person in the pool, by one of the keys of its definition.
async fn known(
    tx: &mut Tx,
    org: OrgId,
    definition: &FormDefinition,
    person: &Answer,
) -> Result<Option<RecordRow>, AppError> {
    for key in &definition.match_by {
        let values: Vec<(String, String)> =
            key.iter().map(|field| (field.clone(), person.text(field).to_owned())).collect();
        if values.iter().any(|(_, value)| value.is_empty()) {
            continue;
        }
        let by = Narrowing { values, ..Narrowing::default() };
        if let Some(row) = store::record::select_page(tx, org, POOL, &by, true, 1, 0).await?.into_iter().next() {
            return Ok(Some(row));
        }
    }
    Ok(None)
}
