//! The catalog in use. Every call takes the one that is there when it begins; a changed design makes a new one.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::{Catalog, designs};
use crate::domain::error::AppError;
use crate::domain::form::FormDefinition;
use crate::service::clock;
use crate::store;
use crate::store::db::{Db, Tx};

/// Earlier versions kept in memory.
const VERSIONS: usize = 500;

/// The catalog in use, and earlier versions of definitions that were asked for.
pub struct Kept {
    now: RwLock<Arc<Catalog>>,
    /// How often designs had changed when it was made.
    revision: AtomicI64,
    renewing: tokio::sync::Mutex<()>,
    versions: Mutex<HashMap<(String, i64), Arc<FormDefinition>>>,
}

impl Kept {
    /// The program's own definitions with the designs of the store.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn open(base: &Catalog, db: &Db) -> Result<Self, AppError> {
        let (catalog, revision) = designs::open(base, db, clock()).await?;
        Ok(Self {
            now: RwLock::new(Arc::new(catalog)),
            revision: AtomicI64::new(revision),
            renewing: tokio::sync::Mutex::default(),
            versions: Mutex::default(),
        })
    }

    /// The catalog as it is.
    pub fn get(&self) -> Arc<Catalog> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The catalog as the store's designs make it by now, whichever process has changed them; `revision` is how often
    /// that was, none where it is not known yet.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn fresh(&self, db: &Db, revision: Option<i64>) -> Result<Arc<Catalog>, AppError> {
        let revision = match revision {
            Some(revision) => revision,
            None => store::definition::select_revision(&mut db.read().await?).await?,
        };
        if revision != self.revision.load(Ordering::Acquire) {
            let _one = self.renewing.lock().await;
            // A call that began earlier may have read less than what is there by now.
            if revision > self.revision.load(Ordering::Acquire) {
                let (catalog, revision) = designs::open(&self.get(), db, clock()).await?;
                *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalog);
                self.versions.lock().unwrap_or_else(PoisonError::into_inner).clear();
                self.revision.store(revision, Ordering::Release);
            }
        }
        Ok(self.get())
    }

    /// A definition as it was in an earlier version; numbers that are masked now are masked in it too.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn version(
        &self,
        tx: &mut Tx,
        present: &FormDefinition,
        version: i64,
    ) -> Result<Option<Arc<FormDefinition>>, AppError> {
        let key = (present.key.clone(), version);
        if let Some(found) = self.versions.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Some(found.clone()));
        }
        let Some(mut found) = store::definition::select(tx, &present.key, version).await? else { return Ok(None) };
        for field in &mut found.fields {
            field.masked |= present.field(&field.key).is_some_and(|now| now.masked);
        }
        let found = Arc::new(found);
        let mut kept = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= VERSIONS {
            kept.clear();
        }
        kept.insert(key, found.clone());
        Ok(Some(found))
    }
}
