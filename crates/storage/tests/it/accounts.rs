//! Sessions, the mail of accounts, and who sees the mailbox after an upgrade.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::event::{Audience, Event};
use domain::language::Language;
use domain::mail::{MailKind, MailSubject, MailText};
use domain::permission::{Permission, PermissionSet};
use domain::person::EmailAddress;
use domain::{MailId, PracticeId, SessionId, UserId};
use storage::mail::{MailFilter, MailOutcome, MailParty, MailSubjects, NewMail};
use storage::outbox::claim::Lease;
use storage::sessions::Session;
use storage::users::User;
use storage::{Store, StoreError};
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::writer::{instant, practice, user};

fn session(practice: PracticeId, user: UserId, hash: u8, expires_at: DateTime<Utc>) -> Session {
    Session {
        id: SessionId::new(Uuid::now_v7()),
        practice_id: practice,
        user_id: user,
        token_hash: vec![hash; 32],
        user_agent: String::new(),
        address: String::new(),
        created_at: instant(),
        last_seen_at: instant(),
        expires_at,
        revoked_at: None,
    }
}

#[tokio::test]
async fn a_session_ends_by_its_time_by_its_cookie_and_with_its_person() {
    for database in TestDatabase::all().await {
        let recorder = Recorder::default();
        let store = database.open(Arc::new(recorder.clone())).await;
        let (one, anna) = practice(&store).await;
        let (two, boris) = practice(&store).await;
        let now = instant();
        let (day, week) = (now + TimeDelta::days(1), now + TimeDelta::days(7));
        let rows = [session(one, anna, 1, day), session(one, anna, 2, week), session(two, boris, 3, week)];
        let ids = rows.each_ref().map(|row| row.id);
        store
            .write(async move |tx| {
                for row in rows {
                    tx.insert_session(row).await?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let good = async |at| {
            let mut good = store.good_sessions(&ids, at).await.unwrap();
            good.sort_unstable();
            good
        };
        assert_eq!(good(now).await, [(ids[0], day), (ids[1], week), (ids[2], week)]);
        assert_eq!(good(day).await, [(ids[1], week), (ids[2], week)], "at its end it is over");
        assert!(store.session(ids[0], day).await.unwrap().is_none());
        assert_eq!(store.session(ids[1], day).await.unwrap().unwrap().1.id, anna);
        assert_eq!(store.good_sessions(&[], now).await.unwrap(), []);

        // Anyone who has the cookie, of whichever practice; twice, and of a session that is over, is nothing.
        recorder.take();
        for hash in [3, 3, 9] {
            store.write(async move |tx| tx.end_session(&[hash; 32], now).await).await.unwrap();
        }
        store.write(async move |tx| tx.end_session(&[1; 32], day).await).await.unwrap();
        let told: Vec<_> =
            recorder.take().into_iter().map(|one| (one.practice, one.audience, one.event)).collect();
        let revoked = Event::SessionRevoked { user: boris, session: ids[2] };
        assert_eq!(told, [(two, Audience::User(boris), revoked)]);
        assert_eq!(good(now).await, [(ids[0], day), (ids[1], week)]);

        store
            .write(async move |tx| {
                let user = tx.practice(one).users().find(anna).await?;
                tx.change_user(User { deactivated_at: Some(now), ..user }).await
            })
            .await
            .unwrap();
        assert!(store.session(ids[1], now).await.unwrap().is_none());
        // More than one statement takes.
        let many: Vec<_> = (0..1_200).map(|_| SessionId::new(Uuid::now_v7())).chain(ids).collect();
        assert_eq!(store.good_sessions(&many, now).await.unwrap().len(), 2);
        store.close().await.unwrap();
    }
}

fn mail(practice: PracticeId, kind: MailKind, to: &str) -> NewMail {
    let party =
        |address: &str| MailParty { name: String::new(), address: EmailAddress::parse(address).unwrap() };
    NewMail {
        id: MailId::new(Uuid::now_v7()),
        practice,
        kind,
        from: party("office@example.org"),
        reply_to: None,
        to: party(to),
        subject: MailSubject::parse(kind.as_str()).unwrap(),
        text: MailText::parse("Hello").unwrap(),
        html: None,
        language: Language::Fr,
        author: None,
        about: MailSubjects::default(),
        at: instant(),
    }
}

#[tokio::test]
async fn mail_about_an_account_is_for_its_owner_in_every_way() {
    for database in TestDatabase::all().await {
        let recorder = Recorder::default();
        let store = database.open(Arc::new(recorder.clone())).await;
        let (one, _) = practice(&store).await;
        let anna = user(one, "anna@example.org");
        let (id, row) = (anna.id, anna.clone());
        store.write(async move |tx| tx.insert_user(row).await).await.unwrap();
        recorder.take();
        let mut written = Vec::new();
        for kind in MailKind::ALL.iter().copied() {
            let new = mail(one, kind, "anna@example.org");
            written.push(store.write(async move |tx| tx.queue_mail(new).await).await.unwrap());
            let told: Vec<_> = recorder.take().into_iter().map(|one| one.audience).collect();
            let expected = if kind.is_account() {
                Audience::User(id)
            } else {
                Audience::Permission(Permission::ApplicantRead)
            };
            assert_eq!(told, [expected], "{kind}");
        }
        let lease = Lease { token: Uuid::now_v7(), now: instant(), until: instant() + TimeDelta::minutes(1) };
        for carry in store.claim_mail(lease, 99).await.unwrap() {
            let sent = MailOutcome::Sent { carrier: "mailbox" };
            store.settle_mail(carry.lease, sent, instant()).await.unwrap();
        }
        let mailbox = async |reader: &str| -> Vec<MailKind> {
            let filter = MailFilter::TakenBy { carrier: "mailbox", reader: reader.to_owned() };
            store
                .practice(one)
                .mail()
                .list(filter, None, 99)
                .await
                .unwrap()
                .into_iter()
                .rev()
                .map(|mail| mail.kind)
                .collect()
        };
        let to_clients: Vec<_> = MailKind::ALL.iter().copied().filter(|kind| !kind.is_account()).collect();
        assert_eq!(mailbox("boris@example.org").await, to_clients);
        assert_eq!(mailbox("anna@example.org").await, MailKind::ALL);
        for mail in written {
            let found = store.practice(one).mail().find(mail.id).await;
            assert_eq!(matches!(found, Err(StoreError::NotFound)), mail.kind.is_account(), "{}", mail.kind);
        }
        store.close().await.unwrap();
    }
}

/// Someone whose permissions were chosen, as they are after an upgrade from before there was one for the mailbox.
async fn upgraded(database: &TestDatabase, permissions: &str) -> PermissionSet {
    let store = database.open(Arc::new(Recorder::default())).await;
    let (one, _) = practice(&store).await;
    let somebody = User {
        permissions: Some(permissions.to_owned()),
        ..user(one, &format!("{}@example.org", Uuid::now_v7()))
    };
    let id = somebody.id;
    store.write(async move |tx| tx.insert_user(somebody).await).await.unwrap();
    again(database, store).await;
    let store = database.open(Arc::new(Recorder::default())).await;
    let set = store.practice(one).users().find(id).await.unwrap().permission_set().unwrap();
    store.close().await.unwrap();
    set
}

/// Makes the database forget that the migration was run.
async fn again(database: &TestDatabase, store: Store) {
    store.close().await.unwrap();
    let forget = "DELETE FROM seaql_migrations WHERE version = 'm0011_mailbox'";
    storage::testing::execute(&database.url, forget).await.unwrap();
}

#[tokio::test]
async fn whoever_wrote_to_clients_still_sees_what_became_of_it() {
    for database in TestDatabase::all().await {
        for (before, sees) in [
            (r#"["applicant.read","email.send","settings.manage"]"#, true),
            (r#"["email.send"]"#, true),
            (r#"["applicant.read","settings.manage","user.manage"]"#, false),
            ("[]", false),
        ] {
            let set = upgraded(&database, before).await;
            assert_eq!(set.contains(Permission::MailboxRead), sees, "{before}");
            let was: PermissionSet = serde_json::from_str(before).unwrap();
            assert!(set.includes(was) && set.len() == was.len() + u32::from(sees), "{before}: {set:?}");
        }
    }
}
