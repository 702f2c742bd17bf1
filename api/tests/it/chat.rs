//! Team chat: conversations, messages, and what a browser hears of them.

mod access;
mod bell;
mod replay;
mod unread;

use std::collections::HashSet;

use client::Socket;
use domain::chat::ConversationKind;
use domain::event::Event;
use domain::notification::NotificationFact;
use domain::{ConversationId, UserId};
use testkit::{Actor, TestApp};
use wire::Code;
use wire::chat::{Conversation, History, HistoryQuery, Message, NewRoom, ReadMark, RoomChange};
use wire::realtime::{ClientFrame, SequencedEvent, ServerFrame};

pub fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// A room of `owner` with `members`.
pub async fn room(owner: &Actor, name: &str, members: &[&Actor]) -> Conversation {
    let members = members.iter().map(|member| member.id).collect();
    let new = NewRoom { name: name.to_owned(), topic: String::new(), members };
    owner.create_room(&key(), &new).await.unwrap()
}

pub async fn post(author: &Actor, conversation: ConversationId, body: &str) -> Message {
    author.post_message(conversation, &key(), body).await.unwrap()
}

pub async fn read(reader: &Actor, conversation: ConversationId, seq: i64) -> u64 {
    let mark = ReadMark { read_seq: seq, back: false };
    reader.move_read_mark(conversation, mark).await.unwrap().unread
}

pub async fn frame(socket: &mut Socket) -> ServerFrame {
    socket.next().await.expect("the socket is open").expect("a frame")
}

/// A tab that listens from now on, and where the log is.
pub async fn listen(actor: &Actor) -> (Socket, i64) {
    let mut socket = actor.connect().await.unwrap();
    assert!(matches!(frame(&mut socket).await, ServerFrame::Hello { .. }));
    socket.send(&ClientFrame::Identify).await.unwrap();
    let ServerFrame::Ready { seq, .. } = frame(&mut socket).await else { panic!("not ready") };
    (socket, seq)
}

/// The next events, whatever presence says in between.
pub async fn events(socket: &mut Socket) -> Vec<SequencedEvent> {
    loop {
        if let ServerFrame::Events(frame) = frame(socket).await {
            return frame.events;
        }
    }
}

/// Everything up to the first event that is wanted, with it.
pub async fn until(socket: &mut Socket, wanted: impl Fn(&SequencedEvent) -> bool) -> Vec<SequencedEvent> {
    let mut heard = Vec::new();
    loop {
        heard.extend(events(socket).await);
        if heard.iter().any(&wanted) {
            return heard;
        }
    }
}

pub fn is_message(event: &SequencedEvent, id: domain::MessageId) -> bool {
    event.message().is_some_and(|message| message.id == id)
}

async fn bodies(actor: &Actor, id: ConversationId, query: HistoryQuery) -> (Vec<String>, History) {
    let history = actor.messages(id, query).await.unwrap();
    (history.items.iter().map(|message| message.body.clone()).collect(), history)
}

#[tokio::test]
async fn two_colleagues_talk_live_in_a_room_and_in_private_c1_c2() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let cases = room(&anna, "PR cases", &[&boris]).await;
    let private = anna.open_direct(boris.id).await.unwrap();
    let (mut anna_tab, _) = listen(&anna).await;
    let (mut boris_tab, _) = listen(&boris).await;
    for conversation in [cases.id, private.id] {
        let question = post(&anna, conversation, "CAS118: can you call them today?").await;
        let heard = until(&mut boris_tab, |event| is_message(event, question.id)).await;
        assert!(heard.iter().any(|event| event.message() == Some(&question)));
        let answer = post(&boris, conversation, "On it").await;
        until(&mut anna_tab, |event| is_message(event, answer.id)).await;
        let (said, _) = bodies(&anna, conversation, HistoryQuery::default()).await;
        assert_eq!(said, ["CAS118: can you call them today?", "On it"]);
    }
}

#[tokio::test]
async fn a_conversation_belongs_to_no_record_c5() {
    let app = TestApp::start().await;
    let anna = app.consultant().await;
    let made = serde_json::to_value(room(&anna, "2026 audit", &[]).await).unwrap();
    let fields: HashSet<_> = made.as_object().unwrap().keys().map(String::as_str).collect();
    assert!(!fields.iter().any(|field| field.contains("case") || field.contains("applicant")), "{fields:?}");
    for field in ["case", "case_id", "applicant", "applicant_id"] {
        let body = serde_json::json!({"name": "a", field: uuid::Uuid::now_v7()}).to_string();
        let json = [("content-type", "application/json")];
        let answer = anna.raw("POST", "/api/v1/conversations", &json, body.as_bytes()).await.unwrap();
        assert_eq!(answer.status, 422, "{}", answer.body);
    }
}

#[tokio::test]
async fn you_land_on_recent_conversations_with_what_is_unread_c7() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let first = room(&anna, "Toronto team", &[&boris]).await;
    let second = room(&anna, "PR cases", &[&boris]).await;
    let private = boris.open_direct(anna.id).await.unwrap();
    let order = [(&second, "two"), (&private, "three"), (&first, "one")];
    for (conversation, body) in order {
        app.clock.advance(chrono::TimeDelta::minutes(1));
        post(&anna, conversation.id, body).await;
    }
    let list = boris.conversations().await.unwrap().items;
    let shown: Vec<_> = list
        .iter()
        .map(|one| (one.id, one.unread, one.last.as_ref().map(|last| last.excerpt.as_str())))
        .collect();
    assert_eq!(
        shown,
        [(first.id, 1, Some("one")), (private.id, 1, Some("three")), (second.id, 1, Some("two"))]
    );
    let own: Vec<_> = anna.conversations().await.unwrap().items.iter().map(|one| one.unread).collect();
    assert_eq!(own, [0, 0, 0], "what one wrote oneself is not unread");
}

#[tokio::test]
async fn there_are_rooms_and_direct_messages_and_nothing_else_c8_c9() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    for (name, topic) in [
        ("Toronto team", "Who is where"),
        ("PR cases", "Express Entry and PNP"),
        ("2026 audit", "What the auditors asked for"),
    ] {
        let new = NewRoom { name: name.to_owned(), topic: topic.to_owned(), members: vec![boris.id] };
        let made = anna.create_room(&key(), &new).await.unwrap();
        assert_eq!(
            (made.kind, made.name.as_str(), made.topic.as_str()),
            (ConversationKind::Room, name, topic)
        );
        assert_eq!(made.member_count, 2);
    }
    let private = anna.open_direct(boris.id).await.unwrap();
    assert_eq!(
        (private.kind, private.other, private.member_count),
        (ConversationKind::Direct, Some(boris.id), 2)
    );
    let body = serde_json::json!({"name": "a", "kind": "group"}).to_string();
    let json = [("content-type", "application/json")];
    let answer = anna.raw("POST", "/api/v1/conversations", &json, body.as_bytes()).await.unwrap();
    assert_eq!(answer.status, 422, "no third kind can be asked for");
}

#[tokio::test]
async fn rooms_one_is_not_in_can_be_found_and_joined_c12() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let made = room(&anna, "PR cases", &[]).await;
    anna.open_direct(app.owner().await.id).await.unwrap();
    let open = boris.open_rooms().await.unwrap().items;
    assert_eq!(open.iter().map(|one| (one.id, one.member_count)).collect::<Vec<_>>(), [(made.id, 1)]);
    assert!(anna.open_rooms().await.unwrap().items.is_empty());
    let (mut tab, _) = listen(&boris).await;
    boris.join_room(made.id).await.unwrap();
    assert_eq!(boris.join_room(made.id).await.unwrap().member_count, 2, "joining twice is joining");
    assert!(boris.open_rooms().await.unwrap().items.is_empty());
    let said = post(&anna, made.id, "welcome").await;
    until(&mut tab, |event| is_message(event, said.id)).await;
}

#[tokio::test]
async fn a_room_is_renamed_by_its_owner_at_the_version_they_saw() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let made = room(&anna, "PR cases", &[&boris]).await;
    let change = |name: &str| RoomChange { name: name.to_owned(), topic: "Express Entry".to_owned() };
    let (mut tab, _) = listen(&boris).await;
    let changed = anna.change_room(made.id, made.version, &change("PR")).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.version), ("PR", 2));
    until(&mut tab, |event| event.event == Event::ConversationChanged { conversation: made.id }).await;
    let stale = anna.change_room(made.id, made.version, &change("PRs")).await.unwrap_err();
    assert_eq!(stale.current::<Conversation>().unwrap().name, "PR");
    let refused = boris.change_room(made.id, 2, &change("mine")).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::Forbidden));
    let bad = anna.change_room(made.id, 2, &change(&"x".repeat(81))).await.unwrap_err();
    assert_eq!(bad.field("name").unwrap().code, "too_long");
}

#[tokio::test]
async fn when_the_owner_leaves_somebody_else_owns_the_room() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let made = room(&anna, "PR cases", &[&boris]).await;
    let (mut tab, _) = listen(&boris).await;
    anna.remove_member(made.id, anna.id).await.unwrap();
    until(&mut tab, |event| event.event == Event::MemberLeft { conversation: made.id, user: anna.id }).await;
    let members = boris.conversation_members(made.id).await.unwrap().items;
    assert_eq!(
        members.iter().map(|one| (one.user, one.role.as_str())).collect::<Vec<_>>(),
        [(boris.id, "owner")]
    );
}

#[tokio::test]
async fn a_colleague_who_has_left_the_team_is_written_to_no_more() {
    let app = TestApp::start().await;
    let (owner, anna) = (app.owner().await, app.consultant().await);
    let boris = app.colleague(domain::permission::Role::Consultant, "Boris").await;
    let direct = anna.open_direct(boris.id).await.unwrap();
    let rooms = room(&boris, "PR cases", &[&anna]).await;
    let nonce = key();
    let before = anna.post_message(direct.id, &nonce, "See you tomorrow").await.unwrap();
    let (mut tab, _) = listen(&anna).await;
    owner.deactivate_user(boris.id).await.unwrap();
    let changed = Event::ConversationChanged { conversation: rooms.id };
    until(&mut tab, |event| event.event == changed).await;
    let refused = anna.post_message(direct.id, &key(), "Are you there?").await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::ColleagueLeft));
    let again = anna.post_message(direct.id, &nonce, "See you tomorrow").await.unwrap();
    assert_eq!(again.id, before.id, "what was posted before is answered as ever");
    let room = anna.conversation(rooms.id).await.unwrap();
    assert_eq!((room.member_count, room.role.as_str()), (1, "owner"));
    let members = anna.conversation_members(rooms.id).await.unwrap().items;
    let gone = members.iter().find(|one| one.user == boris.id).unwrap();
    assert!(!gone.active && gone.role.as_str() == "member");
    let bell = anna.notifications(None).await.unwrap().items;
    let NotificationFact::ChatOwner { room, .. } = &bell[0].fact else { panic!("{bell:?}") };
    assert_eq!(room, "PR cases");
    owner.reactivate_user(boris.id).await.unwrap();
    post(&anna, direct.id, "Welcome back").await;
}

#[tokio::test]
async fn history_is_read_in_both_directions_and_around_a_message() {
    let app = TestApp::start().await;
    let anna = app.consultant().await;
    let (made, noise) = (room(&anna, "PR cases", &[]).await, room(&anna, "Noise", &[]).await);
    let mut seqs = Vec::new();
    for n in 0..10 {
        seqs.push(post(&anna, made.id, &n.to_string()).await.seq);
        post(&anna, noise.id, "noise").await;
    }
    let check = async |query: HistoryQuery, expected: &[&str], before: bool, after: bool| {
        let (said, history) = bodies(&anna, made.id, HistoryQuery { limit: Some(4), ..query }).await;
        assert_eq!(
            (said, history.more_before, history.more_after),
            (expected.iter().map(ToString::to_string).collect(), before, after)
        );
    };
    check(HistoryQuery::default(), &["6", "7", "8", "9"], true, false).await;
    check(HistoryQuery { before: Some(seqs[6]), ..Default::default() }, &["2", "3", "4", "5"], true, true)
        .await;
    check(HistoryQuery { before: Some(seqs[2]), ..Default::default() }, &["0", "1"], false, true).await;
    check(HistoryQuery { after: Some(seqs[3]), ..Default::default() }, &["4", "5", "6", "7"], true, true)
        .await;
    check(HistoryQuery { after: Some(seqs[7]), ..Default::default() }, &["8", "9"], true, false).await;
    check(HistoryQuery { around: Some(seqs[5]), ..Default::default() }, &["4", "5", "6", "7"], true, true)
        .await;
    let both = HistoryQuery { before: Some(1), after: Some(1), ..Default::default() };
    assert_eq!(anna.messages(made.id, both).await.unwrap_err().code(), Some(Code::BadRequest));
    let many = HistoryQuery { limit: Some(101), ..Default::default() };
    assert_eq!(anna.messages(made.id, many).await.unwrap_err().code(), Some(Code::Invalid));
}

#[tokio::test]
async fn a_retry_never_doubles_even_after_a_restart() {
    let mut app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let made = room(&anna, "PR cases", &[&boris]).await;
    let other = room(&anna, "Other", &[]).await;
    let nonce = key();
    let tries = (0..20).map(|_| anna.post_message(made.id, &nonce, "once"));
    let ids: HashSet<_> =
        futures_util::future::join_all(tries).await.into_iter().map(|posted| posted.unwrap().id).collect();
    assert_eq!(ids.len(), 1);
    let elsewhere = anna.post_message(other.id, &nonce, "once").await.unwrap_err();
    assert_eq!(elsewhere.code(), Some(Code::KeyReused));
    let own = boris.post_message(made.id, &nonce, "mine").await.unwrap();
    assert!(!ids.contains(&own.id), "keys are their author's");

    app.restart().await;
    let anna = app.consultant().await;
    let path = format!("/api/v1/conversations/{}/messages", made.id);
    let headers = [("content-type", "application/json"), ("idempotency-key", nonce.as_str())];
    let again = anna.raw("POST", &path, &headers, br#"{"body":"once"}"#).await.unwrap();
    assert_eq!(again.status, 200, "{}", again.body);
    let again: Message = serde_json::from_str(&again.body).unwrap();
    assert!(ids.contains(&again.id));
    let (said, _) = bodies(&anna, made.id, HistoryQuery::default()).await;
    assert_eq!(said, ["once", "mine"]);
}

#[tokio::test]
async fn posting_too_fast_is_refused_with_the_time_to_wait() {
    let app = TestApp::with(|config| config.chat.burst = 3).await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let made = room(&anna, "PR cases", &[&boris]).await;
    for n in 0..3 {
        post(&anna, made.id, &n.to_string()).await;
    }
    let refused = anna.post_message(made.id, &key(), "too fast").await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::RateLimited));
    assert_eq!(refused.problem().unwrap().retry_after, Some(1));
    post(&boris, made.id, "others may").await;
    app.clock.advance(chrono::TimeDelta::seconds(1));
    post(&anna, made.id, "again").await;
}

#[tokio::test]
async fn messages_that_say_nothing_or_too_much_are_refused_at_their_field() {
    let app = TestApp::start().await;
    let anna = app.consultant().await;
    let made = room(&anna, "PR cases", &[]).await;
    for (body, code) in [("", "required"), (" \n\t ", "required"), (&*"x".repeat(8_001), "too_long")] {
        let refused = anna.post_message(made.id, &key(), body).await.unwrap_err();
        assert_eq!(refused.field("body").unwrap().code, code);
    }
    let kept = post(&anna, made.id, "one\n\n  two <b>&amp;</b>").await;
    assert_eq!(kept.body, "one\n\n  two <b>&amp;</b>", "text stays as it was written");
}

/// Ids that are no colleague's.
pub fn nobody() -> UserId {
    UserId::new(uuid::Uuid::now_v7())
}
