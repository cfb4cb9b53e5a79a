//! The portal: what everybody may read, and where the services of the hall lead (C-003, C-011, P-043 … P-045).

use super::Ctx;
use crate::domain::access::{Action, decide};
use crate::domain::error::{AppError, Reason, ReasonCode};
use crate::domain::ids::NoticeId;
use crate::domain::notice::PAGE;
use crate::domain::org::Relation;
use crate::domain::portal::{Category, LATEST, Portal, PublicList, PublicNotice, Service, ServiceCard};
use crate::domain::text::{Label, Lang};
use crate::store;
use crate::store::db::Tx;

/// The first page: the hall, and the latest of each category.
///
/// # Errors
/// Those of the store.
pub async fn find_portal(ctx: &Ctx) -> Result<Portal, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let root = match store::org::select_root(&mut tx).await? {
        Some(root) => store::org::select(&mut tx, root).await?,
        None => None,
    };
    let mut latest = Vec::new();
    for category in Category::ALL {
        let (rows, _) = store::portal::select_public(&mut tx, ctx.now, category, "", 0, LATEST).await?;
        latest.push((category, rows));
    }
    let shown = ctx.catalog.services().iter().filter(|service| !service.pages.is_empty());
    Ok(Portal {
        host: root.map(|unit| unit.name).unwrap_or_default(),
        services: shown.map(|service| card(ctx, service)).collect(),
        latest,
    })
}

fn card(ctx: &Ctx, service: &Service) -> ServiceCard {
    let Service { key, name, note, .. } = service.clone();
    ServiceCard { key, name, note, kinds: kinds(ctx, service) }
}

/// The words of the kinds of units that have a service.
fn kinds(ctx: &Ctx, service: &Service) -> Vec<Label> {
    let known = service.pages.iter().filter_map(|(kind, _)| ctx.catalog.org_kind(kind));
    known.map(|kind| kind.name.clone()).collect()
}

/// The page where the actor finds a service; none for a visitor, who signs in first.
///
/// # Errors
/// `NotFound` for a service that is not shown; `Denied` where the actor's kind of unit does not have it.
pub fn find_service(ctx: &Ctx, key: &str) -> Result<Option<String>, AppError> {
    let mut services = ctx.catalog.services().iter();
    let service = services.find(|s| s.key == key && !s.pages.is_empty()).ok_or(AppError::NotFound)?;
    let Some(actor) = &ctx.actor else { return Ok(None) };
    let page = service.page(&actor.org_kind);
    page.map(|page| Some(page.to_owned())).ok_or_else(|| {
        let kinds: Vec<String> = kinds(ctx, service).iter().map(|kind| kind.text(ctx.lang).to_owned()).collect();
        let between = if ctx.lang == Lang::Zh { "、" } else { ", " };
        AppError::denied(ReasonCode::ServiceOfOthers, &[&kinds.join(between)])
    })
}

/// Public notices of a category, a page at a time from 1.
///
/// # Errors
/// Those of the store.
pub async fn list_public(ctx: &Ctx, category: Category, words: &str, page: i64) -> Result<PublicList, AppError> {
    let offset = (page.max(1) - 1).saturating_mul(PAGE);
    let mut tx = ctx.app.db.read().await?;
    let (rows, total) = store::portal::select_public(&mut tx, ctx.now, category, words.trim(), offset, PAGE).await?;
    Ok(PublicList { rows, total })
}

/// A notice that visitors read.
///
/// # Errors
/// `NotFound` for every other one, exactly as for one that does not exist.
pub async fn find_public(ctx: &Ctx, id: NoticeId) -> Result<PublicNotice, AppError> {
    let mut tx = ctx.app.db.read().await?;
    if !store::portal::is_public(&mut tx, id, ctx.now).await? {
        return Err(AppError::NotFound);
    }
    let stored = store::notice::select(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    Ok(PublicNotice { row: stored.row(false, ctx.today()), body: stored.body, files: stored.files })
}

/// Whether visitors may read what is attached to that.
///
/// # Errors
/// Those of the store.
pub async fn is_open(ctx: &Ctx, tx: &mut Tx, holder: &str) -> Result<bool, AppError> {
    match holder.parse::<NoticeId>() {
        Ok(id) => Ok(store::portal::is_public(tx, id, ctx.now).await?),
        Err(_) => Ok(false),
    }
}

/// Whether the actor may have visitors read what the unit announces, or why not: the unit must stand at the top of the
/// tree.
///
/// # Errors
/// `NotSignedIn`.
pub(super) async fn public_right(ctx: &Ctx, tx: &mut Tx) -> Result<Result<(), Vec<Reason>>, AppError> {
    let actor = ctx.actor()?;
    let relation = match store::org::select_root(tx).await? {
        Some(root) => store::org::select_relation(tx, actor.org, root).await?,
        None => Relation::Foreign,
    };
    Ok(decide(actor, Action::PublishPublicly, relation))
}

/// The same as yes or no.
///
/// # Errors
/// `NotSignedIn`.
pub(super) async fn may_be_public(ctx: &Ctx, tx: &mut Tx) -> Result<bool, AppError> {
    Ok(public_right(ctx, tx).await?.is_ok())
}
