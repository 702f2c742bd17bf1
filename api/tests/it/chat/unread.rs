//! Unread counts: absolute, and right in every tab whatever happens in whatever order.

use std::collections::HashMap;

use client::Socket;
use domain::event::Event;
use domain::{ConversationId, UserId};
use testkit::{Actor, TestApp};
use wire::chat::ReadMark;
use wire::realtime::{Enclosure, SequencedEvent};

use super::{listen, post, read, room, until};

/// What the counts are by definition: others' messages after the mark.
#[derive(Default)]
struct Recount {
    messages: HashMap<ConversationId, Vec<(i64, UserId)>>,
    marks: HashMap<(ConversationId, UserId), i64>,
}

impl Recount {
    fn unread(&self, conversation: ConversationId, user: UserId) -> u64 {
        let mark = self.marks.get(&(conversation, user)).copied().unwrap_or(0);
        let messages = self.messages.get(&conversation).map(Vec::as_slice).unwrap_or_default();
        let counted = messages.iter().filter(|(seq, author)| *seq > mark && *author != user);
        u64::try_from(counted.count()).unwrap()
    }
}

/// A small generator, so that a failure can be run again.
struct SeededRandom(u64);

impl SeededRandom {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// The count that a tab is told with the mark's move.
async fn told(tab: &mut Socket, conversation: ConversationId, mark: i64) -> u64 {
    let moved = |event: &SequencedEvent| match event.event {
        Event::ReadMoved { conversation: moved, read_seq, .. } => {
            (moved == conversation && read_seq == mark).then_some(event.with.clone())
        }
        _ => None,
    };
    let heard = until(tab, |event| moved(event).is_some()).await;
    match heard.iter().rev().find_map(moved).flatten() {
        Some(Enclosure::Unread(left)) => left,
        other => panic!("no absolute count: {other:?}"),
    }
}

#[tokio::test]
async fn every_tab_agrees_with_a_recount_after_every_step() {
    for seed in [1, 7, 2026] {
        let app = TestApp::with(|config| config.chat.burst = 10_000).await;
        let people = [app.consultant().await, app.assistant().await, app.owner().await];
        let rooms = [
            room(&people[0], "Toronto team", &[&people[1], &people[2]]).await.id,
            room(&people[2], "PR cases", &[&people[0], &people[1]]).await.id,
            people[0].open_direct(people[1].id).await.unwrap().id,
        ];
        let mut tabs = [listen(&people[0]).await.0, listen(&people[0]).await.0];
        let (mut dice, mut recount) = (SeededRandom(seed), Recount::default());
        for step in 0..80 {
            let conversation = rooms[dice.roll(rooms.len())];
            let inside = if conversation == rooms[2] { 2 } else { 3 };
            let who = dice.roll(inside);
            let actor: &Actor = &people[who];
            let known = recount.messages.get(&conversation).cloned().unwrap_or_default();
            if dice.roll(5) < 3 || known.is_empty() {
                let message = post(actor, conversation, &format!("step {step}")).await;
                recount.messages.entry(conversation).or_default().push((message.seq, actor.id));
            } else {
                let (seq, _) = known[dice.roll(known.len())];
                let back = dice.roll(4) == 0;
                let before = recount.marks.get(&(conversation, actor.id)).copied().unwrap_or(0);
                let mark = if back { seq } else { seq.max(before) };
                let left =
                    actor.move_read_mark(conversation, ReadMark { read_seq: seq, back }).await.unwrap();
                recount.marks.insert((conversation, actor.id), mark);
                assert_eq!(left.unread, recount.unread(conversation, actor.id), "seed {seed} step {step}");
                if who == 0 && mark != before {
                    for tab in &mut tabs {
                        assert_eq!(
                            told(tab, conversation, mark).await,
                            left.unread,
                            "seed {seed} step {step}"
                        );
                    }
                }
            }
            for person in &people {
                let counts = person.unread_counts().await.unwrap();
                let expected: u64 = counts
                    .items
                    .iter()
                    .map(|one| {
                        let right = recount.unread(one.conversation, person.id);
                        assert_eq!(one.unread, right, "seed {seed} step {step} {}", person.name);
                        right
                    })
                    .sum();
                assert_eq!(counts.total, expected);
            }
        }
    }
}

#[tokio::test]
async fn a_late_request_does_not_bring_back_what_another_tab_has_read() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let made = room(&anna, "PR cases", &[&boris]).await;
    let first = post(&anna, made.id, "one").await.seq;
    let second = post(&anna, made.id, "two").await.seq;
    assert_eq!(read(&boris, made.id, second).await, 0);
    assert_eq!(read(&boris, made.id, first).await, 0);
    let back = ReadMark { read_seq: first, back: true };
    assert_eq!(boris.move_read_mark(made.id, back).await.unwrap().unread, 1);
    assert_eq!(read(&boris, made.id, i64::MAX).await, 0, "there is nothing beyond the last message");
    post(&anna, made.id, "three").await;
    assert_eq!(boris.conversation(made.id).await.unwrap().unread, 1);
}

#[tokio::test]
async fn who_comes_later_starts_with_nothing_unread() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let made = room(&anna, "PR cases", &[]).await;
    post(&anna, made.id, "before").await;
    anna.add_members(made.id, &[boris.id]).await.unwrap();
    assert_eq!(boris.conversation(made.id).await.unwrap().unread, 0);
    post(&anna, made.id, "after").await;
    assert_eq!(boris.conversation(made.id).await.unwrap().unread, 1);
}
