//! Posting on SQLite goes two ways, with SeaORM and without: both write the same.

use std::sync::Arc;

use domain::{ConversationId, MessageId, PracticeId, UserId};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use storage::chat::history::Part;
use storage::chat::post::{PostMessage, Posted};
use storage::{Conflict, Published, Store, StoreError};
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::chat::{colleague, room};
use crate::writer::{instant, practice};

/// Two people with a room, on a database whose connection of SeaORM can be told to take no messages.
struct Scene {
    database: TestDatabase,
    store: Store,
    recorder: Recorder,
    practice: PracticeId,
    room: ConversationId,
    ana: UserId,
    boris: UserId,
}

impl Scene {
    async fn new() -> Self {
        let database = TestDatabase::sqlite();
        let recorder = Recorder::default();
        let store = database.open(Arc::new(recorder.clone())).await;
        let (practice, ana) = practice(&store).await;
        let boris = colleague(&store, practice).await;
        let room = room(&store, practice, ana, "Room", vec![boris]).await;
        recorder.take();
        Self { database, store, recorder, practice, room, ana, boris }
    }

    fn message(&self, nonce: &str) -> PostMessage {
        PostMessage {
            id: MessageId::new(Uuid::now_v7()),
            practice: self.practice,
            conversation: self.room,
            author: self.ana,
            nonce: nonce.to_owned(),
            body: "Élodie's « café »".to_owned(),
            at: instant() + chrono::TimeDelta::microseconds(1_200),
            ring: None,
        }
    }

    /// As [`Scene::message`], but one that also looks for a bell, which only the way with SeaORM does.
    fn ringing(&self, nonce: &str) -> PostMessage {
        PostMessage { ring: Some(self.boris), ..self.message(nonce) }
    }

    async fn post(&self, job: PostMessage) -> Result<Posted, StoreError> {
        self.store.write_batched(job).await
    }

    /// From now on SeaORM's connection refuses messages: a trigger of its own, which no other connection has.
    async fn block_seaorm(&self) {
        let trigger = "CREATE TEMP TRIGGER blocked BEFORE INSERT ON message \
                       BEGIN SELECT RAISE(ABORT, 'not this way'); END";
        let block = async move |tx: &mut storage::Tx| {
            tx.conn().execute_unprepared(trigger).await?;
            Ok(())
        };
        self.store.write(block).await.unwrap();
    }

    async fn unblock_seaorm(&self) {
        let unblock = async move |tx: &mut storage::Tx| {
            tx.conn().execute_unprepared("DROP TRIGGER blocked").await?;
            Ok(())
        };
        self.store.write(unblock).await.unwrap();
    }

    async fn unread(&self) -> i64 {
        self.store.practice(self.practice).chat().summary(self.boris, self.room).await.unwrap().unread
    }

    /// Every row of a table as SQLite's own literals, so that types count as well as values.
    async fn rows(&self, table: &str) -> Vec<Vec<(String, String)>> {
        let connection = Database::connect(&self.database.url).await.unwrap();
        let all = async |sql: String| {
            connection.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap()
        };
        let columns = all(format!("SELECT name FROM pragma_table_info('{table}')")).await;
        let columns: Vec<String> = columns.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
        let rows = all(format!("SELECT {} FROM {table} ORDER BY 1", quoted.join(", "))).await;
        let read = |row: &sea_orm::QueryResult| {
            let values = (0..columns.len()).map(|index| row.try_get_by_index(index).unwrap());
            columns.iter().cloned().zip(values).collect()
        };
        let rows = rows.iter().map(read).collect();
        connection.close().await.unwrap();
        rows
    }
}

/// What differs from one message or event to the next, as its form alone.
fn formed(rows: Vec<Vec<(String, String)>>, own: &[&str]) -> Vec<Vec<(String, String)>> {
    let form = |(column, value): (String, String)| {
        let value = if own.contains(&column.as_str()) {
            value.chars().map(|c| if c.is_ascii_alphanumeric() { '0' } else { c }).collect()
        } else {
            value
        };
        (column, value)
    };
    rows.into_iter().map(|row| row.into_iter().map(form).collect()).collect()
}

#[tokio::test]
async fn a_post_goes_round_seaorm_where_nothing_is_unusual() {
    let scene = Scene::new().await;
    scene.block_seaorm().await;
    assert!(scene.post(scene.message("plain")).await.unwrap().fresh);
    assert!(matches!(scene.post(scene.ringing("ringing")).await, Err(StoreError::Db(_))));
    assert_eq!(scene.rows("message").await.len(), 1);
    assert_eq!(scene.recorder.take().len(), 1);
    scene.store.close().await.unwrap();
}

#[tokio::test]
async fn both_ways_write_the_same_rows_and_say_the_same() {
    let scene = Scene::new().await;
    let mut told = Vec::new();
    for job in [scene.ringing("one"), scene.message("two")] {
        scene.recorder.take();
        let (id, posted) = (job.id, scene.post(job).await.unwrap());
        let published: Vec<Published> = scene.recorder.take();
        let published = published.into_iter().find(|one| one.payload.is_some()).unwrap();
        assert_eq!((posted.message.id, posted.fresh), (id, true));
        let text = format!("{published:?}").replace(&id.to_string(), "id");
        told.push(text.replace("\"one\"", "nonce").replace("\"two\"", "nonce"));
        let chat = scene.store.practice(scene.practice).chat();
        let read = chat.history(scene.room, Part::Latest, 1).await.unwrap().messages;
        assert_eq!(read, [(*posted.message).clone()], "what was told is what can be read");
    }
    let without_numbers = |text: &str| -> String {
        text.split(", ").map(|part| if part.contains("seq: ") { "seq" } else { part }).collect()
    };
    assert_eq!(without_numbers(&told[0]), without_numbers(&told[1]));

    let messages = formed(scene.rows("message").await, &["seq", "id", "nonce"]);
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0], messages[1]);
    let mut events = formed(scene.rows("event").await, &["seq", "body", "at"]);
    events.retain(|row| row.contains(&("kind".to_owned(), "'message_posted'".to_owned())));
    assert_eq!(events.len(), 2);
    // The instant's digits after the point may be three fewer where the last are zeros.
    let column = |row: &[(String, String)], name: &str| {
        row.iter().find(|(column, _)| column == name).map(|(_, value)| value.clone()).unwrap()
    };
    for (name, _) in &events[0] {
        let (one, two) = (column(&events[0], name), column(&events[1], name));
        if name == "at" {
            let ends = |text: &str| (text[..21].to_owned(), text[text.len() - 7..].to_owned());
            assert_eq!(ends(&one), ends(&two));
        } else {
            assert_eq!(one, two, "{name}");
        }
    }

    assert_eq!(scene.unread().await, 2);
    scene.store.close().await.unwrap();
}

#[tokio::test]
async fn a_batch_with_a_retry_is_done_by_the_other_way() {
    let scene = Scene::new().await;
    let first = scene.message("again");
    scene.post(first.clone()).await.unwrap();
    scene.recorder.take();
    let retry = PostMessage { id: MessageId::new(Uuid::now_v7()), ..first.clone() };
    let otherwise = PostMessage { body: "something else".to_owned(), ..retry.clone() };
    let nowhere =
        PostMessage { conversation: ConversationId::new(Uuid::now_v7()), ..scene.message("nowhere") };
    // Waiting together, they are likely to be one batch; whether they are changes no answer.
    let (retried, fresh, refused) =
        tokio::join!(scene.post(retry), scene.post(scene.message("new")), scene.post(otherwise),);
    let retried = retried.unwrap();
    assert_eq!((retried.message.id, retried.fresh), (first.id, false));
    assert!(fresh.unwrap().fresh);
    assert!(matches!(refused, Err(StoreError::Conflict(Conflict::KeyReused))), "{refused:?}");
    assert!(scene.post(nowhere).await.is_err(), "a conversation that there is not");
    assert_eq!(scene.rows("message").await.len(), 2);
    assert_eq!(scene.recorder.take().len(), 1, "only what is new is told");
    assert_eq!(scene.unread().await, 2, "a batch that was tried twice counts once");
    scene.store.ping().await.unwrap();
    scene.store.close().await.unwrap();
}

#[tokio::test]
async fn both_ways_in_turns_number_what_they_write_in_one_order() {
    let scene = Scene::new().await;
    for n in 0..20 {
        let nonce = format!("n{n}");
        let job = if n % 2 == 0 { scene.message(&nonce) } else { scene.ringing(&nonce) };
        scene.post(job).await.unwrap();
    }
    let published = scene.recorder.take();
    assert!(published.windows(2).all(|two| two[0].seq < two[1].seq));
    let nonces: Vec<_> = published
        .iter()
        .filter_map(|one| match &one.payload {
            Some(storage::EventPayload::Message(message)) => Some(message.nonce.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(nonces, (0..20).map(|n| format!("n{n}")).collect::<Vec<_>>());
    scene.block_seaorm().await;
    scene.post(scene.ringing("refused")).await.unwrap_err();
    scene.unblock_seaorm().await;
    scene.post(scene.ringing("taken")).await.unwrap();
    scene.store.close().await.unwrap();
}
