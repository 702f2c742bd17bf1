//! The staff's socket: greeting, resuming, presence, and who may open it.

use chrono::TimeDelta;
use client::Socket;
use domain::event::{Audience, Event};
use testkit::{Actor, TestApp};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use wire::realtime::{ClientFrame, PROTOCOL, Presence, ServerFrame};

async fn next(socket: &mut Socket) -> ServerFrame {
    socket.next().await.expect("the socket is open").expect("a frame")
}

/// Connects and identifies; returns the socket and where the log is.
async fn listen(actor: &Actor) -> (Socket, i64) {
    let mut socket = actor.connect().await.unwrap();
    assert!(matches!(next(&mut socket).await, ServerFrame::Hello { heartbeat_ms: 25_000, .. }));
    socket.send(&ClientFrame::Identify).await.unwrap();
    let ServerFrame::Ready { seq, .. } = next(&mut socket).await else { panic!("not ready") };
    (socket, seq)
}

/// The next events frame, whatever presence says in between.
async fn events(socket: &mut Socket) -> (i64, Vec<(i64, Event)>) {
    loop {
        if let ServerFrame::Events(frame) = next(socket).await {
            return (frame.prev, frame.events.into_iter().map(|one| (one.seq, one.event)).collect());
        }
    }
}

async fn emit(app: &TestApp, audience: Audience, event: Event) {
    let practice = app.practice;
    app.app()
        .store
        .write(async move |tx| {
            tx.emit(practice, audience, event);
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn events_arrive_with_what_came_before() {
    let app = TestApp::start().await;
    let anna = app.consultant().await;
    let (mut socket, seq) = listen(&anna).await;
    emit(&app, Audience::Practice, Event::SettingsChanged).await;
    let (prev, first) = events(&mut socket).await;
    assert_eq!((prev, &first[0].1), (seq, &Event::SettingsChanged));
    emit(&app, Audience::User(anna.id), Event::NotificationsSeen { user: anna.id }).await;
    let (prev, second) = events(&mut socket).await;
    assert_eq!((prev, &second[0].1), (first[0].0, &Event::NotificationsSeen { user: anna.id }));
}

#[tokio::test]
async fn another_practice_and_another_person_hear_nothing() {
    let app = TestApp::start().await;
    let (mut own, _) = listen(&app.consultant().await).await;
    let owner = app.owner().await;
    let (mut stranger, start) = listen(&app.stranger().await).await;
    emit(&app, Audience::User(owner.id), Event::NotificationsSeen { user: owner.id }).await;
    emit(&app, Audience::Practice, Event::SettingsChanged).await;
    let (_, heard) = events(&mut own).await;
    assert_eq!(heard.iter().map(|one| &one.1).collect::<Vec<_>>(), [&Event::SettingsChanged]);
    // Something of the stranger's own is the first it hears.
    let other = app.other_practice;
    let job = app.app().store.write(async move |tx| {
        tx.emit(other, Audience::Practice, Event::SettingsChanged);
        Ok(())
    });
    job.await.unwrap();
    let (prev, heard) = events(&mut stranger).await;
    assert_eq!((prev, heard.len()), (start, 1));
}

#[tokio::test]
async fn what_was_missed_is_replayed_in_order() {
    let mut app = TestApp::start().await;
    let anna = app.consultant().await;
    let (socket, seq) = listen(&anna).await;
    drop(socket);
    for _ in 0..3 {
        emit(&app, Audience::Practice, Event::SettingsChanged).await;
    }
    let client = anna.client.clone();
    let mut socket = client.connect().await.unwrap();
    next(&mut socket).await;
    socket.send(&ClientFrame::Resume { seq }).await.unwrap();
    let (prev, missed) = events(&mut socket).await;
    assert_eq!((prev, missed.len()), (seq, 3));
    let ServerFrame::Resumed { seq: now, .. } = next(&mut socket).await else { panic!("not resumed") };
    assert_eq!(now, missed[2].0);
    // The log outlives the process.
    app.restart().await;
    let anna = app.consultant().await;
    let mut socket = anna.connect().await.unwrap();
    next(&mut socket).await;
    socket.send(&ClientFrame::Resume { seq }).await.unwrap();
    assert_eq!(events(&mut socket).await.1, missed);
}

#[tokio::test]
async fn a_place_that_the_log_does_not_know_starts_afresh() {
    let app = TestApp::start().await;
    let anna = app.consultant().await;
    let mut socket = anna.connect().await.unwrap();
    next(&mut socket).await;
    socket.send(&ClientFrame::Resume { seq: 1_000_000 }).await.unwrap();
    assert!(matches!(next(&mut socket).await, ServerFrame::Resync { .. }));
}

#[tokio::test]
async fn signing_out_closes_the_socket() {
    let app = TestApp::start().await;
    let anna = app.consultant().await;
    let (mut socket, _) = listen(&anna).await;
    anna.sign_out().await.unwrap();
    while let Some(frame) = socket.next().await {
        assert!(frame.is_ok());
    }
    assert_eq!(socket.close_code(), Some(4401));
}

#[tokio::test]
async fn presence_follows_the_tabs_c25_c26_c28() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let (mut socket, _) = listen(&anna).await;
    app.sweep();
    let (other, _) = listen(&boris).await;
    app.sweep();
    let changed = async |socket: &mut Socket| loop {
        if let ServerFrame::Presence { changed } = next(socket).await
            && let Some(one) = changed.iter().find(|one| one.user == boris.id)
        {
            return one.presence;
        }
    };
    assert_eq!(changed(&mut socket).await, Presence::Active);
    drop(other);
    // Gone once the server has noticed, and the grace is over on its clock.
    while app.app().hub.presence.of(app.practice).iter().any(|one| one.user == boris.id) {
        app.clock.advance(TimeDelta::seconds(11));
        app.sweep();
        tokio::task::yield_now().await;
    }
    assert_eq!(changed(&mut socket).await, Presence::Offline);
}

#[tokio::test]
async fn who_was_idle_stays_idle_when_the_connection_comes_back() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let (mut socket, _) = listen(&anna).await;
    app.sweep();
    let mut away = boris.connect().await.unwrap();
    next(&mut away).await;
    away.send(&ClientFrame::Activity { active: false }).await.unwrap();
    away.send(&ClientFrame::Identify).await.unwrap();
    let ServerFrame::Ready { presence, .. } = next(&mut away).await else { panic!("not ready") };
    let of = |list: &[wire::realtime::UserPresence]| {
        list.iter().find(|one| one.user == boris.id).map(|one| one.presence)
    };
    assert_eq!(of(&presence), Some(Presence::Idle));
    app.sweep();
    loop {
        if let ServerFrame::Presence { changed } = next(&mut socket).await
            && let Some(presence) = of(&changed)
        {
            assert_eq!(presence, Presence::Idle, "never green in between");
            break;
        }
    }
}

#[tokio::test]
async fn who_one_is_comes_with_a_place_from_which_nothing_is_missed() {
    let app = TestApp::start().await;
    let anna = app.consultant().await;
    let place = anna.me().await.unwrap().event_seq;
    emit(&app, Audience::Practice, Event::SettingsChanged).await;
    let mut socket = anna.connect().await.unwrap();
    next(&mut socket).await;
    socket.send(&ClientFrame::Resume { seq: place }).await.unwrap();
    let (prev, missed) = events(&mut socket).await;
    assert_eq!((prev, &missed[0].1), (place, &Event::SettingsChanged));
    assert!(matches!(next(&mut socket).await, ServerFrame::Resumed { .. }), "nothing is read anew");
}

#[tokio::test]
async fn only_our_own_pages_and_signed_in_people_may_open_it() {
    let app = TestApp::start().await;
    let anna = app.consultant().await;
    let open = async |origin: Option<&str>, cookie: bool| {
        let url = format!("{}/api/v1/realtime", app.url().replacen("http", "ws", 1));
        let mut request = url.into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", PROTOCOL.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().unwrap());
        }
        if cookie {
            headers.insert("cookie", anna.cookie_header().unwrap().to_str().unwrap().parse().unwrap());
        }
        match tokio_tungstenite::connect_async(request).await {
            Ok(_) => 101,
            Err(tokio_tungstenite::tungstenite::Error::Http(response)) => response.status().as_u16(),
            Err(error) => panic!("{error}"),
        }
    };
    assert_eq!(open(Some("https://evil.example"), true).await, 403);
    assert_eq!(open(Some("null"), true).await, 403);
    assert_eq!(open(Some(&app.url()), true).await, 101);
    assert_eq!(open(None, true).await, 101);
    assert_eq!(open(Some(&app.url()), false).await, 401);
}

#[tokio::test]
async fn frames_that_are_none_end_the_socket() {
    let app = TestApp::start().await;
    let anna = app.consultant().await;
    let mut socket: client::socket::TypedSocket<serde_json::Value, ServerFrame> =
        anna.open_socket("realtime", PROTOCOL).await.unwrap();
    socket.next().await.unwrap().unwrap();
    socket.send(&serde_json::json!({"type": "drop_tables"})).await.unwrap();
    while socket.next().await.is_some() {}
    assert_eq!(socket.close_code(), Some(1008));
}
