//! A practice's own Jitsi: what its Prosody asks, and what a real Prosody does with the answer.

use api::clock::SystemClock;
use client::Client;
use domain::calls::CallState;
use domain::clock::Clock;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Value, json};
use testkit::prosody::Prosody;
use testkit::{Actor, TestApp};
use wire::calls::{Call, NewCall, RoomGrant};
use wire::guest::GuestCredentials;
use wire::jitsi::JitsiOrder;

use crate::calls::{applicant, key, knock, link, new_call};

const APP: &str = "liaison";
const SECRET: &str = "a secret of the tests alone";

async fn start() -> TestApp {
    let app = TestApp::with(|config| {
        config.video.provider = api::config::VideoProviderKind::Jitsi;
        config.video.domain = "meet.practice.example".to_owned();
        config.video.app_id = APP.to_owned();
        config.video.app_secret = SECRET.to_owned();
    })
    .await;
    // Prosody has a clock of its own.
    app.clock.set(SystemClock.now());
    app
}

/// A call that goes on, with a client who was let in.
struct Going {
    host: Actor,
    call: Call,
    room: String,
    guest: Client,
    pass: GuestCredentials,
}

impl Going {
    async fn begin(app: &TestApp) -> Self {
        let host = app.consultant().await;
        let maria = applicant(&host, "María").await;
        let new = NewCall { starts_at: app.app().now().to_rfc3339(), ..new_call(app, Some(maria)) };
        let call = host.schedule_call(&key(), &new).await.unwrap();
        let room = host.join_call(call.id).await.unwrap().room;
        let guest = app.client();
        let pass = knock(&guest, &link(&call)).await;
        host.admit_guest(call.id, pass.guest).await.unwrap();
        Self { host, call, room, guest, pass }
    }

    fn host_token(&self) -> String {
        format!("u-{}", self.host.id.as_uuid().simple())
    }

    fn guest_token(&self) -> String {
        format!("g-{}", self.pass.guest.as_uuid().simple())
    }
}

fn token(audience: &str) -> String {
    let now = SystemClock.now().timestamp();
    let claims = json!({"iss": APP, "aud": audience, "iat": now, "exp": now + 60});
    jsonwebtoken::encode(
        &Header::new(Algorithm::HS256),
        &claims,
        &EncodingKey::from_secret(SECRET.as_bytes()),
    )
    .unwrap()
}

/// The status and the answer to what a Jitsi server asks with `token`.
async fn review(app: &TestApp, token: &str, asked: &Value) -> (u16, Value) {
    let authorization = format!("Bearer {token}");
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    let body = asked.to_string();
    let answer = app.client().raw("POST", "/api/v1/jitsi/rooms", &headers, body.as_bytes()).await.unwrap();
    (answer.status, serde_json::from_str(&answer.body).unwrap())
}

#[tokio::test]
async fn a_jitsi_server_is_told_who_may_not_be_inside() {
    let app = start().await;
    let going = Going::begin(&app).await;
    let (host, guest) = (going.host_token(), going.guest_token());
    let stranger = format!("g-{}", uuid::Uuid::now_v7().simple());
    let people = [host.as_str(), &guest, &stranger, "focus", ""];
    let asked = json!({"rooms": [
        {"room": going.room, "people": people},
        {"room": "of-another-application", "people": [host]},
    ]});
    let told = async || -> JitsiOrder {
        let (status, answer) = review(&app, &token("liaison-rooms"), &asked).await;
        assert_eq!(status, 200, "{answer}");
        let mut rooms: Vec<JitsiOrder> = serde_json::from_value(answer["rooms"].clone()).unwrap();
        assert_eq!(rooms.len(), 1, "what is not ours is left alone");
        rooms.remove(0)
    };
    let order = told().await;
    assert_eq!((order.over, order.send_away), (false, vec![stranger.clone(), "focus".into(), String::new()]));

    going.host.refuse_guest(going.call.id, going.pass.guest).await.unwrap();
    assert!(told().await.send_away.contains(&guest), "taken out");
    going.host.admit_guest(going.call.id, going.pass.guest).await.unwrap();
    assert!(!told().await.send_away.contains(&guest), "let in after all");

    let ended = going.host.end_call(going.call.id).await.unwrap();
    assert_eq!(ended.state, CallState::Ended);
    let order = told().await;
    assert_eq!((order.over, order.send_away), (true, vec![]));
}

#[tokio::test]
async fn only_the_practices_own_jitsi_server_is_told() {
    let app = start().await;
    let asked = json!({"rooms": []});
    assert_eq!(review(&app, &token("liaison-rooms"), &asked).await.0, 200);
    let going = Going::begin(&app).await;
    let of_a_person = going.guest.guest_enter(&link(&going.call), &going.pass).await.unwrap().jwt;
    for bad in ["", "x", &token("jitsi"), &of_a_person] {
        let (status, problem) = review(&app, bad, &asked).await;
        assert_eq!((status, problem["code"].as_str()), (401, Some("unauthenticated")), "{bad}");
    }
    let many: Vec<_> = (0..201).map(|n| json!({"room": n.to_string(), "people": []})).collect();
    assert_eq!(review(&app, &token("liaison-rooms"), &json!({"rooms": many})).await.0, 422);

    let builtin = TestApp::start().await;
    builtin.clock.set(SystemClock.now());
    assert_eq!(review(&builtin, &token("liaison-rooms"), &asked).await.0, 401, "it has no such server");
}

#[tokio::test]
async fn a_clients_tile_says_that_it_is_the_clients() {
    let app = start().await;
    let going = Going::begin(&app).await;
    let name = |grant: RoomGrant| {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_audience(&["jitsi"]);
        let key = DecodingKey::from_secret(SECRET.as_bytes());
        let claims = jsonwebtoken::decode::<Value>(&grant.jwt, &key, &rules).unwrap().claims;
        assert_eq!(claims["context"]["user"]["name"], grant.display_name);
        grant.display_name
    };
    let client = going.guest.guest_enter(&link(&going.call), &going.pass).await.unwrap();
    assert_eq!(name(client), "Mari – client");
    let staff = going.host.join_call(going.call.id).await.unwrap();
    assert_eq!(name(staff), going.host.name);
}

#[tokio::test]
async fn a_real_prosody_takes_people_out_and_closes_rooms_without_a_browsers_help() {
    let app = start().await;
    let going = Going::begin(&app).await;
    let Some(prosody) = Prosody::start(&app.url(), APP, SECRET).await else { return };
    let mut host = prosody.connect(&going.host_token()).await;
    let mut guest = prosody.connect(&going.guest_token()).await;
    for (caller, nick) in [(&mut host, "host"), (&mut guest, "guest")] {
        let answer = caller.enter(&going.room, nick).await;
        assert!(answer.contains("code='110'"), "{answer}");
    }

    // Taken out: the room says so to both (status 307), and the same token does not come in again.
    going.host.refuse_guest(going.call.id, going.pass.guest).await.unwrap();
    guest.hear("code='307'").await;
    host.hear("code='307'").await;
    let answer = guest.enter(&going.room, "guest").await;
    assert!(answer.contains("type='error'") && answer.contains("not-allowed"), "{answer}");

    // Let in after all.
    going.host.admit_guest(going.call.id, going.pass.guest).await.unwrap();
    let answer = guest.enter(&going.room, "guest").await;
    assert!(answer.contains("code='110'"), "{answer}");

    // Over: the room is closed for everyone, and no token opens it.
    going.host.end_call(going.call.id).await.unwrap();
    host.hear("<destroy").await;
    guest.hear("<destroy").await;
    for (caller, nick) in [(&mut host, "host"), (&mut guest, "guest")] {
        let answer = caller.enter(&going.room, nick).await;
        assert!(answer.contains("type='error'") && answer.contains("not-allowed"), "{answer}");
    }
}

#[tokio::test]
async fn while_liaison_is_away_a_call_goes_on() {
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let Some(mut prosody) = Prosody::start(&format!("http://{nowhere}"), APP, SECRET).await else { return };
    let mut caller = prosody.connect("u-1").await;
    let answer = caller.enter("k3v9d2m4q8x7c5b1n6z0", "host").await;
    assert!(answer.contains("code='110'"), "{answer}");
    prosody.says("Liaison does not say who may be in the rooms").await;
    let mut other = prosody.connect("g-2").await;
    let answer = other.enter("k3v9d2m4q8x7c5b1n6z0", "guest").await;
    assert!(answer.contains("code='110'"), "{answer}");
}
