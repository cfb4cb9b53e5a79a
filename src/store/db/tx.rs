//! A connection or transaction of either database, and how statements reach it.

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Arguments, AssertSqlSafe, Postgres, SqlSafeStr, SqlStr, Sqlite, Transaction};

use super::{Result, Row, StoreError, Val};

/// An open connection or transaction.
pub struct Tx {
    on: On,
    /// Statements that run with the next one.
    later: Vec<(SqlStr, Vec<Val>)>,
}

/// What a statement runs on.
pub(super) enum On {
    SqliteRead(PoolConnection<Sqlite>),
    Sqlite(Open),
    PostgresRead(PoolConnection<Postgres>),
    Postgres(Transaction<'static, Postgres>),
}

/// A transaction on SQLite. It begins with its first statement and is committed with its last one; dropped before,
/// it is rolled back.
pub(super) struct Open {
    /// None once it has ended.
    connection: Option<PoolConnection<Sqlite>>,
    /// Whether a statement was sent.
    begun: bool,
    /// Whether a statement has failed: nothing more is run, as on Postgres.
    failed: bool,
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
    pub(super) fn new(on: On) -> Self {
        Self { on, later: Vec::new() }
    }

    pub(super) fn writing(connection: PoolConnection<Sqlite>) -> Self {
        let mut tx = Self::new(On::Sqlite(Open { connection: Some(connection), begun: false, failed: false }));
        tx.run_later("BEGIN IMMEDIATE", Vec::new());
        tx
    }

    /// All rows.
    pub async fn all(&mut self, sql: impl SqlSafeStr, args: Vec<Val>) -> Result<Vec<Row>> {
        on!(self, sql, args, |query, connection| query.fetch_all(connection), many)
    }

    /// The first row, if any.
    pub async fn opt(&mut self, sql: impl SqlSafeStr, args: Vec<Val>) -> Result<Option<Row>> {
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

    /// Makes everything written so far permanent.
    pub async fn commit(mut self) -> Result<()> {
        if matches!(self.on, On::Sqlite(_)) {
            self.run_later("COMMIT", Vec::new());
        }
        self.flush().await?;
        match self.on {
            On::SqliteRead(_) | On::PostgresRead(_) => Ok(()),
            On::Sqlite(mut open) => {
                open.connection = None;
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

/// Appends a statement whose places begin after `offset` others. No statement has a `$` elsewhere.
fn renumber(sql: &str, offset: usize, out: &mut String) {
    use std::fmt::Write;
    let mut parts = sql.split('$');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: usize = part[..digits].parse().unwrap_or_default();
        let _ = write!(out, "${}{}", number + offset, &part[digits..]);
    }
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
