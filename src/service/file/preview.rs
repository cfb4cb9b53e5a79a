//! Files that the browser shows itself: pictures and PDF, whole, and pictures small.

use std::io::Cursor;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use object_store::ObjectStoreExt;

use super::shelf::location_small;
use super::{note, read, readable};
use crate::domain::error::AppError;
use crate::domain::ids::FileId;
use crate::service::{Ctx, internal};
use crate::store::file::FileRow;

/// The longer side of a small picture, in pixels.
const SIDE: u32 = 320;
/// The longest side of a picture that is made small, in pixels.
const EDGE_MAX: u32 = 16_384;
/// Most bytes of a picture that is made small, as stored.
const STORED_MAX: i64 = 32 << 20;
/// Most bytes of such a picture in memory: 33 million pixels.
const DECODED_MAX: u64 = 96 << 20;
/// How closely a small picture keeps to the large one, of 100.
const QUALITY: u8 = 80;

/// Media types that are shown whole, those of pictures first.
const SHOWN: [&str; 3] = ["image/jpeg", "image/png", "application/pdf"];
/// What a small picture is.
const SMALL: &str = SHOWN[0];

/// What the browser shows.
pub struct Shown {
    /// The row of the file.
    pub file: FileRow,
    /// What the bytes are: one of three types, told by the content when it came in.
    pub media_type: &'static str,
    /// Tells this state of the bytes from any other.
    pub tag: String,
    /// The bytes; none where the browser has them.
    pub bytes: Option<BoxStream<'static, Result<Bytes, object_store::Error>>>,
}

/// Opens a picture or a PDF to be shown, with the rights and the note in the log of a download; `has` is the tag of
/// what the browser has.
///
/// # Errors
/// Those of `open_file`; `NotFound` for every other type.
pub async fn show(ctx: &Ctx, id: FileId, has: &str) -> Result<Shown, AppError> {
    let found = readable(ctx, id).await?;
    let media_type = SHOWN.into_iter().find(|t| *t == found.file.media_type).ok_or(AppError::NotFound)?;
    let tag = format!("W/\"{}\"", found.file.sha256);
    if knows(has, &tag) {
        return Ok(Shown { file: found.file, media_type, tag, bytes: None });
    }
    note(ctx, &found).await?;
    let download = read(ctx, found.file).await?;
    Ok(Shown { file: download.file, media_type, tag, bytes: Some(download.bytes) })
}

/// Opens a picture in small, made at the first call and kept; `has` is the tag of what the browser has. The page that
/// it stands on is what the log notes.
///
/// # Errors
/// Those of `open_file`; `NotFound` for what is no picture, cannot be read or is too large.
pub async fn show_small(ctx: &Ctx, id: FileId, has: &str) -> Result<Shown, AppError> {
    let file = readable(ctx, id).await?.file;
    let format = match file.media_type.as_str() {
        "image/jpeg" => ImageFormat::Jpeg,
        "image/png" => ImageFormat::Png,
        _ => return Err(AppError::NotFound),
    };
    let tag = format!("W/\"{}-{SIDE}\"", file.sha256);
    if knows(has, &tag) {
        return Ok(Shown { file, media_type: SMALL, tag, bytes: None });
    }
    let small = kept_or_made(ctx, &file, format).await?;
    if small.is_empty() {
        return Err(AppError::NotFound);
    }
    Ok(Shown { file, media_type: SMALL, tag, bytes: Some(stream::iter([Ok(small)]).boxed()) })
}

fn knows(has: &str, tag: &str) -> bool {
    has.split(',').any(|known| known.trim() == tag)
}

/// The small picture; empty where none can be made, which is kept too.
async fn kept_or_made(ctx: &Ctx, file: &FileRow, format: ImageFormat) -> Result<Bytes, AppError> {
    let (store, place) = (ctx.app.files.store()?, location_small(file.id));
    match store.get(&place).await {
        Ok(kept) => return kept.bytes().await.map_err(|e| internal(&e)),
        Err(object_store::Error::NotFound { .. }) => {}
        Err(error) => return Err(internal(&error)),
    }
    let small = if file.size_bytes > STORED_MAX {
        Vec::new()
    } else {
        // One at a time: each may take some hundred megabytes.
        let _room = ctx.app.files.shrinking.acquire().await;
        let got = store.get(&super::location(file.id)).await.map_err(|e| internal(&e))?;
        let whole = got.bytes().await.map_err(|e| internal(&e))?;
        let made = tokio::task::spawn_blocking(move || shrink(&whole, format)).await;
        made.ok().flatten().unwrap_or_default()
    };
    let small = Bytes::from(small);
    store.put(&place, small.clone().into()).await.map_err(|e| internal(&e))?;
    Ok(small)
}

/// A picture as a JPEG of at most `SIDE` pixels, upright, on white; none for what is broken or too large.
fn shrink(whole: &[u8], format: ImageFormat) -> Option<Vec<u8>> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(EDGE_MAX);
    limits.max_image_height = Some(EDGE_MAX);
    limits.max_alloc = Some(DECODED_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(whole), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().ok()?;
    decoder.set_limits(limits).ok()?;
    if decoder.total_bytes() > DECODED_MAX {
        return None;
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if picture.width().max(picture.height()) > SIDE {
        picture = picture.thumbnail(SIDE, SIDE);
    }
    picture.apply_orientation(orientation);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&on_white(&picture)).ok()?;
    Some(jpeg)
}

fn on_white(picture: &DynamicImage) -> RgbImage {
    let picture = picture.to_rgba8();
    let mut flat = RgbImage::new(picture.width(), picture.height());
    for (to, from) in flat.pixels_mut().zip(picture.pixels()) {
        let [r, g, b, opaque] = from.0.map(u16::from);
        let over = |c: u16| u8::try_from((c * opaque + 255 * (255 - opaque)) / 255).unwrap_or(u8::MAX);
        *to = Rgb([over(r), over(g), over(b)]);
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, RgbaImage};

    fn png(picture: &DynamicImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    fn size(jpeg: &[u8]) -> (u32, u32) {
        let picture = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap();
        (picture.width(), picture.height())
    }

    #[test]
    fn pictures_become_small_and_keep_their_shape() {
        for (large, small) in [((1280, 640), (320, 160)), ((300, 900), (107, 320)), ((40, 20), (40, 20))] {
            let made = shrink(&png(&DynamicImage::new_rgb8(large.0, large.1)), ImageFormat::Png).unwrap();
            assert_eq!(size(&made), small, "{large:?}");
        }
    }

    #[test]
    fn what_is_seen_through_is_white() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])));
        let made = shrink(&png(&clear), ImageFormat::Png).unwrap();
        let seen = image::load_from_memory_with_format(&made, ImageFormat::Jpeg).unwrap().to_rgb8();
        assert!(seen.pixels().all(|p| p.0.iter().all(|c| *c > 250)));
    }

    #[test]
    fn a_picture_taken_sideways_stands_upright() {
        let mut jpeg = Vec::new();
        JpegEncoder::new(&mut jpeg).encode_image(&DynamicImage::new_rgb8(64, 32)).unwrap();
        // An Exif part that says "turn by 90 degrees", behind the two bytes that begin a JPEG.
        let exif = b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        jpeg.splice(2..2, exif.iter().copied());
        assert_eq!(size(&shrink(&jpeg, ImageFormat::Jpeg).unwrap()), (32, 64));
    }

    #[test]
    fn broken_and_huge_pictures_have_no_small_one() {
        assert_eq!(shrink(b"\x89PNG\r\n\x1a\n0000", ImageFormat::Png), None);
        assert_eq!(shrink(b"\xff\xd8\xff\xe0", ImageFormat::Jpeg), None);
        // A head that promises 60,000 by 60,000 pixels.
        let mut huge = png(&DynamicImage::new_rgb8(1, 1));
        huge.splice(16..24, [0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        assert_eq!(shrink(&huge, ImageFormat::Png), None);
        let wide = png(&DynamicImage::new_luma8(EDGE_MAX + 1, 1));
        assert_eq!(shrink(&wide, ImageFormat::Png), None);
    }
}
