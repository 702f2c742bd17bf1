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

use crate::writer::{instant, practice};

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
