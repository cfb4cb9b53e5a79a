//! Numbers, several with one question.

use std::borrow::Cow;
use std::fmt::Write;

use super::{AssertSqlSafe, Result, Tx, Val, renumber};

/// How many rows a source has: `FROM … WHERE …` with its values.
pub struct Count {
    source: Cow<'static, str>,
    args: Vec<Val>,
}

impl Count {
    /// Of a source whose places begin at `$1`.
    pub fn new(source: impl Into<Cow<'static, str>>, args: Vec<Val>) -> Self {
        Self { source: source.into(), args }
    }
}

impl Tx {
    /// How many rows a source has.
    pub async fn count(&mut self, count: Count) -> Result<i64> {
        self.counts(vec![count]).await.map(|counts| counts.into_iter().sum())
    }

    /// How many rows each of several sources has, in their order: one question to the database.
    pub async fn counts(&mut self, counts: Vec<Count>) -> Result<Vec<i64>> {
        if counts.is_empty() {
            return Ok(Vec::new());
        }
        let (mut sql, mut args, total) = (String::from("SELECT "), Vec::new(), counts.len());
        for (at, count) in counts.into_iter().enumerate() {
            sql.push_str(if at == 0 { "(SELECT COUNT(*) " } else { ", (SELECT COUNT(*) " });
            renumber(&count.source, args.len(), &mut sql);
            let _ = write!(sql, ") AS n{at}");
            args.extend(count.args);
        }
        let row = self.one(AssertSqlSafe(sql), args).await?;
        (0..total).map(|at| row.get(&format!("n{at}"))).collect()
    }
}
