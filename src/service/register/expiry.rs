//! Records that run out: what lists say of them, and the reminder to their units (E-130, REG-21).

use crate::domain::access::Action;
use crate::domain::error::AppError;
use crate::domain::form::FormDefinition;
use crate::domain::form::expiry::{Expiry, REMIND_DAYS, last_day};
use crate::domain::notification::NotificationKind;
use crate::service::Ctx;
use crate::service::notification::{Said, To, tell};
use crate::store;
use crate::store::record::RecordRow;

/// How many records are read at once.
const MOST: i64 = 200;

/// How long a record still holds; nothing for a draft and for what never runs out.
pub(super) fn of_row(ctx: &Ctx, definition: &FormDefinition, row: &RecordRow) -> Option<Expiry> {
    let last = last_day(definition, &row.answer).filter(|_| row.state != "draft")?;
    Some(Expiry::of(last, ctx.today()))
}

/// Reminds the units of records that soon run out: once of each last day, whichever process comes first; of how many.
///
/// # Errors
/// Those of the store.
pub async fn remind_due(ctx: &Ctx) -> Result<usize, AppError> {
    let mut told = 0;
    loop {
        let mut tx = ctx.app.db.read().await?;
        let (from, until) = (ctx.today(), ctx.today().plus_days(REMIND_DAYS));
        let due = store::record_expiry::select_due(&mut tx, from, until, MOST).await?;
        drop(tx);
        let found = due.len();
        for record in due {
            let mut tx = ctx.app.db.write().await?;
            if !store::record_expiry::update_reminded(&mut tx, record.id, record.last_day).await? {
                continue;
            }
            let (subject, day) = (format!("{}/expiry", record.id), record.last_day.to_string());
            let said = Said {
                kind: NotificationKind::RecordExpires,
                subject: &subject,
                link: &format!("/registers/{}/{}", record.register, record.id),
                args: &[&record.title, &day],
            };
            tell(ctx, &mut tx, To::Allowed(Action::EditRecord, record.org), said).await?;
            tx.commit().await?;
            told += 1;
        }
        if found < MOST as usize {
            return Ok(told);
        }
    }
}
