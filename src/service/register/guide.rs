//! Help chapters, and the manual that has all of them (E-018, X-029).

use super::definition;
use crate::domain::error::AppError;
use crate::domain::form::guide::{Guide, guide};
use crate::domain::form::{FormDefinition, Menu};
use crate::domain::record::{ChapterName, LeafLink};
use crate::service::{Ctx, import};

/// The chapter of a register, in the language of the call.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for an unknown register.
pub fn find_guide(ctx: &Ctx, register: &str) -> Result<Guide, AppError> {
    ctx.actor()?;
    Ok(chapter(ctx, definition(ctx, register)?))
}

/// The names of all chapters, in the order of the menu.
///
/// # Errors
/// `NotSignedIn`.
pub fn list_chapters(ctx: &Ctx) -> Result<Vec<ChapterName>, AppError> {
    ctx.actor()?;
    let name = |register: &FormDefinition| ChapterName {
        register: register.key.clone(),
        name: register.name.clone(),
        purpose: register.purpose.clone(),
    };
    Ok(in_order(ctx).into_iter().map(name).collect())
}

/// All chapters, in the order of the menu.
///
/// # Errors
/// `NotSignedIn`.
pub fn list_guides(ctx: &Ctx) -> Result<Vec<Guide>, AppError> {
    ctx.actor()?;
    Ok(in_order(ctx).into_iter().map(|register| chapter(ctx, register)).collect())
}

fn in_order(ctx: &Ctx) -> Vec<&FormDefinition> {
    let mut registers: Vec<_> = ctx.catalog.registers().iter().filter(|r| r.menu != Menu::None).collect();
    registers.sort_by_key(|register| register.menu);
    registers
}

fn chapter(ctx: &Ctx, definition: &FormDefinition) -> Guide {
    let leaf = |leaf: &crate::domain::indicator::Leaf| LeafLink { code: leaf.code.clone(), name: leaf.name.clone() };
    let leaves = ctx.catalog.tree().counts_for(&definition.key).into_iter().map(leaf).collect();
    let importable = import::importable(ctx, &definition.key).is_ok();
    let named = |key: &str| ctx.catalog.register(key).map(|register| register.name.clone());
    guide(definition, leaves, importable, &named, ctx.lang)
}
