//! The organisation tree: browse, set up below, rename, disable.

use serde_json::json;

use super::Ctx;
use crate::domain::access::Action;
use crate::domain::account::{NewAccount, Role};
use crate::domain::error::{AppError, Conflict, FieldProblem, ProblemCode, ReasonCode};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::org::{NewOrg, Org, OrgKind, OrgNode, OrgPerson, OrgView};
use crate::store;
use crate::store::db::StoreError;

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

/// One unit with its path, people and what the actor may do there.
///
/// # Errors
/// `NotFound` outside the scope.
pub async fn find_org(ctx: &Ctx, org: OrgId) -> Result<OrgView, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.read().await?;
    let relation = ctx.require(&mut tx, Action::ViewOrg, org).await?;
    let node = store::org::select_node(&mut tx, org).await?.ok_or(AppError::NotFound)?;
    let path = store::org::select_path(&mut tx, org).await?;
    let own = path.iter().position(|o| o.id == actor.org).unwrap_or(0);
    let people = store::account::select_people(&mut tx, org).await?;
    let kinds = ctx.app.catalog.org_kinds();
    let kind = ctx.app.catalog.org_kind(&node.org.kind);
    let child_kinds = kind
        .map(|k| kinds.iter().filter(|c| k.children.contains(&c.key)).cloned().collect::<Vec<OrgKind>>())
        .unwrap_or_default();
    Ok(OrgView {
        relation,
        kind_name: kind.map(|k| k.name.clone()).unwrap_or_default(),
        roles: kind.map(|k| k.roles.clone()).unwrap_or_default(),
        child_kinds,
        path: path.into_iter().skip(own).collect(),
        people: people
            .into_iter()
            .map(|(account, login, name, role)| OrgPerson { account, login, name, role })
            .collect(),
        node,
    })
}

fn check(new: &NewOrg) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let name = new.name.trim().chars().count();
    if name < 2 {
        problems.push(FieldProblem::error("name", ProblemCode::Required, &[]));
    } else if name > 100 {
        problems.push(FieldProblem::error("name", ProblemCode::TooLong, &["100", &name.to_string()]));
    }
    let code = new.code.trim();
    let legal = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
    let fits = (2..=32).contains(&code.len()) && code.chars().all(legal);
    if !code.is_empty() && !fits {
        problems.push(FieldProblem::error("code", ProblemCode::OrgCode, &[code]));
    }
    problems
}

/// Sets up a unit directly below another one; only the unit itself adds its children (S-019).
///
/// # Errors
/// `Denied` when the kinds do not fit or the unit is disabled; `Invalid` for the name or the code.
pub async fn create_org(ctx: &Ctx, parent: OrgId, new: NewOrg) -> Result<OrgId, AppError> {
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::CreateChildOrg, parent).await?;
    let above = store::org::select(&mut tx, parent).await?.ok_or(AppError::NotFound)?;
    if !above.enabled {
        return Err(AppError::denied(ReasonCode::Disabled, &[]));
    }
    let kind = ctx.app.catalog.org_kind(&above.kind).ok_or(AppError::NotFound)?;
    if !kind.children.contains(&new.kind) {
        let wanted = ctx.app.catalog.org_kind(&new.kind).map_or(new.kind.clone(), |k| k.name.zh.clone());
        return Err(AppError::denied(ReasonCode::ChildKind, &[&kind.name.zh, &wanted]));
    }
    let problems = check(&new);
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    let id = OrgId::fresh();
    let code = match new.code.trim() {
        "" => format!("U-{}", id.to_string()[24..].to_uppercase()),
        code => code.to_owned(),
    };
    if store::org::select_by_code(&mut tx, &code).await?.is_some() {
        return Err(AppError::field("code", ProblemCode::Duplicate, &[&code]));
    }
    let org = Org {
        id,
        parent: Some(parent),
        kind: new.kind,
        code: code.clone(),
        name: new.name.trim().to_owned(),
        enabled: true,
        version: 1,
    };
    match store::org::insert(&mut tx, &org, ctx.now).await {
        Err(StoreError::Taken) => return Err(AppError::field("code", ProblemCode::Duplicate, &[&code])),
        other => other?,
    }
    let payload = json!({ "name": org.name, "code": code, "kind": org.kind });
    store::event::append(&mut tx, &ctx.event(parent, "org.create", "org", id, payload)).await?;
    tx.commit().await?;
    Ok(id)
}

/// Renames a unit, or switches it off or on. Nothing is erased: a disabled unit stays readable.
///
/// # Errors
/// `Conflict` when somebody else changed it first.
pub async fn update_org(ctx: &Ctx, org: OrgId, name: &str, enabled: bool, version: i64) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::EditOrg, org).await?;
    let before = store::org::select(&mut tx, org).await?.ok_or(AppError::NotFound)?;
    if before.enabled != enabled {
        ctx.require(&mut tx, Action::DisableOrg, org).await?;
    }
    let problems = check(&NewOrg { name: name.to_owned(), ..NewOrg::default() });
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    if !store::org::update(&mut tx, org, name.trim(), enabled, version).await? {
        let last = store::event::select_last(&mut tx, org, &org.to_string()).await?;
        let (changed_at, changed_by) = last.unwrap_or((ctx.now, before.name));
        return Err(AppError::Conflict(Conflict { changed_by, changed_at, version: before.version, stored: None }));
    }
    let payload = json!({ "name": [before.name, name.trim()], "enabled": [before.enabled, enabled] });
    store::event::append(&mut tx, &ctx.event(org, "org.update", "org", org, payload)).await?;
    Ok(tx.commit().await?)
}

/// Sets up the root unit with the first administrator. Works only while the store has no unit.
///
/// # Errors
/// `NotFound` once a unit exists; `Invalid` for what was typed.
pub async fn create_first(ctx: &Ctx, association: &str, administrator: NewAccount) -> Result<AccountId, AppError> {
    let mut problems = check(&NewOrg { name: association.to_owned(), ..NewOrg::default() });
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
    let root = Org {
        id: OrgId::fresh(),
        parent: None,
        kind: "association".into(),
        code: "ROOT".into(),
        name: association.trim().to_owned(),
        enabled: true,
        version: 1,
    };
    // Two first starts at the same moment meet at the unique code.
    match store::org::insert(&mut tx, &root, ctx.now).await {
        Err(StoreError::Taken) => return Err(AppError::NotFound),
        other => other?,
    }
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
