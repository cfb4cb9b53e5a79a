//! Congresses: places for units, nominees under the caps.

use serde_json::json;

use super::Ctx;
use super::notification::{Said, To, tell};
use crate::domain::access::{self, Action};
use crate::domain::congress::{Congress, CongressView, NewCongress, NomineeForm};
use crate::domain::error::{AppError, ProblemCode, Reason, ReasonCode};
use crate::domain::form::kinds::mobile;
use crate::domain::ids::{CongressId, NomineeId, OrgId};
use crate::domain::notification::NotificationKind;
use crate::domain::org::Relation;
use crate::domain::quota::{Person, Quota, may_add, refusal};
use crate::domain::text::Label;
use crate::domain::workflow::{self, NOMINEE};
use crate::store;
use crate::store::db::{StoreError, Tx};
use crate::store::event::NewStep;

/// Sets up a congress of the actor's own unit.
///
/// # Errors
/// `Denied`, `Invalid`.
pub async fn create_congress(ctx: &Ctx, new: NewCongress) -> Result<CongressId, AppError> {
    let host = ctx.actor()?.org;
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::ConfigureCongress, host).await?;
    if new.name.trim().is_empty() {
        return Err(AppError::field("name", ProblemCode::Required, &[]));
    }
    let congress = Congress {
        id: CongressId::fresh(),
        org: host,
        name: new.name.trim().to_owned(),
        session_no: new.session_no,
        counting: new.counting,
        opens_on: new.opens_on,
        closes_on: new.closes_on,
    };
    store::congress::insert(&mut tx, &congress, ctx.now).await?;
    let payload = json!({ "name": congress.name, "held_on": congress.counting.reference });
    store::event::append(&mut tx, &ctx.event(host, "congress.create", "congress", congress.id, payload)).await?;
    tx.commit().await?;
    Ok(congress.id)
}

/// Allots places to a unit below the host.
///
/// # Errors
/// `Invalid` for impossible numbers, also for fewer places than are in use.
pub async fn allot(ctx: &Ctx, congress: CongressId, org: OrgId, quota: &Quota) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let found = store::congress::select(&mut tx, congress).await?.ok_or(AppError::NotFound)?;
    ctx.require(&mut tx, Action::ConfigureCongress, found.org).await?;
    if !store::org::select_relation(&mut tx, found.org, org).await?.is_below() {
        return Err(AppError::NotFound);
    }
    let problems = quota.check();
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    for place in &quota.0 {
        match store::congress::upsert_place(&mut tx, congress, org, place).await {
            Err(StoreError::Capped) => {
                let path = format!("{}.cap", place.identity.key());
                return Err(AppError::field(&path, ProblemCode::TooSmall, &[&place.cap.to_string(), ""]));
            }
            other => other?,
        }
    }
    let payload = json!({ "title": found.name, "org": org, "quota": quota });
    store::event::append(&mut tx, &ctx.event(found.org, "congress.allot", "congress", congress, payload)).await?;
    let (subject, link) = (format!("{congress}/{org}"), format!("/congress/{congress}"));
    let said = Said { kind: NotificationKind::PlacesAllotted, subject: &subject, link: &link, args: &[&found.name] };
    tell(ctx, &mut tx, To::Allowed(Action::Nominate, org), said).await?;
    Ok(tx.commit().await?)
}

/// The congresses that concern the actor's unit.
///
/// # Errors
/// `NotSignedIn`.
pub async fn list_congresses(ctx: &Ctx) -> Result<Vec<Congress>, AppError> {
    let mut tx = ctx.app.db.read().await?;
    Ok(store::congress::select_of_org(&mut tx, ctx.actor()?.org).await?)
}

async fn quota_of(tx: &mut Tx, congress: CongressId, org: OrgId) -> Result<(Congress, Quota), AppError> {
    let found = store::congress::select(tx, congress).await?.ok_or(AppError::NotFound)?;
    let quota = store::congress::select_quota(tx, congress, org).await?;
    if quota.0.is_empty() && found.org != org {
        return Err(AppError::NotFound);
    }
    Ok((found, quota))
}

/// The places and nominees of the actor's own unit.
///
/// # Errors
/// `NotFound` when the unit has no places in it.
pub async fn find_congress(ctx: &Ctx, congress: CongressId) -> Result<CongressView, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.read().await?;
    let (congress, quota) = quota_of(&mut tx, congress, actor.org).await?;
    let mut nominees = store::congress::select_nominees(&mut tx, congress.id, actor.org).await?;
    for nominee in &mut nominees {
        nominee.person.mobile = mobile::masked(&nominee.person.mobile);
    }
    let mut read_only = access::decide(actor, Action::Nominate, Relation::Own).err().unwrap_or_default();
    read_only.extend(congress.is_open(ctx.today()).err());
    let names = |table: &str| -> Vec<(String, Label)> {
        let standard = ctx.catalog.table(table);
        let entries = standard.map(|s| s.tree.entries()).unwrap_or_default();
        entries.iter().filter(|e| e.current).map(|e| (e.code.clone(), e.name.clone())).collect()
    };
    Ok(CongressView {
        org_name: actor.org_name.clone(),
        quota,
        nominees,
        ethnics: names("gb3304"),
        parties: names("gb4762"),
        read_only,
        congress,
    })
}

/// Adds a nominee within the caps, also when many calls race (C-028).
///
/// # Errors
/// `Invalid` with all fields; `Denied` with kind, places and count.
pub async fn nominate(ctx: &Ctx, congress: CongressId, form: &NomineeForm) -> Result<NomineeId, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    let (congress, quota) = quota_of(&mut tx, congress, actor.org).await?;
    ctx.require(&mut tx, Action::Nominate, actor.org).await?;
    congress.is_open(ctx.today()).map_err(|reason| AppError::Denied { reasons: vec![reason] })?;
    let mut problems = form.check(ctx.today());
    for (path, table, code) in
        [("ethnic", "gb3304", &form.ethnic), ("party1", "gb4762", &form.party1), ("party2", "gb4762", &form.party2)]
    {
        let known = ctx.catalog.table(table).is_some_and(|t| t.tree.get(code).is_some());
        if !code.is_empty() && !known {
            problems.push(crate::domain::error::FieldProblem::error(path, ProblemCode::NotAnOption, &[code]));
        }
    }
    let person = match form.person() {
        Some(person) if problems.is_empty() => person,
        _ => return Err(AppError::Invalid { problems }),
    };
    let people: Vec<Person> = store::congress::select_nominees(&mut tx, congress.id, actor.org)
        .await?
        .into_iter()
        .map(|n| n.person)
        .collect();
    may_add(&quota, &people, &person).map_err(|reasons| AppError::Denied { reasons })?;
    if store::congress::exists_mobile(&mut tx, congress.id, &person.mobile).await? {
        return Err(mobile_taken(&person));
    }
    // The caps themselves are counted in the statement: what was read above may be old by now.
    for identity in person.identity.takes() {
        if !store::congress::take_place(&mut tx, congress.id, actor.org, *identity).await? {
            let cap = quota.cap(*identity);
            let reasons: Vec<Reason> = refusal(*identity, cap, cap).into_iter().collect();
            return Err(AppError::Denied { reasons });
        }
    }
    let id = NomineeId::fresh();
    match store::congress::insert_nominee(&mut tx, id, congress.id, actor.org, &person, ctx.now).await {
        Err(StoreError::Taken) => return Err(mobile_taken(&person)),
        other => other?,
    }
    let payload = json!({ "title": person.name, "congress": congress.id, "person": person });
    store::event::append(&mut tx, &ctx.event(actor.org, "nominee.assign", "nominee", id, payload)).await?;
    tell_host(ctx, &mut tx, NotificationKind::NomineeAssigned, id, &congress).await?;
    tx.commit().await?;
    Ok(id)
}

/// Tells those who run the congress what a unit has done.
async fn tell_host(
    ctx: &Ctx,
    tx: &mut Tx,
    kind: NotificationKind,
    nominee: NomineeId,
    congress: &Congress,
) -> Result<(), AppError> {
    let (subject, link) = (nominee.to_string(), format!("/congress/{}", congress.id));
    let said = Said { kind, subject: &subject, link: &link, args: &[&ctx.actor()?.org_name, &congress.name] };
    tell(ctx, tx, To::Allowed(Action::ConfigureCongress, congress.org), said).await?;
    Ok(())
}

fn mobile_taken(person: &Person) -> AppError {
    AppError::denied(ReasonCode::MobileTaken, &[&person.mobile, "本次大会的其他人选"])
}

/// Removes a nominee and frees the places (C-016).
///
/// # Errors
/// `NotFound` for a foreign or removed nominee; `Denied`.
pub async fn remove_nominee(ctx: &Ctx, nominee: NomineeId) -> Result<CongressId, AppError> {
    let mut tx = ctx.app.db.write().await?;
    let (congress, org, found) = store::congress::select_nominee(&mut tx, nominee).await?.ok_or(AppError::NotFound)?;
    ctx.require(&mut tx, Action::Nominate, org).await?;
    let to = workflow::next(&NOMINEE, "assigned", "remove", "").map_err(|reasons| AppError::Denied { reasons })?;
    if !store::congress::update_removed(&mut tx, nominee).await? {
        return Err(AppError::NotFound);
    }
    for identity in found.person.identity.takes() {
        store::congress::free_place(&mut tx, congress, org, *identity).await?;
    }
    let actor = ctx.actor()?;
    let step = NewStep {
        subject: nominee.to_string(),
        at: ctx.now,
        account: Some(actor.account),
        account_name: &actor.name,
        org_name: &actor.org_name,
        flow: NOMINEE.key,
        verb: "remove",
        from: "assigned",
        to: to.key,
        opinion: "",
    };
    store::event::insert_step(&mut tx, &step);
    let payload = json!({ "congress": congress, "name": found.person.name });
    store::event::append(&mut tx, &ctx.event(org, "nominee.remove", "nominee", nominee, payload)).await?;
    let found = store::congress::select(&mut tx, congress).await?.ok_or(AppError::NotFound)?;
    tell_host(ctx, &mut tx, NotificationKind::NomineeRemoved, nominee, &found).await?;
    tx.commit().await?;
    Ok(congress)
}
