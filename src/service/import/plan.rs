//! From rows to a plan: types the cells, recognises records, checks what would stand, and says what a commit
//! would do. Runs on a thread of its own; the store is asked once per batch of rows.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use tokio::runtime::Handle;

use super::limits::look;
use super::sheet::{Found, Workbook};
use crate::domain::error::{AppError, Severity};
use crate::domain::form::check::{CheckEnv, check};
use crate::domain::form::normalise::normalise;
use crate::domain::form::{Answer, Field, FormDefinition, Kind, view as reading};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::import::choice::{Entry, Options};
use crate::domain::import::header::is_importable;
use crate::domain::import::row::{Keys, Line, Lines, drop_ruled_out, form_problems, shown_value};
use crate::domain::import::{
    Change, PlanColumn, PlanCounts, PlanFrame, PlanRow, Refusal, RefusedCode, RowCode, RowProblem, RowStatus,
};
use crate::service::Ctx;
use crate::service::catalog::Catalog;
use crate::store;
use crate::store::db::Tx;
use crate::store::record::RecordRow;

/// Rows of a chunk.
pub const CHUNK: usize = 500;
/// Records that one statement reads while the keys of a register are gathered.
const PAGE: i64 = 2000;

/// A plan before it is stored.
pub struct Planned {
    /// What it knows besides its rows.
    pub frame: PlanFrame,
    /// The rows by kind.
    pub counts: PlanCounts,
    /// A byte for each row.
    pub statuses: Vec<u8>,
    /// The rows as JSON, `CHUNK` each.
    pub chunks: Vec<Vec<u8>>,
    /// Headings that no field answers to.
    pub ignored_columns: Vec<String>,
    /// The revision of the register that the rows were compared with.
    pub base_revision: i64,
}

/// Why there is no plan.
pub enum NoPlan {
    /// The file is refused.
    Refused(Refusal),
    /// A failure of ours.
    Failed(AppError),
}

impl From<Refusal> for NoPlan {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<AppError> for NoPlan {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl From<store::db::StoreError> for NoPlan {
    fn from(error: store::db::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Reads a file and plans its import into a register of a unit. Nothing is written.
///
/// # Errors
/// `NoPlan`.
pub async fn build(ctx: &Ctx, org: OrgId, definition: &FormDefinition, path: &Path) -> Result<Planned, NoPlan> {
    let mut tx = ctx.app.db.read().await?;
    let base_revision = store::record::select_revision(&mut tx, org, &definition.key).await?;
    let (ctx, definition, path) = (ctx.clone(), definition.clone(), path.to_owned());
    let handle = Handle::current();
    let work = move || {
        let looked = look(&path)?;
        let mut book = Workbook::open(&path, ctx.today())?;
        let template = book.template();
        if let Some((register, _)) = template.as_ref().filter(|(key, _)| *key != definition.key) {
            let theirs = ctx.app.catalog.register(register).map_or(register.as_str(), |d| d.name.zh.as_str());
            return Err(Refusal::new(RefusedCode::OtherTemplate, &[theirs, &definition.name.zh]).into());
        }
        let found = book.find(&definition)?;
        let merges = if looked.merged { book.merges(&found.sheet)? } else { Vec::new() };
        let offered = handle.block_on(offered(&mut tx, org, &definition))?;
        let lines = Lines::new(&definition, &found.header, merges, book.around(), |field| {
            options(&ctx.app.catalog, &offered, field)
        });
        let keys = Keys::new(&definition);
        let stored = handle.block_on(Stored::load(&mut tx, org, &definition.key, &keys))?;
        let mut planner = Planner {
            ctx: &ctx,
            org,
            definition: &definition,
            lines: &lines,
            stored,
            defaults: defaults(&definition, &found, &offered),
            keys: &keys,
            seen: vec![HashMap::new(); keys.len()],
            hashes: Vec::new(),
            met: HashMap::new(),
            rows: Vec::new(),
            frame: frame(&definition, &found, template.as_ref(), &lines),
            statuses: Vec::new(),
            chunks: Vec::new(),
            blank: 0,
        };
        let mut fault = None;
        book.rows(&found.sheet, |(row, cells)| {
            if row <= found.header.row {
                return Ok(true);
            }
            let taken = planner.take(row, &cells, &lines, &handle, &mut tx);
            Ok(taken.map_err(|error| fault = Some(error)).is_ok())
        })?;
        if let Some(error) = fault {
            return Err(error.into());
        }
        planner.flush(&handle, &mut tx)?;
        if planner.statuses.is_empty() {
            return Err(Refusal::new(RefusedCode::NoRows, &[]).into());
        }
        for at in planner.frame.duplicates.keys() {
            if let Some(status) = usize::try_from(*at).ok().and_then(|at| planner.statuses.get_mut(at)) {
                *status = RowStatus::Duplicate as u8;
            }
        }
        Ok(Planned {
            counts: PlanCounts::count(&planner.statuses, planner.blank),
            frame: planner.frame,
            statuses: planner.statuses,
            chunks: planner.chunks,
            ignored_columns: found.header.ignored.iter().map(|(_, text)| text.clone()).collect(),
            base_revision,
        })
    };
    tokio::task::spawn_blocking(work).await.map_err(|e| super::super::internal(&e))?
}

/// The records that record fields can name, by register: id and title.
type Offered = BTreeMap<String, Vec<(RecordId, String)>>;

async fn offered(tx: &mut Tx, org: OrgId, definition: &FormDefinition) -> Result<Offered, AppError> {
    let mut offered = Offered::new();
    for field in &definition.fields {
        let Kind::Record { register, .. } = &field.kind else { continue };
        if !offered.contains_key(register) {
            let by = store::record::Narrowing { without_drafts: true, ..Default::default() };
            let rows = store::record::select_page(tx, org, register, &by, false, PAGE, 0).await?;
            offered.insert(register.clone(), rows.into_iter().map(|row| (row.id, row.title)).collect());
        }
    }
    Ok(offered)
}

fn options(catalog: &Catalog, offered: &Offered, field: &Field) -> Option<Options> {
    match &field.kind {
        Kind::Select { choices, .. } | Kind::MultiSelect { choices, .. } => Some(Options::of_choices(choices)),
        Kind::Bool => Some(Options::of_bool()),
        Kind::Code { table, .. } => {
            let tree = &catalog.table(table)?.tree;
            let entry = |e: &crate::domain::code::CodeEntry| {
                let path: Vec<&str> = tree.path(&e.code).iter().map(|e| e.name.zh.as_str()).collect();
                let names = [e.name.zh.clone(), path.concat(), e.name.en.clone()];
                Entry { value: e.code.clone(), names: names.into_iter().filter(|n| !n.is_empty()).collect() }
            };
            let mut entries: Vec<Entry> = tree.entries().iter().filter(|e| e.current).map(entry).collect();
            let places: HashMap<String, usize> =
                entries.iter().enumerate().map(|(at, entry)| (entry.value.clone(), at)).collect();
            for (alias, code) in catalog.table(table)?.aliases() {
                if let Some(entry) = places.get(code).and_then(|at| entries.get_mut(*at)) {
                    entry.names.push(alias.to_owned());
                }
            }
            Some(Options::new(entries))
        }
        Kind::Record { register, .. } => {
            let entry = |(id, title): &(RecordId, String)| Entry { value: id.to_string(), names: vec![title.clone()] };
            Some(Options::new(offered.get(register).into_iter().flatten().map(entry).collect()))
        }
        _ => None,
    }
}

/// What a new record gets in a field for which the file has no column: the kind of person that the file's own
/// columns show, and a record that is the only one to choose.
fn defaults(definition: &FormDefinition, found: &Found, offered: &Offered) -> Vec<(String, String)> {
    let has = |key: &str| {
        found.header.columns.iter().any(|(_, _, at)| definition.fields.get(*at).is_some_and(|f| f.key == key))
    };
    let mut defaults = Vec::new();
    for field in definition.fields.iter().filter(|field| !has(&field.key)) {
        match &field.kind {
            Kind::Record { register, .. } if field.required => {
                if let Some([(id, _)]) = offered.get(register).map(Vec::as_slice) {
                    defaults.push((field.key.clone(), id.to_string()));
                }
            }
            Kind::Select { choices, .. } if field.required && definition.key == "member" && field.key == "kind" => {
                let kind = match (has("name"), has("uscc") || has("unit_name") || has("unit_contact")) {
                    (true, false) => "个人会员",
                    (false, true) => "团体会员",
                    _ => "",
                };
                if let Some(choice) = choices.iter().find(|c| c.value == kind) {
                    defaults.push((field.key.clone(), choice.value.clone()));
                }
            }
            _ => {}
        }
    }
    defaults
}

/// What is known before the first row.
fn frame(definition: &FormDefinition, found: &Found, template: Option<&(String, i64)>, lines: &Lines<'_>) -> PlanFrame {
    let note = |code: RowCode, severity, args: Vec<String>| RowProblem {
        column: None,
        field: String::new(),
        value: String::new(),
        severity,
        code: code.into(),
        args,
    };
    let mut notes = Vec::new();
    for other in &found.others {
        let args = vec![other.clone(), found.sheet.clone()];
        notes.push((found.header.row, note(RowCode::SheetSkipped, Severity::Note, args)));
    }
    if let Some((_, version)) = template.filter(|(_, version)| *version != definition.version) {
        let args = vec![version.to_string(), definition.version.to_string()];
        notes.push((found.header.row, note(RowCode::OldTemplate, Severity::Warning, args)));
    }
    let wanted = definition.fields.iter().filter(|f| f.required && f.when.is_none() && is_importable(f));
    for field in wanted.filter(|field| lines.column_of(&field.key).is_none()) {
        let mut missing = note(RowCode::ColumnMissing, Severity::Warning, vec![field.label.zh.clone()]);
        missing.field = field.key.clone();
        notes.push((found.header.row, missing));
    }
    let column = |(column, header, field): &(u32, String, usize)| PlanColumn {
        column: *column,
        header: header.clone(),
        field: definition.fields.get(*field).map(|f| f.key.clone()).unwrap_or_default(),
    };
    PlanFrame {
        sheet: found.sheet.clone(),
        header_row: found.header.row,
        columns: found.header.columns.iter().map(column).collect(),
        notes,
        duplicates: BTreeMap::new(),
    }
}

/// The keys of the records that are stored.
struct Stored {
    ids: Vec<RecordId>,
    /// For each key of the chain: hash → places in `ids`.
    by_key: Vec<HashMap<u64, Vec<u32>>>,
}

impl Stored {
    async fn load(tx: &mut Tx, org: OrgId, register: &str, keys: &Keys<'_>) -> Result<Self, AppError> {
        let mut stored = Self { ids: Vec::new(), by_key: vec![HashMap::new(); keys.len()] };
        let mut after = String::new();
        loop {
            let page = store::record::select_answers_after(tx, org, register, &after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = last.to_string();
            for (id, answer) in &page {
                let place = stored.ids.len() as u32;
                stored.ids.push(*id);
                for (n, found) in stored.by_key.iter_mut().enumerate() {
                    if let Some(hash) = keys.hash(n, answer) {
                        found.entry(hash).or_default().push(place);
                    }
                }
            }
        }
        Ok(stored)
    }
}

/// A row that was read and recognised, before it is compared with its record.
struct Draft {
    row: i64,
    answer: Answer,
    problems: Vec<RowProblem>,
    /// The record and the number of the key by which it was recognised.
    matched: Option<(RecordId, usize)>,
}

/// The records that the rows of a chunk stand for.
type Records = HashMap<RecordId, RecordRow>;

/// The record of a row and the number of the key by which it was recognised, and what becomes of the row.
type Judged<'r> = (Option<(&'r RecordRow, usize)>, RowStatus, PlanRow);

struct Planner<'a> {
    ctx: &'a Ctx,
    org: OrgId,
    definition: &'a FormDefinition,
    lines: &'a Lines<'a>,
    keys: &'a Keys<'a>,
    stored: Stored,
    defaults: Vec<(String, String)>,
    /// For each key of the chain: hash → position of the first row that has it.
    seen: Vec<HashMap<u64, usize>>,
    /// The hashes and the row number of every row.
    hashes: Vec<(i64, Vec<Option<u64>>)>,
    /// The records that rows would change: position and number of the first such row.
    met: HashMap<RecordId, (i64, i64)>,
    rows: Vec<Draft>,
    frame: PlanFrame,
    statuses: Vec<u8>,
    chunks: Vec<Vec<u8>>,
    blank: i64,
}

impl Planner<'_> {
    fn take(
        &mut self,
        row: i64,
        cells: &[(u32, crate::domain::import::cell::Cell<'_>)],
        lines: &Lines<'_>,
        handle: &Handle,
        tx: &mut Tx,
    ) -> Result<(), AppError> {
        let (answer, mut problems) = match lines.read(row, cells) {
            Line::Blank => {
                self.blank += 1;
                return Ok(());
            }
            Line::Note => {
                let note = problem(RowCode::RowSkipped, Severity::Note, vec![row.to_string()]);
                self.frame.notes.push((row, note));
                return Ok(());
            }
            Line::Row(answer, problems) => (answer, problems),
        };
        let hashes: Vec<Option<u64>> = (0..self.keys.len()).map(|n| self.keys.hash(n, &answer)).collect();
        self.note_duplicate(row, &answer, &hashes);
        let mut matched = None;
        for (n, hash) in hashes.iter().enumerate() {
            let places = hash.and_then(|hash| self.stored.by_key[n].get(&hash)).map(Vec::as_slice).unwrap_or_default();
            match places {
                [] => continue,
                [one] => matched = Some((self.stored.ids[*one as usize], n)),
                several => {
                    let args = vec![several.len().to_string(), self.keys.words(n, self.definition, &answer)];
                    problems.push(problem(RowCode::MatchesSeveral, Severity::Error, args));
                }
            }
            break;
        }
        self.hashes.push((row, hashes));
        self.rows.push(Draft { row, answer, problems, matched });
        if self.rows.len() == CHUNK { self.flush(handle, tx) } else { Ok(()) }
    }

    /// Notes a row that is the same as an earlier one, both of them, by the strongest key that both have.
    fn note_duplicate(&mut self, row: i64, answer: &Answer, hashes: &[Option<u64>]) {
        let here = self.hashes.len();
        for (n, hash) in hashes.iter().enumerate() {
            let Some(hash) = hash else { continue };
            let Some(first) = self.seen[n].get(hash).copied() else {
                self.seen[n].insert(*hash, here);
                continue;
            };
            let (other_row, others) = &self.hashes[first];
            let differs = |m: usize| matches!((hashes[m], others[m]), (Some(a), Some(b)) if a != b);
            if (0..n).any(differs) {
                continue;
            }
            let words = self.keys.words(n, self.definition, answer);
            // A row may be the same as two others that differ in what one of them lacks: all three are held back.
            self.frame.duplicates.entry(here as i64).or_insert((*other_row, words.clone()));
            self.frame.duplicates.entry(first as i64).or_insert((row, words));
        }
    }

    /// Compares the rows at hand with their records and closes a chunk.
    fn flush(&mut self, handle: &Handle, tx: &mut Tx) -> Result<(), AppError> {
        let drafts = std::mem::take(&mut self.rows);
        if drafts.is_empty() {
            return Ok(());
        }
        let ids: Vec<RecordId> = drafts.iter().filter_map(|d| d.matched.map(|(id, _)| id)).collect();
        let records = if ids.is_empty() {
            Vec::new()
        } else {
            handle.block_on(store::record::select_many(tx, self.org, &self.definition.key, &ids))?
        };
        let records: Records = records.into_iter().map(|row| (row.id, row)).collect();
        let mut rows = Vec::with_capacity(drafts.len());
        for (found, status, row) in self.judge_all(drafts, &records)? {
            if let Some((record, n)) = found.filter(|_| status != RowStatus::Error) {
                self.note_met(record, n, row.row);
            }
            self.statuses.push(status as u8);
            rows.push(row);
        }
        self.chunks.push(serde_json::to_vec(&rows).map_err(|e| crate::service::internal(&e))?);
        Ok(())
    }

    /// Judges each row by itself, on as many threads as there are cores; in the order of the rows.
    fn judge_all<'r>(&self, drafts: Vec<Draft>, records: &'r Records) -> Result<Vec<Judged<'r>>, AppError> {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = drafts.len().div_ceil(threads).max(1);
        let mut rest = drafts.into_iter();
        std::thread::scope(|scope| {
            let mut workers = Vec::new();
            loop {
                let part: Vec<Draft> = rest.by_ref().take(share).collect();
                if part.is_empty() {
                    break;
                }
                let work = move || part.into_iter().map(|draft| self.judge(draft, records)).collect::<Vec<_>>();
                workers.push(scope.spawn(work));
            }
            let mut judged = Vec::new();
            for worker in workers {
                judged.extend(worker.join().map_err(|_| crate::service::internal(&"a planning thread died"))?);
            }
            Ok(judged)
        })
    }

    fn judge<'r>(&self, draft: Draft, records: &'r Records) -> Judged<'r> {
        let found = draft.matched.and_then(|(id, n)| Some((records.get(&id)?, n)));
        let (status, row) = match found {
            Some((record, n)) => self.compare(draft, record, n),
            None => self.add(draft),
        };
        (found, status, row)
    }

    /// Notes two rows that stand for the same record, recognised by different keys.
    fn note_met(&mut self, record: &RecordRow, n: usize, row: i64) {
        let here = self.statuses.len() as i64;
        let Some((first, other)) = self.met.get(&record.id).copied() else {
            self.met.insert(record.id, (here, row));
            return;
        };
        let words = self.keys.words(n, self.definition, &record.answer);
        self.frame.duplicates.entry(here).or_insert((other, words.clone()));
        self.frame.duplicates.entry(first).or_insert((row, words));
    }

    fn fill_in(&self, answer: &mut Answer) {
        for (key, value) in &self.defaults {
            if answer.text(key).is_empty() {
                answer.set(key, value.clone());
            }
        }
    }

    fn add(&self, draft: Draft) -> (RowStatus, PlanRow) {
        let Draft { row, mut answer, mut problems, .. } = draft;
        self.fill_in(&mut answer);
        drop_ruled_out(self.definition, self.lines, &mut answer, &mut problems);
        normalise(self.definition, &mut answer);
        let title = self.check(&answer, &mut problems);
        let write = if blocked(&problems) { Answer::default() } else { answer };
        let status = status(&problems, RowStatus::New);
        (status, PlanRow { row, title, record: None, version: 0, write, changes: Vec::new(), problems })
    }

    fn compare(&self, draft: Draft, record: &RecordRow, n: usize) -> (RowStatus, PlanRow) {
        let Draft { row, answer, mut problems, .. } = draft;
        if let Some((field, theirs)) = self.keys.contradiction(n, &record.answer, &answer) {
            let label = self.definition.field(field).map_or(field, |f| f.label.zh.as_str());
            let args =
                vec![self.keys.labels(n, self.definition), record.title.clone(), label.to_owned(), theirs.to_owned()];
            let mut differs = problem(RowCode::KeyDiffers, Severity::Error, args);
            differs.column = self.lines.column_of(field);
            differs.field = field.to_owned();
            differs.value = answer.text(field).to_owned();
            problems.push(differs);
        }
        // Blank cells were left out: they never erase what is stored.
        let mut merged = record.answer.clone();
        merged.0.extend(answer.0);
        self.fill_in(&mut merged);
        drop_ruled_out(self.definition, self.lines, &mut merged, &mut problems);
        normalise(self.definition, &mut merged);
        let title = self.check(&merged, &mut problems);
        let mut write = Answer::default();
        let mut changes = Vec::new();
        for (key, value) in &merged.0 {
            let old = record.answer.0.get(key);
            if old != Some(value) {
                let old = shown_value(old);
                changes.push(Change { field: key.clone(), old, new: shown_value(Some(value)) });
                write.0.insert(key.clone(), value.clone());
            }
        }
        let unchanged = changes.is_empty() && record.state == "valid";
        let status = match status(&problems, RowStatus::Update) {
            RowStatus::Error => RowStatus::Error,
            _ if unchanged => RowStatus::Same,
            status => status,
        };
        if status == RowStatus::Error {
            write = Answer::default();
        }
        (status, PlanRow { row, title, record: Some(record.id), version: record.version, write, changes, problems })
    }

    /// Adds what the form's rules say, and names the row.
    fn check(&self, answer: &Answer, problems: &mut Vec<RowProblem>) -> String {
        let env = CheckEnv { today: self.ctx.today(), codes: &self.ctx.app.catalog };
        form_problems(check(self.definition, answer, &env), self.lines, answer, problems);
        reading::title(self.definition, answer, &self.ctx.app.catalog)
    }
}

fn problem(code: RowCode, severity: Severity, args: Vec<String>) -> RowProblem {
    RowProblem { column: None, field: String::new(), value: String::new(), severity, code: code.into(), args }
}

fn blocked(problems: &[RowProblem]) -> bool {
    problems.iter().any(|p| p.severity == Severity::Error)
}

fn status(problems: &[RowProblem], otherwise: RowStatus) -> RowStatus {
    if blocked(problems) {
        RowStatus::Error
    } else if problems.iter().any(|p| p.severity == Severity::Warning) {
        RowStatus::Warning
    } else {
        otherwise
    }
}
