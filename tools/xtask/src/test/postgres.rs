//! A Postgres of our own for the length of one test run: in a temporary folder, on a free port, without
//! any care for the data.

use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::unistd::geteuid;

use crate::guard::{Running, TempFolder};
use crate::need;
use crate::server::free_address;
use crate::shell::output;

/// The running cluster. Stopped and deleted when this value goes.
pub struct Cluster {
    // Before the folder: fields are dropped in order, and a stopped server lets go of its files.
    _server: Running,
    _folder: TempFolder,
    address: SocketAddr,
}

impl Cluster {
    pub fn start() -> Result<Self> {
        let programs = need::postgres()?;
        let owner = Owner::find()?;
        let folder = TempFolder::new("postgres")?;
        owner.give(folder.path())?;
        let data = folder.path().join("data");

        let mut init = Command::new(programs.join("initdb"));
        init.arg("--pgdata")
            .arg(&data)
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8"])
            .args(["--no-locale", "--no-sync", "--no-instructions"])
            .current_dir(folder.path());
        owner.become_it(&mut init);
        output(&mut init)?;

        let address = free_address()?;
        let log = folder.path().join("log");
        let log_file = std::fs::File::create(&log)?;
        let mut serve = Command::new(programs.join("postgres"));
        serve.arg("-D").arg(&data).arg("-k").arg(folder.path());
        for setting in [
            format!("listen_addresses={}", address.ip()),
            format!("port={}", address.port()),
            "max_connections=200".to_owned(),
            "shared_buffers=128MB".to_owned(),
            "fsync=off".to_owned(),
            "synchronous_commit=off".to_owned(),
            "full_page_writes=off".to_owned(),
            "autovacuum=off".to_owned(),
        ] {
            serve.arg("-c").arg(setting);
        }
        serve.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log_file);
        owner.become_it(&mut serve);
        let mut server = Running::start(&mut serve, "postgres")?;
        wait(&log, &mut server).with_context(|| format!("Postgres does not start: {}", read(&log).trim()))?;
        Ok(Self { _server: server, _folder: folder, address })
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@{}/postgres", self.address)
    }
}

/// Waits for the server's own word: its log. A machine may have the server's programs without the client's.
fn wait(log: &Path, server: &mut Running) -> Result<()> {
    let until = Instant::now() + Duration::from_secs(60);
    while !read(log).contains("database system is ready to accept connections") {
        if let Some(status) = server.ended()? {
            bail!("it ended with {status}");
        }
        if Instant::now() > until {
            bail!("not ready after 60 seconds");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn read(log: &Path) -> String {
    std::fs::read_to_string(log).unwrap_or_default()
}

/// Whom the cluster belongs to: Postgres refuses to run as root, then it is the user `postgres`.
struct Owner(Option<(u32, u32)>);

impl Owner {
    fn find() -> Result<Self> {
        if !geteuid().is_root() {
            return Ok(Self(None));
        }
        let id = |flag: &str| -> Result<u32> {
            let text = output(Command::new("id").args([flag, "postgres"]))
                .context("there is no user `postgres`: type `useradd --system postgres`")?;
            Ok(text.trim().parse()?)
        };
        Ok(Self(Some((id("-u")?, id("-g")?))))
    }

    fn give(&self, folder: &Path) -> Result<()> {
        if let Some((user, group)) = self.0 {
            std::os::unix::fs::chown(folder, Some(user), Some(group))?;
        }
        Ok(())
    }

    fn become_it(&self, command: &mut Command) {
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
    }
}
