//! When calls are: by the rules of today, to the second, in the words that each side reads, and to the last of a list.

use chrono::{DateTime, TimeDelta, Utc};
use domain::mail::MailKind;
use testkit::{Actor, TestApp};
use wire::Code;
use wire::applicants::{NewApplicant, NewEmail, NewPhone};
use wire::calls::{Call, CallChange, CallQuery, LinkGuests, NewCall};
use wire::mail::{Mail, MailQuery, NewMail};

use crate::calls::{applicant, key, link, new_call};

async fn at(app: &TestApp, host: &Actor, starts_at: &str, time_zone: &str) -> Call {
    let maria = applicant(host, "María").await;
    let new = NewCall {
        starts_at: starts_at.to_owned(),
        time_zone: time_zone.to_owned(),
        ..new_call(app, Some(maria))
    };
    host.schedule_call(&key(), &new).await.unwrap()
}

/// The whole form as a browser sends it, with a wall clock's time.
fn form(call: &Call) -> CallChange {
    CallChange {
        title: call.title.clone(),
        purpose: call.purpose.to_string(),
        starts_at: Some(call.local_start.format("%Y-%m-%dT%H:%M").to_string()),
        time_zone: Some(call.time_zone.clone()),
        minutes: call.minutes,
        waiting_room: call.waiting_room,
        notify_client: true,
        ..CallChange::default()
    }
}

async fn letters(host: &Actor, call: &Call) -> Vec<Mail> {
    let of_call = MailQuery { call: Some(call.id), ..MailQuery::default() };
    host.mails(&of_call).await.unwrap().items
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_time_in_vancouver_is_read_and_told_by_the_rules_of_2026() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    for (zone, expected, local) in [
        ("America/Vancouver", "2026-12-01T21:00:00Z", "2026-12-01T14:00:00-07:00"),
        ("America/Edmonton", "2026-12-01T20:00:00Z", "2026-12-01T14:00:00-06:00"),
        ("America/Winnipeg", "2026-12-01T19:00:00Z", "2026-12-01T14:00:00-05:00"),
        ("America/Inuvik", "2026-12-01T20:00:00Z", "2026-12-01T14:00:00-06:00"),
        ("America/Havana", "2026-12-01T18:00:00Z", "2026-12-01T14:00:00-04:00"),
        ("Africa/Casablanca", "2026-12-01T14:00:00Z", "2026-12-01T14:00:00+00:00"),
        ("America/Toronto", "2026-12-01T19:00:00Z", "2026-12-01T14:00:00-05:00"),
        ("UTC", "2026-12-01T14:00:00Z", "2026-12-01T14:00:00+00:00"),
    ] {
        let call = at(&app, &host, "2026-12-01T14:00", zone).await;
        assert_eq!(call.starts_at, instant(expected), "{zone}");
        assert_eq!(call.local_start.to_rfc3339(), local, "{zone}");
    }
    // The client's page, the letter and the record say the same hour.
    let call = at(&app, &host, "2026-12-01T21:00:00Z", "America/Toronto").await;
    assert_eq!(call.applicant.local_start.to_rfc3339(), "2026-12-01T14:00:00-07:00");
    let page = app.client().guest_call_in(&link(&call), "America/Vancouver").await.unwrap();
    assert_eq!(page.clocks.starts_at.to_rfc3339(), "2026-12-01T14:00:00-07:00");
    assert_eq!(page.clocks.opens_at.to_rfc3339(), "2026-12-01T13:45:00-07:00");
    assert_eq!(page.clocks.practice_starts_at.to_rfc3339(), "2026-12-01T16:00:00-05:00");
    let text = host.call_invitation(call.id).await.unwrap().text;
    let expected = "Time: 14:00 (Vancouver, UTC−07:00) / 16:00 (Toronto, UTC−05:00)";
    assert!(text.contains(expected), "{text}");
    let kolkata = app.client().guest_call_in(&link(&call), "Asia/Calcutta").await.unwrap();
    assert_eq!(kolkata.clocks.time_zone, "Asia/Kolkata");
    for unknown in ["Mars/Base", "", "../etc/passwd"] {
        let page = app.client().guest_call_in(&link(&call), unknown).await.unwrap();
        assert_eq!(page.clocks.time_zone, "America/Toronto", "{unknown}");
    }
}

#[tokio::test]
async fn an_edit_that_touches_only_the_title_keeps_the_instant_and_writes_to_nobody() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    for (starts_at, zone) in [
        ("2026-12-01T21:00:00Z", "America/Vancouver"),
        // The second half past one of the night in which the clocks go back, and the first.
        ("2027-11-07T06:30:00Z", "America/Toronto"),
        ("2027-11-07T05:30:00Z", "America/Toronto"),
        ("2026-12-01T21:00:25Z", "America/Toronto"),
        ("2026-12-01T21:00:25.125Z", "Asia/Kolkata"),
    ] {
        let mut call = at(&app, &host, starts_at, zone).await;
        let whole = form(&call);
        let left_out = CallChange { starts_at: None, time_zone: None, ..whole.clone() };
        let exact = CallChange { starts_at: Some(call.local_start.to_rfc3339()), ..whole.clone() };
        for (n, change) in [whole, left_out, exact].into_iter().enumerate() {
            let change = CallChange { title: format!("Review {n}"), ..change };
            call = host.change_call(call.id, call.version, &change).await.unwrap();
            assert_eq!(call.title, change.title);
            assert_eq!(call.starts_at, instant(starts_at), "{starts_at} in {zone}, form {n}");
        }
        assert!(letters(&host, &call).await.is_empty(), "{starts_at} in {zone}");
    }
}

#[tokio::test]
async fn the_client_hears_of_a_new_time_only_where_it_reads_as_another_one() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = at(&app, &host, "2026-12-01T21:00:25Z", "America/Toronto").await;
    // By seconds, or told in another zone: the client reads what was read before.
    let seconds = CallChange { starts_at: Some("2026-12-01T21:00:00Z".to_owned()), ..form(&call) };
    let call = host.change_call(call.id, call.version, &seconds).await.unwrap();
    assert_eq!(call.starts_at, instant("2026-12-01T21:00:00Z"));
    let elsewhere =
        CallChange { starts_at: None, time_zone: Some("America/Edmonton".to_owned()), ..form(&call) };
    let call = host.change_call(call.id, call.version, &elsewhere).await.unwrap();
    assert_eq!(call.starts_at, instant("2026-12-01T21:00:00Z"));
    assert_eq!(call.local_start.to_rfc3339(), "2026-12-01T15:00:00-06:00");
    assert!(letters(&host, &call).await.is_empty());

    // The same clock in another zone is another time.
    let moved = CallChange { time_zone: Some("America/Toronto".to_owned()), ..form(&call) };
    let call = host.change_call(call.id, call.version, &moved).await.unwrap();
    assert_eq!(call.starts_at, instant("2026-12-01T20:00:00Z"));
    let written = letters(&host, &call).await;
    assert_eq!(written.len(), 1);
    assert!(written[0].text.contains("Before: Tuesday, December 1, 2026, 14:00 (Vancouver, UTC−07:00)"));
    assert!(written[0].text.contains("Now: Tuesday, December 1, 2026, 13:00 (Vancouver, UTC−07:00)"));
    let quiet =
        CallChange { starts_at: Some("2026-12-02T14:00".to_owned()), notify_client: false, ..form(&call) };
    host.change_call(call.id, call.version, &quiet).await.unwrap();
    assert_eq!(letters(&host, &call).await.len(), 1);
}

#[tokio::test]
async fn a_time_that_comes_twice_never_or_in_a_leap_second_is_settled_or_refused() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let maria = applicant(&host, "María").await;
    let zoned = |starts_at: &str| NewCall {
        starts_at: starts_at.to_owned(),
        time_zone: "America/Toronto".to_owned(),
        ..new_call(&app, Some(maria))
    };
    for (given, expected) in [
        ("2027-11-07T01:30", "2027-11-07T05:30:00Z"),
        ("2027-11-07T01:30:00-04:00", "2027-11-07T05:30:00Z"),
        ("2027-11-07T01:30:00-05:00", "2027-11-07T06:30:00Z"),
    ] {
        let call = host.schedule_call(&key(), &zoned(given)).await.unwrap();
        assert_eq!(call.starts_at, instant(expected), "{given}");
    }
    let call = host.schedule_call(&key(), &zoned("2026-12-01T14:00")).await.unwrap();
    for (given, code) in [
        ("2027-03-14T02:30", "time_skipped"),
        ("2026-12-01T14:00:60", "not_a_time"),
        ("2026-12-01T14:00:60Z", "not_a_time"),
        ("2026-12-31T23:59:60Z", "not_a_time"),
        ("2016-12-31T18:59:60-05:00", "not_a_time"),
        ("", "required"),
    ] {
        let refused = host.schedule_call(&key(), &zoned(given)).await.unwrap_err();
        assert_eq!(refused.field("starts_at").map(|field| field.code.as_str()), Some(code), "{given}");
        let change = CallChange { starts_at: Some(given.to_owned()), ..form(&call) };
        let refused = host.change_call(call.id, call.version, &change).await.unwrap_err();
        assert_eq!(refused.field("starts_at").map(|field| field.code.as_str()), Some(code), "{given}");
    }
    assert_eq!(host.call(call.id).await.unwrap().starts_at, instant("2026-12-01T19:00:00Z"));
}

#[tokio::test]
async fn the_practices_day_is_told_where_it_is_another_one() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let new = NewApplicant {
        given_names: "Asha".to_owned(),
        family_names: "Rao".to_owned(),
        language: Some("en".to_owned()),
        time_zone: Some("Asia/Calcutta".to_owned()),
        phones: vec![NewPhone { number: "+16045550123".to_owned(), label: String::new() }],
        emails: vec![NewEmail { address: "asha@example.org".to_owned(), label: String::new() }],
        ..NewApplicant::default()
    };
    let asha = host.create_applicant(&key(), &new).await.unwrap();
    let new = NewCall {
        starts_at: "2026-12-02T00:30".to_owned(),
        time_zone: "Asia/Kolkata".to_owned(),
        ..new_call(&app, Some(asha.id))
    };
    let call = host.schedule_call(&key(), &new).await.unwrap();
    let text = host.call_invitation(call.id).await.unwrap().text;
    assert!(text.contains("Date: Wednesday, December 2, 2026"), "{text}");
    let time = "Time: 00:30 (Kolkata, UTC+05:30) / Tuesday, December 1, 2026, 14:00 (Toronto, UTC−05:00)";
    assert!(text.contains(time), "{text}");
    host.cancel_call(call.id, "Ill").await.unwrap();
    let written = letters(&host, &call).await;
    assert!(written[0].text.contains("/ Tuesday, December 1, 2026, 14:00 (Toronto"), "{}", written[0].text);
}

#[tokio::test]
async fn the_letter_of_a_new_time_has_a_link_that_works_or_says_that_none_does() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = at(&app, &host, "2026-12-01T21:00:00Z", "America/Toronto").await;
    let move_to = |call: &Call, at: &str| CallChange { starts_at: Some(at.to_owned()), ..form(call) };
    let call = host.rotate_call_link(call.id, LinkGuests::Remove).await.unwrap();
    let change = move_to(&call, "2026-12-02T21:00:00Z");
    let call = host.change_call(call.id, call.version, &change).await.unwrap();
    let written = letters(&host, &call).await;
    assert!(written[0].text.contains(call.link.as_deref().unwrap()), "{}", written[0].text);
    let call = host.revoke_call_link(call.id, LinkGuests::Remove).await.unwrap();
    let change = move_to(&call, "2026-12-03T21:00:00Z");
    let call = host.change_call(call.id, call.version, &change).await.unwrap();
    let written = letters(&host, &call).await;
    assert_eq!(written.len(), 2);
    assert_eq!(written[0].kind, MailKind::Reschedule);
    assert!(!written[0].text.contains("/v/"), "{}", written[0].text);
    assert!(written[0].text.contains("no longer works. For a new one, call us: +1"), "{}", written[0].text);
}

#[tokio::test]
async fn nobody_is_invited_to_what_is_no_longer_so() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = at(&app, &host, "2026-12-01T21:00:00Z", "America/Toronto").await;
    let drafted = async |call: &Call| {
        let draft = host.call_invitation(call.id).await.unwrap();
        NewMail {
            kind: "invitation".to_owned(),
            call: Some(call.id),
            call_version: Some(draft.call_version),
            to: draft.to.unwrap(),
            subject: draft.subject,
            text: draft.text,
            ..NewMail::default()
        }
    };
    let refused = async |mail: &NewMail| host.send_mail(&key(), mail).await.unwrap_err().code();
    let before = drafted(&call).await;
    host.send_mail(&key(), &before).await.unwrap();
    let moved = CallChange {
        starts_at: Some("2026-12-02T21:00:00Z".to_owned()),
        notify_client: false,
        ..form(&call)
    };
    let call = host.change_call(call.id, call.version, &moved).await.unwrap();
    assert_eq!(refused(&before).await, Some(Code::Stale), "the date is the old one");
    let after = drafted(&call).await;
    let call = host.rotate_call_link(call.id, LinkGuests::Remove).await.unwrap();
    let unversioned = host.send_mail(&key(), &NewMail { call_version: None, ..after.clone() }).await;
    assert_eq!(unversioned.unwrap_err().field("call_version").unwrap().code, "required");
    let of_now = NewMail { call_version: Some(call.version), ..after };
    assert_eq!(refused(&of_now).await, Some(Code::LinkExpired), "the link is the old one");
    let now = drafted(&call).await;
    host.send_mail(&key(), &now).await.unwrap();
    host.revoke_call_link(call.id, LinkGuests::Remove).await.unwrap();
    assert_eq!(refused(&now).await, Some(Code::LinkExpired));
    assert_eq!(host.call_invitation(call.id).await.unwrap_err().code(), Some(Code::LinkExpired));
    host.cancel_call(call.id, "Ill").await.unwrap();
    assert_eq!(refused(&now).await, Some(Code::CallCancelled));
    assert_eq!(host.call_invitation(call.id).await.unwrap_err().code(), Some(Code::CallCancelled));
    let invitations = letters(&host, &call).await;
    let invitations = invitations.iter().filter(|mail| mail.kind == MailKind::Invitation).count();
    assert_eq!(invitations, 2);
}

#[tokio::test]
async fn a_list_of_230_calls_pages_to_its_end_and_is_searched() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let maria = applicant(&host, "María").await;
    let start = app.app().now() + TimeDelta::hours(1);
    for n in 0..230 {
        let title = if n == 229 { "Révision finale".to_owned() } else { format!("Call {n}") };
        let starts_at = (start + TimeDelta::minutes(n)).to_rfc3339();
        let new = NewCall { title, starts_at, ..new_call(&app, Some(maria)) };
        host.schedule_call(&key(), &new).await.unwrap();
    }
    let mut query = CallQuery::default();
    let mut seen = Vec::new();
    loop {
        let page = host.calls(&query).await.unwrap();
        assert!(page.unreadable.is_empty(), "{:?}", page.unreadable);
        seen.extend(page.items.into_iter().map(|call| call.id));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }
    let pages = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((pages, seen.len()), (230, 230));
    let folio = host.applicant(maria).await.unwrap().folio;
    for (q, count) in
        [("revision", 1), ("garcia finale", 1), ("maria call 17", 11), (folio.as_str(), 50), ("nobody", 0)]
    {
        let query = CallQuery { q: Some(q.to_owned()), ..CallQuery::default() };
        assert_eq!(host.calls(&query).await.unwrap().items.len(), count, "{q}");
        let past = CallQuery { past: true, ..query };
        assert!(host.calls(&past).await.unwrap().items.is_empty(), "{q}");
    }
    let long = CallQuery { q: Some("a".repeat(201)), ..CallQuery::default() };
    assert!(host.calls(&long).await.unwrap_err().field("q").is_some());
}

#[tokio::test]
async fn the_zones_to_choose_from_have_their_current_names_and_their_clocks() {
    let app = TestApp::start().await;
    let list = app.client().time_zones().await.unwrap();
    assert!(list.release.as_str() >= "2026f", "{}", list.release);
    let names: Vec<&str> = list.items.iter().map(|zone| zone.name.as_str()).collect();
    for name in ["Asia/Kolkata", "Europe/Kyiv", "Asia/Ho_Chi_Minh", "UTC", "America/Toronto"] {
        assert!(names.contains(&name), "{name}");
    }
    for old in ["Asia/Calcutta", "Europe/Kiev", "Asia/Saigon"] {
        assert!(!names.contains(&old), "{old}");
        assert_eq!(
            list.items.iter().filter(|zone| zone.was.iter().any(|was| was == old)).count(),
            1,
            "{old}"
        );
        app.client().zone_offsets(old).await.unwrap();
    }
    let vancouver = app.client().zone_offsets("America/Vancouver").await.unwrap();
    assert_eq!(vancouver.local(instant("2026-12-01T21:00:00Z")).to_rfc3339(), "2026-12-01T14:00:00-07:00");
    assert!(app.client().zone_offsets("Mars/Base").await.unwrap_err().field("zone").is_some());
    // Who signs in reads times on these clocks.
    let host = app.consultant().await;
    let me = host.me().await.unwrap();
    assert_eq!(app.client().zone_offsets(&me.time_zone).await.unwrap(), me.zone_offsets);
}

#[tokio::test]
async fn a_colleague_who_left_does_not_keep_a_call_from_being_edited() {
    let app = TestApp::start().await;
    let (owner, host, colleague) = (app.owner().await, app.consultant().await, app.assistant().await);
    let maria = applicant(&host, "María").await;
    let new = NewCall { participants: vec![colleague.id], ..new_call(&app, Some(maria)) };
    let call = host.schedule_call(&key(), &new).await.unwrap();
    owner.deactivate_user(colleague.id).await.unwrap();
    let asked = vec![colleague.id];
    let change =
        CallChange { title: "Only the title".to_owned(), participants: asked.clone(), ..form(&call) };
    let call = host.change_call(call.id, call.version, &change).await.unwrap();
    assert_eq!(call.participants.len(), 1);
    // Nobody who has left is asked into another call.
    let refused = host.schedule_call(&key(), &new).await.unwrap_err();
    assert!(refused.field("participants[0]").is_some());
    let without = CallChange { participants: Vec::new(), ..form(&call) };
    let call = host.change_call(call.id, call.version, &without).await.unwrap();
    let again = CallChange { participants: asked, ..form(&call) };
    let refused = host.change_call(call.id, call.version, &again).await.unwrap_err();
    assert!(refused.field("participants[0]").is_some());
}
