//! 文件: how many, how large, which suffixes. Whether the content agrees is checked at the upload.

use crate::domain::error::{AppError, FieldProblem, ProblemCode, size_text};
use crate::domain::form::{FileRef, clean};

/// The suffix of a file name in small letters, without dot; empty where there is none.
pub fn suffix(name: &str) -> String {
    name.rsplit_once('.').map(|(_, s)| s.to_lowercase()).unwrap_or_default()
}

/// Whether a field that takes these suffixes takes that one; `jpg` and `jpeg` are the same.
pub fn takes(types: &[String], suffix: &str) -> bool {
    let same = |s: &str| if s == "jpeg" { "jpg".to_owned() } else { s.to_lowercase() };
    types.iter().any(|t| same(t) == same(suffix))
}

/// What the browser shows without another program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// 图片: small on the page, too
    Picture,
    /// PDF
    Document,
}

/// Whether and as what the browser shows a file of that name; the content was what the suffix says when it came in.
pub fn shown(name: &str) -> Option<Shown> {
    match suffix(name).as_str() {
        "jpg" | "jpeg" | "png" => Some(Shown::Picture),
        "pdf" => Some(Shown::Document),
        _ => None,
    }
}

/// The files that a form names, each as JSON of a `FileRef`.
///
/// # Errors
/// `Invalid` at that path for what is none.
pub fn references(path: &str, texts: &[String]) -> Result<Vec<FileRef>, AppError> {
    let read: Result<_, _> = texts.iter().map(|text| serde_json::from_str(text)).collect();
    read.map_err(|_| AppError::field(path, ProblemCode::UnknownFile, &[]))
}

/// Checks the files of a field; all problems at once.
pub fn check(path: &str, files: &[FileRef], max: usize, max_bytes: i64, types: &[String]) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if files.len() > max {
        let args = [max.to_string(), files.len().to_string()];
        problems.push(FieldProblem::error(path, ProblemCode::TooManyFiles, &[&args[0], &args[1]]));
    }
    for file in files {
        let name = clean::clip(&file.name, 80);
        if file.size_bytes > max_bytes {
            let args = [&name, &size_text(file.size_bytes), &size_text(max_bytes)];
            problems.push(FieldProblem::error(path, ProblemCode::FileTooLarge, &args.map(String::as_str)));
        }
        if !takes(types, &suffix(&file.name)) {
            problems.push(FieldProblem::error(path, ProblemCode::FileKind, &[&name, &types.join("、")]));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{FileId, Uid};

    #[test]
    fn pictures_and_pdf_are_shown() {
        assert_eq!(shown("照片.JPEG"), Some(Shown::Picture));
        assert_eq!(shown("a.b.png"), Some(Shown::Picture));
        assert_eq!(shown("章程.Pdf"), Some(Shown::Document));
        for name in ["a.svg", "a.html", "a.gif", "pdf", ""] {
            assert_eq!(shown(name), None, "{name}");
        }
    }

    #[test]
    fn count_size_and_suffix_are_checked_together() {
        let file =
            |name: &str, size_bytes| FileRef { file: FileId(Uid::compose(1, [0; 10])), name: name.into(), size_bytes };
        let types = ["pdf".to_owned(), "jpg".to_owned()];
        assert!(check("f", &[file("照片.JPEG", 10), file("a.pdf", 10)], 2, 10, &types).is_empty());
        let codes: Vec<_> =
            check("f", &[file("a.exe", 11), file("pdf", 1)], 1, 10, &types).into_iter().map(|p| p.code).collect();
        assert_eq!(
            codes,
            [ProblemCode::TooManyFiles, ProblemCode::FileTooLarge, ProblemCode::FileKind, ProblemCode::FileKind]
        );
    }
}
