//! Help chapters, and the manual that has all of them (E-018, X-029).

use super::definition;
use crate::domain::account::Actor;
use crate::domain::error::AppError;
use crate::domain::form::guide::{Guide, guide};
use crate::domain::form::{FormDefinition, Menu};
use crate::domain::record::{ChapterName, LeafLink};
use crate::service::{Ctx, import};

/// The chapter of a register, in the language of the call.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a register that is not the actor's to know.
pub fn find_guide(ctx: &Ctx, register: &str) -> Result<Guide, AppError> {
    let definition = definition(ctx, register)?;
    if is_known(ctx.actor()?, definition) { Ok(chapter(ctx, definition)) } else { Err(AppError::NotFound) }
}

/// Only the association designs registers.
fn is_known(actor: &Actor, definition: &FormDefinition) -> bool {
    definition.menu != Menu::None && (!definition.design || actor.org_kind == "association")
}

/// The names of all chapters, in the order of the menu.
///
/// # Errors
/// `NotSignedIn`.
pub fn list_chapters(ctx: &Ctx) -> Result<Vec<ChapterName>, AppError> {
    let name = |register: &FormDefinition| ChapterName {
        register: register.key.clone(),
        name: register.name.clone(),
        purpose: register.purpose.clone(),
    };
    Ok(in_order(ctx)?.into_iter().map(name).collect())
}

/// All chapters, in the order of the menu.
///
/// # Errors
/// `NotSignedIn`.
pub fn list_guides(ctx: &Ctx) -> Result<Vec<Guide>, AppError> {
    Ok(in_order(ctx)?.into_iter().map(|register| chapter(ctx, register)).collect())
}

fn in_order(ctx: &Ctx) -> Result<Vec<&FormDefinition>, AppError> {
    let actor = ctx.actor()?;
    let mut registers: Vec<_> = ctx.catalog.registers().iter().filter(|r| is_known(actor, r)).collect();
    registers.sort_by_key(|register| register.menu);
    Ok(registers)
}

fn chapter(ctx: &Ctx, definition: &FormDefinition) -> Guide {
    let leaf = |leaf: &crate::domain::indicator::Leaf| LeafLink { code: leaf.code.clone(), name: leaf.name.clone() };
    let leaves = ctx.catalog.tree().counts_for(&definition.key).into_iter().map(leaf).collect();
    let importable = import::importable(ctx, &definition.key).is_ok();
    let named = |key: &str| ctx.catalog.register(key).map(|register| register.name.clone());
    guide(definition, leaves, importable, &named, ctx.lang)
}
