//! The built-in room of a scheduled call: its socket, its door, and the record that it leaves.

use chrono::TimeDelta;
use domain::CallId;
use domain::calls::CallState;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use testkit::{Actor, TestApp};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use wire::applicants::NewApplicant;
use wire::calls::{CallAttendance, NewCall};
use wire::signaling::{SUB_PROTOCOL, close};

pub struct Tab(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Tab {
    pub async fn open(app: &TestApp, call: CallId) -> Self {
        let url = format!("{}/api/v1/calls/{call}/signal", app.url().replace("http", "ws"));
        let mut request = url.into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", SUB_PROTOCOL.parse().unwrap());
        Self(tokio_tungstenite::connect_async(request).await.unwrap().0)
    }

    /// Enters with a token and, if there is one, a return ticket; gives the first answer.
    pub async fn enter(app: &TestApp, call: CallId, token: &str, resume: Option<&Value>) -> (Self, Value) {
        let mut tab = Self::open(app, call).await;
        let mut enter = json!({"type": "enter", "token": token});
        if let Some(ticket) = resume {
            enter["resume"] = ticket.clone();
        }
        tab.say(enter).await;
        let answer = tab.hear().await;
        (tab, answer)
    }

    pub async fn say(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }

    /// The next frame; a close is shown as its code.
    pub async fn hear(&mut self) -> Value {
        match self.0.next().await {
            Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
            Some(Ok(Message::Close(frame))) => {
                frame.map_or(Value::Null, |frame| json!(u16::from(frame.code)))
            }
            other => panic!("{other:?}"),
        }
    }
}

async fn schedule(app: &TestApp, host: &Actor) -> CallId {
    let applicant: NewApplicant = serde_json::from_value(json!({
        "given_names": "Ana", "family_names": "López",
        "phones": [{"number": "+15145550123"}], "emails": [{"address": "ana@lopez.example"}],
    }))
    .unwrap();
    let applicant = host.create_applicant("ana", &applicant).await.unwrap();
    let new = NewCall {
        title: "First interview".into(),
        purpose: "initial_interview".into(),
        applicant: Some(applicant.id),
        starts_at: (app.app().now() + TimeDelta::minutes(10)).to_rfc3339(),
        time_zone: "America/Toronto".into(),
        minutes: 30,
        ..NewCall::default()
    };
    host.schedule_call("call", &new).await.unwrap().id
}

/// What is on record once everything that happened is written.
async fn record(app: &TestApp, host: &Actor, call: CallId) -> Vec<CallAttendance> {
    app.app().calls.rooms.settle().await;
    host.call_people(call).await.unwrap().attendance
}

#[tokio::test]
async fn entering_and_leaving_is_on_record_with_its_times_v29_v43_v45() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = schedule(&app, &host).await;
    let grant = host.join_call(call).await.unwrap();
    let came = app.app().now();
    let (mut tab, welcome) = Tab::enter(&app, call, &grant.jwt, None).await;
    assert_eq!((&welcome["type"], &welcome["role"]), (&json!("welcome"), &json!("moderator")));
    let inside = record(&app, &host, call).await;
    assert_eq!((inside.len(), inside[0].user, inside[0].left_at), (1, Some(host.id), None));

    app.clock.advance(TimeDelta::minutes(7));
    tab.say(json!({"type": "leave"})).await;
    assert_eq!(tab.hear().await, 1000);
    let gone = record(&app, &host, call).await;
    assert_eq!((gone[0].joined_at, gone[0].left_at), (came, Some(app.app().now())));
    let call = host.call(call).await.unwrap();
    assert_eq!((call.state, call.actual_start), (CallState::Live, Some(came)));

    // Coming again is a stay of its own.
    let (_tab, _) = Tab::enter(&app, call.id, &host.join_call(call.id).await.unwrap().jwt, None).await;
    assert_eq!(record(&app, &host, call.id).await.len(), 2);
}

#[tokio::test]
async fn a_killed_browser_has_left_when_it_was_last_heard_v45() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = schedule(&app, &host).await;
    let grant = host.join_call(call).await.unwrap();
    let (mut tab, _) = Tab::enter(&app, call, &grant.jwt, None).await;
    app.clock.advance(TimeDelta::seconds(20));
    tab.say(json!({"type": "ping"})).await;
    assert_eq!(tab.hear().await, json!({"type": "pong"}));
    let last_heard = app.app().now();
    drop(tab);
    app.clock.advance(TimeDelta::seconds(31));
    api::server::sweep_calls(app.app()).await.unwrap();
    assert_eq!(record(&app, &host, call).await[0].left_at, Some(last_heard));
}

#[tokio::test]
async fn a_token_opens_its_own_call_for_minutes_only() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = schedule(&app, &host).await;
    let grant = host.join_call(call).await.unwrap();
    let stranger = app.stranger().await;
    let other = schedule(&app, &stranger).await;
    let refused = json!({"type": "error", "code": "token_refused"});
    for (place, token) in
        [(other, grant.jwt.as_str()), (CallId::new(uuid::Uuid::nil()), &grant.jwt), (call, "a.b.c")]
    {
        let (mut tab, answer) = Tab::enter(&app, place, token, None).await;
        assert_eq!(answer, refused);
        assert_eq!(tab.hear().await, close::TOKEN_REFUSED);
    }
    let (tab, welcome) = Tab::enter(&app, call, &grant.jwt, None).await;
    app.clock.advance(TimeDelta::minutes(11));
    let (_, late) = Tab::enter(&app, call, &grant.jwt, None).await;
    assert_eq!(late, refused, "the token is for minutes");
    let (_back, again) = Tab::enter(&app, call, &grant.jwt, Some(&welcome["resume"])).await;
    assert_eq!(again["id"], welcome["id"], "whoever was inside may come back");
    drop(tab);
}

#[tokio::test]
async fn ending_for_everyone_closes_the_room_whatever_the_browsers_do_v41_v43_v44() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = schedule(&app, &host).await;
    let grant = host.join_call(call).await.unwrap();
    let (mut tab, welcome) = Tab::enter(&app, call, &grant.jwt, None).await;
    app.clock.advance(TimeDelta::minutes(25));
    let ended = host.end_call(call).await.unwrap();
    assert_eq!((ended.state, ended.actual_seconds), (CallState::Ended, Some(25 * 60)));
    assert_eq!(tab.hear().await, json!({"type": "ended", "reason": "moderator"}));
    assert_eq!(tab.hear().await, close::ENDED);
    assert_eq!(record(&app, &host, call).await[0].left_at, ended.actual_end);
    for ticket in [None, Some(&welcome["resume"])] {
        let (_, answer) = Tab::enter(&app, call, &grant.jwt, ticket).await;
        let code = answer["code"].as_str().unwrap_or_default();
        assert!(["ended", "token_refused"].contains(&code), "{answer}");
    }
    assert!(host.join_call(call).await.is_err(), "no new token either");
}

#[tokio::test]
async fn a_call_goes_on_over_a_restart_of_the_server_v45() {
    let mut app = TestApp::start().await;
    let host = app.consultant().await;
    let call = schedule(&app, &host).await;
    let grant = host.join_call(call).await.unwrap();
    let (mut tab, welcome) = Tab::enter(&app, call, &grant.jwt, None).await;
    app.restart().await;
    assert_eq!(tab.hear().await, close::GOING_AWAY);
    app.clock.advance(TimeDelta::seconds(5));
    let (_back, again) = Tab::enter(&app, call, "", Some(&welcome["resume"])).await;
    assert_eq!((&again["id"], &again["session_id"]), (&welcome["id"], &welcome["session_id"]));
    let host = app.consultant().await;
    let stays = record(&app, &host, call).await;
    assert_eq!((stays.len(), stays[0].left_at), (1, None), "it is one stay");
}

#[tokio::test]
async fn who_slept_for_longer_than_the_lease_was_away_v45() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = schedule(&app, &host).await;
    let grant = host.join_call(call).await.unwrap();
    let came = app.app().now();
    let (tab, welcome) = Tab::enter(&app, call, &grant.jwt, None).await;
    drop(tab);
    app.clock.advance(TimeDelta::seconds(60));
    api::server::sweep_calls(app.app()).await.unwrap();
    let (_back, again) = Tab::enter(&app, call, "", Some(&welcome["resume"])).await;
    assert_eq!(again["type"], "welcome");
    let stays: Vec<_> = record(&app, &host, call).await.iter().map(|s| (s.joined_at, s.left_at)).collect();
    assert_eq!(stays, [(came, Some(came)), (came + TimeDelta::seconds(60), None)], "the gap shows");
}
