//! Brakes on guessing and flooding: so many uses of a key within a time, counted in the store, so that several
//! processes count together.

use crate::domain::error::AppError;
use crate::domain::time::Instant;
use crate::store;
use crate::store::db::Tx;

const MINUTE_MS: i64 = 60_000;

/// How often something may happen within a time.
#[derive(Clone, Copy, Debug)]
pub struct Brake {
    /// Begin of its keys.
    pub name: &'static str,
    /// So many uses are allowed.
    pub most: i64,
    /// Within so long.
    pub window_ms: i64,
}

impl Brake {
    /// So many uses within a quarter of an hour.
    pub const fn quarter(name: &'static str, most: i64) -> Self {
        Self { name, most, window_ms: 15 * MINUTE_MS }
    }

    fn key(&self, of: &str) -> String {
        format!("{}:{of}", self.name)
    }

    fn refuse(&self, began: Instant, now: Instant) -> AppError {
        let left = began.plus_ms(self.window_ms).0 - now.0;
        AppError::TooManyTries { minutes: ((left + MINUTE_MS - 1) / MINUTE_MS).max(1) }
    }

    /// Counts a use before it happens: uses at the same moment are all counted. How many there are now.
    ///
    /// # Errors
    /// `TooManyTries` when there were enough already.
    pub async fn take(&self, tx: &mut Tx, of: &str, now: Instant) -> Result<i64, AppError> {
        let (uses, began) = store::throttle::count(tx, &self.key(of), self.most, self.window_ms, now).await?;
        if uses > self.most { Err(self.refuse(began, now)) } else { Ok(uses) }
    }

    /// Refuses where there were enough uses already; counts nothing.
    ///
    /// # Errors
    /// `TooManyTries`.
    pub async fn check(&self, tx: &mut Tx, of: &str, now: Instant) -> Result<(), AppError> {
        match store::throttle::select(tx, &self.key(of)).await? {
            Some((uses, began)) if uses >= self.most && began.plus_ms(self.window_ms) > now => {
                Err(self.refuse(began, now))
            }
            _ => Ok(()),
        }
    }

    /// Takes a use back that was no failure.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn give_back(&self, tx: &mut Tx, of: &str) -> Result<(), AppError> {
        Ok(store::throttle::uncount(tx, &self.key(of)).await?)
    }

    /// Forgets all uses.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn forget(&self, tx: &mut Tx, of: &str) -> Result<(), AppError> {
        Ok(store::throttle::delete(tx, &self.key(of)).await?)
    }
}
