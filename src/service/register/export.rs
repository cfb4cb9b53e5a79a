//! Exports of a list: exactly what its filters leave, masked unless a reason is given; either is logged (X-007, X-008).

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::list::narrowing;
use super::{definition, sharing, titles_of, view};
use crate::domain::access::{self, Action};
use crate::domain::error::{AppError, ReasonCode};
use crate::domain::form::kinds::{self, ShowEnv};
use crate::domain::form::{Answer, Field, FileRef, FormDefinition, Kind};
use crate::domain::ids::OrgId;
use crate::domain::record::{RecordQuery, state_name};
use crate::domain::text::{Label, Lang};
use crate::service::file::{self, Download};
use crate::service::{Ctx, disclosure};
use crate::store;
use crate::store::record::{Narrowing, RecordRow};

/// Records that are read at once.
const BATCH: i64 = 500;
/// Most files of one archive.
const FILES: usize = 2_000;
/// Most bytes of the files of one archive.
const FILE_BYTES: i64 = 500 << 20;
/// Most characters of the name of a folder or file in an archive.
const NAME_MAX: usize = 100;

/// An export under way.
pub struct Export {
    ctx: Ctx,
    org: OrgId,
    definition: FormDefinition,
    by: Narrowing,
    /// The number of its line in the log, where it has full numbers.
    full: Option<i64>,
    offset: i64,
    ended: bool,
    /// The files of the lines so far, where they are wanted.
    attached: Option<Vec<Attached>>,
    bytes: i64,
    records: usize,
}

/// A file of an exported record.
pub struct Attached {
    /// Its place in the archive: the record's folder and its name.
    pub path: String,
    file: FileRef,
    record: Arc<RecordRow>,
}

impl Attached {
    /// Opens the file. That it is taken away is noted like every download.
    ///
    /// # Errors
    /// Those of `file::open_file`.
    pub async fn open(&self, ctx: &Ctx) -> Result<Download, AppError> {
        file::open_of(ctx, self.file.file, &self.record).await
    }
}

/// Begins an export of a register of a unit (none: the own one) and writes that down; with a reason it has full numbers.
///
/// # Errors
/// `NotFound` for an unknown register, and for a unit outside the scope that shares nothing of it; `Denied` for a reason without the right to full
/// numbers; `Invalid` for a reason that says nothing.
pub async fn begin_export(
    ctx: &Ctx,
    org: Option<OrgId>,
    register: &str,
    query: &RecordQuery,
    format: &str,
    reason: &str,
) -> Result<Export, AppError> {
    let org = ctx.unit(org)?;
    let definition = definition(ctx, register)?.clone();
    let mut tx = ctx.app.db.write().await?;
    let (relation, read) = sharing::reading(ctx, &mut tx, &definition, org).await?;
    let full = !reason.trim().is_empty();
    if full {
        let refused = access::decide(ctx.actor()?, Action::RevealRecord, relation);
        refused.map_err(|reasons| AppError::Denied { reasons })?;
        disclosure::check_reason(reason.trim())?;
    }
    let by = narrowing(&definition, query, read);
    let narrowed: Vec<&String> =
        [&query.q].into_iter().chain(query.filters.values()).filter(|v| !v.is_empty()).collect();
    let payload = json!({
        "register": register, "title": definition.name.zh, "format": format, "full": full, "reason": reason.trim(),
        "narrowed": narrowed,
    });
    let event = ctx.event(org, "register.export", "register", register, payload);
    let seq = store::event::append_numbered(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(Export {
        ctx: ctx.clone(),
        org,
        definition,
        by,
        full: full.then_some(seq),
        offset: 0,
        ended: false,
        attached: (format == "zip").then(Vec::new),
        bytes: 0,
        records: 0,
    })
}

impl Export {
    /// The fields that have a column.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.definition.fields.iter().filter(|f| !matches!(f.kind, Kind::Password | Kind::Computed { .. }))
    }

    /// The name of the register.
    pub fn name(&self) -> &Label {
        &self.definition.name
    }

    /// The files of all lines; empty where they are not wanted.
    pub fn attached(&mut self) -> Vec<Attached> {
        self.attached.take().unwrap_or_default()
    }

    /// Adds the files of a record.
    fn attach(&mut self, row: &RecordRow) -> Result<(), AppError> {
        let Some(attached) = &mut self.attached else { return Ok(()) };
        self.records += 1;
        let files = files_of(&self.definition.fields, &row.answer);
        let folder = archive_name(&format!("{:04} {}", self.records, row.title));
        let (record, mut taken) = (Arc::new(row.clone()), BTreeSet::new());
        for file in files {
            self.bytes = self.bytes.saturating_add(file.size_bytes);
            if self.bytes > FILE_BYTES {
                return Err(AppError::TooLarge { limit_bytes: FILE_BYTES });
            }
            if attached.len() == FILES {
                return Err(AppError::denied(ReasonCode::ExportFiles, &[&FILES.to_string()]));
            }
            let path = format!("{folder}/{}", free_name(&archive_name(&file.name), &mut taken));
            attached.push(Attached { path, file: file.clone(), record: record.clone() });
        }
        Ok(())
    }

    /// The next lines in words, with state and last change; none at the end. Whose full numbers are given out is
    /// noted as they go.
    ///
    /// # Errors
    /// Those of the store; `TooLarge` and `Denied` for more files than an archive takes.
    pub async fn batch(&mut self, lang: Lang) -> Result<Option<Vec<Vec<String>>>, AppError> {
        if self.ended {
            return Ok(None);
        }
        let mut tx = self.ctx.app.db.read().await?;
        let register = &self.definition.key;
        let rows = store::record::select_page(&mut tx, self.org, register, &self.by, false, BATCH, self.offset).await?;
        self.offset += BATCH;
        self.ended = rows.len() < BATCH as usize;
        let titles = titles_of(&mut tx, &self.definition, &rows, self.org).await?;
        drop(tx);
        for row in &rows {
            self.attach(row)?;
        }
        if let Some(seq) = self.full {
            disclosure::note_export(&self.ctx, self.org, seq, &self.definition, &rows).await?;
        }
        let env = ShowEnv { lang, ..view::show_env(&self.ctx, &titles, self.full.is_none()) };
        let lines = rows.iter().map(|row| {
            let cells = self.fields().map(|field| match row.answer.0.get(&field.key) {
                Some(value) => kinds::show(field, value, env),
                None => String::new(),
            });
            let state = state_name(self.definition.flow, &row.state).0;
            cells.chain([state.text(lang).to_owned(), row.updated_at.second_text()]).collect()
        });
        Ok(Some(lines.collect()))
    }
}

/// The files that an answer names, in its rows too.
fn files_of<'a>(fields: &[Field], answer: &'a Answer) -> Vec<&'a FileRef> {
    let mut files = Vec::new();
    for field in fields {
        match &field.kind {
            Kind::Files { .. } => files.extend(answer.files(&field.key)),
            Kind::Rows { fields, .. } => {
                answer.rows(&field.key).iter().for_each(|row| files.extend(files_of(fields, row)));
            }
            _ => {}
        }
    }
    files
}

/// A name that every system can unpack: no signs that lead elsewhere or that a file system refuses, not too long. The
/// suffix stays.
pub fn archive_name(name: &str) -> String {
    let safe = |c: char| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '_' } else { c };
    let name: String = name.chars().map(safe).collect();
    let name = name.trim().trim_end_matches('.').trim_start_matches("..");
    let (stem, suffix) = match name.rsplit_once('.') {
        Some((stem, suffix)) if suffix.chars().count() <= 10 => (stem, format!(".{suffix}")),
        _ => (name, String::new()),
    };
    let stem: String = stem.chars().take(NAME_MAX).collect();
    let whole = format!("{}{suffix}", stem.trim_end());
    if whole.is_empty() { "_".to_owned() } else { whole }
}

/// The name, with a number before it where the folder has one like it. Some systems do not tell capitals.
fn free_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut free = name.to_owned();
    let mut number = 1;
    while !taken.insert(free.to_lowercase()) {
        number += 1;
        free = format!("{number} {name}");
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    /// X-008: Chinese names stay as they are; nothing leads out of the archive.
    #[test]
    fn names_in_an_archive_are_harmless_and_keep_their_suffix() {
        assert_eq!(archive_name("章程（2024 版）.pdf"), "章程（2024 版）.pdf");
        assert_eq!(archive_name("../../a:b?.pdf"), "_.._a_b_.pdf");
        assert_eq!(archive_name(" .. "), "_");
        assert_eq!(archive_name("0001 "), "0001");
        let long = archive_name(&format!("{}.pdf", "长".repeat(300)));
        assert!(long.ends_with(".pdf") && long.chars().count() == NAME_MAX + 4);
    }

    #[test]
    fn two_files_of_one_name_get_two_names() {
        let mut taken = BTreeSet::new();
        let names = ["a.pdf", "A.pdf", "a.pdf"].map(|name| free_name(name, &mut taken));
        assert_eq!(names, ["a.pdf", "2 A.pdf", "3 a.pdf"]);
    }
}
