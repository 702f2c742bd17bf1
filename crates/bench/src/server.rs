//! A server of the bench's own: release build, free port, temporary data directory.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use std::{env, fs};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::memory::{self, Memory};
use crate::processor;

const PATIENCE: Duration = Duration::from_secs(30);
/// How many looks in a row, a tenth of a second apart, must find the same memory.
const STILL: u32 = 10;

/// A running server; dropping it kills the process.
#[derive(Debug)]
pub struct Server {
    process: Child,
    dir: Dir,
    /// Where it listens, without a slash at the end.
    pub url: String,
}

impl Server {
    /// Starts `liaison serve` on a directory that may have been seeded before, with settings such as
    /// `("DATABASE_URL", "postgres://…")`.
    pub async fn start(dir: Dir, settings: &[(&str, &str)]) -> Result<Self, String> {
        let mut command = liaison(dir.path());
        command.arg("serve").envs(settings.iter().copied()).kill_on_drop(true);
        let mut process = command
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("starting the server: {error}"))?;
        let Some(output) = process.stdout.take() else { return Err("the server has no output".to_owned()) };
        let mut lines = BufReader::new(output).lines();
        let address = async {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some(url) = address_in(&line) {
                    return Ok(url);
                }
            }
            Err("the server ended at once".to_owned())
        };
        let url =
            timeout(PATIENCE, address).await.map_err(|_| "the server did not say where it listens")??;
        // Read on, so that the server never waits for a full pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { process, dir, url })
    }

    /// Waits until the server is ready and its memory has stopped growing: what it begins with comes in after it has said
    /// where it listens.
    pub async fn settle(&self) -> Result<(), String> {
        let client = client::Client::new(&self.url);
        let begun = std::time::Instant::now();
        let (mut before, mut still) = (0.0, 0);
        while still < STILL {
            if begun.elapsed() > PATIENCE {
                return Err("the server did not come to rest".to_owned());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            let ready = client.raw("GET", "/readyz", &[], b"").await.map_err(|error| error.to_string())?;
            let now = self.memory()?.resident;
            let rests = ready.status == 200 && (now - before).abs() < 0.5;
            still = if rests { still + 1 } else { 0 };
            before = now;
        }
        Ok(())
    }

    pub fn memory(&self) -> Result<Memory, String> {
        memory::of(self.process.id().ok_or("the server has ended")?)
    }

    /// The processor time it has used so far.
    pub fn processor(&self) -> Result<Duration, String> {
        processor::used_by(self.process.id().ok_or("the server has ended")?)
    }

    /// Its SQLite file, for checks after the load.
    pub fn database(&self) -> PathBuf {
        self.dir.path().join("data/liaison.sqlite")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The process may be gone already.
        let _ = self.process.start_kill();
    }
}

/// The release binary in a directory of its own, without the settings of the person who runs the bench.
pub fn liaison(dir: &Path) -> Command {
    let here = env::current_dir().unwrap_or_default();
    let binary = here.join(env::var_os("BENCH_SERVER").unwrap_or_else(|| "target/release/liaison".into()));
    let mut command = Command::new(binary);
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("LIAISON_") || name == "DATABASE_URL" {
            command.env_remove(name.as_ref());
        }
    }
    command
        .env("LIAISON_LISTEN", "127.0.0.1:0")
        // Everybody is at one address here.
        .env("LIAISON_CONNECTIONS_PER_ADDRESS", "0")
        .env("LIAISON_DATA_DIR", dir.join("data"))
        .env("LIAISON_KEY_FILE", dir.join("liaison.key"))
        .current_dir(dir)
        .stdin(Stdio::null());
    command
}

/// Where a server has its data: on the disk that the project is on, because a temporary directory may be in memory,
/// where nothing is durable.
#[derive(Debug)]
pub struct Dir {
    path: PathBuf,
    /// Gone when this is dropped.
    temporary: bool,
}

impl Dir {
    pub fn temporary() -> Result<Self, String> {
        let here = env::current_dir().unwrap_or_default();
        Self::make(here.join("target/bench").join(std::process::id().to_string()), true)
    }

    pub fn kept(path: &Path) -> Result<Self, String> {
        Self::make(env::current_dir().unwrap_or_default().join(path), false)
    }

    fn make(path: PathBuf, temporary: bool) -> Result<Self, String> {
        fs::create_dir_all(&path).map_err(|error| format!("making {}: {error}", path.display()))?;
        Ok(Self { path, temporary })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        if self.temporary {
            // Whether the left-over could be removed changes no figure.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// The first `http://host:port` of a line.
fn address_in(line: &str) -> Option<String> {
    let start = line.find("http://").or_else(|| line.find("https://"))?;
    let url: String = line
        .get(start..)?
        .chars()
        .take_while(|char| char.is_alphanumeric() || "://.-[]".contains(*char))
        .collect();
    let url = url.trim_end_matches(['/', '.']).to_owned();
    url.rsplit(':').next().is_some_and(|port| port.parse::<u16>().is_ok()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_a_line() {
        assert_eq!(
            address_in("Liaison is at http://localhost:41234/").as_deref(),
            Some("http://localhost:41234")
        );
        assert_eq!(
            address_in("listening on http://127.0.0.1:8080.").as_deref(),
            Some("http://127.0.0.1:8080")
        );
        assert_eq!(address_in("see http://example.com/docs"), None);
        assert_eq!(address_in("no address"), None);
    }
}
