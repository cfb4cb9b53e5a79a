//! The search tokens of all records, made anew where the rules for them have changed.

use super::index_of_stored;
use crate::domain::error::AppError;
use crate::domain::form::view::TOKEN_RULES;
use crate::service::Ctx;
use crate::store::record_index;

/// Records that are read at a time.
const STRIDE: i64 = 500;

/// Makes the tokens of all records anew where they were made by earlier rules; otherwise asks one question.
///
/// # Errors
/// Those of the store.
pub async fn renew_tokens(ctx: &Ctx) -> Result<(), AppError> {
    if record_index::select_rules(&mut ctx.app.db.read().await?).await? >= TOKEN_RULES {
        return Ok(());
    }
    let mut tx = ctx.app.db.write().await?;
    if !record_index::update_rules(&mut tx, TOKEN_RULES).await? {
        return Ok(());
    }
    let mut after = String::new();
    loop {
        let rows = record_index::select_after(&mut tx, &after, STRIDE).await?;
        let Some(last) = rows.last() else { break };
        after = last.id.to_string();
        let mut made = Vec::with_capacity(rows.len());
        for row in rows {
            // What no register keeps any more stays as it is.
            let Some(definition) = ctx.catalog.register(&row.register) else { continue };
            let tokens = index_of_stored(ctx, &mut tx, definition, &row).await?.tokens;
            made.push((row, tokens));
        }
        record_index::replace_tokens(&mut tx, &made).await?;
    }
    tx.commit().await?;
    Ok(())
}
