//! Files: taken in as a stream, told by their content, given out with the right to what they are attached to.

use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{Ctx, disclosure, internal};
use crate::domain::access::Action;
use crate::domain::error::{AppError, FieldProblem, ProblemCode};
use crate::domain::form::kinds::file::{suffix, takes};
use crate::domain::form::{Field, FileRef, Kind, clean};
use crate::domain::ids::{FileId, OrgId, PlanId, RecordId, Uid};
use crate::domain::notice::attachment_types;
use crate::domain::org::Relation;
use crate::store;
use crate::store::event::hex;
use crate::store::file::FileRow;
use crate::store::record::RecordRow;

/// Most characters of a file name; longer ones keep their suffix.
const NAME_MAX: usize = 150;
/// Bytes moved at a time.
const CHUNK: usize = 256 << 10;

/// Where the bytes of files lie.
pub struct Files {
    folder: PathBuf,
    incoming: PathBuf,
    store: OnceLock<Arc<dyn ObjectStore>>,
}

impl Files {
    /// Files below the data folder; nothing is opened before the first use.
    pub fn new(data: &Path) -> Self {
        Self { folder: data.join("files"), incoming: data.join("incoming"), store: OnceLock::new() }
    }

    fn store(&self) -> Result<Arc<dyn ObjectStore>, AppError> {
        if let Some(store) = self.store.get() {
            return Ok(store.clone());
        }
        std::fs::create_dir_all(&self.folder).map_err(|e| internal(&e))?;
        let opened = LocalFileSystem::new_with_prefix(&self.folder).map_err(|e| internal(&e))?;
        Ok(self.store.get_or_init(|| Arc::new(opened)).clone())
    }
}

fn location(id: FileId) -> object_store::path::Path {
    let id = id.to_string();
    let shelf = id.get(id.len() - 2..).unwrap_or_default();
    object_store::path::Path::from(format!("{shelf}/{id}"))
}

/// What a place takes.
#[derive(Clone, Debug)]
pub struct Place {
    /// Most bytes.
    pub max_bytes: i64,
    /// Suffixes without dot.
    pub types: Vec<String>,
    /// What the person must be allowed to do in the own unit.
    pub right: Action,
}

/// Places that belong to no register.
const OTHER_PLACES: [(&str, Action); 2] = [("message", Action::SendMessage), ("notice", Action::PublishNotice)];

/// What a field takes; its path may lead into rows (`people.0.papers`). Without a field: what any file field
/// of the register takes, since the save checks each field again; without a register, and for what is attached to a
/// `message`: the defaults; to a `notice`: those and tables.
///
/// # Errors
/// `NotFound` for an unknown register or a field that takes no files.
pub fn place(ctx: &Ctx, register: &str, path: &str) -> Result<Place, AppError> {
    let other = OTHER_PLACES.iter().find(|(name, _)| *name == register).map(|(_, right)| *right);
    if path.is_empty() && (register.is_empty() || other.is_some()) {
        let kind: Kind = serde_json::from_value(json!({ "kind": "files" })).map_err(|e| internal(&e))?;
        let place = taken(&kind).ok_or(AppError::NotFound)?;
        let types = if register == "notice" { attachment_types() } else { place.types };
        return Ok(Place { right: other.unwrap_or(place.right), types, ..place });
    }
    let mut fields: &[Field] = &super::register::definition(ctx, register)?.fields;
    if path.is_empty() {
        return widest(fields).ok_or(AppError::NotFound);
    }
    let mut found = None;
    for key in path.split('.').filter(|part| part.parse::<u32>().is_err()) {
        let field = fields.iter().find(|f| f.key == key).ok_or(AppError::NotFound)?;
        found = taken(&field.kind);
        fields = match &field.kind {
            Kind::Rows { fields, .. } => fields,
            _ => &[],
        };
    }
    found.ok_or(AppError::NotFound)
}

/// The largest size and all suffixes that file fields take, those of rows too.
fn widest(fields: &[Field]) -> Option<Place> {
    let places = fields.iter().filter_map(|field| match &field.kind {
        Kind::Rows { fields, .. } => widest(fields),
        kind => taken(kind),
    });
    places.reduce(|mut all, place| {
        all.max_bytes = all.max_bytes.max(place.max_bytes);
        all.types.extend(place.types);
        all.types.sort();
        all.types.dedup();
        all
    })
}

fn taken(kind: &Kind) -> Option<Place> {
    match kind {
        Kind::Files { max_bytes, types, .. } => {
            Some(Place { max_bytes: *max_bytes, types: types.clone(), right: Action::EditRecord })
        }
        _ => None,
    }
}

/// An upload under way. Dropped before `finish`, it leaves nothing behind.
pub struct Upload {
    org: OrgId,
    place: Place,
    name: String,
    spool: Spool,
}

/// Bytes that come in, in a file of their own outside of the store; gone with this value.
pub struct Spool {
    file: tokio::fs::File,
    path: Incoming,
    max_bytes: i64,
    size: i64,
    hash: Sha256,
}

impl Spool {
    /// An empty one that takes at most so many bytes.
    ///
    /// # Errors
    /// `Internal` when the data folder cannot be written to.
    pub async fn create(ctx: &Ctx, max_bytes: i64) -> Result<Self, AppError> {
        tokio::fs::create_dir_all(&ctx.app.files.incoming).await.map_err(|e| internal(&e))?;
        let path = Incoming(ctx.app.files.incoming.join(Uid::fresh().to_string()));
        let file = tokio::fs::File::create(&path.0).await.map_err(|e| internal(&e))?;
        Ok(Self { file, path, max_bytes, size: 0, hash: Sha256::new() })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// `TooLarge` as soon as the limit is passed.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), AppError> {
        self.size = self.size.saturating_add(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
        if self.size > self.max_bytes {
            return Err(AppError::TooLarge { limit_bytes: self.max_bytes });
        }
        self.hash.update(bytes);
        self.file.write_all(bytes).await.map_err(|e| internal(&e))
    }

    /// The file with everything that was taken.
    ///
    /// # Errors
    /// `Internal` when the bytes do not reach it.
    pub async fn path(&mut self) -> Result<PathBuf, AppError> {
        self.file.flush().await.map_err(|e| internal(&e))?;
        Ok(self.path.0.clone())
    }

    /// SHA-256 of the bytes in hexadecimal.
    pub fn sha256(&self) -> String {
        hex(&self.hash.clone().finalize())
    }

    /// Copies the bytes into the store.
    async fn keep(&self, ctx: &Ctx, id: FileId) -> Result<(), AppError> {
        let store = ctx.app.files.store()?;
        let opened = store.put_multipart(&location(id)).await.map_err(|e| internal(&e))?;
        let mut writer = WriteMultipart::new(opened);
        let mut source = tokio::fs::File::open(&self.path.0).await.map_err(|e| internal(&e))?;
        let mut buffer = vec![0; CHUNK];
        loop {
            let read = source.read(&mut buffer).await.map_err(|e| internal(&e))?;
            if read == 0 {
                break;
            }
            writer.wait_for_capacity(2).await.map_err(|e| internal(&e))?;
            writer.write(buffer.get(..read).unwrap_or_default());
        }
        writer.finish().await.map_err(|e| internal(&e))?;
        Ok(())
    }
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
        media_type: PACKED[1].1.to_owned(),
        size_bytes: spool.size,
        sha256: spool.sha256(),
        created_at: ctx.now,
    };
    spool.keep(ctx, row.id).await?;
    Ok(row)
}

/// The file that takes the bytes in; removed when it goes out of scope.
struct Incoming(PathBuf);

impl Drop for Incoming {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Begins an upload to the actor's own unit.
///
/// # Errors
/// `Denied` without the right that the place demands; `Invalid` when the place does not take the suffix.
pub async fn begin_upload(ctx: &Ctx, place: Place, name: &str) -> Result<Upload, AppError> {
    let org = ctx.actor()?.org;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, place.right, org).await?;
    drop(tx);
    let name = file_name(name);
    if !takes(&place.types, &suffix(&name)) {
        return Err(wrong_kind(&name, &place));
    }
    let spool = Spool::create(ctx, place.max_bytes).await?;
    Ok(Upload { org, place, name, spool })
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
    /// `Invalid` when the content is not what the suffix says or nothing was sent.
    pub async fn finish(mut self, ctx: &Ctx) -> Result<FileRef, AppError> {
        let (path, ending) = (self.spool.path().await?, suffix(&self.name));
        let told = tokio::task::spawn_blocking(move || std::fs::File::open(path).ok().and_then(|f| told(f, &ending)));
        let media_type = told.await.map_err(|e| internal(&e))?.ok_or_else(|| wrong_kind(&self.name, &self.place))?;
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
    let Some(actor) = actor else { return read(ctx, file).await };
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
                    let relation = ctx.require(&mut tx, Action::ViewRecord, file.org).await;
                    let own = relation.is_ok_and(|r| r == Relation::Own || row.state != "draft");
                    // What was written from a record shows the files of it (E-095).
                    let readable = own || store::record::is_source_for(&mut tx, row.id, actor.org).await?;
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
    drop(tx);
    if !readable {
        return Err(AppError::NotFound);
    }
    disclosure::note_download(ctx, file.org, &id.to_string(), &file.name, of.as_ref()).await?;
    read(ctx, file).await
}

/// Opens a file of a record, or of the one that it was written from, for somebody who reads the record. That it is taken away is noted.
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

/// The media type of a content that is what its suffix says; none for any other.
pub fn told(mut content: impl Read + Seek, suffix: &str) -> Option<&'static str> {
    let mut head = Vec::new();
    content.by_ref().take(8192).read_to_end(&mut head).ok()?;
    if let Some((media_type, marker)) = PACKED.iter().find(|(s, ..)| *s == suffix).map(|(_, m, k)| (*m, *k)) {
        if !head.starts_with(b"PK\x03\x04") {
            return None;
        }
        content.rewind().ok()?;
        let archive = zip::ZipArchive::new(content).ok()?;
        return (marker.is_empty() || archive.file_names().flatten().any(|name| name == marker)).then_some(media_type);
    }
    if let Some((_, media_type)) = COMPOUND.iter().find(|(s, _)| *s == suffix) {
        return head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").then_some(media_type);
    }
    let (_, said) = PLAIN.iter().find(|(s, _)| *s == suffix)?;
    (infer::get(&head)?.mime_type() == *said).then_some(said)
}

/// Zip archives: suffix, media type, the entry that must be there.
const PACKED: &[(&str, &str, &str)] = &[
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/presentation.xml"),
    ("ofd", "application/ofd", "OFD.xml"),
    ("zip", "application/zip", ""),
];

/// Compound files of the older office programs.
const COMPOUND: &[(&str, &str)] = &[
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("wps", "application/vnd.ms-works"),
];

/// Everything else that is taken; text of any kind is not.
const PLAIN: &[(&str, &str)] = &[
    ("pdf", "application/pdf"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("rar", "application/vnd.rar"),
    ("mp4", "video/mp4"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    fn zipped(entry: &str) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(entry, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(b"<x/>").unwrap();
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn content_must_be_what_the_suffix_says() {
        let told = |bytes: &[u8], suffix| told(Cursor::new(bytes.to_vec()), suffix);
        assert_eq!(told(b"%PDF-1.7\n", "pdf"), Some("application/pdf"));
        assert_eq!(told(b"\x89PNG\r\n\x1a\n0000", "png"), Some("image/png"));
        assert_eq!(told(b"\x89PNG\r\n\x1a\n0000", "jpg"), None);
        assert_eq!(told(b"Rar!\x1a\x07\x00", "rar"), Some("application/vnd.rar"));
        assert!(told(&zipped("word/document.xml"), "docx").is_some());
        assert!(told(&zipped("word/document.xml"), "xlsx").is_none());
        assert!(told(&zipped("a.txt"), "zip").is_some());
        assert!(told(b"PK\x03\x04 cut off", "zip").is_none());
        assert!(told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "doc").is_some());
        for text in ["pdf", "doc", "docx", "jpg", "zip", "html", "txt", "svg", ""] {
            assert_eq!(told(b"<html><script>alert(1)</script></html>", text), None, "{text}");
            assert_eq!(told(b"", text), None, "{text}");
        }
    }

    #[test]
    fn names_keep_their_suffix_and_lose_their_folders() {
        assert_eq!(file_name("C:\\文件\\章程.PDF"), "章程.PDF");
        assert_eq!(file_name("../../etc/passwd\r\n"), "passwd");
        let long = file_name(&format!("{}.pdf", "长".repeat(400)));
        assert!(long.ends_with(".pdf") && long.chars().count() <= NAME_MAX);
    }
}
