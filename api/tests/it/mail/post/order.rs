//! Letters about one call that waited: they leave in order, and only those that are still true.

use domain::mail::{MailKind, Obsolete};
use domain::notification::NotificationKind;
use wire::calls::{CallChange, LinkGuests};

use super::*;

/// The call with another beginning, told to the client.
async fn moved(host: &Actor, call: &Call, days: i64) -> Call {
    let now = host.call(call.id).await.unwrap();
    let change = CallChange {
        title: now.title.clone(),
        purpose: now.purpose.to_string(),
        starts_at: Some((call.starts_at + TimeDelta::days(days)).to_rfc3339()),
        time_zone: Some(now.time_zone.clone()),
        minutes: now.minutes,
        waiting_room: now.waiting_room,
        notify_client: true,
        ..CallChange::default()
    };
    host.change_call(call.id, now.version, &change).await.unwrap()
}

async fn states(host: &Actor, call: &Call) -> Vec<(MailKind, MailState, Option<Obsolete>)> {
    let mut letters = letters(host, call).await;
    letters.reverse();
    letters.into_iter().map(|mail| (mail.kind, mail.state, mail.obsolete)).collect()
}

fn day(call: &Call, days: i64) -> String {
    (call.starts_at + TimeDelta::days(days)).format("%B %-d").to_string()
}

use MailKind::{Cancellation, Invitation, Reschedule};
use MailState::{Queued, Sent};

#[tokio::test]
async fn an_invitation_that_waited_while_the_call_moved_goes_with_the_new_time() {
    let mut office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let host = app.consultant().await;
    office.close().await;
    let (call, _) = invited(&app, &host).await;
    app.settle().await;
    moved(&host, &call, 1).await;
    moved(&host, &call, 2).await;
    let old = |kind| (kind, MailState::Obsolete, Some(Obsolete::Moved));
    assert_eq!(
        states(&host, &call).await,
        [old(Invitation), old(Invitation), (Invitation, Queued, None)],
        "the record says so at once"
    );
    office.reopen().await;
    app.clock.advance(TimeDelta::minutes(5));
    app.settle().await;
    let posted = office.posted();
    assert_eq!(posted.len(), 1, "{posted:?}");
    assert!(posted[0].text.contains(&day(&call, 2)), "{}", posted[0].text);
    assert!(!posted[0].text.contains(&day(&call, 0)), "{}", posted[0].text);
}

#[tokio::test]
async fn of_two_moves_that_waited_the_newest_goes_and_names_what_the_client_last_read() {
    let mut office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let host = app.consultant().await;
    let (call, _) = invited(&app, &host).await;
    app.settle().await;
    office.close().await;
    moved(&host, &call, 1).await;
    app.settle().await;
    moved(&host, &call, 2).await;
    office.reopen().await;
    app.clock.advance(TimeDelta::minutes(5));
    app.settle().await;
    assert_eq!(
        states(&host, &call).await,
        [
            (Invitation, Sent, None),
            (Reschedule, MailState::Obsolete, Some(Obsolete::Moved)),
            (Reschedule, Sent, None)
        ]
    );
    let text = office.posted()[1].text.replace("=\n", "");
    let line = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert!(line("Before:").contains(&day(&call, 0)), "{text}");
    assert!(line("Now:").contains(&day(&call, 2)), "{text}");
    assert!(!text.contains(&day(&call, 1)), "{text}");
}

#[tokio::test]
async fn a_call_that_moved_there_and_back_needs_no_letter() {
    let mut office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let host = app.consultant().await;
    let (call, _) = invited(&app, &host).await;
    app.settle().await;
    office.close().await;
    moved(&host, &call, 1).await;
    app.settle().await;
    moved(&host, &call, 0).await;
    office.reopen().await;
    app.clock.advance(TimeDelta::minutes(5));
    app.settle().await;
    let expected = [(Invitation, Sent, None), (Reschedule, MailState::Obsolete, Some(Obsolete::Moved))];
    assert_eq!(states(&host, &call).await, expected);
    assert_eq!(office.posted().len(), 1);
}

#[tokio::test]
async fn a_cancellation_names_the_time_that_the_client_knows_and_is_needless_where_none_does() {
    let mut office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let host = app.consultant().await;
    let (told, _) = invited(&app, &host).await;
    app.settle().await;
    office.close().await;
    let (untold, _) = invited(&app, &host).await;
    app.settle().await;
    moved(&host, &told, 1).await;
    for call in [&told, &untold] {
        host.cancel_call(call.id, "The officer is ill").await.unwrap();
    }
    office.reopen().await;
    app.clock.advance(TimeDelta::minutes(5));
    app.settle().await;
    assert_eq!(
        states(&host, &told).await,
        [
            (Invitation, Sent, None),
            (Reschedule, MailState::Obsolete, Some(Obsolete::Cancelled)),
            (Cancellation, Sent, None)
        ]
    );
    let nothing = [(Invitation, MailState::Obsolete, Some(Obsolete::Cancelled))];
    assert_eq!(states(&host, &untold).await, nothing);
    assert_eq!(office.posted().len(), 2);
    assert!(office.posted()[1].text.contains(&day(&told, 0)), "{}", office.posted()[1].text);
    let line = line(&host, &untold).await.mail.unwrap();
    assert_eq!(line.obsolete, Some(Obsolete::Cancelled));
}

#[tokio::test]
async fn a_letter_waits_for_the_one_before_it() {
    let office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let host = app.consultant().await;
    office.will([Reception::Recipient("450 greylisted")]);
    let (call, mail) = invited(&app, &host).await;
    app.settle().await;
    let other = NewMail {
        kind: "message".to_owned(),
        call: Some(call.id),
        to: "maria@example.org".to_owned(),
        subject: "Bring your passport".to_owned(),
        text: "And a pen.".to_owned(),
        ..NewMail::default()
    };
    host.send_mail(&key(), &other).await.unwrap();
    // Another call's letters do not wait.
    invited(&app, &host).await;
    app.settle().await;
    assert_eq!(office.posted().len(), 1);
    app.clock.advance(TimeDelta::hours(3));
    app.settle().await;
    let posted = office.posted();
    assert_eq!(posted.len(), 3);
    assert!(posted[1].text.contains(&mail.id.as_uuid().simple().to_string()), "the earlier one first");
    assert!(posted[2].text.contains("Bring your passport"));
}

#[tokio::test]
async fn a_letter_with_a_link_that_was_withdrawn_stays_here_and_its_author_hears_of_it() {
    let mut office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let host = app.consultant().await;
    office.close().await;
    let (call, mail) = invited(&app, &host).await;
    app.settle().await;
    host.revoke_call_link(call.id, LinkGuests::Keep).await.unwrap();
    office.reopen().await;
    app.clock.advance(TimeDelta::minutes(5));
    app.settle().await;
    let expected = [(Invitation, MailState::Obsolete, Some(Obsolete::Link))];
    assert_eq!(states(&host, &call).await, expected);
    assert!(office.posted().is_empty());
    let bell = host.notifications(None).await.unwrap().items;
    assert_eq!(bell[0].fact.kind(), NotificationKind::MailObsolete);
    assert_eq!(bell[0].fact.link(), format!("/mails/{}", mail.id));
}

#[tokio::test]
async fn a_second_invitation_takes_the_place_of_one_that_waits() {
    let mut office = FakeSmtpServer::open().await;
    let app = office.app().await;
    let host = app.consultant().await;
    office.close().await;
    let (call, _) = invited(&app, &host).await;
    app.settle().await;
    let draft = host.call_invitation(call.id).await.unwrap();
    for to in ["maria@example.org", "father@example.org"] {
        let again = NewMail {
            kind: "invitation".to_owned(),
            call: Some(call.id),
            call_version: Some(draft.call_version),
            to: to.to_owned(),
            subject: draft.subject.clone(),
            text: draft.text.clone(),
            ..NewMail::default()
        };
        host.send_mail(&key(), &again).await.unwrap();
    }
    office.reopen().await;
    app.clock.advance(TimeDelta::minutes(5));
    app.settle().await;
    assert_eq!(
        states(&host, &call).await,
        [
            (Invitation, MailState::Obsolete, Some(Obsolete::Replaced)),
            (Invitation, Sent, None),
            (Invitation, Sent, None)
        ]
    );
}
