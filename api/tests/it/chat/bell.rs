//! The bell: a colleague's message to you alone, and being taken into a room.

use domain::event::Event;
use domain::notification::{NotificationFact, NotificationKind};
use testkit::TestApp;
use wire::realtime::{ClientFrame, ServerFrame};

use super::{frame, listen, post, read, room, until};

#[tokio::test]
async fn a_direct_message_rings_once_until_it_is_read() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let private = anna.open_direct(boris.id).await.unwrap();
    let (mut tab, _) = listen(&boris).await;
    let mut last = 0;
    for body in ["one", "two", "three"] {
        last = post(&anna, private.id, body).await.seq;
    }
    until(&mut tab, |event| matches!(event.event, Event::NotificationAdded { .. })).await;
    let bell = boris.notifications(None).await.unwrap();
    assert_eq!((bell.items.len(), bell.unseen), (1, 1), "one line for one conversation");
    assert_eq!(bell.items[0].fact.kind(), NotificationKind::ChatMessage);
    assert_eq!(bell.items[0].fact.link(), format!("/chat/{}", private.id));
    assert_eq!(anna.notifications(None).await.unwrap().unseen, 0);

    assert_eq!(read(&boris, private.id, last).await, 0);
    until(&mut tab, |event| event.event == Event::NotificationsSeen { user: boris.id }).await;
    assert_eq!(boris.notifications(None).await.unwrap().unseen, 0);
    post(&anna, private.id, "four").await;
    assert_eq!(boris.notifications(None).await.unwrap().unseen, 1, "it rings again");
}

#[tokio::test]
async fn what_happens_before_ones_eyes_rings_no_bell() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let private = anna.open_direct(boris.id).await.unwrap();
    let (mut tab, _) = listen(&boris).await;
    tab.send(&ClientFrame::Viewing { conversation: Some(private.id) }).await.unwrap();
    // Frames are answered in order: this one says that the one before has been heard.
    tab.send(&ClientFrame::Heartbeat).await.unwrap();
    while frame(&mut tab).await != ServerFrame::HeartbeatAck {}
    post(&anna, private.id, "I see you").await;
    assert_eq!(boris.notifications(None).await.unwrap().unseen, 0);
    tab.send(&ClientFrame::Viewing { conversation: None }).await.unwrap();
    tab.send(&ClientFrame::Heartbeat).await.unwrap();
    while frame(&mut tab).await != ServerFrame::HeartbeatAck {}
    post(&anna, private.id, "and now?").await;
    assert_eq!(boris.notifications(None).await.unwrap().unseen, 1);
}

#[tokio::test]
async fn rooms_ring_when_one_is_taken_in_and_not_when_they_talk() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let made = room(&anna, "PR cases", &[&boris]).await;
    post(&anna, made.id, "hello all").await;
    let bell = boris.notifications(None).await.unwrap();
    let link = format!("/chat/{}", made.id);
    let (by, room) = (anna.id, "PR cases".to_owned());
    let added = NotificationFact::ChatAdded { conversation: made.id, room, by, link };
    assert_eq!(bell.items.into_iter().map(|one| one.fact).collect::<Vec<_>>(), [added]);
}
