//! Carrying a change out: every thing that goes along is journaled.

use super::{Plan, note};
use crate::domain::account::Role;
use crate::domain::error::AppError;
use crate::domain::ids::{OrgChangeId, OrgId};
use crate::domain::org::{Org, Tenure};
use crate::domain::org_change::{ChangeDetail, ChangeKind, Part};
use crate::service::{Ctx, case};
use crate::store;
use crate::store::db::Tx;
use crate::store::org_change::{Item, PartOf};

/// Puts the unit below another parent.
pub(super) async fn relocate(
    ctx: &Ctx,
    tx: &mut Tx,
    id: OrgChangeId,
    plan: &Plan,
    to: &Org,
) -> Result<OrgId, AppError> {
    let unit = &plan.unit;
    let Some(from) = unit.parent else { return Err(AppError::NotFound) };
    let above = store::org::select(tx, from).await?.ok_or(AppError::NotFound)?;
    let detail = ChangeDetail {
        unit: unit.name.clone(),
        from: above.name,
        to: to.name.clone(),
        counts: plan.preview.moves,
        reversed: None,
    };
    let units = [(unit.id, PartOf::Subject), (from, PartOf::Parent), (to.id, PartOf::Parent)];
    note(ctx, tx, id, ChangeKind::Move, &detail, &units).await?;
    send_unit(ctx, tx, id, unit.id, from, to.id).await?;
    Ok(unit.id)
}

/// Gives everything to another unit and disables the one that is empty now; what a unit has only once stays readable
/// there.
pub(super) async fn merge(ctx: &Ctx, tx: &mut Tx, id: OrgChangeId, plan: &Plan, into: &Org) -> Result<OrgId, AppError> {
    let unit = &plan.unit;
    let detail = ChangeDetail {
        unit: unit.name.clone(),
        from: String::new(),
        to: into.name.clone(),
        counts: plan.preview.moves,
        reversed: None,
    };
    let units = [(unit.id, PartOf::Subject), (into.id, PartOf::Other)];
    note(ctx, tx, id, ChangeKind::Merge, &detail, &units).await?;
    while let Some(node) = store::org::select_children(tx, unit.id, 0, 1).await?.into_iter().next() {
        send_unit(ctx, tx, id, node.org.id, unit.id, into.id).await?;
    }
    for person in store::account::select_people(tx, unit.id).await? {
        send_person(ctx, tx, id, &person, into.id).await?;
    }
    send_contents(tx, id, unit.id, into.id, &plan.registers).await?;
    store::org::update_enabled(tx, unit.id, false).await?;
    store::org_history::insert_version(tx, unit.id, ctx.now).await?;
    Ok(into.id)
}

/// Sets up a unit beside this one and gives it its part. Its administrator is assigned afterwards (S-022).
pub(super) async fn split(
    ctx: &Ctx,
    tx: &mut Tx,
    id: OrgChangeId,
    plan: &Plan,
    part: &Part,
) -> Result<OrgId, AppError> {
    let unit = &plan.unit;
    let Some(parent) = unit.parent else { return Err(AppError::NotFound) };
    let name = part.name.trim();
    let new = crate::service::org::new_unit(parent, &unit.kind, "", name);
    store::org::insert(tx, &new, ctx.now).await?;
    let detail = ChangeDetail {
        unit: unit.name.clone(),
        from: String::new(),
        to: name.to_owned(),
        counts: plan.preview.moves,
        reversed: None,
    };
    let units = [(unit.id, PartOf::Subject), (new.id, PartOf::Other), (parent, PartOf::Parent)];
    note(ctx, tx, id, ChangeKind::Split, &detail, &units).await?;
    for child in &part.units {
        send_unit(ctx, tx, id, *child, unit.id, new.id).await?;
    }
    for person in store::account::select_people(tx, unit.id).await? {
        if part.people.contains(&person.post) && person.role != Role::Administrator {
            send_person(ctx, tx, id, &person, new.id).await?;
        }
    }
    send_contents(tx, id, unit.id, new.id, &plan.registers).await?;
    Ok(new.id)
}

async fn send_unit(
    ctx: &Ctx,
    tx: &mut Tx,
    id: OrgChangeId,
    unit: OrgId,
    from: OrgId,
    to: OrgId,
) -> Result<(), AppError> {
    store::org_change::insert_item(tx, id, "unit", &Item { id: unit.0, from, to, twin: None }).await?;
    put_unit(ctx, tx, unit, to).await
}

/// Puts a unit below another parent, dated.
pub(super) async fn put_unit(ctx: &Ctx, tx: &mut Tx, unit: OrgId, to: OrgId) -> Result<(), AppError> {
    store::org::update_parent(tx, unit, to).await?;
    case::rehome(tx, unit, unit).await?;
    Ok(store::org_history::insert_version(tx, unit, ctx.now).await?)
}

/// Ends a post and begins one in the other unit: an administrator is staff there, since that unit has its own.
async fn send_person(ctx: &Ctx, tx: &mut Tx, id: OrgChangeId, person: &Tenure, to: OrgId) -> Result<(), AppError> {
    let role = if person.role == Role::Administrator { Role::Staff } else { person.role };
    let twin = crate::service::post::change_place(ctx, tx, person, to, role).await?;
    let item = Item { id: person.post, from: person.org, to, twin };
    Ok(store::org_change::insert_item(tx, id, "post", &item).await?)
}

async fn send_contents(
    tx: &mut Tx,
    id: OrgChangeId,
    from: OrgId,
    to: OrgId,
    registers: &[String],
) -> Result<(), AppError> {
    store::org_change::insert_contents(tx, id, from, to, registers).await?;
    put_contents(tx, id, from, to).await
}

/// Holds these registers of the units, so that nobody writes a record meanwhile; their lists and evaluations are
/// counted anew.
pub(super) async fn hold_contents(tx: &mut Tx, units: &[Option<OrgId>], registers: &[String]) -> Result<(), AppError> {
    for register in registers {
        for org in units.iter().flatten() {
            store::record::bump_revision(tx, *org, register);
        }
    }
    Ok(tx.flush().await?)
}

/// Hands what was journaled over.
pub(super) async fn put_contents(tx: &mut Tx, id: OrgChangeId, from: OrgId, to: OrgId) -> Result<(), AppError> {
    for register in store::org_change::select_registers(tx, id).await? {
        store::record::bump_revision(tx, to, &register);
        store::org_change::hand_drafts(tx, from, to, &register).await?;
    }
    store::org_change::hand_contents(tx, id, to).await?;
    case::rehome(tx, to, from).await
}
