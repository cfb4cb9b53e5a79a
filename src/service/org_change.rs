//! Moving, merging and splitting units: what would happen, doing exactly that, and taking it back from the journal.

use serde_json::json;

use super::Ctx;
use crate::domain::access::Action;
use crate::domain::error::{AppError, Reason, ReasonCode};
use crate::domain::ids::{OrgChangeId, OrgId};
use crate::domain::org::{Org, OrgKind, OrgNode};
use crate::domain::org_change::{
    ChangeDetail, ChangeKind, Counts, Divisible, Ends, Part, Preview, Wanted, families, merge_reasons, move_reasons,
    split_reasons,
};
use crate::domain::text::Label;
use crate::store;
use crate::store::db::Tx;
use crate::store::org_change::{NewChange, PartOf};

mod carry;
mod reverse;

pub use reverse::{find_reversal, reverse};

/// Units that a search for a target gives.
const TARGETS: i64 = 50;

/// The right that a change asks for.
pub(super) fn action(kind: ChangeKind) -> Action {
    match kind {
        ChangeKind::Merge => Action::MergeOrg,
        ChangeKind::Split => Action::SplitOrg,
        _ => Action::MoveOrg,
    }
}

/// Writes a line into the history of units.
pub(super) async fn note(
    ctx: &Ctx,
    tx: &mut Tx,
    id: OrgChangeId,
    kind: ChangeKind,
    detail: &ChangeDetail,
    units: &[(OrgId, PartOf)],
) -> Result<(), AppError> {
    let actor = ctx.actor.as_ref();
    let new = NewChange {
        id,
        kind,
        at: ctx.now,
        account: actor.map(|a| a.account),
        account_name: actor.map(|a| a.name.as_str()).unwrap_or_default(),
        detail,
    };
    Ok(store::org_change::insert(tx, &new, units).await?)
}

/// Writes a change into the logs of its units: the last thing of a transaction, since those who write records hold
/// their register before the log.
async fn log(ctx: &Ctx, tx: &mut Tx, id: OrgChangeId, kind: ChangeKind, taken_back: bool) -> Result<(), AppError> {
    let action = match kind {
        _ if taken_back => "org.reverse",
        ChangeKind::Merge => "org.merge",
        ChangeKind::Split => "org.split",
        _ => "org.move",
    };
    for org in store::org_change::select_subjects(tx, id).await? {
        let payload = json!({ "change": id });
        store::event::append(tx, &ctx.event(org, action, "org", org, payload)).await?;
    }
    Ok(())
}

/// A change with everything that it needs.
struct Plan {
    unit: Org,
    /// The new parent or the taker; none for a split.
    other: Option<Org>,
    /// The registers whose records go along.
    registers: Vec<String>,
    preview: Preview,
}

fn kind_of<'a>(ctx: &'a Ctx, org: &Org) -> Result<&'a OrgKind, AppError> {
    ctx.catalog.org_kind(&org.kind).ok_or(AppError::NotFound)
}

async fn plan(ctx: &Ctx, tx: &mut Tx, org: OrgId, wanted: &Wanted) -> Result<Plan, AppError> {
    ctx.require(tx, action(wanted.kind()), org).await?;
    let unit = store::org::select(tx, org).await?.ok_or(AppError::NotFound)?;
    match wanted {
        Wanted::Move { to } | Wanted::Merge { into: to } => two(ctx, tx, unit, *to, wanted.kind()).await,
        Wanted::Split(part) => split(ctx, tx, unit, part).await,
    }
}

async fn two(ctx: &Ctx, tx: &mut Tx, unit: Org, to: OrgId, change: ChangeKind) -> Result<Plan, AppError> {
    // The other unit must be in the scope too: its place is changed as much.
    let actor = ctx.actor()?;
    let other = match store::org::select_relation(tx, actor.org, to).await?.in_scope() {
        true => store::org::select(tx, to).await?.ok_or(AppError::NotFound)?,
        false => return Err(AppError::NotFound),
    };
    if change == ChangeKind::Merge {
        ctx.require(tx, Action::MergeOrg, to).await?;
    }
    let relation = store::org::select_relation(tx, unit.id, to).await?;
    let ends = Ends {
        unit: &unit,
        unit_kind: kind_of(ctx, &unit)?,
        other: &other,
        other_kind: kind_of(ctx, &other)?,
        inside: relation.in_scope(),
    };
    let (moves, records_stay, registers, reasons) = if change == ChangeKind::Move {
        (store::org_change::count_below(tx, unit.id).await?, 0, Vec::new(), move_reasons(ends))
    } else {
        let registers: Vec<String> =
            families(ctx.catalog.registers()).into_iter().flatten().map(str::to_owned).collect();
        let (mut moves, stay) = store::org_change::count_contents(tx, unit.id, &registers).await?;
        moves.units = store::org_change::count_below(tx, unit.id).await?.units - 1;
        moves.people = store::account::select_people(tx, unit.id).await?.len() as i64;
        (moves, stay, registers, merge_reasons(ends))
    };
    let (gain, lose) = sight(ctx, tx, &unit, &other, change).await?;
    let mark = mark(&[&unit, &other], &moves, records_stay);
    let name = other.name.clone();
    let preview = Preview { kind: change, other: name, moves, records_stay, gain, lose, reasons, mark };
    Ok(Plan { unit, other: Some(other), registers, preview })
}

/// Names of the units above that see it from now on, and of those that see it no more; only those that the actor sees.
async fn sight(
    ctx: &Ctx,
    tx: &mut Tx,
    unit: &Org,
    other: &Org,
    change: ChangeKind,
) -> Result<(Vec<String>, Vec<String>), AppError> {
    let own = ctx.actor()?.org;
    let seen = |path: Vec<Org>| path.into_iter().skip_while(|o| o.id != own).collect::<Vec<_>>();
    let mut before = seen(store::org::select_path(tx, unit.id).await?);
    before.retain(|o| o.id != unit.id);
    let after = seen(store::org::select_path(tx, other.id).await?);
    let names = |those: &[Org], these: &[Org]| {
        let missing = those.iter().filter(|o| !these.iter().any(|t| t.id == o.id));
        missing.map(|o| o.name.clone()).collect::<Vec<_>>()
    };
    let lose = names(&before, &after);
    Ok((names(&after, &before), if change == ChangeKind::Move { lose } else { Vec::new() }))
}

async fn split(ctx: &Ctx, tx: &mut Tx, unit: Org, part: &Part) -> Result<Plan, AppError> {
    let divisible = divisible_of(ctx, tx, &unit).await?;
    // What is not there any more was taken by somebody else.
    let known = part.units.iter().all(|id| divisible.units.iter().any(|(u, _)| u == id))
        && part.people.iter().all(|id| divisible.people.iter().any(|(p, ..)| p == id))
        && part.registers.iter().all(|key| divisible.registers.iter().any(|(k, ..)| k == key));
    let registers: Vec<String> = families(ctx.catalog.registers())
        .into_iter()
        .filter(|family| family.iter().any(|key| part.registers.iter().any(|chosen| chosen == key)))
        .flatten()
        .map(str::to_owned)
        .collect();
    let (mut moves, records_stay) = store::org_change::count_contents(tx, unit.id, &registers).await?;
    for id in &part.units {
        moves.units += store::org_change::count_below(tx, *id).await?.units;
    }
    moves.people = part.people.len() as i64;
    let mut reasons = split_reasons(&unit, part);
    if !known {
        reasons.push(Reason::new(ReasonCode::PreviewStale, &[]));
    }
    let mark = mark(&[&unit], &moves, records_stay);
    let other = part.name.trim().to_owned();
    let preview = Preview {
        kind: ChangeKind::Split,
        other,
        moves,
        records_stay,
        gain: Vec::new(),
        lose: Vec::new(),
        reasons,
        mark,
    };
    Ok(Plan { unit, other: None, registers, preview })
}

/// Stands for what was counted: anything that changes between preview and commit changes it.
fn mark(units: &[&Org], moves: &Counts, stay: i64) -> String {
    let versions = units.iter().map(|o| o.version.to_string()).collect::<Vec<_>>().join(".");
    let Counts { units, people, records, files, invitations } = moves;
    format!("{versions}-{units}-{people}-{records}-{files}-{invitations}-{stay}")
}

async fn divisible_of(ctx: &Ctx, tx: &mut Tx, unit: &Org) -> Result<Divisible, AppError> {
    let units = store::org::select_children(tx, unit.id, 0, 500).await?;
    let people = store::account::select_people(tx, unit.id).await?;
    let counts = store::record::count_by_register(tx, unit.id).await?;
    let registers = families(ctx.catalog.registers()).into_iter().filter_map(|family| {
        let records: i64 = family.iter().filter_map(|key| counts.get(*key)).map(|(all, _)| *all).sum();
        let held = family.iter().filter(|key| counts.contains_key(**key));
        let names: Vec<Label> = held.filter_map(|key| Some(ctx.catalog.register(key)?.name.clone())).collect();
        let first = (*family.first()?).to_owned();
        (records > 0).then_some((first, names, records))
    });
    Ok(Divisible {
        units: units.into_iter().map(|node| (node.org.id, node.org.name)).collect(),
        people: people
            .into_iter()
            .filter(|p| p.role != crate::domain::account::Role::Administrator)
            .map(|p| (p.post, p.name, p.role.name()))
            .collect(),
        registers: registers.collect(),
    })
}

/// What may be chosen when the unit is split.
///
/// # Errors
/// `NotFound` outside the scope; `Denied`.
pub async fn find_divisible(ctx: &Ctx, org: OrgId) -> Result<Divisible, AppError> {
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::SplitOrg, org).await?;
    let unit = store::org::select(&mut tx, org).await?.ok_or(AppError::NotFound)?;
    divisible_of(ctx, &mut tx, &unit).await
}

/// Units of the scope to which the unit could go, by name; `words` narrow them down.
///
/// # Errors
/// `NotFound` outside the scope; `Denied`.
pub async fn list_targets(ctx: &Ctx, org: OrgId, kind: ChangeKind, words: &str) -> Result<Vec<OrgNode>, AppError> {
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, action(kind), org).await?;
    let unit = store::org::select(&mut tx, org).await?.ok_or(AppError::NotFound)?;
    let unit_kind = kind_of(ctx, &unit)?;
    let own = ctx.actor()?.org;
    let kinds: Vec<&str> = match kind {
        ChangeKind::Merge => vec![unit.kind.as_str()],
        _ => {
            let all = ctx.catalog.org_kinds().iter();
            all.filter(|k| k.children.contains(&unit.kind)).map(|k| k.key.as_str()).collect()
        }
    };
    let beside = if kind == ChangeKind::Move && unit_kind.stepwise { unit.parent } else { None };
    let search = store::org::Targets { scope: own, unit: &unit, kinds: &kinds, beside, words, limit: TARGETS };
    let found = store::org::search_targets(&mut tx, &search).await?;
    // The actor's own unit takes units in, and is never merged with.
    Ok(found.into_iter().filter(|node| kind == ChangeKind::Move || node.org.id != own).collect())
}

/// What a change would do, counted now.
///
/// # Errors
/// `NotFound` when either unit is outside the scope; `Denied`; `Invalid` for the new unit's name.
pub async fn preview(ctx: &Ctx, org: OrgId, wanted: &Wanted) -> Result<Preview, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let plan = plan(ctx, &mut tx, org, wanted).await?;
    checked(wanted)?;
    Ok(plan.preview)
}

fn checked(wanted: &Wanted) -> Result<(), AppError> {
    let problems = match wanted {
        Wanted::Split(part) => part.check(),
        _ => Vec::new(),
    };
    if problems.is_empty() { Ok(()) } else { Err(AppError::Invalid { problems }) }
}

/// Does what was previewed; the unit to look at then.
///
/// # Errors
/// As `preview`; `Denied` with all reasons, also when anything counted has changed since the preview.
pub async fn commit(ctx: &Ctx, org: OrgId, wanted: &Wanted, seen: &str) -> Result<OrgId, AppError> {
    let mut tx = ctx.app.db.write().await?;
    // The right first: who has none must not make others wait.
    ctx.require(&mut tx, action(wanted.kind()), org).await?;
    store::org_history::hold_tree(&mut tx).await?;
    let Plan { other, registers, .. } = plan(ctx, &mut tx, org, wanted).await?;
    carry::hold_contents(&mut tx, &[Some(org), other.map(|o| o.id)], &registers).await?;
    let plan = plan(ctx, &mut tx, org, wanted).await?;
    checked(wanted)?;
    let mut reasons = plan.preview.reasons.clone();
    if plan.preview.mark != seen {
        reasons.push(Reason::new(ReasonCode::PreviewStale, &[]));
    }
    AppError::unless(reasons)?;
    let id = OrgChangeId::fresh();
    let shown = match (wanted, &plan.other) {
        (Wanted::Split(part), _) => carry::split(ctx, &mut tx, id, &plan, part).await?,
        (Wanted::Merge { .. }, Some(into)) => carry::merge(ctx, &mut tx, id, &plan, into).await?,
        (_, Some(to)) => carry::relocate(ctx, &mut tx, id, &plan, to).await?,
        (_, None) => return Err(AppError::NotFound),
    };
    log(ctx, &mut tx, id, wanted.kind(), false).await?;
    tx.commit().await?;
    Ok(shown)
}
