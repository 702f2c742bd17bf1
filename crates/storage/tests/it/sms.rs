//! Texts on every database there is: sent in batches, claimed by lease, received once, reported in any order.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::inbound::Sender;
use domain::sms::DeliveryState;
use domain::{PracticeId, SmsMessageId, SmsThreadId, UserId};
use storage::outbox::claim::Lease;
use storage::sms::{IncomingSms, SendSms, SmsOutcome, SmsReport, ThreadFilter};
use storage::{Store, StoreError};
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::records::{add, by, person};
use crate::writer::{instant, practice, user};

const OWN: &str = "+14385550100";

fn text(practice: PracticeId, author: UserId, to: &str, nonce: &str) -> SendSms {
    SendSms {
        id: SmsMessageId::new(Uuid::now_v7()),
        new_thread: SmsThreadId::new(Uuid::now_v7()),
        practice,
        from: OWN.parse().unwrap(),
        to: to.parse().unwrap(),
        author,
        nonce: nonce.to_owned(),
        applicant: None,
        case: None,
        body: format!("text {nonce}").parse().unwrap(),
        at: instant(),
    }
}

fn incoming(practice: PracticeId, from: &str, sid: &str) -> IncomingSms {
    IncomingSms {
        id: SmsMessageId::new(Uuid::now_v7()),
        new_thread: SmsThreadId::new(Uuid::now_v7()),
        practice,
        to: OWN.to_owned(),
        from: Sender::of(from),
        provider_message_id: sid.to_owned(),
        body: "Hello".to_owned(),
        segments: Some(1),
        media: 0,
        at: instant(),
    }
}

fn lease(now: DateTime<Utc>) -> Lease {
    Lease { token: Uuid::now_v7(), now, until: now + TimeDelta::seconds(60) }
}

fn report(practice: PracticeId, sid: &str, state: DeliveryState) -> SmsReport {
    SmsReport {
        practice,
        provider_message_id: sid.to_owned(),
        message: None,
        state,
        error_code: None,
        advice: None,
        at: instant(),
    }
}

async fn accept(store: &Store, now: DateTime<Utc>) -> Vec<String> {
    let mut sent = Vec::new();
    for carry in store.claim_sms(lease(now), 8).await.unwrap() {
        let sid = format!("SM{}", carry.message.body);
        sent.push(carry.message.body.clone());
        let outcome = SmsOutcome::Accepted {
            provider_message_id: sid,
            state: DeliveryState::Sending,
            segments: Some(1),
        };
        store.settle_sms(carry.lease, outcome, now).await.unwrap();
    }
    sent
}

#[tokio::test]
async fn a_batch_of_texts_leaves_in_order_and_once_s15() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, author) = practice(&store).await;
        let sends = (0..20).map(|n| {
            // Each twice, and all at once.
            let job = text(practice, author, "+15145550123", &format!("{:02}", n / 2));
            store.write_hot(job)
        });
        let results = futures_util::future::join_all(sends).await;
        let fresh = results.iter().filter(|sent| sent.as_ref().unwrap().fresh).count();
        assert_eq!(fresh, 10);
        let other =
            SendSms { body: "another".parse().unwrap(), ..text(practice, author, "+15145550123", "00") };
        assert!(matches!(store.write_hot(other).await, Err(StoreError::Conflict("key_reused"))));
        let threads = store.sms_threads(practice, ThreadFilter::All, None, 10).await.unwrap();
        assert_eq!(threads.len(), 1);
        let mut sent = Vec::new();
        loop {
            let round = accept(&store, instant()).await;
            assert!(round.len() <= 1, "one at a time to one phone");
            if round.is_empty() {
                break;
            }
            sent.extend(round);
        }
        let written = store.sms_messages(practice, threads[0].thread.id, None, 50).await.unwrap();
        let written: Vec<_> = written.into_iter().rev().map(|message| message.body).collect();
        assert_eq!(sent, written);
        assert_eq!(store.unsent().await.unwrap(), 0);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn reports_and_incoming_texts_count_once_s2_s17() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, author) = practice(&store).await;
        let early = report(practice, "SMtext a", DeliveryState::Delivered);
        for _ in 0..3 {
            store.report_sms(early.clone()).await.unwrap();
        }
        let sent = store.write_hot(text(practice, author, "+15145550123", "a")).await.unwrap();
        accept(&store, instant()).await;
        let now = store.sms_message(practice, sent.message.id).await.unwrap();
        assert_eq!(now.state, DeliveryState::Delivered, "the report that came early");
        store.report_sms(report(practice, "SMtext a", DeliveryState::Sent)).await.unwrap();
        assert_eq!(
            store.sms_message(practice, sent.message.id).await.unwrap().state,
            DeliveryState::Delivered
        );
        let first = store.receive_sms(incoming(practice, "+15145550123", "SM1")).await.unwrap();
        let again = store.receive_sms(incoming(practice, "+15145550123", "SM1")).await.unwrap();
        assert!(first.fresh && !again.fresh);
        assert_eq!(first.message.id, again.message.id);
        store.receive_sms(incoming(practice, "SUPPORT", "SM2")).await.unwrap();
        let unread = store.unread_sms(practice).await.unwrap();
        assert_eq!((unread.threads, unread.messages), (2, 2));
        store.read_sms(practice, first.message.thread_id, first.message.seq).await.unwrap();
        assert_eq!(store.unread_sms(practice).await.unwrap().messages, 1);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn what_a_dead_sender_held_becomes_unknown() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, author) = practice(&store).await;
        let sent = store.write_hot(text(practice, author, "+15145550123", "a")).await.unwrap();
        assert_eq!(store.claim_sms(lease(instant()), 8).await.unwrap().len(), 1);
        let later = instant() + TimeDelta::seconds(61);
        assert_eq!(store.recover_sms(instant()).await.unwrap(), 0);
        assert_eq!(store.recover_sms(later).await.unwrap(), 1);
        let message = store.sms_message(practice, sent.message.id).await.unwrap();
        assert_eq!(message.state, DeliveryState::Unknown);
        assert!(store.claim_sms(lease(later), 8).await.unwrap().is_empty(), "never sent again");
        let ask = later + TimeDelta::seconds(61);
        assert_eq!(store.claim_sms_questions(lease(ask), 8).await.unwrap().len(), 1);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn an_applicant_of_another_practice_is_refused_and_harms_no_neighbour() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (own, other) = (by(practice(&store).await), by(practice(&store).await));
        let ours = add(&store, own, person(own, "Ana", "Li", "+15145550123")).await.applicant.id;
        let theirs = add(&store, other, person(other, "Eva", "Li", "+15145550124")).await.applicant.id;
        let job = |to: &str, nonce: &str, applicant| SendSms {
            applicant: Some(applicant),
            ..text(own.practice, own.user, to, nonce)
        };
        let sends = [
            store.write_hot(job("+15145550123", "a", ours)),
            store.write_hot(job("+15145550124", "b", theirs)),
            store.write_hot(job("+15145550123", "c", ours)),
        ];
        let results = futures_util::future::join_all(sends).await;
        assert!(matches!(results[1], Err(StoreError::Refused("unknown_applicant"))), "{results:?}");
        assert_eq!(results.iter().filter(|sent| sent.is_ok()).count(), 2);
        assert_eq!(store.applicant_sms(own.practice, ours, None, 10).await.unwrap().len(), 2);
        let threads = store.sms_threads(own.practice, ThreadFilter::All, None, 10).await.unwrap();
        assert_eq!(threads.len(), 1, "none was begun for the text that was refused");
        assert_eq!(threads[0].thread.applicant_id, Some(ours));
        assert_eq!(threads[0].last.as_ref().unwrap().body, "text c");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_key_used_for_another_number_leaves_nothing() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, author) = practice(&store).await;
        let first = store.write_hot(text(practice, author, "+15145550123", "a")).await.unwrap();
        let again = store.write_hot(text(practice, author, "+15145550199", "a")).await.unwrap();
        assert_eq!((again.fresh, again.message.id), (false, first.message.id));
        let threads = store.sms_threads(practice, ThreadFilter::All, None, 10).await.unwrap();
        assert_eq!(threads.len(), 1);
        assert_eq!(store.unsent().await.unwrap(), 1);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn the_worker_is_told_when_the_outbox_grew_and_only_then() {
    for database in TestDatabase::all().await {
        let recorder = Recorder::default();
        let store = database.open(Arc::new(recorder.clone())).await;
        let (practice, author) = practice(&store).await;
        let colleague = user(practice, "somebody@example.org");
        store.write(async move |tx| tx.insert_user(colleague).await).await.unwrap();
        assert_eq!(recorder.take_grown(), 0);
        store.write_hot(text(practice, author, "+15145550123", "a")).await.unwrap();
        assert_eq!(recorder.take_grown(), 1);
        store.write_hot(text(practice, author, "+15145550123", "a")).await.unwrap();
        assert_eq!(recorder.take_grown(), 0, "a retry leaves nothing");
        accept(&store, instant()).await;
        assert_eq!(recorder.take_grown(), 0, "taking out leaves nothing");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn lanes_take_turns_and_each_keeps_its_order() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, author) = practice(&store).await;
        for (n, to) in ["+15145550101", "+15145550101", "+15145550102", "+15145550101"].iter().enumerate() {
            let later = instant() + TimeDelta::seconds(i64::try_from(n).unwrap());
            let job = SendSms { at: later, ..text(practice, author, to, &n.to_string()) };
            store.write_hot(job).await.unwrap();
        }
        let now = instant() + TimeDelta::seconds(10);
        let first = store.claim_sms(lease(now), 8).await.unwrap();
        let bodies: Vec<_> = first.iter().map(|carry| carry.message.body.as_str()).collect();
        assert_eq!(bodies, ["text 0", "text 2"], "one of each lane");
        assert!(store.claim_sms(lease(now), 8).await.unwrap().is_empty(), "both lanes are busy");
        // The first is to be tried again later: the rest of its lane waits for it.
        let mut first = first.into_iter();
        let later = SmsOutcome::Later { due_at: now + TimeDelta::seconds(30), why: "busy".into() };
        store.settle_sms(first.next().unwrap().lease, later, now).await.unwrap();
        assert!(store.claim_sms(lease(now), 8).await.unwrap().is_empty());
        let now = now + TimeDelta::seconds(31);
        assert_eq!(accept(&store, now).await, ["text 0"]);
        assert_eq!(accept(&store, now).await, ["text 1"]);
        assert_eq!(accept(&store, now).await, ["text 3"]);
        store.close().await.unwrap();
    }
}
