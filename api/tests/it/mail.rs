//! Mail to clients: the invitation, what is refused, where it is filed, and the mailbox.

mod post;

use domain::event::RecordRef;
use domain::mail::{MailKind, MailState};
use testkit::TestApp;
use wire::Code;
use wire::mail::{MailQuery, MailboxQuery, NewMail};

use crate::calls::{key, link, scheduled};

#[tokio::test]
async fn the_invitation_is_drafted_and_nothing_is_sent_v19_v20_v21_v22() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = scheduled(&app, &host).await;
    let draft = host.call_invitation(call.id).await.unwrap();
    assert_eq!(draft.to.as_deref(), Some("maria@example.org"));
    assert_eq!(draft.subject, "Video call invitation — March 2, 2026");
    // 15:10 UTC is 07:10 where the client lives and 10:10 at the practice.
    for part in [
        call.link.as_deref().unwrap(),
        "Monday, March 2, 2026",
        "07:10 (Vancouver",
        "10:10 (Toronto",
        "How to join",
    ] {
        assert!(draft.text.contains(part), "{part} in\n{}", draft.text);
    }
    let of_call = MailQuery { call: Some(call.id), ..MailQuery::default() };
    assert!(host.mails(&of_call).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn what_was_edited_is_what_is_sent_and_filed_v23() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = scheduled(&app, &host).await;
    let draft = host.call_invitation(call.id).await.unwrap();
    let mail = NewMail {
        kind: "invitation".to_owned(),
        call: Some(call.id),
        call_version: Some(draft.call_version),
        to: draft.to.unwrap(),
        subject: draft.subject,
        text: format!("{}\n\nBring your passport.", draft.text),
        ..NewMail::default()
    };
    let key = key();
    let sent = host.send_mail(&key, &mail).await.unwrap();
    assert_eq!(host.send_mail(&key, &mail).await.unwrap().id, sent.id, "one mail per key");
    assert_eq!((sent.kind, sent.applicant), (MailKind::Invitation, Some(call.applicant.id)));
    app.settle().await;
    let of_applicant = MailQuery { applicant: Some(call.applicant.id), ..MailQuery::default() };
    let mails = host.mails(&of_applicant).await.unwrap().items;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].state, MailState::Sent);
    assert!(mails[0].text.ends_with("Bring your passport."));

    let mailbox = host.mailbox(None).await.unwrap();
    assert!(mailbox.in_use);
    assert!(mailbox.items[0].text.contains(&link(&call)));
    let record = RecordRef::Applicant(call.applicant.id);
    let lines =
        app.app().store.practice(app.practice).timeline().list(record, true, None, None, 10).await.unwrap();
    assert_eq!(lines.iter().filter(|line| line.kind == "mail_written").count(), 1);
}

#[tokio::test]
async fn what_could_harm_is_refused_by_field() {
    let app = TestApp::start().await;
    let (host, viewer, stranger) = (app.consultant().await, app.viewer().await, app.stranger().await);
    let call = scheduled(&app, &host).await;
    let good = NewMail {
        kind: "message".to_owned(),
        call: Some(call.id),
        to: "maria@example.org".to_owned(),
        subject: "Your call".to_owned(),
        text: "Hello".to_owned(),
        ..NewMail::default()
    };
    for (field, bad) in [
        ("subject", NewMail { subject: "Call\r\nBcc: all@example.org".to_owned(), ..good.clone() }),
        ("subject", NewMail { subject: "For {{name}}".to_owned(), ..good.clone() }),
        ("text", NewMail { text: "Dear {{name}}".to_owned(), ..good.clone() }),
        ("text", NewMail { text: " ".to_owned(), ..good.clone() }),
        ("to", NewMail { to: "a@b.example, c@d.example".to_owned(), ..good.clone() }),
        ("kind", NewMail { kind: "password_reset".to_owned(), ..good.clone() }),
        ("applicant", NewMail { call: None, ..good.clone() }),
    ] {
        let error = host.send_mail(&key(), &bad).await.unwrap_err();
        assert!(error.field(field).is_some(), "{field}: {error:?}");
    }
    assert_eq!(viewer.send_mail(&key(), &good).await.unwrap_err().code(), Some(Code::Forbidden));
    assert!(stranger.send_mail(&key(), &good).await.unwrap_err().field("call").is_some());
    assert!(stranger.mailbox(None).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_cancellation_is_mailed_with_its_reason() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = scheduled(&app, &host).await;
    host.cancel_call(call.id, "The officer is ill").await.unwrap();
    app.settle().await;
    let of_call = MailQuery { call: Some(call.id), ..MailQuery::default() };
    let mails = host.mails(&of_call).await.unwrap().items;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].kind, MailKind::Cancellation);
    assert!(mails[0].text.contains("The officer is ill"));
}

#[tokio::test]
async fn the_mailbox_pages_to_its_end_and_is_searched() {
    let app = TestApp::with(|config| config.budgets.mail.per_minute = 1_000).await;
    let host = app.consultant().await;
    let call = scheduled(&app, &host).await;
    for n in 0..120 {
        let mail = NewMail {
            kind: "message".to_owned(),
            call: Some(call.id),
            to: "maria@example.org".to_owned(),
            subject: if n == 3 { "Déjà reçu".to_owned() } else { format!("Mail {n}") },
            text: if n == 5 { "About the passport".to_owned() } else { "Hello".to_owned() },
            ..NewMail::default()
        };
        host.send_mail(&format!("m{n}"), &mail).await.unwrap();
    }
    app.settle().await;
    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let page = host.mailbox(cursor.as_deref()).await.unwrap();
        seen.extend(page.items.into_iter().map(|mail| mail.id));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 120);
    for (words, expected) in [
        ("deja RECU", 1),
        ("passport", 1),
        ("maria@example.org mail", 119),
        ("nothing of the kind", 0),
        (" ", 50),
    ] {
        let query = MailboxQuery { q: Some(words.to_owned()), ..MailboxQuery::default() };
        let found = host.mailbox_page(&query).await.unwrap();
        let shown = expected.min(50);
        assert_eq!((found.items.len(), found.next_cursor.is_some()), (shown, expected >= 50), "{words}");
    }
}
