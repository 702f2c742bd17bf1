//! One database per test: a SQLite file of its own, or a PostgreSQL database made and dropped for it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use storage::{Published, Publisher, Store, StoreOptions};
use uuid::Uuid;

/// Names a PostgreSQL server that tests may make databases on.
pub const POSTGRES: &str = "LIAISON_TEST_POSTGRES";

/// A directory that goes with the test.
#[derive(Debug)]
pub struct TempDir(pub PathBuf);

impl TempDir {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("liaison-test-{}", Uuid::now_v7().simple()));
        std::fs::create_dir_all(&path).expect("a directory for the test");
        Self(path)
    }
}

impl Default for TempDir {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Hears nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoopPublisher;

impl Publisher for NoopPublisher {
    fn publish(&self, _: &[Published]) {}

    fn outbox_grew(&self) {}
}

/// Keeps what was published, in order, and how often the outbox grew.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    published: Arc<std::sync::Mutex<Vec<Published>>>,
    grew: Arc<AtomicUsize>,
}

impl Recorder {
    pub fn take(&self) -> Vec<Published> {
        std::mem::take(&mut self.published.lock().expect("the recorder"))
    }

    /// How often the outbox has grown since this was last asked.
    pub fn take_grown(&self) -> usize {
        self.grew.swap(0, Ordering::SeqCst)
    }
}

impl Publisher for Recorder {
    fn publish(&self, batch: &[Published]) {
        self.published.lock().expect("the recorder").extend_from_slice(batch);
    }

    fn outbox_grew(&self) {
        self.grew.fetch_add(1, Ordering::SeqCst);
    }
}

/// An empty database for one test.
#[derive(Debug)]
pub struct TestDatabase {
    pub url: String,
    pub dir: TempDir,
    postgres: Option<(String, String)>,
}

impl TestDatabase {
    pub fn sqlite() -> Self {
        let dir = TempDir::new();
        let url = format!("sqlite://{}?mode=rwc", dir.0.join("test.sqlite").display());
        Self { url, dir, postgres: None }
    }

    /// `None` when no PostgreSQL server was named; `cargo xtask test` starts one and names it.
    pub async fn postgres() -> Option<Self> {
        let server = std::env::var(POSTGRES).ok()?;
        let name = format!("t{}", Uuid::now_v7().simple());
        storage::testing::execute(&server, &format!("CREATE DATABASE {name}")).await.expect("a database");
        let (base, _) = server.rsplit_once('/').expect("a PostgreSQL address ends in a database");
        let query = server.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
        Some(Self {
            url: format!("{base}/{name}{query}"),
            dir: TempDir::new(),
            postgres: Some((server, name)),
        })
    }

    /// Every kind of database there is to test on.
    pub async fn all() -> Vec<Self> {
        std::iter::once(Self::sqlite()).chain(Self::postgres().await).collect()
    }

    pub async fn open(&self, publisher: Arc<dyn Publisher>) -> Store {
        Store::open(&StoreOptions::new(&self.url), publisher).await.expect("the store opens")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((server, name)) = self.postgres.take() else { return };
        // Dropping is not async, and the runtime of the test may be ending.
        let dropped = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            runtime.block_on(storage::testing::execute(&server, &drop))
        });
        let _ = dropped.join();
    }
}
