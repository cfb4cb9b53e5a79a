//! What the registers of a society suggest for the deduction items.

use crate::domain::error::AppError;
use crate::domain::evaluation::deduction::{CASES, Hints, Reelection, TERMS, Term, TermOver, term_over};
use crate::domain::form::Answer;
use crate::domain::ids::OrgId;
use crate::domain::indicator::Sign;
use crate::service::{Ctx, internal};
use crate::store;
use crate::store::db::Tx;

/// The suggestions of today, by the codes of the items.
///
/// # Errors
/// Those of the store.
pub async fn hints(ctx: &Ctx, tx: &mut Tx, org: OrgId) -> Result<Hints, AppError> {
    let mut hints = Hints::new();
    for item in &ctx.catalog.tree().deductions.items {
        let found = match item.suggested_by {
            Some(Sign::TermOver) => find_term_over(ctx, tx, org).await?,
            None => None,
        };
        hints.extend(found.map(|found| (item.code.clone(), found)));
    }
    Ok(hints)
}

async fn find_term_over(ctx: &Ctx, tx: &mut Tx, org: OrgId) -> Result<Option<TermOver>, AppError> {
    let (mut terms, mut cases) = (Vec::new(), Vec::new());
    for row in store::evaluation::select_facts(tx, org, &[TERMS, CASES]).await? {
        let answer: Answer = serde_json::from_str(&row.answer).map_err(|e| internal(&e))?;
        if row.register == TERMS {
            terms.extend(Term::of(row.id, &row.state, &answer));
        } else {
            let verbs = store::event::select_verbs(tx, &row.id.to_string()).await?;
            cases.extend(Reelection::of(&row.state, &answer, &verbs));
        }
    }
    Ok(term_over(&terms, &cases, ctx.today()))
}
