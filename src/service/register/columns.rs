//! How somebody looks at a list: the columns and the filters that he keeps (REG-11, REG-12). They belong to the person,
//! in whatever unit.

use super::definition;
use crate::domain::error::{AppError, ProblemCode};
use crate::domain::form::clean;
use crate::domain::form::columns::{Step, after};
use crate::domain::record::{FILTER_NAME_MAX, FILTERS_MAX, SavedFilter};
use crate::service::Ctx;
use crate::store;

/// Longest address of a filter, in characters.
const QUERY_MAX: usize = 2_000;

/// Changes the columns of a register's list by one step.
///
/// # Errors
/// `NotFound` for an unknown register; `Invalid` for a step that no button has; `Denied` for somebody who looks as
/// another person.
pub async fn change_columns(ctx: &Ctx, register: &str, step: &str) -> Result<(), AppError> {
    let (account, definition) = (ctx.oneself()?.account, definition(ctx, register)?);
    let step = Step::parse(step).ok_or(AppError::Invalid { problems: Vec::new() })?;
    let mut tx = ctx.app.db.write().await?;
    let chosen = store::list_view::select(&mut tx, account, register).await?.columns;
    store::list_view::update_columns(&mut tx, account, register, &after(definition, &chosen, step)).await?;
    Ok(tx.commit().await?)
}

/// Keeps a filter of a register's list under a name; `query` is what stands behind the `?` of its address.
///
/// # Errors
/// `NotFound` for an unknown register; `Invalid` without a name, for one that is too long, and when there are too many;
/// `Denied` for somebody who looks as another person.
pub async fn save_filter(ctx: &Ctx, register: &str, name: &str, query: &str) -> Result<(), AppError> {
    let account = ctx.oneself()?.account;
    definition(ctx, register)?;
    let name = clean::line(name);
    let long = name.chars().count();
    if name.is_empty() {
        return Err(AppError::field("name", ProblemCode::Required, &[]));
    }
    if long > FILTER_NAME_MAX {
        let most = FILTER_NAME_MAX.to_string();
        return Err(AppError::field("name", ProblemCode::TooLong, &[&most, &long.to_string()]));
    }
    if query.chars().count() > QUERY_MAX {
        return Err(AppError::Invalid { problems: Vec::new() });
    }
    let mut tx = ctx.app.db.write().await?;
    let kept = store::list_view::select(&mut tx, account, register).await?.filters;
    if kept.len() >= FILTERS_MAX && !kept.iter().any(|filter| filter.name == name) {
        let (most, found) = (FILTERS_MAX.to_string(), (kept.len() + 1).to_string());
        return Err(AppError::field("name", ProblemCode::TooManyRows, &[&most, &found]));
    }
    let filter = SavedFilter { name, query: query.to_owned() };
    store::list_view::update_filter(&mut tx, account, register, &filter).await?;
    Ok(tx.commit().await?)
}

/// Forgets a filter.
///
/// # Errors
/// `Invalid` without a name; `Denied` for somebody who looks as another person.
pub async fn delete_filter(ctx: &Ctx, register: &str, name: &str) -> Result<(), AppError> {
    let account = ctx.oneself()?.account;
    // The row without a name is that of the columns.
    if name.is_empty() {
        return Err(AppError::field("name", ProblemCode::Required, &[]));
    }
    let mut tx = ctx.app.db.write().await?;
    store::list_view::delete(&mut tx, account, register, name).await?;
    Ok(tx.commit().await?)
}
