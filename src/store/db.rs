//! The only place, with its folder, that knows that there are two databases. Everything above speaks one SQL text.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

pub use sqlx::AssertSqlSafe;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteRow, SqliteSynchronous,
};
use sqlx::{Arguments, Postgres, Row as _, SqlSafeStr, SqlStr, Sqlite, Transaction};

mod ahead;
mod count;
mod news;
mod val;

use ahead::Known;
pub use ahead::Question;
pub use count::Count;
pub use news::{Hearer, News};
pub(crate) use val::args;
use val::renumber;
pub use val::{Val, among, places};

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

/// `migrations/`, by database.
#[derive(rust_embed::Embed)]
#[folder = "migrations"]
struct Migrations;

/// The migrations of one database: `0001_foundation.sql` is number 1, called foundation.
fn migrator(folder: &str) -> Migrator {
    let read = |path: &str| {
        let (number, name) = path.strip_prefix(folder)?.strip_suffix(".sql")?.split_once('_')?;
        let sql = String::from_utf8(Migrations::get(path)?.data.into_owned()).ok()?;
        let sql = AssertSqlSafe(sql).into_sql_str();
        Some(Migration::new(number.parse().ok()?, name.replace('_', " ").into(), MigrationType::Simple, sql, false))
    };
    Migrator::with_migrations(Migrations::iter().filter_map(|path| read(&path)).collect())
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
        /// Announcements within the process.
        within: news::Within,
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
        Ok(Self::Sqlite { read, write, within: news::within() })
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
            Self::Sqlite { write, .. } => migrator("sqlite/").run(write).await,
            Self::Postgres(pool) => migrator("postgres/").run(pool).await,
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
            Self::Sqlite { write, within, .. } => Tx::writing(write.acquire().await?, within.clone()),
            Self::Postgres(pool) => Tx::new(On::Postgres(pool.begin().await?)),
        })
    }

    /// Whether it was closed.
    pub fn is_closed(&self) -> bool {
        match self {
            Self::Sqlite { write, .. } => write.is_closed(),
            Self::Postgres(pool) => pool.is_closed(),
        }
    }

    /// Closes all connections; SQLite's log is folded into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write, .. } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// An open connection or transaction.
pub struct Tx {
    on: On,
    /// Statements that run with the next one.
    later: Vec<(SqlStr, Vec<Val>)>,
    /// What is announced once it is committed.
    news: Vec<String>,
    known: Known,
}

/// What a statement runs on.
enum On {
    SqliteRead(PoolConnection<Sqlite>),
    Sqlite(Open),
    PostgresRead(PoolConnection<Postgres>),
    Postgres(Transaction<'static, Postgres>),
}

/// A transaction on SQLite. It begins with its first statement and is committed with its last one; dropped before,
/// it is rolled back.
struct Open {
    /// None once it has ended.
    connection: Option<PoolConnection<Sqlite>>,
    /// Whether a statement was sent.
    begun: bool,
    /// Whether a statement has failed: nothing more is run, as on Postgres.
    failed: bool,
    /// Where announcements go.
    within: news::Within,
}

impl Open {
    fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.begun = true;
        let open = self.connection.as_deref_mut().filter(|_| !self.failed);
        open.ok_or_else(|| StoreError::Failed("the transaction has ended".into()))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take().filter(|_| self.begun) else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return drop(connection.detach()) };
        // Nobody else gets the connection before it is rolled back.
        runtime.spawn(async move {
            if sqlx::query("ROLLBACK").execute(&mut *connection).await.is_err() {
                connection.close_on_drop();
            }
        });
    }
}

/// Runs one expression against whichever database is there, behind what waits to be run.
macro_rules! on {
    ($tx:expr, $sql:expr, $args:expr, |$query:ident, $connection:ident| $run:expr, $row:ident) => {{
        let (sql, args) = $tx.with_later($sql.into_sql_str(), $args).await?;
        match &mut $tx.on {
            On::SqliteRead(c) => {
                let ($query, $connection) = (sqlx::query_with(sql, sqlite_args(args)?), &mut **c);
                on!(@wrap $run.await, Sqlite, $row)
            }
            On::Sqlite(open) => {
                let ($query, $connection) = (sqlx::query_with(sql, sqlite_args(args)?), open.connection()?);
                let outcome = $run.await;
                open.failed = outcome.is_err();
                on!(@wrap outcome, Sqlite, $row)
            }
            On::PostgresRead(c) => {
                let ($query, $connection) = (sqlx::query_with(sql, postgres_args(args)?), &mut **c);
                on!(@wrap $run.await, Postgres, $row)
            }
            On::Postgres(t) => {
                let ($query, $connection) = (sqlx::query_with(sql, postgres_args(args)?), &mut **t);
                on!(@wrap $run.await, Postgres, $row)
            }
        }
    }};
    (@wrap $outcome:expr, $variant:ident, many) => { Ok($outcome?.into_iter().map(Row::$variant).collect()) };
    (@wrap $outcome:expr, $variant:ident, opt) => { Ok($outcome?.map(Row::$variant)) };
    (@wrap $outcome:expr, $variant:ident, count) => { Ok($outcome?.rows_affected()) };
}

impl Tx {
    fn new(on: On) -> Self {
        Self { on, later: Vec::new(), news: Vec::new(), known: Known::default() }
    }

    fn writing(connection: PoolConnection<Sqlite>, within: news::Within) -> Self {
        let open = Open { connection: Some(connection), begun: false, failed: false, within };
        let mut tx = Self::new(On::Sqlite(open));
        tx.run_later("BEGIN IMMEDIATE", Vec::new());
        tx
    }

    /// All rows.
    pub async fn all(&mut self, sql: impl SqlSafeStr, args: Vec<Val>) -> Result<Vec<Row>> {
        let sql = sql.into_sql_str();
        if let Some(rows) = self.known.take(sql.as_str(), &args) {
            return Ok(rows);
        }
        on!(self, sql, args, |query, connection| query.fetch_all(connection), many)
    }

    /// The first row, if any.
    pub async fn opt(&mut self, sql: impl SqlSafeStr, args: Vec<Val>) -> Result<Option<Row>> {
        let sql = sql.into_sql_str();
        if let Some(rows) = self.known.take(sql.as_str(), &args) {
            return Ok(rows.into_iter().next());
        }
        on!(self, sql, args, |query, connection| query.fetch_optional(connection), opt)
    }

    /// The first row.
    ///
    /// # Errors
    /// `Missing` when there is none.
    pub async fn one(&mut self, sql: impl SqlSafeStr, args: Vec<Val>) -> Result<Row> {
        self.opt(sql, args).await?.ok_or(StoreError::Missing)
    }

    /// Runs a statement; how many rows it touched.
    pub async fn run(&mut self, sql: impl SqlSafeStr, args: Vec<Val>) -> Result<u64> {
        // What waits would be counted too.
        self.flush().await?;
        on!(self, sql, args, |query, connection| query.execute(connection), count)
    }

    /// Runs a statement that gives no rows together with the next one, or before the commit: SQLite is asked once
    /// for both, and each question costs it two changes of threads. Its failure is that of the next statement.
    pub fn run_later(&mut self, sql: impl SqlSafeStr, args: Vec<Val>) {
        self.later.push((sql.into_sql_str(), args));
    }

    /// Runs what waits.
    pub async fn flush(&mut self) -> Result<()> {
        let Some((sql, args)) = self.later.pop() else { return Ok(()) };
        let done: Result<u64> = on!(self, sql, args, |query, connection| query.execute(connection), count);
        done.map(|_| ())
    }

    /// The statement with all that wait before it: on SQLite they are one text; Postgres takes one at a time.
    async fn with_later(&mut self, sql: SqlStr, args: Vec<Val>) -> Result<(SqlStr, Vec<Val>)> {
        let later = std::mem::take(&mut self.later);
        let connection = match &mut self.on {
            On::SqliteRead(_) | On::Sqlite(_) => return Ok(joined(later, sql, args)),
            On::PostgresRead(c) => &mut **c,
            On::Postgres(t) => &mut **t,
        };
        for (sql, args) in later {
            sqlx::query_with(sql, postgres_args(args)?).execute(&mut *connection).await?;
        }
        Ok((sql, args))
    }

    /// Announces something to every process on this store once this is committed, and never if it is not. At most
    /// 7,000 bytes; the same text is announced once.
    pub fn announce(&mut self, text: String) {
        if !self.news.contains(&text) {
            self.news.push(text);
        }
    }

    /// Makes everything written so far permanent.
    pub async fn commit(mut self) -> Result<()> {
        let news = std::mem::take(&mut self.news);
        match self.on {
            On::Sqlite(_) => self.run_later("COMMIT", Vec::new()),
            On::Postgres(_) => news.iter().for_each(|text| self.run_later(news::ANNOUNCE, args![text])),
            On::SqliteRead(_) | On::PostgresRead(_) => {}
        }
        self.flush().await?;
        match self.on {
            On::SqliteRead(_) | On::PostgresRead(_) => Ok(()),
            On::Sqlite(mut open) => {
                open.connection = None;
                // Nobody may be listening.
                news.into_iter().for_each(|text| drop(open.within.send(text)));
                Ok(())
            }
            On::Postgres(t) => Ok(t.commit().await?),
        }
    }
}

/// Several statements as one text, their places numbered through.
fn joined(later: Vec<(SqlStr, Vec<Val>)>, sql: SqlStr, args: Vec<Val>) -> (SqlStr, Vec<Val>) {
    if later.is_empty() {
        return (sql, args);
    }
    let mut text = String::with_capacity(
        later.iter().map(|(sql, _)| sql.as_str().len() + 16).sum::<usize>() + sql.as_str().len() + 16,
    );
    let mut all = Vec::new();
    for (sql, args) in later.into_iter().chain([(sql, args)]) {
        renumber(sql.as_str(), all.len(), &mut text);
        text.push_str(";\n");
        all.extend(args);
    }
    (AssertSqlSafe(text).into_sql_str(), all)
}

fn sqlite_args(args: Vec<Val>) -> Result<SqliteArguments> {
    let mut out = SqliteArguments::default();
    for value in args {
        match value {
            Val::Int(v) => Arguments::add(&mut out, v),
            Val::Text(v) => Arguments::add(&mut out, v),
            Val::Bool(v) => Arguments::add(&mut out, v),
            Val::Bytes(v) => Arguments::add(&mut out, v),
        }
        .map_err(|e| StoreError::Failed(e.to_string()))?;
    }
    Ok(out)
}

fn postgres_args(args: Vec<Val>) -> Result<PgArguments> {
    let mut out = PgArguments::default();
    for value in args {
        match value {
            Val::Int(v) => Arguments::add(&mut out, v),
            Val::Text(v) => Arguments::add(&mut out, v),
            Val::Bool(v) => Arguments::add(&mut out, v),
            Val::Bytes(v) => Arguments::add(&mut out, v),
        }
        .map_err(|e| StoreError::Failed(e.to_string()))?;
    }
    Ok(out)
}
