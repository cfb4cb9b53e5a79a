//! The template of a register: its fields as columns, lists to choose from, numbers of people as text.

use rust_xlsxwriter::{Color, DataValidation, Format, FormatAlign, FormatBorder, Note, Workbook};

use super::importable;
use super::sheet::MARK_SHEET;
use crate::domain::access::Action;
use crate::domain::error::AppError;
use crate::domain::form::{Field, Kind};
use crate::domain::import::header::is_importable;
use crate::domain::text::import::ImportText;
use crate::domain::text::{Lang, Text};
use crate::service::{Ctx, internal};
use crate::store;

/// Rows that the lists of a template cover.
const LAST_ROW: u32 = 5000;
/// A list longer than this is not offered in a cell.
const LIST_MAX: usize = 400;
/// Characters that a list may have inside its cell rule; a longer one stands on the sheet of lists.
const INLINE_MAX: usize = 250;
const LISTS_SHEET: &str = "选项";

/// The template of a register for the actor's unit, and the name of the file.
///
/// # Errors
/// `NotFound` for a register without import; `Denied` without the right to import.
pub async fn template(ctx: &Ctx, register: &str) -> Result<(String, Vec<u8>), AppError> {
    let definition = importable(ctx, register)?;
    let org = ctx.actor()?.org;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::Import, org).await?;
    let mut lists = Vec::new();
    for field in definition.fields.iter().filter(|field| is_importable(field)) {
        let list = match &field.kind {
            Kind::Select { choices, .. } => choices.iter().map(|c| c.value.clone()).collect(),
            Kind::Bool => vec!["是".to_owned(), "否".to_owned()],
            Kind::Code { table, .. } => ctx
                .catalog
                .table(table)
                .map(|t| t.tree.entries().iter().filter(|e| e.current).map(|e| e.name.zh.clone()).collect())
                .unwrap_or_default(),
            Kind::Record { register, .. } => {
                let by = store::record::Narrowing { without_drafts: true, ..Default::default() };
                let rows = store::record::select_page(&mut tx, org, register, &by, false, LIST_MAX as i64 + 1, 0);
                rows.await?.into_iter().map(|row| row.title).collect()
            }
            _ => Vec::new(),
        };
        lists.push((field.clone(), if list.len() > LIST_MAX { Vec::new() } else { list }));
    }
    drop(tx);
    let name = ImportText::TemplateFile.fill(Lang::Zh, &[&definition.name.zh]);
    let mark = (definition.key.clone(), definition.version);
    let bytes = tokio::task::spawn_blocking(move || write(&lists, &mark)).await.map_err(|e| internal(&e))?;
    Ok((format!("{name}.xlsx"), bytes.map_err(|e| internal(&e))?))
}

fn write(fields: &[(Field, Vec<String>)], mark: &(String, i64)) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_background_color(Color::RGB(0x00E0_EFEF))
        .set_border(FormatBorder::Thin);
    let note = Format::new().set_text_wrap().set_font_color(Color::RGB(0x0056_6366));
    let text = Format::new().set_num_format("@");
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let last = u16::try_from(fields.len().saturating_sub(1)).unwrap_or(u16::MAX).max(1);
    let mut listed: Vec<&[String]> = Vec::new();
    let sheet = book.add_worksheet();
    sheet.set_name("数据")?;
    sheet.merge_range(0, 0, 0, last, ImportText::TemplateNote.text(Lang::Zh), &note)?;
    sheet.set_row_height(0, 36)?;
    sheet.set_freeze_panes(2, 0)?;
    for (at, (field, list)) in fields.iter().enumerate() {
        let Ok(column) = u16::try_from(at) else { break };
        let label = format!("{}{}", field.label.zh, if field.required { "*" } else { "" });
        sheet.write_string_with_format(1, column, &label, &head)?;
        sheet.set_column_width(column, (label.chars().count() as f64 * 2.2).clamp(10.0, 30.0))?;
        if !field.help.zh.is_empty() {
            sheet.insert_note(1, column, &Note::new(field.help.zh.as_str()).add_author_prefix(false))?;
        }
        match &field.kind {
            Kind::Date { .. } => sheet.set_column_format(column, &day)?,
            Kind::Int { .. } | Kind::Decimal { .. } | Kind::Money | Kind::DateTime => sheet,
            // Long numbers stay as typed only in cells that are text from the start.
            _ => sheet.set_column_format(column, &text)?,
        };
        if list.is_empty() {
            continue;
        }
        let inline = list.iter().map(|word| word.chars().count() + 1).sum::<usize>() <= INLINE_MAX
            && list.iter().all(|word| !word.contains(','));
        let rule = if inline {
            DataValidation::new().allow_list_strings(list)?
        } else {
            listed.push(list);
            let letters = crate::domain::import::column_letters(listed.len() as u32 - 1);
            let range = format!("={LISTS_SHEET}!${letters}$1:${letters}${}", list.len());
            DataValidation::new().allow_list_formula(range.as_str().into())
        };
        // A list helps and does not forbid: 其他（…） and several choices are typed.
        sheet.add_data_validation(2, column, LAST_ROW, column, &rule.ignore_blank(true).show_error_message(false))?;
    }
    let lists = book.add_worksheet();
    lists.set_name(LISTS_SHEET)?;
    lists.set_hidden(true);
    for (column, list) in listed.iter().enumerate() {
        for (row, word) in list.iter().enumerate() {
            lists.write_string(row as u32, column as u16, word)?;
        }
    }
    let marked = book.add_worksheet();
    marked.set_name(MARK_SHEET)?;
    marked.set_very_hidden(true);
    marked.write_string(0, 0, &mark.0)?;
    marked.write_string(1, 0, mark.1.to_string())?;
    book.save_to_buffer()
}
