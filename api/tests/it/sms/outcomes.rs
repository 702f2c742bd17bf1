//! What may be sent again and what must not: refusals, lost answers, two workers, a killed process.

use super::*;
use storage::outbox::claim::Lease;

fn lease(app: &TestApp, token: u128) -> Lease {
    let now = app.app().now();
    Lease { token: uuid::Uuid::from_u128(token), now, until: now + TimeDelta::seconds(60) }
}

#[tokio::test]
async fn throttled_and_unreachable_are_tried_again_and_arrive_once() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    carrier.will([Behaviour::Answer("429 Slow", "Retry-After: 30\r\n", "{}".to_owned())]);
    let sent = consultant.send_sms("1", &text(MARIA, "Hello")).await.unwrap();
    app.settle().await;
    assert_eq!(now(&consultant, &sent).await.state, DeliveryState::Queued, "back in our own queue");
    app.clock.advance(TimeDelta::seconds(29));
    app.settle().await;
    assert_eq!(carrier.requests(), 1, "not before the carrier's pause is over");
    app.clock.advance(TimeDelta::seconds(11));
    app.settle().await;
    assert_eq!((carrier.requests(), carrier.carried().len()), (2, 1));
    assert_eq!(now(&consultant, &sent).await.state, DeliveryState::Sending);
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_never_sent_again_but_asked_for() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    carrier.will([Behaviour::TakeAndHangUp]);
    let sent = consultant.send_sms("1", &text(MARIA, "Hello")).await.unwrap();
    app.settle().await;
    assert_eq!(now(&consultant, &sent).await.state, DeliveryState::Unknown);
    app.clock.advance(TimeDelta::seconds(59));
    app.settle().await;
    assert_eq!(now(&consultant, &sent).await.state, DeliveryState::Unknown, "a report may still come");
    app.clock.advance(TimeDelta::seconds(2));
    app.settle().await;
    assert_eq!(now(&consultant, &sent).await.state, DeliveryState::Delivered, "found at the carrier");
    assert_eq!((carrier.requests(), carrier.carried().len()), (1, 1));
}

#[tokio::test]
async fn what_the_carrier_does_not_know_stays_unknown_for_a_person() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    for behaviour in [Behaviour::HangUp, Behaviour::Answer("500 Oops", "", "{}".to_owned())] {
        carrier.will([behaviour]);
        let sent = consultant.send_sms(&key(), &text(MARIA, "Hello")).await.unwrap();
        for _ in 0..6 {
            app.settle().await;
            app.clock.advance(TimeDelta::hours(2));
        }
        let unknown = now(&consultant, &sent).await;
        assert_eq!(unknown.state, DeliveryState::Unknown);
        assert!(unknown.state.may_be_sent_again());
    }
    assert_eq!((carrier.requests(), carrier.carried().len()), (2, 0), "asked to send once each");
}

#[tokio::test]
async fn a_report_settles_a_lost_answer_by_our_own_id() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    carrier.will([Behaviour::TakeAndHangUp]);
    let sent = consultant.send_sms("1", &text(MARIA, "Hello")).await.unwrap();
    app.settle().await;
    let carried = carrier.carried();
    assert!(carried[0].status_callback.ends_with(&format!("?m={}", sent.id)), "{:?}", carried[0]);
    carrier.report(&app, &carried[0], "delivered", None).await;
    assert_eq!(now(&consultant, &sent).await.state, DeliveryState::Delivered);
    app.clock.advance(TimeDelta::hours(1));
    app.settle().await;
    assert_eq!(carrier.requests(), 1);
}

#[tokio::test]
async fn a_report_that_comes_before_its_message_is_known_is_kept() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let path = app.app().sms.webhook(app.practice, WebhookAddress::Status).path().to_owned();
    // The carrier numbers its messages: this is what the first one will be called.
    let sid = format!("SM{:032x}", 1);
    for _ in 0..3 {
        let early = [("MessageSid", sid.as_str()), ("MessageStatus", "delivered")];
        assert_eq!(app.signed_webhook(&path, &early).await.status, 204);
    }
    let sent = consultant.send_sms("1", &text(MARIA, "Hello")).await.unwrap();
    app.settle().await;
    assert_eq!(now(&consultant, &sent).await.state, DeliveryState::Delivered);
}

#[tokio::test]
async fn an_error_is_not_wiped_out_by_a_later_report() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let sent = consultant.send_sms("1", &text(MARIA, "Hello")).await.unwrap();
    app.settle().await;
    let text = &carrier.carried()[0];
    carrier.report(&app, text, "undelivered", Some(30006)).await;
    carrier.report(&app, text, "failed", None).await;
    carrier.report(&app, text, "delivered", None).await;
    let failed = now(&consultant, &sent).await;
    assert_eq!(failed.state, DeliveryState::Undelivered);
    assert_eq!((failed.error_code, failed.advice), (Some(30006), Some(SmsAdvice::NotAMobile)));
    assert_eq!(consultant.notifications(None).await.unwrap().items.len(), 1, "told once");
}

#[tokio::test]
async fn a_process_killed_with_a_text_in_hand_leaves_it_unknown_and_sends_nothing_twice() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    // Nobody works while the text is written; then someone claims it and is never heard of again.
    let held = app.hold_worker().await;
    let sent = consultant.send_sms("1", &text(MARIA, "Hello")).await.unwrap();
    let dead = app.app().store.claim_sms(lease(&app, 1), 8).await.unwrap();
    assert_eq!((dead.len(), dead[0].message.state), (1, DeliveryState::Sending));
    drop(held);
    app.settle().await;
    assert_eq!(carrier.requests(), 0, "it is in somebody's hands");
    app.clock.advance(TimeDelta::seconds(61));
    app.settle().await;
    assert_eq!(now(&consultant, &sent).await.state, DeliveryState::Unknown);
    // The dead come back: what they learnt is true, what they would repeat is not done.
    let store = &app.app().store;
    let again = storage::sms::SmsOutcome::Later { due_at: app.app().now(), why: "late".to_owned() };
    store.settle_sms(dead[0].lease.clone(), again, app.app().now()).await.unwrap();
    app.settle().await;
    assert_eq!((carrier.requests(), now(&consultant, &sent).await.state), (0, DeliveryState::Unknown));
    let accepted = storage::sms::SmsOutcome::Accepted(storage::sms::SmsAccepted {
        provider_message_id: "SM-late".to_owned(),
        state: DeliveryState::Sending,
        segments: Some(1),
        failure: None,
    });
    store.settle_sms(dead[0].lease.clone(), accepted, app.app().now()).await.unwrap();
    for _ in 0..4 {
        app.clock.advance(TimeDelta::hours(1));
        app.settle().await;
    }
    assert_eq!(carrier.requests(), 0);
}

#[tokio::test]
async fn two_workers_never_hold_one_text_and_one_phone_gets_one_at_a_time() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let _held = app.hold_worker().await;
    for n in 0..3 {
        consultant.send_sms(&format!("a{n}"), &text(MARIA, &format!("{n}"))).await.unwrap();
        consultant.send_sms(&format!("b{n}"), &text("+15145550199", &format!("{n}"))).await.unwrap();
    }
    let store = &app.app().store;
    let (one, two) = tokio::join!(store.claim_sms(lease(&app, 1), 8), store.claim_sms(lease(&app, 2), 8));
    let claimed: Vec<_> = one.unwrap().into_iter().chain(two.unwrap()).collect();
    let mut bodies: Vec<_> =
        claimed.iter().map(|c| (c.thread.other_party.clone(), c.message.body.clone())).collect();
    bodies.sort();
    assert_eq!(bodies, [(MARIA.to_owned(), "0".to_owned()), ("+15145550199".to_owned(), "0".to_owned())]);
}
