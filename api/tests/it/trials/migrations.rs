//! A kill in the middle of an upgrade, many times: the next start finishes it.

use std::time::Duration;

use testkit::database::TestDatabase;

use super::process::Place;

const ROUNDS: usize = 8;
/// How far older databases had come: nothing, the first tables, most of them.
const FROM: [usize; 4] = [0, 1, 5, 8];

fn place(database: &TestDatabase) -> Place {
    Place::new().with("LIAISON_DATABASE_URL", database.url.clone())
}

/// How long a whole migration takes here, so that kills fall into it.
async fn duration(kind: &str) -> Duration {
    let database = fresh(kind).await;
    let begun = std::time::Instant::now();
    place(&database).run("migrate").await.unwrap();
    begun.elapsed()
}

async fn fresh(kind: &str) -> TestDatabase {
    if kind == "SQLite" { TestDatabase::sqlite() } else { TestDatabase::postgres().await.unwrap() }
}

#[tokio::test]
async fn a_kill_during_a_migration_leaves_a_database_that_starts() {
    let kinds: Vec<_> = TestDatabase::all()
        .await
        .iter()
        .map(|one| if one.url.starts_with("sqlite") { "SQLite" } else { "PostgreSQL" })
        .collect();
    for kind in kinds {
        let rounds = super::rounds("MIGRATIONS", ROUNDS);
        let whole = duration(kind).await;
        let mut unfinished = 0;
        for round in 0..rounds {
            let database = fresh(kind).await;
            let from = FROM[round % FROM.len()];
            if from > 0 {
                storage::testing::migrate_to(&database.url, from).await.unwrap();
            }
            let place = place(&database);
            let mut child = place.command().arg("migrate").spawn().unwrap();
            // Anywhere between its begin and a little after its end.
            let moment = whole.mul_f64(rand::random::<f64>() * 1.1);
            if tokio::time::timeout(moment, child.wait()).await.is_err() {
                child.start_kill().unwrap();
                child.wait().await.unwrap();
                unfinished += 1;
            }
            place.run("migrate").await.unwrap_or_else(|error| panic!("from {from}, {moment:?}: {error}"));
            place.create_owner().await;
            let server = place.start().await;
            server.sign_in().await;
            assert_eq!(server.readiness().await, 200);
        }
        super::report(&format!(
            "{kind}: {rounds} migrations, {unfinished} of them killed before their end; databases that did not start 0"
        ));
    }
}

#[tokio::test]
async fn two_programs_that_migrate_at_once_wait_for_each_other() {
    for database in TestDatabase::all().await {
        storage::testing::migrate_to(&database.url, 3).await.unwrap();
        let place = place(&database);
        let all = (0..4).map(|_| place.run("migrate"));
        for done in futures_util::future::join_all(all).await {
            done.unwrap();
        }
        place.create_owner().await;
    }
}
