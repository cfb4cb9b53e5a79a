//! A record as a Word document: the table that is signed and stamped.

use std::io::Cursor;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use docx_rs::{
    AlignmentType, BreakType, Docx, PageMargin, Paragraph, Run, RunFonts, Table, TableCell, TableLayoutType, TableRow,
    VAlignType, WidthType,
};
use serde::Deserialize;

use super::plain::sentence;
use super::preference;
use super::sheet::attachment;
use crate::domain::error::AppError;
use crate::domain::form::kinds::{ShowEnv, show};
use crate::domain::form::{Answer, Field, Kind, Value};
use crate::domain::ids::RecordId;
use crate::domain::record::RecordView;
use crate::domain::text::Text;
use crate::domain::text::form::WordText;
use crate::domain::time::Instant;
use crate::service::register::find_revealed;
use crate::service::{Ctx, internal};

const MEDIA: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// A4 in twentieths of a point.
const PAGE: (u32, u32) = (11_906, 16_838);
/// Margins above and below, and on both sides.
const MARGIN: (i32, i32) = (1_440, 1_134);
/// Width between the margins.
const WIDTH: usize = 9_638;
/// 小四, in half points.
const BODY_SIZE: usize = 24;
/// 二号, in half points.
const TITLE_SIZE: usize = 44;
/// Widths of the four columns: label and value, twice.
const COLUMNS: [usize; 4] = [1_900, 2_919, 1_900, 2_919];

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    /// The line of the log that has the reason for full numbers.
    #[serde(default)]
    revealed: Option<i64>,
}

/// Gives a record out as a document.
pub async fn record(
    Extension(ctx): Extension<Ctx>,
    Path((register, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let ctx = Ctx { lang: preference::read(&headers).lang, ..ctx };
    match give(&ctx, &register, &id, asked.revealed).await {
        Ok(response) => response,
        Err(AppError::NotSignedIn) => Redirect::to("/sign-in").into_response(),
        Err(error) => sentence(&error, &headers),
    }
}

async fn give(ctx: &Ctx, register: &str, id: &str, full: Option<i64>) -> Result<Response, AppError> {
    let id: RecordId = id.parse().map_err(|_| AppError::NotFound)?;
    let view = find_revealed(ctx, register, id, full).await?;
    let bytes = document(ctx, &view)?;
    Ok(attachment(ctx, "docx", view.definition.name.text(ctx.lang), MEDIA, Body::from(bytes)))
}

/// The document: title, unit and day, then each part of the form as a table.
fn document(ctx: &Ctx, view: &RecordView) -> Result<Vec<u8>, AppError> {
    let (form, lang) = (&view.definition, ctx.lang);
    let fonts = RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia("宋体");
    let margin = PageMargin::new().top(MARGIN.0).bottom(MARGIN.0).left(MARGIN.1).right(MARGIN.1);
    let title = Run::new().add_text(form.name.text(lang)).bold().size(TITLE_SIZE);
    let day = view.updated_at.map(Instant::day).unwrap_or(ctx.today());
    let unit = format!("{}：{}    {}：{day}", WordText::Unit.text(lang), view.org_name, WordText::Day.text(lang));
    let mut docx = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margin)
        .default_fonts(fonts)
        .default_size(BODY_SIZE)
        .add_paragraph(Paragraph::new().align(AlignmentType::Center).add_run(title))
        .add_paragraph(Paragraph::new().add_run(text(&unit)));
    let known = |key: &str| form.sections.iter().any(|section| section.key == key);
    let parts = std::iter::once(("", String::new()))
        .chain(form.sections.iter().map(|section| (section.key.as_str(), section.label.text(lang).to_owned())));
    for (key, heading) in parts {
        let inside = form.fields.iter().filter(|field| match field.section.as_deref() {
            Some(section) if known(section) => section == key,
            _ => key.is_empty(),
        });
        let inside: Vec<&Field> = inside.filter(|field| field.applies(&form.fields, &view.answer)).collect();
        if inside.is_empty() {
            continue;
        }
        if !heading.is_empty() {
            docx = docx.add_paragraph(Paragraph::new().add_run(text(&heading).bold()));
        }
        for table in tables(ctx, view, &inside) {
            docx = docx.add_table(table).add_paragraph(Paragraph::new());
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(|e| internal(&e))?;
    Ok(bytes.into_inner())
}

/// The fields two beside each other, long ones over the whole width; repeat rows as tables of their own.
fn tables(ctx: &Ctx, view: &RecordView, fields: &[&Field]) -> Vec<Table> {
    let words = Words { ctx, view };
    let (mut tables, mut rows, mut waiting) = (Vec::new(), Vec::new(), None::<(String, String)>);
    let finish = |rows: &mut Vec<TableRow>, tables: &mut Vec<Table>| {
        if !rows.is_empty() {
            tables.push(table(std::mem::take(rows), &COLUMNS));
        }
    };
    for field in fields {
        let label = field.label.text(ctx.lang).to_owned();
        let value = words.of(field, &view.answer);
        let wide = matches!(field.kind, Kind::TextArea { .. } | Kind::Files { .. } | Kind::Rows { .. });
        match (wide, waiting.take()) {
            (false, None) => waiting = Some((label, value)),
            (false, Some(first)) => rows.push(pair(first, Some((label, value)))),
            (true, first) => {
                rows.extend(first.map(|first| pair(first, None)));
                match &field.kind {
                    Kind::Rows { fields: columns, .. } => {
                        finish(&mut rows, &mut tables);
                        tables.push(words.repeated(&label, columns, view.answer.rows(&field.key)));
                    }
                    _ => rows.push(pair((label, value), None)),
                }
            }
        }
    }
    rows.extend(waiting.map(|first| pair(first, None)));
    finish(&mut rows, &mut tables);
    tables
}

struct Words<'a> {
    ctx: &'a Ctx,
    view: &'a RecordView,
}

impl Words<'_> {
    fn of(&self, field: &Field, answer: &Answer) -> String {
        if let Kind::Computed { .. } = field.kind {
            return self.view.computed.get(&field.key).cloned().unwrap_or_default();
        }
        // The view has masked the answer already where the reader does not see full numbers.
        let env = ShowEnv { lang: self.ctx.lang, codes: &*self.ctx.catalog, titles: &self.view.titles, masked: false };
        answer.0.get(&field.key).map(|value: &Value| show(field, value, env)).unwrap_or_default()
    }

    fn repeated(&self, label: &str, columns: &[Field], rows: &[Answer]) -> Table {
        let each = WIDTH / columns.len().max(1);
        let head = TableCell::new().grid_span(columns.len().max(1)).add_paragraph(centred(label));
        let names = columns.iter().map(|column| cell(each, centred(column.label.text(self.ctx.lang)))).collect();
        let line = |row: &Answer| {
            TableRow::new(columns.iter().map(|column| cell(each, plain(&self.of(column, row)))).collect())
        };
        let blank = || TableRow::new(columns.iter().map(|_| cell(each, Paragraph::new())).collect());
        let mut lines = vec![TableRow::new(vec![head]), TableRow::new(names)];
        lines.extend(rows.iter().map(line));
        if rows.is_empty() {
            lines.push(blank());
        }
        table(lines, &vec![each; columns.len().max(1)])
    }
}

fn table(rows: Vec<TableRow>, columns: &[usize]) -> Table {
    Table::new(rows).set_grid(columns.to_vec()).width(WIDTH, WidthType::Dxa).layout(TableLayoutType::Fixed)
}

/// A label with its value, and a second pair beside it; alone it has the whole width.
fn pair(first: (String, String), second: Option<(String, String)>) -> TableRow {
    let [a, b, c, d] = COLUMNS;
    let mut cells = vec![cell(a, centred(&first.0))];
    match second {
        Some((label, value)) => {
            cells.extend([cell(b, plain(&first.1)), cell(c, centred(&label)), cell(d, plain(&value))]);
        }
        None => cells.push(cell(b + c + d, plain(&first.1)).grid_span(3)),
    }
    TableRow::new(cells)
}

fn cell(width: usize, content: Paragraph) -> TableCell {
    TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center).add_paragraph(content)
}

fn centred(words: &str) -> Paragraph {
    plain(words).align(AlignmentType::Center)
}

fn plain(words: &str) -> Paragraph {
    Paragraph::new().add_run(text(words))
}

/// A run with its line breaks; signs that a document cannot hold are left out.
fn text(words: &str) -> Run {
    let mut run = Run::new();
    for (at, line) in words.lines().enumerate() {
        if at > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        let line: String = line.chars().filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect();
        run = run.add_text(line);
    }
    run
}
