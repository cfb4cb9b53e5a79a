//! The organisation tree: browse, set up below, change, disable.

use serde_json::json;

use super::Ctx;
use crate::domain::access::Action;
use crate::domain::account::{NewAccount, Role};
use crate::domain::error::{AppError, Conflict, FieldProblem, ProblemCode, Reason, ReasonCode};
use crate::domain::ids::{AccountId, OrgChangeId, OrgId};
use crate::domain::org::{
    NewOrg, Org, OrgDetails, OrgEdit, OrgKind, OrgNode, OrgView, can_set_up, name_problem, switch_reasons,
};
use crate::domain::org_change::{ChangeDetail, ChangeKind};
use crate::domain::time::{Day, Instant};
use crate::store;
use crate::store::db::{StoreError, Tx};
use crate::store::org_change::PartOf;

pub mod history;

/// Former holders and lines of history that the page of a unit shows.
const FORMER: i64 = 100;
const HISTORY: i64 = 100;
/// Children that one answer carries.
pub const CHILDREN_PAGE: i64 = 100;

/// The unit's own node: the root of the tree that the actor sees.
///
/// # Errors
/// `NotSignedIn`.
pub async fn find_root(ctx: &Ctx) -> Result<OrgNode, AppError> {
    let mut tx = ctx.app.db.read().await?;
    store::org::select_node(&mut tx, ctx.actor()?.org).await?.ok_or(AppError::NotFound)
}

/// The units directly below, a page at a time.
///
/// # Errors
/// `NotFound` outside the scope.
pub async fn list_children(ctx: &Ctx, org: OrgId, offset: i64) -> Result<Vec<OrgNode>, AppError> {
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::ViewOrg, org).await?;
    Ok(store::org::select_children(&mut tx, org, offset.max(0), CHILDREN_PAGE).await?)
}

/// Units of the scope by name or code.
///
/// # Errors
/// `NotSignedIn`.
pub async fn search_orgs(ctx: &Ctx, words: &str) -> Result<Vec<OrgNode>, AppError> {
    let words = words.trim();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = ctx.app.db.read().await?;
    Ok(store::org::search(&mut tx, ctx.actor()?.org, words, 50).await?)
}

/// One unit with its path, its people and what was done to it: as it is, or as it was at the end of a day (ORG-17).
///
/// # Errors
/// `NotFound` outside the scope, also the scope of that day.
pub async fn find_org(ctx: &Ctx, org: OrgId, on: Option<Day>) -> Result<OrgView, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.read().await?;
    let on = on.filter(|day| *day < ctx.today());
    let relation = match on {
        None => ctx.require(&mut tx, Action::ViewOrg, org).await?,
        Some(day) => history::require_on(ctx, &mut tx, org, day).await?,
    };
    let (node, path) = match on {
        None => (store::org::select_node(&mut tx, org).await?, store::org::select_path(&mut tx, org).await?),
        Some(day) => (
            store::org_history::select_node_at(&mut tx, org, day).await?,
            store::org_history::select_path_at(&mut tx, org, day.end()).await?,
        ),
    };
    let node = node.ok_or(AppError::NotFound)?;
    let own = path.iter().position(|o| o.id == actor.org).unwrap_or(0);
    let kinds = ctx.catalog.org_kinds();
    let kind = ctx.catalog.org_kind(&node.org.kind).cloned().unwrap_or_default();
    let over = path.iter().rev().nth(1).and_then(|above| ctx.catalog.org_kind(&above.kind));
    let child_kinds: Vec<OrgKind> = kinds.iter().filter(|c| can_set_up(over, &kind, c)).cloned().collect();
    let (people, former) = match on {
        None => (
            store::account::select_people(&mut tx, org).await?,
            store::account::select_former(&mut tx, org, FORMER).await?,
        ),
        Some(day) => (store::org_history::select_people_on(&mut tx, org, day).await?, Vec::new()),
    };
    let until = on.map_or(Instant(i64::MAX), Day::end);
    let history = store::org_change::select_of(&mut tx, org, until, HISTORY).await?;
    let details = match on {
        None => store::org::select_details(&mut tx, org).await?,
        Some(_) => OrgDetails::default(),
    };
    let founded = if kind.door.is_some() { store::org::select_founded(&mut tx, org).await? } else { None };
    let switch_reasons = switch_reasons_of(&mut tx, &node.org).await?;
    Ok(OrgView {
        relation,
        child_kinds,
        path: path.into_iter().skip(own).collect(),
        details,
        founded,
        people,
        former,
        history,
        switch_reasons,
        today: ctx.today(),
        on,
        kind,
        node,
    })
}

/// A unit that is new: enabled, with a code of its own where none is given.
pub(super) fn new_unit(parent: impl Into<Option<OrgId>>, kind: &str, code: &str, name: &str) -> Org {
    let id = OrgId::fresh();
    let code = match code.trim() {
        "" => format!("U-{}", id.to_string()[24..].to_uppercase()),
        code => code.to_owned(),
    };
    Org {
        id,
        parent: parent.into(),
        kind: kind.to_owned(),
        code,
        name: name.trim().to_owned(),
        enabled: true,
        version: 1,
    }
}

/// A line of the unit's own history.
async fn note(ctx: &Ctx, tx: &mut Tx, kind: ChangeKind, org: &Org, from: &str, to: &str) -> Result<(), AppError> {
    let detail = ChangeDetail { unit: org.name.clone(), from: from.into(), to: to.into(), ..ChangeDetail::default() };
    let units = [(org.id, PartOf::Subject)];
    super::org_change::note(ctx, tx, OrgChangeId::fresh(), kind, &detail, &units).await
}

/// Sets up a unit directly below another one; only the unit itself adds its children (S-019).
///
/// # Errors
/// `Denied` when the kinds do not fit or the unit is disabled; `Invalid` for the name or the code.
pub async fn create_org(ctx: &Ctx, parent: OrgId, new: NewOrg) -> Result<OrgId, AppError> {
    let mut tx = ctx.app.db.write().await?;
    let id = create_in(ctx, &mut tx, parent, &new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Sets up a unit together with its administrator's account: a society's branch can be used at once (E-038).
///
/// # Errors
/// As `create_org` and `create_account`; the account's problems stand under their own names, the person's name under
/// `person`.
pub async fn create_with_account(
    ctx: &Ctx,
    parent: OrgId,
    new: NewOrg,
    administrator: NewAccount,
) -> Result<OrgId, AppError> {
    {
        let mut tx = ctx.app.db.read().await?;
        ctx.require(&mut tx, Action::CreateChildOrg, parent).await?;
    }
    let of_person = |mut problem: FieldProblem| {
        if problem.path == "name" {
            problem.path = "person".into();
        }
        problem
    };
    let kind = ctx.catalog.org_kind(&new.kind).cloned().unwrap_or_default();
    let mut problems = new.check(&kind);
    problems.extend(administrator.check().into_iter().map(of_person));
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    let hash = super::session::hash_password(&ctx.app, &administrator.password).await?;
    let mut tx = ctx.app.db.write().await?;
    let id = create_in(ctx, &mut tx, parent, &new).await?;
    ctx.require(&mut tx, Action::AssignAdministrator, id).await?;
    super::account::create_with_post(ctx, &mut tx, id, Role::Administrator, &administrator, &hash).await?;
    tx.commit().await?;
    Ok(id)
}

async fn create_in(ctx: &Ctx, tx: &mut Tx, parent: OrgId, new: &NewOrg) -> Result<OrgId, AppError> {
    ctx.require(tx, Action::CreateChildOrg, parent).await?;
    found_in(ctx, tx, parent, new).await
}

/// Sets up a unit below another one for somebody whose right the caller has asked for.
///
/// # Errors
/// As `create_org`.
pub(super) async fn found_in(ctx: &Ctx, tx: &mut Tx, parent: OrgId, new: &NewOrg) -> Result<OrgId, AppError> {
    store::org_history::hold_tree(tx).await?;
    let above = store::org::select(tx, parent).await?.ok_or(AppError::NotFound)?;
    if !above.enabled {
        return Err(AppError::denied(ReasonCode::Disabled, &[]));
    }
    let kind = ctx.catalog.org_kind(&above.kind).ok_or(AppError::NotFound)?;
    let over = match above.parent {
        Some(parent) => store::org::select(tx, parent).await?,
        None => None,
    };
    let over = over.and_then(|over| ctx.catalog.org_kind(&over.kind));
    let wanted = ctx.catalog.org_kind(&new.kind);
    let Some(wanted) = wanted.filter(|wanted| can_set_up(over, kind, wanted)) else {
        let wanted = wanted.map_or(&new.kind, |kind| &kind.name.zh);
        return Err(AppError::denied(ReasonCode::ChildKind, &[&kind.name.zh, wanted]));
    };
    let problems = new.check(wanted);
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    let org = new_unit(parent, &new.kind, &new.code, &new.name);
    let taken = || AppError::field("code", ProblemCode::Duplicate, &[&org.code]);
    if store::org::select_by_code(tx, &org.code).await?.is_some() {
        return Err(taken());
    }
    match store::org::insert(tx, &org, ctx.now).await {
        Err(StoreError::Taken) => return Err(taken()),
        other => other?,
    }
    let founded = new.founded.filter(|_| wanted.door.is_some());
    if let Some(year) = founded {
        store::org::update_founded(tx, org.id, year).await?;
    }
    note(ctx, tx, ChangeKind::Create, &org, "", &above.name).await?;
    let mut payload = json!({ "name": org.name, "code": org.code, "kind": org.kind });
    if let Some(year) = founded {
        payload["founded"] = year.into();
    }
    store::event::append(tx, &ctx.event(parent, "org.create", "org", org.id, payload)).await?;
    Ok(org.id)
}

/// Changes what a unit says of itself, renames it, or switches it off or on. Nothing is erased: a disabled unit stays
/// readable (S-013, ORG-06).
///
/// # Errors
/// `Conflict` when somebody else changed it first; `Denied` for a unit with enabled units below it (E-077).
pub async fn update_org(ctx: &Ctx, org: OrgId, edit: OrgEdit, version: i64) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::EditOrg, org).await?;
    let problems = edit.check();
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    store::org_history::hold_tree(&mut tx).await?;
    let before = store::org::select(&mut tx, org).await?.ok_or(AppError::NotFound)?;
    if before.enabled != edit.enabled {
        ctx.require(&mut tx, Action::DisableOrg, org).await?;
        let reasons = switch_reasons_of(&mut tx, &before).await?;
        AppError::unless(reasons)?;
    }
    change_in(ctx, &mut tx, before, edit.trimmed(), version).await?;
    Ok(tx.commit().await?)
}

/// Changes a unit for somebody whose right the caller has asked for, and who holds the tree.
///
/// # Errors
/// `Conflict` when somebody else changed it first.
pub(super) async fn change_in(
    ctx: &Ctx,
    tx: &mut Tx,
    before: Org,
    edit: OrgEdit,
    version: i64,
) -> Result<(), AppError> {
    let org = before.id;
    if !store::org::update(tx, org, &edit, version).await? {
        let last = store::event::select_last(tx, org, &org.to_string()).await?;
        let (changed_at, changed_by) = last.unwrap_or((ctx.now, before.name));
        return Err(AppError::Conflict(Conflict { changed_by, changed_at, version: before.version, stored: None }));
    }
    let renamed = before.name != edit.name;
    if renamed {
        note(ctx, tx, ChangeKind::Rename, &before, &before.name, &edit.name).await?;
    }
    if before.enabled != edit.enabled {
        let kind = if edit.enabled { ChangeKind::Enable } else { ChangeKind::Disable };
        note(ctx, tx, kind, &before, "", "").await?;
    }
    if renamed || before.enabled != edit.enabled {
        store::org_history::insert_version(tx, org, ctx.now).await?;
    }
    let payload = json!({ "name": [before.name, edit.name], "enabled": [before.enabled, edit.enabled] });
    store::event::append(tx, &ctx.event(org, "org.update", "org", org, payload)).await?;
    Ok(())
}

/// Switches a unit off or on, and changes nothing else of it.
///
/// # Errors
/// As `update_org`.
pub async fn switch_org(ctx: &Ctx, org: OrgId, enabled: bool, version: i64) -> Result<(), AppError> {
    let edit = {
        let mut tx = ctx.app.db.read().await?;
        ctx.require(&mut tx, Action::DisableOrg, org).await?;
        let now = store::org::select(&mut tx, org).await?.ok_or(AppError::NotFound)?;
        OrgEdit { name: now.name, enabled, details: store::org::select_details(&mut tx, org).await? }
    };
    update_org(ctx, org, edit, version).await
}

pub(super) async fn switch_reasons_of(tx: &mut Tx, org: &Org) -> Result<Vec<Reason>, AppError> {
    let below = store::org::count_enabled_children(tx, org.id).await?;
    let parent_enabled = match org.parent {
        Some(parent) => store::org::select(tx, parent).await?.is_some_and(|p| p.enabled),
        None => true,
    };
    Ok(switch_reasons(!org.enabled, below, parent_enabled))
}

/// Sets up the root unit with the first administrator. Works only while the store has no unit.
///
/// # Errors
/// `NotFound` once a unit exists; `Invalid` for what was typed.
pub async fn create_first(ctx: &Ctx, association: &str, administrator: NewAccount) -> Result<AccountId, AppError> {
    let mut problems: Vec<FieldProblem> = name_problem(association).into_iter().collect();
    for problem in &mut problems {
        problem.path = "association".into();
    }
    problems.extend(administrator.check());
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    let hash = super::session::hash_password(&ctx.app, &administrator.password).await?;
    let mut tx = ctx.app.db.write().await?;
    if store::org::exists_any(&mut tx).await? {
        return Err(AppError::NotFound);
    }
    store::org_history::hold_tree(&mut tx).await?;
    let root = new_unit(None, "association", "ROOT", association);
    // Two first starts at the same moment meet at the unique code.
    match store::org::insert(&mut tx, &root, ctx.now).await {
        Err(StoreError::Taken) => return Err(AppError::NotFound),
        other => other?,
    }
    note(ctx, &mut tx, ChangeKind::Create, &root, "", "").await?;
    let id =
        super::account::create_with_post(ctx, &mut tx, root.id, Role::Administrator, &administrator, &hash).await?;
    tx.commit().await?;
    Ok(id)
}

/// Whether the program waits for its first administrator.
///
/// # Errors
/// Those of the store.
pub async fn is_empty(ctx: &Ctx) -> Result<bool, AppError> {
    let mut tx = ctx.app.db.read().await?;
    Ok(!store::org::exists_any(&mut tx).await?)
}
