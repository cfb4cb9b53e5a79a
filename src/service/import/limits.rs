//! What a file must be before anything of it is read: the right kind, and of a size that cannot hurt.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use crate::domain::error::size_text;
use crate::domain::import::{Refusal, RefusedCode};

/// Most bytes of a file.
pub const FILE_MAX: i64 = 50 << 20;
/// Most bytes that all parts unpack to.
const UNPACKED_MAX: u64 = 1 << 30;
/// Most bytes that the table of shared texts unpacks to: all of it is held in memory.
const TEXTS_MAX: u64 = 96 << 20;
/// Most parts of a workbook.
const PARTS_MAX: usize = 2000;
/// More than that many times its packed size is no honest content, once it is large at all.
const RATIO_MAX: u64 = 400;
/// What may unpack at any ratio.
const SMALL: u64 = 16 << 20;

/// What was found on the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Whether any sheet has merged cells.
    pub merged: bool,
}

/// Looks at the whole file without interpreting it. Sizes are counted while unpacking: what an archive says
/// of itself is not believed.
///
/// # Errors
/// The reason why the file is refused.
pub fn look(path: &Path) -> Result<Looked, Refusal> {
    let refuse = |code| Refusal::new(code, &[]);
    let mut file = File::open(path).map_err(|_| refuse(RefusedCode::Damaged))?;
    let size = file.metadata().map_or(0, |m| m.len());
    if size == 0 {
        return Err(refuse(RefusedCode::Empty));
    }
    if size > FILE_MAX as u64 {
        return Err(Refusal::new(RefusedCode::TooLarge, &[&size_text(size as i64), &size_text(FILE_MAX)]));
    }
    let mut head = Vec::new();
    file.by_ref().take(8192).read_to_end(&mut head).map_err(|_| refuse(RefusedCode::Damaged))?;
    if !head.starts_with(b"PK\x03\x04") {
        return Err(refuse(told(&head, &mut file)));
    }
    file.rewind().map_err(|_| refuse(RefusedCode::Damaged))?;
    let mut archive = zip::ZipArchive::new(file).map_err(|_| refuse(RefusedCode::Damaged))?;
    if archive.len() > PARTS_MAX {
        return Err(refuse(RefusedCode::ZipBomb));
    }
    let mut looked = Looked::default();
    let (mut total, mut workbook) = (0, false);
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|_| refuse(RefusedCode::Damaged))?;
        if part.encrypted() {
            return Err(refuse(RefusedCode::Encrypted));
        }
        let name = part.name().map(|name| name.to_lowercase()).unwrap_or_default();
        workbook |= name == "xl/workbook.xml";
        if name.ends_with("vbaproject.bin") {
            return Err(refuse(RefusedCode::Macros));
        }
        let packed = part.compressed_size().max(1);
        let most = if name.ends_with("sharedstrings.xml") { TEXTS_MAX } else { UNPACKED_MAX };
        let sheet = name.starts_with("xl/worksheets/");
        let mut buffer = vec![0; 64 << 10];
        let (mut unpacked, mut kept) = (0_u64, 0);
        loop {
            let read = match part.read(buffer.get_mut(kept..).unwrap_or_default()) {
                Ok(0) => break,
                Ok(read) => read,
                Err(_) => return Err(refuse(RefusedCode::Damaged)),
            };
            unpacked += read as u64;
            let bomb = unpacked > SMALL && unpacked / packed > RATIO_MAX;
            if bomb || unpacked > most || total + unpacked > UNPACKED_MAX {
                return Err(refuse(RefusedCode::ZipBomb));
            }
            if sheet && !looked.merged {
                let seen = buffer.get(..kept + read).unwrap_or_default();
                looked.merged = find(seen, b"mergeCell ref");
                // A word may lie across two reads.
                let tail = seen.len().min(16);
                let from = seen.len() - tail;
                buffer.copy_within(from..from + tail, 0);
                kept = tail;
            }
        }
        total += unpacked;
    }
    if workbook { Ok(looked) } else { Err(refuse(RefusedCode::NotXlsx)) }
}

/// Whether a text holds a word. After a byte that the word has not, the search goes on behind it.
fn find(text: &[u8], word: &[u8]) -> bool {
    let mut at = 0;
    while let Some(window) = text.get(at..at + word.len()) {
        if window == word {
            return true;
        }
        let last = window.last();
        let before = word.get(..word.len() - 1).unwrap_or_default();
        at += before.iter().rev().position(|byte| Some(byte) == last).map_or(word.len(), |n| n + 1);
    }
    false
}

/// What a file that is no archive is.
fn told(head: &[u8], file: &mut (impl Read + Seek)) -> RefusedCode {
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        // Office keeps an encrypted workbook in a compound file with a stream of this name, in UTF-16.
        let mut all = head.to_vec();
        let _ = file.take(4 << 20).read_to_end(&mut all);
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        return if find(&all, &name) { RefusedCode::Encrypted } else { RefusedCode::Xls };
    }
    if [&b"%PDF"[..], b"{\\rtf"].iter().any(|mark| head.starts_with(mark)) {
        return RefusedCode::NotXlsx;
    }
    let text = String::from_utf8_lossy(head).trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']).to_lowercase();
    if ["<!doctype html", "<html", "<table", "<?xml", "<meta"].iter().any(|mark| text.starts_with(mark)) {
        return RefusedCode::Html;
    }
    let printable = !head.iter().any(|byte| matches!(byte, 0..=8 | 14..=31));
    let lines = head.iter().filter(|byte| **byte == b'\n').count();
    let cut = head.iter().filter(|byte| matches!(byte, b',' | b'\t' | b';')).count();
    if printable && (cut > 0 || lines > 0) { RefusedCode::Csv } else { RefusedCode::NotXlsx }
}
