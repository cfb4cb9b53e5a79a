//! `cargo xtask bench`: a release build, a full database, a bounded load from this same machine, and a table.

mod large;
mod load;
mod target;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::guard::{Running, TempFolder};
use crate::http;
use crate::place::{Mode, Place};
use crate::server::{self, free_address};
use crate::shell::{output, say, step, took};
use crate::site;
use crate::test::{print_weights, weigh};
use load::{Bounds, fire};
use target::{Fixture, SAVE_FAST, TARGETS};

/// Runs the bench and prints its figures.
pub fn run(place: &Place, words: &[String]) -> Result<()> {
    let (bounds, all) = read(words)?;
    let weights = if all { Some(weigh(place)?) } else { None };
    site::build(place, Mode::Release)?;
    let program = server::build(place, Mode::Release)?;
    let mut failed = 0;
    if let Some(weights) = weights {
        failed += usual(place, &program, bounds)?;
        print_weights(&weights);
    }
    failed += large::run(place, &program, bounds)?;
    if failed > 0 {
        bail!("{failed} answers were not the expected ones");
    }
    Ok(())
}

/// A store of its own, and the program on it.
struct Store<'a> {
    place: &'a Place,
    program: PathBuf,
    data: String,
    /// Where it is; none: SQLite in the folder.
    url: Option<String>,
}

impl<'a> Store<'a> {
    fn new(place: &'a Place, program: &Path, folder: &Path, url: Option<String>) -> Self {
        Self { place, program: program.to_owned(), data: folder.display().to_string(), url }
    }

    fn command(&self, words: &[String]) -> Command {
        let mut command = server::command(self.place, &self.program, words);
        command.env_remove("DATABASE_URL").envs(self.url.iter().map(|url| ("DATABASE_URL", url)));
        // The release serves what it holds, as it will where it is installed.
        command.env_remove("SOCIETAS_SITE");
        command
    }

    /// What a subcommand prints.
    fn ask(&self, command: &str) -> Result<Fixture> {
        let words = [command, "--data", &self.data].map(str::to_owned);
        Ok(Fixture::read(&output(&mut self.command(&words))?))
    }

    /// The running server, its address, and how long it took to answer.
    fn serve(&self, more: &[&str]) -> Result<(Running, SocketAddr, Duration)> {
        let address = free_address()?;
        let mut words = ["serve", "--addr", &address.to_string(), "--data", &self.data].map(str::to_owned).to_vec();
        words.extend(more.iter().map(|&word| word.to_owned()));
        let mut running = Running::start(&mut self.command(&words), "societas")?;
        let start = server::wait_until_ready(&mut running, address)?;
        Ok((running, address, start))
    }
}

/// What a town has: 10,000 units, 200,000 people, a roster. How many answers were not the expected ones.
fn usual(place: &Place, program: &Path, bounds: Bounds) -> Result<usize> {
    let folder = TempFolder::new("bench")?;
    let store = Store::new(place, program, folder.path(), None);

    step("Filling the bench database");
    let begin = Instant::now();
    let fixture = store.ask("bench-fixture")?;
    say(format_args!("  filled in {}", took(begin)));
    let roster = store.ask("bench-roster")?;

    let (running, address, start) = store.serve(&[])?;
    let idle = resident_kb(running.id())?;

    step(format_args!("{} connections, {} s each, from the same machine", bounds.connections, bounds.time.as_secs()));
    heads();
    let mut failed = 0;
    for target in TARGETS {
        failed += measure(&fixture, address, target, bounds)?;
    }
    let loaded = resident_kb(running.id())?;
    drop(running);
    let (running, address, _) = store.serve(&["--fast-commits"])?;
    failed += measure(&fixture, address, &SAVE_FAST, bounds)?;
    drop(running);

    step("Figures");
    let size = |path: &Path| std::fs::metadata(path).map(|file| file.len()).unwrap_or_default();
    say(format_args!("  start until /healthz answers   {:.0} ms", start.as_secs_f64() * 1e3));
    say(format_args!("  resident memory, idle          {:.1} MB", idle as f64 / 1024.0));
    say(format_args!("  resident memory, after load    {:.1} MB", loaded as f64 / 1024.0));
    let (read, plan) = (roster.number("roster_read_ms")?, roster.number("roster_plan_ms")?);
    say(format_args!(
        "  roster of {} rows × 12         {read:.0} ms to read its cells, {plan:.0} ms to read, check and plan: {:.2} times",
        roster.number("roster_rows")?,
        plan / read
    ));
    say(format_args!("  most memory while planning it  {:.0} MB", roster.number("roster_peak_mb")?));
    say(format_args!("  program                        {:.1} MB", size(program) as f64 / 1e6));
    say(format_args!("  database                       {:.1} MB", folder_size(folder.path())? as f64 / 1e6));
    Ok(failed)
}

/// The bounds of the load, and whether all is measured or only what is large.
fn read(words: &[String]) -> Result<(Bounds, bool)> {
    let mut bounds = Bounds { connections: 8, time: Duration::from_secs(5), most: 500_000 };
    let mut all = true;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--large" {
            all = false;
            continue;
        }
        let number = words.next().and_then(|text| text.parse::<usize>().ok());
        match (word.as_str(), number) {
            ("--seconds", Some(n @ 1..=60)) => bounds.time = Duration::from_secs(n as u64),
            ("--connections", Some(n @ 1..=256)) => bounds.connections = n,
            _ => bail!("`bench` knows --seconds 1 to 60, --connections 1 to 256 and --large"),
        }
    }
    Ok((bounds, all))
}

/// Prints the heads of the columns.
fn heads() {
    say("  request                                      req/s   p50 ms   p99 ms   max ms   bytes  failed");
}

/// Loads one target and prints its row; how many answers were not the expected ones.
fn measure(fixture: &Fixture, address: SocketAddr, target: &target::Target, bounds: Bounds) -> Result<usize> {
    let path = fixture.fill(target.path)?;
    let body = target.body.map(|body| fixture.fill(body)).transpose()?;
    let cookie = fixture.fill(target.cookie)?;
    let cookie = (!cookie.is_empty()).then_some(cookie);
    let method = if body.is_some() { "POST" } else { "GET" };
    let request = http::request(address, method, &path, cookie.as_deref(), body.as_deref());
    // The first answers pay for caches and lazy set-up.
    let warm = Bounds { time: Duration::from_millis(500), ..bounds };
    fire(address, &request, warm)?;
    let figures = fire(address, &request, bounds).with_context(|| format!("{method} {path}"))?;
    say(format_args!(
        "  {:<42} {:>7.0} {:>8.2} {:>8.2} {:>8.2} {:>7} {:>7}",
        target.name,
        figures.per_second,
        figures.p50.as_secs_f64() * 1e3,
        figures.p99.as_secs_f64() * 1e3,
        figures.max.as_secs_f64() * 1e3,
        figures.bytes,
        figures.failed
    ));
    Ok(figures.failed)
}

/// The resident memory of a process in KB, from the kernel.
fn resident_kb(process: u32) -> Result<u64> {
    let file = format!("/proc/{process}/status");
    let text = std::fs::read_to_string(&file)
        .with_context(|| format!("{file} cannot be read: memory is measured on Linux only"))?;
    text.lines()
        .find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB"))
        .and_then(|number| number.trim().parse().ok())
        .with_context(|| format!("{file} names no resident memory"))
}

fn folder_size(folder: &Path) -> Result<u64> {
    crate::front::files_below(folder)?.iter().map(|path| Ok(std::fs::metadata(folder.join(path))?.len())).sum()
}
