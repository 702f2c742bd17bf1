//! The event log as listeners read it.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::ConversationId;
use domain::event::{Audience, Event};
use storage::event_log::EventFilter;
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::writer::practice;

#[tokio::test]
async fn a_listener_reads_what_is_for_them_and_nothing_else() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (one, anna) = practice(&store).await;
        let (two, boris) = practice(&store).await;
        let (room, closed) = (ConversationId::new(Uuid::now_v7()), ConversationId::new(Uuid::now_v7()));
        let start = store.last_seq().await.unwrap();
        store
            .write(async move |tx| {
                tx.emit(one, Audience::Conversation(room), Event::ConversationChanged { conversation: room });
                tx.emit(
                    one,
                    Audience::Conversation(closed),
                    Event::ConversationChanged { conversation: closed },
                );
                tx.emit(one, Audience::User(anna), Event::NotificationsSeen { user: anna });
                tx.emit(one, Audience::User(boris), Event::NotificationsSeen { user: boris });
                tx.emit(two, Audience::Practice, Event::SettingsChanged);
                tx.emit(one, Audience::Practice, Event::SettingsChanged);
                Ok(())
            })
            .await
            .unwrap();
        let listener = EventFilter { practice: one, user: anna, conversations: vec![room] };
        let heard = store.events_after(&listener, start, 100).await.unwrap();
        let kinds: Vec<_> = heard.iter().map(|published| published.event).collect();
        assert_eq!(
            kinds,
            [
                Event::ConversationChanged { conversation: room },
                Event::NotificationsSeen { user: anna },
                Event::SettingsChanged
            ]
        );
        let after_first = store.events_after(&listener, heard[0].seq, 1).await.unwrap();
        assert_eq!(after_first[0].event, Event::NotificationsSeen { user: anna });
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn numbers_go_on_after_a_clean_up_which_keeps_the_newest() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, user) = practice(&store).await;
        let emit = async || {
            let job = store.write(async move |tx| {
                tx.emit(practice, Audience::Practice, Event::UserChanged { user });
                Ok(())
            });
            job.await.unwrap();
            store.last_seq().await.unwrap()
        };
        let before = emit().await;
        let far = chrono::DateTime::from_timestamp(4_000_000_000, 0).unwrap() + TimeDelta::days(1);
        assert_eq!(store.forget_events(far).await.unwrap(), 1);
        assert_eq!((store.first_seq().await.unwrap(), store.last_seq().await.unwrap()), (before, before));
        assert!(emit().await > before);
        assert_eq!(store.forget_events(far).await.unwrap(), 1);
        assert_eq!(store.forget_events(far).await.unwrap(), 0);
        store.close().await.unwrap();
    }
}
