//! A throw-away PostgreSQL for tests and benches: a cluster in a temporary directory with a port of its own, gone
//! afterwards.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{paths, process, ui};

/// Role and first database of the cluster.
const ROLE: &str = "liaison";
const PREFIX: &str = "liaison-test-postgres-";
const LOG: &str = "log";
const SETTINGS: [&str; 2] = ["max_connections=200", "shared_buffers=128MB"];
/// Nothing of a test has to survive a crash, and tests provoke errors on purpose.
const FOR_TESTS: [&str; 4] =
    ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "log_min_messages=fatal"];

/// What the cluster is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Quick: nothing is on the disk when a commit returns.
    Tests,
    /// As in production: a commit returns once it is on the disk.
    Bench,
}

impl Purpose {
    /// A temporary directory may be in memory, where nothing is durable; this one is kept over restarts.
    fn parent(self) -> PathBuf {
        let kept = Path::new("/var/tmp");
        if self == Self::Bench && kept.is_dir() { kept.to_owned() } else { std::env::temp_dir() }
    }
}

/// A running cluster; dropping it stops the server and removes the data.
#[derive(Debug)]
pub struct Cluster {
    server: Child,
    dir: PathBuf,
    port: u16,
}

impl Cluster {
    pub fn start(purpose: Purpose) -> Result<Self> {
        let programs = programs().context("PostgreSQL's programs are missing")?;
        let parent = purpose.parent();
        remove_left_overs(&parent);
        let dir = parent.join(format!("{PREFIX}{}", std::process::id()));
        fs::create_dir(&dir).with_context(|| format!("making {}", dir.display()))?;
        ui::step("starting a PostgreSQL of our own");
        let started = Self::start_in(&programs, &dir, purpose);
        if started.is_err() {
            // What could not start leaves nothing behind; the error that counts is the first one.
            let _ = fs::remove_dir_all(&dir);
        }
        started
    }

    fn start_in(programs: &Path, dir: &Path, purpose: Purpose) -> Result<Self> {
        let account = Account::find()?;
        account.give(dir)?;
        let data = dir.join("data");
        let mut initdb = account.command(&programs.join("initdb"));
        initdb.args([
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--username",
            ROLE,
            "-D",
        ]);
        process::output(initdb.arg(&data).current_dir(dir))?;

        let port = free_port()?;
        let mut command = account.command(&programs.join("postgres"));
        command.arg("-D").arg(&data).arg("-k").arg(dir).args(["-h", "127.0.0.1", "-p", &port.to_string()]);
        let extra = if purpose == Purpose::Tests { FOR_TESTS.as_slice() } else { &[] };
        for setting in SETTINGS.iter().chain(extra) {
            command.args(["-c", setting]);
        }
        let log = File::create(dir.join(LOG)).context("making PostgreSQL's log")?;
        let server = command.current_dir(dir).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        let server = server.context("starting postgres")?;
        let mut cluster = Self { server, dir: dir.to_owned(), port };
        cluster.wait_until_ready(programs)?;
        Ok(cluster)
    }

    /// The address to hand to the tests; they make databases of their own there.
    pub fn url(&self) -> String {
        format!("postgres://{ROLE}@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self, programs: &Path) -> Result<()> {
        let mut ready = Command::new(programs.join("pg_isready"));
        ready.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string(), "-t", "1"]);
        ready.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        for _ in 0..600 {
            if ready.status().context("asking pg_isready")?.success() {
                return Ok(());
            }
            if let Some(status) = self.server.try_wait().context("waiting for postgres")? {
                let log = fs::read_to_string(self.dir.join(LOG)).unwrap_or_default();
                bail!("postgres ended at once ({status})\n{log}");
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        bail!("postgres was not ready within 30 seconds")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // `postgres` ends at once on QUIT and `kill` needs no library; both failing means that it is gone already.
        let _ = Command::new("kill").args(["-QUIT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Removes what a run that was killed left: its server died with it, its directory did not.
fn remove_left_overs(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = name.strip_prefix(PREFIX) else { continue };
        if !Path::new("/proc").join(process).exists() {
            // Another user's left-over is not ours to remove.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// PostgreSQL refuses to run as root; then Debian's account `postgres` runs it.
struct Account {
    /// `Some` when we are root.
    other: Option<&'static str>,
}

impl Account {
    fn find() -> Result<Self> {
        let root = process::output(Command::new("id").arg("-u"))?.trim() == "0";
        Ok(Self { other: root.then_some("postgres") })
    }

    fn give(&self, dir: &Path) -> Result<()> {
        match self.other {
            Some(user) => process::run(Command::new("chown").arg(user).arg(dir)),
            None => Ok(()),
        }
    }

    /// `setpriv` changes the account and has the server end when we do, however that happens.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        if let Some(user) = self.other {
            command.args(["--reuid", user, "--regid", user, "--init-groups"]);
        }
        command.args(["--pdeathsig", "QUIT", "--"]).arg(program);
        command
    }
}

/// The folder of PostgreSQL's server programs: Debian keeps them out of PATH, one folder per version.
pub fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let version = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions
        .map(|entry| entry.path())
        .filter(|path| path.join("bin/initdb").is_file())
        .max_by_key(version);
    newest.map(|path| path.join("bin")).or_else(|| paths::on_path("initdb")?.parent().map(PathBuf::from))
}

/// A port that is free now. Someone else may take it in the meantime; then the server says so and ends.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("looking for a free port")?;
    Ok(listener.local_addr().context("looking for a free port")?.port())
}
