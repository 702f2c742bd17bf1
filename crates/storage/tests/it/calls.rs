//! Who was in a call, from when to when, and when it ends by itself, on every database.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::GuestId;
use domain::calls::{CallState, CancelReason, GuestState, JoinMargins};
use domain::event::{Audience, Event, RecordRef};
use domain::language::Language;
use domain::person::PersonName;
use storage::calls::{
    Arrival, Attendee, Call, Entrant, HIDDEN_LEASE, LEASE, MOST_AT_THE_DOOR, NewGuest, Standing,
};
use storage::{Author, Refusal, Store, StoreError};
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::pages::call;
use crate::records::{add, by, person};
use crate::writer::practice;

async fn scheduled(store: &Store, by: Author) -> Call {
    let ana = add(store, by, person(by, "Ana", "Ruiz", "+15145550123")).await.applicant.id;
    let new = call(by, ana, None, by.at);
    store.write(async move |tx| tx.schedule_call(new).await).await.unwrap()
}

async fn arrive(store: &Store, call: &Call, who: Attendee, stay: &str, at: TimeDelta) -> storage::Result<()> {
    let arrival = Arrival {
        call: call.id,
        who,
        name: "Élodie".to_owned(),
        stay: stay.to_owned(),
        source: "room",
        lease: LEASE,
        at: call.starts_at + at,
    };
    store.write(async move |tx| tx.record_join(arrival).await).await
}

async fn knock(store: &Store, by: Author, call: &Call) -> GuestId {
    let new = NewGuest {
        id: GuestId::new(Uuid::now_v7()),
        call: call.id,
        practice: by.practice,
        name: PersonName::parse("Mari").unwrap(),
        language: Language::Es,
        link_version: call.link_version,
        secret_hash: vec![7; 32],
        at: call.starts_at,
    };
    store.write(async move |tx| tx.knock(new).await).await.unwrap().id
}

#[tokio::test]
async fn stays_begin_go_on_and_end_on_record_v43_v44_v45() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (one, two) = (by(practice(&store).await), by(practice(&store).await));
        let call = scheduled(&store, one).await;
        let guest = knock(&store, one, &call).await;
        let minutes = TimeDelta::minutes;
        arrive(&store, &call, Attendee::Guest(guest), "g1", minutes(-2)).await.unwrap();
        assert_eq!(
            store.practice(one.practice).calls().find(call.id).await.unwrap().actual_start,
            None,
            "the team begins it"
        );
        arrive(&store, &call, Attendee::User(one.user), "u1", minutes(1)).await.unwrap();
        let id = call.id;
        let left = call.starts_at + minutes(5);
        store.write(async move |tx| tx.record_leave(id, "g1", left).await).await.unwrap();
        arrive(&store, &call, Attendee::Guest(guest), "g2", minutes(6)).await.unwrap();
        // The same stay again goes on.
        arrive(&store, &call, Attendee::User(one.user), "u1", minutes(7)).await.unwrap();
        let ends = call.starts_at + minutes(20);
        let (practice, user) = (one.practice, one.user);
        let foreign = store
            .write(async move |tx| {
                tx.practice(two.practice).calls().end(id, Some(user), JoinMargins::default(), ends).await
            })
            .await;
        assert!(matches!(foreign, Err(StoreError::NotFound)));
        for _ in 0..2 {
            store
                .write(async move |tx| {
                    tx.practice(practice).calls().end(id, Some(user), JoinMargins::default(), ends).await
                })
                .await
                .unwrap();
        }
        let call = store.practice(practice).calls().find(id).await.unwrap();
        assert_eq!(call.state, CallState::Ended);
        assert_eq!((call.actual_start, call.actual_end), (Some(call.starts_at + minutes(1)), Some(ends)));
        let stays = store.practice(one.practice).calls().attendance(id).await.unwrap();
        let stays: Vec<_> = stays
            .iter()
            .map(|stay| (stay.stay.as_str(), stay.left_at.map(|at| (at - call.starts_at).num_minutes())))
            .collect();
        assert_eq!(stays, [("g1", Some(5)), ("u1", Some(20)), ("g2", Some(20))]);
        // What the room saw before the end and could write only now.
        arrive(&store, &call, Attendee::Guest(guest), "g3", minutes(19)).await.unwrap();
        let late = store.practice(one.practice).calls().attendance(id).await.unwrap().pop().unwrap();
        assert_eq!((late.stay.as_str(), late.left_at), ("g3", Some(ends)));
        let late = arrive(&store, &call, Attendee::User(user), "u2", minutes(21)).await;
        assert!(matches!(late, Err(StoreError::Refused(Refusal::CallEnded))));
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn who_is_not_heard_of_has_left_and_a_deserted_call_ends_v45() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let one = by(practice(&store).await);
        let call = scheduled(&store, one).await;
        let guest = knock(&store, one, &call).await;
        arrive(&store, &call, Attendee::User(one.user), "u1", TimeDelta::zero()).await.unwrap();
        let (id, alive) = (call.id, call.starts_at + TimeDelta::seconds(20));
        store
            .write(async move |tx| tx.renew_attendance(id, &["u1".to_owned()], LEASE, alive).await)
            .await
            .unwrap();
        let margins = JoinMargins::default();
        store.sweep_calls(margins, alive + LEASE).await.unwrap();
        assert_eq!(store.practice(one.practice).calls().attendance(id).await.unwrap()[0].left_at, None);
        store.sweep_calls(margins, alive + LEASE + TimeDelta::seconds(1)).await.unwrap();
        assert_eq!(
            store.practice(one.practice).calls().attendance(id).await.unwrap()[0].left_at,
            Some(alive),
            "when last heard of"
        );
        assert_eq!(
            store.practice(one.practice).calls().guest(id, guest).await.unwrap().state,
            GuestState::Left,
            "silent at the door"
        );
        assert_eq!(
            store.practice(one.practice).calls().find(id).await.unwrap().state,
            CallState::Live,
            "its time is not over"
        );
        // Half an hour planned, half an hour of margin.
        store.sweep_calls(margins, call.starts_at + TimeDelta::minutes(60)).await.unwrap();
        let ended = store.practice(one.practice).calls().find(id).await.unwrap();
        assert_eq!((ended.state, ended.actual_end), (CallState::Ended, Some(alive)));
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_guest_is_answered_within_the_call_alone() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (one, two) = (by(practice(&store).await), by(practice(&store).await));
        let (call, other) = (scheduled(&store, one).await, scheduled(&store, one).await);
        let guest = knock(&store, one, &call).await;
        let answer = async |practice, call, admit| {
            let (by, now) = (one.user, one.at);
            store
                .write(async move |tx| {
                    tx.practice(practice).calls().answer_guest(call, guest, admit, by, now).await
                })
                .await
        };
        for (practice, call) in [(two.practice, call.id), (one.practice, other.id)] {
            assert!(matches!(answer(practice, call, true).await, Err(StoreError::NotFound)));
        }
        assert_eq!(
            store.practice(one.practice).calls().guest(call.id, guest).await.unwrap().state,
            GuestState::Waiting
        );
        let admitted = answer(one.practice, call.id, true).await.unwrap();
        assert_eq!((admitted.state, admitted.decided_by), (GuestState::Admitted, Some(one.user)));
        assert!(matches!(
            store.practice(one.practice).calls().guest(other.id, guest).await,
            Err(StoreError::NotFound)
        ));
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_closed_stay_stays_closed_and_coming_back_is_another_v45() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let one = by(practice(&store).await);
        let call = scheduled(&store, one).await;
        let (id, who) = (call.id, Attendee::User(one.user));
        let seconds = TimeDelta::seconds;
        arrive(&store, &call, who, "u1", seconds(0)).await.unwrap();
        // The computer slept: nothing was heard for a minute, then the same tab comes back.
        store.sweep_calls(JoinMargins::default(), call.starts_at + seconds(31)).await.unwrap();
        for _ in 0..2 {
            // Told twice, because the first answer was lost.
            arrive(&store, &call, who, "u1", seconds(60)).await.unwrap();
        }
        let left = call.starts_at + seconds(90);
        store.write(async move |tx| tx.record_leave(id, "u1", left).await).await.unwrap();
        arrive(&store, &call, who, "u1", seconds(60)).await.unwrap();
        let times: Vec<_> = store
            .practice(one.practice)
            .calls()
            .attendance(id)
            .await
            .unwrap()
            .iter()
            .map(|stay| {
                let since = |at: DateTime<Utc>| (at - call.starts_at).num_seconds();
                (since(stay.joined_at), stay.left_at.map(since))
            })
            .collect();
        assert_eq!(times, [(0, Some(0)), (60, Some(90))], "the minute away shows");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_hidden_tab_is_believed_for_longer_and_left_when_last_heard() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let one = by(practice(&store).await);
        let call = scheduled(&store, one).await;
        let id = call.id;
        arrive(&store, &call, Attendee::User(one.user), "u1", TimeDelta::zero()).await.unwrap();
        let heard = call.starts_at + TimeDelta::seconds(10);
        store
            .write(async move |tx| tx.renew_attendance(id, &["u1".to_owned()], HIDDEN_LEASE, heard).await)
            .await
            .unwrap();
        let margins = JoinMargins::default();
        store.sweep_calls(margins, heard + TimeDelta::seconds(89)).await.unwrap();
        assert_eq!(store.practice(one.practice).calls().attendance(id).await.unwrap()[0].left_at, None);
        store.sweep_calls(margins, heard + TimeDelta::seconds(91)).await.unwrap();
        assert_eq!(
            store.practice(one.practice).calls().attendance(id).await.unwrap()[0].left_at,
            Some(heard)
        );
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn an_empty_call_before_its_window_is_planned_again() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let one = by(practice(&store).await);
        let call = scheduled(&store, one).await;
        let (id, practice, user, margins) = (call.id, one.practice, one.user, JoinMargins::default());
        let early = call.starts_at - TimeDelta::days(14);
        let state = async || store.practice(practice).calls().find(id).await.unwrap().state;
        // A token is no person.
        store
            .write(async move |tx| tx.practice(practice).calls().start(id, margins, early).await)
            .await
            .unwrap();
        assert_eq!(state().await, CallState::Scheduled);
        arrive(&store, &call, Attendee::User(user), "u1", TimeDelta::days(-14)).await.unwrap();
        assert_eq!(state().await, CallState::Live, "somebody is inside");
        store.write(async move |tx| tx.record_leave(id, "u1", early).await).await.unwrap();
        store.sweep_calls(margins, early).await.unwrap();
        let after = store.practice(practice).calls().find(id).await.unwrap();
        assert_eq!((after.state, after.actual_start), (CallState::Scheduled, None));
        // Ending it then sends out who is inside and keeps the appointment.
        arrive(&store, &call, Attendee::User(user), "u2", TimeDelta::days(-14)).await.unwrap();
        let ended = store
            .write(async move |tx| tx.practice(practice).calls().end(id, Some(user), margins, early).await)
            .await
            .unwrap();
        assert_eq!((ended.state, ended.actual_end), (CallState::Scheduled, None));
        assert!(
            store
                .practice(one.practice)
                .calls()
                .attendance(id)
                .await
                .unwrap()
                .iter()
                .all(|stay| stay.left_at.is_some())
        );
        // Near its time the same token begins it.
        let near = call.starts_at - TimeDelta::minutes(15);
        store
            .write(async move |tx| tx.practice(practice).calls().start(id, margins, near).await)
            .await
            .unwrap();
        assert_eq!(state().await, CallState::Live);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_call_nobody_entered_can_still_be_cancelled() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let one = by(practice(&store).await);
        let call = scheduled(&store, one).await;
        let (id, practice, user, margins) = (call.id, one.practice, one.user, JoinMargins::default());
        let at = call.starts_at;
        let cancel = async || {
            let reason = CancelReason::parse("Ill").unwrap();
            store
                .write(async move |tx| {
                    tx.practice(practice).calls().cancel(id, reason, user, margins, at).await
                })
                .await
        };
        store
            .write(async move |tx| tx.practice(practice).calls().start(id, margins, at).await)
            .await
            .unwrap();
        arrive(&store, &call, Attendee::User(user), "u1", TimeDelta::zero()).await.unwrap();
        assert!(matches!(cancel().await, Err(StoreError::Refused(Refusal::CallLive))));
        let other = scheduled(&store, one).await;
        let id = other.id;
        store
            .write(async move |tx| tx.practice(practice).calls().start(id, margins, at).await)
            .await
            .unwrap();
        let reason = CancelReason::parse("Ill").unwrap();
        let cancelled = store
            .write(async move |tx| tx.practice(practice).calls().cancel(id, reason, user, margins, at).await)
            .await
            .unwrap();
        assert_eq!(cancelled.state, CallState::Cancelled);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn two_people_of_one_name_were_both_there() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let one = by(practice(&store).await);
        let call = scheduled(&store, one).await;
        let (first, second) = (knock(&store, one, &call).await, knock(&store, one, &call).await);
        arrive(&store, &call, Attendee::User(one.user), "u1", TimeDelta::zero()).await.unwrap();
        for (who, stay) in [(first, "a"), (second, "b"), (first, "c")] {
            arrive(&store, &call, Attendee::Guest(who), stay, TimeDelta::minutes(1)).await.unwrap();
        }
        let (id, at) = (call.id, call.starts_at + TimeDelta::minutes(2));
        let (practice, user) = (one.practice, one.user);
        store
            .write(async move |tx| {
                tx.practice(practice).calls().end(id, Some(user), JoinMargins::default(), at).await
            })
            .await
            .unwrap();
        let entries = store
            .practice(practice)
            .timeline()
            .list(RecordRef::Applicant(call.applicant_id), true, None, None, 10)
            .await
            .unwrap();
        let held = entries.iter().find(|entry| entry.kind == "call_held").unwrap();
        let body: serde_json::Value = serde_json::from_str(&held.body).unwrap();
        assert_eq!(body["people"].as_array().unwrap().len(), 3, "{body}");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_door_counts_those_who_are_there_now_and_rings_once() {
    for database in TestDatabase::all().await {
        let recorder = Recorder::default();
        let store = database.open(Arc::new(recorder.clone())).await;
        let one = by(practice(&store).await);
        let call = scheduled(&store, one).await;
        recorder.take();
        for _ in 0..MOST_AT_THE_DOOR {
            knock(&store, one, &call).await;
        }
        let told = recorder.take();
        let knocks = told.iter().filter(|told| matches!(told.event, Event::ClientKnocked { .. }));
        assert!(
            knocks.clone().all(|told| told.audience == Audience::User(one.user)),
            "the host alone is of the call"
        );
        assert_eq!(knocks.count(), MOST_AT_THE_DOOR, "each who waits is told, though the bell rings once");
        let new = |version: i64, at: DateTime<Utc>| NewGuest {
            id: GuestId::new(Uuid::now_v7()),
            call: call.id,
            practice: one.practice,
            name: PersonName::parse("Mari").unwrap(),
            language: Language::Es,
            link_version: version,
            secret_hash: vec![7; 32],
            at,
        };
        let at = call.starts_at;
        let more = new(1, at);
        let full = store.write(async move |tx| tx.knock(more).await).await;
        assert!(matches!(full, Err(StoreError::Refused(Refusal::CallFull))), "{full:?}");
        let bell = store.practice(one.practice).notifications().list(one.user, None, 100).await.unwrap();
        assert_eq!(bell.iter().filter(|line| line.kind == "client_waiting").count(), 1);
        // Those who are silent are gone; a new link begins with an empty door.
        let later = new(1, at + TimeDelta::seconds(31));
        store.write(async move |tx| tx.knock(later).await).await.unwrap();
        let (practice, id, user) = (one.practice, call.id, one.user);
        store
            .write(async move |tx| tx.practice(practice).calls().rotate_link(id, false, user, at).await)
            .await
            .unwrap();
        let old = new(1, at);
        let refused = store.write(async move |tx| tx.knock(old).await).await;
        assert!(matches!(refused, Err(StoreError::Refused(Refusal::LinkExpired))));
        let fresh = new(2, at);
        store.write(async move |tx| tx.knock(fresh).await).await.unwrap();
        let bell = store.practice(one.practice).notifications().list(one.user, None, 100).await.unwrap();
        assert_eq!(bell.iter().filter(|line| line.kind == "client_waiting").count(), 1);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn whoever_was_let_in_after_being_taken_out_stays_in() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let one = by(practice(&store).await);
        let call = scheduled(&store, one).await;
        let guest = knock(&store, one, &call).await;
        let (id, practice, user, at) = (call.id, one.practice, one.user, call.starts_at);
        let admit = async |admit: bool, at| {
            store
                .write(async move |tx| {
                    tx.practice(practice).calls().answer_guest(id, guest, admit, user, at).await
                })
                .await
        };
        let remove = async |at| {
            let who = Attendee::Guest(guest);
            store.write(async move |tx| tx.remove_from_call(id, who, Some(user), at).await).await
        };
        let state = async || store.practice(one.practice).calls().guest(id, guest).await.unwrap().state;
        admit(true, at).await.unwrap();
        remove(at + TimeDelta::seconds(5)).await.unwrap();
        assert_eq!(state().await, GuestState::Removed);
        let entrant = Entrant { who: Attendee::Guest(guest), session: None };
        let standing = store.standing(id, entrant, JoinMargins::default(), at).await.unwrap();
        assert_eq!(standing, Standing::SentAway);
        admit(true, at + TimeDelta::seconds(10)).await.unwrap();
        // The first report, written once more.
        remove(at + TimeDelta::seconds(5)).await.unwrap();
        assert_eq!(state().await, GuestState::Admitted);
        // After someone was sent away, a link without a waiting room lets nobody in unseen.
        admit(false, at + TimeDelta::seconds(11)).await.unwrap();
        assert_eq!(state().await, GuestState::Refused, "a refusal takes out who was let in");
        store.close().await.unwrap();
    }
}
