//! Texts on every database there is: sent in batches, claimed by lease, received once, reported in any order.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::inbound_routing::{ProviderText, Sender};
use domain::sms::{DeliveryState, SmsOf};
use domain::{ApplicantId, PracticeId, SmsMessageId, SmsThreadId, UserId};
use storage::outbox::claim::Lease;
use storage::sms::{Asked, IncomingSms, SendSms, SmsAccepted, SmsOutcome, SmsReport, ThreadFilter};
use storage::{Conflict, Refusal, Search, Store, StoreError};
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::records::{add, by, person};
use crate::writer::{instant, practice, user};

mod ends;
mod outcomes;

pub const OWN: &str = "+14385550100";

pub fn text(practice: PracticeId, author: UserId, to: &str, nonce: &str) -> SendSms {
    SendSms {
        asked: Asked { to: to.parse().unwrap(), applicant: None, case: None },
        number_confirmed: false,
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

pub fn incoming(practice: PracticeId, from: &str, sid: &str) -> IncomingSms {
    IncomingSms {
        id: SmsMessageId::new(Uuid::now_v7()),
        new_thread: SmsThreadId::new(Uuid::now_v7()),
        practice,
        to: OWN.parse().unwrap(),
        from: Sender::of(from),
        provider_message_id: ProviderText::line(sid, 120),
        body: ProviderText::lines("Hello", 20_000),
        segments: Some(1),
        media: 0,
        at: instant(),
    }
}

pub fn lease(now: DateTime<Utc>) -> Lease {
    Lease { token: Uuid::now_v7(), now, until: now + TimeDelta::seconds(60) }
}

pub fn report(practice: PracticeId, sid: &str, state: DeliveryState) -> SmsReport {
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

pub fn acceptance(sid: &str) -> SmsAccepted {
    SmsAccepted {
        provider_message_id: sid.to_owned(),
        state: DeliveryState::Sending,
        segments: Some(1),
        failure: None,
    }
}

pub async fn accept(store: &Store, now: DateTime<Utc>) -> Vec<String> {
    let mut sent = Vec::new();
    for carry in store.claim_sms(lease(now), 8).await.unwrap() {
        let sid = format!("SM{}", carry.message.body);
        sent.push(carry.message.body.clone());
        let outcome = SmsOutcome::Accepted(acceptance(&sid));
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
            store.write_batched(job)
        });
        let results = futures_util::future::join_all(sends).await;
        let fresh = results.iter().filter(|sent| sent.as_ref().unwrap().fresh).count();
        assert_eq!(fresh, 10);
        let other =
            SendSms { body: "another".parse().unwrap(), ..text(practice, author, "+15145550123", "00") };
        assert!(matches!(store.write_batched(other).await, Err(StoreError::Conflict(Conflict::KeyReused))));
        let threads = store.practice(practice).sms().threads(ThreadFilter::All, None, 10).await.unwrap();
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
        let written = store
            .practice(practice)
            .sms()
            .messages(SmsOf::Thread(threads[0].thread.id), None, 50)
            .await
            .unwrap();
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
        let sent = store.write_batched(text(practice, author, "+15145550123", "a")).await.unwrap();
        accept(&store, instant()).await;
        let now = store.practice(practice).sms().message(sent.message.id).await.unwrap();
        assert_eq!(now.state, DeliveryState::Delivered, "the report that came early");
        store.report_sms(report(practice, "SMtext a", DeliveryState::Sent)).await.unwrap();
        assert_eq!(
            store.practice(practice).sms().message(sent.message.id).await.unwrap().state,
            DeliveryState::Delivered
        );
        let first = store.receive_sms(incoming(practice, "+15145550123", "SM1")).await.unwrap();
        let again = store.receive_sms(incoming(practice, "+15145550123", "SM1")).await.unwrap();
        assert!(first.fresh && !again.fresh);
        assert_eq!(first.message.id, again.message.id);
        store.receive_sms(incoming(practice, "SUPPORT", "SM2")).await.unwrap();
        let unread = store.practice(practice).sms().unread().await.unwrap();
        assert_eq!((unread.threads, unread.messages), (2, 2));
        store.practice(practice).sms().read(first.message.thread_id, first.message.seq, None).await.unwrap();
        assert_eq!(store.practice(practice).sms().unread().await.unwrap().messages, 1);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn what_a_dead_sender_held_becomes_unknown() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, author) = practice(&store).await;
        let sent = store.write_batched(text(practice, author, "+15145550123", "a")).await.unwrap();
        assert_eq!(store.claim_sms(lease(instant()), 8).await.unwrap().len(), 1);
        assert_eq!(store.recover_sms(instant()).await.unwrap(), 0, "it may still be sending");
        // A process that starts, and has the database for itself, need not wait for the lease.
        assert_eq!(store.end_leases(instant()).await.unwrap(), 1);
        assert_eq!(store.recover_sms(instant()).await.unwrap(), 1);
        let later = instant() + TimeDelta::seconds(61);
        let message = store.practice(practice).sms().message(sent.message.id).await.unwrap();
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
            store.write_batched(job("+15145550123", "a", ours)),
            store.write_batched(job("+15145550124", "b", theirs)),
            store.write_batched(job("+15145550123", "c", ours)),
        ];
        let results = futures_util::future::join_all(sends).await;
        assert!(matches!(results[1], Err(StoreError::Refused(Refusal::UnknownApplicant))), "{results:?}");
        assert_eq!(results.iter().filter(|sent| sent.is_ok()).count(), 2);
        assert_eq!(
            store
                .practice(own.practice)
                .sms()
                .messages(SmsOf::Applicant(ours), None, 10)
                .await
                .unwrap()
                .len(),
            2
        );
        let threads = store.practice(own.practice).sms().threads(ThreadFilter::All, None, 10).await.unwrap();
        assert_eq!(threads.len(), 1, "none was begun for the text that was refused");
        assert_eq!(threads[0].thread.applicant_id, Some(ours));
        assert_eq!(threads[0].last.as_ref().unwrap().body, "text c");
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
        store.write_batched(text(practice, author, "+15145550123", "a")).await.unwrap();
        assert_eq!(recorder.take_grown(), 1);
        store.write_batched(text(practice, author, "+15145550123", "a")).await.unwrap();
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
            store.write_batched(job).await.unwrap();
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

#[tokio::test]
async fn words_are_found_in_a_conversation_however_long_it_is() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, author) = practice(&store).await;
        let send = |n: usize| {
            let said = match n {
                3 => "Où est mon Passe\u{301}port ?",
                600 | 1_039 => "Votre passeport est prêt",
                _ => "Merci",
            };
            let body = said.parse().unwrap();
            store.write_batched(SendSms { body, ..text(practice, author, "+15145550123", &n.to_string()) })
        };
        let mut sent = Vec::new();
        // As many at once as keep their order.
        for first in (0..1_040).step_by(20) {
            let group = futures_util::future::try_join_all((first..first + 20).map(send));
            sent.extend(group.await.unwrap());
        }
        let all = SmsOf::Thread(sent[0].message.thread_id);
        let find = async |words: &str, before, limit| {
            let search = Search::parse(words).unwrap();
            let found = store.practice(practice).sms().search(all, &search, before, limit).await.unwrap();
            found.into_iter().map(|message| message.seq).collect::<Vec<_>>()
        };
        let seq = |n: usize| sent[n].message.seq;
        assert_eq!(find("PASSE", None, 2).await, [seq(1_039), seq(600)]);
        assert_eq!(find("PASSE", Some(seq(600)), 2).await, [seq(3)], "accents and their spelling aside");
        assert_eq!(find("pret votre", None, 9).await, [seq(1_039), seq(600)]);
        assert_eq!(find("port", None, 9).await, [] as [i64; 0], "the beginning of a word");
        let elsewhere = Search::parse("passeport").unwrap();
        let nobody = SmsOf::Applicant(ApplicantId::new(Uuid::now_v7()));
        assert!(store.practice(practice).sms().search(nobody, &elsewhere, None, 9).await.unwrap().is_empty());
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn of_a_list_that_shows_a_part_only_what_was_seen_is_read() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, _) = practice(&store).await;
        let mut came = Vec::new();
        for n in 0..4 {
            let text = incoming(practice, "+15145550123", &format!("SM{n}"));
            came.push(store.receive_sms(text).await.unwrap().message);
        }
        let thread = came[0].thread_id;
        let newest = came[3].seq;
        let saw = async |seen: &[usize]| {
            let seen = seen.iter().map(|n| came[*n].id).collect();
            store.practice(practice).sms().read(thread, newest, Some(seen)).await.unwrap();
            store.practice(practice).sms().unread().await.unwrap().messages
        };
        assert_eq!(saw(&[1, 3]).await, 4, "the oldest was not on the screen");
        assert_eq!(saw(&[0, 1, 3]).await, 2);
        let marks = store.practice(practice).sms().read_marks(vec![thread]).await.unwrap();
        assert_eq!(marks.get(&thread), Some(&(came[2].seq - 1)));
        assert_eq!(saw(&[]).await, 2, "a mark never goes back");
        assert_eq!(saw(&[2, 3]).await, 0);
        store.close().await.unwrap();
    }
}
