//! One record with all that its page needs: names, titles, computed values, problems, what may be done.

use std::collections::BTreeMap;

use super::list::Counts;
use super::{Answer, FormDefinition, change, expiry, synced};
use crate::domain::access::{self, Action};
use crate::domain::code::Codes;
use crate::domain::error::{AppError, Reason, ReasonCode};
use crate::domain::form::check::{CheckEnv, check};
use crate::domain::form::kinds::ShowEnv;
use crate::domain::form::{Field, Kind, RecordFlow, fill, mask, stage, view as reading};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::org::Relation;
use crate::domain::record::{BRANCH_PEOPLE, RecordState, RecordView, SaveMode, saved_state, state_name};
use crate::domain::text::form::OriginText;
use crate::domain::text::{Label, Lang, Text};
use crate::service::Ctx;
use crate::store;
use crate::store::db::Tx;
use crate::store::record::RecordRow;

/// What words in lists depend on; lists are read in Chinese, the language of the answers.
pub fn show_env<'a>(ctx: &'a Ctx, titles: &'a BTreeMap<RecordId, String>, masked: bool) -> ShowEnv<'a> {
    ShowEnv { lang: Lang::Zh, codes: &*ctx.catalog, titles, masked }
}

/// The page of a stored record: with full numbers, or with what `mask` leaves of them. Masked first, so that
/// nothing that is read from the answer carries more.
pub(super) async fn of_record(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    mut row: RecordRow,
    relation: Relation,
    full: bool,
) -> Result<RecordView, AppError> {
    let (whole, reached) = (definition, stage::reached(definition, &row.state, &row.answer));
    let definition = &*reached;
    // A field that the form does not have stays in the log.
    row.answer = stage::part_of(definition, &row.answer);
    let org_name = match ctx.actor.as_ref() {
        Some(actor) if actor.org == row.org => actor.org_name.clone(),
        _ => store::org::select(tx, row.org).await?.map(|o| o.name).unwrap_or_default(),
    };
    let open = stage::at(whole, &row.state);
    let part = stage::part_of(&open, &row.answer);
    let mut problems = check(&open, &part, &CheckEnv { today: ctx.today(), codes: &*ctx.catalog });
    let sources = sources_of(tx, row.org, &definition.fields, &row.answer).await?;
    let mut outdated = fill::outdated(&definition.fields, &row.answer, &sources);
    let mut hidden = false;
    if !full {
        mask::mask_answer(&definition.fields, &mut outdated);
        mask::mask_problems(&definition.fields, &row.answer, &mut problems);
        hidden = mask::mask_answer(&definition.fields, &mut row.answer);
    }
    let ids = reading::referenced(&definition.fields, &row.answer);
    let titles = store::record::select_titles(tx, row.org, &ids).await?;
    let timeline = match definition.flow {
        RecordFlow::Application => store::event::select_steps(tx, &row.id.to_string()).await?,
        _ => Vec::new(),
    };
    let mut computed = computed_of_row(ctx, definition, &row);
    computed.extend(computed_of_store(ctx, tx, definition, &row).await?);
    let (state_name, tone) = state_name(definition.flow, &row.state);
    let endings = expiry::of_row(ctx, definition, &row);
    let mut against = read_only(ctx, definition, relation)?;
    against.extend(closed(tx, definition, &row).await?);
    outdated.0.retain(|_, _| against.is_empty());
    let mut names = code_names(ctx, definition, &row.answer);
    names.extend(code_names(ctx, definition, &outdated));
    Ok(RecordView {
        id: Some(row.id),
        org: row.org,
        org_name,
        definition: definition.clone(),
        titles: titles.into_iter().map(|(id, (_, title))| (id, title)).collect(),
        code_names: names,
        computed,
        outdated,
        state: row.state,
        state_name,
        tone,
        endings,
        version: row.version,
        updated_at: Some(row.updated_at),
        updated_by: row.updated_by_name,
        problems,
        read_only: against,
        timeline,
        hidden,
        revealed: false,
        reveal: access::decide(ctx.actor()?, Action::RevealRecord, relation).err().unwrap_or_default(),
        counts_for: Vec::new(),
        source: None,
        answer: row.answer,
    })
}

/// The page of a record that is yet to be filled in; `set` is what it begins with.
pub(super) async fn of_new(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    org: OrgId,
    relation: Relation,
    set: BTreeMap<String, String>,
) -> Result<RecordView, AppError> {
    let mut answer = Answer::default();
    let open = stage::at(definition, RecordState::Draft.key());
    for (key, value) in set.into_iter().filter(|(key, _)| open.field(key).is_some()) {
        answer.set(&key, value);
    }
    let titles = store::record::select_titles(tx, org, &reading::referenced(&definition.fields, &answer)).await?;
    let unit = store::org::select(tx, org).await?.ok_or(AppError::NotFound)?;
    let (state_name, tone) = state_name(definition.flow, RecordState::Draft.key());
    Ok(RecordView {
        id: None,
        org,
        org_name: unit.name,
        definition: open.into_owned(),
        code_names: code_names(ctx, definition, &answer),
        answer,
        titles: titles.into_iter().map(|(id, (_, title))| (id, title)).collect(),
        computed: BTreeMap::new(),
        outdated: Answer::default(),
        state: RecordState::Draft.key().into(),
        state_name,
        tone,
        endings: Vec::new(),
        version: 0,
        updated_at: None,
        updated_by: String::new(),
        problems: Vec::new(),
        read_only: [read_only(ctx, definition, relation)?, kept_by_others(definition)].concat(),
        timeline: Vec::new(),
        hidden: false,
        revealed: false,
        reveal: Vec::new(),
        counts_for: Vec::new(),
        source: None,
    })
}

/// The records that an answer is filled in from.
pub(super) async fn sources_of(
    tx: &mut Tx,
    org: OrgId,
    fields: &[Field],
    answer: &Answer,
) -> Result<fill::Sources, AppError> {
    let mut sources = fill::Sources::new();
    for (register, id) in fill::chosen(fields, answer) {
        let rows = store::record::select_many(tx, org, &register, &[id]).await?;
        sources.extend(rows.into_iter().map(|row| (row.id, row.answer)));
    }
    Ok(sources)
}

/// Why the actor cannot fill in a record of that register; empty: they can.
pub(super) fn read_only(ctx: &Ctx, definition: &FormDefinition, relation: Relation) -> Result<Vec<Reason>, AppError> {
    let actor = ctx.actor()?;
    let mut reasons = access::decide(actor, change(definition), relation).err().unwrap_or_default();
    if relation == Relation::Own && !definition.held_by.contains(&actor.org_kind) {
        reasons.push(Reason::new(ReasonCode::NotKeptHere, &[&definition.name.zh]));
    }
    if definition.flow == RecordFlow::Application {
        reasons.push(Reason::new(ReasonCode::WrittenBySystem, &[&definition.name.zh]));
    }
    Ok(reasons)
}

/// Why nobody adds or deletes records of a register: the unit above sends them, or activities bring them (E-137).
pub(super) fn kept_by_others(definition: &FormDefinition) -> Vec<Reason> {
    let brought = matches!(definition.flow, RecordFlow::Answer | RecordFlow::Derived);
    brought.then(|| Reason::new(ReasonCode::WrittenBySystem, &[&definition.name.zh])).into_iter().collect()
}

/// Why nobody can change a record at present: it waits for somebody, is at its end, or was written from another one
/// (REG-17); empty: it can be changed.
pub(super) async fn closed(tx: &mut Tx, definition: &FormDefinition, row: &RecordRow) -> Result<Vec<Reason>, AppError> {
    let mut reasons = saved_state(definition.flow, Some(&row.state), SaveMode::Valid).err().unwrap_or_default();
    if synced::is_synced(tx, row).await? {
        reasons.push(Reason::new(ReasonCode::WrittenBySystem, &[&row.title]));
    }
    Ok(reasons)
}

/// Names of the codes in an answer, with those of the levels above.
pub(in crate::service) fn code_names(
    ctx: &Ctx,
    definition: &FormDefinition,
    answer: &Answer,
) -> BTreeMap<String, Label> {
    let codes = &*ctx.catalog;
    let held = reading::codes_held(&definition.fields, answer);
    held.into_iter()
        .filter_map(|(table, code)| codes.name(&table, &code).map(|name| (format!("{table}:{code}"), name.clone())))
        .collect()
}

fn computed_fields(fields: &[Field]) -> impl Iterator<Item = (&str, &str)> {
    fields.iter().filter_map(|f| match &f.kind {
        Kind::Computed { value } => Some((f.key.as_str(), value.as_str())),
        _ => None,
    })
}

/// The computed values that follow from the row alone.
pub(super) fn computed_of_row(ctx: &Ctx, definition: &FormDefinition, row: &RecordRow) -> BTreeMap<String, String> {
    let value = |what: &str| {
        Some(match what {
            "state" => state_name(definition.flow, &row.state).0.text(ctx.lang).to_owned(),
            "updated_at" => row.updated_at.minute_text(),
            "number" => number(row),
            _ => match what.split_once(':')? {
                ("level", field) => title_level(ctx, row.answer.text(field)),
                ("copy", field) => row.answer.text(field).to_owned(),
                ("age", field) => {
                    let birth: crate::domain::time::Day = row.answer.text(field).parse().ok()?;
                    birth.age_on(ctx.today()).to_string()
                }
                _ => return None,
            },
        })
    };
    computed_fields(&definition.fields).filter_map(|(key, what)| Some((key.to_owned(), value(what)?))).collect()
}

/// A number that never changes: the day of entry and the end of the id.
fn number(row: &RecordRow) -> String {
    let (day, id) = (row.created_at.day(), row.id.to_string());
    let tail = id.get(id.len() - 6..).unwrap_or_default().to_uppercase();
    format!("{:04}{:02}{:02}-{tail}", day.year(), day.month(), day.day_of_month())
}

/// 正高级, 副高级, 中级 or 初级 of a professional title.
fn title_level(ctx: &Ctx, code: &str) -> String {
    ctx.catalog.table("gb8561").map(|t| t.attribute(code, "level")).unwrap_or_default().to_owned()
}

/// The computed values that other records decide.
async fn computed_of_store(
    ctx: &Ctx,
    tx: &mut Tx,
    definition: &FormDefinition,
    row: &RecordRow,
) -> Result<BTreeMap<String, String>, AppError> {
    let mut values = BTreeMap::new();
    for (key, what) in computed_fields(&definition.fields) {
        let value = match what {
            "member_count" => {
                let counts = store::record::count_by_value(tx, row.org, "member", "kind").await?;
                let of = |kind: &str| counts.get(kind).copied().unwrap_or(0);
                format!("{} / {}", of("个人会员"), of("团体会员"))
            }
            "people_count" => {
                store::record::count_pointing(tx, row.org, BRANCH_PEOPLE.0, BRANCH_PEOPLE.1, row.id).await?.to_string()
            }
            "leave_reason" | "left_on" => {
                let wanted = if what == "left_on" { "left" } else { "leaving" };
                let step = store::event::select_last_step(tx, &row.id.to_string(), wanted).await?;
                let step = step.filter(|_| ["leaving", "left"].contains(&row.state.as_str()));
                step.map(|(at, opinion)| if what == "left_on" { at.day().to_string() } else { opinion })
                    .unwrap_or_default()
            }
            "origin" => {
                let sources = store::record_source::select_registers(tx, row.source.as_slice()).await?;
                origin(row, &sources).text(ctx.lang).to_owned()
            }
            _ => continue,
        };
        values.insert(key.to_owned(), value);
    }
    Ok(values)
}

/// How a record came in; `sources` are the records that others came from, with their registers.
fn origin(row: &RecordRow, sources: &BTreeMap<String, String>) -> OriginText {
    match row.source.as_ref().map(|source| sources.get(source).map(String::as_str)) {
        None => OriginText::Typed,
        Some(None) => OriginText::Imported,
        Some(Some("member_application")) => OriginText::Applied,
        Some(Some(synced::SOURCE)) => OriginText::Synced,
        Some(Some(_)) => OriginText::Collected,
    }
}

/// How each of these records came in, for the columns that show it: column, then record.
pub(super) async fn origins(
    tx: &mut Tx,
    definition: &FormDefinition,
    rows: &[RecordRow],
) -> Result<BTreeMap<String, BTreeMap<RecordId, OriginText>>, AppError> {
    let mut origins = BTreeMap::new();
    let columns = computed_fields(&definition.fields)
        .filter(|(key, what)| *what == "origin" && definition.columns.iter().any(|column| column == key));
    for (key, _) in columns {
        let sources: Vec<String> = rows.iter().filter_map(|row| row.source.clone()).collect();
        let known = store::record_source::select_registers(tx, &sources).await?;
        origins.insert(key.to_owned(), rows.iter().map(|row| (row.id, origin(row, &known))).collect());
    }
    Ok(origins)
}

/// How many people each branch has, for the columns that show it.
pub(super) async fn people_counts(tx: &mut Tx, definition: &FormDefinition, org: OrgId) -> Result<Counts, AppError> {
    let mut counts = Counts::new();
    for (key, what) in computed_fields(&definition.fields) {
        if what == "people_count" && definition.columns.iter().any(|c| c == key) {
            counts.insert(
                key.to_owned(),
                store::record::count_by_value(tx, org, BRANCH_PEOPLE.0, BRANCH_PEOPLE.1).await?,
            );
        }
    }
    Ok(counts)
}
