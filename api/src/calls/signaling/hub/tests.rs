//! The hub without a socket: each participant is the other end of its outbox.

use serde_json::json;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver, channel};
use uuid::Uuid;
use wire::signaling::MAX_PARTICIPANTS;

use super::*;
use crate::calls::signaling::attendance_queue::Item;

const OUTBOX: usize = 64;
/// Of the tickets that people return with.
const SESSION: Uuid = Uuid::from_u128(7);

struct World {
    hub: SignalHub,
    entries: UnboundedReceiver<Item>,
    call: CallId,
    now: DateTime<Utc>,
}

struct Person {
    seat: ParticipantHandle,
    inbox: Receiver<Outgoing>,
}

impl World {
    fn new() -> Self {
        let (queue, entries) = AttendanceQueue::bare();
        let now = DateTime::from_timestamp(1_772_000_000, 0).unwrap();
        Self { hub: SignalHub::new(queue), entries, call: CallId::new(Uuid::now_v7()), now }
    }

    fn later(&mut self, seconds: i64) {
        self.now += TimeDelta::seconds(seconds);
    }

    fn stay(&self, id: &str) -> ParticipationKey {
        ParticipationKey { call: self.call, session: SESSION, participant: id.to_owned() }
    }

    fn try_enter(&self, name: &str, role: RoomRole, returning: Option<&str>) -> Result<Person, SignalFault> {
        let attendant = if role == RoomRole::Moderator { Attendant::Host } else { Attendant::Team };
        self.try_enter_as(name, role, attendant, returning)
    }

    fn client(&self, name: &str) -> Result<Person, SignalFault> {
        self.try_enter_as(name, RoomRole::Participant, Attendant::Client, None)
    }

    fn try_enter_as(
        &self,
        name: &str,
        role: RoomRole,
        attendant: Attendant,
        returning: Option<&str>,
    ) -> Result<Person, SignalFault> {
        let (outbox, inbox) = channel(OUTBOX);
        let name = name.to_owned();
        let admission = Admission { user_id: format!("user-{name}"), name, role, attendant, session: None };
        let entrance = JoinRequest {
            admission,
            typed_name: String::new(),
            audio: true,
            video: true,
            returning: returning.map(|id| self.stay(id)),
            ice_servers: vec![IceServer { urls: vec!["stun:localhost".into()], ..IceServer::default() }],
        };
        let seat = self
            .hub
            .enter(self.call, entrance, outbox, self.now, |stay| format!("ticket-{}", stay.participant))?;
        Ok(Person { seat, inbox })
    }

    fn enter(&self, name: &str) -> Person {
        self.try_enter(name, RoomRole::Participant, None).unwrap()
    }

    fn host(&self) -> Person {
        self.try_enter("Host", RoomRole::Moderator, None).unwrap()
    }

    fn take(&self, person: &Person, frame: ClientFrame) {
        self.hub.take(&person.seat, frame, self.now);
    }

    fn entries(&mut self) -> Vec<Entry> {
        let entry = |item| match item {
            Item::Entry(entry) => Some(entry),
            Item::Flush(_) => None,
        };
        std::iter::from_fn(|| self.entries.try_recv().ok()).filter_map(entry).collect()
    }

    fn names(&self) -> Vec<String> {
        self.hub.people(self.call).into_iter().map(|person| person.name).collect()
    }
}

impl Person {
    /// What came since the last look; a close is shown as its code.
    fn hear(&mut self) -> Vec<serde_json::Value> {
        std::iter::from_fn(|| self.inbox.try_recv().ok())
            .map(|outgoing| match outgoing {
                Outgoing::Frame(text) => serde_json::from_str(&text).unwrap(),
                Outgoing::Close(code) => json!(code),
            })
            .collect()
    }

    /// The kinds of frames that came since the last look.
    fn kinds(&mut self) -> Vec<String> {
        let kind = |frame: serde_json::Value| match frame.get("type") {
            Some(kind) => kind.as_str().unwrap_or_default().to_owned(),
            None => frame.to_string(),
        };
        self.hear().into_iter().map(kind).collect()
    }
}

fn relay_to(person: &Person, data: serde_json::Value) -> ClientFrame {
    ClientFrame::Relay { to: person.seat.id.clone(), data }
}

#[test]
fn a_newcomer_is_welcomed_with_those_present_and_announced_to_them_v30_v31() {
    let world = World::new();
    let mut ana = world.enter("Ana");
    let welcome = ana.hear();
    assert_eq!(welcome[0]["type"], "welcome");
    assert_eq!(welcome[0]["participants"], json!([]));
    assert_eq!(welcome[0]["ice_servers"], json!([{"urls": ["stun:localhost"]}]));
    assert_eq!(welcome[0]["resume"], format!("ticket-{}", ana.seat.id));
    assert!(ana.seat.id.len() == 8 && ana.seat.id.bytes().all(|b| b.is_ascii_hexdigit()), "{}", ana.seat.id);

    let mut host = world.host();
    let told = host.hear();
    assert_eq!(told[0]["role"], "moderator");
    assert_eq!(told[0]["session_id"], welcome[0]["session_id"]);
    assert_eq!(told[0]["participants"][0]["name"], "Ana");
    let announced = ana.hear();
    assert_eq!(announced[0]["type"], "joined");
    assert_eq!(announced[0]["participant"]["id"], host.seat.id);
}

#[test]
fn one_person_holds_one_seat_and_the_newer_entry_takes_it() {
    let mut world = World::new();
    let (mut first, mut bo) = (world.enter("Ana"), world.enter("Bo"));
    first.hear();
    bo.hear();
    let second = world.enter("Ana");
    assert_ne!(first.seat.id, second.seat.id);
    assert_eq!(first.hear(), [json!(close::REPLACED)], "the older one is told so");
    assert_eq!(bo.kinds(), ["left", "joined"]);
    assert_eq!(world.names(), ["Bo", "Ana"]);
    let entries = world.entries();
    assert!(
        matches!(&entries[2..], [Entry::Left { why: Departure::Replaced, .. }, Entry::Entered { .. }]),
        "{entries:?}"
    );
    // The older tab, back from a lost connection, does not take the seat from the newer one.
    let again = world.try_enter("Ana", RoomRole::Participant, Some(&first.seat.id));
    assert!(matches!(again, Err(SignalFault::Replaced)));
    assert_eq!(world.names(), ["Bo", "Ana"]);
}

#[test]
fn frames_reach_the_addressee_alone_and_say_who_sent_them() {
    let world = World::new();
    let (mut ana, mut bo, mut cy) = (world.enter("Ana"), world.enter("Bo"), world.enter("Cy"));
    for person in [&mut ana, &mut bo, &mut cy] {
        person.hear();
    }
    world.take(&ana, relay_to(&bo, json!({"candidate": {"sdpMid": "0"}})));
    let expected = json!({"type": "relay", "from": ana.seat.id, "data": {"candidate": {"sdpMid": "0"}}});
    assert_eq!(bo.hear(), [expected]);
    assert!(cy.hear().is_empty() && ana.hear().is_empty());

    world.take(&cy, ClientFrame::Leave {});
    ana.hear();
    world.take(&ana, relay_to(&cy, json!({})));
    world.take(&ana, relay_to(&ana, json!({})));
    let refused = json!({"type": "error", "code": "no_such_participant"});
    assert_eq!(ana.hear(), [refused.clone(), refused]);
}

#[test]
fn microphone_and_camera_are_known_to_the_others_and_to_latecomers_v32_v33() {
    let world = World::new();
    let (ana, mut bo) = (world.enter("Ana"), world.enter("Bo"));
    bo.hear();
    world.take(&ana, ClientFrame::State { audio: false, video: true });
    world.take(&ana, ClientFrame::State { audio: false, video: true });
    let told = json!({"type": "state", "id": ana.seat.id, "audio": false, "video": true});
    assert_eq!(bo.hear(), [told], "what did not change is not told");
    let mut late = world.enter("Cy");
    assert_eq!(late.hear()[0]["participants"][0]["audio"], false);
}

#[test]
fn leaving_tells_the_others_and_the_ledger_v42_v45() {
    let mut world = World::new();
    let mut host = world.host();
    let (mut ana, bo) = (world.enter("Ana"), world.enter("Bo"));
    let came = world.now;
    world.later(90);
    world.take(&host, ClientFrame::Leave {});
    assert_eq!(host.kinds().last().unwrap(), "1000");
    assert_eq!(ana.kinds(), ["welcome", "joined", "left"]);
    world.hub.disconnected(&bo.seat, true, world.now);
    assert_eq!(world.names(), ["Ana"]);

    let entries = world.entries();
    assert_eq!(entries.len(), 5, "{entries:?}");
    let Entry::Entered { stay, at } = &entries[0] else { panic!("{entries:?}") };
    assert_eq!((stay.name.as_str(), stay.role, *at), ("Host", RoomRole::Moderator, came));
    let Entry::Left { stay: left, why, remaining, at } = &entries[3] else { panic!("{entries:?}") };
    assert_eq!((left, *why, *remaining, *at), (&stay.key, Departure::Left, 2, world.now));
}

#[test]
fn whoever_is_silent_for_thirty_seconds_has_left_when_last_heard_v45() {
    let mut world = World::new();
    let (killed, mut ana) = (world.enter("Killed"), world.enter("Ana"));
    world.later(10);
    world.take(&killed, ClientFrame::Ping { hidden: false });
    let last_heard = world.now;
    world.hub.disconnected(&killed.seat, false, world.now);
    world.later(30);
    world.take(&ana, ClientFrame::Ping { hidden: false });
    world.hub.sweep(world.now);
    assert_eq!(world.names(), ["Killed", "Ana"], "thirty seconds are still within the lease");
    world.entries();
    ana.hear();

    world.later(1);
    world.hub.sweep(world.now);
    assert_eq!(world.names(), ["Ana"]);
    assert_eq!(ana.kinds(), ["left"]);
    let entries = world.entries();
    let [Entry::Left { why: Departure::Lost, remaining: 1, at, .. }] = &entries[..] else {
        panic!("{entries:?}")
    };
    assert_eq!(*at, last_heard);
}

#[test]
fn the_living_are_reported_every_ten_seconds() {
    let mut world = World::new();
    let ana = world.enter("Ana");
    world.entries();
    let mut reports = 0;
    for _ in 0..30 {
        world.take(&ana, ClientFrame::Ping { hidden: false });
        world.hub.sweep(world.now);
        reports += world.entries().len();
        world.later(1);
    }
    assert_eq!(reports, 3);
}

#[test]
fn a_lost_socket_comes_back_to_the_same_seat_with_what_it_missed() {
    let mut world = World::new();
    let (mut ana, bo) = (world.enter("Ana"), world.enter("Bo"));
    world.hub.disconnected(&ana.seat, false, world.now);
    world.entries();
    let cy = world.enter("Cy");
    world.take(&cy, relay_to(&ana, json!({"description": "offer"})));
    world.later(12);
    let mut back = world.try_enter("Ana", RoomRole::Participant, Some(&ana.seat.id)).unwrap();
    assert_eq!(back.seat.id, ana.seat.id);
    let heard = back.hear();
    assert_eq!(heard[0]["type"], "welcome");
    assert_eq!(heard[0]["participants"].as_array().unwrap().len(), 2);
    assert_eq!(heard[1]["data"]["description"], "offer");
    ana.hear();
    // The old socket's late end, and a frame that was still on its way, belong to nobody now.
    world.hub.disconnected(&ana.seat, true, world.now);
    world.take(&ana, ClientFrame::Leave {});
    assert_eq!(world.names(), ["Ana", "Bo", "Cy"]);
    let entries = world.entries();
    let names: Vec<_> = entries
        .iter()
        .map(|entry| match entry {
            Entry::Entered { stay, .. } => stay.name.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names, ["Cy", "Ana"], "the record may have closed the stay meanwhile");
    drop(bo);
}

#[test]
fn a_newer_socket_closes_the_older_one() {
    let world = World::new();
    let mut ana = world.enter("Ana");
    ana.hear();
    let mut back = world.try_enter("Ana", RoomRole::Participant, Some(&ana.seat.id)).unwrap();
    assert_eq!(ana.hear(), [json!(close::REPLACED)]);
    assert_eq!(back.kinds(), ["welcome"]);
    assert_eq!(world.names(), ["Ana"]);
}

#[test]
fn after_a_restart_people_return_under_their_old_ids() {
    let mut world = World::new();
    let mut ana = world.try_enter("Ana", RoomRole::Participant, Some("0badf00d")).unwrap();
    assert_eq!(ana.seat.id, "0badf00d");
    assert_eq!(ana.hear()[0]["session_id"], SESSION.to_string());
    let entries = world.entries();
    let key = world.stay("0badf00d");
    assert!(matches!(&entries[..], [Entry::Entered { stay, .. }] if stay.key == key), "{entries:?}");
}

#[test]
fn a_moderator_ends_the_call_for_everyone_and_nobody_comes_back_v41() {
    let mut world = World::new();
    let (mut host, mut ana) = (world.host(), world.enter("Ana"));
    world.entries();
    ana.hear();
    host.hear();
    world.take(&host, ClientFrame::End {});
    for person in [&mut host, &mut ana] {
        assert_eq!(person.hear(), [json!({"type": "ended", "reason": "moderator"}), json!(close::ENDED)]);
    }
    assert!(world.names().is_empty());
    assert!(matches!(world.try_enter("Ana", RoomRole::Participant, None), Err(SignalFault::Ended)));
    let again = world.try_enter("Ana", RoomRole::Participant, Some(&ana.seat.id));
    assert!(matches!(again, Err(SignalFault::Ended)));

    let entries = world.entries();
    let [Entry::Left { remaining: 1, .. }, Entry::Left { why: Departure::Ended, remaining: 0, .. }, ended] =
        &entries[..]
    else {
        panic!("{entries:?}")
    };
    let by = Some("user-Host".to_owned());
    assert_eq!(*ended, Entry::Ended { call: world.call, reason: EndReason::Moderator, by, at: world.now });
}

#[test]
fn only_a_moderator_ends_the_call_or_takes_people_out_v40() {
    let world = World::new();
    let (host, mut ana) = (world.host(), world.enter("Ana"));
    ana.hear();
    world.take(&ana, ClientFrame::End {});
    world.take(&ana, ClientFrame::Kick { id: host.seat.id.clone() });
    let refused = json!({"type": "error", "code": "not_moderator"});
    assert_eq!(ana.hear(), [refused.clone(), refused]);
    assert_eq!(world.names(), ["Host", "Ana"]);
}

#[test]
fn somebody_taken_out_comes_back_by_neither_ticket_nor_token() {
    let mut world = World::new();
    let (mut host, mut ana) = (world.host(), world.enter("Ana"));
    ana.hear();
    world.entries();
    world.take(&host, ClientFrame::Kick { id: ana.seat.id.clone() });
    assert_eq!(ana.hear(), [json!({"type": "kicked", "by": host.seat.id}), json!(close::KICKED)]);
    assert_eq!(host.kinds(), ["welcome", "joined", "left"]);
    let entries = world.entries();
    let [Entry::Removed { user_id, by, .. }, Entry::Left { why: Departure::Kicked, .. }] = &entries[..]
    else {
        panic!("{entries:?}")
    };
    assert_eq!((user_id.as_str(), by.as_str()), ("user-Ana", "user-Host"));
    for returning in [Some(ana.seat.id.as_str()), None] {
        let again = world.try_enter("Ana", RoomRole::Participant, returning);
        assert!(matches!(again, Err(SignalFault::Removed)), "{returning:?}");
    }
    world.take(&host, ClientFrame::Kick { id: ana.seat.id.clone() });
    assert_eq!(host.hear(), [json!({"type": "error", "code": "no_such_participant"})]);
    world.hub.forgive(world.call, "user-Ana");
    assert!(world.try_enter("Ana", RoomRole::Participant, None).is_ok(), "once staff let them in again");
}

#[test]
fn a_moderator_is_not_taken_out() {
    let world = World::new();
    let mut host = world.host();
    let second = world.try_enter_as("Second", RoomRole::Moderator, Attendant::Team, None).unwrap();
    host.hear();
    world.take(&host, ClientFrame::Kick { id: second.seat.id.clone() });
    assert_eq!(host.hear(), [json!({"type": "error", "code": "not_moderator"})]);
}

#[test]
fn clients_do_not_lock_the_team_out() {
    let world = World::new();
    let clients: Vec<_> = (0..10).map_while(|n| world.client(&format!("C{n}")).ok()).collect();
    assert_eq!(clients.len(), 4);
    assert!(matches!(world.client("C4"), Err(SignalFault::Full)));
    // One of them in many tabs is one.
    for _ in 0..10 {
        assert!(world.client("C0").is_ok());
    }
    assert_eq!(world.names().len(), 4);
    let _colleague = world.enter("Colleague");
    assert!(matches!(world.try_enter("Another", RoomRole::Participant, None), Err(SignalFault::Full)));
    let _host = world.host();
    assert_eq!(world.names().len(), MAX_PARTICIPANTS);
    assert!(world.try_enter("Colleague", RoomRole::Participant, None).is_ok(), "a seat of one's own");
}

#[test]
fn a_hidden_tab_may_be_silent_for_a_minute() {
    let mut world = World::new();
    let ana = world.enter("Ana");
    world.take(&ana, ClientFrame::Ping { hidden: true });
    for _ in 0..5 {
        world.later(61);
        world.hub.sweep(world.now);
        assert_eq!(world.names(), ["Ana"]);
        world.take(&ana, ClientFrame::Ping { hidden: true });
    }
    world.later(91);
    world.hub.sweep(world.now);
    assert!(world.names().is_empty(), "but not for ever");
}

#[test]
fn whose_reason_to_be_inside_is_gone_is_told_so_and_taken_out() {
    for (why, told, code) in [
        (SignalFault::Removed, json!({"type": "kicked", "by": ""}), close::KICKED),
        (SignalFault::TokenRefused, json!({"type": "error", "code": "token_refused"}), close::TOKEN_REFUSED),
        (SignalFault::Ended, json!({"type": "ended", "reason": "moderator"}), close::ENDED),
    ] {
        let world = World::new();
        let (mut ana, mut bo) = (world.enter("Ana"), world.enter("Bo"));
        ana.hear();
        bo.hear();
        world.hub.evict(world.call, &ana.seat.id, why, world.now);
        assert_eq!(ana.hear(), [told, json!(code)]);
        assert_eq!(bo.kinds(), ["left"]);
    }
}

#[test]
fn another_role_is_told_to_everyone() {
    let world = World::new();
    let (mut ana, mut bo) = (world.enter("Ana"), world.enter("Bo"));
    ana.hear();
    bo.hear();
    let (id, admission) = world.hub.admissions(world.call).remove(0);
    world.hub.set_admission(world.call, &id, Admission { role: RoomRole::Moderator, ..admission.clone() });
    let told = json!({"type": "role", "id": ana.seat.id, "role": "moderator"});
    assert_eq!((ana.hear(), bo.hear()), (vec![told.clone()], vec![told]));
    world.hub.set_admission(world.call, &id, Admission { role: RoomRole::Moderator, ..admission });
    assert!(bo.hear().is_empty());
}

#[test]
fn sending_everyone_out_lets_them_come_again() {
    let mut world = World::new();
    let mut ana = world.enter("Ana");
    ana.hear();
    world.entries();
    world.hub.clear(world.call, world.now);
    assert_eq!(ana.hear(), [json!({"type": "ended", "reason": "moderator"}), json!(close::ENDED)]);
    assert!(matches!(&world.entries()[..], [Entry::Left { why: Departure::Ended, .. }]));
    assert!(world.try_enter("Ana", RoomRole::Participant, None).is_ok());
}

#[test]
fn a_second_entrance_over_the_same_socket_ends_it() {
    let world = World::new();
    let mut ana = world.enter("Ana");
    ana.hear();
    let enter = json!({"type": "enter", "token": "x"});
    world.take(&ana, serde_json::from_value(enter).unwrap());
    assert_eq!(ana.hear(), [json!({"type": "error", "code": "bad_frame"}), json!(close::BAD_FRAME)]);
    assert!(world.names().is_empty());
}

#[test]
fn a_browser_that_does_not_read_loses_its_socket_but_not_at_once_its_seat() {
    let world = World::new();
    let (mut ana, bo) = (world.enter("Ana"), world.enter("Bo"));
    for n in 0..=OUTBOX {
        world.take(&bo, relay_to(&ana, json!(n)));
    }
    ana.hear();
    assert!(ana.inbox.is_closed(), "its task ends and closes the socket");
    assert_eq!(world.names(), ["Ana", "Bo"]);
}

#[test]
fn names_are_shortened_and_cannot_turn_the_writing_around() {
    assert_eq!(shown_name("  \u{202e}Ana\u{0007}\n López "), "Ana López");
    assert_eq!(shown_name(&"é".repeat(300)).chars().count(), 60);
}

#[test]
fn rooms_of_different_calls_know_nothing_of_each_other() {
    let mut world = World::new();
    let mut ana = world.enter("Ana");
    ana.hear();
    world.call = CallId::new(Uuid::now_v7());
    let bo = world.enter("Bo");
    world.take(&bo, relay_to(&ana, json!({})));
    assert!(ana.hear().is_empty());
    assert_eq!(world.names(), ["Bo"]);
}

#[test]
fn stopping_asks_the_browsers_to_come_back() {
    let world = World::new();
    let mut ana = world.enter("Ana");
    ana.hear();
    world.hub.drain();
    assert_eq!(ana.hear(), [json!(close::GOING_AWAY)]);
}
