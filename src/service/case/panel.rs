//! Those who decide a case together (会签, WFL-05): what units lay down, seating them when a case arrives, their votes.

use serde_json::json;

use super::{Open, Told, held, is_head, step, tell_next, who};
use crate::domain::access::{Action, by_table, roles_for};
use crate::domain::account::Actor;
use crate::domain::case::PanelView;
use crate::domain::error::{AppError, Conflict};
use crate::domain::form::FormDefinition;
use crate::domain::ids::{AccountId, OrgId, RecordId};
use crate::domain::org::{Relation, Tenure};
use crate::domain::record::case_flow;
use crate::domain::workflow::course::{Course, Person, Who};
use crate::domain::workflow::panel::setting::{PanelForm, PanelList, PanelRow};
use crate::domain::workflow::panel::{Panel, Seat, is_decided, withdraw};
use crate::domain::workflow::tally::Mode;
use crate::domain::workflow::{FLOWS, Flow, Way, flow_of};
use crate::service::register::definition;
use crate::service::{Ctx, live};
use crate::store;
use crate::store::db::Tx;

/// The people of a unit who decide what units below hand in, each once.
pub(super) fn able(people: &[Tenure]) -> Vec<Person> {
    let deciding = roles_for(Action::DecideRecord, Relation::Child);
    let mut found: Vec<Person> = Vec::new();
    for person in people.iter().filter(|person| person.enabled && deciding.contains(&person.role)) {
        if found.iter().all(|known| known.account != person.account) {
            found.push(Person { account: person.account, name: person.name.clone() });
        }
    }
    found
}

/// A stored panel with who of it can still decide; none where nobody is left.
pub(super) fn left_of(panel: Option<Panel>, people: &[Tenure]) -> Option<Panel> {
    let able = able(people);
    let mut panel = panel?;
    for seat in &mut panel.seats {
        seat.able = able.iter().any(|person| person.account == seat.person.account);
    }
    Some(panel).filter(Panel::is_seated)
}

/// Those who decide together what arrives at a unit now.
async fn seating(tx: &mut Tx, unit: OrgId, register: &str) -> Result<Option<Panel>, AppError> {
    let Some(setting) = store::panel::select(tx, unit, register).await? else { return Ok(None) };
    let able = able(&store::account::select_people(tx, unit).await?);
    let accounts: Vec<AccountId> = able.iter().map(|person| person.account).collect();
    Ok(setting.seated(&accounts))
}

/// The course of a case that has come into a state, with those who decide it together from now on (WFL-12).
pub(super) async fn seated(tx: &mut Tx, open: &Open, state: &str, course: Course) -> Result<Course, AppError> {
    let panel = match course.unit().filter(|_| is_decided(open.flow, state)) {
        Some(unit) => seating(tx, unit, &open.row.register).await?,
        None => None,
    };
    Ok(course.seated(panel))
}

/// Cases of a unit's records and of those below it that wait for a unit which does not stand above them any more: what
/// waited for `from` now waits for the unit itself, the rest for the unit above it.
///
/// # Errors
/// Those of the store.
pub async fn rehome(tx: &mut Tx, unit: OrgId, from: OrgId) -> Result<(), AppError> {
    let homeless = store::case::select_homeless(tx, unit).await?;
    if homeless.is_empty() {
        return Ok(());
    }
    let above = store::org::select(tx, unit).await?.and_then(|org| org.parent);
    for case in homeless {
        let to = if case.unit == from { Some(unit) } else { above };
        let flow = flow_of(&FLOWS, &case.flow, case.flow_version);
        let panel = match to.filter(|_| flow.is_some_and(|flow| is_decided(flow, &case.state))) {
            Some(to) => seating(tx, to, &case.register).await?,
            None => None,
        };
        store::case::update_unit(tx, case.record, to, panel.as_ref());
    }
    Ok(())
}

/// Those who decide a case together, for the reader.
pub(super) fn view(open: &Open, who: &Who, actor: &Actor) -> Option<PanelView> {
    let panel = open.course.panel.clone()?;
    let here = open.course.unit() == Some(who.org);
    let own = if here { panel.seats_of(who) } else { Vec::new() };
    let to_hand = if here { panel.seats_to_hand(who, is_head(actor)) } else { Vec::new() };
    Some(PanelView { panel, own, to_hand })
}

/// A line of the timeline and of the log about a vote that was given.
pub(super) async fn note_vote(ctx: &Ctx, tx: &mut Tx, open: &Open, seat: &Seat) -> Result<(), AppError> {
    let Some(ballot) = &seat.ballot else { return Ok(()) };
    let opinion = match ballot.by.account == seat.person.account {
        true => ballot.opinion.clone(),
        // For whom the deputy has voted.
        false => format!("{}：{}", seat.person.name, ballot.opinion),
    };
    let row = &open.row;
    step(ctx, tx, open, ballot.vote.key(), (&row.state, &row.state), &opinion)?;
    let payload = json!({ "register": row.register, "title": row.title, "person": seat.person.name,
        "vote": ballot.vote.key(), "opinion": ballot.opinion });
    Ok(store::event::append(tx, &ctx.event(row.org, "case.vote", "record", row.id, payload)).await?)
}

/// Writes the votes on a case that stays where it is; the one whose turn it is now is told.
pub(super) async fn keep_votes(
    ctx: &Ctx,
    tx: &mut Tx,
    open: &Open,
    panel: &Panel,
    number: usize,
) -> Result<(), AppError> {
    keep_seat(ctx, tx, open, panel, number);
    let course = Course { panel: Some(panel.clone()), ..open.course.clone() };
    let next = panel.missing() != open.course.panel.as_ref().map(Panel::missing).unwrap_or_default();
    if panel.mode == Mode::InTurn && next {
        return tell_next(ctx, tx, open, &course, Told { way: Way::Up, state: None, opinion: "" }).await;
    }
    live::tell_units(tx, open.row.org, ctx.now).await
}

/// Writes the seats after a change of one: for whom nothing is left to do, what was said of the case is settled.
pub(super) fn keep_seat(ctx: &Ctx, tx: &mut Tx, open: &Open, after: &Panel, number: usize) {
    store::case::update_votes(tx, open.row.id, after);
    let before = open.course.panel.iter().filter_map(|panel| panel.seats.get(number)).map(|seat| seat.person.account);
    let voter = after.seats[number].ballot.iter().map(|ballot| ballot.by.account);
    let (awaited, subject) = (after.awaited(), open.row.id.to_string());
    let done: Vec<AccountId> = before.chain(voter).filter(|account| !awaited.contains(account)).collect();
    for account in &done {
        store::notification::update_settled_for(tx, &subject, *account, ctx.now);
    }
    live::tell_accounts(tx, &done, ctx.now);
}

/// Takes back the vote of a seat while the votes can still decide either way.
///
/// # Errors
/// `NotFound` outside the scope; `Denied` with all reasons.
pub async fn withdraw_vote(ctx: &Ctx, id: RecordId, seat: usize) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let open = held(ctx, &mut tx, id).await?;
    ctx.require(&mut tx, Action::DecideRecord, open.row.org).await?;
    let who = who(ctx, &mut tx).await?;
    let after = withdraw(&open.course, &who, seat).map_err(|reasons| AppError::Denied { reasons })?;
    store::case::update_votes(&mut tx, id, &after);
    let (row, name) = (&open.row, &after.seats[seat].person.name);
    let opinion = if after.seats[seat].person.account == who.person.account { "" } else { name };
    step(ctx, &mut tx, &open, "withdraw_vote", (&row.state, &row.state), opinion)?;
    let payload = json!({ "register": row.register, "title": row.title, "person": name });
    store::event::append(&mut tx, &ctx.event(row.org, "case.withdraw_vote", "record", id, payload)).await?;
    live::tell_units(&mut tx, row.org, ctx.now).await?;
    Ok(tx.commit().await?)
}

/// Whether the actor lays down who decides together, and there is something to decide.
pub(super) fn arranges(ctx: &Ctx) -> bool {
    ctx.actor().is_ok_and(|actor| {
        by_table(actor, Action::ArrangePanel, Relation::Own).is_ok() && !decided_registers(ctx, actor).is_empty()
    })
}

/// The registers of units below whose entries the actor's unit decides.
fn decided_registers<'a>(ctx: &'a Ctx, actor: &Actor) -> Vec<&'a FormDefinition> {
    let mut below = Vec::new();
    let mut next = vec![actor.org_kind.as_str()];
    while let Some(kind) = next.pop().and_then(|key| ctx.catalog.org_kind(key)) {
        for child in kind.children.iter().filter(|child| !below.contains(child)).collect::<Vec<_>>() {
            below.push(child);
            next.push(child);
        }
    }
    let decides = |flow: &'static Flow| flow.states.iter().any(|state| is_decided(flow, state.key));
    let registers = ctx.catalog.registers().iter();
    let held = |register: &&FormDefinition| register.held_by.iter().any(|kind| below.contains(&kind));
    registers.filter(held).filter(|register| case_flow(register.flow).is_some_and(decides)).collect()
}

/// What the actor's unit has laid down, for each register whose entries it decides.
///
/// # Errors
/// `Denied` without the right.
pub async fn list_panels(ctx: &Ctx) -> Result<PanelList, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::ArrangePanel, actor.org).await?;
    let mut rows = Vec::new();
    for register in decided_registers(ctx, actor) {
        let setting = store::panel::select(&mut tx, actor.org, &register.key).await?;
        rows.push(PanelRow { register: register.key.clone(), name: register.name.clone(), setting });
    }
    let people = able(&store::account::select_people(&mut tx, actor.org).await?);
    Ok(PanelList { rows, people })
}

/// Lays down who of the actor's unit decides together what arrives from now on; `version` is that of the setting
/// before, 0 for none.
///
/// # Errors
/// `Denied` without the right; `NotFound` for a register whose entries the unit does not decide; `Invalid` with every
/// problem; `Conflict` when somebody else changed it first.
pub async fn set_panel(ctx: &Ctx, register: &str, form: &PanelForm, version: i64) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::ArrangePanel, actor.org).await?;
    if !decided_registers(ctx, actor).contains(&definition(ctx, register)?) {
        return Err(AppError::NotFound);
    }
    let people = able(&store::account::select_people(&mut tx, actor.org).await?);
    let new = form.read(&people, version).map_err(|problems| AppError::Invalid { problems })?;
    let kept = match &new {
        Some(new) => store::panel::upsert(&mut tx, actor.org, register, new).await?,
        None => store::panel::delete(&mut tx, actor.org, register, version).await? || version == 0,
    };
    if !kept {
        let last = store::event::select_last(&mut tx, actor.org, register).await?;
        let (changed_at, changed_by) = last.unwrap_or((ctx.now, String::new()));
        return Err(AppError::Conflict(Conflict { changed_by, changed_at, version, stored: None }));
    }
    let members: Vec<&str> = new.iter().flat_map(|new| &new.members).map(|person| person.name.as_str()).collect();
    let payload = json!({ "register": register, "mode": new.as_ref().map(|new| new.mode.key()),
        "share_x100": new.as_ref().map(|new| new.mode.share_x100()).filter(|share| *share > 0),
        "veto": new.as_ref().map(|new| new.veto), "members": members });
    store::event::append(&mut tx, &ctx.event(actor.org, "panel.set", "register", register, payload)).await?;
    Ok(tx.commit().await?)
}
