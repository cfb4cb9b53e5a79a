//! The store in which the bytes of files lie.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt, RetryConfig};
use tokio::sync::Semaphore;

use crate::domain::error::AppError;
use crate::domain::ids::FileId;
use crate::service::internal;

/// How often a call to a bucket is tried again, and for how long.
const RETRIES: (usize, Duration) = (4, Duration::from_secs(30));

/// A bucket on a server that speaks S3.
#[derive(Clone)]
pub struct S3Settings {
    /// Its name.
    pub bucket: String,
    /// The address of the server; empty: that of Amazon for the region.
    pub endpoint: String,
    /// The region; most servers elsewhere take any.
    pub region: String,
    /// Our name there.
    pub key: String,
    /// Our password there.
    pub secret: String,
}

impl fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bucket, endpoint, region, key, secret: _ } = self;
        let all = (("bucket", bucket), ("endpoint", endpoint), ("region", region), ("key", key));
        write!(f, "S3Settings {all:?}")
    }
}

fn open_bucket(settings: &S3Settings) -> Result<Arc<dyn ObjectStore>, String> {
    // A second call changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (max_retries, retry_timeout) = RETRIES;
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&settings.bucket)
        .with_region(&settings.region)
        .with_access_key_id(&settings.key)
        .with_secret_access_key(&settings.secret)
        .with_retry(RetryConfig { max_retries, retry_timeout, ..RetryConfig::default() });
    if !settings.endpoint.is_empty() {
        let plain = settings.endpoint.starts_with("http://");
        builder = builder.with_endpoint(&settings.endpoint).with_allow_http(plain);
    }
    let bucket = builder.build().map_err(|error| format!("the bucket of files: {error}"))?;
    Ok(Arc::new(bucket))
}

/// Where the bytes of files lie.
pub struct Files {
    folder: PathBuf,
    pub(super) incoming: PathBuf,
    store: OnceLock<Arc<dyn ObjectStore>>,
    /// Pictures are made small one at a time.
    pub(super) shrinking: Semaphore,
}

impl Files {
    /// Files in a bucket, else below the data folder; nothing is opened before the first use. Bytes that come in
    /// wait in the data folder in either case.
    ///
    /// # Errors
    /// Why the settings name no bucket, for the terminal.
    pub fn new(data: &Path, bucket: Option<&S3Settings>) -> Result<Self, String> {
        let store = OnceLock::new();
        if let Some(settings) = bucket {
            let _ = store.set(open_bucket(settings)?);
        }
        let (folder, incoming) = (data.join("files"), data.join("incoming"));
        Ok(Self { folder, incoming, store, shrinking: Semaphore::new(1) })
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
