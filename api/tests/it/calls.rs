//! Video calls: scheduling, the client's link, the door, who was there, the end.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use client::Client;
use domain::calls::{CallPurpose, CallState, GuestState};
use domain::cases::{CaseRole, CaseType};
use domain::notification::NotificationKind;
use domain::{ApplicantId, CaseId, UserId};
use testkit::{Actor, TestApp};
use wire::Code;
use wire::applicants::{NewApplicant, NewEmail, NewPhone};
use wire::calls::{Call, CallQuery, LinkGuests, NewCall, StayReport};
use wire::cases::{NewCase, NewCasePerson};
use wire::guest::{GuestCredentials, GuestDoor, GuestStanding, GuestWait, Knock, PresenceReport};

pub fn key() -> String {
    uuid::Uuid::new_v4().to_string()
}

pub async fn applicant(actor: &Actor, name: &str) -> ApplicantId {
    let email = NewEmail { address: "maria@example.org".to_owned(), label: String::new() };
    let new = NewApplicant {
        given_names: name.to_owned(),
        family_names: "García".to_owned(),
        language: Some("en".to_owned()),
        time_zone: Some("America/Vancouver".to_owned()),
        phones: vec![NewPhone { number: "+16045550123".to_owned(), label: String::new() }],
        emails: vec![email],
        // Several tests have more than one María.
        allow_duplicate: true,
        ..NewApplicant::default()
    };
    actor.create_applicant(&key(), &new).await.unwrap().id
}

async fn case(actor: &Actor, applicant: ApplicantId) -> CaseId {
    let person = NewCasePerson { applicant, role: CaseRole::Principal };
    let new = NewCase { case_type: CaseType::ExpressEntry, people: vec![person], ..NewCase::default() };
    actor.create_case(&key(), &new).await.unwrap().id
}

/// In ten minutes, for half an hour.
pub fn new_call(app: &TestApp, applicant: Option<ApplicantId>) -> NewCall {
    NewCall {
        title: "Review of forms".to_owned(),
        purpose: "document_review".to_owned(),
        applicant,
        starts_at: (now(app) + TimeDelta::minutes(10)).to_rfc3339(),
        time_zone: "America/Toronto".to_owned(),
        minutes: 30,
        ..NewCall::default()
    }
}

fn now(app: &TestApp) -> DateTime<Utc> {
    app.app().now()
}

pub async fn scheduled(app: &TestApp, host: &Actor) -> Call {
    let applicant = applicant(host, "María").await;
    host.schedule_call(&key(), &new_call(app, Some(applicant))).await.unwrap()
}

/// `{id}.{mac}` of the client's address.
pub fn link(call: &Call) -> String {
    call.link.as_ref().unwrap().rsplit_once("/v/").unwrap().1.to_owned()
}

pub async fn knock(guest: &Client, link: &str) -> GuestCredentials {
    guest.knock(link, &Knock { name: "Mari".to_owned(), language: "es".to_owned() }).await.unwrap()
}

pub fn wait(pass: &GuestCredentials, seen: Option<GuestStanding>) -> GuestWait {
    GuestWait { guest: pass.guest, secret: pass.secret.clone(), seen }
}

#[tokio::test]
async fn a_call_needs_an_applicant_or_a_case_which_implies_one_v4_v5_v13() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let nobody = host.schedule_call(&key(), &new_call(&app, None)).await.unwrap_err();
    assert_eq!(nobody.code(), Some(Code::Invalid));
    assert!(nobody.field("applicant").is_some());

    let (maria, other) = (applicant(&host, "María").await, applicant(&host, "Other").await);
    let case = case(&host, maria).await;
    let by_case = NewCall { case: Some(case), ..new_call(&app, None) };
    let call = host.schedule_call(&key(), &by_case).await.unwrap();
    assert_eq!((call.applicant.id, call.case.as_ref().map(|case| case.id)), (maria, Some(case)));
    assert!(call.link.is_some_and(|link| link.contains("/v/")), "made without being asked for");

    let mismatched = NewCall { case: Some(case), ..new_call(&app, Some(other)) };
    let error = host.schedule_call(&key(), &mismatched).await.unwrap_err();
    assert!(error.field("case").is_some());

    let of_case = CallQuery { case: Some(case), ..CallQuery::default() };
    assert_eq!(host.calls(&of_case).await.unwrap().items.len(), 1);
    let of_other = CallQuery { applicant: Some(other), ..CallQuery::default() };
    assert!(host.calls(&of_other).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn every_field_of_a_call_is_checked_by_name_v12_v14() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let maria = applicant(&host, "María").await;
    let wrong = NewCall {
        title: " ".to_owned(),
        purpose: "sales".to_owned(),
        starts_at: "soon".to_owned(),
        minutes: 0,
        participants: vec![UserId::new(uuid::Uuid::now_v7())],
        ..new_call(&app, Some(maria))
    };
    let error = host.schedule_call(&key(), &wrong).await.unwrap_err();
    for field in ["title", "purpose", "starts_at", "minutes", "participants[0]"] {
        assert!(error.field(field).is_some(), "{field}: {error:?}");
    }
    let zone = NewCall { time_zone: "Mars/Base".to_owned(), ..new_call(&app, Some(maria)) };
    assert!(host.schedule_call(&key(), &zone).await.unwrap_err().field("time_zone").is_some());
    let negative = NewCall { minutes: -30, ..new_call(&app, Some(maria)) };
    assert!(host.schedule_call(&key(), &negative).await.unwrap_err().field("minutes").is_some());

    let wall = NewCall { starts_at: "2026-03-03T14:30".to_owned(), ..new_call(&app, Some(maria)) };
    let call = host.schedule_call(&key(), &wall).await.unwrap();
    assert_eq!(call.starts_at.to_rfc3339(), "2026-03-03T19:30:00+00:00");
    assert_eq!(call.ends_at - call.starts_at, TimeDelta::minutes(30));
    assert_eq!(call.time_zone, "America/Toronto");
}

#[tokio::test]
async fn a_call_of_each_purpose_keeps_it_v1() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let maria = applicant(&host, "María").await;
    for purpose in CallPurpose::ALL {
        let new = NewCall { purpose: purpose.to_string(), ..new_call(&app, Some(maria)) };
        let call = host.schedule_call(&key(), &new).await.unwrap();
        assert_eq!(host.call(call.id).await.unwrap().purpose, *purpose);
    }
}

#[tokio::test]
async fn the_same_key_schedules_once_and_colleagues_are_told_v15() {
    let app = TestApp::start().await;
    let (host, colleague) = (app.consultant().await, app.assistant().await);
    let maria = applicant(&host, "María").await;
    let new = NewCall { participants: vec![colleague.id], ..new_call(&app, Some(maria)) };
    let key = key();
    let first = host.schedule_call(&key, &new).await.unwrap();
    let again = host.schedule_call(&key, &new).await.unwrap();
    assert_eq!(first.id, again.id);
    assert_eq!(first.host.id, host.id);
    let bell = colleague.notifications(None).await.unwrap();
    let invited: Vec<_> =
        bell.items.iter().filter(|one| one.fact.kind() == NotificationKind::CallInvited).collect();
    assert_eq!(invited.len(), 1);
}

#[tokio::test]
async fn links_are_distinct_and_cannot_be_guessed_v17_v18() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let maria = applicant(&host, "María").await;
    let mut macs = HashSet::new();
    for _ in 0..100 {
        let call = host.schedule_call(&key(), &new_call(&app, Some(maria))).await.unwrap();
        let link = link(&call);
        let mac = link.split_once('.').unwrap().1;
        assert_eq!(mac.len(), 32, "128 bits in hex");
        macs.insert(mac.to_owned());
    }
    assert_eq!(macs.len(), 100);

    let guest = app.client();
    let call = scheduled(&app, &host).await;
    let good = link(&call);
    assert_eq!(guest.guest_call(&good).await.unwrap().title, "Review of forms");
    assert_eq!(guest.call(call.id).await.unwrap_err().code(), Some(Code::Unauthenticated));
    let (id, mac) = good.split_once('.').unwrap();
    let flipped = if mac.starts_with('0') { mac.replacen('0', "1", 1) } else { format!("0{}", &mac[1..]) };
    let other = scheduled(&app, &host).await;
    for forged in [format!("{id}.{flipped}"), format!("{}.{mac}", other.id), id.to_owned(), "x.y".to_owned()]
    {
        assert_eq!(guest.guest_call(&forged).await.unwrap_err().code(), Some(Code::NotFound), "{forged}");
    }
}

#[tokio::test]
async fn a_replaced_or_withdrawn_link_says_so() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = scheduled(&app, &host).await;
    let guest = app.client();
    let old = link(&call);
    let rotated = host.rotate_call_link(call.id, LinkGuests::Remove).await.unwrap();
    assert_ne!(link(&rotated), old);
    assert_eq!(guest.guest_call(&old).await.unwrap_err().code(), Some(Code::LinkExpired));
    assert!(guest.guest_call(&link(&rotated)).await.is_ok());
    let revoked = host.revoke_call_link(call.id, LinkGuests::Remove).await.unwrap();
    assert!(revoked.link.is_none());
    assert_eq!(guest.guest_call(&link(&rotated)).await.unwrap_err().code(), Some(Code::LinkExpired));
}

#[tokio::test]
async fn the_client_sees_no_notes_and_the_team_does_v16_v6() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let maria = applicant(&host, "María").await;
    let notes = "Ask about the refusal of 2019";
    let new = NewCall { notes: notes.to_owned(), ..new_call(&app, Some(maria)) };
    let call = host.schedule_call(&key(), &new).await.unwrap();
    assert_eq!(host.call(call.id).await.unwrap().notes, notes);
    let seen = app.client().guest_call(&link(&call)).await.unwrap();
    assert!(!serde_json::to_string(&seen).unwrap().contains("refusal"));
    assert_eq!(seen.practice.name, "Practice one");
    assert!(call.link.unwrap().starts_with(app.app().public_url.as_str()), "on the practice's own address");
    assert_eq!(host.schedule_call(&key(), &new_call(&app, Some(maria))).await.unwrap().notes, "");
}

#[tokio::test]
async fn only_after_admission_is_there_a_room_token_v3_v24_v30() {
    let app = TestApp::start().await;
    let (host, guest) = (app.consultant().await, app.client());
    let call = scheduled(&app, &host).await;
    let link = link(&call);
    let pass = knock(&guest, &link).await;
    let early = guest.guest_enter(&link, &pass).await.unwrap_err();
    assert_eq!(early.code(), Some(Code::NotAdmitted));
    let people = host.call_people(call.id).await.unwrap();
    assert_eq!(people.guests[0].name, "Mari");
    assert_eq!(people.guests[0].state, GuestState::Waiting);
    let bell = host.notifications(None).await.unwrap();
    assert!(bell.items.iter().any(|one| one.fact.kind() == NotificationKind::ClientWaiting));

    let asked = wait(&pass, Some(GuestStanding::Waiting));
    let (news, admitted) =
        tokio::join!(guest.guest_wait(&link, &asked), host.admit_guest(call.id, pass.guest));
    assert_eq!(admitted.unwrap().state, GuestState::Admitted);
    assert_eq!(news.unwrap().standing, GuestStanding::Admitted, "told at once, without asking again");
    let grant = guest.guest_enter(&link, &pass).await.unwrap();
    assert!(!grant.jwt.is_empty());

    let stolen = GuestCredentials { secret: "guess".to_owned(), ..pass };
    assert_eq!(guest.guest_enter(&link, &stolen).await.unwrap_err().code(), Some(Code::NotFound));
}

#[tokio::test]
async fn the_door_follows_the_clock() {
    let app = TestApp::start().await;
    let (host, guest) = (app.consultant().await, app.client());
    let maria = applicant(&host, "María").await;
    let starts_at = (now(&app) + TimeDelta::hours(2)).to_rfc3339();
    let new = NewCall { starts_at, ..new_call(&app, Some(maria)) };
    let call = host.schedule_call(&key(), &new).await.unwrap();
    let link = link(&call);
    assert_eq!(guest.guest_call(&link).await.unwrap().door, GuestDoor::Early);
    let name = Knock { name: "Mari".to_owned(), language: String::new() };
    assert_eq!(guest.knock(&link, &name).await.unwrap_err().code(), Some(Code::CallNotOpen));
    app.clock.advance(TimeDelta::minutes(106));
    assert_eq!(guest.guest_call(&link).await.unwrap().door, GuestDoor::Open);
    let blank = Knock { name: " ".to_owned(), language: "xx".to_owned() };
    let error = guest.knock(&link, &blank).await.unwrap_err();
    assert!(error.field("name").is_some() && error.field("language").is_some());
    app.clock.advance(TimeDelta::hours(2));
    assert_eq!(guest.guest_call(&link).await.unwrap().door, GuestDoor::Over);
    assert_eq!(guest.knock(&link, &name).await.unwrap_err().code(), Some(Code::CallEnded));
}

#[tokio::test]
async fn without_a_waiting_room_the_client_goes_in_at_once() {
    let app = TestApp::start().await;
    let (host, guest) = (app.consultant().await, app.client());
    let maria = applicant(&host, "María").await;
    let new = NewCall { waiting_room: Some(false), ..new_call(&app, Some(maria)) };
    let call = host.schedule_call(&key(), &new).await.unwrap();
    let link = link(&call);
    let pass = knock(&guest, &link).await;
    assert!(guest.guest_enter(&link, &pass).await.is_ok());
}

#[tokio::test]
async fn only_host_and_delegates_end_for_everyone_and_nobody_rejoins_v40_v41() {
    let app = TestApp::start().await;
    let (host, other, guest) = (app.consultant().await, app.assistant().await, app.client());
    let call = scheduled(&app, &host).await;
    let link = link(&call);
    host.join_call(call.id).await.unwrap();
    let pass = knock(&guest, &link).await;
    host.admit_guest(call.id, pass.guest).await.unwrap();
    other.join_call(call.id).await.unwrap();
    let refused = other.end_call(call.id).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::Forbidden));
    assert_eq!(host.call(call.id).await.unwrap().state, CallState::Live);

    let ended = host.end_call(call.id).await.unwrap();
    assert_eq!(ended.state, CallState::Ended);
    assert_eq!(host.end_call(call.id).await.unwrap().version, ended.version, "ending twice changes nothing");
    assert_eq!(host.join_call(call.id).await.unwrap_err().code(), Some(Code::CallEnded));
    assert_eq!(guest.guest_call(&link).await.unwrap().door, GuestDoor::Ended);
    assert_eq!(guest.guest_enter(&link, &pass).await.unwrap_err().code(), Some(Code::CallEnded));
    let told = guest.guest_wait(&link, &wait(&pass, Some(GuestStanding::Admitted))).await.unwrap();
    assert_eq!(told.standing, GuestStanding::Ended);

    let maria = call.applicant.id;
    let new = NewCall { delegates: vec![other.id], ..new_call(&app, Some(maria)) };
    let second = host.schedule_call(&key(), &new).await.unwrap();
    other.join_call(second.id).await.unwrap();
    assert_eq!(other.end_call(second.id).await.unwrap().state, CallState::Ended);
}

#[tokio::test]
async fn those_without_permission_see_no_way_in_v27() {
    let app = TestApp::start().await;
    let (host, viewer) = (app.consultant().await, app.viewer().await);
    let call = scheduled(&app, &host).await;
    assert!(host.call(call.id).await.unwrap().may_join);
    let seen = viewer.call(call.id).await.unwrap();
    assert!(!seen.may_join && seen.link.is_none());
    assert_eq!(viewer.join_call(call.id).await.unwrap_err().code(), Some(Code::Forbidden));
    let maria = call.applicant.id;
    let refused = viewer.schedule_call(&key(), &new_call(&app, Some(maria))).await.unwrap_err();
    assert_eq!(refused.problem().unwrap().permission, Some(domain::permission::Permission::VideoSchedule));

    let invited = NewCall { participants: vec![viewer.id], ..new_call(&app, Some(maria)) };
    let invited = host.schedule_call(&key(), &invited).await.unwrap();
    assert!(viewer.join_call(invited.id).await.is_ok(), "who was asked into a call may go in");
}

#[tokio::test]
async fn another_practice_finds_nothing() {
    let app = TestApp::start().await;
    let (host, stranger) = (app.consultant().await, app.stranger().await);
    let call = scheduled(&app, &host).await;
    let pass = knock(&app.client(), &link(&call)).await;
    for error in [
        stranger.call(call.id).await.map(drop),
        stranger.join_call(call.id).await.map(drop),
        stranger.end_call(call.id).await.map(drop),
        stranger.call_people(call.id).await.map(drop),
        stranger.call_invitation(call.id).await.map(drop),
        stranger.admit_guest(call.id, pass.guest).await.map(drop),
        stranger.cancel_call(call.id, "mine").await.map(drop),
        stranger.rotate_call_link(call.id, LinkGuests::Keep).await.map(drop),
    ] {
        assert_eq!(error.unwrap_err().code(), Some(Code::NotFound));
    }
    assert!(stranger.calls(&CallQuery::default()).await.unwrap().items.is_empty());
    let theirs = NewCall { applicant: Some(call.applicant.id), ..new_call(&app, None) };
    assert!(stranger.schedule_call(&key(), &theirs).await.unwrap_err().field("applicant").is_some());
}

/// With a Jitsi the pages say who is there; a page that is killed says nothing any more.
#[tokio::test]
async fn the_record_holds_who_was_there_and_how_long_v29_v42_v43_v44_v45() {
    let app = TestApp::with(|config| {
        config.video.provider = api::config::VideoProviderKind::Jitsi;
        config.video.domain = "meet.practice.example".to_owned();
        config.video.app_id = "liaison".to_owned();
        config.video.app_secret = "a secret of the practice".to_owned();
    })
    .await;
    let (host, colleague, guest) = (app.consultant().await, app.assistant().await, app.client());
    let call = scheduled(&app, &host).await;
    let link = link(&call);
    let stay = |name: &str| StayReport { stay: name.to_owned(), ..StayReport::default() };
    let gone = |name: &str| StayReport { stay: name.to_owned(), left: true, hidden: false };
    let planned = call.starts_at;

    host.join_call(call.id).await.unwrap();
    host.report_stay(call.id, &stay("0001")).await.unwrap();
    let started = now(&app);
    let pass = knock(&guest, &link).await;
    let GuestCredentials { guest: guest_id, secret } = pass.clone();
    let here =
        PresenceReport { guest: guest_id, secret, stay: Some("0002".to_owned()), left: false, hidden: false };
    assert_eq!(guest.guest_stay(&link, &here).await.unwrap_err().code(), Some(Code::NotAdmitted));
    host.admit_guest(call.id, pass.guest).await.unwrap();
    guest.guest_stay(&link, &here).await.unwrap();
    colleague.report_stay(call.id, &stay("0003")).await.unwrap();

    // The host leaves alone: the others stay. The host comes back: a second stay.
    app.clock.advance(TimeDelta::seconds(20));
    host.report_stay(call.id, &gone("0001")).await.unwrap();
    guest.guest_stay(&link, &here).await.unwrap();
    let inside = host.call_people(call.id).await.unwrap();
    assert_eq!(inside.state, CallState::Live);
    assert_eq!(inside.attendance.iter().filter(|one| one.left_at.is_none()).count(), 2);
    app.clock.advance(TimeDelta::seconds(15));
    host.report_stay(call.id, &stay("0004")).await.unwrap();

    // The colleague's browser was killed: thirty seconds without a word.
    api::server::sweep_calls(app.app()).await.unwrap();
    let people = host.call_people(call.id).await.unwrap();
    let killed = people.attendance.iter().find(|one| one.user == Some(colleague.id)).unwrap();
    assert_eq!(killed.left_at, Some(started), "until when it was last heard of");

    app.clock.advance(TimeDelta::seconds(25));
    let ended = host.end_call(call.id).await.unwrap();
    assert_eq!(ended.actual_start, Some(started));
    assert_ne!(ended.actual_start, Some(planned));
    assert_eq!(ended.actual_end, Some(started + TimeDelta::seconds(60)));
    assert_eq!(ended.actual_seconds, Some(60));
    let people = host.call_people(call.id).await.unwrap();
    assert!(people.attendance.iter().all(|one| one.left_at.is_some()));
    assert_eq!(people.attendance.iter().filter(|one| one.user == Some(host.id)).count(), 2, "a rejoin");
    assert_eq!(people.attendance.iter().filter(|one| one.guest == Some(pass.guest)).count(), 1);
    assert_eq!(host.report_stay(call.id, &stay("0005")).await.unwrap_err().code(), Some(Code::CallEnded));
}

#[tokio::test]
async fn cancelling_needs_a_reason_and_the_link_says_so() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = scheduled(&app, &host).await;
    assert!(host.cancel_call(call.id, "  ").await.unwrap_err().field("reason").is_some());
    let cancelled = host.cancel_call(call.id, "The officer is ill").await.unwrap();
    assert_eq!(cancelled.state, CallState::Cancelled);
    let seen = app.client().guest_call(&link(&call)).await.unwrap();
    assert_eq!(seen.door, GuestDoor::Cancelled);
    assert_eq!(host.join_call(call.id).await.unwrap_err().code(), Some(Code::CallCancelled));
}
