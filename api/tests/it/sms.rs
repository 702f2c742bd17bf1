//! Text messages, end to end: the API, the worker, the Twilio adapter over real sockets, and signed webhooks.

use chrono::TimeDelta;
use delivery::sms::WebhookAddress;
use domain::cases::CaseRole;
use domain::event::RecordRef;
use domain::notification::NotificationFact;
use domain::sms::{DeliveryState, SmsAdvice, SmsOf};
use domain::timeline::{TimelineFact, TimelineKind};
use domain::{ApplicantId, CaseId};
use testkit::fake_sms_provider::{Behaviour, Carried, FakeSmsProvider, OWN_NUMBER};
use testkit::{Actor, TestApp};
use wire::Code;
use wire::applicants::{NewApplicant, NewEmail, NewPhone};
use wire::cases::{NewCase, NewCasePerson};
use wire::records::TimelineQuery;
use wire::sms::{Direction, NewSms, SmsFilter, SmsMessage};

mod cases;
mod inbound;
mod messagebird;
mod numbers;
mod outcomes;
mod simulator;
mod stopped;

pub const MARIA: &str = "+15145550123";

pub async fn applicant(actor: &Actor, name: &str, phone: &str) -> ApplicantId {
    let new = NewApplicant {
        given_names: name.to_owned(),
        family_names: "García".to_owned(),
        phones: vec![NewPhone { number: phone.to_owned(), label: String::new() }],
        emails: vec![NewEmail { address: "maria@example.org".to_owned(), label: String::new() }],
        // Several tests have more than one María.
        allow_duplicate: true,
        ..NewApplicant::default()
    };
    actor.create_applicant(&key(), &new).await.unwrap().id
}

pub async fn case(actor: &Actor, applicant: ApplicantId) -> CaseId {
    let people = vec![NewCasePerson { applicant, role: CaseRole::Principal }];
    actor.create_case("case", &NewCase { people, ..NewCase::default() }).await.unwrap().id
}

/// A new idempotency key.
pub fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}

pub fn text(to: &str, body: &str) -> NewSms {
    NewSms { to: to.to_owned(), body: body.to_owned(), applicant: None, case: None, number_confirmed: false }
}

pub async fn now(actor: &Actor, sms: &SmsMessage) -> SmsMessage {
    actor.sms_message(sms.id).await.unwrap()
}

#[tokio::test]
async fn a_text_leaves_from_the_practices_number_and_shows_how_far_it_got_s2_s3() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let sent = consultant.send_sms("1", &text(MARIA, "Rendez-vous demain")).await.unwrap();
    app.settle().await;
    let carried = carrier.carried();
    assert_eq!(carried.len(), 1);
    let Carried { from, to, body, .. } = &carried[0];
    assert_eq!((from.as_str(), to.as_str(), body.as_str()), (OWN_NUMBER, MARIA, "Rendez-vous demain"));
    assert_eq!(now(&consultant, &sent).await.state, DeliveryState::Sending);
    for (status, expected) in [
        ("sent", DeliveryState::Sent),
        ("delivered", DeliveryState::Delivered),
        ("sent", DeliveryState::Delivered),
        ("queued", DeliveryState::Delivered),
    ] {
        assert_eq!(carrier.report(&app, &carried[0], status, None).await.status, 204);
        assert_eq!(now(&consultant, &sent).await.state, expected, "after {status}");
    }
}

#[tokio::test]
async fn a_text_is_on_the_applicants_and_the_cases_history_s5() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let maria = applicant(&consultant, "María", MARIA).await;
    let case = case(&consultant, maria).await;
    let new = NewSms { applicant: Some(maria), case: Some(case), ..text(MARIA, "Bring your passport") };
    let sent = consultant.send_sms("1", &new).await.unwrap();
    app.settle().await;
    assert_eq!(app.text_arrives("SM-in-1", MARIA, "I will").await.status, 200);
    for record in [RecordRef::Applicant(maria), RecordRef::Case(case)] {
        let lines = consultant.timeline(record, &TimelineQuery::default()).await.unwrap().items;
        let texts: Vec<_> = lines
            .iter()
            .filter_map(|line| match &line.fact {
                TimelineFact::SmsSent { text, .. } => Some((Direction::Out, text.as_str())),
                TimelineFact::SmsReceived { text, .. } => Some((Direction::In, text.as_str())),
                _ => None,
            })
            .collect();
        assert_eq!(texts, [(Direction::In, "I will"), (Direction::Out, "Bring your passport")], "{record}");
        let line = lines.iter().find(|line| line.fact.kind() == TimelineKind::SmsSent).unwrap();
        assert_eq!((line.actor, line.subject), (Some(consultant.id), Some(sent.id.as_uuid())));
    }
}

#[tokio::test]
async fn a_number_needs_its_country_code_s10() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    for (to, code) in [
        ("5145550123", "country_code"),
        ("514 555-0123", "country_code"),
        ("", "required"),
        ("+1", "not_a_number"),
        ("+15145550", "not_a_number"),
        ("hello", "unexpected_character"),
        ("+1514555012345678", "not_a_number"),
        ("+18005550199", "takes_no_texts"),
    ] {
        let error = consultant.send_sms(&key(), &text(to, "Hello")).await.unwrap_err();
        assert_eq!(error.code(), Some(Code::Invalid), "{to}: {error:?}");
        assert_eq!(error.field("to").map(|field| field.code.as_str()), Some(code), "{to}");
    }
    let sent = consultant.send_sms("fine", &text(" +1 (514) 555-0123 ", "Hello")).await.unwrap();
    let thread = consultant.sms_thread(sent.thread).await.unwrap();
    assert_eq!(thread.other_party, MARIA);
    app.settle().await;
}

#[tokio::test]
async fn segments_are_counted_and_kept_s11_s12_s30_s31() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    for (body, segments) in [
        ("a".repeat(160), 1),
        ("a".repeat(161), 2),
        ("a".repeat(200), 2),
        (format!("í{}", "a".repeat(69)), 1),
        (format!("í{}", "a".repeat(70)), 2),
    ] {
        let sent = consultant.send_sms(&key(), &text(MARIA, &body)).await.unwrap();
        assert_eq!(sent.segments, segments, "{} characters", body.chars().count());
        app.settle().await;
        let stored = now(&consultant, &sent).await;
        assert_eq!((stored.segments, stored.body), (segments, body), "as sent and as billed");
    }
}

#[tokio::test]
async fn a_retry_is_the_same_message_s15() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let tries = (0..8).map(|_| {
        let consultant = consultant.clone();
        async move { consultant.send_sms("one-click", &text(MARIA, "Hello")).await.unwrap().id }
    });
    let mut ids = futures_util::future::join_all(tries).await;
    ids.dedup();
    assert_eq!(ids.len(), 1);
    app.settle().await;
    assert_eq!((carrier.requests(), carrier.carried().len()), (1, 1));
    let reused = consultant.send_sms("one-click", &text(MARIA, "Another text")).await.unwrap_err();
    assert_eq!(reused.code(), Some(Code::KeyReused));
    // The key belongs to its author.
    let colleague = app.assistant().await;
    colleague.send_sms("one-click", &text(MARIA, "Hello")).await.unwrap();
    app.settle().await;
    assert_eq!(carrier.carried().len(), 2);
}

#[tokio::test]
async fn bad_fields_are_named_and_nothing_is_sent() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let (consultant, stranger) = (app.consultant().await, app.stranger().await);
    let (own, foreign) =
        (applicant(&consultant, "María", MARIA).await, applicant(&stranger, "Boris", "+15145550188").await);
    let check = async |new: NewSms, field: &str| {
        let error = consultant.send_sms("k", &new).await.unwrap_err();
        assert_eq!(error.code(), Some(Code::Invalid), "{field}");
        assert!(error.field(field).is_some(), "{field}: {error:?}");
    };
    check(text(MARIA, ""), "body").await;
    check(text(MARIA, " \n"), "body").await;
    check(text(MARIA, &"a".repeat(1601)), "body").await;
    check(NewSms { applicant: Some(foreign), ..text(MARIA, "Hello") }, "applicant").await;
    let theirs = case(&stranger, foreign).await;
    check(NewSms { applicant: Some(own), case: Some(theirs), ..text(MARIA, "Hello") }, "case").await;
    let both = consultant.send_sms("k", &text("123", "")).await.unwrap_err();
    assert!(both.field("to").is_some() && both.field("body").is_some());
    app.settle().await;
    assert_eq!(carrier.requests(), 0);
}

#[tokio::test]
async fn who_may_not_send_is_told_which_permission_and_whom_to_ask() {
    let app = TestApp::start().await;
    let viewer = app.viewer().await;
    let error = viewer.send_sms("k", &text(MARIA, "Hello")).await.unwrap_err();
    let problem = error.problem().unwrap();
    assert_eq!(
        (problem.code, problem.permission),
        (Code::Forbidden, Some(domain::permission::Permission::SmsSend))
    );
    assert!(problem.ask.contains(&"Owner one".to_owned()), "{:?}", problem.ask);
    assert!(viewer.sms_threads(SmsFilter::All, None).await.is_ok(), "reading is another permission");
}

#[tokio::test]
async fn an_applicants_texts_are_all_there_in_order_s21_s22() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let maria = applicant(&consultant, "María", MARIA).await;
    let mut expected = Vec::new();
    for n in 0..60 {
        let body = format!("text {n}");
        if n % 3 == 2 {
            app.text_arrives(&format!("SM{n}"), MARIA, &body).await;
        } else {
            let new = NewSms { applicant: Some(maria), ..text(MARIA, &body) };
            consultant.send_sms(&key(), &new).await.unwrap();
        }
        expected.push(body);
        app.clock.advance(TimeDelta::seconds(1));
    }
    app.settle().await;
    let mut seen = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let page = consultant.applicant_sms(maria, cursor.as_deref()).await.unwrap();
        seen.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    seen.reverse();
    assert_eq!(seen.iter().map(|m| m.body.clone()).collect::<Vec<_>>(), expected);
    assert_eq!(seen.iter().filter(|m| m.direction == Direction::In).count(), 20);
    let carried: Vec<_> = carrier.carried().into_iter().map(|text| text.body).collect();
    let ours: Vec<_> =
        expected.iter().enumerate().filter(|(n, _)| n % 3 != 2).map(|(_, b)| b.clone()).collect();
    assert_eq!(carried, ours, "one after the other to one phone");

    let last = expected.last().unwrap();
    let found = consultant.find_sms(SmsOf::Applicant(maria), Some(&last.to_uppercase()), None).await.unwrap();
    assert!(found.items.iter().any(|text| text.body == *last), "{last} is found");
    let found = consultant.find_sms(SmsOf::Thread(seen[0].thread), Some("xylophone"), None).await.unwrap();
    assert!(found.items.is_empty());
    let long = "x".repeat(201);
    let refused = consultant.find_sms(SmsOf::Thread(seen[0].thread), Some(&long), None).await.unwrap_err();
    assert!(refused.field("q").is_some());
}

#[tokio::test]
async fn another_practice_sees_nothing() {
    let app = TestApp::start().await;
    let (consultant, stranger) = (app.consultant().await, app.stranger().await);
    let maria = applicant(&consultant, "María", MARIA).await;
    let sent = consultant.send_sms("1", &text(MARIA, "Hello")).await.unwrap();
    app.settle().await;
    assert!(stranger.sms_threads(SmsFilter::All, None).await.unwrap().items.is_empty());
    assert_eq!(stranger.unread_sms().await.unwrap().messages, 0);
    assert!(stranger.simulated_phones().await.unwrap().phones.is_empty());
    for error in [
        stranger.sms_message(sent.id).await.map(drop),
        stranger.sms_thread(sent.thread).await.map(drop),
        stranger.sms_messages(sent.thread, None).await.map(drop),
        stranger.applicant_sms(maria, None).await.map(drop),
        stranger.read_sms(sent.thread, 1).await,
        stranger.link_sms_thread(sent.thread, maria).await.map(drop),
        stranger.file_sms(sent.id, maria).await.map(drop),
    ] {
        assert_eq!(error.unwrap_err().code(), Some(Code::NotFound));
    }
}

#[tokio::test]
async fn texting_depends_on_the_number_alone_s37() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    // Neither a record nor a preferred channel is needed: a number is enough.
    consultant.send_sms("1", &text("+525512345678", "Hola")).await.unwrap();
    app.settle().await;
    let [carried] = carrier.carried().try_into().unwrap();
    // A plain text from number to number: no other channel is asked for.
    assert_eq!((carried.to.as_str(), carried.from.starts_with('+')), ("+525512345678", true));
}

#[tokio::test]
async fn a_failure_says_what_to_do_and_tells_the_author() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let refused = r#"{"code":21610,"message":"unsubscribed","status":400}"#.to_owned();
    carrier.will([Behaviour::Answer("400 Bad Request", "", refused)]);
    let sent = consultant.send_sms("1", &text(MARIA, "Hello")).await.unwrap();
    app.settle().await;
    let failed = now(&consultant, &sent).await;
    assert_eq!((failed.state, failed.advice), (DeliveryState::Failed, Some(SmsAdvice::OptedOut)));
    assert_eq!((failed.error_code, failed.error_text.as_deref()), (Some(21610), Some("unsubscribed")));
    let bell = consultant.notifications(None).await.unwrap();
    let NotificationFact::SmsFailed { advice, link, .. } = &bell.items[0].fact else { panic!("{bell:?}") };
    assert_eq!((*advice, link), (Some(SmsAdvice::OptedOut), &format!("/sms/{}", sent.thread)));
}
