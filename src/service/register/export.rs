//! Exports of a list: exactly what its filters leave, masked unless a reason is given; either is logged.

use serde_json::json;

use super::list::narrowing;
use super::{definition, titles_of, view};
use crate::domain::access::{self, Action};
use crate::domain::error::AppError;
use crate::domain::form::kinds::{self, ShowEnv};
use crate::domain::form::{Field, FormDefinition, Kind};
use crate::domain::ids::OrgId;
use crate::domain::record::{RecordQuery, state_name};
use crate::domain::text::{Label, Lang};
use crate::service::{Ctx, disclosure};
use crate::store;
use crate::store::record::Narrowing;

/// Records that are read at once.
const BATCH: i64 = 500;

/// An export under way.
pub struct Export {
    ctx: Ctx,
    org: OrgId,
    definition: FormDefinition,
    by: Narrowing,
    /// The number of its line in the log, where it has full numbers.
    full: Option<i64>,
    offset: i64,
    ended: bool,
}

/// Begins an export of a register of a unit (none: the own one) and writes that down; with a reason it has full numbers.
///
/// # Errors
/// `NotFound` for an unknown register or a unit outside the scope; `Denied` for a reason without the right to full
/// numbers; `Invalid` for a reason that says nothing.
pub async fn begin_export(
    ctx: &Ctx,
    org: Option<OrgId>,
    register: &str,
    query: &RecordQuery,
    format: &str,
    reason: &str,
) -> Result<Export, AppError> {
    let org = ctx.unit(org)?;
    let definition = definition(ctx, register)?.clone();
    let mut tx = ctx.app.db.write().await?;
    let relation = ctx.require(&mut tx, Action::ViewRecord, org).await?;
    let full = !reason.trim().is_empty();
    if full {
        let refused = access::decide(ctx.actor()?, Action::RevealRecord, relation);
        refused.map_err(|reasons| AppError::Denied { reasons })?;
        disclosure::check_reason(reason.trim())?;
    }
    let by = narrowing(&definition, query, relation);
    let narrowed: Vec<&String> =
        [&query.q].into_iter().chain(query.filters.values()).filter(|v| !v.is_empty()).collect();
    let payload = json!({
        "register": register, "title": definition.name.zh, "format": format, "full": full, "reason": reason.trim(),
        "narrowed": narrowed,
    });
    let event = ctx.event(org, "register.export", "register", register, payload);
    let seq = store::event::append_numbered(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(Export { ctx: ctx.clone(), org, definition, by, full: full.then_some(seq), offset: 0, ended: false })
}

impl Export {
    /// The fields that have a column.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.definition.fields.iter().filter(|f| !matches!(f.kind, Kind::Password | Kind::Computed { .. }))
    }

    /// The name of the register.
    pub fn name(&self) -> &Label {
        &self.definition.name
    }

    /// The next lines in words, with state and last change; none at the end. Whose full numbers are given out is
    /// noted as they go.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn batch(&mut self, lang: Lang) -> Result<Option<Vec<Vec<String>>>, AppError> {
        if self.ended {
            return Ok(None);
        }
        let mut tx = self.ctx.app.db.read().await?;
        let register = &self.definition.key;
        let rows = store::record::select_page(&mut tx, self.org, register, &self.by, false, BATCH, self.offset).await?;
        self.offset += BATCH;
        self.ended = rows.len() < BATCH as usize;
        let titles = titles_of(&mut tx, &self.definition, &rows, self.org).await?;
        drop(tx);
        if let Some(seq) = self.full {
            disclosure::note_export(&self.ctx, self.org, seq, &self.definition, &rows).await?;
        }
        let env = ShowEnv { lang, ..view::show_env(&self.ctx, &titles, self.full.is_none()) };
        let lines = rows.iter().map(|row| {
            let cells = self.fields().map(|field| match row.answer.0.get(&field.key) {
                Some(value) => kinds::show(field, value, env),
                None => String::new(),
            });
            let state = state_name(self.definition.flow, &row.state).0;
            cells.chain([state.text(lang).to_owned(), row.updated_at.second_text()]).collect()
        });
        Ok(Some(lines.collect()))
    }
}
