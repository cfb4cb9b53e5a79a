//! Calls of registers, records and drafts.

use std::collections::BTreeMap;

use leptos::server;
use leptos::server_fn::codec::{GetUrl, Json};

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::form::Answer;
use crate::domain::form::design::Designed;
use crate::domain::form::guide::Guide;
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::record::history::RestoreView;
use crate::domain::record::recycle::RecycledPage;
use crate::domain::record::{
    BlankForm, Candidate, ChapterName, OpenedRecord, RecordDraft, RecordPage, RecordQuery, RecordView, RegisterSummary,
    SaveMode, SavedRecord,
};

/// The registers of a unit (none: the own one) with their numbers.
#[server(prefix = "/api", endpoint = "register/list", input = Json, output = Wire)]
pub async fn list_registers(org: Option<OrgId>) -> Result<Vec<RegisterSummary>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::list_registers(&ctx, org).await)
}

/// A page of a register of a unit (none: the own one).
#[server(prefix = "/api", endpoint = "register/page", input = Json, output = Wire)]
pub async fn find_page(org: Option<OrgId>, register: String, query: RecordQuery) -> Result<RecordPage, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::find_page(&ctx, org, &register, query).await)
}

/// Changes the columns of a register's list by one step, `_mode`.
#[server(prefix = "/api", endpoint = "register/columns", output = Wire)]
pub async fn change_columns(register: String, _mode: String, #[server(default)] add: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let step = if _mode == "add" { format!("add:{add}") } else { _mode };
    super::reply(crate::service::register::change_columns(&ctx, &register, &step).await)
}

/// Keeps a filter of a register's list under a name.
#[server(prefix = "/api", endpoint = "register/keep_filter", output = Wire)]
pub async fn save_filter(register: String, name: String, query: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::save_filter(&ctx, &register, &name, &query).await)
}

/// Forgets a filter of a register's list: `_mode` is its name.
#[server(prefix = "/api", endpoint = "register/forget_filter", output = Wire)]
pub async fn delete_filter(register: String, _mode: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::delete_filter(&ctx, &register, &_mode).await)
}

/// One record to read, with all that its page tells of it; `revealed` is the line of the log that has the reason for
/// full numbers.
#[server(prefix = "/api", endpoint = "register/find", input = GetUrl, output = Wire)]
pub async fn find_record(
    register: String,
    id: RecordId,
    #[server(default)] revealed: Option<i64>,
) -> Result<OpenedRecord, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::open_record(&ctx, &register, id, revealed).await)
}

/// One record to change.
#[server(prefix = "/api", endpoint = "register/form", input = GetUrl, output = Wire)]
pub async fn find_form(register: String, id: RecordId) -> Result<RecordView, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::find_form(&ctx, &register, id).await)
}

/// Asks for the full numbers of a record and leads back to its page, which shows them.
#[server(prefix = "/api", endpoint = "register/reveal", output = Wire)]
pub async fn reveal_record(register: String, id: RecordId, reason: String, back: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let seq = super::reply(crate::service::disclosure::reveal_record(&ctx, &register, id, &reason).await)?;
    let between = if back.contains('?') { '&' } else { '?' };
    super::go(&format!("{back}{between}revealed={seq}"));
    Ok(())
}

/// What restoring the value of a field before a save would do.
#[server(prefix = "/api", endpoint = "register/former", input = GetUrl, output = Wire)]
pub async fn find_restore(
    register: String,
    id: RecordId,
    place: String,
    field: String,
) -> Result<RestoreView, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::find_restore(&ctx, &register, id, &place, &field).await)
}

/// Restores the value of a field before a save and leads to the record.
#[server(prefix = "/api", endpoint = "register/restore", output = Wire)]
pub async fn restore_field(
    register: String,
    id: RecordId,
    place: String,
    field: String,
    base_version: i64,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::restore_field(&ctx, &register, id, &place, &field, base_version).await)?;
    super::go(&format!("/registers/{register}/{id}"));
    Ok(())
}

/// The form for a new record of the own unit that begins with these values, or the one record of a register with a
/// single one per unit.
#[server(prefix = "/api", endpoint = "register/new", input = GetUrl, output = Wire)]
pub async fn new_record(
    register: String,
    #[server(default)] set: BTreeMap<String, String>,
) -> Result<RecordView, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::new_record(&ctx, &register, set).await)
}

/// The help chapter of a register.
#[server(prefix = "/api", endpoint = "register/guide", input = GetUrl, output = Wire)]
pub async fn find_guide(register: String) -> Result<Guide, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::find_guide(&ctx, &register).await)
}

/// The names of all help chapters.
#[server(prefix = "/api", endpoint = "register/chapters", output = Wire)]
pub async fn list_chapters() -> Result<Vec<ChapterName>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::list_chapters(&ctx).await)
}

/// The form of a register on paper.
#[server(prefix = "/api", endpoint = "register/blank", input = GetUrl, output = Wire)]
pub async fn find_blank(register: String) -> Result<BlankForm, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::find_blank(&ctx, &register).await)
}

/// Saves a record: as a draft whatever was typed, as valid only without an error.
#[server(prefix = "/api", endpoint = "register/save", input = Json, output = Wire)]
pub async fn save_record(
    org: OrgId,
    register: String,
    id: Option<RecordId>,
    base_version: i64,
    answer: Answer,
    mode: SaveMode,
) -> Result<SavedRecord, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::save_record(&ctx, org, &register, id, base_version, answer, mode).await)
}

/// The register that a design makes, as far as it holds.
#[server(prefix = "/api", endpoint = "register/preview_design", input = Json, output = Wire)]
pub async fn preview_design(answer: Answer) -> Result<Designed, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::preview_design(&ctx, answer).await)
}

/// Deletes a record and leads to its list; the members of a level get `successor` instead.
#[server(prefix = "/api", endpoint = "register/delete", output = Wire)]
pub async fn delete_record(
    register: String,
    id: RecordId,
    base_version: i64,
    #[server(default)] successor: Option<RecordId>,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::delete_record(&ctx, &register, id, base_version, successor).await)?;
    super::go(&format!("/registers/{register}"));
    Ok(())
}

/// The deleted records of a register of the own unit.
#[server(prefix = "/api", endpoint = "register/recycled", input = GetUrl, output = Wire)]
pub async fn list_recycled(register: String, page: i64) -> Result<RecycledPage, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::list_recycled(&ctx, &register, page).await)
}

/// Takes a deleted record back.
#[server(prefix = "/api", endpoint = "register/recover", output = Wire)]
pub async fn recover_record(register: String, id: RecordId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::recover_record(&ctx, &register, id).await)
}

/// Records of the own unit that a picker offers.
#[server(prefix = "/api", endpoint = "register/candidates", input = GetUrl, output = Wire)]
pub async fn find_candidates(register: String, #[server(default)] words: String) -> Result<Vec<Candidate>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::find_candidates(&ctx, &register, &words).await)
}

/// The record that was chosen in a picker, with full numbers for the form.
#[server(prefix = "/api", endpoint = "register/candidate", input = GetUrl, output = Wire)]
pub async fn find_candidate(register: String, id: RecordId) -> Result<Candidate, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::register::find_candidate(&ctx, &register, id).await)
}

/// What the actor typed and did not save.
#[server(prefix = "/api", endpoint = "register/find_draft", input = Json, output = Wire)]
pub async fn find_draft(org: OrgId, register: String, id: Option<RecordId>) -> Result<Option<RecordDraft>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::draft::find_draft(&ctx, org, &register, id).await)
}

/// Keeps what was typed.
#[server(prefix = "/api", endpoint = "register/keep_draft", input = Json, output = Wire)]
pub async fn keep_draft(
    org: OrgId,
    register: String,
    id: Option<RecordId>,
    base_version: i64,
    answer: Answer,
) -> Result<RecordDraft, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::draft::keep_draft(&ctx, org, &register, id, base_version, answer).await)
}

/// Forgets what was typed.
#[server(prefix = "/api", endpoint = "register/drop_draft", input = Json, output = Wire)]
pub async fn drop_draft(org: OrgId, register: String, id: Option<RecordId>) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::draft::drop_draft(&ctx, org, &register, id).await)
}
