//! Cases of records: what happens between handing in and the end of it. The steps themselves are `domain::workflow`'s.

use serde_json::json;

use super::notification::{Said, To, settle, tell};
use super::register::{definition, find_readable, synced};
use super::{Ctx, live};
use crate::domain::access::{self, Action, decide_as};
use crate::domain::account::{Actor, Role};
use crate::domain::case::{CaseView, Colleague, Move, Stage};
use crate::domain::error::{AppError, Conflict, ReasonCode};
use crate::domain::form::FormDefinition;
use crate::domain::form::kinds::text;
use crate::domain::form::stage::is_staged;
use crate::domain::ids::{AccountId, OrgId, RecordId};
use crate::domain::notification::{NotificationKind, in_both};
use crate::domain::org::{Org, Relation};
use crate::domain::record::case_flow;
use crate::domain::text::{Label, Lang};
use crate::domain::workflow::course::{Ask, Course, Person, Who, go};
use crate::domain::workflow::panel::{Led, Panel, VETO, against, take};
use crate::domain::workflow::picture::picture;
use crate::domain::workflow::{FLOWS, Flow, State, Step, Way, deadline, deputy, flow_of, verb_name};
use crate::store;
use crate::store::case::CaseRow;
use crate::store::db::Tx;
use crate::store::event::NewStep;
use crate::store::record::RecordRow;

mod desk;
mod panel;

pub use desk::{decide_cases, end_absence, hand_over, list_cases, set_absence, urge, waiting};
pub use panel::{list_panels, rehome, set_panel, withdraw_vote};

/// Most characters of an opinion.
const OPINION_MAX: usize = 2000;

/// A record with its case.
struct Open {
    row: RecordRow,
    relation: Relation,
    flow: &'static Flow,
    /// The units from the record's own one up to the root.
    path: Vec<Org>,
    course: Course,
    /// As stored; none before it was handed in for the first time.
    kept: Option<CaseRow>,
}

impl Open {
    fn org_name(&self) -> &str {
        self.path.first().map(|org| org.name.as_str()).unwrap_or_default()
    }

    fn name_of(&self, unit: OrgId) -> Option<String> {
        self.path.iter().find(|org| org.id == unit).map(|org| org.name.clone())
    }
}

/// The case of a record that the actor may read; none where its register has no cases.
async fn open(ctx: &Ctx, tx: &mut Tx, id: RecordId) -> Result<Option<Open>, AppError> {
    let found = find_readable(ctx, tx, id).await?;
    of_row(ctx, tx, found.row, found.relation).await
}

async fn of_row(ctx: &Ctx, tx: &mut Tx, row: RecordRow, relation: Relation) -> Result<Option<Open>, AppError> {
    // Where only the form leads from state to state, nothing goes round.
    let goes_round = |flow: &&'static Flow| flow.steps.iter().any(|step| !step.by_form);
    match case_flow(definition(ctx, &row.register)?.flow).filter(goes_round) {
        Some(latest) => Ok(Some(placed(tx, row, relation, latest).await?)),
        None => Ok(None),
    }
}

/// The same for somebody who changes it: the register's row is held first, so that record and case are read as one.
async fn held(ctx: &Ctx, tx: &mut Tx, id: RecordId) -> Result<Open, AppError> {
    let seen = open(ctx, tx, id).await?.ok_or(AppError::NotFound)?;
    store::record::bump_revision(tx, seen.row.org, &seen.row.register);
    open(ctx, tx, id).await?.ok_or(AppError::NotFound)
}

async fn placed(tx: &mut Tx, row: RecordRow, relation: Relation, latest: &'static Flow) -> Result<Open, AppError> {
    let kept = store::case::select(tx, row.id).await?;
    // What runs keeps its table; what begins anew takes the latest one (WFL-12).
    let running = kept.as_ref().filter(|case| case.unit.is_some() || case.returner.is_some());
    let flow = running.and_then(|case| flow_of(&FLOWS, &case.flow, case.flow_version)).unwrap_or(latest);
    let mut path = store::org::select_path(tx, row.org).await?;
    path.reverse();
    let ids: Vec<OrgId> = path.iter().map(|org| org.id).collect();
    let mut course = Course::new(flow, &ids, row.updated_at);
    if let Some(case) = &kept {
        let stage = |unit: OrgId| course.road.iter().position(|org| *org == unit);
        let (at, returner) = (case.unit.and_then(stage), case.returner.clone());
        let returner = returner.and_then(|(unit, person)| Some((stage(unit)?, person)));
        // Whoever has left the unit holds nothing any more, and is not waited for.
        let people = match case.unit.filter(|_| case.holder.is_some() || case.panel.is_some()) {
            Some(unit) => store::account::select_people(tx, unit).await?,
            None => Vec::new(),
        };
        let holder = case.holder.clone().filter(|holder| people.iter().any(|p| p.account == holder.account));
        let panel = panel::left_of(case.panel.clone(), &people);
        course = Course { stage: at, holder, panel, since: case.since, returner, untouched: case.untouched, ..course };
    }
    Ok(Open { row, relation, flow, path, course, kept })
}

/// Who acts, and for whom besides.
async fn who(ctx: &Ctx, tx: &mut Tx) -> Result<Who, AppError> {
    let actor = ctx.actor()?;
    let absences = store::case::select_absences(tx, actor.org, ctx.today()).await?;
    Ok(Who {
        org: actor.org,
        person: Person { account: actor.account, name: actor.name.clone() },
        stands_in_for: deputy::stands_in_for(actor.account, &absences, ctx.today()),
    })
}

fn is_head(actor: &Actor) -> bool {
    matches!(actor.role, Role::Administrator | Role::PlatformAdministrator)
}

/// The people of the actor's unit who may decide what stands so to it, but for the one who has it.
async fn colleagues(ctx: &Ctx, tx: &mut Tx, open: &Open) -> Result<Vec<Colleague>, AppError> {
    let actor = ctx.actor()?;
    let who = who(ctx, tx).await?;
    let mut against = open.course.not_the_turn_of(&who);
    against.retain(|reason| !(is_head(actor) && reason.code == ReasonCode::HeldByAnother));
    let may = |role: Role| decide_as(role, Action::DecideRecord, open.relation).is_ok();
    let panel = open.course.panel.as_ref();
    let none_to_hand = panel.is_some_and(|panel| panel.seats_to_hand(&who, is_head(actor)).is_empty());
    if !against.is_empty() || none_to_hand || !may(actor.role) || open.course.stage == Some(0) {
        return Ok(Vec::new());
    }
    let holder = open.course.holder.as_ref().map_or(actor.account, |holder| holder.account);
    let has_it = |account: AccountId| match panel {
        Some(panel) => panel.seats.iter().any(|seat| seat.person.account == account),
        None => account == holder,
    };
    let able = panel::able(&store::account::select_people(tx, actor.org).await?);
    let others = able.into_iter().filter(|person| !has_it(person.account));
    Ok(others.map(|person| Colleague { account: person.account, name: person.name }).collect())
}

/// The case of a record with what the actor can do and why not; none where its register has no cases.
///
/// # Errors
/// Those of the store.
pub async fn of_record(
    ctx: &Ctx,
    tx: &mut Tx,
    row: RecordRow,
    relation: Relation,
) -> Result<Option<CaseView>, AppError> {
    let (actor, id) = (ctx.actor()?, row.id);
    let Some(open) = of_row(ctx, tx, row, relation).await? else { return Ok(None) };
    let who = who(ctx, tx).await?;
    let state = open.row.state.as_str();
    let begun = state != open.flow.states[0].key;
    let mine = |needs: Action| access::by_table(actor, needs, open.relation).is_ok();
    // What could be done later is told once the case has begun; where it has stages, only what belongs to this one.
    let later = begun && !is_staged(definition(ctx, &open.row.register)?);
    let offered = |step: &&Step| (later || step.from.contains(&state)) && !step.by_form && mine(step.needs);
    let moves = open.flow.steps.iter().filter(offered).map(|step| {
        let mut reasons = against(open.flow, state, &open.course, step.verb, &who);
        reasons.extend(actor.viewer.as_ref().map(|_| access::viewing_reason(actor)));
        let label = Label { zh: step.zh.into(), en: step.en.into() };
        Move { verb: step.verb.to_owned(), label, tone: step.way.tone(), reasons }
    });
    let mut moves: Vec<Move> = moves.collect();
    if open.course.panel.as_ref().is_some_and(|panel| panel.veto) && mine(Action::DecideRecord) {
        let mut reasons = against(open.flow, state, &open.course, VETO, &who);
        reasons.extend(actor.viewer.as_ref().map(|_| access::viewing_reason(actor)));
        moves.push(Move { verb: VETO.to_owned(), label: verb_name(None, VETO), tone: Way::End.tone(), reasons });
    }
    let passed = if open.course.unit() == Some(actor.org) { open.course.passed() } else { 0..0 };
    let stages =
        passed.filter_map(|number| Some(Stage { number, org_name: open.name_of(*open.course.road.get(number)?)? }));
    let stages: Vec<Stage> = stages.collect();
    let waits_above = open.course.stage.is_some_and(|stage| stage > 0);
    let urge = (waits_above && open.relation == Relation::Own).then(|| {
        let mut reasons = access::decide(actor, Action::EditRecord, open.relation).err().unwrap_or_default();
        let last = open.kept.as_ref().and_then(|case| case.urged_at);
        reasons.extend(deadline::may_urge(last, ctx.now).err().unwrap_or_default());
        reasons
    });
    let due_on = open.kept.as_ref().and_then(|case| case.due_on).filter(|_| waits_above);
    Ok(Some(CaseView {
        record: id,
        version: open.row.version,
        state: open.row.state.clone(),
        picture: picture(open.flow, state, ctx.lang),
        unit: open.course.unit().and_then(|unit| open.name_of(unit)),
        holder: open.course.holder.as_ref().map(|holder| holder.name.clone()).unwrap_or_default(),
        since: open.course.stage.map(|_| open.course.since),
        due: deadline::due(due_on, ctx.today()),
        due_on,
        moves,
        stages: if stages.len() > 1 && open.course.panel.is_none() { stages } else { Vec::new() },
        panel: panel::view(&open, &who, actor),
        colleagues: colleagues(ctx, tx, &open).await?,
        urge,
        timeline: store::event::select_steps(tx, &id.to_string()).await?,
    }))
}

/// Takes a step with the case of a record as it was seen: `version` is the record's. Where several decide together it
/// is a vote for the seat that is named, and the step follows once the votes decide (WFL-05).
///
/// # Errors
/// `NotFound` outside the scope; `Denied` with all reasons; `Conflict` when somebody was faster; `Invalid` for an
/// opinion that is too long.
pub async fn act(ctx: &Ctx, id: RecordId, version: i64, ask: Ask<'_>) -> Result<(), AppError> {
    let opinion = ask.opinion.trim();
    let mut tx = ctx.app.db.write().await?;
    let open = held(ctx, &mut tx, id).await?;
    let needs = match open.flow.step(ask.verb) {
        Some(step) if !step.by_form => step.needs,
        None if ask.verb == VETO => Action::DecideRecord,
        _ => {
            let name = open.flow.state_name(&open.row.state, Lang::Zh);
            return Err(AppError::denied(ReasonCode::StateForbids, &[&name]));
        }
    };
    ctx.require(&mut tx, needs, open.row.org).await?;
    if let Some(problem) = text::check("opinion", opinion, OPINION_MAX) {
        return Err(AppError::of(problem));
    }
    if open.row.version != version {
        return Err(conflict(&open.row));
    }
    let who = who(ctx, &mut tx).await?;
    let outcome = take(open.flow, &open.row.state, &open.course, Ask { opinion, ..ask }, &who, ctx.now)
        .map_err(|reasons| AppError::Denied { reasons })?;
    if let Some((panel, seat)) = &outcome.vote {
        panel::note_vote(ctx, &mut tx, &open, &panel.seats[*seat]).await?;
        if outcome.led.is_none() {
            panel::keep_votes(ctx, &mut tx, &open, panel, *seat).await?;
        }
    }
    if let Some(led) = outcome.led {
        follow(ctx, &mut tx, &open, led, &who.person).await?;
    }
    Ok(tx.commit().await?)
}

/// Leads the case on.
async fn follow(ctx: &Ctx, tx: &mut Tx, open: &Open, led: Led, by: &Person) -> Result<(), AppError> {
    let (row, to) = (&open.row, led.state);
    if !store::case::update_state(tx, row.id, row.version, to.key, by, ctx.now).await? {
        return Err(conflict(row));
    }
    let course = panel::seated(tx, open, to.key, led.course).await?;
    keep(ctx, tx, open, &course);
    note(ctx, tx, open, led.verb, (&row.state, to.key), &led.opinion).await?;
    let said = Told { way: led.way, state: Some(to), opinion: &led.opinion };
    tell_next(ctx, tx, open, &course, said).await?;
    synced::follow(ctx, tx, row, to.key).await
}

/// Hands a record in that its form has just saved, where its register has such a step. `quiet` for many at once.
///
/// # Errors
/// `Denied` with all reasons why it cannot be handed in now.
pub(super) async fn hand_in(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    before: Option<&RecordRow>,
    row: &RecordRow,
    quiet: bool,
) -> Result<(), AppError> {
    let Some(flow) = case_flow(definition.flow) else { return Ok(()) };
    if flow.state(&row.state).is_none_or(|state| state.open) {
        return Ok(());
    }
    let open = placed(tx, row.clone(), Relation::Own, flow).await?;
    let before = before.map(|before| before.state.as_str());
    let Some(verb) = form_verb(open.flow, before)? else { return Ok(()) };
    let state = before.unwrap_or(flow.states[0].key);
    let who = who(ctx, tx).await?;
    let ask = Ask { verb, ..Ask::default() };
    let (to, course) =
        go(open.flow, state, &open.course, ask, &who, ctx.now).map_err(|reasons| AppError::Denied { reasons })?;
    let course = panel::seated(tx, &open, to.key, course).await?;
    keep(ctx, tx, &open, &course);
    step(ctx, tx, &open, verb, (state, to.key), "")?;
    if quiet {
        return Ok(());
    }
    tell_next(ctx, tx, &open, &course, Told { way: Way::Up, state: Some(to), opinion: "" }).await
}

/// The step that saving the form takes from a state; none in a flow whose form hands nothing in.
fn form_verb(flow: &'static Flow, state: Option<&str>) -> Result<Option<&'static str>, AppError> {
    match flow.form_step(state) {
        _ if !flow.form_hands_in() => Ok(None),
        Some(step) => Ok(Some(step.verb)),
        None => {
            let name = flow.state_name(state.unwrap_or_default(), Lang::Zh);
            Err(AppError::denied(ReasonCode::StateForbids, &[&name]))
        }
    }
}

fn conflict(row: &RecordRow) -> AppError {
    AppError::Conflict(Conflict {
        changed_by: row.updated_by_name.clone(),
        changed_at: row.updated_at,
        version: row.version,
        stored: None,
    })
}

/// Writes where the case is now.
fn keep(ctx: &Ctx, tx: &mut Tx, open: &Open, course: &Course) {
    let returner = course.returner.clone().and_then(|(stage, person)| Some((course.road.get(stage).copied()?, person)));
    let waits_above = course.stage.is_some_and(|stage| stage > 0);
    let case = CaseRow {
        record: open.row.id,
        flow: open.flow.key.to_owned(),
        flow_version: open.flow.version,
        unit: course.unit(),
        holder: course.holder.clone(),
        panel: course.panel.clone(),
        since: course.since,
        returner,
        untouched: course.untouched,
        due_on: deadline::due_on(open.flow, ctx.today()).filter(|_| waits_above),
        urged_at: None,
    };
    store::case::upsert(tx, &case);
    if case.panel.is_some() || open.kept.as_ref().is_some_and(|kept| kept.panel.is_some()) {
        store::panel::update_seats(tx, case.record, case.panel.as_ref());
    }
}

fn step(
    ctx: &Ctx,
    tx: &mut Tx,
    open: &Open,
    verb: &str,
    (from, to): (&str, &str),
    opinion: &str,
) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    let step = NewStep {
        subject: open.row.id.to_string(),
        at: ctx.now,
        account: Some(actor.account),
        account_name: &actor.name,
        org_name: &actor.org_name,
        flow: open.flow.key,
        verb,
        from,
        to,
        opinion,
    };
    store::event::insert_step(tx, &step);
    Ok(())
}

/// A line of the timeline and of the log.
async fn note(
    ctx: &Ctx,
    tx: &mut Tx,
    open: &Open,
    verb: &str,
    (from, to): (&str, &str),
    opinion: &str,
) -> Result<(), AppError> {
    step(ctx, tx, open, verb, (from, to), opinion)?;
    let row = &open.row;
    let payload = json!({ "register": row.register, "title": row.title, "state": [from, to], "opinion": opinion });
    let action = match verb {
        "hand_over" => "case.hand_over",
        "urge" => "case.urge",
        _ => "case.act",
    };
    Ok(store::event::append(tx, &ctx.event(row.org, action, "record", row.id, payload)).await?)
}

/// What is to be told of a step.
#[derive(Clone, Copy)]
struct Told<'a> {
    way: Way,
    /// The state after it, where it is another one.
    state: Option<&'static State>,
    opinion: &'a str,
}

/// Those whose votes are missing now.
fn awaited(course: &Course) -> Vec<AccountId> {
    course.panel.as_ref().map(Panel::awaited).unwrap_or_default()
}

/// Who of the unit must act on a case of that author's unit.
fn acting<'a>(course: &Course, awaited: &'a [AccountId], author: OrgId, unit: OrgId) -> To<'a> {
    match &course.holder {
        _ if !awaited.is_empty() => To::People(awaited, unit),
        Some(holder) => To::Person(holder.account, unit),
        None => To::In(Action::DecideRecord, author, unit),
    }
}

/// Tells the one who must act now, or the author how it ended.
async fn tell_next(ctx: &Ctx, tx: &mut Tx, open: &Open, course: &Course, told: Told<'_>) -> Result<(), AppError> {
    let row = &open.row;
    let (subject, link) = (row.id.to_string(), format!("/registers/{}/{}", row.register, row.id));
    let author = To::Allowed(Action::EditRecord, row.org);
    let awaited = awaited(course);
    let ended = told.state.map(|state| in_both(&Label { zh: state.zh.to_owned(), en: state.en.to_owned() }));
    let (kind, to, args) = match (course.unit(), told.way) {
        (_, Way::Recall) => return settle(ctx, tx, &subject, row.org).await,
        (None, _) => {
            (NotificationKind::CaseDecided, author, [row.title.as_str(), ended.as_deref().unwrap_or_default()])
        }
        (Some(unit), Way::Back) => {
            let to = if unit == row.org { author } else { To::In(Action::DecideRecord, row.org, unit) };
            (NotificationKind::CaseReturned, to, [row.title.as_str(), told.opinion])
        }
        (Some(unit), _) => {
            let to = acting(course, &awaited, row.org, unit);
            (NotificationKind::CaseArrived, to, [open.org_name(), row.title.as_str()])
        }
    };
    tell(ctx, tx, to, Said { kind, subject: &subject, link: &link, args: &args }).await?;
    live::tell_units(tx, row.org, ctx.now).await
}
