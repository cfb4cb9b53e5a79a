//! The paper as a Word document.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BreakType, Docx, PageMargin, Paragraph, Run, RunFonts, Table, TableCell, TableLayoutType, TableRow,
    VAlignType, WidthType,
};

use super::{BODY_SIZE, Cell, Grid, MARGIN, PAGE, Paper, TITLE_SIZE, WIDTH, lines};
use crate::domain::error::AppError;
use crate::service::internal;

pub const MEDIA: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The bytes of the document.
pub fn document(paper: &Paper) -> Result<Vec<u8>, AppError> {
    let fonts = RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia("宋体");
    let (above, beside) = (MARGIN.0 as i32, MARGIN.1 as i32);
    let margin = PageMargin::new().top(above).bottom(above).left(beside).right(beside);
    let title = run(&paper.title).bold().size(half_points(TITLE_SIZE));
    let mut docx = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margin)
        .default_fonts(fonts)
        .default_size(half_points(BODY_SIZE))
        .add_paragraph(Paragraph::new().align(AlignmentType::Center).add_run(title))
        .add_paragraph(Paragraph::new().add_run(run(&paper.line)));
    for part in &paper.parts {
        if !part.heading.is_empty() {
            docx = docx.add_paragraph(Paragraph::new().add_run(run(&part.heading).bold()));
        }
        for grid in &part.grids {
            docx = docx.add_table(table(grid)).add_paragraph(Paragraph::new());
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(|e| internal(&e))?;
    Ok(bytes.into_inner())
}

fn half_points(twentieths: u32) -> usize {
    twentieths as usize / 10
}

fn table(grid: &Grid) -> Table {
    let widths: Vec<usize> = grid.columns.iter().map(|width| *width as usize).collect();
    let row = |cells: &Vec<Cell>| {
        let mut at = 0;
        let cells = cells.iter().map(|one| {
            let width = widths[at..at + one.span].iter().sum();
            at += one.span;
            cell(one, width)
        });
        TableRow::new(cells.collect())
    };
    let rows = grid.rows.iter().map(row).collect();
    Table::new(rows).set_grid(widths.clone()).width(WIDTH as usize, WidthType::Dxa).layout(TableLayoutType::Fixed)
}

fn cell(cell: &Cell, width: usize) -> TableCell {
    let mut words = Paragraph::new().add_run(run(&cell.words));
    if cell.centred {
        words = words.align(AlignmentType::Center);
    }
    let made = TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center).add_paragraph(words);
    if cell.span > 1 { made.grid_span(cell.span) } else { made }
}

/// A run with its line breaks.
fn run(words: &str) -> Run {
    let mut run = Run::new();
    for (at, line) in lines(words).enumerate() {
        if at > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(line);
    }
    run
}
