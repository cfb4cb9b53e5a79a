//! Posts: the dated hand-over of the one administrator, posts that end, and further posts of a person.

use serde_json::json;

use super::{Ctx, notification, session};
use crate::domain::access::Action;
use crate::domain::account::Role;
use crate::domain::error::{AppError, ProblemCode, ReasonCode};
use crate::domain::ids::{AccountId, OrgId, Uid};
use crate::domain::org::Tenure;
use crate::domain::post::{HandOver, Successor, day_problem, end_reasons};
use crate::domain::time::Day;
use crate::store;
use crate::store::db::{StoreError, Tx};

/// The right to hand a unit over: from directly above; at the top by the unit itself.
async fn require_hand_over(ctx: &Ctx, tx: &mut Tx, org: OrgId) -> Result<(), AppError> {
    ctx.actor()?;
    let unit = store::org::select(tx, org).await?.ok_or(AppError::NotFound)?;
    let action = if unit.parent.is_none() { Action::HandOverRoot } else { Action::AssignAdministrator };
    ctx.require(tx, action, org).await?;
    if unit.enabled { Ok(()) } else { Err(AppError::denied(ReasonCode::Disabled, &[])) }
}

/// Replaces the administrator of a unit: the post ends and the next begins, on one day and in one transaction
/// (S-012, ORG-03). The one who leaves may stay as staff.
///
/// # Errors
/// `NotFound`, `Denied`; `Invalid` for the day, the choice and the new account; `AdministratorChanged` when
/// somebody else was faster.
pub async fn hand_over(ctx: &Ctx, org: OrgId, how: HandOver) -> Result<(), AppError> {
    {
        let mut tx = ctx.app.db.read().await?;
        require_hand_over(ctx, &mut tx, org).await?;
    }
    let problems = how.check(ctx.today());
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    let hash = match &how.to {
        Successor::New(new) => session::hash_password(&ctx.app, &new.password).await?,
        Successor::Person(_) => String::new(),
    };
    let mut tx = ctx.app.db.write().await?;
    require_hand_over(ctx, &mut tx, org).await?;
    let people = store::account::select_people(&mut tx, org).await?;
    let Some(leaving) = people.iter().find(|p| p.role == Role::Administrator) else {
        return Err(AppError::denied(ReasonCode::AdministratorChanged, &[""]));
    };
    if leaving.post != how.post {
        return Err(AppError::denied(ReasonCode::AdministratorChanged, &[&leaving.name]));
    }
    if let Some(problem) = day_problem("on", how.on, leaving.since, ctx.today()) {
        return Err(AppError::of(problem));
    }
    let by = ctx.actor()?.name.clone();
    if !store::account::end_post(&mut tx, leaving.post, how.on, &by).await? {
        // Ended a moment ago: the name is that of the one who came.
        let now = store::account::select_people(&mut tx, org).await?;
        let name = now.into_iter().find(|p| p.role == Role::Administrator).map(|p| p.name).unwrap_or_default();
        return Err(AppError::denied(ReasonCode::AdministratorChanged, &[&name]));
    }
    let (account, name) = match &how.to {
        Successor::Person(id) => {
            let before = people.iter().find(|p| p.account == *id && p.post != leaving.post);
            let Some(before) = before else {
                return Err(AppError::field("account", ProblemCode::UnknownPerson, &[""]));
            };
            (*id, before.name.clone())
        }
        Successor::New(new) => {
            let id = super::account::create_alone(ctx, &mut tx, new, &hash).await?;
            let payload = json!({ "login": new.login, "name": new.name.trim(), "role": Role::Administrator });
            store::event::append(&mut tx, &ctx.event(org, "account.create", "account", id, payload)).await?;
            (id, new.name.trim().to_owned())
        }
    };
    let next = start(&mut tx, account, org, Role::Administrator, how.on).await?;
    store::account::update_successor(&mut tx, leaving.post, next).await?;
    // Who rises from staff has one post: the higher one.
    for held in people.iter().filter(|p| p.account == account && p.role == Role::Staff) {
        store::account::end_post(&mut tx, held.post, how.on.max(held.since), &by).await?;
        store::account::move_sessions(&mut tx, held.post, next).await?;
    }
    if how.stays && !people.iter().any(|p| p.account == leaving.account && p.role == Role::Staff) {
        let staff = start(&mut tx, leaving.account, org, Role::Staff, how.on).await?;
        store::account::move_sessions(&mut tx, leaving.post, staff).await?;
    }
    let payload = json!({ "person": [leaving.name, name], "on": how.on, "stays": how.stays });
    store::event::append(&mut tx, &ctx.event(org, "post.hand_over", "org", org, payload)).await?;
    notification::tell_appointed(ctx, &mut tx, account, org, Role::Administrator).await?;
    Ok(tx.commit().await?)
}

async fn start(tx: &mut Tx, account: AccountId, org: OrgId, role: Role, since: Day) -> Result<Uid, AppError> {
    match store::account::insert_post(tx, account, org, role, since).await {
        Err(StoreError::Taken) => Err(AppError::denied(ReasonCode::AdministratorExists, &[""])),
        other => Ok(other?),
    }
}

/// Ends somebody's post in the own unit on a day until today; the person and everything done stays (ORG-13).
///
/// # Errors
/// `NotFound`; `Denied` for an administrator, who is replaced by a hand-over; `Invalid` for the day.
pub async fn end_post(ctx: &Ctx, post: Uid, on: &str) -> Result<OrgId, AppError> {
    let by = ctx.actor()?.name.clone();
    let mut tx = ctx.app.db.write().await?;
    let held = store::account::select_tenure(&mut tx, post).await?.ok_or(AppError::NotFound)?;
    ctx.require(&mut tx, Action::EndPost, held.org).await?;
    let reasons = end_reasons(held.role, held.until.is_some());
    AppError::unless(reasons)?;
    let day: Day = on.trim().parse().map_err(|_| AppError::field("on", ProblemCode::NotADay, &[on]))?;
    if let Some(problem) = day_problem("on", day, held.since, ctx.today()) {
        return Err(AppError::of(problem));
    }
    store::account::end_post(&mut tx, post, day, &by).await?;
    let payload = json!({ "person": held.name, "role": held.role, "on": day });
    store::event::append(&mut tx, &ctx.event(held.org, "post.end", "account", held.account, payload)).await?;
    tx.commit().await?;
    Ok(held.org)
}

/// Gives somebody who has a post in the scope one more in the own unit.
///
/// # Errors
/// `NotFound`, `Denied`; `Invalid` for a login name that nobody in the scope has.
pub async fn add_post(ctx: &Ctx, org: OrgId, role: Role, login: &str) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::AddStaff, org).await?;
    let unit = store::org::select(&mut tx, org).await?.ok_or(AppError::NotFound)?;
    let kind = ctx.catalog.org_kind(&unit.kind).ok_or(AppError::NotFound)?;
    if !kind.roles.contains(&role) || matches!(role, Role::Administrator | Role::PlatformAdministrator) {
        return Err(AppError::denied(ReasonCode::RoleMayNot, &[&role.name().zh]));
    }
    let name = login.trim().to_ascii_lowercase();
    let found = store::account::select_in_scope(&mut tx, ctx.actor()?.org, &name).await?;
    let Some(account) = found else { return Err(AppError::field("known", ProblemCode::UnknownPerson, &[login])) };
    if begin(ctx, &mut tx, account.id, org, role).await?.is_none() {
        return Err(AppError::denied(ReasonCode::AlreadyHolds, &[&account.name]));
    }
    let payload = json!({ "person": account.name, "role": role });
    store::event::append(&mut tx, &ctx.event(org, "post.add", "account", account.id, payload)).await?;
    notification::tell_appointed(ctx, &mut tx, account.id, org, role).await?;
    Ok(tx.commit().await?)
}

/// The actor's own posts, present and past, with those who came after.
///
/// # Errors
/// `NotSignedIn`.
pub async fn list_own(ctx: &Ctx) -> Result<Vec<Tenure>, AppError> {
    let mut tx = ctx.app.db.read().await?;
    Ok(store::account::select_tenures(&mut tx, ctx.actor()?.account).await?)
}

/// Begins a post today; none when the person has that role there already.
pub(super) async fn begin(
    ctx: &Ctx,
    tx: &mut Tx,
    account: AccountId,
    org: OrgId,
    role: Role,
) -> Result<Option<Uid>, AppError> {
    let held = store::account::select_people(tx, org).await?;
    if held.iter().any(|p| p.account == account && p.role == role) {
        return Ok(None);
    }
    start(tx, account, org, role, ctx.today()).await.map(Some)
}

/// Ends a post today and goes on in another unit, without signing in anew.
pub(super) async fn change_place(
    ctx: &Ctx,
    tx: &mut Tx,
    person: &Tenure,
    to: OrgId,
    role: Role,
) -> Result<Option<Uid>, AppError> {
    let by = ctx.actor()?.name.clone();
    store::account::end_post(tx, person.post, ctx.today(), &by).await?;
    let next = begin(ctx, tx, person.account, to, role).await?;
    if let Some(next) = next {
        store::account::move_sessions(tx, person.post, next).await?;
    }
    Ok(next)
}
