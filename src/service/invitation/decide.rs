//! The unit's side: applications that wait, and the decisions that make members.

use serde_json::json;

use super::{APPLICATIONS, step};
use crate::domain::access::{self, Action};
use crate::domain::error::{AppError, Reason, ReasonCode};
use crate::domain::form::check::{CheckEnv, check, is_complete};
use crate::domain::form::normalise::normalise;
use crate::domain::form::{Answer, RecordFlow};
use crate::domain::ids::{InvitationId, RecordId};
use crate::domain::invitation::{ApplicationList, ApplicationRow, ApplicationView, Twin};
use crate::domain::record::state_name;
use crate::domain::text::Lang;
use crate::domain::workflow::{self, APPLICATION, RESUBMIT};
use crate::service::Ctx;
use crate::service::register::{self, definition, index_of, next_row};
use crate::store;
use crate::store::db::Tx;
use crate::store::record::{Narrowing, RecordRow};

const MEMBERS: &str = "member";
/// Applications of either kind, waiting and decided, that a list carries.
const LISTED: i64 = 200;

/// The unit's applications, or those of one invitation: those that wait, the oldest first, then the last decided
/// ones.
///
/// # Errors
/// `NotSignedIn`, `Denied`; `NotFound` for an invitation outside the scope.
pub async fn list_applications(ctx: &Ctx, by: Option<InvitationId>) -> Result<ApplicationList, AppError> {
    let org = ctx.actor()?.org;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::DecideApplication, org).await?;
    let invitation = match by {
        Some(id) => {
            let found = store::invitation::select(&mut tx, id).await?.ok_or(AppError::NotFound)?;
            ctx.require(&mut tx, Action::ManageInvitation, found.org).await?;
            Some(found.name)
        }
        None => None,
    };
    let rows = store::invitation::select_applications(&mut tx, org, by, LISTED).await?;
    let rows = rows
        .into_iter()
        .map(|(id, title, key, created_at)| {
            let (state, tone) = state_name(RecordFlow::Application, &key);
            ApplicationRow { id, title, state, tone, created_at }
        })
        .collect();
    Ok(ApplicationList { invitation, rows })
}

/// An application with what is needed to decide it, numbers masked.
///
/// # Errors
/// `NotFound` outside the scope.
pub async fn find_application(ctx: &Ctx, id: RecordId) -> Result<ApplicationView, AppError> {
    find_revealed(ctx, id, None).await
}

/// An application with what is needed to decide it; in full where the actor has just given a reason (OPS-03).
///
/// # Errors
/// `NotFound` outside the scope.
pub async fn find_revealed(ctx: &Ctx, id: RecordId, revealed: Option<i64>) -> Result<ApplicationView, AppError> {
    let record = register::find_revealed(ctx, APPLICATIONS, id, revealed).await?;
    let mut tx = ctx.app.db.read().await?;
    let relation = ctx.require(&mut tx, Action::ViewRecord, record.org).await?;
    let held = store::record::select(&mut tx, id).await?.ok_or(AppError::NotFound)?.answer;
    let mut locked = access::decide(ctx.actor()?, Action::DecideApplication, relation).err().unwrap_or_default();
    if record.state != APPLICATION.states[0].key {
        locked.push(Reason::new(ReasonCode::AlreadyDecided, &[&record.updated_by]));
    }
    let members = definition(ctx, MEMBERS)?;
    let mut twins: Vec<Twin> = Vec::new();
    for key in ["id_no", "uscc", "mobile"] {
        let (value, Some(field)) = (held.text(key), members.field(key)) else { continue };
        if value.is_empty() {
            continue;
        }
        let by = Narrowing { values: vec![(key.to_owned(), value.to_owned())], ..Narrowing::default() };
        for row in store::record::select_page(&mut tx, record.org, MEMBERS, &by, true, 3, 0).await? {
            if twins.iter().all(|twin| twin.id != row.id) {
                twins.push(Twin { id: row.id, title: row.title, equal: field.label.clone() });
            }
        }
    }
    let member = store::invitation::select_made_from(&mut tx, id).await?;
    twins.retain(|twin| Some(twin.id) != member);
    Ok(ApplicationView { record, locked, twins, member })
}

/// Decides an application (E-063). Approval makes the member in the same transaction, so that it counts at
/// once; a second decision learns who was first.
///
/// # Errors
/// `NotFound`, `Denied` with `AlreadyDecided`, `OpinionMissing` or a right that is missing; `Invalid` when the
/// application lacks what a member needs.
pub async fn decide_application(
    ctx: &Ctx,
    id: RecordId,
    verb: &str,
    opinion: &str,
) -> Result<Option<RecordId>, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    let row =
        store::record::select(&mut tx, id).await?.filter(|r| r.register == APPLICATIONS).ok_or(AppError::NotFound)?;
    ctx.require(&mut tx, Action::DecideApplication, row.org).await?;
    if verb == RESUBMIT {
        return Err(AppError::denied(ReasonCode::StateForbids, &[&APPLICATION.state_name(&row.state, Lang::Zh)]));
    }
    if row.state != APPLICATION.states[0].key {
        return Err(AppError::denied(ReasonCode::AlreadyDecided, &[&row.updated_by_name]));
    }
    let to = workflow::next(&APPLICATION, &row.state, verb, opinion).map_err(|reasons| AppError::Denied { reasons })?;
    if !store::invitation::update_decided(&mut tx, id, to.key, actor.account, &actor.name, ctx.now).await? {
        drop(tx);
        let mut tx = ctx.app.db.read().await?;
        let first = store::record::select(&mut tx, id).await?.ok_or(AppError::NotFound)?;
        return Err(AppError::denied(ReasonCode::AlreadyDecided, &[&first.updated_by_name]));
    }
    store::record::bump_revision(&mut tx, row.org, APPLICATIONS);
    step(ctx, &mut tx, &row, verb, &row.state, to.key, opinion.trim());
    let member = match to.key {
        "approved" => Some(create_member(ctx, &mut tx, &row).await?),
        _ => None,
    };
    let payload =
        json!({ "title": row.title, "state": [row.state, to.key], "opinion": opinion.trim(), "member": member });
    store::event::append(&mut tx, &ctx.event(row.org, "application.decide", "record", id, payload)).await?;
    crate::service::notification::settle(ctx, &mut tx, &id.to_string(), row.org).await?;
    tx.commit().await?;
    Ok(member)
}

/// The member of an approved application: the fields that both forms share, joined today.
async fn create_member(ctx: &Ctx, tx: &mut Tx, application: &RecordRow) -> Result<RecordId, AppError> {
    let definition = definition(ctx, MEMBERS)?;
    let mut answer = Answer::default();
    for field in &definition.fields {
        if let Some(value) = application.answer.0.get(&field.key) {
            answer.0.insert(field.key.clone(), value.clone());
        }
    }
    if definition.field("joined_on").is_some() {
        answer.set("joined_on", ctx.today().to_string());
    }
    normalise(definition, &mut answer);
    let problems = check(definition, &answer, &CheckEnv { today: ctx.today(), codes: &*ctx.catalog });
    if !is_complete(&problems) {
        return Err(AppError::Invalid { problems });
    }
    let row = next_row(ctx, definition, application.org, None, Some(application.id.to_string()), answer);
    store::record::bump_revision(tx, row.org, MEMBERS);
    store::record::insert(tx, &row, &index_of(ctx, definition, &row.answer))?;
    let payload =
        json!({ "register": MEMBERS, "title": row.title, "origin": "在线申请", "application": application.id });
    store::event::append(tx, &ctx.event(row.org, "record.create", "record", row.id, payload)).await?;
    Ok(row.id)
}
