//! Making the release smaller: wasm-opt, judged by what is sent over the wire, and compressed siblings.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};

use super::stamp::files_below;
use crate::need;
use crate::place::Place;
use crate::shell::{output, say, step, took};

/// Optimises each module below the folder for size; it stays as it is where brotli made more of the result: fewer raw
/// bytes are at times more compressed ones.
pub fn optimise(place: &Place, folder: &Path) -> Result<()> {
    need::npm_tools(place)?;
    let begin = Instant::now();
    step("Shrinking the modules with wasm-opt");
    let shares: Vec<String> = (0..cores()).map(|share| share.to_string()).collect();
    in_parallel(&shares, |share| {
        let mut shrink = Command::new("node");
        shrink.current_dir(place.end2end()).arg("shrink.mjs").arg(folder).args([share, &shares.len().to_string()]);
        output(&mut shrink).map(|_| ())
    })?;
    let modules = modules_below(folder)?;
    in_parallel(&modules, |module| keep_the_smaller(module))?;
    say(format_args!("  {} modules in {}", modules.len(), took(begin)));
    Ok(())
}

/// Writes JavaScript modules anew without what only readers need.
pub fn minify(place: &Place, files: &[PathBuf]) -> Result<()> {
    let mut minify = Command::new("node");
    minify.current_dir(place.end2end()).arg("minify.mjs").args(files);
    output(&mut minify).map(|_| ())
}

fn modules_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = files_below(folder)?.into_iter();
    Ok(files.filter(|path| path.extension().is_some_and(|kind| kind == "wasm")).map(|path| folder.join(path)).collect())
}

fn keep_the_smaller(module: &Path) -> Result<()> {
    let smaller = module.with_extension("wasm-Oz");
    let (before, after) = (std::fs::read(module)?, std::fs::read(&smaller)?);
    if brotli(&after)?.len() < brotli(&before)?.len() {
        std::fs::write(module, after).with_context(|| format!("{} cannot be written", module.display()))?;
    }
    Ok(std::fs::remove_file(&smaller)?)
}

/// Writes `.br` and `.gz` beside every file of the folder that compresses.
pub fn compress_folder(folder: &Path) -> Result<()> {
    let files: Vec<PathBuf> = files_below(folder)?.into_iter().map(|path| folder.join(path)).collect();
    in_parallel(&files, |file| {
        let bytes = std::fs::read(file)?;
        for (ending, packed) in siblings(file, &bytes)? {
            std::fs::write(with_ending(file, ending), packed)?;
        }
        Ok(())
    })
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// The compressed forms of a file that are worth serving: only of kinds that compress, only when smaller.
pub fn siblings(file: &Path, bytes: &[u8]) -> Result<Vec<(&'static str, Vec<u8>)>> {
    const KINDS: [&str; 8] = ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest"];
    let kind = file.extension().and_then(|kind| kind.to_str());
    if !kind.is_some_and(|kind| KINDS.contains(&kind)) {
        return Ok(Vec::new());
    }
    Ok([("br", brotli(bytes)?), ("gz", gzip(bytes)?)]
        .into_iter()
        .filter(|(_, packed)| packed.len() < bytes.len())
        .collect())
}

/// Brotli at its best level.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let settings =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &settings)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get())
}

/// Does one job per item on as many threads as there are cores; the first error wins.
fn in_parallel<T: Sync>(items: &[T], job: impl Fn(&T) -> Result<()> + Sync) -> Result<()> {
    let queue = Mutex::new(items.iter());
    std::thread::scope(|scope| {
        let work = || {
            loop {
                let next = queue.lock().ok().and_then(|mut queue| queue.next());
                match next {
                    Some(item) => job(item)?,
                    None => return Ok(()),
                }
            }
        };
        let workers: Vec<_> = (0..cores()).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow!("a worker thread died"))?)
    })
}

#[cfg(test)]
mod tests {
    use super::siblings;
    use std::path::Path;

    #[test]
    fn siblings_exist_only_where_they_help() {
        let long = "a { color: red }\n".repeat(50);
        let kinds = |file: &str, bytes: &[u8]| -> Vec<&'static str> {
            siblings(Path::new(file), bytes).expect("compression works").into_iter().map(|(ending, _)| ending).collect()
        };
        assert_eq!(kinds("a.css", long.as_bytes()), ["br", "gz"]);
        assert_eq!(kinds("a.png", long.as_bytes()), Vec::<&str>::new());
        assert_eq!(kinds("a.txt", b"x"), Vec::<&str>::new());
    }
}
