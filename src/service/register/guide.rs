//! Help chapters, and the manual that has all of them (E-018, X-029).

use super::{definition, is_known, require_known};
use crate::domain::error::AppError;
use crate::domain::form::guide::{Guide, guide};
use crate::domain::form::{FormDefinition, Menu};
use crate::domain::record::{ChapterName, LeafLink};
use crate::service::{Ctx, import};
use crate::store;

/// The chapter of a register, in the language of the call.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a register that is not the actor's to know.
pub async fn find_guide(ctx: &Ctx, register: &str) -> Result<Guide, AppError> {
    let org = ctx.actor()?.org;
    let definition = definition(ctx, register)?;
    let mut tx = ctx.app.db.read().await?;
    require_known(ctx, &mut tx, definition, org).await?;
    Ok(chapter(ctx, definition))
}

/// The names of all chapters, in the order of the menu.
///
/// # Errors
/// `NotSignedIn`.
pub async fn list_chapters(ctx: &Ctx) -> Result<Vec<ChapterName>, AppError> {
    let name = |register: &FormDefinition| ChapterName {
        register: register.key.clone(),
        name: register.name.clone(),
        purpose: register.purpose.clone(),
    };
    Ok(in_order(ctx).await?.into_iter().map(name).collect())
}

/// All chapters, in the order of the menu.
///
/// # Errors
/// `NotSignedIn`.
pub async fn list_guides(ctx: &Ctx) -> Result<Vec<Guide>, AppError> {
    Ok(in_order(ctx).await?.into_iter().map(|register| chapter(ctx, register)).collect())
}

/// What is reached from another page has no chapter of its own.
async fn in_order(ctx: &Ctx) -> Result<Vec<&FormDefinition>, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let unit = store::org::select(&mut tx, ctx.actor()?.org).await?.ok_or(AppError::NotFound)?;
    let all = ctx.catalog.registers().iter();
    let mut registers: Vec<_> = all.filter(|r| r.menu != Menu::None && is_known(r, &unit)).collect();
    registers.sort_by_key(|register| register.menu);
    Ok(registers)
}

fn chapter(ctx: &Ctx, definition: &FormDefinition) -> Guide {
    let leaves = ctx.catalog.tree().counts_for(&definition.key).into_iter().map(LeafLink::to).collect();
    let importable = import::importable(ctx, &definition.key).is_ok();
    let named = |key: &str| ctx.catalog.register(key).map(|register| register.name.clone());
    guide(definition, leaves, importable, &named, ctx.lang)
}
