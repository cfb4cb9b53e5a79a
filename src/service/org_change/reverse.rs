//! Taking a change back from its journal, unless something was built upon it since.

use super::{action, carry, log, note};
use crate::domain::account::Role;
use crate::domain::error::{AppError, Reason, ReasonCode};
use crate::domain::ids::{OrgChangeId, OrgId};
use crate::domain::org_change::{ChangeDetail, ChangeKind, OrgChange, Reversal, Since, reversal_reasons};
use crate::service::{Ctx, post};
use crate::store;
use crate::store::db::Tx;
use crate::store::org_change::PartOf;

/// A change, its subject, the other subject of a merge or a split, and where the subject stood before a move.
struct Done {
    change: OrgChange,
    unit: OrgId,
    other: Option<OrgId>,
    place: Option<OrgId>,
}

async fn load(ctx: &Ctx, tx: &mut Tx, id: OrgChangeId) -> Result<Done, AppError> {
    ctx.actor()?;
    let change = store::org_change::select(tx, id).await?.ok_or(AppError::NotFound)?;
    let subjects = store::org_change::select_subjects(tx, id).await?;
    for org in &subjects {
        ctx.require(tx, action(change.kind), *org).await?;
    }
    let Some((unit, rest)) = subjects.split_first() else { return Err(AppError::NotFound) };
    let place = match change.kind {
        ChangeKind::Move => store::org_change::select_items(tx, id, "unit").await?.first().map(|item| item.from),
        _ => store::org::select(tx, *unit).await?.and_then(|o| o.parent),
    };
    Ok(Done { change, unit: *unit, other: rest.first().copied(), place })
}

async fn reasons(tx: &mut Tx, done: &Done) -> Result<Vec<Reason>, AppError> {
    let change = &done.change;
    if !change.kind.has_journal() || change.reversed.is_some() {
        let since = Since { reversed: change.reversed.is_some(), ..Since::default() };
        return Ok(reversal_reasons(change.kind, &since));
    }
    let (units, records, people) = store::org_change::count_moved_on(tx, change.id).await?;
    let added = match (change.kind, done.other) {
        (ChangeKind::Split, Some(new)) => store::org_change::count_added(tx, change.id, new).await?,
        _ => 0,
    };
    let place = match done.place {
        Some(place) => store::org::select(tx, place).await?,
        None => None,
    };
    let since = Since {
        reversed: false,
        later: store::org_change::select_later(tx, change.id).await?,
        units,
        records,
        people,
        added,
        place_disabled: place.is_some_and(|p| !p.enabled),
    };
    Ok(reversal_reasons(change.kind, &since))
}

/// A change and why it cannot be taken back.
///
/// # Errors
/// `NotFound` when one of its units is outside the scope; `Denied` without the right to do such a change.
pub async fn find_reversal(ctx: &Ctx, id: OrgChangeId) -> Result<Reversal, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let done = load(ctx, &mut tx, id).await?;
    let reasons = reasons(&mut tx, &done).await?;
    Ok(Reversal { change: done.change, reasons })
}

/// Takes a move, merge or split back: everything that went along returns. The unit to look at then.
///
/// # Errors
/// As `find_reversal`; `Denied` with everything that was built upon it since.
pub async fn reverse(ctx: &Ctx, id: OrgChangeId) -> Result<OrgId, AppError> {
    let mut tx = ctx.app.db.write().await?;
    load(ctx, &mut tx, id).await?;
    store::org_history::hold_tree(&mut tx).await?;
    let done = load(ctx, &mut tx, id).await?;
    let registers = store::org_change::select_registers(&mut tx, id).await?;
    carry::hold_contents(&mut tx, &[Some(done.unit), done.other], &registers).await?;
    let reasons = reasons(&mut tx, &done).await?;
    AppError::unless(reasons)?;
    let name = &ctx.actor()?.name;
    if !store::org_change::update_reversed(&mut tx, id, ctx.now, name).await? {
        return Err(AppError::denied(ReasonCode::AlreadyReversed, &[]));
    }
    let kind = done.change.kind;
    if kind == ChangeKind::Merge {
        switch(ctx, &mut tx, done.unit, true).await?;
    }
    for item in store::org_change::select_items(&mut tx, id, "unit").await? {
        carry::put_unit(ctx, &mut tx, OrgId(item.id), item.from).await?;
    }
    bring_people_back(ctx, &mut tx, id).await?;
    if let Some(other) = done.other {
        carry::put_contents(&mut tx, id, other, done.unit).await?;
        if kind == ChangeKind::Split {
            switch(ctx, &mut tx, other, false).await?;
        }
    }
    let before = &done.change.detail;
    let detail = ChangeDetail { reversed: Some(kind), ..before.clone() };
    let mut units = vec![(done.unit, PartOf::Subject)];
    units.extend(done.other.map(|other| (other, PartOf::Other)));
    units.extend(done.place.map(|place| (place, PartOf::Parent)));
    note(ctx, &mut tx, OrgChangeId::fresh(), ChangeKind::Reverse, &detail, &units).await?;
    log(ctx, &mut tx, id, kind, true).await?;
    tx.commit().await?;
    Ok(done.unit)
}

async fn switch(ctx: &Ctx, tx: &mut Tx, org: OrgId, enabled: bool) -> Result<(), AppError> {
    let before = store::org::select(tx, org).await?.ok_or(AppError::NotFound)?;
    if before.enabled != enabled {
        store::org::update_enabled(tx, org, enabled).await?;
        store::org_history::insert_version(tx, org, ctx.now).await?;
    }
    Ok(())
}

/// Everybody goes on in the role of before; who was administrator is staff where there is another one by now.
async fn bring_people_back(ctx: &Ctx, tx: &mut Tx, id: OrgChangeId) -> Result<(), AppError> {
    for item in store::org_change::select_items(tx, id, "post").await? {
        let Some(old) = store::account::select_tenure(tx, item.id).await? else { continue };
        let occupied = store::org::select_node(tx, item.from).await?.is_some_and(|node| node.administrator.is_some());
        let role = if old.role == Role::Administrator && occupied { Role::Staff } else { old.role };
        match item.twin {
            Some(twin) => {
                if let Some(twin) = store::account::select_tenure(tx, twin).await? {
                    post::change_place(ctx, tx, &twin, item.from, role).await?;
                }
            }
            None => post::begin(ctx, tx, old.account, item.from, role).await.map(|_| ())?,
        }
    }
    Ok(())
}
