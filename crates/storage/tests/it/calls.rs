//! Who was in a call, from when to when, and when it ends by itself, on every database.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::GuestId;
use domain::call::{CallState, GuestState, JoinMargins};
use domain::language::Language;
use domain::person::PersonName;
use storage::video::{Arrival, Attendee, Call, LEASE, NewGuest};
use storage::{By, Store, StoreError};
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::pages::call;
use crate::records::{add, by, person};
use crate::writer::practice;

async fn scheduled(store: &Store, by: By) -> Call {
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
        at: call.starts_at + at,
    };
    store.write(async move |tx| tx.arrive(arrival).await).await
}

async fn knock(store: &Store, by: By, call: &Call) -> GuestId {
    let new = NewGuest {
        id: GuestId::new(Uuid::now_v7()),
        call: call.id,
        practice: by.practice,
        name: PersonName::parse("Mari").unwrap(),
        language: Language::Es,
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
        assert_eq!(store.call(one.practice, call.id).await.unwrap().actual_start, None, "the team begins it");
        arrive(&store, &call, Attendee::User(one.user), "u1", minutes(1)).await.unwrap();
        let id = call.id;
        let left = call.starts_at + minutes(5);
        store.write(async move |tx| tx.depart(id, "g1", left).await).await.unwrap();
        arrive(&store, &call, Attendee::Guest(guest), "g2", minutes(6)).await.unwrap();
        // The same stay again goes on.
        arrive(&store, &call, Attendee::User(one.user), "u1", minutes(7)).await.unwrap();
        let ends = call.starts_at + minutes(20);
        let (practice, user) = (one.practice, one.user);
        let foreign =
            store.write(async move |tx| tx.end_call(two.practice, id, Some(user), ends).await).await;
        assert!(matches!(foreign, Err(StoreError::NotFound)));
        for _ in 0..2 {
            store.write(async move |tx| tx.end_call(practice, id, Some(user), ends).await).await.unwrap();
        }
        let call = store.call(practice, id).await.unwrap();
        assert_eq!(call.state, CallState::Ended);
        assert_eq!((call.actual_start, call.actual_end), (Some(call.starts_at + minutes(1)), Some(ends)));
        let stays = store.attendance(id).await.unwrap();
        let stays: Vec<_> = stays
            .iter()
            .map(|stay| (stay.stay.as_str(), stay.left_at.map(|at| (at - call.starts_at).num_minutes())))
            .collect();
        assert_eq!(stays, [("g1", Some(5)), ("u1", Some(20)), ("g2", Some(20))]);
        let late = arrive(&store, &call, Attendee::User(user), "u2", minutes(21)).await;
        assert!(matches!(late, Err(StoreError::Refused("call_ended"))));
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
        store.write(async move |tx| tx.alive(id, &["u1".to_owned()], alive).await).await.unwrap();
        let margins = JoinMargins::default();
        store.sweep_calls(margins, alive + LEASE).await.unwrap();
        assert_eq!(store.attendance(id).await.unwrap()[0].left_at, None);
        store.sweep_calls(margins, alive + LEASE + TimeDelta::seconds(1)).await.unwrap();
        assert_eq!(store.attendance(id).await.unwrap()[0].left_at, Some(alive), "when last heard of");
        assert_eq!(store.guest(id, guest).await.unwrap().state, GuestState::Left, "silent at the door");
        assert_eq!(
            store.call(one.practice, id).await.unwrap().state,
            CallState::Live,
            "its time is not over"
        );
        // Half an hour planned, half an hour of margin.
        store.sweep_calls(margins, call.starts_at + TimeDelta::minutes(60)).await.unwrap();
        let ended = store.call(one.practice, id).await.unwrap();
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
            store.write(async move |tx| tx.answer_guest(practice, call, guest, admit, by, now).await).await
        };
        for (practice, call) in [(two.practice, call.id), (one.practice, other.id)] {
            assert!(matches!(answer(practice, call, true).await, Err(StoreError::NotFound)));
        }
        assert_eq!(store.guest(call.id, guest).await.unwrap().state, GuestState::Waiting);
        let admitted = answer(one.practice, call.id, true).await.unwrap();
        assert_eq!((admitted.state, admitted.decided_by), (GuestState::Admitted, Some(one.user)));
        assert!(matches!(store.guest(other.id, guest).await, Err(StoreError::NotFound)));
        store.close().await.unwrap();
    }
}
