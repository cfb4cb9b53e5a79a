//! The list of a register: words, filters, pages. Totals, and few hits, are kept in memory until the register changes.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::{definition, expiry, recycle, require_known, sharing, titles_of, view};
use crate::domain::error::AppError;
use crate::domain::form::kinds::canonical;
use crate::domain::form::{Field, FormDefinition, Kind, Shape, Shelves, columns, view as reading};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::org::Relation;
use crate::domain::record::recycle::since;
use crate::domain::record::sharing::Reading;
use crate::domain::record::{RecordPage, RecordQuery, RecordRow, Shelf, hidden_state, state_name};
use crate::domain::text::Text;
use crate::service::Ctx;
use crate::store;
use crate::store::db::{AssertSqlSafe, Question, Tx};
use crate::store::record::Narrowing;

/// Lines a page.
pub const PAGE: i64 = 20;
/// Up to so many hits are looked for once, for all pages of the list.
const FEW: i64 = 500;
/// Lists kept at most, and hits of them all.
const KEPT: (usize, usize) = (20_000, 200_000);

/// What a list was counted for.
type Counted = (OrgId, String, i64, Narrowing);

/// What a narrowing leaves of a register.
#[derive(Clone, Default)]
struct Found {
    total: i64,
    /// All of them, the last changed first, where they were searched for and are few.
    hits: Option<Arc<[RecordId]>>,
}

impl Found {
    fn held(&self) -> usize {
        self.hits.as_ref().map_or(0, |hits| hits.len())
    }
}

/// What was found, by unit, register, revision and narrowing.
#[derive(Default)]
pub struct Lists(Mutex<(HashMap<Counted, Found>, usize)>);

impl Lists {
    fn get(&self, key: &Counted) -> Option<Found> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.get(key).cloned()
    }

    fn put(&self, key: Counted, found: Found) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0.len() >= KEPT.0 || kept.1 >= KEPT.1 {
            *kept = Default::default();
        }
        kept.1 += found.held();
        kept.0.insert(key, found);
    }
}

/// A page of a register of a unit (none: the own one), the last changed first: what the actor reads of it.
///
/// # Errors
/// `NotFound` for an unknown register, and for a unit outside the scope that shares nothing of it.
pub async fn find_page(
    ctx: &Ctx,
    org: impl Into<Option<OrgId>>,
    register: &str,
    query: RecordQuery,
) -> Result<RecordPage, AppError> {
    let org = ctx.unit(org)?;
    let definition = definition(ctx, register)?;
    let mut tx = ctx.app.db.read().await?;
    let (relation, read) = sharing::reading(ctx, &mut tx, definition, org).await?;
    require_known(ctx, &mut tx, definition, org).await?;
    let by = narrowing(definition, &query, read);
    tx.ahead(questions(ctx, org, register, relation, &query, &by)?).await?;
    let looks = store::list_view::select(&mut tx, ctx.actor()?.account, register).await?;
    let listed = definition.for_list(columns::shown(definition, &looks.columns));
    let found = if by.tokens.is_empty() && query.q.chars().any(|c| !c.is_whitespace()) {
        // Signs only: nothing can be found by them.
        Found::default()
    } else {
        find(ctx, &mut tx, org, register, &by).await?
    };
    let total = found.total;
    let pages = ((total + PAGE - 1) / PAGE).max(1);
    let page = query.page.clamp(1, pages);
    let rows = match &found.hits {
        _ if total == 0 => Vec::new(),
        Some(hits) => page_of(&mut tx, org, register, hits, page).await?,
        None => store::record::select_page(&mut tx, org, register, &by, false, PAGE, (page - 1) * PAGE).await?,
    };
    let titles = titles_of(&mut tx, &listed, &rows, org).await?;
    let people = view::people_counts(&mut tx, &listed, org).await?;
    let origins = view::origins(&mut tx, &listed, &rows).await?;
    let only = match definition.shape {
        Shape::Single => store::record::select_first(&mut tx, org, register).await?,
        Shape::List => None,
    };
    let only = only.filter(|row| row.state != "draft" || relation == Relation::Own).map(|row| row.id);
    let org_name = match relation {
        Relation::Own => None,
        _ => store::org::select(&mut tx, org).await?.map(|unit| unit.name),
    };
    let lines = rows.into_iter().map(|row| {
        let (state, tone) = state_name(definition.flow, &row.state);
        let mut computed = view::computed_of_row(ctx, &listed, &row);
        computed.extend(
            people
                .iter()
                .map(|(key, counts)| (key.clone(), counts.get(&row.id.to_string()).copied().unwrap_or(0).to_string())),
        );
        computed.extend(
            origins.iter().filter_map(|(key, of)| Some((key.clone(), of.get(&row.id)?.text(ctx.lang).to_owned()))),
        );
        let cells = reading::cells(&listed, &row.answer, &computed, view::show_env(ctx, &titles, true));
        let endings = expiry::of_row(ctx, definition, &row);
        RecordRow { id: row.id, state, tone, cells, endings, updated_at: row.updated_at }
    });
    let lines: Vec<RecordRow> = lines.collect();
    let shelves = match &definition.shelves {
        Some(shelves) if query.q.is_empty() && query.filters.is_empty() => {
            shelves_of(&mut tx, org, definition, shelves, &by).await?
        }
        _ => Vec::new(),
    };
    Ok(RecordPage {
        shelves,
        narrowed_to: narrowed_to(&mut tx, org, definition, &query).await?,
        org_name,
        shared: read.is_shared(),
        only,
        read_only: [view::read_only(ctx, definition, relation)?, view::kept_by_others(definition)].concat(),
        more_columns: columns::others(definition, &listed.columns),
        own_columns: !looks.columns.is_empty(),
        kept: looks.filters,
        recycled: recycle::count_recycled(ctx, &mut tx, org, definition).await?,
        definition: listed,
        rows: lines,
        total,
        page,
        size: PAGE,
    })
}

/// What a page of a list asks for one after the other; its rows too where it is sure which they are.
fn questions(
    ctx: &Ctx,
    org: OrgId,
    register: &str,
    relation: Relation,
    query: &RecordQuery,
    by: &Narrowing,
) -> Result<Vec<Question>, AppError> {
    let mut questions =
        vec![store::list_view::of(ctx.actor()?.account, register), store::record::revision(org, register)];
    if relation == Relation::Own {
        questions.push(store::record_recycled::number(org, register, since(ctx.now)));
    }
    if query.page <= 1 && !by.is_searched() {
        let (sql, values) = store::record::page_statement(org, register, by, false, PAGE, 0);
        questions.push(Question::new(AssertSqlSafe(sql), values));
    }
    Ok(questions)
}

/// Every choice with what there is of it.
async fn shelves_of(
    tx: &mut Tx,
    org: OrgId,
    definition: &FormDefinition,
    shelves: &Shelves,
    by: &Narrowing,
) -> Result<Vec<Shelf>, AppError> {
    let Some(Field { kind: Kind::Select { choices, .. }, .. }) = definition.field(&shelves.field) else {
        return Ok(Vec::new());
    };
    let held = store::record::select_shelves(tx, org, &definition.key, &shelves.field, by).await?;
    let shelf = |value: &String| match held.iter().find(|(held, ..)| held == value) {
        Some((value, count, first, draft)) => {
            Shelf { value: value.clone(), count: *count, first: Some(*first), draft: *draft }
        }
        None => Shelf { value: value.clone(), count: 0, first: None, draft: false },
    };
    Ok(choices.iter().map(|choice| shelf(&choice.value)).collect())
}

/// Titles of the records by which a list is filtered, by field.
async fn narrowed_to(
    tx: &mut Tx,
    org: OrgId,
    definition: &FormDefinition,
    query: &RecordQuery,
) -> Result<BTreeMap<String, String>, AppError> {
    let is_record = |key: &String| definition.field(key).is_some_and(|f| matches!(f.kind, Kind::Record { .. }));
    let chosen = definition.filters.iter().filter(|key| is_record(key));
    let chosen: BTreeMap<&String, RecordId> =
        chosen.filter_map(|key| Some((key, query.filters.get(key)?.parse().ok()?))).collect();
    if chosen.is_empty() {
        return Ok(BTreeMap::new());
    }
    let titles = store::record::select_titles(tx, org, &chosen.values().copied().collect()).await?;
    Ok(chosen.into_iter().filter_map(|(key, id)| Some((key.clone(), titles.get(&id)?.1.clone()))).collect())
}

/// What the filters and words of an address leave of what somebody reads of a register.
pub(super) fn narrowing(definition: &FormDefinition, query: &RecordQuery, read: Reading<'_>) -> Narrowing {
    let state = definition.filters.iter().find(|key| definition.field(key).is_some_and(shows_state));
    let state = state.and_then(|key| query.filters.get(key)).filter(|state| !state.is_empty()).cloned();
    let values = query.filters.iter().filter_map(|(key, wanted)| {
        let field = definition.filters.contains(key).then(|| definition.field(key))??;
        if shows_state(field) {
            return None;
        }
        let wanted = canonical(&field.kind, wanted);
        (!wanted.is_empty()).then(|| (key.clone(), wanted))
    });
    let shared = match read {
        Reading::Whole { .. } => None,
        Reading::Shared { field, .. } => Some((field.to_owned(), read.choices().map(str::to_owned).collect())),
    };
    Narrowing {
        values: values.collect(),
        tokens: reading::query_tokens(&query.q).into_iter().collect(),
        shared,
        without_drafts: read != (Reading::Whole { drafts: true }),
        without_state: hidden_state(definition.flow).filter(|_| state.is_none()),
        state,
    }
}

/// Whether a field shows the state, by which a list is narrowed without an index row.
fn shows_state(field: &Field) -> bool {
    matches!(&field.kind, Kind::Computed { value } if value == "state")
}

async fn find(ctx: &Ctx, tx: &mut Tx, org: OrgId, register: &str, by: &Narrowing) -> Result<Found, AppError> {
    let revision = store::record::select_revision(tx, org, register).await?;
    let key = (org, register.to_owned(), revision, by.clone());
    if let Some(found) = ctx.app.lists.get(&key) {
        return Ok(found);
    }
    let hits = match by.is_searched() {
        true => store::record::select_hits(tx, org, register, by, FEW).await?,
        false => None,
    };
    let found = match hits {
        Some(hits) => Found { total: hits.len() as i64, hits: Some(hits.into()) },
        None => Found { total: store::record::count(tx, org, register, by).await?, hits: None },
    };
    ctx.app.lists.put(key, found.clone());
    Ok(found)
}

/// The records of a page of the hits.
async fn page_of(
    tx: &mut Tx,
    org: OrgId,
    register: &str,
    hits: &[RecordId],
    page: i64,
) -> Result<Vec<store::record::RecordRow>, AppError> {
    let size = PAGE as usize;
    let shown: Vec<RecordId> = hits.iter().copied().skip((page - 1) as usize * size).take(size).collect();
    let mut rows = store::record::select_many(tx, org, register, &shown).await?;
    rows.sort_by_key(|row| shown.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// Counts by value, for the fields that show how many records point to each line.
pub(super) type Counts = BTreeMap<String, BTreeMap<String, i64>>;
