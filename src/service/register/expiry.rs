//! Records that run out: what lists say of them, and the reminders to their units (E-130, REG-21, X-024).

use crate::domain::access::Action;
use crate::domain::error::AppError;
use crate::domain::form::expiry::{Ending, LastDay, endings};
use crate::domain::form::{Answer, FormDefinition};
use crate::domain::notification::{NotificationKind, in_both};
use crate::domain::text::{Label, Lang};
use crate::service::notification::{Said, To, tell};
use crate::service::{Ctx, internal};
use crate::store;
use crate::store::db::Tx;
use crate::store::record::RecordRow;
use crate::store::record_expiry::Due;

/// How many last days are read at once.
const MOST: i64 = 200;

/// How the last days of a record stand; nothing for a draft and for what never runs out.
pub(super) fn of_row(ctx: &Ctx, definition: &FormDefinition, row: &RecordRow) -> Vec<Ending> {
    if row.state == "draft" { Vec::new() } else { endings(definition, &row.answer, ctx.today()) }
}

/// Reminds the units of what soon runs out: once of each last day and each time ahead that its register names,
/// whichever process comes first; of how many. Times that were missed are made up for by one reminder.
///
/// # Errors
/// Those of the store.
pub async fn remind_due(ctx: &Ctx) -> Result<usize, AppError> {
    let mut told = 0;
    loop {
        let due = store::record_expiry::select_due(&mut ctx.app.db.read().await?, ctx.today(), MOST).await?;
        let found = due.len();
        for due in due {
            told += usize::from(remind(ctx, &due).await?);
        }
        if found < MOST as usize {
            return Ok(told);
        }
    }
}

/// Looks at a last day once; whether its unit was reminded.
async fn remind(ctx: &Ctx, due: &Due) -> Result<bool, AppError> {
    let definition = ctx.catalog.register(&due.register);
    let rule = definition.and_then(|form| form.expires.iter().find(|rule| rule.field == due.field));
    let (come, next) = rule.map_or((None, None), |rule| rule.reminder(due.last_day, ctx.today()));
    let told = |come| due.reminded_of == Some(due.last_day) && due.reminder_on >= Some(come);
    let mut tx = ctx.app.db.write().await?;
    let reminder = match (rule, come.filter(|come| !told(*come))) {
        (Some(rule), Some(come)) if !is_followed(&mut tx, rule, due).await? => Some((rule, come)),
        _ => None,
    };
    let reminder_on = reminder.map(|(_, come)| come);
    if !store::record_expiry::update_looked(&mut tx, due, next, reminder_on).await? {
        return Ok(false);
    }
    if let (Some((rule, _)), Some(form)) = (reminder, definition) {
        tell_unit(ctx, &mut tx, form, rule, due).await?;
    }
    tx.commit().await?;
    Ok(reminder.is_some())
}

/// Whether a later record of the unit makes the reminder needless.
async fn is_followed(tx: &mut Tx, rule: &LastDay, due: &Due) -> Result<bool, AppError> {
    if rule.followed.is_empty() {
        return Ok(false);
    }
    let registers: Vec<&str> = rule.followed.iter().map(|by| by.register.as_str()).collect();
    let rows = store::evaluation::select_facts(tx, due.org, &registers).await?;
    let answers = rows.iter().map(|row| serde_json::from_str::<Answer>(&row.answer).map_err(|e| internal(&e)));
    let answers = answers.collect::<Result<Vec<_>, _>>()?;
    let others = rows.iter().zip(&answers).map(|(row, answer)| (row.register.as_str(), row.state.as_str(), answer));
    Ok(rule.is_followed(&due.answer, others))
}

async fn tell_unit(ctx: &Ctx, tx: &mut Tx, form: &FormDefinition, rule: &LastDay, due: &Due) -> Result<(), AppError> {
    let name = form.field(&due.field).map_or_else(|| due.field.clone(), |field| in_both(&field.label));
    let behind = |lang, comma| match rule.advice.text(lang) {
        "" => String::new(),
        advice => format!("{comma}{advice}"),
    };
    let advice = in_both(&Label { zh: behind(Lang::Zh, "；"), en: behind(Lang::En, "; ") });
    let said = Said {
        kind: NotificationKind::RecordExpires,
        subject: &format!("{}/{}", due.id, due.field),
        link: &format!("/registers/{}/{}", due.register, due.id),
        args: &[&due.title, &due.last_day.to_string(), &name, &advice],
    };
    tell(ctx, tx, To::Allowed(Action::EditRecord, due.org), said).await?;
    Ok(())
}
