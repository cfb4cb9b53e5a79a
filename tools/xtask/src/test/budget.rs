//! What a first visit may weigh, over the wire: the release's module, its loader, its style sheet, and all modules
//! of the page that is opened; and each module that comes later.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use super::tally::Tally;
use crate::front::{self, COMMON, NAME, brotli, files_below};
use crate::place::{Mode, Place};
use crate::shell::{say, step};
use crate::style;

/// Pages that are opened first, their areas, and what may be loaded by somebody who opens one and has never been here.
const FIRST_VISITS: [(&str, &[&str], usize); 3] = [
    ("sign-in", &["signing"], 260 << 10),
    ("portal", &["portal_pages"], 300 << 10),
    ("workbench", &["shell", "desk"], 350 << 10),
];

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

/// All that is weighed.
pub struct Weights {
    /// The largest first, those of every page before the others.
    files: Vec<Weight>,
    /// The modules of each area.
    areas: BTreeMap<String, Vec<String>>,
}

impl Weights {
    /// What somebody loads who opens a page of these areas and has never been here, in bytes.
    fn visit(&self, areas: &[&str]) -> usize {
        let needed = |name: &str| areas.iter().filter_map(|area| self.areas.get(*area)).flatten().any(|n| n == name);
        let module = |file: &Weight| file.name.strip_suffix(".wasm").is_some_and(needed);
        self.files.iter().filter(|file| file.first || module(file)).map(|file| file.brotli).sum()
    }
}

pub fn run(place: &Place, tally: &mut Tally) -> Result<()> {
    step("Weight of the release");
    let weights = weigh(place)?;
    print(&weights);
    for (page, areas, most) in FIRST_VISITS {
        let bytes = weights.visit(areas);
        tally.check(&format!("a first visit of the {page} weighs {} of {} KB", kb(bytes), kb(most)), bytes <= most);
    }
    for chunk in weights.files.iter().filter(|file| !file.first && file.brotli >= LISTED) {
        let most = if chunk.name.starts_with("split_") { OWN } else { SHARED };
        tally.check(&format!("{} weighs {} of {} KB", chunk.name, kb(chunk.brotli), kb(most)), chunk.brotli <= most);
    }
    Ok(())
}

/// Builds the release's browser module and weighs what of it is sent to a browser.
pub fn weigh(place: &Place) -> Result<Weights> {
    let folder = front::build(place, Mode::Release)?;
    let areas = front::areas(&folder)?;
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
            first: kind == Some("js") || [NAME, COMMON].iter().any(|first| name == format!("{first}.wasm")),
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
    Ok(Weights { files: weights, areas })
}

/// The table, in KB of 1,024 bytes.
pub fn print(weights: &Weights) {
    let files = &weights.files;
    say("  file                                       raw KB  brotli KB");
    for file in files {
        let when = if file.first { "" } else { "  later" };
        if file.brotli >= LISTED {
            say(format_args!("  {:<40} {:>8} {:>10}{when}", file.name, kb(file.raw), kb(file.brotli)));
        }
    }
    let small = || files.iter().filter(|file| file.brotli < LISTED);
    let (raw, brotli) = (small().map(|file| file.raw).sum(), small().map(|file| file.brotli).sum());
    say(format_args!("  {:<40} {:>8} {:>10}  later", format!("{} smaller ones", small().count()), kb(raw), kb(brotli)));
    say(format_args!("  {:<40} {:>19}", "every first visit", kb(weights.visit(&[]))));
    for area in weights.areas.keys() {
        say(format_args!("  {:<40} {:>19}", format!("the same with {area}"), kb(weights.visit(&[area]))));
    }
}

fn kb(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1024.0)
}
