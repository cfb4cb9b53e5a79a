//! How people look at lists: their columns, and the filters that they keep.

use super::db::{Question, Result, Row, StoreError, Tx, args};
use crate::domain::ids::AccountId;
use crate::domain::record::SavedFilter;

/// The row of the columns bears no name; those of filters do.
const COLUMNS: &str = "";

/// How somebody looks at the list of a register.
#[derive(Clone, Debug, Default)]
pub struct ListView {
    /// The chosen columns; empty: none were chosen.
    pub columns: Vec<String>,
    /// The filters that are kept, by name.
    pub filters: Vec<SavedFilter>,
}

/// How somebody looks at the list of a register.
pub async fn select(tx: &mut Tx, account: AccountId, register: &str) -> Result<ListView> {
    let mut view = ListView::default();
    for row in of(account, register).all(tx).await? {
        match row.get::<String>("name")?.as_str() {
            COLUMNS => view.columns = row.json("content")?,
            name => view.filters.push(filter(name, &row)?),
        }
    }
    Ok(view)
}

/// The question for it.
pub fn of(account: AccountId, register: &str) -> Question {
    let sql = "SELECT name, content FROM list_views WHERE account_id = $1 AND register = $2 ORDER BY name";
    Question::new(sql, args![account, register])
}

fn filter(name: &str, row: &Row) -> Result<SavedFilter> {
    Ok(SavedFilter { name: name.to_owned(), query: row.get("content")? })
}

/// Keeps the columns that somebody chose; none: forgets them.
pub async fn update_columns(tx: &mut Tx, account: AccountId, register: &str, columns: &[String]) -> Result<()> {
    if columns.is_empty() {
        return delete(tx, account, register, COLUMNS).await;
    }
    let columns = serde_json::to_string(columns).map_err(|e| StoreError::Failed(e.to_string()))?;
    upsert(tx, account, register, COLUMNS, &columns).await
}

/// Keeps a filter under its name, in the place of an earlier one.
pub async fn update_filter(tx: &mut Tx, account: AccountId, register: &str, filter: &SavedFilter) -> Result<()> {
    upsert(tx, account, register, &filter.name, &filter.query).await
}

async fn upsert(tx: &mut Tx, account: AccountId, register: &str, name: &str, content: &str) -> Result<()> {
    tx.run(
        "INSERT INTO list_views (account_id, register, name, content) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account_id, register, name) DO UPDATE SET content = excluded.content",
        args![account, register, name, content],
    )
    .await?;
    Ok(())
}

/// Forgets a filter.
pub async fn delete(tx: &mut Tx, account: AccountId, register: &str, name: &str) -> Result<()> {
    let sql = "DELETE FROM list_views WHERE account_id = $1 AND register = $2 AND name = $3";
    tx.run(sql, args![account, register, name]).await?;
    Ok(())
}
