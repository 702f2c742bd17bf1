//! Upgrades: from older databases, at once, and with a copy of what was there before.

use std::sync::Arc;

use storage::StoreError;
use testkit::database::{Recorder, TestDatabase};

use crate::writer::practice;

/// How many migrations the first released database had.
const FIRST: usize = 8;

#[tokio::test]
async fn a_database_of_every_older_version_is_brought_up_to_date() {
    for count in 1..=FIRST {
        for database in TestDatabase::all().await {
            storage::testing::migrate_to(&database.url, count).await.unwrap();
            let store = database.open(Arc::new(Recorder::default())).await;
            practice(&store).await;
            store.key_check().await.unwrap();
            store.close().await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn those_that_migrate_at_once_wait_for_each_other() {
    for count in [0, 3, FIRST] {
        for database in TestDatabase::all().await {
            if count > 0 {
                storage::testing::migrate_to(&database.url, count).await.unwrap();
            }
            let all = (0..6).map(|_| {
                let url = database.url.clone();
                tokio::spawn(async move { storage::migrate(&url).await })
            });
            for done in futures_util::future::join_all(all).await {
                done.unwrap().unwrap();
            }
            let store = database.open(Arc::new(Recorder::default())).await;
            practice(&store).await;
            store.close().await.unwrap();
        }
    }
}

fn copies(database: &TestDatabase) -> Vec<String> {
    let names = std::fs::read_dir(&database.dir.0).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.retain(|name| name.contains("before-upgrade"));
    names.sort();
    names
}

#[tokio::test]
async fn an_upgrade_keeps_a_copy_of_what_was_there_and_not_every_one() {
    let database = TestDatabase::sqlite();
    for count in 1..FIRST {
        storage::testing::migrate_to(&database.url, count).await.unwrap();
        assert!(copies(&database).len() <= 2, "{:?}", copies(&database));
    }
    let store = database.open(Arc::new(Recorder::default())).await;
    let (_, user) = practice(&store).await;
    store.close().await.unwrap();
    let newest = copies(&database).pop().unwrap();
    assert_eq!(newest, "test.sqlite.before-upgrade-m0008_indexes");

    // The copy is a database that can be put in the place of the upgraded one.
    let (file, copy) = (database.dir.0.join("test.sqlite"), database.dir.0.join(newest));
    std::fs::rename(copy, file).unwrap();
    let store = database.open(Arc::new(Recorder::default())).await;
    assert!(!store.is_set_up().await.unwrap(), "{user} was made after the copy");
    store.close().await.unwrap();
}

#[tokio::test]
async fn an_empty_database_and_one_that_is_up_to_date_are_not_copied() {
    let database = TestDatabase::sqlite();
    for _ in 0..3 {
        database.open(Arc::new(Recorder::default())).await.close().await.unwrap();
    }
    assert_eq!(copies(&database), Vec::<String>::new());
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    for database in TestDatabase::all().await {
        storage::migrate(&database.url).await.unwrap();
        let newer = "INSERT INTO seaql_migrations VALUES ('m9999_newer', 0)";
        storage::testing::execute(&database.url, newer).await.unwrap();
        let refused = storage::migrate(&database.url).await.unwrap_err();
        assert!(matches!(refused, StoreError::Corrupt(why) if why.contains("m9999_newer")));
    }
}
