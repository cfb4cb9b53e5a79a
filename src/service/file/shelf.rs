//! The store in which the bytes of files lie.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::sync::Semaphore;

use crate::domain::error::AppError;
use crate::domain::ids::FileId;
use crate::service::internal;

/// Where the bytes of files lie.
pub struct Files {
    folder: PathBuf,
    pub(super) incoming: PathBuf,
    store: OnceLock<Arc<dyn ObjectStore>>,
    /// Pictures are made small one at a time.
    pub(super) shrinking: Semaphore,
}

impl Files {
    /// Files below the data folder; nothing is opened before the first use.
    pub fn new(data: &Path) -> Self {
        Self {
            folder: data.join("files"),
            incoming: data.join("incoming"),
            store: OnceLock::new(),
            shrinking: Semaphore::new(1),
        }
    }

    pub(super) fn store(&self) -> Result<Arc<dyn ObjectStore>, AppError> {
        if let Some(store) = self.store.get() {
            return Ok(store.clone());
        }
        std::fs::create_dir_all(&self.folder).map_err(|e| internal(&e))?;
        let opened = LocalFileSystem::new_with_prefix(&self.folder).map_err(|e| internal(&e))?;
        Ok(self.store.get_or_init(|| Arc::new(opened)).clone())
    }

    /// Removes the bytes of a file, its small picture too; none are fine.
    pub(super) async fn remove(&self, id: FileId) -> Result<(), AppError> {
        for place in [location(id), location_small(id)] {
            match self.store()?.delete(&place).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(internal(&error)),
            }
        }
        Ok(())
    }
}

/// Where the bytes of a file lie in the store.
pub(super) fn location(id: FileId) -> object_store::path::Path {
    let id = id.to_string();
    let shelf = id.get(id.len() - 2..).unwrap_or_default();
    object_store::path::Path::from(format!("{shelf}/{id}"))
}

/// Where the small picture of a file lies, beside the file.
pub(super) fn location_small(id: FileId) -> object_store::path::Path {
    object_store::path::Path::from(format!("{}.small", location(id)))
}
