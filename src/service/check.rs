//! `societas check`: invariants of the whole store.

use super::App;
use crate::domain::error::AppError;
use crate::domain::text::Lang;
use crate::store;

/// Everything that should not be: breaks of the log and violated invariants, one line each.
///
/// # Errors
/// Those of the store.
pub async fn check_all(app: &App) -> Result<Vec<String>, AppError> {
    let mut tx = app.db.read().await?;
    let mut findings: Vec<String> = store::event::verify(&mut tx)
        .await?
        .into_iter()
        .filter_map(|verdict| Some(format!("log of unit {}: {}", verdict.org, verdict.broken?.message(Lang::En))))
        .collect();
    findings.extend(store::check::violations(&mut tx).await?);
    Ok(findings)
}
