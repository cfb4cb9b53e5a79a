//! Questions whose answers are fetched before they are needed.

use futures::TryStreamExt;
use sqlx::{AssertSqlSafe, Either, Executor, SqlSafeStr, SqlStr};

use super::val::renumber;
use super::{On, Result, Row, Tx, Val, sqlite_args};

/// A statement that gives rows, with its values.
pub struct Question {
    sql: SqlStr,
    args: Vec<Val>,
}

impl Question {
    /// A statement and the values of its places.
    pub fn new(sql: impl SqlSafeStr, args: Vec<Val>) -> Self {
        Self { sql: sql.into_sql_str(), args }
    }

    /// All rows.
    pub async fn all(self, tx: &mut Tx) -> Result<Vec<Row>> {
        tx.all(self.sql, self.args).await
    }

    /// The first row, if any.
    pub async fn opt(self, tx: &mut Tx) -> Result<Option<Row>> {
        tx.opt(self.sql, self.args).await
    }
}

/// Answers that have come and were not needed yet.
#[derive(Default)]
pub(super) struct Known(Vec<(Question, Vec<Row>)>);

impl Known {
    /// The answer to a question, once.
    pub(super) fn take(&mut self, sql: &str, args: &[Val]) -> Option<Vec<Row>> {
        let at = self.0.iter().position(|(asked, _)| asked.sql.as_str() == sql && asked.args == args)?;
        Some(self.0.swap_remove(at).1)
    }
}

impl Tx {
    /// Fetches the answers to questions that are put soon: `all` and `opt` find them, each once. SQLite is asked once
    /// for all of them, and each time costs it two changes of threads; Postgres is asked when an answer is needed. Only
    /// for connections that read.
    pub async fn ahead(&mut self, questions: Vec<Question>) -> Result<()> {
        let On::SqliteRead(connection) = &mut self.on else { return Ok(()) };
        let (mut text, mut args) = (String::new(), Vec::new());
        for question in &questions {
            renumber(question.sql.as_str(), args.len(), &mut text);
            text.push_str(";\n");
            args.extend(question.args.iter().cloned());
        }
        let mut answers: Vec<Vec<Row>> = vec![Vec::new()];
        let query = sqlx::query_with(AssertSqlSafe(text), sqlite_args(args)?);
        let mut steps = connection.fetch_many(query);
        while let Some(step) = steps.try_next().await? {
            match (step, answers.last_mut()) {
                (Either::Right(row), Some(answer)) => answer.push(Row::Sqlite(row)),
                _ => answers.push(Vec::new()),
            }
        }
        drop(steps);
        self.known.0.extend(questions.into_iter().zip(answers));
        Ok(())
    }
}
