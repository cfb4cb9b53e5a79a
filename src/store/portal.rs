//! What visitors read: public notices of the unit at the top of the tree.

use super::db::{AssertSqlSafe, Result, Tx, Val, args};
use super::notice::{Narrowing, line, narrowed};
use crate::domain::ids::NoticeId;
use crate::domain::notice::NoticeRow;
use crate::domain::portal::Category;
use crate::domain::time::Instant;

/// What visitors read at a moment (`$1`): notices of the unit at the top of the tree alone.
const PUBLIC: &str = "FROM notices n JOIN orgs s ON s.id = n.org_id AND s.parent_id IS NULL \
     WHERE n.public AND n.state = 'published' AND n.visible_at <= $1";

/// Up to `limit` of the notices that visitors read, those on top first, and how many there are in all.
pub async fn select_public(
    tx: &mut Tx,
    now: Instant,
    category: Category,
    words: &str,
    offset: i64,
    limit: i64,
) -> Result<(Vec<NoticeRow>, i64)> {
    let mut values = args![now, category.key()];
    let conditions = narrowed(Narrowing { words, unread_only: false }, &mut values);
    let sql = format!("SELECT COUNT(*) AS n {PUBLIC} AND n.category = $2{conditions}");
    let total = tx.one(AssertSqlSafe(sql), values.clone()).await?.get("n")?;
    let today = now.day();
    values.extend([Val::from(today), Val::from(limit), Val::from(offset)]);
    let day = values.len() - 2;
    let sql = format!(
        "SELECT n.id, n.title, s.name AS org_name, n.state, n.visible_at AS at, n.pinned_until_on, n.files, n.category, \
         n.public {PUBLIC} AND n.category = $2{conditions} ORDER BY CASE WHEN n.pinned_until_on >= ${day} THEN 0 \
         ELSE 1 END, n.visible_at DESC, n.id LIMIT ${} OFFSET ${}",
        day + 1,
        day + 2
    );
    let rows = tx.all(AssertSqlSafe(sql), values).await?;
    Ok((rows.iter().map(|row| line(row, today, false)).collect::<Result<_>>()?, total))
}

/// Whether visitors read that notice at a moment.
pub async fn is_public(tx: &mut Tx, id: NoticeId, now: Instant) -> Result<bool> {
    let sql = format!("SELECT n.id {PUBLIC} AND n.id = $2");
    Ok(tx.opt(AssertSqlSafe(sql), args![now, id]).await?.is_some())
}
