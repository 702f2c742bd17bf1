//! How many texts and mails may be sent: by one person, by a practice, and after a restart.

use chrono::TimeDelta;
use testkit::{Actor, TestApp};
use wire::Code;
use wire::mail::NewMail;
use wire::sms::NewSms;

use crate::calls::key;

fn text(n: u32) -> NewSms {
    NewSms {
        to: "+15145550123".to_owned(),
        body: format!("Text {n}"),
        applicant: None,
        case: None,
        number_confirmed: false,
    }
}

async fn app() -> TestApp {
    TestApp::with(|config| {
        for budget in [&mut config.budgets.sms, &mut config.budgets.mail] {
            (budget.per_minute, budget.per_day, budget.practice_per_day) = (3, 5, 8);
        }
    })
    .await
}

/// What is answered, and after how many seconds it may be tried again.
async fn refused(who: &Actor, n: u32) -> (Option<Code>, u64) {
    let error = who.send_sms(&key(), &text(n)).await.unwrap_err();
    (error.code(), error.problem().and_then(|problem| problem.retry_after).unwrap())
}

#[tokio::test]
async fn a_person_sends_so_many_texts_a_minute_and_a_day_and_the_practice_so_many() {
    let mut app = app().await;
    let (one, two) = (app.consultant().await, app.assistant().await);
    for n in 0..3 {
        one.send_sms(&format!("k{n}"), &text(n)).await.unwrap();
    }
    assert_eq!(refused(&one, 3).await, (Some(Code::RateLimited), 60));
    one.send_sms("k2", &text(2)).await.expect("a repeated request sends nothing and is not refused");
    two.send_sms(&key(), &text(0)).await.expect("everyone has a budget of their own");
    app.clock.advance(TimeDelta::minutes(1));
    for n in 3..5 {
        one.send_sms(&key(), &text(n)).await.unwrap();
    }
    let (code, wait) = refused(&one, 5).await;
    assert_eq!(code, Some(Code::DailyLimit));
    assert!((80_000..=86_400).contains(&wait), "{wait}");
    app.settle().await;
    app.restart().await;
    let (one, two) = (app.consultant().await, app.assistant().await);
    assert_eq!(refused(&one, 6).await.0, Some(Code::DailyLimit), "a restart gives nobody a new one");
    for n in 0..2 {
        two.send_sms(&key(), &text(n)).await.unwrap();
    }
    assert_eq!(refused(&two, 2).await.0, Some(Code::PracticeDailyLimit));
    app.clock.advance(TimeDelta::days(1));
    one.send_sms(&key(), &text(7)).await.unwrap();
    app.settle().await;
}

#[tokio::test]
async fn what_was_refused_for_another_reason_costs_nothing() {
    let app = app().await;
    let one = app.consultant().await;
    for n in 0..6 {
        let nobody = Some(domain::ApplicantId::new(uuid::Uuid::now_v7()));
        one.send_sms(&key(), &NewSms { applicant: nobody, ..text(n) }).await.unwrap_err();
    }
    one.send_sms(&key(), &text(9)).await.unwrap();
    app.settle().await;
}

#[tokio::test]
async fn a_person_sends_so_many_mails_a_minute() {
    let app = app().await;
    let host = app.consultant().await;
    let call = crate::calls::scheduled(&app, &host).await;
    let mail = |n: u32| NewMail {
        kind: "message".to_owned(),
        call: Some(call.id),
        to: "maria@example.org".to_owned(),
        subject: format!("Mail {n}"),
        text: "Hello".to_owned(),
        ..NewMail::default()
    };
    for n in 0..3 {
        host.send_mail(&format!("m{n}"), &mail(n)).await.unwrap();
    }
    let error = host.send_mail(&key(), &mail(3)).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::RateLimited));
    host.send_mail("m1", &mail(1)).await.expect("a repeated request");
    // A letter that a change brings along is one of theirs.
    let cancelled = host.cancel_call(call.id, "Ill").await.unwrap_err();
    assert_eq!(cancelled.code(), Some(Code::RateLimited));
    app.clock.advance(TimeDelta::minutes(1));
    host.cancel_call(call.id, "Ill").await.unwrap();
    app.settle().await;
}
