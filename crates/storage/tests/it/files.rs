//! The SQLite database as a file: alone, and readable by nobody else.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::sync::Arc;

use storage::sqlite_file::{self, FileError, SqliteFile, Use};
use testkit::database::{Recorder, TestDatabase};

#[tokio::test]
async fn one_process_at_a_time_uses_a_database() {
    let database = TestDatabase::sqlite();
    let file = SqliteFile::of(&database.url).unwrap();
    let first = file.take(Use::Serve).unwrap();
    for purpose in [Use::Serve, Use::Migrate] {
        let FileError::InUse { holder, .. } = file.take(purpose).unwrap_err() else { panic!() };
        assert!(holder.contains(&std::process::id().to_string()), "{holder}");
    }
    drop(first);
    let migrating = file.take(Use::Migrate).unwrap();
    assert!(matches!(file.take(Use::Serve), Err(FileError::InUse { .. })));
    let other = file.clone();
    let waiting = std::thread::spawn(move || other.take(Use::Migrate).is_ok());
    drop(migrating);
    assert!(waiting.join().unwrap(), "a migration waits for another");
}

#[tokio::test]
async fn nobody_else_can_read_the_database() {
    let database = TestDatabase::sqlite();
    let folder = database.dir.0.join("data");
    let url = format!("sqlite://{}?mode=rwc", folder.join("a b.sqlite").display());
    let mode = |name: &str| fs::metadata(folder.join(name)).unwrap().mode() & 0o777;
    sqlite_file::private_directory(&folder).unwrap();
    let file = SqliteFile::of(&url).unwrap();
    for round in 0..2 {
        let _lock = file.take(Use::Serve).unwrap();
        let options = storage::StoreOptions::new(&url);
        let store = storage::Store::open(&options, Arc::new(Recorder::default())).await.unwrap();
        crate::writer::practice(&store).await;
        for name in ["a b.sqlite", "a b.sqlite-wal", "a b.sqlite-shm", "a b.sqlite.lock"] {
            assert_eq!(mode(name), 0o600, "{name} in round {round}");
        }
        store.close().await.unwrap();
        // As earlier versions left it.
        fs::set_permissions(folder.join("a b.sqlite"), fs::Permissions::from_mode(0o644)).unwrap();
        fs::write(folder.join("a b.sqlite.before-upgrade-x"), "").unwrap();
    }
    drop(file.take(Use::Serve).unwrap());
    assert_eq!((mode("a b.sqlite"), mode("a b.sqlite.before-upgrade-x")), (0o600, 0o600));
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    sqlite_file::private_directory(&folder).unwrap();
    assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o777, 0o700);
}

#[test]
fn only_a_file_is_a_file() {
    assert!(SqliteFile::of("postgres://localhost/liaison").is_none());
    assert!(SqliteFile::of("sqlite::memory:").is_none());
    let file = SqliteFile::of("sqlite:some/where.sqlite").unwrap();
    assert_eq!(file.path(), std::path::Path::new("some/where.sqlite"));
}
