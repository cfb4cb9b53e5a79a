//! Reads the sources and fails on what the rules of the house forbid.

use std::path::{Path, PathBuf};

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let file = root.join(format!("{folder}.rs"));
    if let Ok(text) = std::fs::read_to_string(&file) {
        found.push((file, text));
    }
    let folder = root.join(folder);
    if folder.is_dir() {
        walk(&folder, &mut found);
    }
    found
}

/// The code of a file: without its unit tests and comments.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    code.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Whether a path such as `sqlx::` or `crate::store` is named (not as a part of a longer word).
fn names(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

#[test]
fn no_layer_reaches_above_itself() {
    let rules: [(&str, &[&str]); 5] = [
        (
            "domain",
            &[
                "crate::store",
                "crate::service",
                "crate::api",
                "crate::ui",
                "crate::server",
                "leptos::",
                "axum::",
                "sqlx::",
                "tokio::",
                "std::time::",
            ],
        ),
        ("store", &["crate::service", "crate::api", "crate::ui", "crate::server", "leptos::", "axum::"]),
        ("service", &["crate::api", "crate::ui", "crate::server", "leptos::", "axum::", "sqlx::"]),
        ("api", &["crate::store", "crate::ui", "sqlx::"]),
        ("ui", &["crate::store", "crate::service", "crate::server", "axum::", "sqlx::"]),
    ];
    let mut found = Vec::new();
    for (layer, forbidden) in rules {
        for (path, text) in sources(layer) {
            let allowed = |word: &str| word == "std::time::" && path.ends_with("domain/ids.rs");
            let code = code(&text);
            found.extend(
                forbidden
                    .iter()
                    .filter(|word| names(&code, word) && !allowed(word))
                    .map(|word| format!("{}: {word}", path.display())),
            );
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn one_folder_knows_the_databases() {
    let found: Vec<_> = sources("store")
        .into_iter()
        .filter(|(path, text)| {
            let inside = path.ends_with("store/db.rs") || path.display().to_string().contains("/store/db/");
            !inside && names(&code(text), "sqlx::")
        })
        .map(|(path, _)| path)
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn features_are_gated_in_five_files_only() {
    let allowed = ["src/lib.rs", "src/main.rs", "src/api.rs", "domain/ids.rs", "ui/browser.rs"];
    let mut found = Vec::new();
    for (path, text) in sources("") {
        let shown = path.display().to_string();
        let inside = shown.contains("/tests/") || allowed.iter().any(|a| shown.ends_with(a));
        if !inside
            && (text.contains("cfg(feature") || text.contains("cfg_attr(feature") || text.contains("cfg(not(feature"))
        {
            found.push(shown);
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn only_the_module_browser_touches_the_browser() {
    let found: Vec<_> = sources("ui")
        .into_iter()
        .filter(|(path, text)| {
            let inside = path.ends_with("ui/browser.rs") || path.display().to_string().contains("ui/browser/");
            !inside && (names(&code(text), "web_sys::") || names(&code(text), "js_sys::"))
        })
        .map(|(path, _)| path)
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_view_has_a_raw_textarea_an_inline_style_or_a_foreign_address() {
    let mut found = Vec::new();
    for (path, text) in sources("ui") {
        let part = path.display().to_string().contains("ui/parts/");
        for (number, line) in code(&text).lines().enumerate() {
            let raw = line.contains("<textarea") && !part;
            let foreign = line.contains("http://") || line.contains("https://");
            if raw || foreign && !line.contains("www.w3.org") || line.contains("style=\"") {
                found.push(format!("{}: {number}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_dependency_is_named_somewhere() {
    let manifest = include_str!("../../Cargo.toml").parse::<toml::Table>().unwrap();
    let all: String = sources("").into_iter().map(|(_, text)| code(&text)).collect();
    for table in ["dependencies", "dev-dependencies"] {
        for name in manifest[table].as_table().unwrap().keys() {
            let path = format!("{}::", name.replace('-', "_"));
            assert!(names(&all, &path), "{table}: {name} is not used");
        }
    }
}

/// Texts whose keys are codes, and the codes that name them.
const CODES: [(&str, &str); 4] = [
    ("ReasonText", "ReasonCode"),
    ("ProblemText", "ProblemCode"),
    ("RefusedText", "RefusedCode"),
    ("RowText", "RowCode"),
];

#[test]
fn every_text_is_shown_somewhere() {
    let all = sources("");
    for (file, text) in sources("domain/text") {
        for block in text.split("pub enum ").skip(1).map(|block| block.split("\n    }").next().unwrap()) {
            let name = block.split(' ').next().unwrap();
            let called = CODES.iter().find(|(texts, _)| *texts == name).map_or(name, |(_, codes)| codes);
            let users: Vec<(String, &str)> = all
                .iter()
                .filter(|(path, text)| *path != file && text.contains(called))
                .map(|(_, text)| {
                    let alias =
                        text.split(&format!("{called} as ")).nth(1).map(|rest| rest.split([';', ',', '}']).next());
                    (alias.flatten().unwrap_or(called).to_owned(), text.as_str())
                })
                .collect();
            let keys = block.lines().skip(1).filter_map(|line| line.trim().split_once(": \"").map(|(key, _)| key));
            for key in keys {
                let shown = |name: &str, text: &str| {
                    let path = format!("{name}::{key}");
                    text.match_indices(&path).any(|(at, _)| !text[at + path.len()..].starts_with(char::is_alphanumeric))
                };
                let used = users.iter().any(|(alias, text)| shown(alias, text) || shown(called, text));
                assert!(used, "{name}::{key} is never shown");
            }
        }
    }
}
