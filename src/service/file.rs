//! Files: taken in as a stream, told by their content, given out with the right to what they are attached to.

use std::collections::BTreeMap;

use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::ObjectStoreExt;
use serde_json::json;

use super::{Ctx, disclosure, internal, register};
use crate::domain::access::Action;
use crate::domain::error::{AppError, FieldProblem, ProblemCode};
use crate::domain::form::kinds::file::{suffix, takes};
use crate::domain::form::{FileRef, clean};
use crate::domain::ids::{FileId, OrgId, PlanId, RecordId};
use crate::store;
use crate::store::file::FileRow;
use crate::store::record::RecordRow;

mod kind;
pub mod pieces;
mod place;
pub mod preview;
pub mod scan;
mod shelf;
mod spool;
pub mod unused;

use kind::WORKBOOK;
pub use kind::told;
pub use place::{Place, place};
use shelf::location;
pub use shelf::{Files, S3Settings};
pub use spool::Spool;

/// Most characters of a file name; longer ones keep their suffix.
const NAME_MAX: usize = 150;

/// An upload under way. Dropped before `finish`, it leaves nothing behind.
pub struct Upload {
    org: OrgId,
    place: Place,
    name: String,
    spool: Spool,
}

/// Stores the original of an import, attached to its plan; the caller writes the row in its transaction.
///
/// # Errors
/// `Internal` when the store cannot be written to.
pub async fn keep_original(
    ctx: &Ctx,
    spool: &Spool,
    org: OrgId,
    plan: PlanId,
    name: &str,
) -> Result<FileRow, AppError> {
    let row = FileRow {
        id: FileId::fresh(),
        org,
        record: Some(plan.to_string()),
        uploaded_by: ctx.actor.as_ref().map(|a| a.account),
        name: file_name(name),
        media_type: WORKBOOK.to_owned(),
        size_bytes: spool.size,
        sha256: spool.sha256(),
        created_at: ctx.now,
    };
    spool.keep(ctx, row.id).await?;
    Ok(row)
}

/// Begins an upload to the actor's own unit.
///
/// # Errors
/// `Denied` without the right that the place demands; `Invalid` when the place does not take the suffix.
pub async fn begin_upload(ctx: &Ctx, place: Place, name: &str) -> Result<Upload, AppError> {
    let (org, name) = admit(ctx, &place, name).await?;
    let spool = Spool::create(ctx, place.max_bytes).await?;
    Ok(Upload { org, place, name, spool })
}

/// The actor's own unit, if the actor may upload there, and the name, if the place takes its suffix.
async fn admit(ctx: &Ctx, place: &Place, name: &str) -> Result<(OrgId, String), AppError> {
    let org = ctx.actor()?.org;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, place.right, org).await?;
    let name = file_name(name);
    if takes(&place.types, &suffix(&name)) { Ok((org, name)) } else { Err(wrong_kind(&name, place)) }
}

impl Upload {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// `TooLarge` as soon as the limit of the place is passed.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), AppError> {
        self.spool.write(bytes).await
    }

    /// Checks the content, stores it and writes the file's row; it is attached to nothing yet.
    ///
    /// # Errors
    /// `Invalid` when the content is not what the suffix says, nothing was sent, or the scan does not clear it.
    pub async fn finish(mut self, ctx: &Ctx) -> Result<FileRef, AppError> {
        let (path, ending) = (self.spool.path().await?, suffix(&self.name));
        let content = path.clone();
        let told =
            tokio::task::spawn_blocking(move || std::fs::File::open(content).ok().and_then(|f| told(f, &ending)));
        let media_type = told.await.map_err(|e| internal(&e))?.ok_or_else(|| wrong_kind(&self.name, &self.place))?;
        scan::demand_clean(ctx, &path, &self.name).await?;
        let row = FileRow {
            id: FileId::fresh(),
            org: self.org,
            record: None,
            uploaded_by: ctx.actor.as_ref().map(|a| a.account),
            name: self.name.clone(),
            media_type: media_type.to_owned(),
            size_bytes: self.spool.size,
            sha256: self.spool.sha256(),
            created_at: ctx.now,
        };
        self.spool.keep(ctx, row.id).await?;
        let mut tx = ctx.app.db.write().await?;
        store::file::insert(&mut tx, &row).await?;
        let payload = json!({ "name": row.name, "size_bytes": row.size_bytes, "sha256": row.sha256 });
        store::event::append(&mut tx, &ctx.event(self.org, "file.upload", "file", row.id, payload)).await?;
        tx.commit().await?;
        Ok(FileRef { file: row.id, name: row.name, size_bytes: row.size_bytes })
    }
}

/// A file to be given out.
pub struct Download {
    /// Its row.
    pub file: FileRow,
    /// Its bytes.
    pub bytes: BoxStream<'static, Result<Bytes, object_store::Error>>,
}

/// Opens a file. The right to the record is the right to the file; before the first save only the one who
/// uploaded it has it; a file of an evaluation follows the evaluation, the original of an import its plan; what is
/// attached to a message or a notice is for those who may read that; what is attached to a public notice is for
/// everybody, and nobody's taking it away is noted.
///
/// # Errors
/// `NotFound` whenever the actor may not read it; `NotSignedIn` for visitors.
pub async fn open_file(ctx: &Ctx, id: FileId) -> Result<Download, AppError> {
    let found = readable(ctx, id).await?;
    note(ctx, &found).await?;
    read(ctx, found.file).await
}

/// A file that the actor may read.
struct Readable {
    file: FileRow,
    /// The record that it is attached to.
    of: Option<RecordRow>,
    /// Whether everybody may read it.
    open: bool,
}

/// Finds a file that the actor may read.
async fn readable(ctx: &Ctx, id: FileId) -> Result<Readable, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let found = store::file::select(&mut tx, id).await?;
    let holder = found.as_ref().and_then(|file| file.record.as_deref());
    let open = match holder {
        Some(holder) => super::portal::is_open(ctx, &mut tx, holder).await?,
        None => false,
    };
    // A visitor learns nothing of a file, not even that there is none.
    let actor = if open { None } else { Some(ctx.actor()?) };
    let file = found.ok_or(AppError::NotFound)?;
    let Some(actor) = actor else { return Ok(Readable { file, of: None, open }) };
    let mut of = None;
    let readable = match &file.record {
        None => file.uploaded_by == Some(actor.account),
        Some(holder) if store::file::is_sent(&mut tx, holder).await? => {
            let message = super::message::may_read_files(ctx, &mut tx, holder).await?;
            let notice = super::notice::may_read_files(ctx, &mut tx, holder).await?;
            message.or(notice).unwrap_or(false)
        }
        Some(record) => {
            let row = match record.parse::<RecordId>() {
                Ok(id) => store::record::select(&mut tx, id).await?,
                Err(_) => None,
            };
            match row {
                Some(row) => {
                    // What was written from a record shows the files of it (E-095).
                    let readable = register::is_file_readable(ctx, &mut tx, row.clone(), id).await?
                        || store::record_source::is_source_for(&mut tx, row.id, actor.org).await?
                            && ctx.require(&mut tx, Action::ViewRecord, actor.org).await.is_ok();
                    of = Some(row);
                    readable
                }
                None if store::record::existed(&mut tx, record).await? => false,
                None if store::import::existed(&mut tx, record).await? => {
                    ctx.require(&mut tx, Action::Import, file.org).await.is_ok()
                }
                None => ctx.require(&mut tx, Action::ViewEvaluation, file.org).await.is_ok(),
            }
        }
    };
    if readable { Ok(Readable { file, of, open }) } else { Err(AppError::NotFound) }
}

/// Notes that a file is taken away, unless everybody may read it.
async fn note(ctx: &Ctx, found: &Readable) -> Result<(), AppError> {
    let Readable { file, of, open } = found;
    if *open {
        return Ok(());
    }
    disclosure::note_download(ctx, file.org, &file.id.to_string(), &file.name, of.as_ref()).await
}

/// Opens a file of a record, or of the one that it was written from, for somebody who reads the record. That it is
/// taken away is noted.
///
/// # Errors
/// `NotFound` for a file that is not attached to the record.
pub async fn open_of(ctx: &Ctx, id: FileId, record: &RecordRow) -> Result<Download, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let file = store::file::select(&mut tx, id).await?;
    drop(tx);
    let holders = [Some(record.id.to_string()), record.source.clone()];
    let attached = |file: &FileRow| file.record.is_some() && holders.contains(&file.record);
    let file = file.filter(attached).ok_or(AppError::NotFound)?;
    disclosure::note_download(ctx, file.org, &id.to_string(), &file.name, Some(record)).await?;
    read(ctx, file).await
}

async fn read(ctx: &Ctx, file: FileRow) -> Result<Download, AppError> {
    let got = ctx.app.files.store()?.get(&location(file.id)).await.map_err(|e| internal(&e))?;
    Ok(Download { bytes: got.into_stream(), file })
}

/// Puts the stored name and size in the place of what the browser said; names the files that the actor cannot
/// attach to `holder`: those of others, and those that are attached elsewhere.
pub fn adopt(
    ctx: &Ctx,
    path: &str,
    files: &mut [FileRef],
    known: &BTreeMap<FileId, FileRow>,
    holder: &str,
) -> Vec<FieldProblem> {
    let account = ctx.actor.as_ref().map(|a| a.account);
    let own = |row: &&FileRow| match &row.record {
        Some(attached) => attached == holder,
        None => row.uploaded_by == account,
    };
    let mut problems = Vec::new();
    for file in files {
        match known.get(&file.file).filter(own) {
            Some(row) => (file.name, file.size_bytes) = (row.name.clone(), row.size_bytes),
            None => problems.push(FieldProblem::error(path, ProblemCode::UnknownFile, &[])),
        }
    }
    problems
}

/// The last part of the name, as one line.
fn file_name(name: &str) -> String {
    let last = clean::line(name.rsplit(['/', '\\']).next().unwrap_or_default());
    if last.chars().count() <= NAME_MAX {
        return last;
    }
    let ending: String = suffix(&last).chars().take(12).collect();
    let stem: String = last.chars().take(NAME_MAX - 13).collect();
    format!("{stem}.{ending}")
}

fn wrong_kind(name: &str, place: &Place) -> AppError {
    AppError::field("", ProblemCode::FileKind, &[&clean::clip(name, 80), &place.types.join("、")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_suffix_and_lose_their_folders() {
        assert_eq!(file_name("C:\\文件\\章程.PDF"), "章程.PDF");
        assert_eq!(file_name("../../etc/passwd\r\n"), "passwd");
        let long = file_name(&format!("{}.pdf", "长".repeat(400)));
        assert!(long.ends_with(".pdf") && long.chars().count() <= NAME_MAX);
    }
}
