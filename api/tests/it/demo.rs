//! The demo practice: what someone finds who has never seen the product.

use std::sync::Arc;

use api::demo::Deployment;
use chrono::TimeDelta;
use domain::calls::CallState;
use domain::cases::CaseStage;
use domain::event::RecordRef;
use domain::mail::MailState;
use domain::sms::DeliveryState;
use testkit::TestApp;
use wire::applicants::ApplicantQuery;
use wire::calls::CallQuery;
use wire::cases::CaseQuery;
use wire::guest::GuestDoor;
use wire::mail::MailQuery;
use wire::records::TimelineQuery;
use wire::sms::{Direction, SmsFilter};

async fn filled() -> TestApp {
    let app = TestApp::empty().await;
    let now = app.app().now();
    let said = demo::fill(&app.app().store, place(&app), now).await.unwrap();
    assert!(said.contains("amelie@maplebridge.example") && said.contains(demo::PASSWORD));
    app
}

fn place(app: &TestApp) -> Arc<Deployment> {
    let app = app.app();
    Arc::new(Deployment {
        keys: app.keys.clone(),
        public_url: app.public_url.clone(),
        sms: app.sms.clone(),
        mail_from: domain::person::EmailAddress::parse("office@maplebridge.example").unwrap(),
        zones: api::time_zones::TimeZones::bundled(),
    })
}

async fn signed_in(app: &TestApp, mailbox: &str) -> client::Client {
    let client = app.client();
    client.sign_in(&format!("{mailbox}@maplebridge.example"), demo::PASSWORD).await.unwrap();
    client
}

#[tokio::test]
async fn the_demo_practice_is_believable_and_made_once() {
    let app = filled().await;
    let again = demo::fill(&app.app().store, place(&app), app.app().now()).await;
    assert!(again.is_err(), "it fills an empty database only");
    let client = signed_in(&app, "amelie").await;
    let query = ApplicantQuery { limit: Some(100), ..ApplicantQuery::default() };
    let applicants = client.applicants(&query).await.unwrap().items;
    assert_eq!(applicants.len(), 40);
    assert_eq!(client.colleagues().await.unwrap().items.len(), 10);
    for &stage in CaseStage::ALL {
        let query = CaseQuery { stage: Some(stage), ..CaseQuery::default() };
        assert!(!client.cases(&query).await.unwrap().items.is_empty(), "a case in {stage}");
    }
    let family = ApplicantQuery { q: Some("hernandez".to_owned()), ..ApplicantQuery::default() };
    let family = client.applicants(&family).await.unwrap().items;
    assert!(family.len() > 1 && family.iter().all(|member| member.phone == family[0].phone));
    let case = client.cases(&CaseQuery::default()).await.unwrap().items.pop().unwrap();
    let timeline = client.timeline(RecordRef::Case(case.id), &TimelineQuery::default()).await.unwrap().items;
    assert!(timeline.is_sorted_by_key(|entry| std::cmp::Reverse(entry.at)));
    assert!(timeline.iter().all(|entry| entry.at <= app.app().now()));
}

#[tokio::test]
async fn months_of_texts_are_there_and_some_wait_for_an_answer() {
    let app = filled().await;
    let client = signed_in(&app, "arash").await;
    let threads = client.sms_threads(SmsFilter::All, None).await.unwrap().items;
    assert!(threads.len() >= 25, "{}", threads.len());
    assert!(threads.is_sorted_by_key(|thread| std::cmp::Reverse(thread.last_at)));
    let mut texts = Vec::new();
    for thread in &threads {
        texts.extend(client.sms_messages(thread.id, None).await.unwrap().items);
    }
    let oldest = texts.iter().map(|text| text.created_at).min().unwrap();
    assert!(texts.len() > 300 && app.app().now() - oldest > TimeDelta::days(180), "{}", texts.len());
    for state in [DeliveryState::Delivered, DeliveryState::Undelivered, DeliveryState::Unknown] {
        assert!(texts.iter().any(|text| text.state == state), "a text that is {state}");
    }
    assert!(!texts.iter().any(|text| text.body.contains(['{', '}'])), "every placeholder is filled");
    let unread = client.unread_sms().await.unwrap();
    let ring = threads.iter().filter(|thread| thread.unread > 0).count();
    assert_eq!(unread.threads, ring as u64);
    assert!((5..=10).contains(&ring), "{ring}");
    assert!(threads.iter().any(|thread| thread.unfiled > 0 && thread.candidates.len() != 1));
    // What is on the record is what is in the conversation, and on the phone.
    let linked = threads.iter().find(|thread| thread.person.is_some() && thread.unread == 0).unwrap();
    let person = linked.person.as_ref().unwrap();
    assert!(!client.applicant_sms(person.id, None).await.unwrap().items.is_empty());
    let phones = client.simulated_phones().await.unwrap().phones;
    let phone = phones.iter().find(|phone| phone.number == linked.other_party).unwrap();
    assert!(phone.messages.iter().any(|text| text.direction == Direction::Out));
    // Nothing of it is sent again, and nobody is told of a failure of months ago.
    app.settle().await;
    assert_eq!(app.app().store.unsent().await.unwrap(), 0);
}

#[tokio::test]
async fn calls_were_held_missed_and_cancelled_and_one_can_be_joined_at_once() {
    let app = filled().await;
    let now = app.app().now();
    let client = signed_in(&app, "arash").await;
    let past = CallQuery { past: true, limit: Some(100), ..CallQuery::default() };
    let past = client.calls(&past).await.unwrap().items;
    let in_state = |state| past.iter().filter(move |call| call.state == state);
    let held: Vec<_> = in_state(CallState::Ended).collect();
    assert!(held.len() > 20 && in_state(CallState::Cancelled).count() > 1, "{}", held.len());
    assert!(in_state(CallState::Scheduled).count() > 1, "some did not come");
    for call in &held {
        let people = client.call_people(call.id).await.unwrap();
        assert!(people.attendance.iter().all(|stay| stay.left_at.is_some_and(|left| left >= stay.joined_at)));
        assert!(people.attendance.iter().any(|stay| stay.user == Some(call.host.id)));
        assert!(people.attendance.iter().any(|stay| stay.guest.is_some()), "the client");
        let seconds = call.actual_seconds.unwrap();
        assert!((600..3 * 3600).contains(&seconds) && call.actual_end.unwrap() <= now, "{seconds}");
    }
    assert!(held.iter().any(|call| call.participants.len() == 1));

    let coming = client.calls(&CallQuery::default()).await.unwrap().items;
    assert!(coming.len() >= 7, "{}", coming.len());
    let purposes: std::collections::HashSet<_> = coming.iter().map(|call| call.purpose).collect();
    assert_eq!(purposes.len(), domain::calls::CallPurpose::ALL.len());
    let soonest = &coming[0];
    let me = client.me().await.unwrap();
    assert_eq!(soonest.host.id, me.id);
    assert!(soonest.starts_at > now && soonest.opens_at <= now, "it can be joined now");
    let link = soonest.link.as_ref().unwrap();
    let guest = app.client().guest_call(link.rsplit_once("/v/").unwrap().1).await.unwrap();
    assert_eq!(guest.door, GuestDoor::Open);

    let mails = MailQuery { call: Some(soonest.id), ..MailQuery::default() };
    let mails = client.mails(&mails).await.unwrap().items;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].state == MailState::Sent && mails[0].text.contains(link.as_str()));
    let cancelled = in_state(CallState::Cancelled).next().unwrap();
    let mails = MailQuery { call: Some(cancelled.id), ..MailQuery::default() };
    let mails = client.mails(&mails).await.unwrap().items;
    assert!(mails[0].text.contains(cancelled.cancel_reason.as_ref().unwrap().as_str()));
}
