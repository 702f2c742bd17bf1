//! Lists, unread counts and history of chat on every database there is.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::chat::{ConversationKind, MemberRole};
use domain::event::Event;
use domain::permission::Role;
use domain::{ConversationId, PracticeId, UserId};
use storage::chat::history::Part;
use storage::chat::import::PastMessage;
use storage::chat::list::MOST_UNREAD;
use storage::chat::read::ReadMark;
use storage::chat::room::NewRoom;
use storage::users::User;
use storage::{Refusal, RequestKey, Store, StoreError};
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::writer::{instant, practice, user};

pub async fn colleague(store: &Store, practice: PracticeId) -> UserId {
    let new = user(practice, &format!("{}@example.org", Uuid::now_v7()));
    store.write(async move |tx| tx.insert_user(new).await).await.unwrap().id
}

pub async fn room(
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
        key: RequestKey { key: name.to_owned(), hash: String::new() },
        name: name.to_owned(),
        topic: String::new(),
        members,
        at: instant(),
    };
    store.create_room(new).await.unwrap().0
}

async fn leave_the_team(store: &Store, practice: PracticeId, user: UserId) {
    let now = instant();
    let job = async move |tx: &mut storage::Tx| {
        let leaving = tx.practice(practice).users().find(user).await?;
        tx.change_user(User { deactivated_at: Some(now), ..leaving }).await?;
        tx.practice(practice).chat().pass_rooms_on(user, now).await
    };
    store.write(job).await.unwrap();
}

/// Who is in a conversation with which role, in the order of their names.
async fn roles(store: &Store, practice: PracticeId, id: ConversationId) -> Vec<(UserId, MemberRole)> {
    let people = store.practice(practice).chat().participants(id).await.unwrap();
    people.into_iter().map(|one| (one.user.id, one.member.role)).collect()
}

#[tokio::test]
async fn conversations_stand_in_the_order_of_their_messages_whatever_clocks_say() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice_id, ana) = practice(&store).await;
        let early = room(&store, practice_id, ana, "Early", vec![]).await;
        let late = room(&store, practice_id, ana, "Late", vec![]).await;
        let silent = room(&store, practice_id, ana, "Silent", vec![]).await;
        // The clock of the server was set back between the two.
        say(&store, practice_id, early, ana, 500..501).await;
        say(&store, practice_id, late, ana, 1..2).await;
        let order = async || -> Vec<ConversationId> {
            let list = store.practice(practice_id).chat().summaries(ana).await.unwrap();
            list.into_iter().map(|one| one.id).collect()
        };
        assert_eq!(order().await, [late, early, silent]);
        let new = room(&store, practice_id, ana, "New", vec![]).await;
        assert_eq!(order().await, [new, late, early, silent], "made after all that was said");
        say(&store, practice_id, silent, ana, 2..3).await;
        assert_eq!(order().await, [silent, new, late, early]);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn whoever_leaves_the_team_reads_nothing_and_owns_nothing() {
    for database in TestDatabase::all().await {
        let recorder = Recorder::default();
        let store = database.open(Arc::new(recorder.clone())).await;
        let (practice_id, ana) = practice(&store).await;
        let mut onlooker = user(practice_id, &format!("{}@example.org", Uuid::now_v7()));
        onlooker.role = Role::Viewer;
        let viewer = onlooker.id;
        store.write(async move |tx| tx.insert_user(onlooker).await).await.unwrap();
        let boris = colleague(&store, practice_id).await;
        let id = room(&store, practice_id, ana, "Room", vec![viewer, boris]).await;
        let shared = room(&store, practice_id, boris, "Shared", vec![viewer]).await;
        let alone = room(&store, practice_id, ana, "Alone", vec![]).await;
        recorder.take();

        leave_the_team(&store, practice_id, ana).await;
        let told: Vec<Event> = recorder.take().into_iter().map(|published| published.event).collect();
        assert!(told.contains(&Event::ConversationChanged { conversation: id }), "the room is told");
        assert!(!told.contains(&Event::ConversationChanged { conversation: shared }));
        let mut now = roles(&store, practice_id, id).await;
        now.sort_unstable();
        let mut expected =
            [(ana, MemberRole::Member), (viewer, MemberRole::Member), (boris, MemberRole::Owner)];
        expected.sort_unstable();
        assert_eq!(now, expected, "who may make rooms comes before who may only look");
        let rung = store.practice(practice_id).notifications().list(boris, None, 5).await.unwrap();
        assert_eq!(rung[0].kind, "chat_owner");
        let summary = store.practice(practice_id).chat().summary(boris, id).await.unwrap();
        assert_eq!((summary.member_count, summary.role), (2, MemberRole::Owner));

        leave_the_team(&store, practice_id, boris).await;
        let owner =
            roles(&store, practice_id, id).await.into_iter().find(|(_, role)| *role == MemberRole::Owner);
        assert_eq!(owner, Some((viewer, MemberRole::Owner)), "or else whoever is left");
        let open = store.practice(practice_id).chat().open_rooms(viewer).await.unwrap();
        assert_eq!(open.iter().map(|room| (room.id, room.member_count)).collect::<Vec<_>>(), [(alone, 0)]);
        store.practice(practice_id).chat().join_room(alone, viewer, instant()).await.unwrap();
        let own = store.practice(practice_id).chat().summary(viewer, alone).await.unwrap();
        assert_eq!(own.role, MemberRole::Owner, "nobody else is there to look after it");
        let direct = ConversationId::new(Uuid::now_v7());
        let refused = store.practice(practice_id).chat().open_direct(viewer, boris, direct, instant()).await;
        assert!(matches!(refused, Err(StoreError::Refused(Refusal::UserDeactivated))));
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn people_and_rooms_are_listed_as_in_a_dictionary() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice_id, ana) = practice(&store).await;
        let id = room(&store, practice_id, ana, "Room", vec![]).await;
        for name in ["Zebra", "alpha", "École", "Ñandú", "Nube"] {
            let mut new = user(practice_id, &format!("{}@example.org", Uuid::now_v7()));
            new.name = name.to_owned();
            let who = new.id;
            store.write(async move |tx| tx.insert_user(new).await).await.unwrap();
            store.practice(practice_id).chat().add_members(id, vec![who], ana, instant()).await.unwrap();
            room(&store, practice_id, who, name, vec![]).await;
        }
        let expected = ["alpha", "École", "Élodie", "Ñandú", "Nube", "Zebra"];
        let users = store.practice(practice_id).users().list().await.unwrap();
        assert_eq!(users.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), expected);
        let members = store.practice(practice_id).chat().participants(id).await.unwrap();
        assert_eq!(members.iter().map(|one| one.user.name.as_str()).collect::<Vec<_>>(), expected);
        let rooms = store.practice(practice_id).chat().open_rooms(ana).await.unwrap();
        let rooms: Vec<_> = rooms.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(rooms, ["alpha", "École", "Ñandú", "Nube", "Zebra"]);
        store.close().await.unwrap();
    }
}

/// `author` says the numbers `from..to`, a minute each.
pub async fn say(
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
    store.write(async move |tx| tx.practice(practice).chat().import(said).await).await.unwrap();
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
        store.practice(practice_id).chat().open_direct(boris, ana, direct, instant()).await.unwrap();
        say(&store, practice_id, quiet, boris, 0..2).await;
        say(&store, practice_id, direct, boris, 3..4).await;
        say(&store, practice_id, busy, ana, 5..6).await;
        say(&store, practice_id, busy, boris, 6..9).await;

        let list = store.practice(practice_id).chat().summaries(ana).await.unwrap();
        let ids: Vec<_> = list.iter().map(|one| one.id).collect();
        assert_eq!(ids, [busy, direct, quiet]);
        let unread: Vec<_> = list.iter().map(|one| one.unread).collect();
        assert_eq!(unread, [3, 1, 2], "one's own are read");
        assert_eq!(list[0].last_body.as_deref(), Some("message 8"));
        assert_eq!((list[0].last_author, list[0].member_count), (Some(boris), 2));
        assert_eq!((list[1].kind, list[1].other_id), (ConversationKind::Direct, Some(boris)));
        assert_eq!((list[2].kind, list[2].other_id), (ConversationKind::Room, None));
        let one = store.practice(practice_id).chat().summary(ana, busy).await.unwrap();
        assert_eq!((one.unread, one.last_seq), (3, list[0].last_seq));
        let counts = store.practice(practice_id).chat().unread_counts(ana).await.unwrap();
        assert_eq!(counts.iter().map(|one| one.unread).sum::<i64>(), 6);

        let rooms = store.practice(practice_id).chat().open_rooms(ana).await.unwrap();
        assert_eq!(rooms.iter().map(|room| (room.id, room.member_count)).collect::<Vec<_>>(), [(open, 1)]);
        for (practice, user) in [(practice_id, stranger), (PracticeId::new(Uuid::now_v7()), ana)] {
            assert!(store.practice(practice).chat().summaries(user).await.unwrap().is_empty());
            let other = store.practice(practice).chat().summary(user, busy).await;
            assert!(matches!(other, Err(StoreError::NotFound)));
            assert!(store.practice(practice).chat().unread_counts(user).await.unwrap().is_empty());
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
            .practice(practice_id)
            .chat()
            .history(id, Part::Latest, 50)
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
        assert_eq!(store.practice(practice_id).chat().summary(ana, id).await.unwrap().unread, MOST_UNREAD);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn messages_are_read_by_their_ids_within_their_practice() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice_id, ana) = practice(&store).await;
        let (elsewhere, stranger) = practice(&store).await;
        let id = room(&store, practice_id, ana, "Room", vec![]).await;
        let other = room(&store, elsewhere, stranger, "Room", vec![]).await;
        say(&store, practice_id, id, ana, 0..4).await;
        say(&store, elsewhere, other, stranger, 0..1).await;
        let said = store.practice(practice_id).chat().history(id, Part::Latest, 9).await.unwrap().messages;
        let theirs = store.practice(elsewhere).chat().history(other, Part::Latest, 9).await.unwrap().messages;
        let wanted = [said[0].id, said[2].id, theirs[0].id];
        let mut found = store.practice(practice_id).chat().messages_with_ids(wanted.to_vec()).await.unwrap();
        found.sort_unstable_by_key(|message| message.seq);
        assert_eq!(found, [said[0].clone(), said[2].clone()]);
        assert!(store.practice(practice_id).chat().messages_with_ids(Vec::new()).await.unwrap().is_empty());
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
        let part = async |part| store.practice(practice_id).chat().history(id, part, 7).await.unwrap();
        let all = store.practice(practice_id).chat().history(id, Part::Latest, 100).await.unwrap();
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
        let elsewhere = store
            .practice(PracticeId::new(Uuid::now_v7()))
            .chat()
            .history(id, Part::Latest, 7)
            .await
            .unwrap();
        assert!(elsewhere.messages.is_empty());
        store.close().await.unwrap();
    }
}
