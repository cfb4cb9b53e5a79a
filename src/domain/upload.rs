//! Uploads in pieces: a large file goes on where a broken connection stopped it. What a piece is, and how long the
//! browser waits before it tries again.

use serde::{Deserialize, Serialize};

use super::form::FileRef;
use super::ids::UploadId;

/// Files of more bytes than this are sent in pieces of so many.
pub const PIECE: i64 = 4 << 20;

/// What the browser wants to send in pieces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUpload {
    /// The name of the file.
    pub name: String,
    /// Its size; not one byte more is taken.
    pub size_bytes: i64,
}

/// How far an upload in pieces is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The upload.
    pub upload: UploadId,
    /// So many bytes have come in: the next piece begins here.
    pub offset: i64,
    /// The stored file, once all have come in and were checked.
    pub file: Option<FileRef>,
}

/// Where the piece that begins there ends, in bytes; an empty piece asks for the check of what has come in.
pub fn piece_end(offset: i64, size_bytes: i64) -> i64 {
    offset.saturating_add(PIECE).min(size_bytes)
}

/// How long to wait after so many tries in a row that came to nothing, in milliseconds; none: give up, after some two
/// minutes.
pub fn pause_ms(tries: u32) -> Option<u64> {
    match tries {
        0..=4 => Some(500 << tries),
        5..=10 => Some(16_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_a_file_and_end_with_it() {
        let size = 2 * PIECE + 7;
        let mut ends = Vec::new();
        let mut at = 0;
        while at < size {
            at = piece_end(at, size);
            ends.push(at);
        }
        assert_eq!(ends, [PIECE, 2 * PIECE, size]);
        assert_eq!(piece_end(size, size), size);
    }

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<u64> = (0..).map_while(pause_ms).collect();
        assert!(waits.is_sorted() && waits[0] == 500);
        assert!((100_000..200_000).contains(&waits.iter().sum::<u64>()));
    }
}
