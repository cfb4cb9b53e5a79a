//! What must never panic, whatever comes in: the seeds of `tools/fuzz`, and thousands of texts and files made of them.

#[path = "../../tools/fuzz/targets.rs"]
mod targets;

use std::path::Path;

/// The same numbers at each run: SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % most.max(1) as u64) as usize
    }

    /// A few bytes changed, cut out, said twice, or taken from another seed.
    fn bent(&mut self, seeds: &[Vec<u8>], at: usize) -> Vec<u8> {
        let mut bytes = seeds[at].clone();
        for _ in 0..=self.below(4) {
            let from = self.below(bytes.len());
            let until = (from + self.below(24)).min(bytes.len());
            match self.below(6) {
                0 if !bytes.is_empty() => bytes[from] ^= 1 << self.below(8),
                1 if !bytes.is_empty() => bytes[from] = self.below(256) as u8,
                2 => drop(bytes.drain(from..until)),
                3 => {
                    let twice = bytes[from..until].repeat(1 + self.below(40));
                    bytes.splice(from..from, twice);
                }
                4 => bytes.truncate(from),
                _ => {
                    let other = &seeds[self.below(seeds.len())];
                    let start = self.below(other.len());
                    let end = (start + self.below(80)).min(other.len());
                    bytes.splice(from..until, other[start..end].iter().copied());
                }
            }
        }
        bytes
    }
}

/// The files of a folder of the checkout, by name.
fn seeds(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// Runs a target with each seed and so many bent forms of it.
fn run(folder: &str, times: usize, target: fn(&[u8])) {
    let seeds = seeds(folder);
    assert!(seeds.len() > 3, "{folder}");
    let mut chance = Chance(2026);
    for at in 0..seeds.len() {
        target(&seeds[at]);
        for _ in 0..times {
            let bytes = chance.bent(&seeds, at);
            let outcome = std::panic::catch_unwind(|| target(&bytes));
            assert!(outcome.is_ok(), "these bytes panic: {:?}", String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn no_definition_makes_the_loader_panic() {
    run("src/catalog/registers", 25, targets::definition);
}

#[test]
fn no_answer_makes_its_reading_panic() {
    run("tools/fuzz/seeds/answer", 400, targets::answer);
}

#[test]
fn no_file_makes_the_looks_at_it_panic() {
    run("tools/fuzz/seeds/content", 400, targets::content);
}
