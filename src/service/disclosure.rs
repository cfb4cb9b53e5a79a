//! Who sees full numbers and opens records, and what each person can learn about that (X-007, OPS-03, OPS-04).

use std::collections::BTreeSet;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::Ctx;
use super::register::{change, definition, find_readable};
use crate::domain::access::{Action, roles_for, viewing_reason};
use crate::domain::account::Role;
use crate::domain::error::{AppError, ProblemCode};
use crate::domain::form::kinds::mobile;
use crate::domain::form::{Answer, Field, FormDefinition, mask};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::log::{Sight, Sights, words};
use crate::domain::org::{Org, Relation};
use crate::domain::record::sharing::reading;
use crate::domain::record::{ReaderRole, ReaderUnit};
use crate::store;
use crate::store::db::{Question, Tx};
use crate::store::event::hex;
use crate::store::record::{Narrowing, RecordRow};

/// How long the page that a reveal leads to shows full numbers, in milliseconds: time enough to load it, once.
const REVEAL_MS: i64 = 2 * 60_000;
/// Fewest and most characters of a reason.
const REASON: std::ops::RangeInclusive<usize> = 4..=200;
/// The register in which people of a unit are recorded.
const MEMBERS: &str = "member";
/// Lines of "who looked at my data".
const SIGHTS: i64 = 50;

/// Ways of seeing a record that leave a line once a day for each person and record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// 打开: numbers masked
    Open,
    /// 编辑: full numbers
    Edit,
    /// 选用: full numbers go into another form
    Pick,
}

impl Seen {
    fn action(self) -> &'static str {
        match self {
            Self::Open => "record.open",
            Self::Edit => "record.edit",
            Self::Pick => "record.pick",
        }
    }
}

/// The mark by which the log tells whose data a line is about.
fn person(number: &str) -> String {
    hex(&Sha256::digest(number.as_bytes()))
}

fn people(fields: &[Field], answer: &Answer) -> BTreeSet<String> {
    mask::personal_numbers(fields, answer).iter().map(|number| person(number)).collect()
}

/// Notes that the actor sees a record, once `tx` has read all of it; nothing for a record without numbers of people.
///
/// # Errors
/// Those of the store.
pub async fn note_seen(
    ctx: &Ctx,
    mut tx: Tx,
    definition: &FormDefinition,
    row: &RecordRow,
    how: Seen,
) -> Result<(), AppError> {
    let people = people(&definition.fields, &row.answer);
    if people.is_empty() || seen_today(ctx, row, how)?.opt(&mut tx).await?.is_some() {
        return Ok(());
    }
    drop(tx);
    let mut tx = ctx.app.db.write().await?;
    let payload = json!({ "register": row.register, "title": row.title });
    note(ctx, &mut tx, row, how.action(), payload, &people).await?;
    Ok(tx.commit().await?)
}

/// The question whether the log has it already that the actor sees the record.
///
/// # Errors
/// `NotSignedIn`.
pub fn seen_today(ctx: &Ctx, row: &RecordRow, how: Seen) -> Result<Question, AppError> {
    let (account, today) = (ctx.actor()?.real_account(), ctx.today().begins());
    Ok(store::event::since(&row.id.to_string(), how.action(), account, today))
}

/// Notes that the actor takes a file of a record away.
///
/// # Errors
/// Those of the store.
pub async fn note_download(
    ctx: &Ctx,
    org: OrgId,
    file: &str,
    name: &str,
    of: Option<&RecordRow>,
) -> Result<(), AppError> {
    let people = match of {
        Some(row) => people(&definition(ctx, &row.register)?.fields, &row.answer),
        None => BTreeSet::new(),
    };
    let mut payload = json!({ "name": name });
    if let (Some(row), Some(details)) = (of, payload.as_object_mut()) {
        details.insert("register".into(), row.register.clone().into());
        details.insert("title".into(), row.title.clone().into());
    }
    let mut tx = ctx.app.db.write().await?;
    let event = ctx.event(org, "file.download", "file", file, payload);
    let seq = store::event::append_numbered(&mut tx, &event).await?;
    store::event::insert_people(&mut tx, org, seq, &people);
    Ok(tx.commit().await?)
}

async fn note(
    ctx: &Ctx,
    tx: &mut Tx,
    row: &RecordRow,
    action: &'static str,
    payload: serde_json::Value,
    people: &BTreeSet<String>,
) -> Result<i64, AppError> {
    let seq = store::event::append_numbered(tx, &ctx.event(row.org, action, "record", row.id, payload)).await?;
    store::event::insert_people(tx, row.org, seq, people);
    Ok(seq)
}

/// Refuses a reason that says nothing or too much.
///
/// # Errors
/// `Invalid` at `reason`.
pub fn check_reason(reason: &str) -> Result<(), AppError> {
    let length = reason.chars().count();
    let (least, most) = (REASON.start().to_string(), REASON.end().to_string());
    let problem = match length {
        0 => AppError::field("reason", ProblemCode::Required, &[]),
        n if n > *REASON.end() => AppError::field("reason", ProblemCode::TooLong, &[&most, &n.to_string()]),
        n if n < *REASON.start() => AppError::field("reason", ProblemCode::TooShort, &[&least, &n.to_string()]),
        _ => return Ok(()),
    };
    Err(problem)
}

/// Notes whose full numbers an export gives out.
///
/// # Errors
/// Those of the store.
pub async fn note_export(
    ctx: &Ctx,
    org: OrgId,
    seq: i64,
    definition: &FormDefinition,
    rows: &[RecordRow],
) -> Result<(), AppError> {
    let people: BTreeSet<String> = rows.iter().flat_map(|row| people(&definition.fields, &row.answer)).collect();
    let mut tx = ctx.app.db.write().await?;
    store::event::insert_people(&mut tx, org, seq, &people);
    Ok(tx.commit().await?)
}

/// Asks for the full numbers of a record: the reason goes into the log (OPS-03). The number of that line opens the
/// record in full for a short while, for the one who asked.
///
/// # Errors
/// `NotFound` outside the scope; `Denied`; `Invalid` without a reason.
pub async fn reveal_record(ctx: &Ctx, register: &str, id: RecordId, reason: &str) -> Result<i64, AppError> {
    let definition = definition(ctx, register)?;
    let mut tx = ctx.app.db.write().await?;
    let row = find_readable(ctx, &mut tx, id).await?.row;
    if row.register != register {
        return Err(AppError::NotFound);
    }
    ctx.require(&mut tx, Action::RevealRecord, row.org).await?;
    let actor = ctx.actor()?;
    if actor.viewer.is_some() {
        return Err(AppError::Denied { reasons: vec![viewing_reason(actor)] });
    }
    let reason = reason.trim();
    check_reason(reason)?;
    let payload = json!({ "register": row.register, "title": row.title, "reason": reason });
    let people = people(&definition.fields, &row.answer);
    let seq = note(ctx, &mut tx, &row, "record.reveal", payload, &people).await?;
    tx.commit().await?;
    Ok(seq)
}

/// Whether that line of the log opens the record in full for this call.
///
/// # Errors
/// Those of the store.
pub async fn is_revealed(ctx: &Ctx, tx: &mut Tx, row: &RecordRow, seq: Option<i64>) -> Result<bool, AppError> {
    let (Some(seq), Some(actor)) = (seq, ctx.actor.as_ref()) else { return Ok(false) };
    let since = ctx.now.plus_ms(-REVEAL_MS);
    let id = row.id.to_string();
    Ok(actor.viewer.is_none() && store::event::is_reveal(tx, row.org, seq, &id, actor.account, since).await?)
}

/// Who can read a record, unit by unit from the top down: from the table of rights, the tree (ORG-14) and what is shared
/// with units below (E-103).
///
/// # Errors
/// Those of the store.
pub async fn readers_of(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    row: &RecordRow,
) -> Result<Vec<ReaderUnit>, AppError> {
    let people = store::account::select_people_above(tx, row.org).await?;
    let path = store::org::select_path(tx, row.org).await?;
    let last = path.len().saturating_sub(1);
    let mut units = Vec::with_capacity(path.len());
    for (at, org) in path.into_iter().enumerate() {
        let relation = match last - at {
            0 => Relation::Own,
            1 => Relation::Child,
            _ => Relation::Descendant,
        };
        let held = people.iter().filter(|(unit, ..)| *unit == org.id);
        let held = held.map(|(_, name, role)| (name.clone(), *role)).collect();
        units.extend(reader_unit(ctx, definition, row, org, relation, held));
    }
    let shared = definition.shared.as_ref();
    if shared.is_some_and(|shared| shared.below.iter().any(|choice| row.answer.text(&shared.field) == choice)) {
        for (below, _) in store::org::select_scope(tx, row.org).await?.into_iter().filter(|(id, _)| *id != row.org) {
            let Some(org) = store::org::select(tx, below).await? else { continue };
            let relation = store::org::select_relation(tx, below, row.org).await?;
            let held = store::account::select_people(tx, below).await?;
            let held = held.into_iter().filter(|held| held.enabled).map(|held| (held.name, held.role)).collect();
            units.extend(reader_unit(ctx, definition, row, org, relation, held));
        }
    }
    Ok(units)
}

/// The people of a unit who can read a record that stands so to it; none where nobody can.
fn reader_unit(
    ctx: &Ctx,
    definition: &FormDefinition,
    row: &RecordRow,
    org: Org,
    relation: Relation,
    held: Vec<(String, Role)>,
) -> Option<ReaderUnit> {
    let kind = ctx.catalog.org_kind(&org.kind)?;
    let may = |action, role: Role| roles_for(action, relation).contains(&role);
    let reads = |role: &Role| {
        let reading = reading(definition, *role, relation);
        reading.is_ok_and(|reading| reading.covers(&row.state, &row.answer))
    };
    let readers = Role::ALL.into_iter().filter(reads).map(|role| ReaderRole {
        role,
        names: held.iter().filter(|(_, of)| *of == role).map(|(name, _)| name.clone()).collect(),
        may_reveal: may(Action::RevealRecord, role),
        may_edit: may(change(definition), role),
    });
    let roles: Vec<_> = readers.filter(|r| !r.names.is_empty() || kind.roles.contains(&r.role)).collect();
    (org.enabled && !roles.is_empty()).then_some(ReaderUnit { org: org.id, org_name: org.name, roles })
}

/// Who looked at data about the actor: lines about records that bear the numbers of the actor, and about the account
/// itself. Numbers are those of the account and of the member records of its own units.
///
/// # Errors
/// `NotSignedIn`; `Denied` for somebody who looks as another person.
pub async fn list_sights(ctx: &Ctx) -> Result<Sights, AppError> {
    let actor = ctx.actor()?;
    if actor.viewer.is_some() {
        return Err(AppError::Denied { reasons: vec![viewing_reason(actor)] });
    }
    let mut tx = ctx.app.db.read().await?;
    let number = mobile::canonical(&store::account::select_mobile(&mut tx, actor.account).await?);
    let (mut marks, mut by_id_number) = (Vec::new(), false);
    if !number.is_empty() {
        marks.push(person(&number));
        for post in store::account::select_posts(&mut tx, actor.account).await? {
            let by = Narrowing { values: vec![("mobile".into(), number.clone())], ..Narrowing::default() };
            for row in store::record::select_page(&mut tx, post.org, MEMBERS, &by, true, 3, 0).await? {
                let id_number = row.answer.text("id_no");
                if !id_number.is_empty() {
                    marks.push(person(id_number));
                    by_id_number = true;
                }
            }
        }
    }
    let found = store::log::select_sights(&mut tx, &marks, actor.account, &["view.start"], SIGHTS).await?;
    let rows = found.into_iter().map(|line| {
        let text = |key: &str| line.payload.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        let title = [text("title"), text("name")].into_iter().find(|t| !t.is_empty());
        Sight {
            at: line.at,
            name: line.name.clone(),
            org_name: line.org_name.clone(),
            action: words::word(words::ACTIONS, &line.action),
            subject: title.unwrap_or_default(),
            reason: text("reason"),
        }
    });
    Ok(Sights {
        mobile: if number.is_empty() { number } else { mobile::masked(&number) },
        by_id_number,
        rows: rows.collect(),
    })
}
