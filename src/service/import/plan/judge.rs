//! What becomes of each row: compared with its record, checked by the form's rules, with what would be written.
//! Runs beside the reading, on the other cores; rows are judged one by one, in any order.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::mpsc::{SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::{NoPlan, problem};
use crate::domain::error::{AppError, Severity};
use crate::domain::form::check::{CheckEnv, check};
use crate::domain::form::normalise::normalise;
use crate::domain::form::{Answer, FormDefinition, view as reading};
use crate::domain::ids::RecordId;
use crate::domain::import::row::{Keys, Lines, drop_ruled_out, form_problems, shown_value};
use crate::domain::import::{Change, PlanRow, RowCode, RowProblem, RowStatus};
use crate::service::{Ctx, internal};
use crate::store::{self, record::RecordRow};

/// Batches that wait at most: the reading goes no further ahead.
const WAITING: usize = 4;

/// A row that was read and recognised.
pub(super) struct Draft {
    pub row: i64,
    pub answer: Answer,
    pub problems: Vec<RowProblem>,
    /// The record and the number of the key by which it was recognised.
    pub matched: Option<(RecordId, usize)>,
    /// Whether an earlier row stands for that record too.
    pub again: bool,
}

/// A judged batch.
pub(super) struct Judged {
    /// A byte for each row.
    pub statuses: Vec<u8>,
    /// The rows, packed.
    pub rows: Vec<u8>,
    /// The rows that would change a record.
    pub met: Vec<Met>,
}

/// A row that would change a record.
pub(super) struct Met {
    /// Its place in the batch.
    pub at: usize,
    /// Its number in the sheet.
    pub row: i64,
    pub record: RecordId,
    /// How the record was recognised; empty where no earlier row stands for it.
    pub words: String,
}

struct Batch {
    number: usize,
    drafts: Vec<Draft>,
    records: Vec<RecordRow>,
}

/// Where the reading hands its rows on.
pub(super) struct Jobs {
    queue: SyncSender<Batch>,
    sent: usize,
}

impl Jobs {
    /// Hands a batch on, with the records that its rows stand for; waits while enough others wait.
    pub fn send(&mut self, drafts: Vec<Draft>, records: Vec<RecordRow>) -> Result<(), AppError> {
        let batch = Batch { number: self.sent, drafts, records };
        self.sent += 1;
        self.queue.send(batch).map_err(|_| internal(&"no thread judges rows any more"))
    }
}

/// What judging a row takes.
pub(super) struct Judge<'a> {
    pub ctx: &'a Ctx,
    pub definition: &'a FormDefinition,
    pub lines: &'a Lines<'a>,
    pub keys: &'a Keys<'a>,
    /// What a new record gets in fields without a column.
    pub defaults: Vec<(String, String)>,
}

impl Judge<'_> {
    /// Runs `read` on this thread and judges what it hands on, on the other cores; in the order handed on.
    ///
    /// # Errors
    /// Those of `read`, and of a batch that cannot be judged.
    pub fn beside(&self, read: impl FnOnce(&mut Jobs) -> Result<(), NoPlan>) -> Result<Vec<Judged>, NoPlan> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get).saturating_sub(1).max(1);
        let (queue, waiting) = sync_channel::<Batch>(WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        let (done, results) = channel();
        thread::scope(|scope| {
            for _ in 0..threads {
                let (done, waiting) = (done.clone(), waiting.clone());
                scope.spawn(move || {
                    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    while let Ok(batch) = next() {
                        let sent = done.send((batch.number, self.judge_batch(batch.drafts, batch.records)));
                        if sent.is_err() {
                            return;
                        }
                    }
                });
            }
            // Only the threads hold these now: were all of them gone, the reading would hear of it.
            drop((done, waiting));
            let mut jobs = Jobs { queue, sent: 0 };
            read(&mut jobs)?;
            drop(jobs);
            let mut judged: Vec<(usize, Result<Judged, AppError>)> = results.iter().collect();
            judged.sort_unstable_by_key(|(number, _)| *number);
            Ok(judged.into_iter().map(|(_, batch)| batch).collect::<Result<_, AppError>>()?)
        })
    }

    fn judge_batch(&self, drafts: Vec<Draft>, records: Vec<RecordRow>) -> Result<Judged, AppError> {
        let records: HashMap<RecordId, RecordRow> = records.into_iter().map(|row| (row.id, row)).collect();
        let mut rows = Vec::with_capacity(drafts.len());
        let (mut statuses, mut met) = (Vec::with_capacity(drafts.len()), Vec::new());
        for (at, draft) in drafts.into_iter().enumerate() {
            let found = draft.matched.and_then(|(id, n)| Some((records.get(&id)?, n)));
            let again = draft.again;
            let (status, row) = match found {
                Some((record, n)) => self.compare(draft, record, n),
                None => self.add(draft),
            };
            if let Some((record, n)) = found.filter(|_| status != RowStatus::Error) {
                let words = if again { self.keys.words(n, self.definition, &record.answer) } else { String::new() };
                met.push(Met { at, row: row.row, record: record.id, words });
            }
            statuses.push(status as u8);
            rows.push(row);
        }
        Ok(Judged { statuses, met, rows: store::import::pack(&rows)? })
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
        let unchanged = changes.is_empty() && record.state != "draft";
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
        let env = CheckEnv { today: self.ctx.today(), codes: &*self.ctx.catalog };
        form_problems(check(self.definition, answer, &env), self.lines, answer, problems);
        reading::title(self.definition, answer, &*self.ctx.catalog)
    }
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
