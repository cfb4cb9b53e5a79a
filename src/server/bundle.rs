//! Exports with their files: a workbook and a folder for each record, in one archive.

use std::io::Write;
use std::path::PathBuf;

use axum::body::Body;
use bytes::Bytes;
use futures::stream::TryStreamExt;
use tokio::sync::mpsc;
use zip::ZipWriter;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;

use crate::domain::error::AppError;
use crate::service::file::Spool;
use crate::service::register::export::Attached;
use crate::service::{Ctx, internal};

/// Pieces on their way to the archive at most.
const WAITING: usize = 8;

/// What goes into an archive, in this order.
enum Part {
    /// A file of that name begins.
    Entry(String),
    /// The next bytes of it.
    Bytes(Bytes),
}

/// The archive: the workbook by that name, then the files. Nothing of it is held in memory as a whole.
///
/// # Errors
/// `Internal` when a file cannot be read or the archive not be written.
pub async fn bundle(ctx: &Ctx, name: &str, mut book: Spool, files: Vec<Attached>) -> Result<Body, AppError> {
    let mut archive = Spool::create(ctx, i64::MAX).await?;
    let path = archive.path().await?;
    let (parts, coming) = mpsc::channel(WAITING);
    let packing = tokio::task::spawn_blocking(move || pack(path, coming));
    let sent = send(ctx, &parts, name, &mut book, files).await;
    drop(parts);
    let packed = packing.await.map_err(|e| internal(&e))?;
    packed.map_err(|e| internal(&e))?;
    sent?;
    super::sheet::given_out(archive).await
}

async fn send(
    ctx: &Ctx,
    parts: &mpsc::Sender<Part>,
    name: &str,
    book: &mut Spool,
    files: Vec<Attached>,
) -> Result<(), AppError> {
    // An archive that cannot be written says why itself.
    let put = async |part: Part| parts.send(part).await.map_err(|e| internal(&e));
    put(Part::Entry(format!("{name}.xlsx"))).await?;
    let mut bytes = super::sheet::bytes_of(book).await?;
    while let Some(chunk) = bytes.try_next().await.map_err(|e| internal(&e))? {
        put(Part::Bytes(chunk)).await?;
    }
    for attached in files {
        let mut download = attached.open(ctx).await?;
        put(Part::Entry(attached.path)).await?;
        while let Some(chunk) = download.bytes.try_next().await.map_err(|e| internal(&e))? {
            put(Part::Bytes(chunk)).await?;
        }
    }
    Ok(())
}

fn pack(path: PathBuf, mut coming: mpsc::Receiver<Part>) -> ZipResult<()> {
    let mut archive = ZipWriter::new(std::io::BufWriter::new(std::fs::File::create(path)?));
    // Documents and pictures are packed already; some of them are larger than the old format takes.
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored).large_file(true);
    while let Some(part) = coming.blocking_recv() {
        match part {
            Part::Entry(name) => archive.start_file(name, options)?,
            Part::Bytes(bytes) => archive.write_all(&bytes)?,
        }
    }
    archive.finish()?.flush()?;
    Ok(())
}
