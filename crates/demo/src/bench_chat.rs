//! People who are connected at once, and a million messages between them, to measure with.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};
use domain::permission::Role;
use domain::{ConversationId, MessageId, SessionId, UserId};
use futures_util::future::try_join_all;
use storage::chat::post::PostMessage;
use storage::chat::room::NewRoom;
use storage::sessions::Session;
use storage::users::User;
use storage::{Author, RequestKey, Store};
use uuid::Uuid;

use super::{Deployment, SeededRandom, SessionToken, words};

/// Rooms that the messages are spread over, besides the one that is empty.
const ROOMS: usize = 40;
/// Messages that wait for the writer at once.
const BATCH: usize = 2_000;

const SENTENCES: &[&str] = &[
    "The biometrics letter came in this morning, I have put it with the forms.",
    "Can somebody look at the travel history before we call them at three?",
    "Done. The police certificate from Manila is still missing.",
    "IRCC asks for the proof of funds again, with the dates this time.",
    "They want to move the interview to next week; I said Tuesday.",
    "Merci, je m'en occupe cet après-midi.",
    "¿Alguien ha hablado ya con la familia Fernández?",
];

/// Adds `staff` people with a session each, a room that all of them are in, and `messages` in other rooms.
/// Returns the lines that the load generator reads.
pub async fn seed(
    store: &Store,
    place: &dyn Deployment,
    by: Author,
    staff: usize,
    messages: usize,
) -> Result<String, String> {
    let owner = store.practice(by.practice).users().find(by.user).await.map_err(words)?;
    let team: Vec<User> = (0..staff)
        .map(|index| User {
            id: UserId::new(Uuid::now_v7()),
            email: format!("bench{index}@maplebridge.example"),
            name: format!("Bench {index}"),
            role: Role::Consultant,
            ..owner.clone()
        })
        .collect();
    let (sessions, tokens): (Vec<_>, Vec<_>) = team.iter().map(|user| session(place, user, by.at)).unzip();
    let people = team.clone();
    store
        .write(async move |tx| {
            for user in people {
                tx.insert_user(user).await?;
            }
            for session in sessions {
                tx.insert_session(session).await?;
            }
            Ok(())
        })
        .await
        .map_err(words)?;

    let mut lines = String::new();
    let everyone = room(store, by, &team, "Everybody").await?;
    // Writing to a String cannot fail.
    let _ = writeln!(lines, "room {everyone}");
    for token in &tokens {
        let _ = writeln!(lines, "session {token}");
    }
    if messages > 0 && !team.is_empty() {
        let mut rooms = Vec::new();
        for index in 0..ROOMS {
            rooms.push(room(store, by, &team, &format!("Room {index}")).await?);
        }
        say(store, by, &team, &rooms, messages).await?;
    }
    Ok(lines)
}

fn session(place: &dyn Deployment, user: &User, now: DateTime<Utc>) -> (Session, String) {
    let SessionToken { token, hash, lifetime } = place.new_session();
    let session = Session {
        id: SessionId::new(Uuid::now_v7()),
        practice_id: user.practice_id,
        user_id: user.id,
        token_hash: hash,
        user_agent: "bench".to_owned(),
        address: "127.0.0.1".to_owned(),
        created_at: now,
        last_seen_at: now,
        expires_at: now + lifetime,
        revoked_at: None,
    };
    (session, token)
}

async fn room(store: &Store, by: Author, team: &[User], name: &str) -> Result<ConversationId, String> {
    let new = NewRoom {
        id: ConversationId::new(Uuid::now_v7()),
        practice: by.practice,
        by: by.user,
        key: RequestKey { key: Uuid::now_v7().to_string(), hash: String::new() },
        name: name.to_owned(),
        topic: String::new(),
        members: team.iter().map(|user| user.id).collect(),
        at: by.at,
    };
    store.create_room(new).await.map(|(id, _)| id).map_err(words)
}

async fn say(
    store: &Store,
    by: Author,
    team: &[User],
    rooms: &[ConversationId],
    messages: usize,
) -> Result<(), String> {
    let mut dice = SeededRandom::new(7);
    let mut said = 0;
    while said < messages {
        let size = BATCH.min(messages - said);
        let mut batch = Vec::with_capacity(size);
        for _ in 0..size {
            said += 1;
            let (Some(room), Some(author)) = (dice.pick(rooms), dice.pick(team)) else { break };
            let left = i64::try_from(messages - said).unwrap_or(0);
            batch.push(store.write_batched(PostMessage {
                id: MessageId::new(Uuid::now_v7()),
                practice: by.practice,
                conversation: *room,
                author: author.id,
                nonce: format!("seed-{said}"),
                body: dice.pick(SENTENCES).copied().unwrap_or_default().to_owned(),
                at: by.at - TimeDelta::seconds(left * 30),
                ring: None,
            }));
        }
        try_join_all(batch).await.map_err(words)?;
    }
    Ok(())
}
