//! Running other programs: with their output shown, collected, or both; and saying what is being done.

use std::fmt::Display;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::guard::Running;
use crate::place::Place;

/// Prints a line. A closed pipe (`| head`) is the reader's choice, not an error.
pub fn say(text: impl Display) {
    if cfg!(test) {
        // The one way that a test runner catches.
        return println!("{text}");
    }
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Announces a step.
pub fn step(text: impl Display) {
    say(format_args!("▸ {text}"));
}

/// A duration for people: `0.4 s`, `12 s`, `3 min 05 s`.
pub fn took(since: Instant) -> String {
    let time: Duration = since.elapsed();
    match time.as_secs() {
        0..=9 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 10..=119 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// `cargo` in the checkout, with the build folder fixed for whatever it starts.
pub fn cargo(place: &Place) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(&place.root).env("CARGO_TARGET_DIR", &place.target);
    command
}

/// The command as a person would type it.
pub fn line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(command.get_program());
    std::iter::once(name).chain(command.get_args()).map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Runs to the end with the output shown; true when it succeeded.
pub fn passes(command: &mut Command) -> Result<bool> {
    Ok(to_the_end(command)?.success())
}

/// Runs to the end with the output shown; an error when it failed.
pub fn run(command: &mut Command) -> Result<()> {
    let status = to_the_end(command)?;
    if !status.success() {
        bail!("`{}` failed with {status}", line(command));
    }
    Ok(())
}

fn to_the_end(command: &mut Command) -> Result<ExitStatus> {
    let name = command.get_program().to_string_lossy().into_owned();
    Running::start(command, &name)?.wait()
}

/// Runs to the end and shows standard output line by line while `seen` reads along; true on success.
pub fn follow(command: &mut Command, mut seen: impl FnMut(&str)) -> Result<bool> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut running = Running::start(command.stdout(Stdio::piped()), &name)?;
    let output = running.take_output().context("the output of a child process is missing")?;
    for bytes in BufReader::new(output).split(b'\n') {
        let bytes = bytes?;
        let text = String::from_utf8_lossy(&bytes);
        say(&text);
        seen(&text);
    }
    Ok(running.wait()?.success())
}

/// What a program printed, or an error with what it complained about.
pub fn output(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("`{}` cannot be started", line(command)))?;
    if !output.status.success() {
        bail!("`{}` failed: {}", line(command), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
