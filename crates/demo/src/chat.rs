//! What the demo practice talks about: three rooms and a few colleagues in private, over months.

use chrono::{DateTime, Datelike, TimeDelta, Utc, Weekday};
use domain::folio::{Folio, FolioKind};
use domain::{ConversationId, UserId};
use storage::RequestKey;
use storage::chat::import::PastMessage;
use storage::chat::read::ReadMark;
use storage::chat::room::NewRoom;
use uuid::Uuid;

use super::chat_texts::{DIRECT, ROOMS};
use super::{Demo, words};

/// How far back the talk goes.
const DAYS: i64 = 100;
/// What the owner has not read yet, at most, of the newest talk.
const UNREAD: usize = 3;

/// Something that was said on one occasion: who (by place in the conversation) and what.
pub type Talk = &'static [(usize, &'static str)];

/// Fills rooms and direct messages with talk about the cases there are.
pub async fn seed(demo: &mut Demo) -> Result<(), String> {
    let since = demo.now - TimeDelta::days(DAYS);
    let mut said = Vec::new();
    let mut conversations = Vec::new();
    for (name, topic, people, talks) in ROOMS {
        let members = people.iter().map(|index| demo.colleague(*index).map(|user| user.id));
        let members = members.collect::<Result<Vec<_>, _>>()?;
        let new = NewRoom {
            id: Uuid::now_v7().into(),
            practice: demo.practice,
            by: *members.first().ok_or("a room of nobody")?,
            key: RequestKey { key: format!("demo {name}"), hash: String::new() },
            name: (*name).to_owned(),
            topic: (*topic).to_owned(),
            members: members.clone(),
            at: since,
        };
        let (id, _) = demo.store.create_room(new).await.map_err(words)?;
        said.extend(talk(demo, id, &members, talks, 2));
        conversations.push((id, members));
    }
    for (one, other, talks) in DIRECT {
        let pair = vec![demo.colleague(*one)?.id, demo.colleague(*other)?.id];
        let [me, you] = *pair.as_slice() else { return Err("a direct message is of two".to_owned()) };
        let id = Uuid::now_v7().into();
        let opened =
            demo.store.practice(demo.practice).chat().open_direct(me, you, id, since).await.map_err(words)?;
        said.extend(talk(demo, opened.0, &pair, talks, 6));
        conversations.push((opened.0, pair));
    }
    // Numbers follow time across conversations.
    said.sort_by_key(|message| message.at);
    let practice = demo.practice;
    let all = said.clone();
    demo.store.write(async move |tx| tx.practice(practice).chat().import(all).await).await.map_err(words)?;
    read(demo, &said, conversations).await
}

/// One occasion every `rarity` working days on average, each with the words of one of `talks`.
fn talk(
    demo: &mut Demo,
    conversation: ConversationId,
    people: &[UserId],
    talks: &[Talk],
    rarity: usize,
) -> Vec<PastMessage> {
    let mut said = Vec::new();
    let mut turn = demo.dice.below(talks.len());
    for day in (0..DAYS).rev() {
        let date = demo.now - TimeDelta::days(day);
        if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) || demo.dice.below(rarity) > 0 {
            continue;
        }
        turn += 1;
        let Some(talk) = talks.get(turn % talks.len()) else { continue };
        let folio = folio(demo);
        let mut at: DateTime<Utc> = demo.dice.office_hour(date);
        for (who, text) in *talk {
            let Some(author) = people.get(*who % people.len()).copied() else { continue };
            let seconds = i64::try_from(20 + demo.dice.below(240)).unwrap_or(60);
            at += TimeDelta::seconds(seconds);
            if at < demo.now {
                said.push(PastMessage { conversation, author, body: text.replace("{case}", &folio), at });
            }
        }
    }
    said
}

/// A case there is.
fn folio(demo: &mut Demo) -> String {
    let index = demo.dice.below(demo.cases.len());
    let number = demo.cases.get(index).and_then(|record| u32::try_from(record.case.folio_number).ok());
    let folio = number.and_then(|number| Folio::new(FolioKind::Case, number));
    folio.map_or_else(String::new, |folio| folio.to_string())
}

/// Everybody has read everything; the owner comes in the morning and has a little left.
async fn read(
    demo: &Demo,
    said: &[PastMessage],
    conversations: Vec<(ConversationId, Vec<UserId>)>,
) -> Result<(), String> {
    let owner = demo.colleague(0)?.id;
    for (conversation, members) in conversations {
        for user in members {
            let mark = ReadMark {
                practice: demo.practice,
                conversation,
                user,
                seq: i64::MAX,
                back: false,
                at: demo.now,
            };
            demo.store.move_read(mark).await.map_err(words)?;
        }
    }
    let newest: Vec<_> = said.iter().rev().take(UNREAD).collect();
    for message in newest {
        let window = demo
            .store
            .practice(demo.practice)
            .chat()
            .history(message.conversation, storage::chat::history::Part::Latest, 2)
            .await
            .map_err(words)?;
        let Some(before) = window.messages.first().filter(|first| first.author_id != owner) else { continue };
        let mark = ReadMark {
            practice: demo.practice,
            conversation: message.conversation,
            user: owner,
            seq: before.seq - 1,
            back: true,
            at: demo.now,
        };
        match demo.store.move_read(mark).await {
            Ok(_) | Err(storage::StoreError::NotFound) => {}
            Err(error) => return Err(words(error)),
        }
    }
    for user in &demo.staff {
        demo.store
            .practice(demo.practice)
            .notifications()
            .see(user.id, None, demo.now)
            .await
            .map_err(words)?;
    }
    Ok(())
}
