//! A carrier that does not accept us: texts wait instead of being refused one after the other.

use super::*;
use domain::notification::NotificationKind;

/// What Twilio says to a wrong key.
fn refused() -> Behaviour {
    let words = r#"{"code":20003,"message":"Authenticate","status":401}"#;
    Behaviour::Answer("401 Unauthorized", "", words.to_owned())
}

async fn told(who: &Actor) -> usize {
    let bell = who.notifications(None).await.unwrap().items;
    bell.iter().filter(|line| line.fact.kind() == NotificationKind::SmsStopped).count()
}

#[tokio::test]
async fn bad_credentials_stop_the_channel_and_what_was_written_waits() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let (consultant, admin) = (app.consultant().await, app.admin().await);
    assert_eq!(consultant.sms_setup().await.unwrap().stopped, None);
    carrier.will(std::iter::repeat_n(refused(), 3));
    let first = consultant.send_sms("1", &text(MARIA, "One")).await.unwrap();
    app.settle().await;
    assert_eq!(now(&consultant, &first).await.state, DeliveryState::Queued, "not burnt");
    let mut sent = vec![first];
    for n in 0..5 {
        sent.push(consultant.send_sms(&key(), &text(&format!("+1514555010{n}"), "More")).await.unwrap());
    }
    app.settle().await;
    assert_eq!(carrier.requests(), 1, "the others do not knock at a door that is shut");
    for text in &sent {
        assert_eq!(now(&consultant, text).await.state, DeliveryState::Queued);
    }
    let stopped = consultant.sms_setup().await.unwrap().stopped.unwrap();
    assert_eq!((stopped.advice, stopped.code, stopped.waiting), (SmsAdvice::FixCredentials, 20003, 6));
    assert_eq!((told(&admin).await, told(&consultant).await), (1, 0), "those who can mend it");
    assert_eq!(app.stranger().await.sms_setup().await.unwrap().stopped, None);

    // One message tries now and then, and nobody is told again.
    for tries in 2..=3 {
        app.clock.advance(TimeDelta::minutes(5));
        app.settle().await;
        assert_eq!(carrier.requests(), tries);
    }
    assert_eq!(told(&admin).await, 1);
    // The key was mended: the next try is taken, and all the others follow, each once and in order.
    app.clock.advance(TimeDelta::minutes(5));
    app.settle().await;
    assert_eq!(carrier.carried().len(), 6);
    assert_eq!(carrier.carried()[0].body, "One");
    assert_eq!(consultant.sms_setup().await.unwrap().stopped, None);
    for text in &sent {
        assert_eq!(now(&consultant, text).await.state, DeliveryState::Sending);
    }
}

#[tokio::test]
async fn a_restart_keeps_the_channel_stopped_and_a_refusal_of_one_number_does_not_stop_it() {
    let carrier = FakeSmsProvider::start().await;
    let mut app = carrier.app().await;
    let consultant = app.consultant().await;
    carrier.will([Behaviour::Answer("400 Bad", "", r#"{"code":21610,"message":"STOP"}"#.to_owned())]);
    consultant.send_sms("1", &text(MARIA, "Hello")).await.unwrap();
    app.settle().await;
    assert_eq!(consultant.sms_setup().await.unwrap().stopped, None);
    carrier.will([refused()]);
    consultant.send_sms("2", &text(MARIA, "Hello again")).await.unwrap();
    app.settle().await;
    app.restart().await;
    app.settle().await;
    assert_eq!(carrier.requests(), 2, "nothing was tried anew");
    let consultant = app.consultant().await;
    assert!(consultant.sms_setup().await.unwrap().stopped.is_some());
}
