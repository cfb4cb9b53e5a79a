//! What must not outlive this program: child processes and temporary folders. They go when their owner
//! is dropped, and also when a signal ends us, which is why they are registered here.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

const PATIENCE: Duration = Duration::from_secs(8);
const STEP: Duration = Duration::from_millis(20);

static LIVE: Mutex<Live> = Mutex::new(Live { children: Vec::new(), folders: Vec::new() });

struct Live {
    children: Vec<u32>,
    folders: Vec<PathBuf>,
}

fn live() -> MutexGuard<'static, Live> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on an interrupt stops our children and removes our temporary folders before it ends us.
pub fn watch_signals() -> Result<()> {
    ctrlc::set_handler(|| {
        let live = live();
        for &child in &live.children {
            interrupt(child);
        }
        let until = Instant::now() + PATIENCE;
        for &child in &live.children {
            while still_runs(child) && Instant::now() < until {
                std::thread::sleep(STEP);
            }
        }
        for folder in &live.folders {
            let _ = std::fs::remove_dir_all(folder);
        }
        std::process::exit(130);
    })
    .context("signals cannot be handled")
}

fn pid(child: u32) -> Pid {
    Pid::from_raw(child.cast_signed())
}

/// SIGINT and not SIGTERM: it is Postgres's fast shutdown, and Playwright's and our server's orderly one.
fn interrupt(child: u32) {
    let _ = kill(pid(child), Signal::SIGINT);
}

fn still_runs(child: u32) -> bool {
    matches!(waitpid(pid(child), Some(WaitPidFlag::WNOHANG)), Ok(WaitStatus::StillAlive))
}

/// A child process that is stopped when this value goes.
pub struct Running {
    child: Child,
}

impl Running {
    /// Starts the command; `name` is what an error message calls it.
    pub fn start(command: &mut Command, name: &str) -> Result<Self> {
        // The lock is held across the start: a signal in between would miss the child.
        let mut live = live();
        let child = command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                anyhow::anyhow!("`{name}` is not installed or not on the PATH")
            }
            _ => anyhow::anyhow!("`{name}` cannot be started: {error}"),
        })?;
        live.children.push(child.id());
        Ok(Self { child })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The piped standard output; `None` when it is not piped or was taken before.
    pub fn take_output(&mut self) -> Option<std::process::ChildStdout> {
        self.child.stdout.take()
    }

    /// How the child ended, or `None` while it runs.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits until the child ends by itself.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        let status = self.child.wait()?;
        self.forget();
        Ok(status)
    }

    /// Asks the child to end, and makes it end when it does not.
    pub fn stop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            interrupt(self.child.id());
            let until = Instant::now() + PATIENCE;
            while matches!(self.child.try_wait(), Ok(None)) {
                if Instant::now() > until {
                    let _ = self.child.kill();
                    let _ = self.child.wait();
                    break;
                }
                std::thread::sleep(STEP);
            }
        }
        self.forget();
    }

    fn forget(&self) {
        let id = self.child.id();
        live().children.retain(|&child| child != id);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A folder of its own below the system's temporary folder, removed when this value goes.
pub struct TempFolder {
    path: PathBuf,
}

impl TempFolder {
    /// Makes `societas-<purpose>-<process id>`.
    pub fn new(purpose: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("societas-{purpose}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).with_context(|| format!("{} cannot be made", path.display()))?;
        live().folders.push(path.clone());
        Ok(Self { path })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
        live().folders.retain(|folder| folder != &self.path);
    }
}
