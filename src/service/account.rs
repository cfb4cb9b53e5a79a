//! Accounts and posts: created by the administrator above (administrators) or of the unit (staff).

use serde_json::json;

use super::{Ctx, live, notification, session};
use crate::domain::access::{Action, giving};
use crate::domain::account::{Actor, AwaitedPerson, NewAccount, Role, login_form, name_problem};
use crate::domain::dial;
use crate::domain::error::{AppError, ProblemCode, ReasonCode};
use crate::domain::form::kinds::{email, mobile};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::org::Tenure;
use crate::store;
use crate::store::account::AccountRow;
use crate::store::db::{StoreError, Tx};

/// Creates an account with one post.
///
/// # Errors
/// `Invalid` with all problems; `Denied` when the unit has an administrator already.
pub async fn create_with_post(
    ctx: &Ctx,
    tx: &mut Tx,
    org: OrgId,
    role: Role,
    new: &NewAccount,
    password_hash: &str,
) -> Result<AccountId, AppError> {
    let id = create_alone(ctx, tx, new, password_hash).await?;
    match store::account::insert_post(tx, id, org, role, ctx.today()).await {
        Err(StoreError::Taken) => return Err(AppError::denied(ReasonCode::AdministratorExists, &[""])),
        other => other?,
    };
    let payload = json!({ "login": login_form(&new.login), "name": new.name.trim(), "role": role.key() });
    store::event::append(tx, &ctx.event(org, "account.create", "account", id, payload)).await?;
    notification::tell_appointed(ctx, tx, id, org, role).await?;
    Ok(id)
}

/// Creates an account that has no post yet; the caller gives it one and writes the log.
///
/// # Errors
/// `Invalid` for a login name that is none or is taken.
pub(super) async fn create_alone(
    ctx: &Ctx,
    tx: &mut Tx,
    new: &NewAccount,
    password_hash: &str,
) -> Result<AccountId, AppError> {
    let id = AccountId::fresh();
    let login =
        login_form(&new.login).ok_or_else(|| AppError::field("login", ProblemCode::LoginForm, &[&new.login]))?;
    let taken = || AppError::field("login", ProblemCode::LoginTaken, &[&login]);
    // Asked first so that Postgres does not abort the transaction; the unique index remains the last word.
    if store::account::select_by_login(tx, &login).await?.is_some() {
        return Err(taken());
    }
    let number = dial::read(&new.mobile).unwrap_or_default();
    if store::account::select_by_mobile(tx, &number).await?.is_some() {
        return Err(AppError::field("mobile", ProblemCode::MobileInUse, &[]));
    }
    let account = AccountRow {
        id,
        login: login.clone(),
        name: new.name.trim().to_owned(),
        mobile: number,
        email: email::canonical(&new.email),
        email_confirmed_at: None,
        password_hash: password_hash.to_owned(),
        enabled: true,
        version: 1,
    };
    match store::account::insert(tx, &account, ctx.now).await {
        Err(StoreError::Taken) => return Err(taken()),
        other => other?,
    }
    Ok(id)
}

/// Creates an account for a unit: its administrator by the unit above (S-011), staff and reviewers by the
/// unit's own administrator.
///
/// # Errors
/// `NotFound`, `Denied`, `Invalid`.
pub async fn create_account(ctx: &Ctx, org: OrgId, role: Role, new: NewAccount) -> Result<AccountId, AppError> {
    let action = giving(role);
    {
        let mut tx = ctx.app.db.read().await?;
        ctx.require(&mut tx, action, org).await?;
        let unit = store::org::select(&mut tx, org).await?.ok_or(AppError::NotFound)?;
        let kind = ctx.catalog.org_kind(&unit.kind).ok_or(AppError::NotFound)?;
        if !unit.enabled {
            return Err(AppError::denied(ReasonCode::Disabled, &[]));
        }
        if !kind.roles.contains(&role) || role == Role::PlatformAdministrator {
            return Err(AppError::denied(ReasonCode::RoleMayNot, &[&role.name().zh]));
        }
        if role == Role::Administrator {
            let node = store::org::select_node(&mut tx, org).await?.ok_or(AppError::NotFound)?;
            if let Some((_, name)) = node.administrator {
                return Err(AppError::denied(ReasonCode::AdministratorExists, &[&name]));
            }
        }
    }
    let problems = new.check();
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    let hash = session::hash_password(&ctx.app, &new.password).await?;
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, action, org).await?;
    let id = create_with_post(ctx, &mut tx, org, role, &new, &hash).await?;
    tx.commit().await?;
    Ok(id)
}

/// Switches an account on or off (P-049). Its sessions end at once; nothing of what the person did is touched.
///
/// # Errors
/// `NotFound` where the person has no post in that unit; `Denied`.
pub async fn update_enabled(ctx: &Ctx, org: OrgId, id: AccountId, enabled: bool) -> Result<(), AppError> {
    let actor = ctx.actor()?.account;
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::ViewOrg, org).await?;
    let people = store::account::select_people(&mut tx, org).await?;
    let person = people.into_iter().find(|person| person.account == id).ok_or(AppError::NotFound)?;
    ctx.require(&mut tx, giving(person.role), org).await?;
    if id == actor {
        return Err(AppError::denied(ReasonCode::OwnAccount, &[]));
    }
    switch_in(ctx, &mut tx, org, id, &person.login, enabled).await?;
    Ok(tx.commit().await?)
}

/// Switches an account on or off for somebody whose right the caller has asked for.
///
/// # Errors
/// Those of the store.
pub(super) async fn switch_in(
    ctx: &Ctx,
    tx: &mut Tx,
    org: OrgId,
    id: AccountId,
    login: &str,
    enabled: bool,
) -> Result<(), AppError> {
    store::account::update_enabled(tx, id, enabled).await?;
    if !enabled {
        store::session::delete_all(tx, id).await?;
        live::tell_accounts(tx, &[id], ctx.now);
    }
    let action = if enabled { "account.enable" } else { "account.disable" };
    store::event::append(tx, &ctx.event(org, action, "account", id, json!({ "login": login }))).await?;
    Ok(())
}

/// Notes somebody who will come by mobile number: the account is made at the first sign-in, or gets one post more
/// where the number has an account already (C-004, C-007).
///
/// # Errors
/// `NotFound`, `Denied`, `Invalid`.
pub async fn await_person(ctx: &Ctx, org: OrgId, role: Role, name: &str, number: &str) -> Result<(), AppError> {
    let actor = ctx.actor()?.account;
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::AddStaff, org).await?;
    let unit = store::org::select(&mut tx, org).await?.ok_or(AppError::NotFound)?;
    let kind = ctx.catalog.org_kind(&unit.kind).ok_or(AppError::NotFound)?;
    if !kind.roles.contains(&role) || matches!(role, Role::Administrator | Role::PlatformAdministrator) {
        return Err(AppError::denied(ReasonCode::RoleMayNot, &[&role.name().zh]));
    }
    let read = dial::read(number);
    let problems: Vec<_> = name_problem(name).into_iter().chain(read.clone().err()).collect();
    let (Ok(number), []) = (read, problems.as_slice()) else { return Err(AppError::Invalid { problems }) };
    if let Some(account) = store::account::select_by_mobile(&mut tx, &number).await? {
        let posts = store::account::select_posts(&mut tx, account.id).await?;
        if posts.iter().any(|post| post.org == org && post.role == role) {
            return Err(AppError::denied(ReasonCode::AlreadyThere, &[&account.name]));
        }
    }
    match store::account::insert_awaited(&mut tx, org, role, (name.trim(), &number), actor, ctx.now).await {
        Err(StoreError::Taken) => return Err(AppError::denied(ReasonCode::AlreadyThere, &[name.trim()])),
        other => other?,
    }
    let payload = json!({ "name": name.trim(), "role": role.key(), "mobile": mobile::masked(&number) });
    store::event::append(&mut tx, &ctx.event(org, "account.await", "org", org, payload)).await?;
    Ok(tx.commit().await?)
}

/// The people that a unit waits for.
///
/// # Errors
/// `NotFound`, `Denied`.
pub async fn list_awaited(ctx: &Ctx, org: OrgId) -> Result<Vec<AwaitedPerson>, AppError> {
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::AddStaff, org).await?;
    Ok(store::account::select_awaited(&mut tx, org).await?)
}

/// Waits for somebody no longer.
///
/// # Errors
/// `NotFound`, `Denied`.
pub async fn forget_awaited(ctx: &Ctx, org: OrgId, role: Role, number: &str) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::AddStaff, org).await?;
    if !store::account::delete_awaited(&mut tx, org, number, role).await? {
        return Err(AppError::NotFound);
    }
    let payload = json!({ "role": role.key(), "mobile": mobile::masked(number) });
    store::event::append(&mut tx, &ctx.event(org, "account.forget", "org", org, payload)).await?;
    Ok(tx.commit().await?)
}

/// Makes the account of somebody who is awaited and has shown that the number is theirs.
///
/// # Errors
/// Those of the store.
pub(super) async fn create_awaited(ctx: &Ctx, tx: &mut Tx, number: &str, name: &str) -> Result<AccountRow, AppError> {
    let account = AccountRow {
        id: AccountId::fresh(),
        // Nobody types it: the number is what the person signs in with.
        login: format!("u{}", &session::random_token()?[..12]),
        name: name.to_owned(),
        mobile: number.to_owned(),
        email: String::new(),
        email_confirmed_at: None,
        password_hash: String::new(),
        enabled: true,
        version: 1,
    };
    store::account::insert(tx, &account, ctx.now).await?;
    Ok(account)
}

/// Gives an account the posts for which its number is awaited.
///
/// # Errors
/// Those of the store.
pub(super) async fn claim_awaited(ctx: &Ctx, tx: &mut Tx, account: &AccountRow) -> Result<(), AppError> {
    if account.mobile.is_empty() {
        return Ok(());
    }
    for (org, person) in store::account::take_awaited(tx, &account.mobile).await? {
        store::account::insert_post(tx, account.id, org, person.role, ctx.today()).await?;
        let payload = json!({ "login": account.login, "name": account.name, "role": person.role.key() });
        let mut event = ctx.event(org, "account.join", "account", account.id, payload);
        (event.account, event.account_name) = (Some(account.id), account.name.clone());
        store::event::append(tx, &event).await?;
        notification::tell_appointed(ctx, tx, account.id, org, person.role).await?;
    }
    Ok(())
}

/// A call by the administrator of the unit with that code, else by one of its staff: for the command line, whose
/// user owns the store anyway.
///
/// # Errors
/// `NotFound` for an unknown code and for a unit without people.
pub async fn act_for(visitor: &Ctx, code: &str) -> Result<Ctx, AppError> {
    let mut tx = visitor.app.db.read().await?;
    let org = store::org::select_by_code(&mut tx, code).await?.ok_or(AppError::NotFound)?;
    let mut people = store::account::select_people(&mut tx, org.id).await?;
    people.sort_by_key(|p| p.role != Role::Administrator);
    let Tenure { account, name, role, .. } = people.into_iter().next().ok_or(AppError::NotFound)?;
    drop(tx);
    let (id, org_name, org_kind) = (org.id, org.name, org.kind);
    let actor = Actor { account, name, role, org: id, org_name, org_kind, may_switch: false, viewer: None };
    Ok(visitor.clone().with_actor(actor))
}
