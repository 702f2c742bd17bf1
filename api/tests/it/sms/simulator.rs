//! The simulated carrier: the default path is the real path.

use super::*;
use api::simulator::SimulatorAccounts;
use wire::sms::PhoneMessage;

#[tokio::test]
async fn a_text_reaches_the_phone_on_screen_and_its_answer_the_inbox_s2_s17() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    assert!(consultant.sms_setup().await.unwrap().simulated);
    let maria = applicant(&consultant, "María", MARIA).await;
    let new = NewSms { applicant: Some(maria), ..text(MARIA, "Rendez-vous à 10 h ✓") };
    let sent = consultant.send_sms("1", &new).await.unwrap();
    app.settle().await;
    assert_eq!(now(&consultant, &sent).await.state, DeliveryState::Delivered);
    consultant.write_from_phone(MARIA, "J’y serai").await.unwrap();
    app.settle().await;
    let phones = consultant.simulated_phones().await.unwrap().phones;
    let shown: Vec<_> = phones[0]
        .messages
        .iter()
        .map(|PhoneMessage { direction, body, .. }| (*direction, body.as_str()))
        .collect();
    assert_eq!(phones[0].number, MARIA);
    assert_eq!(shown, [(Direction::In, "Rendez-vous à 10 h ✓"), (Direction::Out, "J’y serai")]);
    let record = consultant.applicant_sms(maria, None).await.unwrap().items;
    assert_eq!(record[0].body, "J’y serai");
    assert_eq!(consultant.unread_sms().await.unwrap().messages, 1);
}

#[tokio::test]
async fn the_magic_numbers_refuse_as_twilio_does() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    for (to, code, advice) in [
        ("+15005550001", 21211, SmsAdvice::CheckNumber),
        ("+15005550002", 21612, SmsAdvice::Unreachable),
        ("+15005550003", 21408, SmsAdvice::EnableRegion),
        ("+15005550004", 21610, SmsAdvice::OptedOut),
        ("+15005550009", 21614, SmsAdvice::NotAMobile),
    ] {
        let sent = consultant.send_sms(&key(), &text(to, "Hello")).await.unwrap();
        app.settle().await;
        let failed = now(&consultant, &sent).await;
        assert_eq!(
            (failed.state, failed.error_code, failed.advice),
            (DeliveryState::Failed, Some(code), Some(advice)),
            "{to}"
        );
    }
}

#[tokio::test]
async fn a_restart_loses_nothing_that_was_accepted() {
    let mut app = TestApp::start().await;
    let consultant = app.consultant().await;
    for n in 0..10 {
        consultant.send_sms(&n.to_string(), &text(MARIA, &format!("text {n}"))).await.unwrap();
    }
    app.restart().await;
    app.settle().await;
    let consultant = app.consultant().await;
    let phones = consultant.simulated_phones().await.unwrap().phones;
    let bodies: Vec<_> = phones[0].messages.iter().map(|m| m.body.clone()).collect();
    assert_eq!(bodies, (0..10).map(|n| format!("text {n}")).collect::<Vec<_>>(), "each once, in order");
}

#[tokio::test]
async fn a_strangers_carrier_is_not_served() {
    let app = TestApp::start().await;
    let path =
        format!("/simulator/2010-04-01/Accounts/{}/Messages.json", SimulatorAccounts::sid(app.practice));
    let form = ("content-type", "application/x-www-form-urlencoded");
    let body = b"To=%2B15145550123&From=%2B14385550100&Body=x";
    for authorization in ["", "Basic QUM6dG9rZW4=", "Bearer x"] {
        let headers = [form, ("authorization", authorization)];
        let answer = app.client().raw("POST", &path, &headers, body).await.unwrap();
        assert_eq!(answer.status, 401, "{authorization}: {}", answer.body);
    }
    let carrier = FakeSmsProvider::start().await;
    let real = carrier.app().await;
    let consultant = real.consultant().await;
    assert_eq!(consultant.simulated_phones().await.unwrap_err().code(), Some(Code::NotFound));
    let nobody = app.client().simulated_phones().await.unwrap_err();
    assert_eq!(nobody.code(), Some(Code::Unauthenticated));
}
