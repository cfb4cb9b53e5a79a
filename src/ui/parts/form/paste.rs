//! A block of cells as spreadsheets put it on the clipboard.

/// Rows of cells: tabs between cells, line breaks between rows; a quoted cell may hold both.
/// None when it is a single cell, which is pasted as usual.
pub fn block(text: &str) -> Option<Vec<Vec<String>>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let row = rows.last_mut()?;
        let at_start = row.last().is_some_and(String::is_empty);
        match char {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                row.last_mut()?.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if at_start => quoted = true,
            '\t' if !quoted => row.push(String::new()),
            '\r' => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            other => row.last_mut()?.push(other),
        }
    }
    while rows.last().is_some_and(|row| row.iter().all(String::is_empty)) {
        rows.pop();
    }
    let several = rows.len() > 1 || rows.first().is_some_and(|row| row.len() > 1);
    several.then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::block;

    /// REG-07: what a spreadsheet puts on the clipboard.
    #[test]
    fn blocks_are_cut_at_tabs_and_lines_outside_quotes() {
        assert_eq!(block("张三"), None);
        assert_eq!(block("张三\r\n"), None);
        assert_eq!(block("a\tb\r\nc\t\r\n").unwrap(), [["a", "b"], ["c", ""]]);
        assert_eq!(block("\"x\ny\"\t\"say \"\"hi\"\"\"\nz").unwrap(), vec![vec!["x\ny", "say \"hi\""], vec!["z"]]);
        assert_eq!(block(""), None);
    }
}
