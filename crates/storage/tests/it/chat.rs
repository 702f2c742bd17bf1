//! Lists, unread counts and history of chat on every database there is.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::chat::ConversationKind;
use domain::{ConversationId, PracticeId, UserId};
use storage::chat::history::Part;
use storage::chat::import::PastMessage;
use storage::chat::list::MOST_UNREAD;
use storage::chat::read::ReadMark;
use storage::chat::room::NewRoom;
use storage::{Store, StoreError};
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::writer::{instant, practice, user};

async fn colleague(store: &Store, practice: PracticeId) -> UserId {
    let new = user(practice, &format!("{}@example.org", Uuid::now_v7()));
    store.write(async move |tx| tx.insert_user(new).await).await.unwrap().id
}

async fn room(
    store: &Store,
    practice: PracticeId,
    by: UserId,
    name: &str,
    members: Vec<UserId>,
) -> ConversationId {
    let new = NewRoom {
        id: ConversationId::new(Uuid::now_v7()),
        practice,
        by,
        key: name.to_owned(),
        name: name.to_owned(),
        topic: String::new(),
        members,
        at: instant(),
    };
    store.create_room(new).await.unwrap().0
}

/// `author` says the numbers `from..to`, a minute each.
async fn say(
    store: &Store,
    practice: PracticeId,
    conversation: ConversationId,
    author: UserId,
    numbers: std::ops::Range<i64>,
) {
    let said = numbers.map(|n| PastMessage {
        conversation,
        author,
        body: format!("message {n}"),
        at: instant() + TimeDelta::minutes(n),
    });
    let said = said.collect();
    store.write(async move |tx| tx.import_messages(practice, said).await).await.unwrap();
}

fn mark(practice: PracticeId, conversation: ConversationId, user: UserId, seq: i64, back: bool) -> ReadMark {
    ReadMark { practice, conversation, user, seq, back, at: instant() }
}

#[tokio::test]
async fn a_list_shows_the_newest_first_with_what_is_unread_c7() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice_id, ana) = practice(&store).await;
        let (_, stranger) = practice(&store).await;
        let boris = colleague(&store, practice_id).await;
        let quiet = room(&store, practice_id, ana, "Quiet", vec![boris]).await;
        let busy = room(&store, practice_id, ana, "Busy", vec![boris]).await;
        let open = room(&store, practice_id, boris, "Élan", vec![]).await;
        let direct = ConversationId::new(Uuid::now_v7());
        store.open_direct(practice_id, boris, ana, direct, instant()).await.unwrap();
        say(&store, practice_id, quiet, boris, 0..2).await;
        say(&store, practice_id, busy, ana, 5..6).await;
        say(&store, practice_id, busy, boris, 6..9).await;
        say(&store, practice_id, direct, boris, 3..4).await;

        let list = store.conversation_summaries(practice_id, ana).await.unwrap();
        let ids: Vec<_> = list.iter().map(|one| one.id).collect();
        assert_eq!(ids, [busy, direct, quiet]);
        let unread: Vec<_> = list.iter().map(|one| one.unread).collect();
        assert_eq!(unread, [3, 1, 2], "one's own are read");
        assert_eq!(list[0].last_body.as_deref(), Some("message 8"));
        assert_eq!((list[0].last_author, list[0].member_count), (Some(boris), 2));
        assert_eq!((list[1].kind, list[1].other_id), (ConversationKind::Direct, Some(boris)));
        assert_eq!((list[2].kind, list[2].other_id), (ConversationKind::Room, None));
        let one = store.conversation_summary(practice_id, ana, busy).await.unwrap();
        assert_eq!((one.unread, one.last_seq), (3, list[0].last_seq));
        let counts = store.unread_counts(practice_id, ana).await.unwrap();
        assert_eq!(counts.iter().map(|one| one.unread).sum::<i64>(), 6);

        let rooms = store.open_rooms(practice_id, ana).await.unwrap();
        assert_eq!(rooms.iter().map(|room| (room.id, room.member_count)).collect::<Vec<_>>(), [(open, 1)]);
        for (practice, user) in [(practice_id, stranger), (PracticeId::new(Uuid::now_v7()), ana)] {
            assert!(store.conversation_summaries(practice, user).await.unwrap().is_empty());
            let other = store.conversation_summary(practice, user, busy).await;
            assert!(matches!(other, Err(StoreError::NotFound)));
            assert!(store.unread_counts(practice, user).await.unwrap().is_empty());
        }
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_mark_goes_forward_and_back_only_when_it_is_meant_to() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice_id, ana) = practice(&store).await;
        let boris = colleague(&store, practice_id).await;
        let id = room(&store, practice_id, ana, "Room", vec![boris]).await;
        say(&store, practice_id, id, boris, 0..10).await;
        let seqs: Vec<i64> = store
            .history(practice_id, id, Part::Latest, 50)
            .await
            .unwrap()
            .messages
            .iter()
            .map(|message| message.seq)
            .collect();
        let moved = async |seq, back| {
            let left = store.move_read(mark(practice_id, id, ana, seq, back)).await.unwrap();
            (left.read_seq, left.unread)
        };
        assert_eq!(moved(seqs[3], false).await, (seqs[3], 6));
        assert_eq!(moved(seqs[1], false).await, (seqs[3], 6), "a late request takes nothing back");
        assert_eq!(moved(seqs[1], true).await, (seqs[1], 8));
        assert_eq!(moved(i64::MIN, true).await, (0, 10));
        assert_eq!(moved(i64::MAX, false).await, (seqs[9], 0), "not beyond what there is");
        let outsider = colleague(&store, practice_id).await;
        let refused = store.move_read(mark(practice_id, id, outsider, 1, false)).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn more_than_anybody_counts_is_not_counted() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice_id, ana) = practice(&store).await;
        let boris = colleague(&store, practice_id).await;
        let id = room(&store, practice_id, ana, "Room", vec![boris]).await;
        say(&store, practice_id, id, boris, 0..MOST_UNREAD + 5).await;
        assert_eq!(store.conversation_summary(practice_id, ana, id).await.unwrap().unread, MOST_UNREAD);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn history_is_walked_in_both_directions_without_a_gap() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice_id, ana) = practice(&store).await;
        let id = room(&store, practice_id, ana, "Room", vec![]).await;
        let other = room(&store, practice_id, ana, "Other", vec![]).await;
        for n in 0..25 {
            say(&store, practice_id, if n % 5 == 4 { other } else { id }, ana, n..n + 1).await;
        }
        let part = async |part| store.history(practice_id, id, part, 7).await.unwrap();
        let all = store.history(practice_id, id, Part::Latest, 100).await.unwrap();
        assert_eq!((all.messages.len(), all.more_before, all.more_after), (20, false, false));

        let mut back = part(Part::Latest).await;
        let mut walked = back.messages.clone();
        while back.more_before {
            back = part(Part::Before(walked[0].seq)).await;
            walked.splice(0..0, back.messages.clone());
        }
        assert_eq!(walked, all.messages);
        let mut forth = part(Part::After(0)).await;
        let mut walked = forth.messages.clone();
        while forth.more_after {
            forth = part(Part::After(walked[walked.len() - 1].seq)).await;
            walked.extend(forth.messages.clone());
        }
        assert_eq!(walked, all.messages);
        let middle = part(Part::Around(all.messages[10].seq)).await;
        assert!(middle.messages.contains(&all.messages[10]) && middle.messages.len() == 7);
        assert!(middle.more_before && middle.more_after);
        let elsewhere = store.history(PracticeId::new(Uuid::now_v7()), id, Part::Latest, 7).await.unwrap();
        assert!(elsewhere.messages.is_empty());
        store.close().await.unwrap();
    }
}
