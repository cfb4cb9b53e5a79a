//! The visitor's side: the public form, applying, how an application stands, mending a returned one.

use serde_json::json;

use super::{APPLICATIONS, fresh_token, levels, step};
use crate::domain::access::Action;
use crate::domain::error::{AppError, FieldProblem, ProblemCode};
use crate::domain::form::check::{CheckEnv, check, is_complete};
use crate::domain::form::normalise::normalise;
use crate::domain::form::{Answer, FormDefinition, Kind, RecordFlow, Value};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::invitation::{
    ApplicationStatus, Invitation, JoinIntro, JoinPage, Standing, is_token, public_form, standing,
};
use crate::domain::notification::NotificationKind;
use crate::domain::record::state_name;
use crate::domain::workflow::{self, APPLICATION, RESUBMIT};
use crate::service::Ctx;
use crate::service::notification::{Said, To, tell};
use crate::service::register::{self, definition, index_of, index_of_stored, next_row};
use crate::service::throttle::Brake;
use crate::store;
use crate::store::db::Tx;
use crate::store::record::RecordRow;

/// Most bytes of an application as JSON.
const APPLICATION_MAX: usize = 256 << 10;
/// Unknown tokens that one address may send within a quarter of an hour.
const GUESSES: Brake = Brake::quarter("join", 30);
/// Applications from one address within a quarter of an hour: a whole meeting hall shares one.
const POSTS: Brake = Brake::quarter("apply", 600);

/// The public page of an invitation.
///
/// # Errors
/// `NotFound` for an unknown token, `Gone` for one that is expired, revoked or used up, `TooManyTries`.
pub async fn find_join(ctx: &Ctx, token: &str) -> Result<JoinPage, AppError> {
    let invitation = by_token(ctx, token).await?;
    let mut tx = ctx.app.db.read().await?;
    let mut answer = Answer::default();
    if !invitation.member_kind.is_empty() {
        answer.set("kind", &invitation.member_kind);
    }
    let mut page = public_page(ctx, &mut tx, invitation.org, invitation.member_kind, answer).await?;
    page.intro.expires_on = Some(invitation.expires_on);
    page.intro.note = invitation.note;
    Ok(page)
}

/// The form of a unit for visitors, with what it starts with.
async fn public_page(
    ctx: &Ctx,
    tx: &mut Tx,
    org: OrgId,
    member_kind: String,
    answer: Answer,
) -> Result<JoinPage, AppError> {
    let unit = store::org::select(tx, org).await?.ok_or(AppError::NotFound)?;
    let guide = store::record::select_first(tx, org, "member_guide").await?;
    let guide = guide.filter(|g| g.state == "valid").map(|g| g.answer.text("content").to_owned());
    let definition = public_form(definition(ctx, APPLICATIONS)?, &member_kind);
    Ok(JoinPage {
        code_names: register::view::code_names(ctx, &definition, &answer),
        definition,
        answer,
        levels: levels(tx, org).await?,
        tables: crate::service::code::list_tables(ctx, APPLICATIONS)?,
        intro: JoinIntro {
            org_name: unit.name,
            member_kind,
            rules: guide.unwrap_or_default(),
            expires_on: None,
            note: String::new(),
        },
    })
}

/// A returned application as its applicant mends it; the note of the page says why it came back.
///
/// # Errors
/// `NotFound` for an unknown link, `Gone` while the application waits or is decided, `TooManyTries`.
pub async fn find_mend(ctx: &Ctx, link: &str) -> Result<JoinPage, AppError> {
    let row = by_link(ctx, link).await?;
    if row.state != "returned" {
        return Err(AppError::Gone);
    }
    let mut tx = ctx.app.db.read().await?;
    let kind = invited_kind(&mut tx, &row).await?;
    let steps = store::event::select_steps(&mut tx, &row.id.to_string()).await?;
    let mut page = public_page(ctx, &mut tx, row.org, kind, row.answer).await?;
    page.intro.note = steps.iter().rev().find(|s| !s.opinion.is_empty()).map(|s| s.opinion.clone()).unwrap_or_default();
    Ok(page)
}

/// The kind of member that the invitation behind an application is for; empty: any.
async fn invited_kind(tx: &mut Tx, row: &RecordRow) -> Result<String, AppError> {
    let Some(id) = row.source.as_deref().and_then(|id| id.parse().ok()) else { return Ok(String::new()) };
    Ok(store::invitation::select(tx, id).await?.map(|i| i.member_kind).unwrap_or_default())
}

/// An answer that a visitor sent: checked and in its stored form.
async fn received<'a>(
    ctx: &'a Ctx,
    tx: &mut Tx,
    org: OrgId,
    member_kind: &str,
    mut answer: Answer,
) -> Result<(&'a FormDefinition, Answer), AppError> {
    let definition = definition(ctx, APPLICATIONS)?;
    if serde_json::to_string(&answer).map_or(usize::MAX, |json| json.len()) > APPLICATION_MAX {
        return Err(AppError::TooLarge { limit_bytes: APPLICATION_MAX as i64 });
    }
    if !member_kind.is_empty() {
        answer.set("kind", member_kind);
    }
    let mut problems = check(definition, &answer, &CheckEnv { today: ctx.today(), codes: &*ctx.catalog });
    problems.extend(foreign(tx, org, definition, &answer).await?);
    if !is_complete(&problems) {
        return Err(AppError::Invalid { problems });
    }
    normalise(definition, &mut answer);
    Ok((definition, answer))
}

/// Applies by an invitation: an application that waits, its first step, and the token under which the
/// applicant sees how it stands. The same application once more, while it waits, is the one that is there: a
/// lost answer or a double press makes no second case.
///
/// # Errors
/// `Invalid` with every problem, `NotFound`, `Gone`, `TooLarge`, `TooManyTries`.
pub async fn apply(ctx: &Ctx, by: &str, answer: Answer) -> Result<String, AppError> {
    let invitation = by_token(ctx, by).await?;
    let mut tx = ctx.app.db.write().await?;
    POSTS.take(&mut tx, &ctx.remote, ctx.now).await?;
    let (definition, answer) = received(ctx, &mut tx, invitation.org, &invitation.member_kind, answer).await?;
    let row = RecordRow {
        state: APPLICATION.states[0].key.to_owned(),
        updated_by: None,
        updated_by_name: String::new(),
        ..next_row(ctx, definition, invitation.org, None, Some(invitation.id.to_string()), answer)
    };
    // Holds the invitation's row, so that racing copies of one application meet here.
    if !store::invitation::count_application(&mut tx, invitation.id).await? {
        return Err(AppError::Gone);
    }
    if let Some(link) = sent_before(&mut tx, &row).await? {
        return Ok(link);
    }
    store::record::bump_revision(&mut tx, row.org, APPLICATIONS);
    store::record::insert(&mut tx, &row, &index_of(ctx, definition, &row.answer))?;
    let link = fresh_token()?;
    store::invitation::insert_link(&mut tx, &link, row.id).await?;
    step(ctx, &mut tx, &row, "apply", "", &row.state, "");
    let payload = json!({ "title": row.title, "invitation": invitation.id });
    store::event::append(&mut tx, &ctx.event(row.org, "application.create", "record", row.id, payload)).await?;
    tell_deciders(ctx, &mut tx, &row).await?;
    tx.commit().await?;
    Ok(link)
}

/// The link of the waiting application that says the same.
async fn sent_before(tx: &mut Tx, new: &RecordRow) -> Result<Option<String>, AppError> {
    let source = new.source.clone().unwrap_or_default();
    for (id, link) in store::invitation::select_waiting_of(tx, &source, &new.title).await? {
        if store::record::select(tx, id).await?.is_some_and(|row| row.answer == new.answer) {
            return Ok(Some(link));
        }
    }
    Ok(None)
}

/// Tells those who decide applications of the unit.
async fn tell_deciders(ctx: &Ctx, tx: &mut Tx, row: &RecordRow) -> Result<(), AppError> {
    let (subject, link) = (row.id.to_string(), format!("/applications/{}", row.id));
    let said = Said { kind: NotificationKind::ApplicationArrived, subject: &subject, link: &link, args: &[&row.title] };
    tell(ctx, tx, To::Allowed(Action::DecideApplication, row.org), said).await?;
    Ok(())
}

/// Sends a returned application again, mended; it waits for a decision once more.
///
/// # Errors
/// `Invalid` with every problem; `NotFound` for an unknown link; `Gone` when it is not returned (any more);
/// `TooLarge`, `TooManyTries`.
pub async fn resubmit(ctx: &Ctx, link: &str, answer: Answer) -> Result<(), AppError> {
    let before = by_link(ctx, link).await?;
    let mut tx = ctx.app.db.write().await?;
    POSTS.take(&mut tx, &ctx.remote, ctx.now).await?;
    let to = workflow::next(&APPLICATION, &before.state, RESUBMIT, "").map_err(|_| AppError::Gone)?;
    let kind = invited_kind(&mut tx, &before).await?;
    let (definition, answer) = received(ctx, &mut tx, before.org, &kind, answer).await?;
    let row =
        RecordRow { state: to.key.to_owned(), ..next_row(ctx, definition, before.org, Some(&before), None, answer) };
    store::record::bump_revision(&mut tx, row.org, APPLICATIONS);
    let old = index_of_stored(ctx, &mut tx, definition, &before).await?;
    let index = index_of(ctx, definition, &row.answer);
    if !store::record::update(&mut tx, &row, before.version, &old, &index).await? {
        return Err(AppError::Gone);
    }
    step(ctx, &mut tx, &row, RESUBMIT, &before.state, &row.state, "");
    let changes = register::save::changes(Some(&before.answer), &row.answer);
    let payload = json!({ "title": row.title, "state": [before.state, row.state], "changes": changes });
    store::event::append(&mut tx, &ctx.event(row.org, "application.resubmit", "record", row.id, payload)).await?;
    tell_deciders(ctx, &mut tx, &row).await?;
    tx.commit().await?;
    Ok(())
}

/// A visitor can attach no stored file, and choose records of the inviting unit only.
async fn foreign(
    tx: &mut Tx,
    org: OrgId,
    definition: &FormDefinition,
    answer: &Answer,
) -> Result<Vec<FieldProblem>, AppError> {
    let mut problems = Vec::new();
    for field in definition.fields.iter().filter(|f| f.applies(&definition.fields, answer)) {
        match (&field.kind, answer.0.get(&field.key)) {
            (Kind::Files { .. }, Some(Value::Files(files))) if !files.is_empty() => {
                problems.push(FieldProblem::error(&field.key, ProblemCode::UnknownFile, &[]));
            }
            (Kind::Record { register, .. }, Some(Value::Text(id))) => {
                let chosen = match id.trim().parse::<RecordId>() {
                    Ok(id) => store::record::select(tx, id).await?,
                    Err(_) => None,
                };
                let known = chosen.is_some_and(|r| r.org == org && r.register == *register && r.state == "valid");
                if !known {
                    problems.push(FieldProblem::error(&field.key, ProblemCode::UnknownRecord, &[id]));
                }
            }
            _ => {}
        }
    }
    Ok(problems)
}

/// A usable invitation. Unknown tokens are counted, so that guessing ends soon.
async fn by_token(ctx: &Ctx, token: &str) -> Result<Invitation, AppError> {
    let found = {
        let mut tx = ctx.app.db.read().await?;
        GUESSES.check(&mut tx, &ctx.remote, ctx.now).await?;
        match is_token(token) {
            true => store::invitation::select_by_token(&mut tx, token).await?,
            false => None,
        }
    };
    let Some(invitation) = found else {
        let mut tx = ctx.app.db.write().await?;
        GUESSES.take(&mut tx, &ctx.remote, ctx.now).await?;
        tx.commit().await?;
        return Err(AppError::NotFound);
    };
    match standing(&invitation, ctx.today()) {
        Standing::Valid => Ok(invitation),
        Standing::Expired | Standing::Revoked | Standing::UsedUp => Err(AppError::Gone),
    }
}

/// The application behind a status link. Unknown links are counted like unknown invitations.
async fn by_link(ctx: &Ctx, link: &str) -> Result<RecordRow, AppError> {
    let mut tx = ctx.app.db.read().await?;
    GUESSES.check(&mut tx, &ctx.remote, ctx.now).await?;
    let id = match is_token(link) {
        true => store::invitation::select_link(&mut tx, link).await?,
        false => None,
    };
    let Some(id) = id else {
        drop(tx);
        let mut tx = ctx.app.db.write().await?;
        GUESSES.take(&mut tx, &ctx.remote, ctx.now).await?;
        tx.commit().await?;
        return Err(AppError::NotFound);
    };
    store::record::select(&mut tx, id).await?.ok_or(AppError::NotFound)
}

/// What the applicant sees under the status link.
///
/// # Errors
/// `NotFound` for an unknown link, `TooManyTries` after many of them.
pub async fn find_status(ctx: &Ctx, link: &str) -> Result<ApplicationStatus, AppError> {
    let row = by_link(ctx, link).await?;
    let (id, mut tx) = (row.id, ctx.app.db.read().await?);
    let org = store::org::select(&mut tx, row.org).await?.ok_or(AppError::NotFound)?;
    let mut steps = store::event::select_steps(&mut tx, &id.to_string()).await?;
    for step in steps.iter_mut().filter(|step| step.account.is_some()) {
        step.account = None;
        step.name = std::mem::take(&mut step.org_name);
    }
    let (state, tone) = state_name(RecordFlow::Application, &row.state);
    let returned = row.state == "returned";
    let address = format!("{}/join/status/{link}", ctx.app.settings.public_url);
    Ok(ApplicationStatus { org_name: org.name, applicant: row.title, state, tone, steps, returned, address })
}
