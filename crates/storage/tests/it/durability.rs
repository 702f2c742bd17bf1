//! What an acknowledgement is worth when the database does not do as it is told.

use std::sync::Arc;

use domain::PracticeId;
use sea_orm::ConnectionTrait;
use storage::{Store, StoreError};
use testkit::database::{Recorder, TestDatabase};
use tokio::time::{Duration, timeout};

use crate::writer::{practice, user};

/// Limits the file of the writer's connection to what it has now and a few pages more: the next writes find it full.
async fn limit(store: &Store, more: i64) {
    let limited = store.write(async move |tx| {
        let pages = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, "PRAGMA page_count");
        let row = tx.conn().query_one_raw(pages).await?.unwrap();
        let pages: i64 = row.try_get_by_index(0)?;
        tx.conn().execute_unprepared(&format!("PRAGMA max_page_count = {}", pages + more)).await?;
        Ok(())
    });
    limited.await.unwrap();
}

/// Adds someone whose row takes several pages.
async fn add(store: &Store, practice: PracticeId, name: &str) -> Result<(), StoreError> {
    let mut new = user(practice, &format!("{name}@example.org"));
    new.title = "x".repeat(20_000);
    store.write(async move |tx| tx.insert_user(new).await.map(drop)).await
}

/// Who is there, read by a connection that has nothing to do with the store's.
async fn emails(database: &TestDatabase) -> Vec<String> {
    let connection = sea_orm::Database::connect(&database.url).await.unwrap();
    let query = sea_orm::Statement::from_string(
        connection.get_database_backend(),
        "SELECT email FROM app_user WHERE title <> ''",
    );
    let rows = connection.query_all_raw(query).await.unwrap();
    connection.close().await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

#[tokio::test]
async fn what_is_acknowledged_after_the_disk_was_full_is_there() {
    let database = TestDatabase::sqlite();
    let recorder = Recorder::default();
    let store = database.open(Arc::new(recorder.clone())).await;
    let (practice, _) = practice(&store).await;
    for round in 0..5 {
        limit(&store, 12).await;
        recorder.take();
        let mut acknowledged = Vec::new();
        let mut refused = 0;
        for n in 0..20 {
            let name = format!("r{round}n{n}");
            match add(&store, practice, &name).await {
                Ok(()) => acknowledged.push(format!("{name}@example.org")),
                Err(StoreError::Full(_)) => refused += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
        assert!(refused > 0, "the disk was never full");
        assert!(acknowledged.len() > refused, "after it was full nothing was written again");
        let there = emails(&database).await;
        let lost: Vec<_> = acknowledged.iter().filter(|email| !there.contains(email)).collect();
        assert!(lost.is_empty(), "acknowledged and not there: {lost:?}");
        assert_eq!(recorder.take().len(), acknowledged.len(), "what was not committed was told to nobody");
    }
    store.ping().await.unwrap();
    let before = emails(&database).await.len();
    store.close().await.unwrap();
    assert_eq!(emails(&database).await.len(), before, "nothing waited for the end of a transaction");
}

#[tokio::test]
async fn many_at_once_on_a_full_disk_are_told_the_truth() {
    let database = TestDatabase::sqlite();
    let store = database.open(Arc::new(Recorder::default())).await;
    let (practice, _) = practice(&store).await;
    limit(&store, 40).await;
    let jobs = (0..200).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let name = format!("n{n}");
            add(&store, practice, &name).await.map(|()| format!("{name}@example.org"))
        })
    });
    let results = futures_util::future::join_all(jobs).await;
    let (done, failed): (Vec<_>, Vec<_>) = results.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert!(!done.is_empty() && !failed.is_empty(), "{} done, {} failed", done.len(), failed.len());
    let mut there = emails(&database).await;
    let mut done: Vec<_> = done.into_iter().map(Result::unwrap).collect();
    there.sort();
    done.sort();
    assert_eq!(there, done, "exactly what was acknowledged is there");
    store.close().await.unwrap();
}

/// A job that ends the transaction behind the back of everybody, as SQLite itself does after an error, and then claims
/// success.
#[tokio::test]
async fn a_transaction_that_was_ended_meanwhile_is_not_acknowledged() {
    let database = TestDatabase::sqlite();
    let store = database.open(Arc::new(Recorder::default())).await;
    let (practice, _) = practice(&store).await;
    for end in ["ROLLBACK", "COMMIT", "ROLLBACK; BEGIN", "COMMIT; BEGIN IMMEDIATE"] {
        let mut new = user(practice, "lost@example.org");
        new.title = "x".to_owned();
        let claimed = store.write(async move |tx| {
            // Whatever it answers, the job goes on as if nothing were wrong.
            let _ = tx.conn().execute_unprepared(end).await;
            let _ = tx.insert_user(new).await;
            Ok(())
        });
        claimed.await.unwrap_err();
        assert_eq!(emails(&database).await, Vec::<String>::new(), "{end}");
    }
    add(&store, practice, "later").await.unwrap();
    assert_eq!(emails(&database).await, ["later@example.org"]);
    store.close().await.unwrap();
}

/// A statement that fails and whose error a job keeps to itself: PostgreSQL will not commit, and does not say so.
#[tokio::test]
async fn an_error_that_a_job_hides_is_not_acknowledged_on_postgresql() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let store = database.open(Arc::new(Recorder::default())).await;
    let (practice, _) = practice(&store).await;
    let hidden = store.write(async move |tx| {
        tx.insert_user(user(practice, "hidden@example.org")).await?;
        let _ = tx.conn().execute_unprepared("SELECT no_such_column").await;
        Ok(())
    });
    hidden.await.unwrap_err();
    add(&store, practice, "later").await.unwrap();
    assert_eq!(store.practice(practice).users().list().await.unwrap().len(), 2);
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_connection_that_postgresql_ends_is_replaced() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let store = database.open(Arc::new(Recorder::default())).await;
    let (practice, _) = practice(&store).await;
    for round in 0..3 {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        storage::testing::execute(&database.url, end).await.unwrap();
        let mut acknowledged = 0;
        for n in 0..5 {
            let written =
                timeout(Duration::from_secs(5), add(&store, practice, &format!("r{round}n{n}"))).await;
            match written.expect("an answer") {
                Ok(()) => acknowledged += 1,
                Err(StoreError::Unavailable(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert!(acknowledged >= 4, "{acknowledged} of 5");
    }
    store.close().await.unwrap();
}
