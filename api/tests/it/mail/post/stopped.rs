//! A mail server that does not accept us: letters wait instead of failing one after the other; and letters that a
//! person sends again.

use domain::mail::MailFault;
use domain::notification::NotificationKind;
use wire::Code;

use super::*;

async fn told(who: &Actor) -> usize {
    let bell = who.notifications(None).await.unwrap().items;
    bell.iter().filter(|line| line.fact.kind() == NotificationKind::MailStopped).count()
}

#[tokio::test]
async fn what_is_refused_before_the_recipient_stops_the_channel_and_keeps_the_letters() {
    for (refusal, fault) in [
        (Reception::Account("535 5.7.8 wrong password"), MailFault::Account),
        (Reception::Account("530 5.7.0 encrypt first"), MailFault::Account),
        (Reception::Greeting("554 5.7.1 blocked"), MailFault::Refused),
        (Reception::Hello("502 5.5.2 what?"), MailFault::Refused),
        (Reception::Sender("553 5.7.1 not your address"), MailFault::Sender),
    ] {
        let office = FakeSmtpServer::open().await;
        let app = office.app().await;
        let (host, admin) = (app.consultant().await, app.admin().await);
        assert_eq!(host.mail_setup().await.unwrap().stopped, None);
        office.will([refusal; 3]);
        let mut calls = Vec::new();
        for _ in 0..3 {
            calls.push(invited(&app, &host).await.0);
        }
        app.settle().await;
        assert_eq!(office.conversations(), 1, "the others do not knock at a door that is shut");
        for call in &calls {
            assert_eq!(now(&host, call).await.state, MailState::Queued);
        }
        let stopped = host.mail_setup().await.unwrap().stopped.unwrap();
        assert_eq!((stopped.fault, stopped.waiting, stopped.said), (fault, 3, None));
        let said = admin.mail_setup().await.unwrap().stopped.unwrap().said.unwrap();
        assert!(said.starts_with(&stopped.code.unwrap().to_string()), "{said}");
        assert_eq!((told(&admin).await, told(&host).await), (1, 0), "those who can mend it");
        assert_eq!(app.stranger().await.mail_setup().await.unwrap().stopped, None);
        for tries in 2..=3 {
            app.clock.advance(TimeDelta::minutes(5));
            app.settle().await;
            assert_eq!(office.conversations(), tries);
        }
        assert_eq!(told(&admin).await, 1, "once");
        app.clock.advance(TimeDelta::minutes(5));
        app.settle().await;
        assert_eq!(office.posted().len(), 3, "all follow, each once");
        assert_eq!(host.mail_setup().await.unwrap().stopped, None);
        for call in &calls {
            assert_eq!(now(&host, call).await.state, MailState::Sent);
        }
    }
}

#[tokio::test]
async fn letters_wait_for_a_server_that_is_away_however_long() {
    let mut office = FakeSmtpServer::open().await;
    let mut app = office.app().await;
    office.close().await;
    let (host, admin) = (app.consultant().await, app.admin().await);
    let (call, _) = invited(&app, &host).await;
    for _ in 0..2 * domain::outbox::RetryRule::MAIL.attempts {
        app.settle().await;
        app.clock.advance(TimeDelta::hours(3));
    }
    assert_eq!(now(&host, &call).await.state, MailState::Queued);
    assert_eq!(told(&admin).await, 1);
    let stopped = host.mail_setup().await.unwrap().stopped.unwrap();
    assert_eq!((stopped.fault, stopped.code), (MailFault::Unreachable, None));
    office.reopen().await;
    app.restart().await;
    // The server's own worker may have tried once more before it was open: then it waits its pause.
    app.clock.advance(TimeDelta::minutes(5));
    app.settle().await;
    let host = app.consultant().await;
    assert_eq!(now(&host, &call).await.state, MailState::Sent);
    assert_eq!(office.posted().len(), 1);
}

#[tokio::test]
async fn what_mends_itself_is_told_only_when_it_lasts() {
    let office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let (host, admin) = (app.consultant().await, app.admin().await);
    office.will([Reception::Greeting("421 4.3.2 too busy"); 3]);
    let (call, _) = invited(&app, &host).await;
    app.settle().await;
    assert_eq!(told(&admin).await, 0);
    assert_eq!(host.mail_setup().await.unwrap().stopped.unwrap().fault, MailFault::Busy);
    app.clock.advance(TimeDelta::minutes(5));
    app.settle().await;
    assert_eq!(told(&admin).await, 0);
    app.clock.advance(TimeDelta::minutes(5));
    app.settle().await;
    assert_eq!(told(&admin).await, 1);
    app.clock.advance(TimeDelta::minutes(5));
    app.settle().await;
    assert_eq!(now(&host, &call).await.state, MailState::Sent);
}

#[tokio::test]
async fn a_refusal_of_one_recipient_or_text_stops_nothing() {
    let office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let host = app.consultant().await;
    office.will([Reception::Recipient("550 no such mailbox"), Reception::Text("554 spam")]);
    for _ in 0..3 {
        invited(&app, &host).await;
        app.settle().await;
    }
    assert_eq!(host.mail_setup().await.unwrap().stopped, None);
    assert_eq!((office.conversations(), office.posted().len()), (3, 1));
}

fn message_id(posted: &testkit::fake_smtp_server::Posted) -> &str {
    posted.text.lines().find(|line| line.starts_with("Message-ID:")).unwrap()
}

#[tokio::test]
async fn a_person_sends_a_failed_letter_again_and_an_unknown_one_knowing_that_it_may_arrive_twice() {
    let office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let (host, viewer, stranger) = (app.consultant().await, app.viewer().await, app.stranger().await);
    office.will([Reception::Recipient("550 full"), Reception::HangUpAfterText]);
    let (call, mail) = invited(&app, &host).await;
    app.settle().await;
    assert_eq!(now(&host, &call).await.state, MailState::Failed);
    let refused = viewer.resend_mail(mail.id, false).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::Forbidden));
    assert_eq!(stranger.resend_mail(mail.id, false).await.unwrap_err().code(), Some(Code::NotFound));
    assert_eq!(host.resend_mail(mail.id, false).await.unwrap().state, MailState::Queued);
    assert_eq!(host.resend_mail(mail.id, false).await.unwrap_err().code(), Some(Code::WrongState));
    app.settle().await;
    assert_eq!(now(&host, &call).await.state, MailState::Unknown);
    let asked = host.resend_mail(mail.id, false).await.unwrap_err();
    assert_eq!(asked.code(), Some(Code::MayArriveTwice));
    app.settle().await;
    assert_eq!(office.posted().len(), 1, "nothing went by itself");
    host.resend_mail(mail.id, true).await.unwrap();
    app.settle().await;
    assert_eq!(now(&host, &call).await.state, MailState::Sent);
    let posted = office.posted();
    assert_eq!(posted.len(), 2);
    assert_eq!(message_id(&posted[0]), message_id(&posted[1]), "mail programs show it once");
    assert_eq!(host.resend_mail(mail.id, true).await.unwrap_err().code(), Some(Code::WrongState));
}

#[tokio::test]
async fn what_is_no_longer_so_is_not_sent_again() {
    let office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let host = app.consultant().await;
    office.will([Reception::Recipient("550 full")]);
    let (call, mail) = invited(&app, &host).await;
    app.settle().await;
    host.cancel_call(call.id, "The officer is ill").await.unwrap();
    app.settle().await;
    let refused = host.resend_mail(mail.id, true).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::MailObsolete));
    assert!(office.posted().is_empty(), "the client never knew of the call");
}
