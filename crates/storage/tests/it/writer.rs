//! The writer: groups, savepoints, order, keys.

use std::sync::Arc;

use chrono::DateTime;
use domain::event::{Audience, Event};
use domain::language::Language;
use domain::permission::Role;
use domain::{PracticeId, UserId};
use storage::practices::Practice;
use storage::users::User;
use storage::{Claim, Conflict, RequestKey, Store, StoreError};
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

pub fn instant() -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(1_772_463_600, 0).unwrap()
}

pub async fn practice(store: &Store) -> (PracticeId, UserId) {
    let practice = PracticeId::new(Uuid::now_v7());
    let row = Practice {
        id: practice,
        name: "Practice".into(),
        address: String::new(),
        phone: String::new(),
        email: String::new(),
        time_zone: "America/Toronto".into(),
        language: Language::Fr,
        version: 1,
        created_at: instant(),
    };
    let user = user(practice, &format!("{}@example.org", Uuid::now_v7()));
    let id = user.id;
    store
        .write(async move |tx| {
            tx.insert_practice(row).await?;
            tx.insert_user(user).await
        })
        .await
        .unwrap();
    (practice, id)
}

pub fn user(practice: PracticeId, email: &str) -> User {
    User {
        id: UserId::new(Uuid::now_v7()),
        practice_id: practice,
        email: email.into(),
        name: "Élodie".into(),
        title: String::new(),
        role: Role::Consultant,
        permissions: None,
        password_hash: None,
        language: Language::Fr,
        time_zone: "America/Toronto".into(),
        deactivated_at: None,
        version: 1,
        created_at: instant(),
    }
}

#[tokio::test]
async fn a_row_comes_back_as_it_was_written() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, id) = practice(&store).await;
        let read = store.practice(practice).users().find(id).await.unwrap();
        assert_eq!((read.name.as_str(), read.role, read.created_at), ("Élodie", Role::Consultant, instant()));
        assert!(matches!(
            store.practice(PracticeId::new(Uuid::now_v7())).users().find(id).await,
            Err(StoreError::NotFound)
        ));
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_job_that_fails_harms_no_neighbour() {
    for database in TestDatabase::all().await {
        let recorder = Recorder::default();
        let store = database.open(Arc::new(recorder.clone())).await;
        let (practice, _) = practice(&store).await;
        recorder.take();
        let jobs = (0..40).map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                // Every fourth takes an address that is taken.
                let email =
                    if n % 4 == 0 { "same@example.org".to_owned() } else { format!("{n}@example.org") };
                let new = user(practice, &email);
                store.write(async move |tx| tx.insert_user(new).await).await
            })
        });
        let results = futures_util::future::join_all(jobs).await;
        let (done, failed): (Vec<_>, Vec<_>) =
            results.into_iter().map(Result::unwrap).partition(Result::is_ok);
        assert_eq!((done.len(), failed.len()), (31, 9));
        assert!(failed.iter().all(|r| matches!(r, Err(StoreError::Conflict(Conflict::EmailTaken)))));
        assert_eq!(recorder.take().len(), 31, "only what was committed is told");
        assert_eq!(store.practice(practice).users().list().await.unwrap().len(), 32);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn events_are_told_in_the_order_of_the_log() {
    for database in TestDatabase::all().await {
        let recorder = Recorder::default();
        let store = database.open(Arc::new(recorder.clone())).await;
        let (practice, user) = practice(&store).await;
        let jobs = (0..100).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let job = store.write(async move |tx| {
                    tx.emit(practice, Audience::Practice, Event::UserChanged { user });
                    tx.emit(practice, Audience::User(user), Event::NotificationsSeen { user });
                    Ok(())
                });
                job.await
            })
        });
        for result in futures_util::future::join_all(jobs).await {
            result.unwrap().unwrap();
        }
        let told: Vec<i64> = recorder.take().iter().map(|published| published.seq).collect();
        assert_eq!(told.len(), 201);
        assert!(told.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(store.last_seq().await.unwrap(), *told.last().unwrap());
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_key_is_claimed_once() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (_, author) = practice(&store).await;
        let claim = |kind: &'static str, said: &'static str, subject: Uuid| {
            let (store, key) = (store.clone(), RequestKey { key: "k".into(), hash: said.into() });
            async move {
                store.write(async move |tx| tx.claim_key(author, &key, kind, subject, instant()).await).await
            }
        };
        let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
        assert_eq!(claim("applicant", "Ana", first).await.unwrap(), Claim::Fresh);
        assert_eq!(claim("applicant", "Ana", second).await.unwrap(), Claim::Seen(first));
        for (kind, said) in [("case", "Ana"), ("applicant", "Anna")] {
            let reused = claim(kind, said, second).await;
            assert!(
                matches!(reused, Err(StoreError::Conflict(Conflict::KeyReused))),
                "{kind} {said}: {reused:?}"
            );
        }
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_stale_change_is_refused_with_the_version_it_has_now() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, id) = practice(&store).await;
        let read = store.practice(practice).users().find(id).await.unwrap();
        let change = |user: User| {
            let store = store.clone();
            async move { store.write(async move |tx| tx.change_user(user).await).await }
        };
        let renamed = User { name: "Zoé".into(), ..read.clone() };
        assert_eq!(change(renamed).await.unwrap().version, 2);
        assert!(matches!(change(read).await, Err(StoreError::Stale { current: 2 })));
        assert_eq!(store.practice(practice).users().find(id).await.unwrap().name, "Zoé");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_opening_again() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, id) = practice(&store).await;
        let seq = store.last_seq().await.unwrap();
        store.close().await.unwrap();
        let store = database.open(Arc::new(Recorder::default())).await;
        assert_eq!(store.practice(practice).users().find(id).await.unwrap().id, id);
        assert_eq!(store.last_seq().await.unwrap(), seq);
        store.close().await.unwrap();
    }
}
