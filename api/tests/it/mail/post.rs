//! Mail through the worker to a mail server: sent and on the record, refused, waiting for a server that is away, and in
//! the order of what happened to a call.

mod order;
mod stopped;

use chrono::TimeDelta;
use domain::calls::CallPurpose;
use domain::cases::{CaseRole, CaseType};
use domain::event::RecordRef;
use domain::mail::MailState;
use domain::notification::NotificationKind;
use domain::timeline::TimelineKind;
use testkit::fake_smtp_server::{FakeSmtpServer, Reception};
use testkit::{Actor, TestApp};
use wire::calls::{Call, NewCall};
use wire::cases::{NewCase, NewCasePerson};
use wire::mail::{Mail, MailQuery, NewMail};
use wire::records::{TimelineEntry, TimelineQuery};

use crate::calls::{key, link, new_call};

/// A call about a case, and its invitation on the way.
async fn invited(app: &TestApp, host: &Actor) -> (Call, Mail) {
    let maria = crate::calls::applicant(host, "María").await;
    let person = NewCasePerson { applicant: maria, role: CaseRole::Principal };
    let case = NewCase { case_type: CaseType::Other, people: vec![person], ..NewCase::default() };
    let case = host.create_case(&key(), &case).await.unwrap().id;
    let new = NewCall {
        case: Some(case),
        purpose: CallPurpose::Consultation.to_string(),
        // Far enough ahead for every server to come back.
        starts_at: (app.app().now() + TimeDelta::days(60)).to_rfc3339(),
        ..new_call(app, Some(maria))
    };
    let call = host.schedule_call(&key(), &new).await.unwrap();
    let draft = host.call_invitation(call.id).await.unwrap();
    let mail = NewMail {
        kind: "invitation".to_owned(),
        call: Some(call.id),
        call_version: Some(draft.call_version),
        to: draft.to.unwrap(),
        subject: draft.subject,
        text: format!("{}\n.\nSee you soon — à bientôt", draft.text),
        ..NewMail::default()
    };
    let mail = host.send_mail(&key(), &mail).await.unwrap();
    (call, mail)
}

/// The newest letter about a call.
async fn now(host: &Actor, call: &Call) -> Mail {
    letters(host, call).await.remove(0)
}

/// All of them, newest first.
async fn letters(host: &Actor, call: &Call) -> Vec<Mail> {
    let of_call = MailQuery { call: Some(call.id), ..MailQuery::default() };
    host.mails(&of_call).await.unwrap().items
}

#[tokio::test]
async fn the_invitation_reaches_the_mail_server_and_both_records_v23() {
    let office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let host = app.consultant().await;
    let (call, mail) = invited(&app, &host).await;
    app.settle().await;
    let posted = office.posted();
    assert_eq!(posted.len(), 1, "{posted:?}");
    assert_eq!((posted[0].from.as_str(), posted[0].to.as_str()), ("office@one.example", "maria@example.org"));
    let header = |name: &str| posted[0].text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    assert!(header("From:").contains("Practice one"), "{}", posted[0].text);
    assert!(header("Reply-To:").contains("office@one.example"), "{}", posted[0].text);
    assert!(header("Message-ID:").contains(&mail.id.as_uuid().simple().to_string()), "{}", posted[0].text);
    // Lines are folded on the way; the link is one word and the dot of its own is still there.
    let text = posted[0].text.replace("=\n", "");
    assert!(text.contains(&link(&call)) && text.contains("\n.\n"), "{text}");

    let sent = now(&host, &call).await;
    assert_eq!((sent.state, sent.sent_at), (MailState::Sent, Some(app.app().now())));
    assert!(!sent.kept_in_mailbox);
    assert!(host.mailbox(None).await.unwrap().items.is_empty());
    let case = call.case.as_ref().unwrap().id;
    for record in [RecordRef::Applicant(call.applicant.id), RecordRef::Case(case)] {
        let lines = host.timeline(record, &TimelineQuery::default()).await.unwrap().items;
        let lines: Vec<_> =
            lines.iter().filter(|line| line.fact.kind() == TimelineKind::MailWritten).collect();
        assert_eq!(lines.len(), 1, "{record}");
        assert_eq!(lines[0].subject, Some(mail.id.as_uuid()));
        let standing = lines[0].mail.as_ref().unwrap();
        assert_eq!((standing.state, standing.to.as_str()), (MailState::Sent, "maria@example.org"));
    }
}

#[tokio::test]
async fn a_refused_recipient_is_shown_and_not_tried_again() {
    let office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let host = app.consultant().await;
    for refusal in [
        Reception::Recipient("550 5.1.1 no such mailbox"),
        Reception::Text("552 5.3.4 too large"),
        Reception::Bytes(b"554 5.6.0 refus\xe9\r\n"),
    ] {
        office.will([refusal]);
        let came = office.conversations();
        let (call, _) = invited(&app, &host).await;
        app.settle().await;
        let failed = now(&host, &call).await;
        let words = match refusal {
            Reception::Recipient(words) | Reception::Text(words) => words,
            _ => "554 5.6.0 refusé",
        };
        assert_eq!((failed.state, failed.sent_at), (MailState::Failed, None));
        assert!(failed.error.as_ref().unwrap().contains(&words[10..]), "{:?}", failed.error);
        app.clock.advance(TimeDelta::days(2));
        app.settle().await;
        assert_eq!(office.conversations() - came, 1, "{words}");
        let bell = host.notifications(None).await.unwrap().items;
        assert_eq!(bell[0].fact.kind(), NotificationKind::MailFailed);
        assert_eq!(bell[0].fact.link(), format!("/mails/{}", failed.id));
        let opened = host.mail(failed.id).await.unwrap();
        assert_eq!((opened.state, opened.text), (MailState::Failed, failed.text));
        let line = line(&host, &call).await;
        assert_eq!(line.mail.unwrap().state, MailState::Failed, "the record does not say that it was sent");
    }
    assert_eq!(host.notifications(None).await.unwrap().unseen, 3, "once for each");
    assert!(office.posted().is_empty());
}

#[tokio::test]
async fn a_server_that_is_busy_or_away_gets_it_later_and_once() {
    let mut office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let host = app.consultant().await;
    office.will([Reception::Recipient("450 4.2.0 greylisted"), Reception::Text("451 4.3.0 try again later")]);
    let (call, _) = invited(&app, &host).await;
    app.settle().await;
    let waiting = now(&host, &call).await;
    assert_eq!(waiting.state, MailState::Queued);
    assert!(waiting.error.unwrap().contains("greylisted"), "why it has not left yet");
    office.close().await;
    for hours in 1..=3 {
        app.clock.advance(TimeDelta::hours(3));
        app.settle().await;
        assert_eq!(now(&host, &call).await.state, MailState::Queued, "after {hours} tries without a server");
    }
    assert_eq!(office.conversations(), 1);
    office.reopen().await;
    for _ in 0..2 {
        app.clock.advance(TimeDelta::hours(3));
        app.settle().await;
    }
    assert_eq!(office.conversations(), 3, "busy once more, then taken");
    let sent = now(&host, &call).await;
    assert_eq!((sent.state, sent.error), (MailState::Sent, None));
    app.clock.advance(TimeDelta::days(1));
    app.settle().await;
    assert_eq!(office.posted().len(), 1);
}

#[tokio::test]
async fn a_mail_whose_outcome_is_not_known_is_never_sent_again_by_itself() {
    let office = FakeSmtpServer::open().await;
    let mut app = office.app().await;
    let host = app.consultant().await;
    office.will([Reception::HangUpAfterText]);
    let (call, _) = invited(&app, &host).await;
    app.settle().await;
    assert_eq!(now(&host, &call).await.state, MailState::Unknown);
    app.restart().await;
    app.clock.advance(TimeDelta::days(1));
    app.settle().await;
    assert_eq!((office.posted().len(), office.conversations()), (1, 1));
}

#[tokio::test]
async fn digits_that_say_taken_are_believed_whatever_the_text_is() {
    let office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let host = app.consultant().await;
    office.will([Reception::Bytes(b"250 re\xe7u, merci\r\n")]);
    let (call, _) = invited(&app, &host).await;
    app.settle().await;
    assert_eq!(now(&host, &call).await.state, MailState::Sent);
    assert_eq!((office.posted().len(), office.conversations()), (1, 1));
}

/// The line of the call's newest letter in the history of its applicant.
async fn line(host: &Actor, call: &Call) -> TimelineEntry {
    let record = RecordRef::Applicant(call.applicant.id);
    let lines = host.timeline(record, &TimelineQuery::default()).await.unwrap().items;
    lines.into_iter().find(|line| line.mail.is_some()).unwrap()
}
