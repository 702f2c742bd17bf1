//! A server with a practice in it, and sessions of its people.

use std::fs;
use std::path::Path;

use client::Client;
use domain::ConversationId;

use crate::server::{self, Dir, Server};

/// What seeding printed, in a directory that is kept.
const PRINTED: &str = "seeded.txt";

/// What is to be in the practice.
#[derive(Clone, Copy, Debug)]
pub struct Seed {
    pub staff: u32,
    pub applicants: u32,
    pub messages: u32,
}

/// A running server, and who can sign in to it.
#[derive(Debug)]
pub struct Seeded {
    pub server: Server,
    /// One for each of the staff.
    pub sessions: Vec<String>,
    /// The room that everybody is in.
    pub room: ConversationId,
}

impl Seeded {
    /// Fills a database and starts a server on it, with settings such as `("DATABASE_URL", "postgres://…")`.
    pub async fn start(seed: Seed, settings: &[(&str, &str)]) -> Result<Self, String> {
        let dir = Dir::temporary()?;
        let printed = fill(dir.path(), seed, settings).await?;
        Self::serve(dir, &printed, settings).await
    }

    /// As [`Seeded::start`], in a directory that stays; what was seeded there before is used again.
    pub async fn start_in(path: &Path, seed: Seed) -> Result<Self, String> {
        let words = |error: std::io::Error| format!("{}: {error}", path.display());
        let dir = Dir::kept(path)?;
        let file = dir.path().join(PRINTED);
        if !file.is_file() {
            fs::write(&file, fill(dir.path(), seed, &[]).await?).map_err(words)?;
        }
        let printed = fs::read_to_string(&file).map_err(words)?;
        Self::serve(dir, &printed, &[]).await
    }

    async fn serve(dir: Dir, printed: &str, settings: &[(&str, &str)]) -> Result<Self, String> {
        let values = |name: &str| {
            let prefix = format!("{name} ");
            printed
                .lines()
                .filter_map(|line| line.strip_prefix(&prefix))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let room = values("room").first().and_then(|id| id.parse().ok()).ok_or("seeding printed no room")?;
        Ok(Self { server: Server::start(dir, settings).await?, sessions: values("session"), room })
    }

    /// A browser of one of the staff.
    pub fn client(&self, index: usize) -> Result<Client, String> {
        let session = self.sessions.get(index).ok_or("seeding printed too few sessions")?;
        let client = Client::new(&self.server.url);
        client.use_session(session);
        Ok(client)
    }
}

/// Seeds, and returns what that printed.
async fn fill(dir: &Path, seed: Seed, settings: &[(&str, &str)]) -> Result<String, String> {
    if seed.messages > 0 {
        println!("seeding {} applicants and {} messages takes minutes …", seed.applicants, seed.messages);
    }
    let output = server::liaison(dir)
        .envs(settings.iter().copied())
        .arg("seed-bench")
        .args(["--staff", &seed.staff.to_string()])
        .args(["--applicants", &seed.applicants.to_string()])
        .args(["--messages", &seed.messages.to_string()])
        .output()
        .await
        .map_err(|error| format!("seeding: {error}"))?;
    if !output.status.success() {
        return Err(format!("seeding: {}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
