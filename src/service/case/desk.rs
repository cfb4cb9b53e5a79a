//! The desk: what waits for the actor, deciding many at once, handing over, reminding, being away.

use serde_json::json;

use super::{Open, act, acting, awaited, colleagues, held, is_head, keep, note, open, panel, who};
use crate::domain::access::{Action, by_table, roles_for};
use crate::domain::account::Actor;
use crate::domain::case::{AbsenceRow, CaseList, CaseOutcome, CaseRow, Colleague, PAGE};
use crate::domain::error::{AppError, ProblemCode, ReasonCode};
use crate::domain::ids::{AccountId, RecordId};
use crate::domain::notification::NotificationKind;
use crate::domain::org::Relation;
use crate::domain::record::state_name;
use crate::domain::time::Day;
use crate::domain::workflow::course::{Ask, Person};
use crate::domain::workflow::deadline;
use crate::domain::workflow::deputy::Absence;
use crate::domain::workflow::panel::hand_seat;
use crate::domain::workflow::{Step, Way};
use crate::service::Ctx;
use crate::service::notification::{Said, To, add, tell};
use crate::store;
use crate::store::case::Desk;
use crate::store::db::{Count, Tx};

/// Most cases that are decided together.
const TOGETHER: usize = 200;

/// Whether records that were handed in can wait for somebody in that post.
fn has_desk(actor: &Actor) -> Result<(), AppError> {
    let own = by_table(actor, Action::EditRecord, Relation::Own);
    own.or_else(|_| by_table(actor, Action::DecideRecord, Relation::Child))
        .map_err(|reasons| AppError::Denied { reasons })
}

async fn people(ctx: &Ctx, tx: &mut Tx) -> Result<Vec<AccountId>, AppError> {
    let who = who(ctx, tx).await?;
    Ok([who.person.account].into_iter().chain(who.stands_in_for).collect())
}

/// How many cases wait for the actor; none for those who have no desk.
///
/// # Errors
/// Those of the store.
pub async fn waiting(ctx: &Ctx, tx: &mut Tx) -> Result<Option<Count>, AppError> {
    let actor = ctx.actor()?;
    if has_desk(actor).is_err() {
        return Ok(None);
    }
    let people = people(ctx, tx).await?;
    Ok(Some(store::case::waiting(desk(actor, &people))))
}

fn desk<'a>(actor: &Actor, people: &'a [AccountId]) -> Desk<'a> {
    Desk { unit: actor.org, people, deciding: roles_for(Action::DecideRecord, Relation::Child) }
}

/// What waits for the actor, the longest first.
///
/// # Errors
/// `Denied` for those for whom nothing can wait.
pub async fn list_cases(ctx: &Ctx, page: i64) -> Result<CaseList, AppError> {
    let actor = ctx.actor()?;
    has_desk(actor)?;
    let mut tx = ctx.app.db.read().await?;
    let people = people(ctx, &mut tx).await?;
    let desk = desk(actor, &people);
    let total = tx.count(store::case::waiting(desk)).await?;
    let page = page.clamp(1, ((total + PAGE - 1) / PAGE).max(1));
    let waiting = store::case::select_waiting(&mut tx, desk, PAGE, (page - 1) * PAGE).await?;
    let rows = waiting.into_iter().filter_map(|case| {
        let register = ctx.catalog.register(&case.register)?;
        let (state, tone) = state_name(register.flow, &case.state);
        Some(CaseRow {
            record: case.record,
            register: case.register,
            register_name: register.name.clone(),
            title: case.title,
            org_name: case.org_name,
            state,
            tone,
            since: case.since,
            due: deadline::due(case.due_on, ctx.today()),
            urged: case.urged,
            version: case.version,
        })
    });
    let rows = rows.collect();
    let unit = store::account::select_people(&mut tx, actor.org).await?;
    let name = |account: AccountId| unit.iter().find(|p| p.account == account).map(|p| p.name.clone());
    let absences = store::case::select_absences(&mut tx, actor.org, ctx.today()).await?;
    let absences = absences.into_iter().filter_map(|absence| {
        let (name, deputy_name) = (name(absence.account)?, name(absence.deputy)?);
        Some(AbsenceRow { account: absence.account, name, deputy_name, from: absence.from, to: absence.to })
    });
    let absences = absences.collect();
    let mut colleagues: Vec<Colleague> = Vec::new();
    for person in &unit {
        let known = person.account == actor.account || colleagues.iter().any(|c| c.account == person.account);
        if person.enabled && !known {
            colleagues.push(Colleague { account: person.account, name: person.name.clone() });
        }
    }
    let decides = by_table(actor, Action::DecideRecord, Relation::Child).is_ok();
    let arranges = panel::arranges(ctx);
    Ok(CaseList { rows, total, page, decides, arranges, absences, colleagues })
}

/// Approves or declines several cases, each in its own transaction: what cannot be done is skipped and named (WFL-07).
/// The record and its edit counter stand together: `id.version`; to decline is what the case's own flow calls so.
///
/// # Errors
/// `Denied` when nothing was chosen; `TooLarge` for more than can be decided together; `NotFound` for what is no id.
pub async fn decide_cases(
    ctx: &Ctx,
    chosen: &[String],
    approve: bool,
    opinion: &str,
) -> Result<Vec<CaseOutcome>, AppError> {
    has_desk(ctx.actor()?)?;
    if chosen.is_empty() {
        return Err(AppError::denied(ReasonCode::NothingTicked, &[]));
    }
    if chosen.len() > TOGETHER {
        return Err(AppError::TooLarge { limit_bytes: TOGETHER as i64 });
    }
    let mut outcomes = Vec::new();
    for choice in chosen {
        let (record, version) = choice.split_once('.').ok_or(AppError::NotFound)?;
        let record: RecordId = record.parse().map_err(|_| AppError::NotFound)?;
        let version: i64 = version.parse().map_err(|_| AppError::NotFound)?;
        let mut title = String::new();
        let error = decide(ctx, record, version, approve, opinion, &mut title).await.err();
        outcomes.push(CaseOutcome { record, title, error });
    }
    Ok(outcomes)
}

async fn decide(
    ctx: &Ctx,
    record: RecordId,
    version: i64,
    approve: bool,
    opinion: &str,
    title: &mut String,
) -> Result<(), AppError> {
    let mut tx = ctx.app.db.read().await?;
    let open = open(ctx, &mut tx, record).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let fits =
        |step: &&Step| step.needs == Action::DecideRecord && step.way != Way::Up && (step.way == Way::Pass) == approve;
    let steps = || open.flow.steps.iter().filter(fits);
    let step = steps().find(|step| step.from.contains(&open.row.state.as_str())).or_else(|| steps().next());
    title.clone_from(&open.row.title);
    let verb = step.map(|step| step.verb).unwrap_or_default();
    act(ctx, record, version, Ask { verb, opinion, ..Ask::default() }).await
}

/// Gives a case to a colleague; the head of the unit also takes it from one (WFL-06). Where several decide together it
/// is the seat that is named.
///
/// # Errors
/// `NotFound` outside the scope; `Denied` while it is somebody else's; `Invalid` for somebody who could not decide it.
pub async fn hand_over(ctx: &Ctx, id: RecordId, to: AccountId, seat: Option<usize>) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let open = held(ctx, &mut tx, id).await?;
    ctx.require(&mut tx, Action::DecideRecord, open.row.org).await?;
    let who = who(ctx, &mut tx).await?;
    let able = colleagues(ctx, &mut tx, &open).await?.into_iter().find(|c| c.account == to);
    let person = able.as_ref().map_or(String::new(), |c| c.name.clone());
    let person = Person { account: to, name: person };
    let head = is_head(ctx.actor()?);
    let unknown = || able.is_none().then(|| AppError::field("to", ProblemCode::UnknownPerson, &[&to.to_string()]));
    if open.course.panel.is_some() {
        let handed = hand_seat(&open.course, &who, seat, person.clone(), head);
        let (after, number) = handed.map_err(|reasons| AppError::Denied { reasons })?;
        unknown().map_or(Ok(()), Err)?;
        panel::keep_seat(ctx, &mut tx, &open, &after, number);
    } else {
        let course = open.course.hand_over(&who, person.clone(), head, ctx.now);
        let course = course.map_err(|reasons| AppError::Denied { reasons })?;
        unknown().map_or(Ok(()), Err)?;
        keep(ctx, &mut tx, &open, &course);
    }
    note(ctx, &mut tx, &open, "hand_over", (&open.row.state, &open.row.state), &person.name).await?;
    let org = ctx.actor()?.org;
    remind(ctx, &mut tx, &open, NotificationKind::CaseHandedOver, To::Person(to, org)).await?;
    Ok(tx.commit().await?)
}

/// Reminds those who have a case (催办), once a day at most (WFL-10).
///
/// # Errors
/// `NotFound` outside the scope; `Denied` while nobody else has it and during the cool-down.
pub async fn urge(ctx: &Ctx, id: RecordId) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let open = held(ctx, &mut tx, id).await?;
    ctx.require(&mut tx, Action::EditRecord, open.row.org).await?;
    let unit = open.course.unit().filter(|unit| *unit != open.row.org);
    let unit = unit.ok_or_else(|| AppError::denied(ReasonCode::NobodyHasIt, &[]))?;
    let last = open.kept.as_ref().and_then(|case| case.urged_at);
    AppError::unless(deadline::may_urge(last, ctx.now).err().unwrap_or_default())?;
    store::case::update_urged(&mut tx, id, ctx.now).await?;
    note(ctx, &mut tx, &open, "urge", (&open.row.state, &open.row.state), "").await?;
    let awaited = awaited(&open.course);
    let to = acting(&open.course, &awaited, open.row.org, unit);
    remind(ctx, &mut tx, &open, NotificationKind::CaseUrged, to).await?;
    Ok(tx.commit().await?)
}

async fn remind(ctx: &Ctx, tx: &mut Tx, open: &Open, kind: NotificationKind, to: To<'_>) -> Result<(), AppError> {
    let row = &open.row;
    let (subject, link) = (row.id.to_string(), format!("/registers/{}/{}", row.register, row.id));
    let args = [open.org_name(), row.title.as_str()];
    let said = Said { kind, subject: &subject, link: &link, args: &args };
    // One seat changes hands: the others of a panel were told before.
    match open.course.panel.is_some() && kind == NotificationKind::CaseHandedOver {
        true => add(ctx, tx, to, said).await?,
        false => tell(ctx, tx, to, said).await?,
    };
    crate::service::live::tell_units(tx, row.org, ctx.now).await
}

/// Notes that the actor is away from the unit on these days and who acts meanwhile (WFL-06).
///
/// # Errors
/// `Invalid` for the days and for a deputy who is not of the unit.
pub async fn set_absence(ctx: &Ctx, deputy: &str, from: &str, to: &str) -> Result<(), AppError> {
    let actor = ctx.oneself()?;
    has_desk(actor)?;
    let day = |path: &str, text: &str| {
        text.trim().parse::<Day>().map_err(|_| AppError::field(path, ProblemCode::NotADay, &[text.trim()]))
    };
    let (from, to) = (day("from", from)?, day("to", to)?);
    if to < from {
        return Err(AppError::field("to", ProblemCode::DayBefore, &[&to.to_string(), "开始日期", &from.to_string()]));
    }
    let mut tx = ctx.app.db.write().await?;
    let people = store::account::select_people(&mut tx, actor.org).await?;
    let named = people.iter().find(|p| p.account.to_string() == deputy && p.enabled && p.account != actor.account);
    let named = named.ok_or_else(|| AppError::field("deputy", ProblemCode::UnknownPerson, &[deputy]))?;
    let absence = Absence { account: actor.account, deputy: named.account, from, to };
    store::case::upsert_absence(&mut tx, actor.org, &absence).await?;
    let payload = json!({ "name": named.name, "opens_on": from, "closes_on": to });
    let event = ctx.event(actor.org, "absence.set", "account", actor.account, payload);
    store::event::append(&mut tx, &event).await?;
    crate::service::live::tell_units(&mut tx, actor.org, ctx.now).await?;
    Ok(tx.commit().await?)
}

/// Ends the actor's absence from the unit.
///
/// # Errors
/// Those of the store.
pub async fn end_absence(ctx: &Ctx) -> Result<(), AppError> {
    let actor = ctx.oneself()?;
    let mut tx = ctx.app.db.write().await?;
    store::case::delete_absence(&mut tx, actor.org, actor.account).await?;
    let event = ctx.event(actor.org, "absence.end", "account", actor.account, json!({}));
    store::event::append(&mut tx, &event).await?;
    crate::service::live::tell_units(&mut tx, actor.org, ctx.now).await?;
    Ok(tx.commit().await?)
}
