//! Uploads in pieces: the bytes wait in a file of their own, whose length says where to go on. Complete, they go the
//! way of every upload, with the same checks.

use std::path::PathBuf;

use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use super::unused::INCOMING_MS;
use super::{Place, admit, begin_upload, place};
use crate::domain::error::AppError;
use crate::domain::form::FileRef;
use crate::domain::ids::UploadId;
use crate::domain::time::Instant;
use crate::domain::upload::{NewUpload, Progress};
use crate::service::{Ctx, internal};
use crate::store;
use crate::store::upload::UploadRow;

/// Most uploads in pieces that a person has under way: each may take a hundred megabytes of the disk.
const OPEN_MAX: i64 = 20;
/// Bytes moved at a time.
const CHUNK: usize = 256 << 10;

fn oldest(ctx: &Ctx) -> Instant {
    ctx.now.plus_ms(-INCOMING_MS)
}

/// Where the bytes of an upload wait.
fn path(ctx: &Ctx, id: UploadId) -> PathBuf {
    ctx.app.files.incoming.join(id.to_string())
}

/// Begins an upload in pieces to a place of the actor's own unit.
///
/// # Errors
/// Those of `place` and `begin_upload`; `TooLarge` for more than the place takes; `Busy` with too many under way.
pub async fn begin_pieces(ctx: &Ctx, register: &str, field: &str, new: &NewUpload) -> Result<Progress, AppError> {
    let to: Place = place(ctx, register, field)?;
    let (org, name) = admit(ctx, &to, &new.name).await?;
    if new.size_bytes > to.max_bytes {
        return Err(AppError::TooLarge { limit_bytes: to.max_bytes });
    }
    if new.size_bytes < 1 {
        return Err(AppError::Invalid { problems: Vec::new() });
    }
    let row = UploadRow {
        id: UploadId::fresh(),
        account: ctx.actor()?.account,
        org,
        register: register.to_owned(),
        field: field.to_owned(),
        name,
        size_bytes: new.size_bytes,
        file: None,
        created_at: ctx.now,
    };
    let mut tx = ctx.app.db.write().await?;
    if store::upload::count_open(&mut tx, row.account, oldest(ctx)).await? >= OPEN_MAX {
        return Err(AppError::Busy);
    }
    store::upload::insert(&mut tx, &row).await?;
    tokio::fs::create_dir_all(&ctx.app.files.incoming).await.map_err(|e| internal(&e))?;
    tokio::fs::File::create_new(path(ctx, row.id)).await.map_err(|e| internal(&e))?;
    tx.commit().await?;
    Ok(Progress { upload: row.id, offset: 0, file: None })
}

/// The actor's own upload.
async fn own(ctx: &Ctx, id: UploadId) -> Result<UploadRow, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.read().await?;
    let row = store::upload::select(&mut tx, id, actor.account, actor.org, oldest(ctx)).await?;
    row.ok_or(AppError::NotFound)
}

/// How far it is.
async fn progress(ctx: &Ctx, row: &UploadRow) -> Result<Progress, AppError> {
    if let Some(file) = row.file {
        let mut tx = ctx.app.db.read().await?;
        let stored = store::file::select(&mut tx, file).await?.ok_or(AppError::NotFound)?;
        let file = FileRef { file, name: stored.name, size_bytes: stored.size_bytes };
        return Ok(Progress { upload: row.id, offset: row.size_bytes, file: Some(file) });
    }
    let waiting = tokio::fs::metadata(path(ctx, row.id)).await.map_err(|_| AppError::NotFound)?;
    Ok(Progress { upload: row.id, offset: i64::try_from(waiting.len()).unwrap_or(i64::MAX), file: None })
}

/// How far an upload of the actor is, for a browser that lost the connection.
///
/// # Errors
/// `NotFound` for another's and for what has run out: it must begin anew.
pub async fn find_pieces(ctx: &Ctx, id: UploadId) -> Result<Progress, AppError> {
    let row = own(ctx, id).await?;
    progress(ctx, &row).await
}

/// A piece that comes in.
pub struct Piece {
    row: UploadRow,
    file: tokio::fs::File,
    at: i64,
}

/// Opens an upload of the actor for a piece that begins at that byte; where it does not go on there, how far it is.
///
/// # Errors
/// `NotFound` as for `find_pieces`.
pub async fn open_piece(ctx: &Ctx, id: UploadId, offset: i64) -> Result<Result<Piece, Progress>, AppError> {
    let row = own(ctx, id).await?;
    let known = progress(ctx, &row).await?;
    if known.file.is_some() || known.offset != offset {
        return Ok(Err(known));
    }
    let mut file = tokio::fs::OpenOptions::new().write(true).open(path(ctx, id)).await.map_err(|e| internal(&e))?;
    let begin = u64::try_from(offset).unwrap_or_default();
    file.seek(std::io::SeekFrom::Start(begin)).await.map_err(|e| internal(&e))?;
    Ok(Ok(Piece { row, file, at: offset }))
}

impl Piece {
    /// Takes the next bytes; they stay, whatever becomes of the rest.
    ///
    /// # Errors
    /// `TooLarge` beyond the announced size.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), AppError> {
        self.at = self.at.saturating_add(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
        if self.at > self.row.size_bytes {
            return Err(AppError::TooLarge { limit_bytes: self.row.size_bytes });
        }
        self.file.write_all(bytes).await.map_err(|e| internal(&e))?;
        self.file.flush().await.map_err(|e| internal(&e))
    }

    /// Ends the piece; with the last one the file is checked and stored.
    ///
    /// # Errors
    /// Those of `Upload::finish`; what is refused is forgotten.
    pub async fn finish(self, ctx: &Ctx) -> Result<Progress, AppError> {
        let Self { row, file, at } = self;
        drop(file);
        if at < row.size_bytes {
            return Ok(Progress { upload: row.id, offset: at, file: None });
        }
        match complete(ctx, &row).await {
            Ok(file) => Ok(Progress { upload: row.id, offset: row.size_bytes, file: Some(file) }),
            Err(error) => {
                if matches!(error, AppError::Invalid { .. } | AppError::TooLarge { .. } | AppError::Denied { .. }) {
                    let mut tx = ctx.app.db.write().await?;
                    store::upload::delete(&mut tx, row.id).await?;
                    tx.commit().await?;
                    let _ = tokio::fs::remove_file(path(ctx, row.id)).await;
                }
                Err(error)
            }
        }
    }
}

/// Sends the bytes the way of every upload. They are copied: what is checked is what is stored, even if another call
/// still writes to the waiting file.
async fn complete(ctx: &Ctx, row: &UploadRow) -> Result<FileRef, AppError> {
    let mut upload = begin_upload(ctx, place(ctx, &row.register, &row.field)?, &row.name).await?;
    let mut source = tokio::fs::File::open(path(ctx, row.id)).await.map_err(|_| AppError::NotFound)?;
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = source.read(&mut buffer).await.map_err(|e| internal(&e))?;
        if read == 0 {
            break;
        }
        upload.write(buffer.get(..read).unwrap_or_default()).await?;
    }
    let file = upload.finish(ctx).await?;
    let mut tx = ctx.app.db.write().await?;
    store::upload::update_file(&mut tx, row.id, file.file).await?;
    tx.commit().await?;
    // What stays behind goes with the hourly sweep.
    let _ = tokio::fs::remove_file(path(ctx, row.id)).await;
    Ok(file)
}
