//! A workbook as a stream of rows. Cells are taken one by one: a sheet is never held as a whole, however large
//! it says it is.

use std::borrow::Cow;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::{panic, thread};

use calamine::{CellErrorType, DataRef, Reader, SheetVisible, Xlsx};

use crate::domain::form::FormDefinition;
use crate::domain::import::cell::{Cell, Surroundings};
use crate::domain::import::header::{self, Header, Names, SEARCH_ROWS, TextRow};
use crate::domain::import::row::Merge;
use crate::domain::import::{Refusal, RefusedCode, address};
use crate::domain::time::Day;

/// Most rows that are not blank.
pub const ROWS_MAX: i64 = 200_000;
/// Columns from here on must be empty.
const COLUMNS_MAX: u32 = 256;
/// Most cells, blank ones that only carry a format included.
const CELLS_MAX: i64 = 20_000_000;
/// Rows that are read before they are handed on.
const BATCH: usize = 200;
/// Batches that are read ahead at most.
const AHEAD: usize = 4;
/// The sheet by which a template is recognised: the register's key and the definition's version.
pub const MARK_SHEET: &str = "_societas";

/// A row: its number as Excel shows it, and its cells in the order of columns.
pub type Cells<'a> = (i64, Vec<(u32, Cell<'a>)>);

/// An open workbook.
pub struct Workbook {
    book: Xlsx<BufReader<File>>,
    around: Surroundings,
}

/// The sheet to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its name.
    pub sheet: String,
    /// Its header.
    pub header: Header,
    /// Visible sheets that are not read.
    pub others: Vec<String>,
}

fn damaged<E>(_: E) -> Refusal {
    Refusal::new(RefusedCode::Damaged, &[])
}

impl Workbook {
    /// Opens a file that `limits::look` has passed.
    ///
    /// # Errors
    /// `Damaged`.
    pub fn open(path: &Path, today: Day) -> Result<Self, Refusal> {
        let file = BufReader::with_capacity(256 << 10, File::open(path).map_err(damaged)?);
        let book = Xlsx::new(file).map_err(damaged)?;
        let around = Surroundings { epoch_1904: book.has_1904_epoch(), today };
        Ok(Self { book, around })
    }

    /// What is known of the workbook.
    pub fn around(&self) -> Surroundings {
        self.around
    }

    /// The first visible sheet with a header of that form.
    ///
    /// # Errors
    /// `NoSheet`, `NoHeader`, `ColumnTwice`, and those of `rows`.
    pub fn find(&mut self, definition: &FormDefinition) -> Result<Found, Refusal> {
        let all = self.book.sheets_metadata();
        let visible: Vec<String> = all
            .iter()
            .filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.name != MARK_SHEET)
            .map(|sheet| sheet.name.clone())
            .collect();
        if visible.is_empty() {
            return Err(Refusal::new(RefusedCode::NoSheet, &["*"]));
        }
        let names = Names::new(definition);
        for sheet in &visible {
            let mut first = Vec::new();
            let around = self.around;
            self.rows(sheet, |(row, cells)| {
                let cells = cells.into_iter().map(|(column, cell)| (column, cell.shown(around)));
                let cells: Vec<_> = cells.filter(|(_, text)| !text.trim().is_empty()).collect();
                if !cells.is_empty() {
                    first.push(TextRow { row, cells });
                }
                Ok(first.len() < SEARCH_ROWS)
            })?;
            if let Some(header) = header::find(definition, &names, &first)? {
                let others = visible.iter().filter(|other| *other != sheet).cloned().collect();
                return Ok(Found { sheet: sheet.clone(), header, others });
            }
        }
        let wanted: Vec<&str> = definition
            .fields
            .iter()
            .filter(|field| header::is_importable(field) && field.required)
            .take(3)
            .map(|field| field.label.zh.as_str())
            .collect();
        Err(Refusal::new(RefusedCode::NoHeader, &[&SEARCH_ROWS.to_string(), &wanted.join("、")]))
    }

    /// Register and version of the template that the file comes from.
    pub fn template(&mut self) -> Option<(String, i64)> {
        if !self.book.sheets_metadata().iter().any(|sheet| sheet.name == MARK_SHEET) {
            return None;
        }
        let mut texts = Vec::new();
        let around = self.around;
        let read = self.rows(MARK_SHEET, |(_, cells)| {
            texts.extend(cells.into_iter().map(|(_, cell)| cell.shown(around)));
            Ok(texts.len() < 2)
        });
        read.ok()?;
        Some((texts.first()?.clone(), texts.get(1)?.parse().ok()?))
    }

    /// The merged cells of a sheet.
    ///
    /// # Errors
    /// `Damaged`.
    pub fn merges(&mut self, sheet: &str) -> Result<Vec<Merge>, Refusal> {
        let found = self.book.merge_cells_by_sheet_name(sheet).map_err(damaged)?;
        let merge = |d: calamine::Dimensions| Merge {
            rows: (i64::from(d.start.0) + 1, i64::from(d.end.0) + 1),
            columns: (d.start.1, d.end.1),
        };
        Ok(found.into_iter().map(merge).collect())
    }

    /// Hands the rows of a sheet on one by one until `take` says false.
    ///
    /// # Errors
    /// `Damaged`, `TooManyRows`, `TooManyColumns`, `TooManyCells`, and what `take` refuses.
    pub fn rows(
        &mut self,
        sheet: &str,
        mut take: impl FnMut(Cells<'_>) -> Result<bool, Refusal>,
    ) -> Result<(), Refusal> {
        let mut reader = self.book.worksheet_cells_reader(sheet).map_err(damaged)?;
        let (mut number, mut cells): Cells<'_> = (0, Vec::new());
        let (mut seen, mut rows) = (0, 0);
        while let Some(found) = reader.next_cell().map_err(damaged)? {
            let (row, column) = found.get_position();
            let row = i64::from(row) + 1;
            seen += 1;
            if seen > CELLS_MAX {
                return Err(Refusal::new(RefusedCode::TooManyCells, &[&CELLS_MAX.to_string()]));
            }
            if row != number && !cells.is_empty() {
                rows += i64::from(cells.iter().any(|(_, cell)| !cell.is_blank()));
                if rows > ROWS_MAX {
                    return Err(Refusal::new(RefusedCode::TooManyRows, &[&ROWS_MAX.to_string()]));
                }
                let width = cells.len();
                if !take((number, std::mem::replace(&mut cells, Vec::with_capacity(width))))? {
                    return Ok(());
                }
            }
            number = row;
            let cell = cell_of(found.get_value());
            if column >= COLUMNS_MAX {
                if cell.is_blank() {
                    continue;
                }
                let place = address(row, column);
                return Err(Refusal::new(RefusedCode::TooManyColumns, &[&COLUMNS_MAX.to_string(), &place]));
            }
            cells.push((column, cell));
        }
        if !cells.is_empty() {
            take((number, cells))?;
        }
        Ok(())
    }

    /// Hands the rows below a line on, while another thread reads ahead; reading ends with the first error of `take`.
    ///
    /// # Errors
    /// Those of `rows` and of `take`.
    pub fn rows_below<E: From<Refusal>>(
        mut self,
        sheet: &str,
        line: i64,
        mut take: impl FnMut(Cells<'static>) -> Result<(), E>,
    ) -> Result<(), E> {
        let (queue, read) = sync_channel(AHEAD);
        thread::scope(move |scope| {
            let reading = scope.spawn(move || {
                let mut batch = Vec::with_capacity(BATCH);
                self.rows(sheet, |(row, cells)| {
                    if row > line {
                        batch.push((row, owned(cells)));
                    }
                    // Nobody takes them any more once one was refused.
                    Ok(batch.len() < BATCH || queue.send(std::mem::take(&mut batch)).is_ok())
                })?;
                let _ = queue.send(batch);
                Ok::<(), Refusal>(())
            });
            for row in read.into_iter().flatten() {
                take(row)?;
            }
            Ok(reading.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked))?)
        })
    }
}

fn owned(cells: Vec<(u32, Cell<'_>)>) -> Vec<(u32, Cell<'static>)> {
    cells.into_iter().map(|(column, cell)| (column, cell.into_owned())).collect()
}

fn cell_of<'a>(value: &DataRef<'a>) -> Cell<'a> {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(n) => Cell::Number(*n as f64),
        DataRef::Float(n) => Cell::Number(*n),
        DataRef::String(text) => Cell::Text(Cow::Owned(text.clone())),
        DataRef::SharedString(text) => Cell::Text(Cow::Borrowed(text)),
        DataRef::Bool(b) => Cell::Bool(*b),
        DataRef::DateTime(at) => Cell::Serial(at.as_f64()),
        DataRef::DateTimeIso(text) => Cell::Text(Cow::Owned(text.replacen('T', " ", 1))),
        DataRef::DurationIso(text) => Cell::Text(Cow::Owned(text.clone())),
        DataRef::Error(error) => Cell::Error(match error {
            CellErrorType::Div0 => "#DIV/0!",
            CellErrorType::NA => "#N/A",
            CellErrorType::Name => "#NAME?",
            CellErrorType::Null => "#NULL!",
            CellErrorType::Num => "#NUM!",
            CellErrorType::Ref => "#REF!",
            CellErrorType::Value => "#VALUE!",
            _ => "#ERROR!",
        }),
    }
}
