//! The server program: building it, starting it, and knowing when it answers.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::guard::Running;
use crate::http;
use crate::place::{Mode, Place};
use crate::shell::{cargo, run, say, step, took};

/// Where `demo`, `run` and `watch` listen unless told otherwise.
pub const ADDRESS: &str = "127.0.0.1:3000";

/// Builds the server; its program file. The site is built first: a release embeds it.
pub fn build(place: &Place, mode: Mode) -> Result<PathBuf> {
    step(match mode {
        Mode::Dev => "Building the server",
        Mode::Release => "Building the server (release)",
    });
    let begin = Instant::now();
    let mut command = cargo(place);
    command.args(["build", "--quiet", "--bin", "societas", "--features", "ssr"]);
    if mode == Mode::Release {
        command.arg("--release");
    }
    run(&mut command)?;
    say(format_args!("  server built in {}", took(begin)));
    Ok(place.server(mode))
}

/// The server's command line, in the checkout and with the site folder named.
pub fn command(place: &Place, program: &Path, words: &[String]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(&place.root).env("SOCIETAS_SITE", &place.site).args(words);
    command
}

/// Runs the server in the foreground until it ends.
pub fn serve(place: &Place, program: &Path, words: &[String]) -> Result<()> {
    step(format_args!("societas {}", words.join(" ")));
    let status = Running::start(&mut command(place, program, words), "societas")?.wait()?;
    if !status.success() {
        bail!("the server ended with {status}");
    }
    Ok(())
}

/// Waits until `/healthz` answers 200; how long it took.
pub fn wait_until_ready(server: &mut Running, address: SocketAddr) -> Result<Duration> {
    let begin = Instant::now();
    loop {
        if http::get_status(address, "/healthz").is_ok_and(|status| status == 200) {
            return Ok(begin.elapsed());
        }
        if let Some(status) = server.ended()? {
            bail!("the server ended with {status} before it answered");
        }
        if begin.elapsed() > Duration::from_secs(60) {
            bail!("the server does not answer on {address} after 60 seconds");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A loopback address that was free a moment ago.
pub fn free_address() -> Result<SocketAddr> {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(socket.local_addr()?)
}
