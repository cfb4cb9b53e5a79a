//! A record as the paper that is signed and stamped: one layout, given out as a Word document and as PDF.

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
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
use crate::domain::text::form::PaperText;
use crate::domain::time::Instant;
use crate::service::Ctx;
use crate::service::register::find_revealed;

mod font;
mod pdf;
mod word;

/// A4 in twentieths of a point, as all measures here.
const PAGE: (u32, u32) = (11_906, 16_838);
/// Margins above and below, and on both sides.
const MARGIN: (u32, u32) = (1_440, 1_134);
/// Width between the margins.
const WIDTH: u32 = 9_638;
/// Space between the line of a cell and what is in it, at its sides.
const PADDING: u32 = 108;
/// 小四.
const BODY_SIZE: u32 = 240;
/// 二号.
const TITLE_SIZE: u32 = 440;
/// Widths of the four columns: label and value, twice.
const COLUMNS: [u32; 4] = [1_900, 2_919, 1_900, 2_919];

/// What stands on the paper.
struct Paper {
    /// In the middle above.
    title: String,
    /// Below it: the unit and the day.
    line: String,
    parts: Vec<Part>,
}

/// A part of the form.
struct Part {
    /// Empty: it has none.
    heading: String,
    grids: Vec<Grid>,
}

/// A table with lines around its cells.
struct Grid {
    /// The widths of its columns.
    columns: Vec<u32>,
    rows: Vec<Vec<Cell>>,
    /// How many of the rows are its head, which a new page begins with again.
    head: usize,
}

/// A cell.
struct Cell {
    words: String,
    /// How many columns it takes.
    span: usize,
    /// Whether the words stand in its middle, as those of a label do.
    centred: bool,
}

impl Cell {
    fn label(words: &str) -> Self {
        Self { words: words.to_owned(), span: 1, centred: true }
    }

    fn value(words: String) -> Self {
        Self { words, span: 1, centred: false }
    }

    fn over(self, span: usize) -> Self {
        Self { span, ..self }
    }
}

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    /// The line of the log that has the reason for full numbers.
    #[serde(default)]
    revealed: Option<i64>,
}

/// Gives a record out as a file of that kind, `docx` or `pdf`.
pub async fn record(
    Extension(ctx): Extension<Ctx>,
    Path((register, id, format)): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let ctx = Ctx { lang: preference::read(&headers).lang, ..ctx };
    match give(&ctx, &register, &id, &format, asked.revealed).await {
        Ok(response) => response,
        Err(AppError::NotSignedIn) => Redirect::to("/sign-in").into_response(),
        Err(error) => sentence(&error, &headers),
    }
}

async fn give(ctx: &Ctx, register: &str, id: &str, format: &str, full: Option<i64>) -> Result<Response, AppError> {
    let id: RecordId = id.parse().map_err(|_| AppError::NotFound)?;
    let view = find_revealed(ctx, register, id, full).await?;
    let paper = Paper::of(ctx, &view);
    let (media, bytes) = match format {
        "docx" => (word::MEDIA, word::document(&paper)?),
        "pdf" => (pdf::MEDIA, pdf::document(&paper, ctx.lang)?),
        _ => return Err(AppError::NotFound),
    };
    Ok(attachment(ctx, format, &paper.title, media, Body::from(bytes)))
}

impl Paper {
    /// Title, unit and day, then each part of the form as tables.
    fn of(ctx: &Ctx, view: &RecordView) -> Self {
        let (form, lang) = (&view.definition, ctx.lang);
        let day = view.updated_at.map(Instant::day).unwrap_or(ctx.today());
        let line = format!("{}：{}    {}：{day}", PaperText::Unit.text(lang), view.org_name, PaperText::Day.text(lang));
        let known = |key: &str| form.sections.iter().any(|section| section.key == key);
        let sections = std::iter::once(("", String::new()))
            .chain(form.sections.iter().map(|section| (section.key.as_str(), section.label.text(lang).to_owned())));
        let part = |(key, heading): (&str, String)| {
            let inside = form.fields.iter().filter(|field| match field.section.as_deref() {
                Some(section) if known(section) => section == key,
                _ => key.is_empty(),
            });
            let inside: Vec<&Field> = inside.filter(|field| field.applies(&form.fields, &view.answer)).collect();
            (!inside.is_empty()).then(|| Part { heading, grids: grids(ctx, view, &inside) })
        };
        Self { title: form.name.text(lang).to_owned(), line, parts: sections.filter_map(part).collect() }
    }
}

/// The fields two beside each other, long ones over the whole width; repeat rows as tables of their own.
fn grids(ctx: &Ctx, view: &RecordView, fields: &[&Field]) -> Vec<Grid> {
    let words = Words { ctx, view };
    let (mut grids, mut rows, mut waiting) = (Vec::new(), Vec::new(), None::<(String, String)>);
    let finish = |rows: &mut Vec<Vec<Cell>>, grids: &mut Vec<Grid>| {
        if !rows.is_empty() {
            grids.push(Grid { columns: COLUMNS.to_vec(), rows: std::mem::take(rows), head: 0 });
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
                        finish(&mut rows, &mut grids);
                        grids.push(words.repeated(&label, columns, view.answer.rows(&field.key)));
                    }
                    _ => rows.push(pair((label, value), None)),
                }
            }
        }
    }
    rows.extend(waiting.map(|first| pair(first, None)));
    finish(&mut rows, &mut grids);
    grids
}

/// A label with its value, and a second pair beside it; alone it has the whole width.
fn pair(first: (String, String), second: Option<(String, String)>) -> Vec<Cell> {
    let (label, value) = (Cell::label(&first.0), Cell::value(first.1));
    match second {
        Some(second) => vec![label, value, Cell::label(&second.0), Cell::value(second.1)],
        None => vec![label, value.over(3)],
    }
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

    fn repeated(&self, label: &str, columns: &[Field], rows: &[Answer]) -> Grid {
        let number = columns.len().max(1);
        let names = columns.iter().map(|column| Cell::label(column.label.text(self.ctx.lang))).collect();
        let line = |row: &Answer| columns.iter().map(|column| Cell::value(self.of(column, row))).collect();
        let mut lines = vec![vec![Cell::label(label).over(number)], names];
        lines.extend(rows.iter().map(line));
        if rows.is_empty() {
            lines.push(columns.iter().map(|_| Cell::value(String::new())).collect());
        }
        Grid { columns: vec![WIDTH / number as u32; number], rows: lines, head: 2 }
    }
}

/// The lines of a text, without the signs that no paper can hold.
fn lines(words: &str) -> impl Iterator<Item = String> {
    let holds = |c: &char| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    words.lines().map(move |line| line.chars().filter(holds).collect())
}
