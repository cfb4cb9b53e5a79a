//! Invitations, applications that come by them, and the decisions that make members.

use serde_json::json;

use super::register::{definition, index_of};
use super::session::{check_throttle, count_failure};
use super::{Ctx, internal};
use crate::domain::access::{self, Action};
use crate::domain::error::{AppError, FieldProblem, ProblemCode, Reason, ReasonCode};
use crate::domain::form::check::{CheckEnv, check, is_complete};
use crate::domain::form::normalise::normalise;
use crate::domain::form::{Answer, FormDefinition, Kind, RecordFlow, Value, view as reading};
use crate::domain::ids::{InvitationId, OrgId, RecordId};
use crate::domain::invitation::{
    ApplicationList, ApplicationRow, ApplicationStatus, ApplicationView, Invitation, InvitationList, InvitationView,
    JoinIntro, JoinPage, NewInvitation, Poster, Standing, Twin, is_token, public_form, standing, token,
};
use crate::domain::record::state_name;
use crate::domain::text::Lang;
use crate::domain::workflow::{self, APPLICATION, RESUBMIT};
use crate::store;
use crate::store::db::Tx;
use crate::store::event::NewStep;
use crate::store::record::{Narrowing, RecordRow};

/// Register of applications.
pub const APPLICATIONS: &str = "member_application";
const MEMBERS: &str = "member";
/// Most bytes of an application as JSON.
const APPLICATION_MAX: usize = 256 << 10;
/// Unknown tokens that one address may send within a quarter of an hour.
const GUESSES: i64 = 30;
/// Applications from one address within a quarter of an hour: a whole meeting hall shares one.
const POSTS: i64 = 600;
/// Applications of either kind, waiting and decided, that a list carries.
const LISTED: i64 = 200;

/// The unit's invitations, the latest first.
///
/// # Errors
/// `NotSignedIn`, `Denied`.
pub async fn list_invitations(ctx: &Ctx) -> Result<InvitationList, AppError> {
    let org = ctx.actor()?.org;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::ManageInvitation, org).await?;
    let all = store::invitation::select_of_org(&mut tx, org).await?;
    Ok(InvitationList {
        invitations: all.into_iter().map(|invitation| seen(ctx, invitation)).collect(),
        has_level: !levels(&mut tx, org).await?.is_empty(),
    })
}

fn seen(ctx: &Ctx, invitation: Invitation) -> InvitationView {
    InvitationView {
        standing: standing(&invitation, ctx.today()),
        link: format!("{}/join/{}", ctx.app.settings.public_url, invitation.token),
        invitation,
    }
}

/// Makes an invitation of the actor's unit.
///
/// # Errors
/// `Denied`; `Invalid` with every problem.
pub async fn create_invitation(ctx: &Ctx, new: &NewInvitation) -> Result<InvitationView, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::ManageInvitation, actor.org).await?;
    let (name, expires_on, cap) = new.read(ctx.today()).map_err(|problems| AppError::Invalid { problems })?;
    let invitation = Invitation {
        id: InvitationId::fresh(),
        org: actor.org,
        name,
        member_kind: new.member_kind.clone(),
        token: fresh_token()?,
        expires_on,
        cap,
        note: new.note.trim().to_owned(),
        revoked_at: None,
        applications: 0,
        created_at: ctx.now,
        created_by_name: actor.name.clone(),
    };
    store::invitation::insert(&mut tx, &invitation).await?;
    let payload = json!({ "name": invitation.name, "expires_on": invitation.expires_on, "cap": cap });
    let event = ctx.event(actor.org, "invitation.create", "invitation", invitation.id, payload);
    store::event::append(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(seen(ctx, invitation))
}

/// Revokes an invitation for ever.
///
/// # Errors
/// `NotFound` outside the scope, `Denied`. Revoking twice changes nothing.
pub async fn revoke_invitation(ctx: &Ctx, id: InvitationId) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let invitation = store::invitation::select(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    ctx.require(&mut tx, Action::ManageInvitation, invitation.org).await?;
    if store::invitation::update_revoked(&mut tx, id, ctx.now).await? {
        let event =
            ctx.event(invitation.org, "invitation.revoke", "invitation", id, json!({ "name": invitation.name }));
        store::event::append(&mut tx, &event).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// An invitation as its poster shows it.
///
/// # Errors
/// `NotFound` outside the scope, `Denied`.
pub async fn find_poster(ctx: &Ctx, id: InvitationId) -> Result<Poster, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let invitation = store::invitation::select(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    ctx.require(&mut tx, Action::ManageInvitation, invitation.org).await?;
    Ok(Poster { org_name: ctx.actor()?.org_name.clone(), view: seen(ctx, invitation) })
}

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
        code_names: super::register::view::code_names(ctx, &definition, &answer),
        definition,
        answer,
        levels: levels(tx, org).await?,
        tables: super::code::list_tables(ctx, APPLICATIONS)?,
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

/// The levels that an applicant can choose: id and name.
async fn levels(tx: &mut Tx, org: OrgId) -> Result<Vec<(RecordId, String)>, AppError> {
    let by = Narrowing { without_drafts: true, ..Narrowing::default() };
    let rows = store::record::select_page(tx, org, "member_level", &by, false, 100, 0).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}

/// A usable invitation. Unknown tokens are counted, so that guessing ends soon.
async fn by_token(ctx: &Ctx, token: &str) -> Result<Invitation, AppError> {
    let key = format!("join:{}", ctx.remote);
    let found = {
        let mut tx = ctx.app.db.read().await?;
        check_throttle(&mut tx, &key, ctx.now).await?;
        match is_token(token) {
            true => store::invitation::select_by_token(&mut tx, token).await?,
            false => None,
        }
    };
    let Some(invitation) = found else {
        let mut tx = ctx.app.db.write().await?;
        count_failure(&mut tx, &key, GUESSES, ctx.now).await?;
        tx.commit().await?;
        return Err(AppError::NotFound);
    };
    match standing(&invitation, ctx.today()) {
        Standing::Valid => Ok(invitation),
        Standing::Expired | Standing::Revoked | Standing::UsedUp => Err(AppError::Gone),
    }
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
    let mut problems = check(definition, &answer, &CheckEnv { today: ctx.today(), codes: &ctx.app.catalog });
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
    let key = format!("apply:{}", ctx.remote);
    check_throttle(&mut tx, &key, ctx.now).await?;
    let (definition, answer) = received(ctx, &mut tx, invitation.org, &invitation.member_kind, answer).await?;
    let title = reading::title(definition, &answer, &ctx.app.catalog);
    let row = RecordRow {
        id: RecordId::fresh(),
        org: invitation.org,
        register: APPLICATIONS.to_owned(),
        definition_version: definition.version,
        state: APPLICATION.states[0].key.to_owned(),
        title,
        complete: true,
        source: Some(invitation.id.to_string()),
        created_at: ctx.now,
        updated_at: ctx.now,
        updated_by: None,
        updated_by_name: String::new(),
        version: 1,
        answer,
    };
    // Holds the invitation's row, so that racing copies of one application meet here.
    if !store::invitation::count_application(&mut tx, invitation.id).await? {
        return Err(AppError::Gone);
    }
    if let Some(link) = sent_before(&mut tx, &row).await? {
        return Ok(link);
    }
    store::record::bump_revision(&mut tx, row.org, APPLICATIONS).await?;
    store::record::insert(&mut tx, &row, &index_of(ctx, definition, &row.answer)).await?;
    let link = fresh_token()?;
    store::invitation::insert_link(&mut tx, &link, row.id).await?;
    step(ctx, &mut tx, &row, "apply", "", &row.state, "").await?;
    let payload = json!({ "title": row.title, "invitation": invitation.id });
    store::event::append(&mut tx, &ctx.event(row.org, "application.create", "record", row.id, payload)).await?;
    count_failure(&mut tx, &key, POSTS, ctx.now).await?;
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

/// Sends a returned application again, mended; it waits for a decision once more.
///
/// # Errors
/// `Invalid` with every problem; `NotFound` for an unknown link; `Gone` when it is not returned (any more);
/// `TooLarge`, `TooManyTries`.
pub async fn resubmit(ctx: &Ctx, link: &str, answer: Answer) -> Result<(), AppError> {
    let before = by_link(ctx, link).await?;
    let mut tx = ctx.app.db.write().await?;
    let key = format!("apply:{}", ctx.remote);
    check_throttle(&mut tx, &key, ctx.now).await?;
    let to = workflow::next(&APPLICATION, &before.state, RESUBMIT, "").map_err(|_| AppError::Gone)?;
    let kind = invited_kind(&mut tx, &before).await?;
    let (definition, answer) = received(ctx, &mut tx, before.org, &kind, answer).await?;
    let row = RecordRow {
        definition_version: definition.version,
        state: to.key.to_owned(),
        title: reading::title(definition, &answer, &ctx.app.catalog),
        updated_at: ctx.now,
        updated_by: None,
        updated_by_name: String::new(),
        version: before.version + 1,
        answer,
        ..before.clone()
    };
    store::record::bump_revision(&mut tx, row.org, APPLICATIONS).await?;
    let (old, index) = (index_of(ctx, definition, &before.answer), index_of(ctx, definition, &row.answer));
    if !store::record::update(&mut tx, &row, before.version, &old, &index).await? {
        return Err(AppError::Gone);
    }
    step(ctx, &mut tx, &row, RESUBMIT, &before.state, &row.state, "").await?;
    let changes = super::register::save::changes(Some(&before.answer), &row.answer);
    let payload = json!({ "title": row.title, "state": [before.state, row.state], "changes": changes });
    store::event::append(&mut tx, &ctx.event(row.org, "application.resubmit", "record", row.id, payload)).await?;
    count_failure(&mut tx, &key, POSTS, ctx.now).await?;
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

/// The application behind a status link. Unknown links are counted like unknown invitations.
async fn by_link(ctx: &Ctx, link: &str) -> Result<RecordRow, AppError> {
    let key = format!("join:{}", ctx.remote);
    let mut tx = ctx.app.db.read().await?;
    check_throttle(&mut tx, &key, ctx.now).await?;
    let id = match is_token(link) {
        true => store::invitation::select_link(&mut tx, link).await?,
        false => None,
    };
    let Some(id) = id else {
        drop(tx);
        let mut tx = ctx.app.db.write().await?;
        count_failure(&mut tx, &key, GUESSES, ctx.now).await?;
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
    Ok(ApplicationStatus { org_name: org.name, applicant: row.title, state, tone, steps, returned })
}

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

/// An application with what is needed to decide it.
///
/// # Errors
/// `NotFound` outside the scope.
pub async fn find_application(ctx: &Ctx, id: RecordId) -> Result<ApplicationView, AppError> {
    let record = super::register::find_record(ctx, APPLICATIONS, id).await?;
    let mut tx = ctx.app.db.read().await?;
    let relation = ctx.require(&mut tx, Action::ViewRecord, record.org).await?;
    let mut locked = access::decide(ctx.actor()?, Action::DecideApplication, relation).err().unwrap_or_default();
    if record.state != APPLICATION.states[0].key {
        locked.push(Reason::new(ReasonCode::AlreadyDecided, &[&record.updated_by]));
    }
    let members = definition(ctx, MEMBERS)?;
    let mut twins: Vec<Twin> = Vec::new();
    for key in ["id_no", "uscc", "mobile"] {
        let (value, Some(field)) = (record.answer.text(key), members.field(key)) else { continue };
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
    store::record::bump_revision(&mut tx, row.org, APPLICATIONS).await?;
    step(ctx, &mut tx, &row, verb, &row.state, to.key, opinion.trim()).await?;
    let member = match to.key {
        "approved" => Some(create_member(ctx, &mut tx, &row).await?),
        _ => None,
    };
    let payload =
        json!({ "title": row.title, "state": [row.state, to.key], "opinion": opinion.trim(), "member": member });
    store::event::append(&mut tx, &ctx.event(row.org, "application.decide", "record", id, payload)).await?;
    tx.commit().await?;
    Ok(member)
}

/// The member of an approved application: the fields that both forms share, joined today.
async fn create_member(ctx: &Ctx, tx: &mut Tx, application: &RecordRow) -> Result<RecordId, AppError> {
    let actor = ctx.actor()?;
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
    let problems = check(definition, &answer, &CheckEnv { today: ctx.today(), codes: &ctx.app.catalog });
    if !is_complete(&problems) {
        return Err(AppError::Invalid { problems });
    }
    let row = RecordRow {
        id: RecordId::fresh(),
        org: application.org,
        register: MEMBERS.to_owned(),
        definition_version: definition.version,
        state: "valid".to_owned(),
        title: reading::title(definition, &answer, &ctx.app.catalog),
        complete: true,
        source: Some(application.id.to_string()),
        created_at: ctx.now,
        updated_at: ctx.now,
        updated_by: Some(actor.account),
        updated_by_name: actor.name.clone(),
        version: 1,
        answer,
    };
    store::record::bump_revision(tx, row.org, MEMBERS).await?;
    store::record::insert(tx, &row, &index_of(ctx, definition, &row.answer)).await?;
    let payload =
        json!({ "register": MEMBERS, "title": row.title, "origin": "在线申请", "application": application.id });
    store::event::append(tx, &ctx.event(row.org, "record.create", "record", row.id, payload)).await?;
    Ok(row.id)
}

/// The QR code of an invitation as SVG.
///
/// # Errors
/// `NotFound`, `Denied`; `Internal` when the address is too long for a code.
pub async fn find_qr(ctx: &Ctx, id: InvitationId) -> Result<String, AppError> {
    use fast_qr::convert::Builder;
    let mut tx = ctx.app.db.read().await?;
    let invitation = store::invitation::select(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    ctx.require(&mut tx, Action::ManageInvitation, invitation.org).await?;
    let code = fast_qr::QRBuilder::new(seen(ctx, invitation).link).build().map_err(|e| internal(&format!("{e:?}")))?;
    Ok(fast_qr::convert::svg::SvgBuilder::default().margin(4).to_str(&code))
}

fn fresh_token() -> Result<String, AppError> {
    let mut random = [0; 20];
    getrandom::fill(&mut random).map_err(|e| internal(&e))?;
    Ok(token(random))
}

async fn step(
    ctx: &Ctx,
    tx: &mut Tx,
    row: &RecordRow,
    verb: &str,
    from: &str,
    to: &str,
    opinion: &str,
) -> Result<(), AppError> {
    let (account, name, org_name) = match &ctx.actor {
        Some(actor) => (Some(actor.account), actor.name.as_str(), actor.org_name.as_str()),
        None => (None, row.title.as_str(), ""),
    };
    let step = NewStep {
        subject: row.id.to_string(),
        at: ctx.now,
        account,
        account_name: name,
        org_name,
        flow: APPLICATION.key,
        verb,
        from,
        to,
        opinion,
    };
    Ok(store::event::insert_step(tx, &step).await?)
}
