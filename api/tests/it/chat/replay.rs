//! What a browser missed: all of it, once, as it is by now.

use std::collections::HashSet;

use client::Socket;
use domain::event::{Audience, Event};
use testkit::{Actor, TestApp};
use wire::realtime::{ClientFrame, PROTOCOL, SequencedEvent, ServerFrame};

use super::{frame, listen, post, room};

/// Comes back and says where it was. Returns what was replayed and the frame that ended it.
async fn resume(actor: &Actor, seq: i64) -> (Socket, Vec<SequencedEvent>, ServerFrame) {
    let mut socket = actor.connect().await.unwrap();
    frame(&mut socket).await;
    socket.send(&ClientFrame::Resume { seq }).await.unwrap();
    let mut missed = Vec::new();
    loop {
        match frame(&mut socket).await {
            ServerFrame::Events(events) => missed.extend(events.events),
            end @ (ServerFrame::Resumed { .. } | ServerFrame::Resync { .. }) => return (socket, missed, end),
            _ => {}
        }
    }
}

fn posted(events: &[SequencedEvent]) -> Vec<&str> {
    events.iter().filter_map(SequencedEvent::message).map(|message| message.body.as_str()).collect()
}

#[tokio::test]
async fn a_gap_is_closed_even_across_a_restart() {
    let mut app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let made = room(&anna, "PR cases", &[&boris]).await;
    let (tab, seq) = listen(&boris).await;
    drop(tab);
    for body in ["one", "two", "three"] {
        post(&anna, made.id, body).await;
    }
    let (_, missed, end) = resume(&boris, seq).await;
    assert_eq!(posted(&missed), ["one", "two", "three"]);
    assert!(matches!(end, ServerFrame::Resumed { .. }));
    app.restart().await;
    let boris = app.assistant().await;
    let (_, missed, _) = resume(&boris, seq).await;
    assert_eq!(posted(&missed), ["one", "two", "three"]);
}

#[tokio::test]
async fn a_replay_shows_messages_as_they_are_by_now() {
    let mut app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let made = room(&anna, "PR cases", &[&boris]).await;
    let (_, seq) = listen(&boris).await;
    for (body, change) in [
        ("first draft", "body = 'corrected', version = 2, edited_at = created_at"),
        ("regretted", "deleted_at = created_at"),
    ] {
        let message = post(&anna, made.id, body).await;
        let change = format!("UPDATE message SET {change} WHERE body = '{body}'");
        storage::testing::execute(app.database_url(), &change).await.unwrap();
        let (practice, audience) = (app.practice, Audience::Conversation(made.id));
        let event = Event::MessageChanged { conversation: made.id, message: message.id, seq: message.seq };
        let write = app.app().store.write(async move |tx| {
            tx.emit(practice, audience, event);
            Ok(())
        });
        write.await.unwrap();
    }
    // From what the server remembers, and from what is stored.
    for _ in 0..2 {
        let boris = app.assistant().await;
        let (_, missed, _) = resume(&boris, seq).await;
        assert_eq!(posted(&missed), ["corrected", ""]);
        assert!(!format!("{missed:?}").contains("regretted"), "a deleted text does not come back");
        app.restart().await;
    }
}

#[tokio::test]
async fn a_former_member_is_replayed_their_leaving_and_nothing_else() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let made = room(&anna, "PR cases", &[&boris]).await;
    let (_, seq) = listen(&boris).await;
    post(&anna, made.id, "while in").await;
    anna.remove_member(made.id, boris.id).await.unwrap();
    post(&anna, made.id, "while out").await;
    let (_, missed, _) = resume(&boris, seq).await;
    let events: Vec<_> = missed.iter().map(|one| one.event).collect();
    assert_eq!(events, [Event::MemberLeft { conversation: made.id, user: boris.id }]);
}

#[tokio::test]
async fn more_than_a_thousand_missed_is_read_anew() {
    let app = TestApp::with(|config| config.chat.burst = 10_000).await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let made = room(&anna, "PR cases", &[&boris]).await;
    let (_, seq) = listen(&boris).await;
    let posts = |count| futures_util::future::join_all((0..count).map(|_| post(&anna, made.id, "many")));
    posts(1_000).await;
    let (_, missed, end) = resume(&boris, seq).await;
    assert_eq!(posted(&missed).len(), 1_000);
    assert!(matches!(end, ServerFrame::Resumed { .. }));
    posts(1).await;
    let (_, missed, end) = resume(&boris, seq).await;
    assert!(missed.is_empty());
    assert!(matches!(end, ServerFrame::Resync { .. }));
}

#[tokio::test]
async fn nothing_is_missed_or_doubled_while_catching_up_under_fire() {
    let app = TestApp::with(|config| config.chat.burst = 10_000).await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let made = room(&anna, "PR cases", &[&boris]).await;
    let (mut socket, mut seq) = listen(&boris).await;
    let poster = {
        let (anna, id) = (anna.clone(), made.id);
        tokio::spawn(async move {
            for n in 0..300 {
                post(&anna, id, &n.to_string()).await;
            }
        })
    };
    let mut seen: Vec<usize> = Vec::new();
    while seen.len() < 300 {
        // Every few messages the connection breaks, somewhere.
        let goal = seen.len() + 13;
        while seen.len() < goal.min(300) {
            if let ServerFrame::Events(events) = frame(&mut socket).await {
                assert_eq!(events.prev, seq, "each frame says what came before it");
                for one in events.events {
                    seq = one.seq;
                    if let Some(message) = one.message() {
                        seen.push(message.body.parse().unwrap());
                    }
                }
            }
        }
        drop(socket);
        socket = boris.connect().await.unwrap();
        frame(&mut socket).await;
        socket.send(&ClientFrame::Resume { seq }).await.unwrap();
        if seen.len() == 300 {
            break;
        }
        // What was missed comes first; `Resumed` is passed over by the loop above.
    }
    poster.await.unwrap();
    assert_eq!(seen, (0..300).collect::<Vec<_>>());
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 300);
}

#[tokio::test]
async fn too_many_or_too_large_frames_end_the_socket() {
    let app = TestApp::start().await;
    let boris = app.assistant().await;
    let (mut tab, _) = listen(&boris).await;
    for _ in 0..200 {
        if tab.send(&ClientFrame::Heartbeat).await.is_err() {
            break;
        }
    }
    while let Some(Ok(_)) = tab.next().await {}
    assert_eq!(tab.close_code(), Some(1008));

    let mut tab: client::socket::TypedSocket<String, ServerFrame> =
        boris.open_socket("realtime", PROTOCOL).await.unwrap();
    tab.send(&"x".repeat(5_000)).await.unwrap();
    let mut frames = 0;
    while let Some(Ok(_)) = tab.next().await {
        frames += 1;
    }
    assert_eq!(frames, 1, "nothing but the greeting");
}
