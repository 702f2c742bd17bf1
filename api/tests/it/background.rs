//! What the server does by itself: reminds of calls, cleans up, keeps its log plain.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use chrono::{DateTime, TimeDelta, Utc};
use domain::TokenId;
use domain::event::RecordRef;
use domain::notification::{NotificationFact, NotificationKind};
use domain::timeline::TimelineFact;
use storage::tokens::SingleUseToken;
use testkit::database::TempDir;
use testkit::{Actor, TestApp};
use uuid::Uuid;
use wire::calls::{Call, CallChange, NewCall};
use wire::notifications::Notification;
use wire::records::TimelineQuery;

use crate::calls::{applicant, key, new_call};

async fn reminders(of: &Actor) -> Vec<Notification> {
    let bell = of.notifications(None).await.unwrap().items;
    bell.into_iter().filter(|line| line.fact.kind() == NotificationKind::CallSoon).collect()
}

async fn sweep(app: &TestApp) {
    api::server::sweep_calls(app.app()).await.unwrap();
}

/// In an hour, with a colleague.
async fn in_an_hour(app: &TestApp, host: &Actor, colleague: &Actor) -> Call {
    let maria = applicant(host, "María").await;
    let starts_at = (app.app().now() + TimeDelta::hours(1)).to_rfc3339();
    let new = NewCall { starts_at, participants: vec![colleague.id], ..new_call(app, Some(maria)) };
    host.schedule_call(&key(), &new).await.unwrap()
}

fn moved(call: &Call, to: DateTime<Utc>) -> CallChange {
    CallChange {
        title: call.title.clone(),
        purpose: call.purpose.to_string(),
        starts_at: Some(to.to_rfc3339()),
        time_zone: Some(call.time_zone.clone()),
        minutes: call.minutes,
        participants: call.participants.iter().map(|one| one.id).collect(),
        notify_client: false,
        waiting_room: true,
        ..CallChange::default()
    }
}

#[tokio::test]
async fn five_minutes_before_a_call_those_in_it_are_reminded_once() {
    let mut app = TestApp::start().await;
    let (host, colleague) = (app.consultant().await, app.assistant().await);
    let call = in_an_hour(&app, &host, &colleague).await;
    app.clock.advance(TimeDelta::minutes(54));
    sweep(&app).await;
    assert!(reminders(&host).await.is_empty(), "not yet");
    app.clock.advance(TimeDelta::minutes(1));
    for _ in 0..3 {
        sweep(&app).await;
    }
    app.restart().await;
    sweep(&app).await;
    let (host, colleague) = (app.consultant().await, app.assistant().await);
    for who in [&host, &colleague] {
        let lines = reminders(who).await;
        assert_eq!(lines.len(), 1, "{}", who.name);
        let (title, link) = (call.title.clone(), format!("/video/{}", call.id));
        let soon = NotificationFact::CallSoon { call: call.id, title, starts_at: call.starts_at, link };
        assert_eq!(lines[0].fact, soon);
    }
    assert!(reminders(&app.admin().await).await.is_empty(), "who is not in it");
    // Another beginning is another reminder, and a call that was called off has none.
    let later = app.app().now() + TimeDelta::hours(2);
    let from = call.starts_at;
    let call = host.change_call(call.id, call.version, &moved(&call, later)).await.unwrap();
    let history =
        host.timeline(RecordRef::Applicant(call.applicant.id), &TimelineQuery::default()).await.unwrap();
    let title = call.title.clone();
    assert_eq!(history.items[0].fact, TimelineFact::CallRescheduled { title, from, starts_at: later });
    let off = in_an_hour(&app, &host, &colleague).await;
    host.cancel_call(off.id, "Somebody is ill").await.unwrap();
    app.clock.advance(TimeDelta::minutes(116));
    sweep(&app).await;
    assert_eq!(reminders(&colleague).await.len(), 2, "{}", call.starts_at);
}

#[tokio::test]
async fn a_server_that_was_away_reminds_nobody_of_what_is_long_going_on() {
    let app = TestApp::start().await;
    let (host, colleague) = (app.consultant().await, app.assistant().await);
    in_an_hour(&app, &host, &colleague).await;
    let soon = in_an_hour(&app, &host, &colleague).await;
    let later = app.app().now() + TimeDelta::minutes(75);
    host.change_call(soon.id, soon.version, &moved(&soon, later)).await.unwrap();
    app.clock.advance(TimeDelta::minutes(71));
    sweep(&app).await;
    let lines = reminders(&host).await;
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].fact.link(), format!("/video/{}", soon.id));
}

#[tokio::test]
async fn what_nobody_can_use_any_more_is_thrown_away() {
    let app = TestApp::start().await;
    let owner = app.owner().await;
    let (gone, other) = (app.viewer().await, app.viewer().await);
    gone.sign_out().await.unwrap();
    let now = app.app().now();
    let token = |at: DateTime<Utc>| SingleUseToken {
        id: TokenId::new(Uuid::now_v7()),
        practice_id: owner.practice,
        user_id: owner.id,
        kind: "reset".to_owned(),
        token_hash: Uuid::new_v4().as_bytes().to_vec(),
        created_at: at,
        expires_at: at + TimeDelta::hours(2),
        used_at: None,
    };
    let store = &app.app().store;
    let old = token(now);
    let hash = old.token_hash.clone();
    store.write(async move |tx| tx.insert_token(old).await).await.unwrap();
    assert_eq!(store.clean_up(now).await.unwrap(), storage::cleanup::Forgotten::default());

    app.clock.advance(TimeDelta::days(29));
    assert_eq!(
        store.clean_up(app.app().now()).await.unwrap().tokens,
        0,
        "a page can still say that it is over"
    );
    assert!(store.token(&hash, "reset").await.unwrap().is_some());
    app.clock.advance(TimeDelta::days(2));
    let forgotten = store.clean_up(app.app().now()).await.unwrap();
    assert_eq!((forgotten.tokens, forgotten.sessions), (1, 1), "the one that was signed out of");
    assert!(store.token(&hash, "reset").await.unwrap().is_none());
    drop(other);
    app.clock.advance(TimeDelta::days(20));
    assert!(store.clean_up(app.app().now()).await.unwrap().sessions >= 2, "those that ended by themselves");
}

#[tokio::test]
async fn the_log_of_events_is_kept_for_a_week_and_its_place_for_ever() {
    let app = TestApp::start().await;
    let store = &app.app().store;
    app.owner().await;
    let before = store.last_seq().await.unwrap();
    // Rows of the log are stamped by the machine's clock, which no test moves.
    #[expect(clippy::disallowed_methods, reason = "the age of a log row")]
    let now = Utc::now();
    assert_eq!(store.clean_up(now + TimeDelta::days(6)).await.unwrap().events, 0);
    let forgotten = store.clean_up(now + TimeDelta::days(8)).await.unwrap();
    assert!(forgotten.events > 1);
    assert_eq!((store.first_seq().await.unwrap(), store.last_seq().await.unwrap()), (before, before));
    applicant(&app.owner().await, "María").await;
    assert!(store.last_seq().await.unwrap() > before, "numbers go on");
}

#[test]
fn a_log_that_nobody_looks_at_has_no_colours() {
    let dir = TempDir::new();
    let mut server = Command::new(env!("CARGO_BIN_EXE_liaison"))
        .arg("serve")
        .current_dir(&dir.0)
        .env("LIAISON_LISTEN", "127.0.0.1:0")
        .env("LIAISON_LOG_FILTER", "debug")
        .env_remove("NO_COLOR")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let ready = BufReader::new(server.stdout.take().unwrap()).lines().next();
    assert!(ready.unwrap().unwrap().contains("Liaison is at"));
    server.kill().unwrap();
    let mut lines = BufReader::new(server.stderr.take().unwrap()).lines().map(Result::unwrap).peekable();
    assert!(lines.peek().is_some(), "a log");
    assert!(lines.all(|line| !line.contains('\u{1b}')));
    server.wait().unwrap();
}
