//! Imports: bytes → limits → streaming cells → header → typed cells → rules → match → one stored, immutable plan →
//! preview → commit of exactly that plan → journal → undo.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;

use super::file::scan::demand_clean;
use super::file::{Spool, keep_original};
use super::register::definition;
use super::{Ctx, internal};
use crate::domain::access::Action;
use crate::domain::error::{AppError, ReasonCode, Severity};
use crate::domain::form::{Answer, FormDefinition, Menu, RecordFlow, Shape, mask};
use crate::domain::ids::{OrgId, PlanId};
use crate::domain::import::row::shown_value;
use crate::domain::import::{
    Change, PlanFrame, PlanHead, PlanRow, PlanState, Preview, PreviewRow, Problem, Refusal, RowCode, RowProblem,
    RowStatus, column_letters,
};
use crate::domain::text::Lang;
use crate::store;
use crate::store::db::Tx;
use crate::store::import::PlanRow as Stored;

mod commit;
pub mod limits;
mod plan;
mod sheet;
mod template;

pub use commit::{commit, undo};
pub use limits::FILE_MAX;
pub use plan::{CHUNK, NoPlan, Planned, build};
pub use sheet::ROWS_MAX;
pub use template::template;

/// Plans that the history shows.
const HISTORY: i64 = 50;
/// Rows a page of the preview.
const PAGE: i64 = 50;

/// Commits and undos of this process. A killed program forgets them, and the store has kept nothing of them.
#[derive(Default)]
pub struct Running(Mutex<HashMap<PlanId, Run>>);

/// How a run goes.
#[derive(Clone)]
enum Run {
    /// So many rows are written.
    Under(Arc<AtomicI64>),
    /// It ended without having changed anything.
    Failed,
}

impl Running {
    fn all(&self) -> MutexGuard<'_, HashMap<PlanId, Run>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a run; none while one is under way.
    fn begin(&self, plan: PlanId) -> Option<Begun<'_>> {
        let mut all = self.all();
        if let Some(Run::Under(_)) = all.get(&plan) {
            return None;
        }
        let counter = Arc::<AtomicI64>::default();
        all.insert(plan, Run::Under(counter.clone()));
        Some(Begun { running: self, plan, counter })
    }

    fn of(&self, plan: PlanId) -> Option<Run> {
        self.all().get(&plan).cloned()
    }
}

/// A run under way; also ends when it is cut off.
struct Begun<'a> {
    running: &'a Running,
    plan: PlanId,
    counter: Arc<AtomicI64>,
}

impl Begun<'_> {
    /// Counts a row.
    fn count(&self) {
        self.counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Ends it; a failure of ours is shown at the plan.
    fn end<T>(self, outcome: &Result<T, AppError>) {
        if let Err(AppError::Internal { .. } | AppError::Busy) = outcome {
            let (running, plan) = (self.running, self.plan);
            drop(self);
            running.all().insert(plan, Run::Failed);
        }
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.running.all().remove(&self.plan);
    }
}

/// How long a call waits for a commit before it answers that it goes on.
const PATIENCE: Duration = Duration::from_secs(3);

/// Commits a plan; a long one goes on by itself, also when the caller goes away.
///
/// # Errors
/// Those of `commit`, as far as they show in time.
pub async fn start_commit(ctx: &Ctx, id: PlanId) -> Result<(), AppError> {
    let own = ctx.clone();
    let work = tokio::spawn(async move { commit(&own, id).await });
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done.map_err(|e| internal(&e))?,
        Err(_) => Ok(()),
    }
}

/// Takes an import back; a long one goes on by itself.
///
/// # Errors
/// Those of `undo`, as far as they show in time.
pub async fn start_undo(ctx: &Ctx, id: PlanId) -> Result<(), AppError> {
    let own = ctx.clone();
    let work = tokio::spawn(async move { undo(&own, id).await });
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done.map_err(|e| internal(&e))?.map(|_| ()),
        Err(_) => Ok(()),
    }
}

/// The definition of a register that rows can be imported into.
///
/// # Errors
/// `NotFound` for an unknown register, for one whose records the system writes, for one that climbs from
/// level to level and for one that designs others.
pub fn importable<'a>(ctx: &'a Ctx, register: &str) -> Result<&'a FormDefinition, AppError> {
    let definition = definition(ctx, register)?;
    let fits = definition.shape == Shape::List
        && matches!(definition.flow, RecordFlow::Save | RecordFlow::Submit | RecordFlow::Reviewed | RecordFlow::Leave)
        && !definition.design
        && !matches!(definition.menu, Menu::None | Menu::Congress);
    if fits { Ok(definition) } else { Err(AppError::NotFound) }
}

/// Takes a file in: a stored plan, or a stored refusal.
///
/// # Errors
/// `Denied` without the right to import; `NotFound` for a register without import; `Invalid` when the scan does not
/// clear the file.
pub async fn plan_import(ctx: &Ctx, register: &str, file_name: &str, mut spool: Spool) -> Result<PlanId, AppError> {
    let actor = ctx.actor()?;
    let definition = importable(ctx, register)?;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::Import, actor.org).await?;
    drop(tx);
    let path = spool.path().await?;
    demand_clean(ctx, &path, file_name).await?;
    match build(ctx, actor.org, definition, &path).await {
        Ok(planned) => keep(ctx, register, file_name, &spool, planned).await,
        Err(NoPlan::Refused(refusal)) => refuse(ctx, register, file_name, &spool.sha256(), refusal).await,
        Err(NoPlan::Failed(error)) => Err(error),
    }
}

fn head(ctx: &Ctx, register: &str, file_name: &str, state: PlanState) -> Result<PlanHead, AppError> {
    Ok(PlanHead {
        id: PlanId::fresh(),
        register: register.to_owned(),
        file_name: file_name.chars().take(200).collect(),
        file: None,
        state,
        refused: None,
        counts: Default::default(),
        ignored_columns: Vec::new(),
        created_at: ctx.now,
        created_by: ctx.actor()?.name.clone(),
        committed_at: None,
        undone_at: None,
        undo: None,
        progress: 0,
    })
}

/// Stores a plan with the original of its file.
///
/// # Errors
/// `Internal`, `Busy`.
pub async fn keep(
    ctx: &Ctx,
    register: &str,
    file_name: &str,
    spool: &Spool,
    planned: Planned,
) -> Result<PlanId, AppError> {
    let actor = ctx.actor()?;
    let mut head = head(ctx, register, file_name, PlanState::Planned)?;
    let original = keep_original(ctx, spool, actor.org, head.id, file_name).await?;
    head.file = Some(original.id);
    head.counts = planned.counts;
    head.ignored_columns = planned.ignored_columns;
    let row = Stored { head, org: actor.org, statuses: planned.statuses, base_revision: planned.base_revision };
    let frame = store::import::pack(&planned.frame)?;
    let mut tx = ctx.app.db.write().await?;
    store::file::insert(&mut tx, &original).await?;
    store::import::insert(&mut tx, &row, &original.sha256, Some(actor.account)).await?;
    for (number, content) in std::iter::once(frame).chain(planned.chunks).enumerate() {
        store::import::insert_chunk(&mut tx, row.head.id, number as i64, content).await?;
    }
    let payload = json!({ "register": register, "file": row.head.file_name, "sha256": original.sha256, "counts": row.head.counts });
    store::event::append(&mut tx, &ctx.event(actor.org, "import.plan", "import", row.head.id, payload)).await?;
    tx.commit().await?;
    Ok(row.head.id)
}

async fn refuse(ctx: &Ctx, register: &str, name: &str, sha256: &str, refusal: Refusal) -> Result<PlanId, AppError> {
    let actor = ctx.actor()?;
    let mut head = head(ctx, register, name, PlanState::Refused)?;
    head.refused = Some(refusal);
    let row = Stored { head, org: actor.org, statuses: Vec::new(), base_revision: 0 };
    let mut tx = ctx.app.db.write().await?;
    store::import::insert(&mut tx, &row, sha256, Some(actor.account)).await?;
    tx.commit().await?;
    Ok(row.head.id)
}

/// The last imports of the actor's unit.
///
/// # Errors
/// `Denied`.
pub async fn list_plans(ctx: &Ctx) -> Result<Vec<PlanHead>, AppError> {
    let org = ctx.actor()?.org;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::Import, org).await?;
    let mut plans = store::import::select_of_org(&mut tx, org, HISTORY).await?;
    plans.iter_mut().for_each(|head| show_run(ctx, head));
    Ok(plans)
}

/// Puts a run of this program into the head of its plan.
fn show_run(ctx: &Ctx, head: &mut PlanHead) {
    match ctx.app.imports.of(head.id) {
        Some(Run::Under(counter)) => {
            head.progress = counter.load(Ordering::Relaxed);
            head.state = match head.state {
                PlanState::Committed => PlanState::Undoing,
                _ => PlanState::Committing,
            };
        }
        Some(Run::Failed) if head.state == PlanState::Planned => head.state = PlanState::Failed,
        _ => {}
    }
}

/// A plan of the actor's unit.
async fn stored(ctx: &Ctx, tx: &mut Tx, id: PlanId) -> Result<Stored, AppError> {
    let row = store::import::select(tx, id).await?.ok_or(AppError::NotFound)?;
    ctx.require(tx, Action::Import, row.org).await?;
    Ok(row)
}

/// A page of a plan's rows of one kind; without a kind the first that has rows, problems first.
///
/// # Errors
/// `NotFound` outside the scope.
pub async fn find_preview(
    ctx: &Ctx,
    id: PlanId,
    status: Option<RowStatus>,
    page: i64,
    lang: Lang,
) -> Result<Preview, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let Stored { mut head, statuses, .. } = stored(ctx, &mut tx, id).await?;
    show_run(ctx, &mut head);
    let definition = definition(ctx, &head.register)?;
    let order = [
        RowStatus::Error,
        RowStatus::Duplicate,
        RowStatus::Warning,
        RowStatus::New,
        RowStatus::Update,
        RowStatus::Same,
    ];
    let status =
        status.or_else(|| order.into_iter().find(|status| head.counts.of(*status) > 0)).unwrap_or(RowStatus::New);
    let last = ((head.counts.of(status) + PAGE - 1) / PAGE).max(1);
    let page = page.clamp(1, last);
    if head.refused.is_some() {
        return Ok(Preview {
            head,
            sheet: String::new(),
            columns: Vec::new(),
            notes: Vec::new(),
            status,
            rows: Vec::new(),
            page,
            size: PAGE,
        });
    }
    let frame: PlanFrame = store::import::select_chunk(&mut tx, id, 0).await?;
    let wanted = statuses.iter().enumerate().filter(|(_, byte)| RowStatus::from_byte(**byte) == status);
    let places: Vec<usize> = wanted.map(|(at, _)| at).skip(((page - 1) * PAGE) as usize).take(PAGE as usize).collect();
    let mut rows = Vec::with_capacity(places.len());
    let mut open: Option<(usize, Vec<PlanRow>)> = None;
    for at in places {
        let chunk = at / CHUNK;
        if open.as_ref().is_none_or(|(n, _)| *n != chunk) {
            open = Some((chunk, store::import::select_chunk(&mut tx, id, chunk as i64 + 1).await?));
        }
        if let Some(row) = open.as_ref().and_then(|(_, rows)| rows.get(at % CHUNK)) {
            rows.push(shown(definition, &frame, row, at, status, lang));
        }
    }
    let label = |key: &str| definition.field(key).map_or(key, |f| f.label.text(lang)).to_owned();
    Ok(Preview {
        notes: frame.notes.iter().map(|(row, p)| Problem::at(&frame.sheet, *row, 0, p, lang)).collect(),
        columns: frame.columns.iter().map(|c| (column_letters(c.column), c.header.clone(), label(&c.field))).collect(),
        sheet: frame.sheet,
        head,
        status,
        rows,
        page,
        size: PAGE,
    })
}

/// The problems of a row with their places, the repetition inside the file among them.
fn problems(frame: &PlanFrame, row: &PlanRow, at: usize, lang: Lang) -> Vec<Problem> {
    let first = frame.columns.first().map_or(0, |c| c.column);
    let twice = frame.duplicates.get(&(at as i64)).map(|(other, words)| RowProblem {
        column: None,
        field: String::new(),
        value: row.title.clone(),
        severity: Severity::Error,
        code: RowCode::DuplicateInFile.into(),
        args: vec![other.to_string(), words.clone()],
    });
    row.problems.iter().chain(&twice).map(|p| Problem::at(&frame.sheet, row.row, first, p, lang)).collect()
}

fn shown(
    definition: &FormDefinition,
    frame: &PlanFrame,
    row: &PlanRow,
    at: usize,
    status: RowStatus,
    lang: Lang,
) -> PreviewRow {
    let label = |key: &str| definition.field(key).map_or(key, |f| f.label.text(lang)).to_owned();
    // The full numbers stand in the file of whoever imports; the page does not need them.
    let masked = |key: &str, text: String| match definition.field(key) {
        Some(field) if mask::is_sensitive(field) => mask::masked(field, &text),
        _ => text,
    };
    let values = match row.record {
        None => fields_of(definition, &row.write).map(|(key, text)| (label(key), masked(key, text))).collect(),
        Some(_) => Vec::new(),
    };
    let changes = row.changes.iter().cloned().map(|c| Change {
        field: label(&c.field),
        old: masked(&c.field, c.old),
        new: masked(&c.field, c.new),
    });
    PreviewRow {
        row: row.row,
        status,
        title: row.title.clone(),
        record: row.record,
        changes: changes.collect(),
        values,
        problems: problems(frame, row, at, lang),
    }
}

/// The filled fields in the order of the form.
fn fields_of<'a>(definition: &'a FormDefinition, answer: &'a Answer) -> impl Iterator<Item = (&'a str, String)> {
    let fields = definition.fields.iter().filter(|f| answer.0.contains_key(&f.key));
    fields.map(|f| (f.key.as_str(), shown_value(answer.0.get(&f.key))))
}

/// What `societas import --json` prints: the counts and every problem of a plan, or why there is none.
///
/// # Errors
/// A failure of ours.
pub async fn report(
    ctx: &Ctx,
    org: OrgId,
    register: &str,
    path: &Path,
    lang: Lang,
) -> Result<(Option<Planned>, serde_json::Value), AppError> {
    let definition = importable(ctx, register)?;
    let planned = match build(ctx, org, definition, path).await {
        Ok(planned) => planned,
        Err(NoPlan::Failed(error)) => return Err(error),
        Err(NoPlan::Refused(refusal)) => {
            let refused = json!({ "code": refusal.code.code(), "message": refusal.message(lang) });
            let counts = crate::domain::import::PlanCounts::default();
            let empty: [Problem; 0] = [];
            return Ok((
                None,
                json!({ "refused": refused, "counts": counts, "ignored_columns": [], "problems": empty }),
            ));
        }
    };
    let frame = &planned.frame;
    let mut all: Vec<Problem> =
        frame.notes.iter().map(|(row, p)| Problem::at(&frame.sheet, *row, 0, p, lang)).collect();
    let mut at = 0;
    for chunk in &planned.chunks {
        let rows: Vec<PlanRow> = store::import::unpack(chunk)?;
        for row in &rows {
            all.extend(problems(frame, row, at, lang));
            at += 1;
        }
    }
    let json = json!({
        "refused": null,
        "counts": planned.counts,
        "ignored_columns": planned.ignored_columns,
        "problems": all,
    });
    Ok((Some(planned), json))
}

/// Merely reads all cells of a workbook's first sheet: what planning is measured against.
///
/// # Errors
/// `Internal` for a file that is none.
pub fn read_cells(path: &Path) -> Result<(u64, Duration), AppError> {
    use calamine::Reader;
    let began = std::time::Instant::now();
    let file = std::fs::File::open(path).map_err(|e| internal(&e))?;
    let mut book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::BufReader::new(file)).map_err(|e| internal(&e))?;
    let sheet = book.sheet_names().first().cloned().unwrap_or_default();
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(|e| internal(&e))?;
    let mut cells = 0;
    while let Some(cell) = reader.next_cell().map_err(|e| internal(&e))? {
        cells += u64::from(*cell.get_value() != calamine::DataRef::Empty);
    }
    Ok((cells, began.elapsed()))
}

fn refused_in(state: PlanState) -> AppError {
    AppError::denied(ReasonCode::PlanRefused, &[state.key()])
}
