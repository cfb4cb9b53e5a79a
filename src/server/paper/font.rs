//! The font that a PDF carries. Only the glyphs that occur are embedded, so that every reader and printer shows the
//! same signs, and their characters can be searched and copied.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use subsetter::{GlyphRemapper, subset};
use ttf_parser::{Face, RawFace, Tag};

use crate::domain::error::AppError;
use crate::service::internal;

/// A subset of Noto Serif CJK SC; its licence stands beside it.
static FILE: &[u8] = include_bytes!("NotoSerifCJKsc.otf");
const NAME: &[u8] = b"SUBSET+NotoSerifCJKsc-Regular";
const SYSTEM: SystemInfo<'_> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
/// What stands where the font has no glyph, as in print.
pub const MISSING: char = '〓';
/// The thickness of its upright strokes, in thousandths of the size.
const STEM: f32 = 80.0;

/// The font, and what a document has used of it.
pub struct Font {
    face: Face<'static>,
    glyphs: GlyphRemapper,
    /// The character and the width of each glyph that is used, by its number in the document.
    used: BTreeMap<u16, (char, f32)>,
    missing: BTreeSet<char>,
}

impl Font {
    pub fn new() -> Result<Self, AppError> {
        let face = Face::parse(FILE, 0).map_err(|e| internal(&e))?;
        Ok(Self { face, glyphs: GlyphRemapper::new(), used: BTreeMap::new(), missing: BTreeSet::new() })
    }

    /// How wide a text is, in thousandths of its size.
    pub fn width(&self, text: &str) -> f32 {
        text.chars().map(|c| self.advance(self.glyph(c).unwrap_or_default())).sum()
    }

    /// A distance of the font in thousandths of its size.
    fn scaled(&self, units: f32) -> f32 {
        units * 1000.0 / f32::from(self.face.units_per_em())
    }

    fn glyph(&self, c: char) -> Option<u16> {
        let glyph = |c| self.face.glyph_index(c).map(|glyph| glyph.0);
        glyph(c).or_else(|| glyph(MISSING))
    }

    fn advance(&self, glyph: u16) -> f32 {
        self.scaled(f32::from(self.face.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or_default()))
    }

    /// The codes that show a text: two bytes each.
    pub fn codes(&mut self, text: &str) -> Vec<u8> {
        let mut codes = Vec::with_capacity(text.len());
        for c in text.chars() {
            let shown = if self.face.glyph_index(c).is_some() { c } else { MISSING };
            if shown != c {
                self.missing.insert(c);
            }
            let glyph = self.glyph(shown).unwrap_or_default();
            let code = self.glyphs.remap(glyph);
            self.used.insert(code, (shown, self.advance(glyph)));
            codes.extend(code.to_be_bytes());
        }
        codes
    }

    /// The characters for which there was no glyph.
    pub fn missing(&self) -> &BTreeSet<char> {
        &self.missing
    }

    /// Writes the font under a number, and its parts under those that `next` gives.
    pub fn write(self, pdf: &mut Pdf, id: Ref, mut next: impl FnMut() -> Ref) -> Result<(), AppError> {
        let made = subset(FILE, 0, &self.glyphs).map_err(|e| internal(&e))?;
        let outlines = RawFace::parse(&made, 0).ok().and_then(|face| face.table(Tag::from_bytes(b"CFF ")));
        let outlines = outlines.ok_or_else(|| internal(&"the subset has no outlines"))?;
        let (described, descriptor, file, characters) = (next(), next(), next(), next());
        let mut whole = pdf.type0_font(id);
        whole.base_font(Name(NAME)).encoding_predefined(Name(b"Identity-H"));
        whole.descendant_font(described).to_unicode(characters);
        whole.finish();

        let mut cid = pdf.cid_font(described);
        cid.subtype(CidFontType::Type0).base_font(Name(NAME)).system_info(SYSTEM).font_descriptor(descriptor);
        cid.default_width(1000.0);
        let mut widths = cid.widths();
        for (code, (_, width)) in &self.used {
            widths.same(*code, *code, *width);
        }
        widths.finish();
        cid.finish();

        let bounds = self.face.global_bounding_box();
        let corner = |x: i16, y: i16| (self.scaled(f32::from(x)), self.scaled(f32::from(y)));
        let ((left, below), (right, above)) = (corner(bounds.x_min, bounds.y_min), corner(bounds.x_max, bounds.y_max));
        let capital = self.face.capital_height().unwrap_or_else(|| self.face.ascender());
        pdf.font_descriptor(descriptor)
            .name(Name(NAME))
            .flags(FontFlags::SYMBOLIC | FontFlags::SERIF)
            .bbox(Rect::new(left, below, right, above))
            .italic_angle(0.0)
            .ascent(self.scaled(f32::from(self.face.ascender())))
            .descent(self.scaled(f32::from(self.face.descender())))
            .cap_height(self.scaled(f32::from(capital)))
            .stem_v(STEM)
            .font_file3(file);
        let mut stream_of = |id: Ref, bytes: &[u8], subtype: Option<&[u8]>| -> Result<(), AppError> {
            let bytes = packed(bytes)?;
            let mut stream = pdf.stream(id, &bytes);
            stream.filter(Filter::FlateDecode);
            if let Some(subtype) = subtype {
                stream.pair(Name(b"Subtype"), Name(subtype));
            }
            Ok(())
        };
        stream_of(file, outlines, Some(b"CIDFontType0C"))?;
        let mut map = UnicodeCmap::new(Name(b"Societas"), SYSTEM);
        for (code, (c, _)) in &self.used {
            map.pair(*code, *c);
        }
        stream_of(characters, map.finish().as_slice(), None)
    }
}

/// Bytes, compressed as a stream of a PDF.
pub fn packed(bytes: &[u8]) -> Result<Vec<u8>, AppError> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|e| internal(&e))
}
