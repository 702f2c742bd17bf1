//! What the connection without layers says about commits and disks.

use std::path::PathBuf;

use super::*;
use crate::StoreError;

/// A database with one table, in a directory that goes with the test.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let dir = std::env::temp_dir().join(format!("liaison-sqlite-{}", Uuid::now_v7()));
        std::fs::create_dir_all(&dir).unwrap();
        let other = Connection::open(dir.join("test.sqlite")).unwrap();
        other.execute_batch("CREATE TABLE said (seq INTEGER PRIMARY KEY, what TEXT)").unwrap();
        Self(dir)
    }

    fn url(&self) -> String {
        format!("sqlite://{}?mode=rwc", self.0.join("test.sqlite").display())
    }

    fn open(&self) -> SqliteConnection {
        SqliteConnection::open(&self.url()).unwrap().unwrap()
    }

    /// How many rows there are, by a connection that has nothing to do with the writer's.
    fn rows(&self) -> i64 {
        let other = Connection::open(self.0.join("test.sqlite")).unwrap();
        other.query_row("SELECT count(*) FROM said", [], |row| row.get(0)).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const SAY: &str = "INSERT INTO said (what) VALUES (zeroblob(20000))";

#[test]
fn it_is_set_as_the_other_connections_are() {
    let place = Place::new();
    let opened = place.open();
    let ask = |name: &str| -> String {
        let question = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
        opened.connection.query_row(&question, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(ask("journal_mode"), "wal");
    assert_eq!((ask("synchronous"), ask("foreign_keys")), ("2".to_owned(), "1".to_owned()));
    assert_eq!((ask("cache_size"), ask("temp_store")), ("-4096".to_owned(), "2".to_owned()));
    opened.prove().unwrap();
}

#[test]
fn it_makes_no_database_where_there_is_none() {
    let place = Place::new();
    std::fs::remove_file(place.0.join("test.sqlite")).unwrap();
    assert!(matches!(SqliteConnection::open(&place.url()), Err(StoreError::Unavailable(_))));
    assert!(SqliteConnection::open("sqlite::memory:").unwrap().is_none());
    assert!(SqliteConnection::open("postgres://localhost/liaison").unwrap().is_none());
}

#[test]
fn what_is_rolled_back_is_not_there_and_what_is_committed_is() {
    let place = Place::new();
    let opened = place.open();
    let tx = opened.begin().unwrap();
    tx.run(SAY).unwrap();
    tx.rollback().unwrap();
    assert_eq!(place.rows(), 0);
    let tx = opened.begin().unwrap();
    tx.run(SAY).unwrap();
    assert_eq!(tx.last_seq(), 1);
    tx.commit().unwrap();
    assert_eq!(place.rows(), 1);
}

#[test]
fn a_transaction_that_was_ended_meanwhile_is_not_acknowledged() {
    let place = Place::new();
    for end in ["ROLLBACK", "COMMIT", "ROLLBACK; BEGIN IMMEDIATE; ROLLBACK"] {
        let opened = place.open();
        let tx = opened.begin().unwrap();
        tx.run(SAY).unwrap();
        // As SQLite itself does after an error. Nothing is committed that the writer did not ask for.
        let _ = opened.connection.execute_batch(end);
        let _ = tx.run(SAY);
        tx.commit().unwrap_err();
        assert_eq!(place.rows(), 0, "{end}");
    }
}

#[test]
fn a_full_disk_is_called_that_and_loses_nothing() {
    let place = Place::new();
    let opened = place.open();
    opened.connection.execute_batch("PRAGMA max_page_count = 20").unwrap();
    let say = || {
        let tx = opened.begin()?;
        tx.run(SAY)?;
        tx.commit().map(drop)
    };
    let mut said = 0;
    let error = loop {
        match say() {
            Ok(()) => said += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Full(_)), "{error:?}");
    drop(opened);
    assert!(said > 0);
    assert_eq!(place.rows(), said);
}
