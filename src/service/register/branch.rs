//! What records of branches (分支机构) and of their accounts (分会账号) open and close: a branch's record opens a unit
//! with its administrator, a record of an account opens one more in that unit (E-037, E-038, E-077).

use serde_json::json;

use crate::domain::access::Action;
use crate::domain::account::{NewAccount, Role, login_form, password_problem};
use crate::domain::error::{AppError, ProblemCode};
use crate::domain::form::clean::clip;
use crate::domain::form::{Answer, FormDefinition};
use crate::domain::ids::{AccountId, OrgId, RecordId};
use crate::domain::org::{NewOrg, OrgEdit};
use crate::service::{Ctx, account, org, session};
use crate::store;
use crate::store::db::Tx;
use crate::store::record::RecordRow;
use crate::store::record_account::Opened;

const BRANCH: &str = "branch";
const ACCOUNT: &str = "sub_account";
/// 禁用
const OFF: &str = "禁用";
/// Longest name of a person, in characters.
const NAME_MAX: usize = 50;

/// The hash of the password that was typed for an account; hashed before the store is locked, because it takes long.
///
/// # Errors
/// Those of hashing.
pub async fn hash(ctx: &Ctx, definition: &FormDefinition, answer: &Answer) -> Result<Option<String>, AppError> {
    let password = answer.text("password");
    let opens = [BRANCH, ACCOUNT].contains(&definition.key.as_str());
    if !opens || password.is_empty() || password_problem("password", password).is_some() {
        return Ok(None);
    }
    session::hash_password(&ctx.app, password).await.map(Some)
}

/// Brings unit and account in line with a record that was saved as valid.
///
/// # Errors
/// `Invalid` for a password that is missing, a login name that is taken or was changed, a branch without a unit;
/// `Denied` without the right.
pub async fn follow(ctx: &Ctx, tx: &mut Tx, row: &RecordRow, hash: Option<&str>) -> Result<(), AppError> {
    if row.state != "valid" || ![BRANCH, ACCOUNT].contains(&row.register.as_str()) {
        return Ok(());
    }
    ctx.require(tx, Action::OpenBranchAccount, row.org).await?;
    let opened = store::record_account::select(tx, row.id).await?;
    let opened = match opened {
        Some(opened) => {
            keep(ctx, tx, row, opened, hash).await?;
            opened
        }
        None => {
            let hash = hash.ok_or_else(|| AppError::field("password", ProblemCode::Required, &[]))?;
            open(ctx, tx, row, hash).await?
        }
    };
    match row.register.as_str() {
        BRANCH => rename(ctx, tx, row, opened.org).await,
        _ => switch(ctx, tx, row, opened.account, row.answer.text("status") != OFF).await,
    }
}

/// Closes what a record has opened, before the record goes: the branch is disabled, the account of a branch ends.
///
/// # Errors
/// `Denied` without the right, and for a branch with enabled units below.
pub async fn close(ctx: &Ctx, tx: &mut Tx, row: &RecordRow) -> Result<(), AppError> {
    let Some(opened) = store::record_account::select(tx, row.id).await? else { return Ok(()) };
    ctx.require(tx, Action::OpenBranchAccount, row.org).await?;
    if row.register == ACCOUNT {
        end_post(ctx, tx, row, opened).await?;
        let posts = store::account::select_posts(tx, opened.account).await?;
        return if posts.is_empty() { switch(ctx, tx, row, opened.account, false).await } else { Ok(()) };
    }
    store::org_history::hold_tree(tx).await?;
    let Some(unit) = store::org::select(tx, opened.org).await?.filter(|unit| unit.enabled) else { return Ok(()) };
    let reasons = org::switch_reasons_of(tx, &unit).await?;
    AppError::unless(reasons)?;
    let details = store::org::select_details(tx, unit.id).await?;
    let (edit, version) = (OrgEdit { name: unit.name.clone(), enabled: false, details }, unit.version);
    org::change_in(ctx, tx, unit, edit, version).await
}

/// Opens again what a record had opened, before the record comes back.
///
/// # Errors
/// `Denied` without the right, and for a branch whose unit cannot be enabled.
pub async fn reopen(ctx: &Ctx, tx: &mut Tx, row: &RecordRow) -> Result<(), AppError> {
    let Some(opened) = store::record_account::select(tx, row.id).await? else { return Ok(()) };
    ctx.require(tx, Action::OpenBranchAccount, row.org).await?;
    if row.register == ACCOUNT {
        let people = store::account::select_people(tx, opened.org).await?;
        if !people.iter().any(|held| held.account == opened.account) {
            give_post(ctx, tx, opened.account, opened.org).await?;
        }
        return switch(ctx, tx, row, opened.account, row.answer.text("status") != OFF).await;
    }
    store::org_history::hold_tree(tx).await?;
    let Some(unit) = store::org::select(tx, opened.org).await?.filter(|unit| !unit.enabled) else { return Ok(()) };
    let reasons = org::switch_reasons_of(tx, &unit).await?;
    AppError::unless(reasons)?;
    let details = store::org::select_details(tx, unit.id).await?;
    let (edit, version) = (OrgEdit { name: unit.name.clone(), enabled: true, details }, unit.version);
    org::change_in(ctx, tx, unit, edit, version).await
}

async fn open(ctx: &Ctx, tx: &mut Tx, row: &RecordRow, hash: &str) -> Result<Opened, AppError> {
    let answer = &row.answer;
    let login = answer.text("account").to_owned();
    let (unit, role, name, mobile) = if row.register == BRANCH {
        let new =
            NewOrg { kind: BRANCH.into(), code: String::new(), name: answer.text("name").to_owned(), founded: None };
        let unit = org::found_in(ctx, tx, row.org, &new).await?;
        (unit, Role::Administrator, [answer.text("head"), answer.text("name")], "")
    } else {
        let unit = branch_of(tx, row).await?;
        (unit, Role::Staff, [answer.text("contact_name"), &login], answer.text("contact_mobile"))
    };
    let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    let new = NewAccount {
        login: login.clone(),
        name: clip(name, NAME_MAX),
        mobile: mobile.to_owned(),
        email: String::new(),
        password: String::new(),
    };
    let created = account::create_with_post(ctx, tx, unit, role, &new, hash).await;
    let opened = Opened { org: unit, account: created.map_err(under_own_names)? };
    store::record_account::upsert(tx, row.id, opened).await?;
    Ok(opened)
}

/// The fields of an account by the names that they have in the registers.
fn under_own_names(error: AppError) -> AppError {
    let AppError::Invalid { mut problems } = error else { return error };
    for problem in &mut problems {
        match problem.path.as_str() {
            "login" => problem.path = "account".into(),
            "mobile" => problem.path = "contact_mobile".into(),
            _ => {}
        }
    }
    AppError::Invalid { problems }
}

/// The unit that the chosen branch has.
async fn branch_of(tx: &mut Tx, row: &RecordRow) -> Result<OrgId, AppError> {
    let chosen = row.answer.text("branch").trim();
    let branch: RecordId = chosen.parse().map_err(|_| AppError::field("branch", ProblemCode::Required, &[]))?;
    let opened = store::record_account::select(tx, branch).await?;
    Ok(opened.ok_or_else(|| AppError::field("branch", ProblemCode::UnknownRecord, &[chosen]))?.org)
}

/// The login name stays; a new password ends the sessions; an account goes with its record to another branch.
async fn keep(ctx: &Ctx, tx: &mut Tx, row: &RecordRow, opened: Opened, hash: Option<&str>) -> Result<(), AppError> {
    let person = store::account::select(tx, opened.account).await?.ok_or(AppError::NotFound)?;
    if login_form(row.answer.text("account")).as_deref() != Some(person.login.as_str()) {
        return Err(AppError::field("account", ProblemCode::LoginFixed, &[&person.login]));
    }
    if let Some(hash) = hash {
        store::account::update_password(tx, opened.account, hash).await?;
        store::session::delete_all(tx, opened.account).await?;
        let event = ctx.event(opened.org, "account.reset", "account", opened.account, json!({ "login": person.login }));
        store::event::append(tx, &event).await?;
    }
    if row.register == ACCOUNT {
        let unit = branch_of(tx, row).await?;
        if unit != opened.org {
            end_post(ctx, tx, row, opened).await?;
            give_post(ctx, tx, opened.account, unit).await?;
            store::record_account::upsert(tx, row.id, Opened { org: unit, ..opened }).await?;
        }
    }
    Ok(())
}

async fn give_post(ctx: &Ctx, tx: &mut Tx, account: AccountId, unit: OrgId) -> Result<(), AppError> {
    let person = store::account::select(tx, account).await?.ok_or(AppError::NotFound)?;
    store::account::insert_post(tx, account, unit, Role::Staff, ctx.today()).await?;
    let payload = json!({ "person": person.name, "role": Role::Staff });
    store::event::append(tx, &ctx.event(unit, "post.add", "account", account, payload)).await?;
    Ok(())
}

async fn end_post(ctx: &Ctx, tx: &mut Tx, row: &RecordRow, opened: Opened) -> Result<(), AppError> {
    let people = store::account::select_people(tx, opened.org).await?;
    for held in people.into_iter().filter(|held| held.account == opened.account) {
        store::account::end_post(tx, held.post, ctx.today(), &row.updated_by_name).await?;
        let payload = json!({ "person": held.name, "role": held.role, "on": ctx.today() });
        store::event::append(tx, &ctx.event(opened.org, "post.end", "account", opened.account, payload)).await?;
    }
    Ok(())
}

async fn rename(ctx: &Ctx, tx: &mut Tx, row: &RecordRow, unit: OrgId) -> Result<(), AppError> {
    let name = row.answer.text("name");
    let Some(before) = store::org::select(tx, unit).await?.filter(|unit| unit.name != name) else { return Ok(()) };
    store::org_history::hold_tree(tx).await?;
    let details = store::org::select_details(tx, unit).await?;
    let (edit, version) = (OrgEdit { name: name.to_owned(), enabled: before.enabled, details }, before.version);
    org::change_in(ctx, tx, before, edit, version).await
}

async fn switch(ctx: &Ctx, tx: &mut Tx, row: &RecordRow, id: AccountId, enabled: bool) -> Result<(), AppError> {
    let person = store::account::select(tx, id).await?.ok_or(AppError::NotFound)?;
    if person.enabled == enabled {
        return Ok(());
    }
    account::switch_in(ctx, tx, row.org, id, &person.login, enabled).await
}
