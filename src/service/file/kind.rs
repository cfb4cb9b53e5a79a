//! What a content is: told by its bytes, never by its name alone.

use std::io::{Read, Seek};

/// The media type of a content that is what its suffix says; none for any other.
pub fn told(mut content: impl Read + Seek, suffix: &str) -> Option<&'static str> {
    let mut head = Vec::new();
    content.by_ref().take(8192).read_to_end(&mut head).ok()?;
    if let Some((media_type, marker)) = PACKED.iter().find(|(s, ..)| *s == suffix).map(|(_, m, k)| (*m, *k)) {
        if !head.starts_with(b"PK\x03\x04") {
            return None;
        }
        content.rewind().ok()?;
        let archive = zip::ZipArchive::new(content).ok()?;
        return (marker.is_empty() || archive.file_names().flatten().any(|name| name == marker)).then_some(media_type);
    }
    if let Some((_, media_type)) = COMPOUND.iter().find(|(s, _)| *s == suffix) {
        return head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").then_some(media_type);
    }
    let (_, said) = PLAIN.iter().find(|(s, _)| *s == suffix)?;
    (infer::get(&head)?.mime_type() == *said).then_some(said)
}

/// Zip archives: suffix, media type, the entry that must be there.
const PACKED: &[(&str, &str, &str)] = &[
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/presentation.xml"),
    ("ofd", "application/ofd", "OFD.xml"),
    ("zip", "application/zip", ""),
];

/// Compound files of the older office programs.
const COMPOUND: &[(&str, &str)] = &[
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("wps", "application/vnd.ms-works"),
];

/// Everything else that is taken; text of any kind is not.
const PLAIN: &[(&str, &str)] = &[
    ("pdf", "application/pdf"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("rar", "application/vnd.rar"),
    ("mp4", "video/mp4"),
];

/// The media type of an Excel workbook.
pub(super) const WORKBOOK: &str = PACKED[1].1;

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    fn zipped(entry: &str) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(entry, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(b"<x/>").unwrap();
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn content_must_be_what_the_suffix_says() {
        let told = |bytes: &[u8], suffix| told(Cursor::new(bytes.to_vec()), suffix);
        assert_eq!(told(b"%PDF-1.7\n", "pdf"), Some("application/pdf"));
        assert_eq!(told(b"\x89PNG\r\n\x1a\n0000", "png"), Some("image/png"));
        assert_eq!(told(b"\x89PNG\r\n\x1a\n0000", "jpg"), None);
        assert_eq!(told(b"Rar!\x1a\x07\x00", "rar"), Some("application/vnd.rar"));
        assert!(told(&zipped("word/document.xml"), "docx").is_some());
        assert!(told(&zipped("word/document.xml"), "xlsx").is_none());
        assert!(told(&zipped("a.txt"), "zip").is_some());
        assert!(told(b"PK\x03\x04 cut off", "zip").is_none());
        assert!(told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "doc").is_some());
        for text in ["pdf", "doc", "docx", "jpg", "zip", "html", "txt", "svg", ""] {
            assert_eq!(told(b"<html><script>alert(1)</script></html>", text), None, "{text}");
            assert_eq!(told(b"", text), None, "{text}");
        }
    }
}
