//! `GET /api/v1/realtime`: the staff's socket.

use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, get, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode as WsCloseCode, CloseReason, Session};
use bytestring::ByteString;
use futures_util::StreamExt;
use tokio::time::Instant;
use wire::realtime::{ClientFrame, PROTOCOL, ServerFrame, SocketQuery};

use super::connection::Connection;
use super::fanout::{Fanout, ThreadFanout};
use super::outgoing::{CloseCode, Outgoing};
use super::{encode, pieces, queue, replay};
use crate::error::ApiError;
use crate::http::origin::check_origin;
use crate::http::query::Query;
use crate::session::Staff;
use crate::state::App;

/// Below the 60 s after which proxies and routers cut a silent connection.
const HEARTBEAT: Duration = Duration::from_secs(25);
/// Silence after which a browser counts as gone.
const SILENCE: Duration = Duration::from_mins(1);
/// How long one frame may wait for a browser that takes nothing.
const STALLED: Duration = Duration::from_secs(20);
/// A frame of this size is not followed by another before it is written, in bytes.
const LARGE: usize = pieces::PIECE / 2;
/// The largest frame a browser may send, in bytes.
const MAX_FRAME: usize = 4 * 1024;
/// Frames a browser may send in [`WINDOW`].
const MAX_FRAMES: u32 = 120;
const WINDOW: Duration = Duration::from_mins(1);

/// Opens the socket. The cookie says who it is, and only our own pages may open it.
#[utoipa::path(tag = "realtime", params(SocketQuery), responses(
    (status = 101, description = "Switching protocols; frames are described in the guide for integrators"),
    (status = 403, description = "Opened by another site's page", body = wire::Problem),
))]
#[get("/realtime")]
pub async fn open_socket(
    request: HttpRequest,
    body: web::Payload,
    threads: web::Data<ThreadFanout>,
    staff: Staff,
    query: Query<SocketQuery>,
    app: web::Data<App>,
) -> Result<HttpResponse, actix_web::Error> {
    check_origin(&request, &app)?;
    if !request.headers().contains_key("sec-websocket-key") {
        return Err(ApiError::with(wire::Code::BadRequest, "open this address as a WebSocket").into());
    }
    let (response, session, stream) = actix_ws::handle_with_protocols(&request, body, &[PROTOCOL])?;
    let stream = stream.max_frame_size(MAX_FRAME).aggregate_continuations().max_continuation_size(MAX_FRAME);
    if query.user.is_some_and(|shown| shown != staff.user) {
        actix_web::rt::spawn(refuse(staff, session));
    } else {
        actix_web::rt::spawn(serve(app, staff, threads.of_this_thread(), session, stream));
    }
    Ok(response)
}

/// A page cannot read why a socket was not opened, so it is opened, told whose it would be, and closed.
async fn refuse(staff: Staff, mut session: Session) {
    if session.text(encode::frame(&hello(&staff, "refused"))).await.is_ok() {
        let _ = session.close(Some(closing(CloseCode::OtherPerson))).await;
    }
}

async fn serve(
    app: web::Data<App>,
    staff: Staff,
    fanout: Fanout,
    mut session: Session,
    mut stream: AggregatedMessageStream,
) {
    let (outgoing, mut queue) = queue::queue();
    let connection = Arc::new(Connection::new(&staff, outgoing, fanout));
    let id = app.hub.join(Arc::clone(&connection));
    // When everybody comes back at once, what reads the database for them is not made for all of them at once.
    let turn = app.hub.replay_turns.take().await;
    let changed = Box::pin(changed_meanwhile(&app, &staff)).await;
    drop(turn);
    let why = if let Some(why) = changed {
        Some(closing(why))
    } else {
        let hello = hello(&staff, &id.to_string());
        let why = converse(&app, &connection, id, hello, &mut session, &mut stream, &mut queue).await;
        app.hub.presence.closed(staff.user, id, app.now());
        why
    };
    app.hub.leave(id);
    let _ = tokio::time::timeout(STALLED, session.close(why)).await;
}

/// Writes a frame; `None` when the browser is gone, or takes nothing for too long.
async fn write(session: &mut Session, frame: ByteString) -> Option<()> {
    let is_large = frame.as_bytes().len() >= LARGE;
    tokio::time::timeout(STALLED, session.text(frame)).await.ok()?.ok()?;
    if is_large {
        // What writes to the network takes its turn now: otherwise one frame after the other is added to its buffer, which
        // stays as large as it ever was.
        tokio::task::yield_now().await;
    }
    Some(())
}

/// What ended the session, or changed what the person may see, between the request and now that the hub knows the
/// socket: it heard nothing of that.
async fn changed_meanwhile(app: &App, staff: &Staff) -> Option<CloseCode> {
    match app.store.session(staff.session, app.now()).await {
        Ok(Some((_, user))) => {
            let same = user.permission_set().is_ok_and(|now| now == staff.permissions);
            (!same).then_some(CloseCode::AccessChanged)
        }
        Ok(None) => Some(CloseCode::SignedOut),
        Err(error) => {
            tracing::error!(%error, "a session could not be read for its socket");
            Some(CloseCode::GoingAway)
        }
    }
}

fn hello(staff: &Staff, connection: &str) -> ServerFrame {
    ServerFrame::Hello {
        user: staff.user,
        heartbeat_ms: u32::try_from(HEARTBEAT.as_millis()).unwrap_or(u32::MAX),
        connection: connection.to_owned(),
        max_frame: u32::try_from(MAX_FRAME).unwrap_or(u32::MAX),
    }
}

/// Runs until either side is done; returns what to say in closing.
async fn converse(
    app: &App,
    connection: &Connection,
    id: u64,
    hello: ServerFrame,
    session: &mut Session,
    stream: &mut AggregatedMessageStream,
    queue: &mut queue::Receiver,
) -> Option<CloseReason> {
    write(session, encode::frame(&hello)).await?;
    let mut heard_at = Instant::now();
    let mut window = (Instant::now(), 0_u32);
    loop {
        tokio::select! {
            biased;
            out = queue.take() => match out? {
                Outgoing::Frame(frame) => write(session, frame).await?,
                Outgoing::Close(why) => return Some(closing(why)),
            },
            message = stream.next() => {
                heard_at = Instant::now();
                if window.0.elapsed() > WINDOW {
                    window = (Instant::now(), 0);
                }
                window.1 += 1;
                if window.1 > MAX_FRAMES {
                    return Some(policy("too many frames"));
                }
                match message? {
                    Ok(AggregatedMessage::Text(text)) => {
                        let Ok(frame) = serde_json::from_str::<ClientFrame>(&text) else {
                            return Some(policy("not a frame of this protocol"));
                        };
                        answer(app, connection, id, session, frame).await?;
                    }
                    Ok(AggregatedMessage::Ping(bytes)) => session.pong(&bytes).await.ok()?,
                    Ok(AggregatedMessage::Pong(_)) => {}
                    Ok(AggregatedMessage::Close(_)) => return None,
                    Ok(AggregatedMessage::Binary(_)) => return Some(policy("text frames only")),
                    Err(_) => return Some(policy("unreadable frame")),
                }
            }
            () = tokio::time::sleep_until(heard_at + SILENCE) => return Some(policy("silent for too long")),
        }
    }
}

async fn answer(
    app: &App,
    connection: &Connection,
    id: u64,
    session: &mut Session,
    frame: ClientFrame,
) -> Option<()> {
    match frame {
        ClientFrame::Heartbeat => write(session, encode::frame(&ServerFrame::HeartbeatAck)).await,
        ClientFrame::Activity { active } => {
            app.hub.presence.seen(connection.practice, connection.user, id, active);
            Some(())
        }
        ClientFrame::Viewing { conversation } => {
            connection.view(conversation);
            Some(())
        }
        ClientFrame::Typing { conversation } => {
            if connection.conversations().contains(&conversation) {
                let typing = ServerFrame::Typing { conversation, user: connection.user };
                match Box::pin(app.store.practice(connection.practice).chat().members(conversation)).await {
                    Ok(mut members) => {
                        members.retain(|user| *user != connection.user);
                        app.hub.tell(&members, &typing);
                    }
                    // Nobody misses it, and the socket has done nothing wrong.
                    Err(error) => tracing::warn!(%error, "who is told of typing could not be read"),
                }
            }
            Some(())
        }
        // In a box: a socket that only listens must not carry what reading the database takes.
        ClientFrame::Identify => Box::pin(catch_up(app, connection, id, session, None)).await,
        ClientFrame::Resume { seq } => Box::pin(catch_up(app, connection, id, session, Some(seq))).await,
    }
}

async fn catch_up(
    app: &App,
    connection: &Connection,
    id: u64,
    session: &mut Session,
    after: Option<i64>,
) -> Option<()> {
    app.hub.presence.listens(connection.practice, connection.user, id);
    let _turn = app.hub.replay_turns.take().await;
    match replay::catch_up(app, id, connection, after).await {
        Ok(caught_up) => {
            for frame in caught_up.frames() {
                write(session, frame).await?;
            }
            Some(())
        }
        Err(error) => {
            tracing::error!(%error, "a listener could not be brought up to date");
            None
        }
    }
}

fn closing(why: CloseCode) -> CloseReason {
    CloseReason { code: WsCloseCode::from(why.code()), description: None }
}

fn policy(what: &str) -> CloseReason {
    CloseReason { code: WsCloseCode::Policy, description: Some(what.to_owned()) }
}
