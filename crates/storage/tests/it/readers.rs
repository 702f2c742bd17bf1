//! How many people read a conversation is kept with every change of members and team, and equals a recount.

use std::sync::Arc;

use domain::{ConversationId, PracticeId, UserId};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use storage::users::User;
use storage::{Refusal, Store, StoreError};
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::chat::{colleague, room};
use crate::writer::{instant, practice};

/// Something that changes who reads; rooms and people are chosen by number.
#[derive(Clone, Debug)]
enum Step {
    Join(usize, usize),
    Add(usize, Vec<usize>),
    Leave(usize, usize),
    LeaveTheTeam(usize),
    ComeBack(usize),
    OpenDirect(usize, usize),
}

const PEOPLE: usize = 5;
const ROOMS: usize = 2;

/// The first person stays everywhere, because someone has to take others in.
fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (0..ROOMS, 1..PEOPLE).prop_map(|(room, who)| Step::Join(room, who)),
        2 => (0..ROOMS, prop::collection::vec(1..PEOPLE, 1..4)).prop_map(|(room, who)| Step::Add(room, who)),
        2 => (0..ROOMS, 1..PEOPLE).prop_map(|(room, who)| Step::Leave(room, who)),
        2 => (1..PEOPLE).prop_map(Step::LeaveTheTeam),
        2 => (1..PEOPLE).prop_map(Step::ComeBack),
        1 => (0..PEOPLE, 0..PEOPLE).prop_map(|(me, other)| Step::OpenDirect(me, other)),
    ]
}

struct Scene<'a> {
    store: &'a Store,
    practice: PracticeId,
    people: Vec<UserId>,
    /// The rooms, then the direct messages.
    all: Vec<ConversationId>,
}

#[expect(clippy::indexing_slicing, reason = "people and rooms are numbered below `PEOPLE` and `ROOMS`")]
impl Scene<'_> {
    async fn take(&mut self, step: Step) {
        let (store, practice, by, now) = (self.store, self.practice, self.people[0], instant());
        match step {
            Step::Join(room, who) => {
                store
                    .practice(practice)
                    .chat()
                    .join_room(self.all[room], self.people[who], now)
                    .await
                    .unwrap();
            }
            Step::Add(room, who) => {
                let users = who.into_iter().map(|who| self.people[who]).collect();
                // One who has left the team refuses all of them.
                accept(store.practice(practice).chat().add_members(self.all[room], users, by, now).await);
            }
            Step::Leave(room, who) => {
                accept(
                    store
                        .practice(practice)
                        .chat()
                        .remove_member(self.all[room], self.people[who], by, now)
                        .await,
                );
            }
            Step::LeaveTheTeam(who) => set_active(store, practice, self.people[who], false).await,
            Step::ComeBack(who) => set_active(store, practice, self.people[who], true).await,
            Step::OpenDirect(me, other) => {
                let id = ConversationId::new(Uuid::now_v7());
                let opened = store
                    .practice(practice)
                    .chat()
                    .open_direct(self.people[me], self.people[other], id, now)
                    .await;
                self.all.extend(accept(opened).filter(|(_, new)| *new).map(|(id, _)| id));
            }
        }
    }

    async fn check(&self) {
        let (store, practice) = (self.store, self.practice);
        for id in &self.all {
            let people = store.practice(practice).chat().participants(*id).await.unwrap();
            let active = people.iter().filter(|one| one.user.deactivated_at.is_none()).count();
            let counted = i64::try_from(active).unwrap();
            assert_eq!(
                store.practice(practice).chat().conversation(*id).await.unwrap().reader_count,
                counted,
                "what is kept"
            );
            for one in &people {
                let summary = store.practice(practice).chat().summary(one.user.id, *id).await.unwrap();
                assert_eq!(summary.member_count, counted, "the list of one who is in it");
            }
            for outside in self.people.iter().filter(|user| people.iter().all(|one| one.user.id != **user)) {
                let open = store.practice(practice).chat().open_rooms(*outside).await.unwrap();
                let shown = open.iter().find(|room| room.id == *id).map(|room| room.member_count);
                assert!(shown.is_none_or(|shown| shown == counted), "the list of one who may come in");
            }
        }
    }
}

/// What was refused changed nothing, which the check sees.
fn accept<T>(done: storage::Result<T>) -> Option<T> {
    let expected = |error: &StoreError| {
        matches!(
            error,
            StoreError::NotFound | StoreError::Refused(Refusal::UserDeactivated | Refusal::Yourself)
        )
    };
    done.map_err(|error| assert!(expected(&error), "{error:?}")).ok()
}

async fn set_active(store: &Store, practice: PracticeId, user: UserId, active: bool) {
    let job = async move |tx: &mut storage::Tx| {
        let deactivated_at = (!active).then(instant);
        let user = tx.practice(practice).users().find(user).await?;
        tx.change_user(User { deactivated_at, ..user }).await
    };
    store.write(job).await.unwrap();
}

#[test]
fn readers_that_are_kept_equal_a_recount() {
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
                let mut all = Vec::new();
                while all.len() < ROOMS {
                    let name = Uuid::now_v7().to_string();
                    all.push(room(&store, practice, owner, &name, vec![people[1], people[2]]).await);
                }
                let mut scene = Scene { store: &store, practice, people, all };
                scene.check().await;
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
async fn an_upgrade_counts_the_readers_there_are() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, ana) = practice(&store).await;
        let boris = colleague(&store, practice).await;
        let gone = colleague(&store, practice).await;
        let three = room(&store, practice, ana, "Three", vec![boris, gone]).await;
        let one = room(&store, practice, ana, "One", Vec::new()).await;
        set_active(&store, practice, gone, false).await;
        store.close().await.unwrap();

        for statement in [
            "ALTER TABLE conversation DROP COLUMN reader_count",
            "DELETE FROM seaql_migrations WHERE version = 'm0019_reader_counts'",
        ] {
            storage::testing::execute(&database.url, statement).await.unwrap();
        }
        let store = database.open(Arc::new(Recorder::default())).await;
        let readers = async |id| store.practice(practice).chat().conversation(id).await.unwrap().reader_count;
        assert_eq!((readers(three).await, readers(one).await), (2, 1));
        store.close().await.unwrap();
    }
}
