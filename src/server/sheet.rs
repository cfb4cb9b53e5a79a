//! Exports as tables, streamed: CSV as it is read, Excel from a file of its own.

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream::{self, StreamExt, TryStreamExt};
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
    source: impl Source,
) -> Result<Response, AppError> {
    let (media, body) = match format {
        "csv" => ("text/csv; charset=utf-8", csv(head, source)),
        "xlsx" => {
            let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            (media, excel(ctx, name, &head, source).await?)
        }
        _ => return Err(AppError::NotFound),
    };
    let file = query_value(&format!("{name}-{}.{format}", ctx.today()));
    let disposition = format!("attachment; filename=\"export.{format}\"; filename*=UTF-8''{file}");
    Ok(([(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, disposition)], body).into_response())
}

/// One line of CSV. A text that a spreadsheet would take for a formula is kept from being one.
fn csv_line(cells: &[String]) -> String {
    let quoted = cells.iter().map(|cell| {
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
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

/// A workbook, written to a file line by line and given out from there.
async fn excel(ctx: &Ctx, name: &str, head: &[String], mut source: impl Source) -> Result<Body, AppError> {
    let mut book = Workbook::new();
    add_sheet(&mut book, &format!("{name} 1"), head).map_err(|e| internal(&e))?;
    let (mut row, mut sheets) = (0, 1_usize);
    while let Some(lines) = source.batch().await? {
        for line in lines {
            if row == SHEET_LINES {
                (row, sheets) = (0, sheets + 1);
                add_sheet(&mut book, &format!("{name} {sheets}"), head).map_err(|e| internal(&e))?;
            }
            row += 1;
            write_line(&mut book, sheets - 1, row, &line).map_err(|e| internal(&e))?;
        }
    }
    let mut spool = Spool::create(ctx, i64::MAX).await?;
    let path = spool.path().await?;
    let saved = tokio::task::spawn_blocking(move || book.save(&path)).await.map_err(|e| internal(&e))?;
    saved.map_err(|e| internal(&e))?;
    let file = tokio::fs::File::open(spool.path().await?).await.map_err(|e| internal(&e))?;
    // The spool goes with the stream: its file is removed when the last byte is out.
    let bytes = stream::try_unfold((file, spool), |(mut file, spool)| async move {
        let mut buffer = vec![0; CHUNK];
        let read = file.read(&mut buffer).await?;
        buffer.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then_some((Bytes::from(buffer), (file, spool))))
    });
    Ok(Body::from_stream(bytes))
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
    use super::csv_line;

    #[test]
    fn cells_are_quoted_and_formulas_are_texts() {
        let cells = ["a\"b".to_owned(), "=1+1".to_owned(), "x,\ny".to_owned(), String::new()];
        assert_eq!(csv_line(&cells), "\"a\"\"b\",\"'=1+1\",\"x,\ny\",\"\"\r\n");
    }
}
