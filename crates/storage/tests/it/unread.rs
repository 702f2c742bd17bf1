//! What is unread is kept with every message, and equals a recount whatever happened before.

use std::sync::Arc;

use domain::{ConversationId, MessageId, PracticeId, UserId};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use storage::Store;
use storage::chat::history::Part;
use storage::chat::post::PostMessage;
use storage::chat::read::ReadMark;
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::chat::{colleague, room, say};
use crate::writer::{instant, practice};

/// Something that happens in a room; people and messages are chosen by number.
#[derive(Clone, Debug)]
enum Step {
    /// These people post, committed together as far as the writer can.
    Post(Vec<usize>),
    /// What was posted last is sent once more, beside something new.
    PostAgain(usize),
    Import(usize, i64),
    Read(usize, usize, bool),
    Leave(usize),
    Join(usize),
}

const PEOPLE: usize = 4;

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::collection::vec(0..PEOPLE, 1..6).prop_map(Step::Post),
        1 => (0..PEOPLE).prop_map(Step::PostAgain),
        1 => (0..PEOPLE, 1..5_i64).prop_map(|(who, count)| Step::Import(who, count)),
        4 => (0..PEOPLE, 0..40_usize, any::<bool>()).prop_map(|(who, to, back)| Step::Read(who, to, back)),
        1 => (1..PEOPLE).prop_map(Step::Leave),
        1 => (1..PEOPLE).prop_map(Step::Join),
    ]
}

struct Scene<'a> {
    store: &'a Store,
    practice: PracticeId,
    room: ConversationId,
    people: Vec<UserId>,
    inside: Vec<bool>,
    last: Option<PostMessage>,
}

#[expect(clippy::indexing_slicing, reason = "people are numbered below `PEOPLE`")]
impl Scene<'_> {
    fn message(&self, author: UserId) -> PostMessage {
        PostMessage {
            id: MessageId::new(Uuid::now_v7()),
            practice: self.practice,
            conversation: self.room,
            author,
            nonce: Uuid::now_v7().to_string(),
            body: "hello".to_owned(),
            at: instant(),
            ring: None,
        }
    }

    async fn post(&mut self, messages: Vec<PostMessage>) {
        self.last = messages.last().cloned();
        let posts = messages.into_iter().map(|message| self.store.write_batched(message));
        for posted in futures_util::future::join_all(posts).await {
            posted.unwrap();
        }
    }

    async fn seqs(&self) -> Vec<(i64, UserId)> {
        let window = self
            .store
            .practice(self.practice)
            .chat()
            .history(self.room, Part::Latest, 100_000)
            .await
            .unwrap();
        assert!(!window.more_before);
        window.messages.into_iter().map(|message| (message.seq, message.author_id)).collect()
    }

    async fn take(&mut self, step: Step) {
        let people = self.people.clone();
        match step {
            Step::Post(authors) => {
                let inside = authors.into_iter().filter(|who| self.inside[*who]);
                let messages: Vec<_> = inside.map(|who| self.message(people[who])).collect();
                self.post(messages).await;
            }
            Step::PostAgain(who) => {
                let again =
                    self.last.clone().map(|last| PostMessage { id: MessageId::new(Uuid::now_v7()), ..last });
                let new = self.inside[who].then(|| self.message(people[who]));
                self.post(new.into_iter().chain(again).collect()).await;
            }
            Step::Import(who, count) => {
                say(self.store, self.practice, self.room, people[who], 0..count).await;
            }
            Step::Read(who, to, back) => {
                if self.inside[who] {
                    let seqs = self.seqs().await;
                    let seq = seqs.get(to).or(seqs.last()).map_or(0, |(seq, _)| *seq);
                    let (practice, conversation, user) = (self.practice, self.room, people[who]);
                    let mark = ReadMark { practice, conversation, user, seq, back, at: instant() };
                    let left = self.store.move_read(mark).await.unwrap();
                    let expected = recount(&self.seqs().await, left.read_seq, user);
                    assert_eq!(left.unread, expected, "what the move answers");
                }
            }
            Step::Leave(who) => {
                if std::mem::replace(&mut self.inside[who], false) {
                    let (user, by) = (people[who], people[who]);
                    self.store
                        .practice(self.practice)
                        .chat()
                        .remove_member(self.room, user, by, instant())
                        .await
                        .unwrap();
                }
            }
            Step::Join(who) => {
                self.inside[who] = true;
                self.store
                    .practice(self.practice)
                    .chat()
                    .join_room(self.room, people[who], instant())
                    .await
                    .unwrap();
            }
        }
    }

    async fn check(&self) {
        let seqs = self.seqs().await;
        for (user, _) in self.people.iter().zip(&self.inside).filter(|(_, inside)| **inside) {
            let one = self.store.practice(self.practice).chat().summary(*user, self.room).await.unwrap();
            assert_eq!(one.unread, recount(&seqs, one.read_seq, *user), "the list");
            let counts = self.store.practice(self.practice).chat().unread_counts(*user).await.unwrap();
            let count = counts.iter().find(|count| count.conversation_id == self.room).unwrap();
            assert_eq!((count.unread, count.read_seq), (one.unread, one.read_seq), "the counts");
        }
    }
}

/// Others' messages after the mark.
fn recount(seqs: &[(i64, UserId)], read_seq: i64, user: UserId) -> i64 {
    let unread = seqs.iter().filter(|(seq, author)| *seq > read_seq && *author != user).count();
    i64::try_from(unread).unwrap()
}

#[test]
fn what_is_kept_equals_a_recount_c7() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for database in runtime.block_on(TestDatabase::all()) {
        let store = runtime.block_on(database.open(Arc::new(Recorder::default())));
        let (practice, owner) = runtime.block_on(practice(&store));
        let steps = prop::collection::vec(step(), 1..40);
        let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
        let held = TestRunner::new(config).run(&steps, |steps| {
            runtime.block_on(async {
                let mut people = vec![owner];
                while people.len() < PEOPLE {
                    people.push(colleague(&store, practice).await);
                }
                let name = Uuid::now_v7().to_string();
                let room = room(&store, practice, owner, &name, vec![people[1], people[2]]).await;
                let inside = vec![true, true, true, false];
                let mut scene = Scene { store: &store, practice, room, people, inside, last: None };
                for step in steps {
                    scene.take(step).await;
                    scene.check().await;
                }
            });
            Ok(())
        });
        held.unwrap();
        runtime.block_on(store.close()).unwrap();
    }
}

#[tokio::test]
async fn an_upgrade_counts_once_what_every_list_counted_before() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, ana) = practice(&store).await;
        let boris = colleague(&store, practice).await;
        let id = room(&store, practice, ana, "Room", vec![boris]).await;
        say(&store, practice, id, boris, 0..6).await;
        say(&store, practice, id, ana, 6..9).await;
        let seq =
            store.practice(practice).chat().history(id, Part::Latest, 50).await.unwrap().messages[1].seq;
        let mark = ReadMark { practice, conversation: id, user: ana, seq, back: false, at: instant() };
        store.move_read(mark).await.unwrap();
        store.close().await.unwrap();

        for statement in [
            "ALTER TABLE conversation DROP COLUMN message_count",
            "ALTER TABLE conversation_member DROP COLUMN read_count",
            "DELETE FROM seaql_migrations WHERE version = 'm0018_read_counts'",
        ] {
            storage::testing::execute(&database.url, statement).await.unwrap();
        }
        let store = database.open(Arc::new(Recorder::default())).await;
        let unread = async |user| store.practice(practice).chat().summary(user, id).await.unwrap().unread;
        assert_eq!((unread(ana).await, unread(boris).await), (4, 3));
        store.close().await.unwrap();
    }
}
