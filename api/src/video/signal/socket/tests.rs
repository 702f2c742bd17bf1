//! The socket over a real connection: who gets in, what is refused and with which code.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::{App as ActixApp, HttpServer};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use utoipa_actix_web::AppExt;
use wire::signal::{EndReason, IceServer, RoomRole};

use super::*;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::server::Server;
use crate::video::ledger::{Admission, Departure, RoomDoor, RoomLedger, Stay, StayKey};

/// Lets in whoever's token is `host` or `guest:<name>`; writes down what it is told.
#[derive(Default)]
struct Book {
    lines: Mutex<Vec<String>>,
    over: Mutex<bool>,
}

impl Book {
    fn write(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }
}

#[async_trait]
impl RoomDoor for Book {
    async fn admit(&self, call: CallId, token: &str, now: DateTime<Utc>) -> Result<Admission, SignalFault> {
        self.still_open(call, now).await?;
        let (name, role) = match token {
            "host" => ("Host", RoomRole::Moderator),
            guest => (guest.strip_prefix("guest:").ok_or(SignalFault::TokenRefused)?, RoomRole::Participant),
        };
        Ok(Admission { user_id: name.to_lowercase(), name: name.to_owned(), role })
    }

    async fn still_open(&self, _: CallId, _: DateTime<Utc>) -> Result<(), SignalFault> {
        if *self.over.lock().unwrap() { Err(SignalFault::Ended) } else { Ok(()) }
    }

    async fn ice_servers(&self, _: CallId) -> Vec<IceServer> {
        Vec::new()
    }
}

#[async_trait]
impl RoomLedger for Book {
    async fn entered(&self, stay: Stay, _: DateTime<Utc>) {
        self.write(format!("+{}", stay.name));
    }

    async fn alive(&self, stays: Vec<StayKey>, _: DateTime<Utc>) {
        self.write(format!("{} alive", stays.len()));
    }

    async fn left(&self, _: StayKey, why: Departure, remaining: usize, _: DateTime<Utc>) {
        self.write(format!("{why:?}, {remaining} remain"));
    }

    async fn ended(&self, _: CallId, _: EndReason, by: Option<String>, _: DateTime<Utc>) {
        *self.over.lock().unwrap() = true;
        self.write(format!("ended by {}", by.unwrap_or_default()));
    }
}

struct World {
    book: Arc<Book>,
    rooms: web::Data<Rooms>,
    address: String,
    origin: String,
    call: Uuid,
    _files: Files,
    _server: Server,
}

/// A directory that goes away with the test.
struct Files(std::path::PathBuf);

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl World {
    async fn start() -> Self {
        let files = Files(std::env::temp_dir().join(format!("liaison-signal-{}", Uuid::now_v7())));
        std::fs::create_dir_all(&files.0).unwrap();
        let config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            data_dir: files.0.clone(),
            key_file: files.0.join("key"),
            workers: 1,
            ..Config::default()
        };
        let server = Server::start(config, Arc::new(SystemClock)).await.unwrap();
        let book = Arc::new(Book::default());
        let (door, ledger): (Arc<dyn RoomDoor>, Arc<dyn RoomLedger>) = (book.clone(), book.clone());
        let rooms = web::Data::new(Rooms::open(door, ledger, [7; 32]));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("ws://{}", listener.local_addr().unwrap());
        let (app, shared) = (server.app.clone(), rooms.clone());
        let serving = HttpServer::new(move || {
            ActixApp::new()
                .app_data(app.clone())
                .app_data(shared.clone())
                .into_utoipa_app()
                .service(utoipa_actix_web::scope("/api/v1").service(open_signal))
                .into_app()
        });
        tokio::spawn(serving.workers(1).disable_signals().listen(listener).unwrap().run());
        let origin = server.app.public_url.origin().ascii_serialization();
        Self { book, rooms, address, origin, call: Uuid::now_v7(), _files: files, _server: server }
    }

    async fn open(&self, origin: &str, protocol: &str) -> Result<Tab, Error> {
        let url = format!("{}/api/v1/calls/{}/signal", self.address, self.call);
        let mut request = url.into_client_request()?;
        request.headers_mut().insert("origin", origin.parse().unwrap());
        request.headers_mut().insert("sec-websocket-protocol", protocol.parse().unwrap());
        let (socket, response) = tokio_tungstenite::connect_async(request).await?;
        assert_eq!(response.headers()["sec-websocket-protocol"], SUB_PROTOCOL);
        Ok(Tab(socket))
    }

    async fn tab(&self) -> Tab {
        self.open(&self.origin, SUB_PROTOCOL).await.unwrap()
    }

    /// Opens a tab and enters; the welcome is handed out too.
    async fn enter(&self, token: &str) -> (Tab, Value) {
        let mut tab = self.tab().await;
        tab.say(json!({"t": "enter", "token": token})).await;
        let welcome = tab.hear().await;
        assert_eq!(welcome["t"], "welcome", "{welcome}");
        (tab, welcome)
    }

    async fn written(&self) -> Vec<String> {
        self.rooms.settle().await;
        self.book.lines.lock().unwrap().clone()
    }
}

struct Tab(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Tab {
    async fn say(&mut self, frame: Value) {
        self.send(Message::text(frame.to_string())).await;
    }

    async fn send(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    /// The next frame; a close is shown as its code, an end without one as null.
    async fn hear(&mut self) -> Value {
        match self.0.next().await {
            Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
            Some(Ok(Message::Close(frame))) => {
                frame.map_or(Value::Null, |frame| json!(u16::from(frame.code)))
            }
            None => Value::Null,
            other => panic!("{other:?}"),
        }
    }
}

#[actix_web::test]
async fn two_people_meet_and_the_record_says_so_v29_v31_v45() {
    let world = World::start().await;
    let (mut host, _) = world.enter("host").await;
    let (mut ana, welcome) = world.enter("guest:Ana").await;
    assert_eq!(welcome["participants"][0]["name"], "Host");
    let joined = host.hear().await;
    assert_eq!((&joined["t"], &joined["participant"]["id"]), (&json!("joined"), &welcome["id"]));

    host.say(json!({"t": "relay", "to": welcome["id"], "data": {"description": {"type": "offer"}}})).await;
    assert_eq!(ana.hear().await["data"]["description"]["type"], "offer");
    ana.say(json!({"t": "ping"})).await;
    assert_eq!(ana.hear().await, json!({"t": "pong"}));

    ana.say(json!({"t": "leave"})).await;
    assert_eq!(ana.hear().await, 1000);
    assert_eq!(host.hear().await, json!({"t": "left", "id": welcome["id"]}));
    assert_eq!(world.written().await, ["+Host", "+Ana", "Left, 1 remain"]);
}

#[actix_web::test]
async fn a_closed_tab_leaves_and_a_cut_one_may_return_without_its_token() {
    let world = World::start().await;
    let (mut host, _) = world.enter("host").await;
    let (ana, welcome) = world.enter("guest:Ana").await;
    host.hear().await;
    drop(ana);

    let mut back = world.tab().await;
    back.say(json!({"t": "enter", "token": "expired", "resume": welcome["resume"]})).await;
    let again = back.hear().await;
    assert_eq!((&again["id"], &again["name"]), (&welcome["id"], &json!("Ana")));
    back.send(Message::Close(None)).await;
    assert_eq!(host.hear().await, json!({"t": "left", "id": welcome["id"]}));
    assert_eq!(world.written().await, ["+Host", "+Ana", "Left, 1 remain"]);
}

#[actix_web::test]
async fn a_foreign_page_or_protocol_opens_no_socket() {
    let world = World::start().await;
    for (origin, protocol) in [("https://evil.example", SUB_PROTOCOL), ("null", SUB_PROTOCOL)] {
        let Err(Error::Http(answer)) = world.open(origin, protocol).await else { panic!("{origin} got in") };
        assert_eq!(answer.status(), 403, "{origin}");
        assert_eq!(answer.headers()["content-type"], wire::problem::PROBLEM_JSON);
    }
    let Err(Error::Http(answer)) = world.open(&world.origin, "liaison.v1").await else { panic!("got in") };
    assert_eq!(answer.status(), 400);
}

#[actix_web::test]
async fn bad_tokens_and_bad_frames_close_with_their_codes() {
    let world = World::start().await;
    let enter = |token: &str| json!({"t": "enter", "token": token}).to_string();
    let cases = [
        (Message::text(enter("nonsense")), "token_refused", close::TOKEN_REFUSED),
        (Message::text(r#"{"t":"ping"}"#), "bad_frame", close::BAD_FRAME),
        (Message::text("{"), "bad_frame", close::BAD_FRAME),
        (Message::text(r#"{"t":"enter","token":"host","admin":true}"#), "bad_frame", close::BAD_FRAME),
        (Message::binary(enter("host")), "bad_frame", close::BAD_FRAME),
    ];
    for (first, fault, code) in cases {
        let mut tab = world.tab().await;
        tab.send(first.clone()).await;
        assert_eq!(tab.hear().await, json!({"t": "error", "code": fault}), "{first:?}");
        assert_eq!(tab.hear().await, code, "{first:?}");
    }
    assert!(world.written().await.is_empty());
}

#[actix_web::test]
async fn a_frame_over_the_limit_closes_and_one_at_the_limit_passes() {
    let world = World::start().await;
    let (mut host, _) = world.enter("host").await;
    let (mut ana, welcome) = world.enter("guest:Ana").await;
    host.hear().await;
    let frame =
        |filler: usize| json!({"t": "relay", "to": welcome["id"], "data": "x".repeat(filler)}).to_string();
    let around = frame(0).len();
    host.send(Message::text(frame(MAX_FRAME_BYTES - around))).await;
    assert_eq!(ana.hear().await["t"], "relay");
    host.send(Message::text(frame(MAX_FRAME_BYTES - around + 1))).await;
    assert_eq!(host.hear().await, close::TOO_BIG);
}

#[actix_web::test]
async fn a_flood_of_frames_closes_the_socket() {
    let world = World::start().await;
    let (mut ana, _) = world.enter("guest:Ana").await;
    for _ in 0..400 {
        if ana.0.send(Message::text(r#"{"t":"state","audio":true,"video":true}"#)).await.is_err() {
            break;
        }
    }
    assert_eq!(ana.hear().await, json!({"t": "error", "code": "too_many"}));
    assert_eq!(ana.hear().await, close::TOO_MANY);
}

#[actix_web::test]
async fn after_the_end_for_everyone_neither_token_nor_ticket_opens_v41() {
    let world = World::start().await;
    let (mut host, _) = world.enter("host").await;
    let (mut ana, welcome) = world.enter("guest:Ana").await;
    host.hear().await;
    ana.say(json!({"t": "end"})).await;
    assert_eq!(ana.hear().await, json!({"t": "error", "code": "not_moderator"}));
    host.say(json!({"t": "end"})).await;
    for tab in [&mut host, &mut ana] {
        assert_eq!(tab.hear().await, json!({"t": "ended", "reason": "moderator"}));
        assert_eq!(tab.hear().await, close::ENDED);
    }
    let lines = world.written().await;
    assert_eq!(lines[2..], ["Ended, 1 remain", "Ended, 0 remain", "ended by host"]);
    for knock in [
        json!({"t": "enter", "token": "host"}),
        json!({"t": "enter", "token": "", "resume": welcome["resume"]}),
    ] {
        let mut tab = world.tab().await;
        tab.say(knock).await;
        assert_eq!(tab.hear().await, json!({"t": "error", "code": "ended"}));
        assert_eq!(tab.hear().await, close::ENDED);
    }
}

#[actix_web::test]
async fn a_stopping_server_asks_for_a_later_return() {
    let world = World::start().await;
    let (mut ana, _) = world.enter("guest:Ana").await;
    world.rooms.close().await;
    assert_eq!(ana.hear().await, close::GOING_AWAY);
}
