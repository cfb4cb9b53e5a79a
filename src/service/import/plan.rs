//! From rows to a plan: types the cells, recognises records, checks what would stand, and says what a commit
//! would do. Runs on a thread of its own; the store is asked once per batch of rows.

use std::collections::hash_map::{Entry, HashMap};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use tokio::runtime::Handle;

use judge::{Draft, Judge};

use super::limits::look;
use super::sheet::{Found, Workbook};
use crate::domain::error::{AppError, Severity};
use crate::domain::form::{Answer, Field, FormDefinition, Kind};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::import::choice::{self, Options};
use crate::domain::import::defaults::defaults;
use crate::domain::import::header::is_importable;
use crate::domain::import::row::{Keys, Line, Lines};
use crate::domain::import::{PlanColumn, PlanCounts, PlanFrame, Refusal, RefusedCode, RowCode, RowProblem, RowStatus};
use crate::service::Ctx;
use crate::service::catalog::Catalog;
use crate::store;
use crate::store::db::Tx;

mod judge;

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
    /// The rows, `CHUNK` each, packed as they are stored.
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
            let theirs = ctx.catalog.register(register).map_or(register.as_str(), |d| d.name.zh.as_str());
            return Err(Refusal::new(RefusedCode::OtherTemplate, &[theirs, &definition.name.zh]).into());
        }
        let found = book.find(&definition)?;
        let merges = if looked.merged { book.merges(&found.sheet)? } else { Vec::new() };
        let offered = handle.block_on(offered(&mut tx, org, &definition))?;
        let lines = Lines::new(&definition, &found.header, merges, book.around(), |field| {
            options(&ctx.catalog, &offered, field)
        });
        let keys = Keys::new(&definition);
        let stored = handle.block_on(Stored::load(&mut tx, org, &definition.key, &keys))?;
        let only = |register: &str| match offered.get(register).map(Vec::as_slice) {
            Some([(id, _)]) => Some(id.to_string()),
            _ => None,
        };
        let defaults = defaults(&definition, &found.header, only);
        let judge = Judge { ctx: &ctx, definition: &definition, lines: &lines, keys: &keys, defaults };
        let mut frame = frame(&definition, &found, template.as_ref(), &lines);
        let mut reader = RowReader {
            definition: &definition,
            keys: &keys,
            stored,
            seen: vec![HashMap::new(); keys.len()],
            numbers: Vec::new(),
            hashes: Vec::new(),
            matched: HashSet::new(),
            rows: Vec::new(),
            blank: 0,
        };
        let judged = judge.beside(|jobs| {
            let mut send = |drafts: Vec<Draft>| {
                let ids: Vec<RecordId> = drafts.iter().filter_map(|d| d.matched.map(|(id, _)| id)).collect();
                let records = handle.block_on(store::record::select_many(&mut tx, org, &definition.key, &ids))?;
                jobs.send(drafts, records)
            };
            book.rows_below(&found.sheet, found.header.row, |(row, cells)| {
                reader.take(row, lines.read(row, &cells), &mut frame);
                if reader.rows.len() == CHUNK {
                    send(std::mem::take(&mut reader.rows))?;
                }
                Ok::<(), NoPlan>(())
            })?;
            match reader.rows.is_empty() {
                true => Ok(()),
                false => Ok(send(std::mem::take(&mut reader.rows))?),
            }
        })?;
        let (mut statuses, mut chunks) = (Vec::new(), Vec::new());
        let mut met = Met::default();
        for batch in judged {
            met.note(batch.met, statuses.len() as i64, &mut frame);
            statuses.extend(batch.statuses);
            chunks.push(batch.rows);
        }
        if statuses.is_empty() {
            return Err(Refusal::new(RefusedCode::NoRows, &[]).into());
        }
        for at in frame.duplicates.keys() {
            if let Some(status) = usize::try_from(*at).ok().and_then(|at| statuses.get_mut(at)) {
                *status = RowStatus::Duplicate as u8;
            }
        }
        Ok(Planned {
            counts: PlanCounts::count(&statuses, reader.blank),
            frame,
            statuses,
            chunks,
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
                choice::Entry { value: e.code.clone(), names: names.into_iter().filter(|n| !n.is_empty()).collect() }
            };
            let mut entries: Vec<choice::Entry> = tree.entries().iter().filter(|e| e.current).map(entry).collect();
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
            let entry =
                |(id, title): &(RecordId, String)| choice::Entry { value: id.to_string(), names: vec![title.clone()] };
            Some(Options::new(offered.get(register).into_iter().flatten().map(entry).collect()))
        }
        _ => None,
    }
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

/// What the rows above have shown, and the rows that wait for a full batch.
struct RowReader<'a> {
    definition: &'a FormDefinition,
    keys: &'a Keys<'a>,
    stored: Stored,
    /// For each key of the chain: hash → position of the first row that has it.
    seen: Vec<HashMap<u64, u32>>,
    /// The number of every row in the sheet.
    numbers: Vec<i64>,
    /// The hashes of every row, one for each key of the chain, row after row.
    hashes: Vec<Option<u64>>,
    /// The records that rows stand for.
    matched: HashSet<RecordId>,
    rows: Vec<Draft>,
    blank: i64,
}

impl RowReader<'_> {
    /// Takes the next line in, recognises its record, and notes whether an earlier row is the same.
    fn take(&mut self, row: i64, line: Line, frame: &mut PlanFrame) {
        let (answer, mut problems) = match line {
            Line::Blank => {
                self.blank += 1;
                return;
            }
            Line::Note => {
                let note = problem(RowCode::RowSkipped, Severity::Note, vec![row.to_string()]);
                frame.notes.push((row, note));
                return;
            }
            Line::Row(answer, problems) => (answer, problems),
        };
        let hashes: Vec<Option<u64>> = (0..self.keys.len()).map(|n| self.keys.hash(n, &answer)).collect();
        self.note_duplicate(row, &answer, &hashes, frame);
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
        self.numbers.push(row);
        self.hashes.extend(hashes);
        let again = matched.is_some_and(|(record, _)| !self.matched.insert(record));
        self.rows.push(Draft { row, answer, problems, matched, again });
    }

    /// Notes a row that is the same as an earlier one, both of them, by the strongest key that both have.
    fn note_duplicate(&mut self, row: i64, answer: &Answer, hashes: &[Option<u64>], frame: &mut PlanFrame) {
        let here = self.numbers.len();
        for (n, hash) in hashes.iter().enumerate() {
            let Some(hash) = hash else { continue };
            let first = match self.seen[n].entry(*hash) {
                Entry::Vacant(place) => {
                    place.insert(here as u32);
                    continue;
                }
                Entry::Occupied(first) => *first.get() as usize,
            };
            let others = &self.hashes[first * self.keys.len()..];
            let differs = |m: usize| matches!((hashes[m], others[m]), (Some(a), Some(b)) if a != b);
            if (0..n).any(differs) {
                continue;
            }
            let words = self.keys.words(n, self.definition, answer);
            // A row may be the same as two others that differ in what one of them lacks: all three are held back.
            frame.duplicates.entry(here as i64).or_insert((self.numbers[first], words.clone()));
            frame.duplicates.entry(first as i64).or_insert((row, words));
        }
    }
}

/// The records that rows would change: position and number of the first such row.
#[derive(Default)]
struct Met(HashMap<RecordId, (i64, i64)>);

impl Met {
    /// Notes rows that stand for the same record, recognised by different keys. `from` is the position of the
    /// batch's first row.
    fn note(&mut self, batch: Vec<judge::Met>, from: i64, frame: &mut PlanFrame) {
        for judge::Met { at, row, record, words } in batch {
            let here = from + at as i64;
            let Some((first, other)) = self.0.get(&record).copied() else {
                self.0.insert(record, (here, row));
                continue;
            };
            frame.duplicates.entry(here).or_insert((other, words.clone()));
            frame.duplicates.entry(first).or_insert((row, words));
        }
    }
}

fn problem(code: RowCode, severity: Severity, args: Vec<String>) -> RowProblem {
    RowProblem { column: None, field: String::new(), value: String::new(), severity, code: code.into(), args }
}
