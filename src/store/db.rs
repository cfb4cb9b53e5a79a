//! The only file that knows that there are two databases. Everything above speaks one SQL text.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

pub use sqlx::AssertSqlSafe;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Postgres, Row as _, Sqlite};

mod tx;

use tx::On;
pub use tx::Tx;

/// What the store can answer instead of a result. Never shown to a user.
#[derive(Debug)]
pub enum StoreError {
    /// The one row that was asked for does not exist.
    Missing,
    /// A unique index refused the row.
    Taken,
    /// A `CHECK` refused the row: a cap is reached.
    Capped,
    /// No connection or lock within the time limit.
    Busy,
    /// Anything else, for the log.
    Failed(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("row missing"),
            Self::Taken => f.write_str("unique index refused the row"),
            Self::Capped => f.write_str("check constraint refused the row"),
            Self::Busy => f.write_str("store busy"),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::Missing,
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Database(db) => match db.kind() {
                sqlx::error::ErrorKind::UniqueViolation => Self::Taken,
                sqlx::error::ErrorKind::CheckViolation => Self::Capped,
                // SQLite: busy (5, 517); Postgres: serialisation failure, deadlock, cancelled by the time limit.
                _ => match db.code().as_deref() {
                    Some("5" | "517" | "40001" | "40P01" | "57014") => Self::Busy,
                    _ => Self::Failed(error.to_string()),
                },
            },
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// The result of a store call.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A bound value. Absent values keep their type: Postgres asks for it.
#[derive(Clone, Debug)]
pub enum Val {
    /// BIGINT
    Int(Option<i64>),
    /// TEXT
    Text(Option<String>),
    /// BOOLEAN
    Bool(Option<bool>),
    /// BLOB / BYTEA
    Bytes(Option<Vec<u8>>),
}

macro_rules! val_from {
    ($($from:ty => $variant:ident $convert:expr;)*) => { $(
        impl From<$from> for Val {
            fn from(value: $from) -> Self {
                Self::$variant(Some($convert(value)))
            }
        }
        impl From<Option<$from>> for Val {
            fn from(value: Option<$from>) -> Self {
                Self::$variant(value.map($convert))
            }
        }
    )* };
}

val_from! {
    i64 => Int |v| v;
    bool => Bool |v| v;
    String => Text |v| v;
    &str => Text |v: &str| v.to_owned();
    &String => Text |v: &String| v.clone();
    Vec<u8> => Bytes |v| v;
    crate::domain::time::Instant => Int |v: crate::domain::time::Instant| v.0;
    crate::domain::time::Day => Text |v: crate::domain::time::Day| v.to_string();
    crate::domain::ids::OrgId => Text |v: crate::domain::ids::OrgId| v.to_string();
    crate::domain::ids::AccountId => Text |v: crate::domain::ids::AccountId| v.to_string();
    crate::domain::ids::RecordId => Text |v: crate::domain::ids::RecordId| v.to_string();
    crate::domain::ids::FileId => Text |v: crate::domain::ids::FileId| v.to_string();
    crate::domain::ids::PlanId => Text |v: crate::domain::ids::PlanId| v.to_string();
    crate::domain::ids::InvitationId => Text |v: crate::domain::ids::InvitationId| v.to_string();
    crate::domain::ids::BatchId => Text |v: crate::domain::ids::BatchId| v.to_string();
    crate::domain::ids::EvaluationId => Text |v: crate::domain::ids::EvaluationId| v.to_string();
    crate::domain::ids::CongressId => Text |v: crate::domain::ids::CongressId| v.to_string();
    crate::domain::ids::NomineeId => Text |v: crate::domain::ids::NomineeId| v.to_string();
    crate::domain::ids::Uid => Text |v: crate::domain::ids::Uid| v.to_string();
}

/// Binds values in the order of `$1`, `$2` …
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::db::Val::from($value)),*] };
}
pub(crate) use args;

/// One row of either database.
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From Postgres.
    Postgres(PgRow),
}

impl Row {
    /// The value of a column.
    pub fn get<T>(&self, column: &str) -> Result<T>
    where
        T: for<'r> sqlx::Decode<'r, Sqlite>
            + sqlx::Type<Sqlite>
            + for<'r> sqlx::Decode<'r, Postgres>
            + sqlx::Type<Postgres>,
    {
        match self {
            Self::Sqlite(row) => Ok(row.try_get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// The id, day or other text form in a column.
    pub fn parse<T: FromStr>(&self, column: &str) -> Result<T> {
        let text: String = self.get(column)?;
        text.parse().map_err(|_| StoreError::Failed(format!("column {column} holds an unreadable value")))
    }

    /// The id, day or other text form in a column that may be absent.
    pub fn parse_opt<T: FromStr>(&self, column: &str) -> Result<Option<T>> {
        let text: Option<String> = self.get(column)?;
        text.map(|t| t.parse().map_err(|_| StoreError::Failed(format!("column {column} holds an unreadable value"))))
            .transpose()
    }

    /// The JSON in a column.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T> {
        let text: String = self.get(column)?;
        serde_json::from_str(&text).map_err(|e| StoreError::Failed(format!("column {column}: {e}")))
    }
}

/// How hard SQLite makes sure that an answered write survives a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Every commit reaches the disk before it is answered.
    Full,
    /// The last commits may be lost with the power, never the database.
    Normal,
}

/// The store.
#[derive(Clone)]
pub enum Db {
    /// One file: any number of readers, one writer.
    Sqlite {
        /// Refuses writes.
        read: SqlitePool,
        /// Exactly one connection: waiting is fair.
        write: SqlitePool,
    },
    /// A server.
    Postgres(PgPool),
}

impl Db {
    /// Opens (and creates) the SQLite file.
    pub async fn open_sqlite(file: &Path, durability: Durability) -> Result<Self> {
        let synchronous = match durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Normal => SqliteSynchronous::Normal,
        };
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(256)
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-8192")
            .pragma("mmap_size", "268435456");
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(60))
            .connect_with(options.clone())
            .await?;
        let read = SqlitePoolOptions::new()
            .min_connections(1)
            .max_connections(4)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options.pragma("query_only", "on"))
            .await?;
        Ok(Self::Sqlite { read, write })
    }

    /// Connects to Postgres; `schema` keeps tests apart in one database.
    pub async fn open_postgres(url: &str, schema: Option<&str>) -> Result<Self> {
        let mut options = PgConnectOptions::from_str(url)?
            .application_name("societas")
            .options([("statement_timeout", "30000"), ("idle_in_transaction_session_timeout", "60000")]);
        if let Some(schema) = schema {
            options = options.options([("search_path", schema)]);
        }
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options)
            .await?;
        Ok(Self::Postgres(pool))
    }

    /// Brings the tables to this program's version.
    pub async fn migrate(&self) -> Result<()> {
        let outcome = match self {
            Self::Sqlite { write, .. } => sqlx::migrate!("migrations/sqlite").run(write).await,
            Self::Postgres(pool) => sqlx::migrate!("migrations/postgres").run(pool).await,
        };
        outcome.map_err(|e| StoreError::Failed(e.to_string()))
    }

    /// A connection for reading. Each statement sees the latest committed state.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::new(On::SqliteRead(read.acquire().await?)),
            Self::Postgres(pool) => Tx::new(On::PostgresRead(pool.acquire().await?)),
        })
    }

    /// A transaction that may write. Dropped without `commit`, it leaves nothing behind.
    pub async fn write(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::writing(write.acquire().await?),
            Self::Postgres(pool) => Tx::new(On::Postgres(pool.begin().await?)),
        })
    }

    /// Closes all connections; SQLite's log is folded into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// `($1, $2), ($3, $4)`: the places of a statement that inserts several rows at once.
pub fn places(rows: usize, columns: usize) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        out.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            let comma = if column == 0 { "" } else { ", " };
            let _ = write!(out, "{comma}${}", row * columns + column + 1);
        }
        out.push(')');
    }
    out
}
