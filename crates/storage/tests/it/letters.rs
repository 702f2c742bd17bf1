//! Letters about calls in the outbox: one lane, no letter that is no longer so, and a channel that is stopped, on every
//! database.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::calls::{CancelReason, JoinMargins};
use domain::language::Language;
use domain::mail::MailState::{Obsolete, Queued, Sending, Sent};
use domain::mail::{MailFault, MailKind, MailState, MailSubject, MailText};
use domain::person::EmailAddress;
use domain::{MailId, PracticeId};
use storage::calls::Call;
use storage::mail::{MailFilter, MailOutcome, MailParty, MailSubjects, MailToCarry, NewMail, Tells};
use storage::outbox::Channel;
use storage::outbox::claim::Lease;
use storage::{Author, Store};
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::pages::call;
use crate::records::{add, by, person};
use crate::writer::practice;

fn letter(by: Author, call: &Call, kind: MailKind, number: i64) -> NewMail {
    let party = |name: &str, address: &str| MailParty {
        name: name.to_owned(),
        address: EmailAddress::parse(address).unwrap(),
    };
    let tells = Tells { starts_at: call.starts_at, knew: None, link_version: Some(call.link_version) };
    NewMail {
        id: MailId::new(Uuid::now_v7()),
        practice: by.practice,
        kind,
        from: party("Office", "office@one.example"),
        reply_to: None,
        to: party("Ana", &format!("ana{number}@example.org")),
        subject: MailSubject::parse(&format!("Number {number}")).unwrap(),
        text: MailText::parse("Où ? Ici.").unwrap(),
        html: None,
        language: Language::Fr,
        author: Some(by.user),
        about: MailSubjects {
            applicant: Some(call.applicant_id),
            case: None,
            call: Some(call.id),
            tells: Some(tells),
        },
        at: by.at + TimeDelta::seconds(number),
    }
}

async fn write(store: &Store, new: NewMail) {
    store.write(async move |tx| tx.queue_mail(new).await).await.unwrap();
}

async fn scheduled(store: &Store, by: Author, phone: &str) -> Call {
    let ana = add(store, by, person(by, "Ana", "Ruiz", phone)).await.applicant.id;
    let new = call(by, ana, None, by.at + TimeDelta::days(9));
    store.write(async move |tx| tx.schedule_call(new).await).await.unwrap()
}

async fn claim(store: &Store, by: Author, minutes: i64) -> Vec<MailToCarry> {
    let now = by.at + TimeDelta::minutes(minutes);
    let lease = Lease { token: Uuid::now_v7(), now, until: now + TimeDelta::minutes(1) };
    store.claim_mail(lease, 9).await.unwrap()
}

async fn states(store: &Store, practice: PracticeId, call: &Call) -> Vec<MailState> {
    let mails = store.practice(practice).mail().list(MailFilter::Call(call.id), None, 9).await.unwrap();
    mails.into_iter().rev().map(|mail| mail.state).collect()
}

#[tokio::test]
async fn the_letters_of_one_call_leave_in_order_and_a_change_takes_back_what_waits() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let one = by(practice(&store).await);
        let (first, second) =
            (scheduled(&store, one, "+15145550123").await, scheduled(&store, one, "+15145550124").await);
        for (call, number) in [(&first, 1), (&first, 2), (&second, 3)] {
            write(&store, letter(one, call, MailKind::Invitation, number)).await;
        }
        let taken = claim(&store, one, 1).await;
        assert_eq!(taken.len(), 2, "one of each call");
        assert_eq!(states(&store, one.practice, &first).await, [Sending, Queued]);
        let (practice, user, id, at) = (one.practice, one.user, first.id, one.at);
        let reason = CancelReason::parse("Ill").unwrap();
        let cancel = async move |tx: &mut storage::Tx| {
            tx.practice(practice).calls().cancel(id, reason, user, JoinMargins::default(), at).await
        };
        store.write(cancel).await.unwrap();
        assert_eq!(
            states(&store, practice, &first).await,
            [Sending, Obsolete],
            "what is under way is left alone"
        );
        for carry in taken {
            let sent = MailOutcome::Sent { carrier: "smtp" };
            store.settle_mail(carry.lease, sent, at).await.unwrap();
        }
        assert!(claim(&store, one, 2).await.is_empty());
        assert_eq!(states(&store, practice, &first).await, [Sent, Obsolete]);
        assert_eq!(store.unsent().await.unwrap(), 0);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_stopped_channel_is_tried_by_a_letter_that_is_still_so() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (one, two) = (by(practice(&store).await), by(practice(&store).await));
        let (first, second) =
            (scheduled(&store, one, "+15145550123").await, scheduled(&store, one, "+15145550124").await);
        for (call, number) in [(&first, 1), (&first, 2), (&second, 3)] {
            write(&store, letter(one, call, MailKind::Invitation, number)).await;
        }
        let at = one.at + TimeDelta::minutes(1);
        for carry in claim(&store, one, 1).await {
            let (code, said) = (Some(535), "535 wrong password".to_owned());
            let stopped = MailOutcome::Stopped { fault: MailFault::Account, code, said };
            store.settle_mail(carry.lease, stopped, at).await.unwrap();
        }
        let stop = store.practice(one.practice).mail().stopped().await.unwrap().unwrap();
        assert_eq!((stop.cause, stop.code, stop.waiting), (MailFault::Account, Some(535), 3));
        assert_eq!(
            store.practice(one.practice).sms().stopped().await.unwrap(),
            None,
            "the other channel works"
        );
        assert_eq!(store.practice(two.practice).mail().stopped().await.unwrap(), None);
        assert!(claim(&store, one, 5).await.is_empty());
        let (practice, user, id, at) = (one.practice, one.user, first.id, one.at);
        store
            .write(async move |tx| tx.practice(practice).calls().revoke_link(id, true, user, at).await)
            .await
            .unwrap();
        // Two letters with a dead link are passed over; the third tries the server.
        let tried = claim(&store, one, 6).await;
        let subjects: Vec<_> = tried.iter().map(|carry| carry.mail.subject.as_str()).collect();
        assert_eq!(subjects, ["Number 3"]);
        assert_eq!(states(&store, practice, &first).await, [Obsolete, Obsolete]);
        for carry in tried {
            let sent = MailOutcome::Sent { carrier: "smtp" };
            store.settle_mail(carry.lease, sent, at).await.unwrap();
        }
        assert_eq!(store.practice(practice).mail().stopped().await.unwrap(), None, "what was taken opens it");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn what_was_sent_lately_is_counted_and_letters_are_found_by_words() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (one, two) = (by(practice(&store).await), by(practice(&store).await));
        let call = scheduled(&store, one, "+15145550123").await;
        for number in 1..=3 {
            write(&store, letter(one, &call, MailKind::Message, number)).await;
        }
        let since = one.at + TimeDelta::seconds(1);
        let sent = store.practice(one.practice).outbox().sent_since(Channel::Mail, since, 9).await.unwrap();
        let expected = [3, 2].map(|number| (one.user, one.at + TimeDelta::seconds(number)));
        assert_eq!(sent, expected);
        assert_eq!(
            store.practice(one.practice).outbox().sent_since(Channel::Mail, since, 1).await.unwrap(),
            expected[..1]
        );
        assert!(
            store
                .practice(two.practice)
                .outbox()
                .sent_since(Channel::Mail, since, 9)
                .await
                .unwrap()
                .is_empty()
        );
        assert!(
            store
                .practice(one.practice)
                .outbox()
                .sent_since(Channel::Sms, since, 9)
                .await
                .unwrap()
                .is_empty()
        );
        assert!(
            !store.practice(one.practice).outbox().was_sent(one.user, Channel::Sms, "key").await.unwrap()
        );
        let all = || MailFilter::OnRecords;
        for (query, found) in
            [("ou ICI", 3), ("ana2@example.org", 1), ("number ici", 3), ("nowhere", 0), ("", 3)]
        {
            let mails = store.practice(one.practice).mail().search(all(), query, None, 9).await.unwrap();
            assert_eq!(mails.len(), found, "{query}");
            assert!(
                store.practice(two.practice).mail().search(all(), query, None, 9).await.unwrap().is_empty()
            );
        }
        let page = store.practice(one.practice).mail().search(all(), "ici", None, 2).await.unwrap();
        let rest =
            store.practice(one.practice).mail().search(all(), "ici", Some(page[1].seq), 2).await.unwrap();
        assert_eq!((page.len(), rest.len()), (2, 1));
        store.close().await.unwrap();
    }
}
