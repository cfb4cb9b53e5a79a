//! The style sheet: the files of `style/` in one fixed order, and for a release without what only people read.

use std::path::Path;

use anyhow::{Context, Result};

use crate::front::files_below;
use crate::place::{Mode, Place};

/// Joins `style/**/*.css`. Which rule wins is the layers' business, not this order's; it only has to make
/// sure that the layers are declared before anything is put into one.
pub fn bundle(place: &Place, mode: Mode) -> Result<String> {
    let folder = place.root.join("style");
    let mut names: Vec<String> = files_below(&folder)?
        .iter()
        .map(|path| path.to_string_lossy().replace('\\', "/"))
        .filter(|name| name.ends_with(".css"))
        .collect();
    names.sort_by_cached_key(|name| (rank(name), name.clone()));
    let mut sheet = String::new();
    for name in names {
        let file = folder.join(&name);
        let text = std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", place.show(&file)))?;
        if mode == Mode::Dev {
            sheet.push_str(&format!("/* style/{name} */\n"));
        }
        sheet.push_str(text.trim_start_matches('\u{feff}'));
        sheet.push('\n');
    }
    Ok(match mode {
        Mode::Dev => sheet,
        Mode::Release => minify(&sheet),
    })
}

fn rank(name: &str) -> u8 {
    let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str());
    match stem {
        Some("layers") => 0,
        Some("tokens") => 1,
        Some("base") => 2,
        Some("print") => 5,
        _ if name.starts_with("pages/") => 4,
        _ => 3,
    }
}

/// Drops comments and the spaces that mean nothing; leaves every other character alone. It does not parse:
/// a space beside `:` or between words may be a selector's, and stays.
fn minify(sheet: &str) -> String {
    let mut small = String::with_capacity(sheet.len());
    let mut rest = sheet.chars().peekable();
    let mut space = false;
    while let Some(char) = rest.next() {
        match char {
            '/' if rest.peek() == Some(&'*') => {
                rest.next();
                let mut before = ' ';
                for inner in rest.by_ref() {
                    if before == '*' && inner == '/' {
                        break;
                    }
                    before = inner;
                }
                // A comment separates words as a space does.
                space = true;
            }
            _ if char.is_ascii_whitespace() => space = true,
            _ => {
                let after = small.chars().next_back();
                let tight = |char| matches!(char, '{' | '}' | ';' | ',');
                if space && after.is_some_and(|after| !tight(after)) && !tight(char) {
                    small.push(' ');
                }
                space = false;
                if char == '}' && after == Some(';') {
                    small.pop();
                }
                small.push(char);
                if matches!(char, '"' | '\'') {
                    copy_string(char, &mut rest, &mut small);
                } else if char == '\\' {
                    small.extend(rest.next());
                }
            }
        }
    }
    small
}

fn copy_string(quote: char, rest: &mut impl Iterator<Item = char>, small: &mut String) {
    while let Some(char) = rest.next() {
        small.push(char);
        if char == '\\' {
            small.extend(rest.next());
        } else if char == quote {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{minify, rank};

    #[test]
    fn order_declares_layers_first_and_prints_last() {
        let mut names =
            ["print.css", "pages/org.css", "button.css", "base.css", "parts/field.css", "tokens.css", "layers.css"];
        names.sort_by_cached_key(|name| (rank(name), *name));
        assert_eq!(
            names,
            ["layers.css", "tokens.css", "base.css", "button.css", "parts/field.css", "pages/org.css", "print.css"]
        );
    }

    #[test]
    fn minify_keeps_meaning() {
        for (long, short) in [
            ("a {\n  color: red;\n}\n", "a{color: red}"),
            ("a :hover, b { x: y }", "a :hover,b{x: y}"),
            ("p { width: calc(1px + 2px) }", "p{width: calc(1px + 2px)}"),
            ("a/* no */b { }", "a b{}"),
            ("a::before { content: \" /* x */ ; \"; }", "a::before{content: \" /* x */ ; \"}"),
            ("a { content: '\\'  ' }", "a{content: '\\'  '}"),
            (".a\\:b  .c { & .d { x: y; } }", ".a\\:b .c{& .d{x: y}}"),
            ("@layer a, b;\n@layer a { }", "@layer a,b;@layer a{}"),
            ("/* never closed", ""),
        ] {
            assert_eq!(minify(long), short, "{long}");
        }
    }
}
