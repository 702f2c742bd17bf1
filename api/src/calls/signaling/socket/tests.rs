//! The socket over a real connection: who gets in, what is refused and with which code.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::{App as ActixApp, HttpServer};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::calls::Attendant;
use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use utoipa_actix_web::AppExt;
use wire::signaling::{EndReason, IceServer, RoomRole};

use super::*;
use crate::calls::attendance_log::{
    Admission, AttendanceLog, Departure, NotWritten, Participation, ParticipationKey, RoomAuthorizer,
};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::server::Server;

/// Lets in anyone whose token is `host` or `guest:<name>`; writes down what it is told.
#[derive(Default)]
struct Book {
    lines: Mutex<Vec<String>>,
    over: Mutex<bool>,
    sent_away: Mutex<Vec<String>>,
}

impl Book {
    fn write(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }
}

#[async_trait]
impl RoomAuthorizer for Book {
    async fn admit(&self, call: CallId, token: &str, now: DateTime<Utc>) -> Result<Admission, SignalFault> {
        let (name, role, attendant) = match token {
            "host" => ("Host", RoomRole::Moderator, Attendant::Host),
            guest => {
                let name = guest.strip_prefix("guest:").ok_or(SignalFault::TokenRefused)?;
                (name, RoomRole::Participant, Attendant::Client)
            }
        };
        let (user_id, name) = (name.to_lowercase(), name.to_owned());
        self.readmit(call, Admission { user_id, name, role, attendant, session: None }, now).await
    }

    async fn readmit(
        &self,
        _: CallId,
        admission: Admission,
        _: DateTime<Utc>,
    ) -> Result<Admission, SignalFault> {
        if *self.over.lock().unwrap() {
            return Err(SignalFault::Ended);
        }
        if self.sent_away.lock().unwrap().contains(&admission.user_id) {
            return Err(SignalFault::Removed);
        }
        Ok(admission)
    }

    async fn is_over(&self, _: CallId) -> Option<bool> {
        Some(*self.over.lock().unwrap())
    }

    async fn ice_servers(&self, _: CallId) -> Vec<IceServer> {
        Vec::new()
    }
}

#[async_trait]
impl AttendanceLog for Book {
    async fn entered(&self, stay: &Participation, _: DateTime<Utc>) -> Result<(), NotWritten> {
        self.write(format!("+{}", stay.name));
        Ok(())
    }

    async fn renew(&self, stays: &[ParticipationKey], _: DateTime<Utc>) -> Result<(), NotWritten> {
        self.write(format!("{} alive", stays.len()));
        Ok(())
    }

    async fn left(
        &self,
        _: &ParticipationKey,
        why: Departure,
        remaining: usize,
        _: DateTime<Utc>,
    ) -> Result<(), NotWritten> {
        self.write(format!("{why:?}, {remaining} remain"));
        Ok(())
    }

    async fn removed(&self, _: CallId, user: &str, by: &str, _: DateTime<Utc>) -> Result<(), NotWritten> {
        self.sent_away.lock().unwrap().push(user.to_owned());
        self.write(format!("{user} taken out by {by}"));
        Ok(())
    }

    async fn ended(
        &self,
        _: CallId,
        _: EndReason,
        by: Option<&str>,
        _: DateTime<Utc>,
    ) -> Result<(), NotWritten> {
        *self.over.lock().unwrap() = true;
        self.write(format!("ended by {}", by.unwrap_or_default()));
        Ok(())
    }
}

struct World {
    book: Arc<Book>,
    rooms: web::Data<Rooms>,
    address: String,
    origin: String,
    call: Uuid,
    _files: Files,
    server: Server,
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
        let (door, ledger): (Arc<dyn RoomAuthorizer>, Arc<dyn AttendanceLog>) = (book.clone(), book.clone());
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
        Self { book, rooms, address, origin, call: Uuid::now_v7(), _files: files, server }
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
        tab.say(json!({"type": "enter", "token": token})).await;
        let welcome = tab.hear().await;
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        (tab, welcome)
    }

    fn now(&self) -> DateTime<Utc> {
        self.server.app.now()
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
        loop {
            return match self.0.next().await {
                Some(Ok(Message::Pong(_))) => continue,
                Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Close(frame))) => {
                    frame.map_or(Value::Null, |frame| json!(u16::from(frame.code)))
                }
                None => Value::Null,
                other => panic!("{other:?}"),
            };
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
    assert_eq!((&joined["type"], &joined["participant"]["id"]), (&json!("joined"), &welcome["id"]));

    host.say(json!({"type": "relay", "to": welcome["id"], "data": {"description": {"type": "offer"}}})).await;
    assert_eq!(ana.hear().await["data"]["description"]["type"], "offer");
    ana.say(json!({"type": "ping"})).await;
    assert_eq!(ana.hear().await, json!({"type": "pong"}));

    ana.say(json!({"type": "leave"})).await;
    assert_eq!(ana.hear().await, 1000);
    assert_eq!(host.hear().await, json!({"type": "left", "id": welcome["id"]}));
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
    back.say(json!({"type": "enter", "token": "expired", "resume": welcome["resume"]})).await;
    let again = back.hear().await;
    assert_eq!((&again["id"], &again["name"]), (&welcome["id"], &json!("Ana")));
    back.send(Message::Close(None)).await;
    assert_eq!(host.hear().await, json!({"type": "left", "id": welcome["id"]}));
    assert_eq!(world.written().await, ["+Host", "+Ana", "+Ana", "Left, 1 remain"]);
}

#[actix_web::test]
async fn who_was_taken_out_comes_back_by_neither_token_nor_ticket() {
    let world = World::start().await;
    let (mut host, _) = world.enter("host").await;
    let (mut ana, welcome) = world.enter("guest:Ana").await;
    host.hear().await;
    host.say(json!({"type": "kick", "id": welcome["id"]})).await;
    assert_eq!(ana.hear().await["type"], "kicked");
    assert_eq!(ana.hear().await, close::KICKED);
    assert_eq!(world.written().await[2..], ["ana taken out by host", "Kicked, 1 remain"]);
    for knock in [
        json!({"type": "enter", "token": "guest:Ana"}),
        json!({"type": "enter", "token": "guest:Ana", "resume": welcome["resume"]}),
    ] {
        let mut tab = world.tab().await;
        tab.say(knock).await;
        assert_eq!(tab.hear().await, json!({"type": "error", "code": "removed"}));
        assert_eq!(tab.hear().await, close::KICKED);
    }
}

#[actix_web::test]
async fn who_is_sent_away_while_inside_is_taken_out_at_the_next_look() {
    let world = World::start().await;
    let (mut ana, _) = world.enter("guest:Ana").await;
    let call = CallId::new(world.call);
    assert!(world.rooms.recheck(call, world.now()).await);
    world.book.sent_away.lock().unwrap().push("ana".to_owned());
    world.rooms.recheck(call, world.now()).await;
    assert_eq!(ana.hear().await, json!({"type": "kicked", "by": ""}));
    assert_eq!(ana.hear().await, close::KICKED);
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
    let enter = |token: &str| json!({"type": "enter", "token": token}).to_string();
    let cases = [
        (Message::text(enter("nonsense")), "token_refused", close::TOKEN_REFUSED),
        (Message::text(r#"{"type":"ping"}"#), "bad_frame", close::BAD_FRAME),
        (Message::text("{"), "bad_frame", close::BAD_FRAME),
        (Message::text(r#"{"type":"enter","token":"host","admin":true}"#), "bad_frame", close::BAD_FRAME),
        (Message::binary(enter("host")), "bad_frame", close::BAD_FRAME),
    ];
    for (first, fault, code) in cases {
        let mut tab = world.tab().await;
        tab.send(first.clone()).await;
        assert_eq!(tab.hear().await, json!({"type": "error", "code": fault}), "{first:?}");
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
        |filler: usize| json!({"type": "relay", "to": welcome["id"], "data": "x".repeat(filler)}).to_string();
    let around = frame(0).len();
    host.send(Message::text(frame(MAX_FRAME_BYTES - around))).await;
    assert_eq!(ana.hear().await["type"], "relay");
    host.send(Message::text(frame(MAX_FRAME_BYTES - around + 1))).await;
    assert_eq!(host.hear().await, close::TOO_BIG);
}

#[actix_web::test]
async fn a_flood_of_frames_closes_the_socket() {
    let world = World::start().await;
    let (mut ana, _) = world.enter("guest:Ana").await;
    for _ in 0..400 {
        if ana.0.send(Message::text(r#"{"type":"state","audio":true,"video":true}"#)).await.is_err() {
            break;
        }
    }
    assert_eq!(ana.hear().await, json!({"type": "error", "code": "too_many"}));
    assert_eq!(ana.hear().await, close::TOO_MANY);
}

#[actix_web::test]
async fn a_flood_of_pings_closes_the_socket_too() {
    let world = World::start().await;
    let mut silent = world.tab().await;
    let (mut ana, _) = world.enter("guest:Ana").await;
    for tab in [&mut silent, &mut ana] {
        for _ in 0..400 {
            if tab.0.send(Message::Ping("x".into())).await.is_err() {
                break;
            }
        }
        assert_eq!(tab.hear().await, json!({"type": "error", "code": "too_many"}));
        assert_eq!(tab.hear().await, close::TOO_MANY);
    }
}

#[actix_web::test]
async fn after_the_end_for_everyone_neither_token_nor_ticket_opens_v41() {
    let world = World::start().await;
    let (mut host, _) = world.enter("host").await;
    let (mut ana, welcome) = world.enter("guest:Ana").await;
    host.hear().await;
    ana.say(json!({"type": "end"})).await;
    assert_eq!(ana.hear().await, json!({"type": "error", "code": "not_moderator"}));
    host.say(json!({"type": "end"})).await;
    for tab in [&mut host, &mut ana] {
        assert_eq!(tab.hear().await, json!({"type": "ended", "reason": "moderator"}));
        assert_eq!(tab.hear().await, close::ENDED);
    }
    let lines = world.written().await;
    assert_eq!(lines[2..], ["Ended, 1 remain", "Ended, 0 remain", "ended by host"]);
    for knock in [
        json!({"type": "enter", "token": "host"}),
        json!({"type": "enter", "token": "", "resume": welcome["resume"]}),
    ] {
        let mut tab = world.tab().await;
        tab.say(knock).await;
        assert_eq!(tab.hear().await, json!({"type": "error", "code": "ended"}));
        assert_eq!(tab.hear().await, close::ENDED);
    }
}

#[actix_web::test]
async fn a_stoppingserver_asks_for_a_later_return() {
    let world = World::start().await;
    let (mut ana, _) = world.enter("guest:Ana").await;
    world.rooms.close().await;
    assert_eq!(ana.hear().await, close::GOING_AWAY);
}
