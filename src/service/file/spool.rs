//! Bytes that come in and are no file of the store yet.

use std::path::PathBuf;

use object_store::{ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::shelf::location;
use crate::domain::error::AppError;
use crate::domain::ids::{FileId, Uid};
use crate::service::{Ctx, internal};
use crate::store::event::hex;

/// Bytes moved at a time.
const CHUNK: usize = 256 << 10;

/// Bytes that come in, in a file of their own outside of the store; gone with this value.
pub struct Spool {
    file: tokio::fs::File,
    path: Incoming,
    max_bytes: i64,
    pub(super) size: i64,
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
    pub(super) async fn keep(&self, ctx: &Ctx, id: FileId) -> Result<(), AppError> {
        let store = ctx.app.files.store()?;
        let opened = store.put_multipart(&location(id)).await.map_err(|e| internal(&e))?;
        let mut writer = WriteMultipart::new(opened);
        match self.copy(&mut writer).await {
            Ok(()) => writer.finish().await.map(|_| ()).map_err(|e| internal(&e)),
            Err(error) => {
                let _ = writer.abort().await;
                Err(error)
            }
        }
    }

    async fn copy(&self, writer: &mut WriteMultipart) -> Result<(), AppError> {
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
        Ok(())
    }
}

/// The file that takes the bytes in; removed when it goes out of scope.
struct Incoming(PathBuf);

impl Drop for Incoming {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
