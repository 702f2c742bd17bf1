//! Statements that take long are in the log, without the values that people gave.

use std::io;
use std::sync::{Mutex, PoisonError};

use storage::testing::ask;
use testkit::database::{Recorder, TestDatabase};

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Where this process logs to: whatever other tests say goes there too.
struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Counts for longer than a tenth of a second, on whatever machine.
const SQLITE: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000) \
                      SELECT count(*) AS slow_on_sqlite FROM n WHERE ? <> ''";
const POSTGRES: &str =
    "SELECT count(*) AS slow_on_postgres FROM generate_series(1, 8000000) WHERE $1::text <> ''";

#[tokio::test]
async fn a_slow_statement_is_logged_without_its_values() {
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::WARN);
    let _ = subscriber.with_ansi(false).with_writer(|| Log).try_init();
    for database in TestDatabase::all().await {
        let store = database.open(std::sync::Arc::new(Recorder::default())).await;
        let (question, name) = if database.url.starts_with("sqlite") {
            (SQLITE, "slow_on_sqlite")
        } else {
            (POSTGRES, "slow_on_postgres")
        };
        ask(&store, question, "somebody's name").await.unwrap();
        ask(&store, &question.replace("000000", "").replace(name, "quick_one"), "x").await.unwrap();
        let log = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        let log = String::from_utf8_lossy(&log);
        let slow: Vec<&str> = log.lines().filter(|line| line.contains(name)).collect();
        assert_eq!(slow.len(), 1, "{log}");
        assert!(slow[0].contains("WARN") && slow[0].contains("elapsed"), "{}", slow[0]);
        assert!(!log.contains("somebody") && !log.contains("quick_one"), "{log}");
    }
}
