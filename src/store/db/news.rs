//! What committed transactions announce to every process of the program: through Postgres where there is one, else
//! within the process.

use sqlx::postgres::PgListener;
use tokio::sync::broadcast;

use super::{Db, Result, StoreError};

/// Announcements of this many transactions wait for a slow hearer; more are summed up as `Missed`.
const WAITING: usize = 1024;
/// The channel of the tables that a connection works on: tests share a database, not its tables.
pub(super) const ANNOUNCE: &str = "SELECT pg_notify('societas_' || current_schema(), $1)";
const CHANNEL: &str = "SELECT 'societas_' || current_schema() AS name";

/// Where a process of its own says and hears what was announced.
pub type Within = broadcast::Sender<String>;

pub(super) fn within() -> Within {
    broadcast::channel(WAITING).0
}

/// Something that was announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// By a transaction that is committed.
    Said(String),
    /// Some announcements were lost: the connection broke or the hearer was too slow.
    Missed,
}

/// Hears announcements from the moment it was opened.
pub struct Hearer(Ear);

enum Ear {
    Within(broadcast::Receiver<String>),
    Postgres(Box<PgListener>),
}

impl Db {
    /// Hears what all processes on this store announce from now on. On Postgres it holds one connection.
    pub async fn hear(&self) -> Result<Hearer> {
        Ok(Hearer(match self {
            Self::Sqlite { within, .. } => Ear::Within(within.subscribe()),
            Self::Postgres(pool) => {
                let channel: String = self.read().await?.one(CHANNEL, Vec::new()).await?.get("name")?;
                let mut listener = PgListener::connect_with(pool).await?;
                listener.listen(&channel).await?;
                Ear::Postgres(Box::new(listener))
            }
        }))
    }
}

impl Hearer {
    /// The next announcement; a broken connection is opened again.
    ///
    /// # Errors
    /// When the store is closed or cannot be reached.
    pub async fn next(&mut self) -> Result<News> {
        match &mut self.0 {
            Ear::Within(receiver) => match receiver.recv().await {
                Ok(text) => Ok(News::Said(text)),
                Err(broadcast::error::RecvError::Lagged(_)) => Ok(News::Missed),
                Err(broadcast::error::RecvError::Closed) => Err(StoreError::Failed("the store is closed".into())),
            },
            Ear::Postgres(listener) => Ok(match listener.try_recv().await? {
                Some(said) => News::Said(said.payload().to_owned()),
                None => News::Missed,
            }),
        }
    }
}
