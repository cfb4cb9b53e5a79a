//! Exports as tables, streamed: CSV as it is read, Excel from a file of its own.

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use tokio::io::AsyncReadExt;

use crate::domain::error::AppError;
use crate::domain::path::query_value;
use crate::service::file::Spool;
use crate::service::{Ctx, internal};

/// Lines of one sheet; Excel takes 1,048,576.
const SHEET_LINES: u32 = 1_000_000;
/// Characters of one cell; Excel takes 32,767.
const CELL_MAX: usize = 32_000;
/// Bytes that are given out at once.
const CHUNK: usize = 64 << 10;

/// Lines that come in batches.
pub trait Source: Send + 'static {
    /// The next lines; none at the end.
    fn batch(&mut self) -> impl Future<Output = Result<Option<Vec<Vec<String>>>, AppError>> + Send;
}

/// A table as a download: its name without ending, the words of its head, its lines.
///
/// # Errors
/// `NotFound` for a format other than `csv` and `xlsx`; `Internal` when a workbook cannot be written.
pub async fn download(
    ctx: &Ctx,
    format: &str,
    name: &str,
    head: Vec<String>,
    mut source: impl Source,
) -> Result<Response, AppError> {
    let (media, body) = match format {
        "csv" => ("text/csv; charset=utf-8", csv(head, source)),
        "xlsx" => {
            let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            (media, given_out(excel(ctx, name, &head, &mut source).await?).await?)
        }
        _ => return Err(AppError::NotFound),
    };
    Ok(attachment(ctx, format, name, media, body))
}

/// An answer that the browser keeps as a file.
pub fn attachment(ctx: &Ctx, format: &str, name: &str, media: &str, body: Body) -> Response {
    let file = query_value(&format!("{name}-{}.{format}", ctx.today()));
    let disposition = format!("attachment; filename=\"export.{format}\"; filename*=UTF-8''{file}");
    ([(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, disposition)], body).into_response()
}

/// What a formula may begin with, in full width too, and what may stand before it unseen.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// One line of CSV. A text that a spreadsheet would take for a formula is kept from being one.
fn csv_line(cells: &[String]) -> String {
    let quoted = cells.iter().map(|cell| {
        let formula = cell.trim_start_matches(' ').starts_with(FORMULA);
        format!("\"{}{}\"", if formula { "'" } else { "" }, cell.replace('"', "\"\""))
    });
    quoted.collect::<Vec<_>>().join(",") + "\r\n"
}

/// A byte order mark, the head, then the lines as they are read.
fn csv(head: Vec<String>, source: impl Source) -> Body {
    let head = format!("\u{feff}{}", csv_line(&head));
    let lines = stream::try_unfold(source, |mut source| async move {
        let Some(lines) = source.batch().await? else { return Ok(None) };
        let text: String = lines.iter().map(|line| csv_line(line)).collect();
        Ok::<_, AppError>(Some((Bytes::from(text), source)))
    });
    // An answer that is cut off is no whole file: the reader notices.
    let lines = lines.map_err(|error| std::io::Error::other(format!("status {}", error.status())));
    Body::from_stream(stream::once(async move { Ok(Bytes::from(head)) }).chain(lines))
}

/// A workbook, written to a file line by line.
///
/// # Errors
/// Those of the source; `Internal` when it cannot be written.
pub async fn excel(ctx: &Ctx, name: &str, head: &[String], source: &mut impl Source) -> Result<Spool, AppError> {
    let mut book = Workbook::new();
    add_sheet(&mut book, &sheet_name(name, 1), head).map_err(|e| internal(&e))?;
    let (mut row, mut sheets) = (0, 1_usize);
    while let Some(lines) = source.batch().await? {
        for line in lines {
            if row == SHEET_LINES {
                (row, sheets) = (0, sheets + 1);
                add_sheet(&mut book, &sheet_name(name, sheets), head).map_err(|e| internal(&e))?;
            }
            row += 1;
            write_line(&mut book, sheets - 1, row, &line).map_err(|e| internal(&e))?;
        }
    }
    let mut spool = Spool::create(ctx, i64::MAX).await?;
    let path = spool.path().await?;
    let saved = tokio::task::spawn_blocking(move || book.save(&path)).await.map_err(|e| internal(&e))?;
    saved.map_err(|e| internal(&e))?;
    Ok(spool)
}

/// The bytes of a file as they are read.
///
/// # Errors
/// `Internal` when it cannot be opened.
pub async fn bytes_of(spool: &mut Spool) -> Result<BoxStream<'static, std::io::Result<Bytes>>, AppError> {
    let file = tokio::fs::File::open(spool.path().await?).await.map_err(|e| internal(&e))?;
    let bytes = stream::try_unfold(file, |mut file| async move {
        let mut buffer = vec![0; CHUNK];
        let read = file.read(&mut buffer).await?;
        buffer.truncate(read);
        Ok((read > 0).then_some((Bytes::from(buffer), file)))
    });
    Ok(bytes.boxed())
}

/// A file that is given out and goes with the last byte of it.
///
/// # Errors
/// `Internal` when it cannot be opened.
pub async fn given_out(mut spool: Spool) -> Result<Body, AppError> {
    let bytes = bytes_of(&mut spool).await?;
    Ok(Body::from_stream(bytes.inspect(move |_| {
        let _ = &spool;
    })))
}

/// The name of a sheet: Excel takes 31 characters and not all of them.
fn sheet_name(name: &str, number: usize) -> String {
    let number = format!(" {number}");
    let fits = |c: &char| !c.is_control() && !r"[]:*?/\'".contains(*c);
    let name: String = name.chars().filter(fits).take(31 - number.len()).collect();
    format!("{}{number}", name.trim())
}

fn add_sheet(book: &mut Workbook, name: &str, head: &[String]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, word) in (0_u16..).zip(head) {
        sheet.set_column_width(column, 20)?;
        sheet.write_string_with_format(0, column, word, &bold)?;
    }
    Ok(())
}

/// Texts are written as texts, never as formulas or numbers.
fn write_line(book: &mut Workbook, sheet: usize, row: u32, cells: &[String]) -> Result<(), XlsxError> {
    let sheet = book.worksheet_from_index(sheet)?;
    for (column, cell) in (0_u16..).zip(cells) {
        let cell: String = cell.chars().take(CELL_MAX).collect();
        sheet.write_string(row, column, cell)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{csv_line, sheet_name};

    /// X-008: the name of a register may have signs that Excel refuses, and be longer than it takes.
    #[test]
    fn a_sheet_gets_a_name_that_excel_takes() {
        assert_eq!(sheet_name("档案/文书 [旧]", 2), "档案文书 旧 2");
        assert_eq!(sheet_name(&"长".repeat(40), 12).chars().count(), 31);
    }

    #[test]
    fn cells_are_quoted_and_formulas_are_texts() {
        let cells = ["a\"b".to_owned(), "=1+1".to_owned(), "x,\ny".to_owned(), String::new()];
        assert_eq!(csv_line(&cells), "\"a\"\"b\",\"'=1+1\",\"x,\ny\",\"\"\r\n");
        for formula in ["+1", "-1", "@x", "  =1", "＝1", "\t=1", "\n=1"] {
            assert!(csv_line(&[formula.to_owned()]).starts_with("\"'"), "{formula:?}");
        }
        assert_eq!(csv_line(&["1-1=0".to_owned()]), "\"1-1=0\"\r\n");
    }
}
