//! A server with a practice in it, and sessions of its people.

use std::path::PathBuf;

use client::Client;
use domain::ConversationId;

use crate::server::{self, Server};

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
        let dir: PathBuf = server::directory()?;
        let output = server::liaison(&dir)
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
        let printed = String::from_utf8_lossy(&output.stdout);
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
