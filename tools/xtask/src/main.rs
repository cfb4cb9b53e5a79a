//! `cargo xtask`: builds, runs, tests and measures the application. A package of its own, so that it works
//! on a fresh checkout before anything else is built.

mod bench;
mod front;
mod guard;
mod http;
mod need;
mod place;
mod server;
mod shell;
mod site;
mod style;
mod test;
mod watch;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};

use place::{Mode, Place};
use shell::{say, step, took};

const HELP: &str = "\
cargo xtask <command>

  demo  [--addr ADDRESS] [--data DIR]    build, fill a database with made-up societies, and run
  run   [--addr ADDRESS] [--data DIR]    build and run on the real data folder
  watch [demo|run] [the same options]    as above, and again after every change of a file
  build [--release]                      build the site and the server; --release makes one program
  test  [--only STEP] [FILTER…]          all checks; STEP is lint, unit, agreement, integration,
                                         browser or budget
  bench [--seconds N] [--connections N]  build a release, load it, print figures; with
        [--large]                        --large only those of what is large
  help                                   this text

ADDRESS is 127.0.0.1:3000 unless given.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match guard::watch_signals().and_then(|()| call(&words)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Carries out one command; false when checks ran to their end and some failed.
fn call(words: &[String]) -> Result<bool> {
    let Some((command, rest)) = words.split_first() else {
        say(HELP);
        return Ok(true);
    };
    let place = Place::find()?;
    match command.as_str() {
        "demo" | "run" => up(&place, &server_words(command, rest)?).map(|()| true),
        "watch" => {
            let (command, rest) = match rest.split_first() {
                Some((first, rest)) if !first.starts_with('-') => (first.as_str(), rest),
                _ => ("demo", rest),
            };
            watch::run(&place, &server_words(command, rest)?).map(|()| true)
        }
        "build" => match rest {
            [] => build(&place, Mode::Dev).map(|()| true),
            [flag] if flag == "--release" => build(&place, Mode::Release).map(|()| true),
            _ => bail!("`build` knows only --release"),
        },
        "test" => test::run(&place, rest),
        "bench" => bench::run(&place, rest).map(|()| true),
        "help" | "--help" | "-h" => {
            say(HELP);
            Ok(true)
        }
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    }
}

/// The server's own words for `demo` and `run`, with the address filled in.
fn server_words(command: &str, options: &[String]) -> Result<Vec<String>> {
    let verb = match command {
        "demo" => "demo",
        "run" => "serve",
        other => bail!("there is no way to run called `{other}`: demo or run"),
    };
    let mut words = vec![verb.to_owned()];
    words.extend_from_slice(options);
    let named = options.iter().any(|word| word.starts_with("--addr"));
    if !named && std::env::var_os("SOCIETAS_ADDR").is_none() {
        words.extend(["--addr".to_owned(), server::ADDRESS.to_owned()]);
    }
    Ok(words)
}

fn up(place: &Place, words: &[String]) -> Result<()> {
    let begin = Instant::now();
    site::build(place, Mode::Dev)?;
    let program = server::build(place, Mode::Dev)?;
    step(format_args!("Ready after {}", took(begin)));
    server::serve(place, &program, words)
}

fn build(place: &Place, mode: Mode) -> Result<()> {
    let begin = Instant::now();
    site::build(place, mode)?;
    let program = server::build(place, mode)?;
    step(format_args!("{} after {}", place.show(&program), took(begin)));
    Ok(())
}
