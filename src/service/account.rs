//! Accounts and posts: created by the administrator above (administrators) or of the unit (staff).

use serde_json::json;

use super::{Ctx, session};
use crate::domain::access::Action;
use crate::domain::account::{Actor, NewAccount, Role, login_form};
use crate::domain::error::{AppError, ProblemCode, ReasonCode};
use crate::domain::form::kinds::mobile;
use crate::domain::ids::{AccountId, OrgId};
use crate::store;
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
    let id = AccountId::fresh();
    let login =
        login_form(&new.login).ok_or_else(|| AppError::field("login", ProblemCode::LoginForm, &[&new.login]))?;
    let taken = || AppError::field("login", ProblemCode::LoginTaken, &[&login]);
    // Asked first so that Postgres does not abort the transaction; the unique index remains the last word.
    if store::account::select_by_login(tx, &login).await?.is_some() {
        return Err(taken());
    }
    match store::account::insert(
        tx,
        id,
        &login,
        new.name.trim(),
        &mobile::canonical(&new.mobile),
        password_hash,
        ctx.now,
    )
    .await
    {
        Err(StoreError::Taken) => return Err(taken()),
        other => other?,
    }
    match store::account::insert_post(tx, id, org, role, ctx.today()).await {
        Err(StoreError::Taken) => return Err(AppError::denied(ReasonCode::AdministratorExists, &[""])),
        other => other?,
    };
    let payload = json!({ "login": login, "name": new.name.trim(), "role": role.key() });
    store::event::append(tx, &ctx.event(org, "account.create", "account", id, payload)).await?;
    Ok(id)
}

/// Creates an account for a unit: its administrator by the unit above (S-011), staff and reviewers by the
/// unit's own administrator.
///
/// # Errors
/// `NotFound`, `Denied`, `Invalid`.
pub async fn create_account(ctx: &Ctx, org: OrgId, role: Role, new: NewAccount) -> Result<AccountId, AppError> {
    let action = if role == Role::Administrator { Action::AssignAdministrator } else { Action::AddStaff };
    {
        let mut tx = ctx.app.db.read().await?;
        ctx.require(&mut tx, action, org).await?;
        let unit = store::org::select(&mut tx, org).await?.ok_or(AppError::NotFound)?;
        let kind = ctx.app.catalog.org_kind(&unit.kind).ok_or(AppError::NotFound)?;
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

/// A call by the administrator of the unit with that code, else by one of its staff: for the command line, whose
/// user owns the store anyway.
///
/// # Errors
/// `NotFound` for an unknown code and for a unit without people.
pub async fn act_for(visitor: &Ctx, code: &str) -> Result<Ctx, AppError> {
    let mut tx = visitor.app.db.read().await?;
    let org = store::org::select_by_code(&mut tx, code).await?.ok_or(AppError::NotFound)?;
    let mut people = store::account::select_people(&mut tx, org.id).await?;
    people.sort_by_key(|(.., role)| *role != Role::Administrator);
    let (account, _, name, role) = people.into_iter().next().ok_or(AppError::NotFound)?;
    drop(tx);
    let actor = Actor { account, name, role, org: org.id, org_name: org.name, org_kind: org.kind };
    Ok(visitor.clone().with_actor(actor))
}
