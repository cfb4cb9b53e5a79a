//! 换届资料 written from an approved re-election (E-035, X-024): its term appears by itself, marked and closed.

use super::{definition, next_row, save};
use crate::domain::error::AppError;
use crate::domain::form::check::{CheckEnv, check, is_complete};
use crate::domain::form::normalise::normalise;
use crate::domain::form::{Answer, Value, stage};
use crate::domain::workflow::FILED;
use crate::service::Ctx;
use crate::store;
use crate::store::db::Tx;
use crate::store::record::{Narrowing, RecordRow};

/// The register of re-elections under way.
pub const SOURCE: &str = "reelection_case";
/// The register of terms.
const TARGET: &str = "reelection";
/// What names a term.
const TERM: &str = "term_no";
/// The papers of a term that stand in several parts of a re-election.
const GATHERED: (&str, [&str; 2]) = ("approval_docs", ["plan_docs", "request_docs"]);

/// Whether a record was written from a re-election; nobody else changes it.
pub(super) async fn is_synced(tx: &mut Tx, row: &RecordRow) -> Result<bool, AppError> {
    if row.register != TARGET || row.source.is_none() {
        return Ok(false);
    }
    let sources = store::record_source::select_registers(tx, row.source.as_slice()).await?;
    Ok(sources.values().any(|register| register == SOURCE))
}

/// Writes the term of a re-election that has just been filed; the record of that term, where there is one, becomes it.
pub(in crate::service) async fn follow(ctx: &Ctx, tx: &mut Tx, case: &RecordRow, state: &str) -> Result<(), AppError> {
    if case.register != SOURCE || state != FILED {
        return Ok(());
    }
    let definition = definition(ctx, TARGET)?;
    let mut answer = stage::part_of(definition, &case.answer);
    let (gathered, parts) = GATHERED;
    let papers: Vec<_> = parts.iter().flat_map(|part| case.answer.files(part)).cloned().collect();
    if !papers.is_empty() {
        answer.0.insert(gathered.to_owned(), Value::Files(papers));
    }
    normalise(definition, &mut answer);
    let complete = is_complete(&check(definition, &answer, &CheckEnv { today: ctx.today(), codes: &*ctx.catalog }));
    store::record::bump_revision(tx, case.org, TARGET);
    let before = of_term(tx, case, &answer).await?;
    let source = Some(case.id.to_string());
    let row = next_row(ctx, definition, case.org, before.as_ref(), None, answer);
    let row = RecordRow { complete, source, ..row };
    save::write(ctx, tx, definition, before.as_ref(), &row, Some("record.sync")).await
}

/// The record of the same term.
async fn of_term(tx: &mut Tx, case: &RecordRow, answer: &Answer) -> Result<Option<RecordRow>, AppError> {
    let by = Narrowing { values: vec![(TERM.to_owned(), answer.text(TERM).to_owned())], ..Narrowing::default() };
    Ok(store::record::select_page(tx, case.org, TARGET, &by, true, 1, 0).await?.into_iter().next())
}
