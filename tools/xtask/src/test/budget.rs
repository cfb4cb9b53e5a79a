//! What a first visit may weigh, over the wire: the release's module, its loader, its style sheet, and each
//! chunk that comes later.

use anyhow::{Context, Result};

use super::tally::Tally;
use crate::front::{self, NAME, brotli, files_below};
use crate::place::{Mode, Place};
use crate::shell::{say, step};
use crate::style;

/// Module, JavaScript and style sheet together.
const FIRST_VISIT: usize = 260 << 10;

/// What only the pages of one area need.
const OWN: usize = 40 << 10;

/// A chunk that several areas share: loaded once, by whichever is opened first. The largest is the form engine.
const SHARED: usize = 100 << 10;

/// What is listed by name.
const LISTED: usize = 2 << 10;

/// A file of the release, raw and as sent.
pub struct Weight {
    pub name: String,
    pub raw: usize,
    pub brotli: usize,
    /// Loaded by the first page, whichever it is.
    pub first: bool,
}

pub fn run(place: &Place, tally: &mut Tally) -> Result<()> {
    step("Weight of the release");
    let weights = weigh(place)?;
    print(&weights);
    let first: usize = weights.iter().filter(|file| file.first).map(|file| file.brotli).sum();
    tally.check(&format!("the first visit weighs {} of {} KB", kb(first), kb(FIRST_VISIT)), first <= FIRST_VISIT);
    for chunk in weights.iter().filter(|file| !file.first && file.brotli >= LISTED) {
        let most = if chunk.name.starts_with("split_") { OWN } else { SHARED };
        tally.check(&format!("{} weighs {} of {} KB", chunk.name, kb(chunk.brotli), kb(most)), chunk.brotli <= most);
    }
    Ok(())
}

/// Builds the release's browser module and weighs what of it is sent to a browser.
pub fn weigh(place: &Place) -> Result<Vec<Weight>> {
    let folder = front::build(place, Mode::Release)?;
    let mut weights = Vec::new();
    for path in files_below(&folder)? {
        let kind = path.extension().and_then(|kind| kind.to_str());
        if !matches!(kind, Some("wasm" | "js")) {
            continue;
        }
        let file = folder.join(&path);
        let raw = std::fs::read(&file).with_context(|| format!("{}", file.display()))?;
        let name = path.display().to_string();
        weights.push(Weight {
            first: kind == Some("js") || name == format!("{NAME}.wasm"),
            raw: raw.len(),
            brotli: brotli(&raw)?.len(),
            name,
        });
    }
    let sheet = style::bundle(place, Mode::Release)?;
    weights.push(Weight {
        name: format!("{NAME}.css"),
        raw: sheet.len(),
        brotli: brotli(sheet.as_bytes())?.len(),
        first: true,
    });
    weights.sort_by_key(|file| (!file.first, std::cmp::Reverse(file.brotli)));
    Ok(weights)
}

/// The table, in KB of 1,024 bytes.
pub fn print(weights: &[Weight]) {
    say("  file                                       raw KB  brotli KB");
    for file in weights {
        let when = if file.first { "" } else { "  later" };
        if file.brotli >= LISTED {
            say(format_args!("  {:<40} {:>8} {:>10}{when}", file.name, kb(file.raw), kb(file.brotli)));
        }
    }
    let small = || weights.iter().filter(|file| file.brotli < LISTED);
    let (raw, brotli) = (small().map(|file| file.raw).sum(), small().map(|file| file.brotli).sum());
    say(format_args!("  {:<40} {:>8} {:>10}  later", format!("{} smaller ones", small().count()), kb(raw), kb(brotli)));
    let sum = |of: fn(&Weight) -> usize| weights.iter().filter(|f| f.first).map(of).sum();
    say(format_args!("  {:<40} {:>8} {:>10}", "first visit", kb(sum(|file| file.raw)), kb(sum(|file| file.brotli))));
}

fn kb(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1024.0)
}
