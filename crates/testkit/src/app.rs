//! The application on port 0.

use std::sync::Arc;

use api::config::Config;
use api::server::Server;
use api::state::App;
use client::Client;
use domain::PracticeId;

use crate::actors::{self, People};
use crate::clock::MockClock;
use crate::database::TestDatabase;

/// The running application, with two practices: what is done in one must not be seen in the other.
#[derive(Debug)]
pub struct TestApp {
    server: Option<Server>,
    pub clock: MockClock,
    pub practice: PracticeId,
    pub other_practice: PracticeId,
    pub(crate) people: People,
    database: TestDatabase,
    config: Config,
}

impl TestApp {
    /// Starts on a SQLite database of its own.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// Starts with a changed configuration.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::on(TestDatabase::sqlite(), change).await
    }

    /// Starts on a database of the caller's choice.
    pub async fn on(database: TestDatabase, change: impl FnOnce(&mut Config)) -> Self {
        let mut app = Self::bare(database, change).await;
        let (practice, people) = actors::populate(app.app(), "one").await;
        let (other_practice, others) = actors::populate(app.app(), "two").await;
        app.people = people.with_stranger(others);
        (app.practice, app.other_practice) = (practice, other_practice);
        app
    }

    /// An empty deployment: nobody has set it up.
    pub async fn empty() -> Self {
        Self::bare(TestDatabase::sqlite(), |_| {}).await
    }

    async fn bare(database: TestDatabase, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            data_dir: database.dir.0.clone(),
            database_url: Some(database.url.clone()),
            key_file: database.dir.0.join("key"),
            workers: 1,
            ..Config::default()
        };
        change(&mut config);
        let clock = MockClock::default();
        let server = Server::start(config.clone(), Arc::new(clock.clone())).await.expect("the server starts");
        let nobody = PracticeId::new(uuid::Uuid::nil());
        let (server, people) = (Some(server), People::default());
        Self { server, clock, practice: nobody, other_practice: nobody, people, database, config }
    }

    fn server(&self) -> &Server {
        self.server.as_ref().expect("the server runs")
    }

    /// The application behind the server, to look into it or to move it on.
    pub fn app(&self) -> &App {
        &self.server().app
    }

    /// `http://127.0.0.1:port`, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.server().address)
    }

    /// A client that nobody has signed in with.
    pub fn client(&self) -> Client {
        Client::new(&self.url())
    }

    /// Stops gracefully and starts again on the same data. The port is another.
    pub async fn restart(&mut self) {
        self.server.take().expect("the server runs").stop().await.expect("it stops");
        let server = Server::start(self.config.clone(), Arc::new(self.clock.clone())).await;
        self.server = Some(server.expect("the server starts again"));
    }

    /// One round of what the server does every second.
    pub fn sweep(&self) {
        api::server::sweep_once(self.app());
    }

    /// What the server prints on the console of an empty deployment.
    pub fn set_up_code(&self) -> String {
        self.app().set_up_code.as_ref().expect("nobody has set it up").shown()
    }

    /// Looks at the sessions behind the open sockets, as the server does every second.
    pub async fn sweep_sessions(&self) {
        api::server::sweep_sessions(self.app()).await.expect("sessions are read");
    }

    /// The database's address.
    pub fn database_url(&self) -> &str {
        &self.database.url
    }
}
