//! The paper as PDF: lines are broken by the rules of Unicode, tables go on over pages with their heads.

use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use unicode_linebreak::linebreaks;

use super::font::{Font, packed};
use super::{BODY_SIZE, Cell, Grid, MARGIN, PADDING, PAGE, Paper, TITLE_SIZE, WIDTH, lines};
use crate::domain::error::AppError;
use crate::domain::text::form::PaperText;
use crate::domain::text::{Lang, Text};

pub const MEDIA: &str = "application/pdf";
const FONT: Name<'static> = Name(b"F");
/// From one line to the next, as a share of the size.
const LEADING: f32 = 1.5;
/// From the top of a line to its base, as a share of the size.
const BASE: f32 = 1.13;
/// Thickness of the lines around cells.
const RULE: f32 = 0.5;
/// Size of the number of a page, and its distance from the bottom.
const FOLIO: (f32, f32) = (9.0, 36.0);
/// What sums of points may be off.
const ROUNDING: f32 = 0.01;
/// How thick the outline of what is bold is drawn, as a share of the size.
const BOLD: f32 = 0.03;

/// Twentieths of a point as points.
fn points(twentieths: u32) -> f32 {
    twentieths as f32 / 20.0
}

/// How a text is set.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    bold: bool,
    centred: bool,
}

/// The bytes of the document.
pub fn document(paper: &Paper, lang: Lang) -> Result<Vec<u8>, AppError> {
    let body = Style { size: points(BODY_SIZE), bold: false, centred: false };
    let mut flow = Flow { font: Font::new()?, pages: vec![Content::new()], y: points(MARGIN.0) };
    flow.paragraph(&paper.title, Style { size: points(TITLE_SIZE), bold: true, centred: true });
    flow.paragraph(&paper.line, body);
    for part in &paper.parts {
        if !part.heading.is_empty() {
            flow.keep(body.size * LEADING * 3.0);
            flow.paragraph(&part.heading, Style { bold: true, ..body });
        }
        for grid in &part.grids {
            flow.grid(grid);
            flow.y += body.size;
        }
    }
    if !flow.font.missing().is_empty() {
        let missing: Vec<String> = flow.font.missing().iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        flow.paragraph(&PaperText::NotInFont.fill(lang, &[&missing.join(" ")]), body);
    }
    flow.written(&paper.title, lang)
}

/// Pages that are filled from above.
struct Flow {
    font: Font,
    pages: Vec<Content>,
    /// How far the page is filled, from its upper edge.
    y: f32,
}

impl Flow {
    fn bottom() -> f32 {
        points(PAGE.1 - MARGIN.0)
    }

    fn turn(&mut self) {
        self.pages.push(Content::new());
        self.y = points(MARGIN.0);
    }

    /// Turns the page unless that much fits.
    fn keep(&mut self, height: f32) {
        if self.y + height > Self::bottom() + ROUNDING {
            self.turn();
        }
    }

    fn paragraph(&mut self, words: &str, style: Style) {
        for line in wrapped(words, points(WIDTH), &|text| self.font.width(text) * style.size / 1000.0) {
            self.keep(style.size * LEADING);
            let y = self.y;
            self.line(&line, points(MARGIN.1), y, points(WIDTH), style);
            self.y += style.size * LEADING;
        }
    }

    /// One line of text whose upper edge is `top`.
    fn line(&mut self, text: &str, left: f32, top: f32, width: f32, style: Style) {
        if text.is_empty() {
            return;
        }
        let free = width - self.font.width(text) * style.size / 1000.0;
        let left = if style.centred { left + (free / 2.0).max(0.0) } else { left };
        let codes = self.font.codes(text);
        let Some(page) = self.pages.last_mut() else { return };
        page.begin_text().set_font(FONT, style.size);
        if style.bold {
            page.set_text_rendering_mode(TextRenderingMode::FillStroke).set_line_width(style.size * BOLD);
        } else {
            page.set_text_rendering_mode(TextRenderingMode::Fill);
        }
        page.next_line(left, points(PAGE.1) - top - style.size * BASE).show(Str(&codes)).end_text();
    }

    /// A table; its head is said again on each page.
    fn grid(&mut self, grid: &Grid) {
        let rows: Vec<Vec<Vec<String>>> = grid.rows.iter().map(|row| self.broken(grid, row)).collect();
        for (number, row) in rows.iter().enumerate() {
            let first = if number == 0 { grid.head.min(rows.len() - 1) } else { number };
            // A head does not stand alone at the foot of a page.
            let whole: f32 = rows[number..=first].iter().map(|row| height(row, usize::MAX)).sum();
            let fresh = Self::bottom() - points(MARGIN.0);
            if self.y + whole > Self::bottom() + ROUNDING
                && (whole <= fresh || self.y + height(row, 1) > Self::bottom())
            {
                self.turn_within(grid, &rows, number);
            }
            let mut from = 0;
            loop {
                let fits = fitting(Self::bottom() - self.y);
                self.row(grid, number, row, from..from.saturating_add(fits));
                from += fits;
                if row.iter().all(|lines| lines.len() <= from) {
                    break;
                }
                self.turn_within(grid, &rows, number);
            }
        }
    }

    /// Turns the page before a row or within it. The head of the table comes again, unless the row is of it or it
    /// would take most of each page.
    fn turn_within(&mut self, grid: &Grid, rows: &[Vec<Vec<String>>], number: usize) {
        self.turn();
        let heads = &rows[..grid.head.min(rows.len())];
        let tall: f32 = heads.iter().map(|row| height(row, usize::MAX)).sum();
        if number < grid.head || tall > (Self::bottom() - points(MARGIN.0)) / 3.0 {
            return;
        }
        for (at, row) in heads.iter().enumerate() {
            self.row(grid, at, row, 0..usize::MAX);
        }
    }

    /// The lines of each cell of a row.
    fn broken(&self, grid: &Grid, row: &[Cell]) -> Vec<Vec<String>> {
        let size = points(BODY_SIZE);
        let places = places(grid, row).into_iter().zip(row);
        let lines = |((_, width), cell): ((f32, f32), &Cell)| {
            wrapped(&cell.words, width - 2.0 * points(PADDING), &|text| self.font.width(text) * size / 1000.0)
        };
        places.map(lines).collect()
    }

    /// Draws those lines of a row, and the cells around them.
    fn row(&mut self, grid: &Grid, number: usize, row: &[Vec<String>], part: std::ops::Range<usize>) {
        let shown = |lines: &Vec<String>| {
            let from = part.start.min(lines.len());
            lines[from..part.end.min(lines.len())].to_vec()
        };
        let row: Vec<Vec<String>> = row.iter().map(shown).collect();
        let (top, tall, size) = (self.y, height(&row, usize::MAX), points(BODY_SIZE));
        let cells = &grid.rows[number];
        for ((lines, cell), (left, width)) in row.iter().zip(cells).zip(places(grid, cells)) {
            if let Some(page) = self.pages.last_mut() {
                page.set_line_width(RULE);
                page.rect(left, points(PAGE.1) - top - tall, width, tall).stroke();
            }
            let free = tall - height(std::slice::from_ref(lines), usize::MAX);
            let style = Style { size, bold: false, centred: cell.centred };
            let mut y = top + (free + points(PADDING)) / 2.0;
            for line in lines {
                self.line(line, left + points(PADDING), y, width - 2.0 * points(PADDING), style);
                y += size * LEADING;
            }
        }
        self.y += tall;
    }

    /// The file, with the number on each page.
    fn written(mut self, title: &str, lang: Lang) -> Result<Vec<u8>, AppError> {
        let mut last = Ref::new(1);
        let mut next = || last.bump();
        let (catalog, tree, font, info) = (next(), next(), next(), next());
        let all = self.pages.len();
        for number in 1..=all {
            let (words, (size, above)) = (format!("{number} / {all}"), FOLIO);
            // Text goes to the last page: each is the last once, in their order.
            self.pages.rotate_left(1);
            let style = Style { size, bold: false, centred: true };
            self.line(&words, points(MARGIN.1), points(PAGE.1) - above, points(WIDTH), style);
        }
        let mut pdf = Pdf::new();
        let lang = if lang == Lang::Zh { "zh-CN" } else { "en" };
        pdf.catalog(catalog).pages(tree).lang(TextStr(lang)).viewer_preferences().display_doc_title(true);
        pdf.document_info(info).title(TextStr(title));
        let mut kids = Vec::new();
        for page in self.pages {
            let (id, content) = (next(), next());
            let mut written = pdf.page(id);
            written.parent(tree).contents(content);
            written.media_box(Rect::new(0.0, 0.0, points(PAGE.0), points(PAGE.1)));
            written.resources().fonts().pair(FONT, font);
            written.finish();
            pdf.stream(content, &packed(page.finish().as_slice())?).filter(Filter::FlateDecode);
            kids.push(id);
        }
        pdf.pages(tree).count(all as i32).kids(kids);
        self.font.write(&mut pdf, font, next)?;
        Ok(pdf.finish())
    }
}

/// Left edge and width of each cell of a row.
fn places(grid: &Grid, row: &[Cell]) -> Vec<(f32, f32)> {
    let (mut at, mut left) = (0, points(MARGIN.1));
    let place = |cell: &Cell| {
        let width: f32 = grid.columns[at..at + cell.span].iter().copied().map(points).sum();
        let place = (left, width);
        (at, left) = (at + cell.span, left + width);
        place
    };
    row.iter().map(place).collect()
}

/// How tall a row with so many of its lines is.
fn height(row: &[Vec<String>], most: usize) -> f32 {
    let lines = row.iter().map(Vec::len).max().unwrap_or_default().clamp(1, most);
    lines as f32 * points(BODY_SIZE) * LEADING + points(PADDING)
}

/// How many lines of a row fit into a height; one at least.
fn fitting(room: f32) -> usize {
    let room = room - points(PADDING) + ROUNDING;
    ((room / (points(BODY_SIZE) * LEADING)) as usize).max(1)
}

/// A text in lines of a width at most; a word that is wider than a line is cut.
fn wrapped(words: &str, width: f32, measure: &dyn Fn(&str) -> f32) -> Vec<String> {
    let mut all = Vec::new();
    for whole in lines(words) {
        let (mut line, mut filled, mut from) = (String::new(), 0.0, 0);
        for (until, _) in linebreaks(&whole) {
            let word = &whole[from..until];
            from = until;
            if !line.is_empty() && filled + measure(word.trim_end()) > width {
                all.push(std::mem::take(&mut line));
                filled = 0.0;
            }
            for c in word.chars() {
                let wide = measure(c.encode_utf8(&mut [0; 4]));
                if !c.is_whitespace() && !line.is_empty() && filled + wide > width {
                    all.push(std::mem::take(&mut line));
                    filled = 0.0;
                }
                line.push(c);
                filled += wide;
            }
        }
        all.push(line);
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_broken_where_both_scripts_may() {
        let font = Font::new().unwrap();
        let lines = wrapped("示例学会，是ABC Society的。\n第二行", 5.0, &|text| font.width(text) / 1000.0);
        assert_eq!(lines, ["示例学会，", "是ABC ", "Society", "的。", "第二行"]);
        assert_eq!(wrapped("", 5.0, &|_| 1.0), [""; 0]);
    }

    proptest! {
        /// Nothing is lost, and what shows is never wider than the line, unless one character is.
        #[test]
        fn no_line_is_too_wide(text in "[a-z0-9 ，。（）示例学会\\n]{0,80}", width in 1.0_f32..20.0) {
            let font = Font::new().unwrap();
            let measure = |text: &str| font.width(text) / 1000.0;
            let made = wrapped(&text, width, &measure);
            prop_assert_eq!(made.concat(), lines(&text).collect::<String>());
            for line in &made {
                prop_assert!(measure(line.trim_end()) <= width + 0.001 || line.trim().chars().count() == 1, "{line:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Whatever stands in it, a paper has its pages.
        #[test]
        fn every_paper_is_written(words in "\\PC{0,60}", times in 1_usize..20, head in 0_usize..3) {
            let row = || vec![Cell::label(&words), Cell::value(words.repeat(times))];
            let grid = Grid { columns: vec![1_900, 7_738], rows: (0..3).map(|_| row()).collect(), head };
            let part = super::super::Part { heading: words.clone(), grids: vec![grid] };
            let paper = Paper { title: words.clone(), line: words.clone(), parts: vec![part] };
            prop_assert!(document(&paper, Lang::Zh).unwrap().starts_with(b"%PDF-"));
        }
    }
}
