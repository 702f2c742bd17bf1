//! The program as a process of its own, on a directory that outlives it.

use std::process::Stdio;

use client::Client;
use testkit::PASSWORD;
use testkit::database::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Where the program runs, and with which settings.
pub struct Place {
    pub dir: TempDir,
    settings: Vec<(String, String)>,
}

/// A program that serves.
pub struct Serving {
    pub child: Child,
    /// Without a slash at its end.
    pub url: String,
}

impl Place {
    pub fn new() -> Self {
        Self { dir: TempDir::new(), settings: Vec::new() }
    }

    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.settings.push((name.to_owned(), value.into()));
        self
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_liaison"));
        self.settle(&mut command);
        command
    }

    /// Gives a command this place's settings, and none of the person who runs the tests.
    pub fn settle(&self, command: &mut Command) {
        let path = |name: &str| self.dir.0.join(name);
        command
            .env("LIAISON_LISTEN", "127.0.0.1:0")
            .env("LIAISON_DATA_DIR", path("data"))
            .env("LIAISON_KEY_FILE", path("key"))
            .env("LIAISON_WORKERS", "1")
            .env("LIAISON_OWNER_PASSWORD", PASSWORD)
            .env_remove("DATABASE_URL")
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.dir.0)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
    }

    /// Makes the practice and its owner, `ada@crash.example`.
    pub async fn create_owner(&self) {
        let status = self
            .command()
            .args(["create-owner", "--name", "Ada", "--email", "ada@crash.example"])
            .args(["--practice-name", "Crash", "--practice-address", "1 rue du Test, Montréal"])
            .args(["--practice-phone", "+14385550100", "--practice-email", "office@crash.example"])
            .args(["--language", "en", "--time-zone", "America/Toronto"])
            .status();
        assert!(status.await.unwrap().success());
    }

    /// Starts the program and waits until it says where it is.
    pub async fn start(&self) -> Serving {
        let mut command = self.command();
        command.arg("serve");
        Serving::of(command).await
    }

    /// Runs the program to its end; what it said on its error output when it failed.
    pub async fn run(&self, word: &str) -> Result<(), String> {
        let output = self.command().arg(word).stderr(Stdio::piped()).output().await.unwrap();
        if output.status.success() {
            Ok(())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }
}

impl Serving {
    pub async fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        loop {
            let line = lines.next_line().await.unwrap().expect("the server says where it is");
            if let Some(at) = line.find("http://") {
                let port = line[at..].trim_end_matches('/').rsplit(':').next().unwrap();
                return Self { child, url: format!("http://127.0.0.1:{port}") };
            }
        }
    }

    pub async fn sign_in(&self) -> Client {
        let client = Client::new(&self.url);
        client.sign_in("ada@crash.example", PASSWORD).await.unwrap();
        client
    }

    /// SIGKILL: no destructor runs, nothing is flushed.
    pub async fn kill(&mut self) {
        self.child.start_kill().unwrap();
        self.child.wait().await.unwrap();
    }

    pub async fn readiness(&self) -> u16 {
        Client::new(&self.url).raw("GET", "/readyz", &[], b"").await.unwrap().status
    }
}
