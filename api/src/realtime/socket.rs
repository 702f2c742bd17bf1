//! `GET /api/v1/realtime`: the staff's socket.

use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, get, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode as WsCloseCode, CloseReason, Session};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::time::Instant;
use wire::realtime::{ClientFrame, PROTOCOL, ServerFrame};

use super::connection::{CloseCode, Connection, Outgoing, QUEUE};
use super::fanout::{Fanout, ThreadFanout};
use super::{encode, replay};
use crate::error::ApiError;
use crate::http::origin::check_origin;
use crate::session::Staff;
use crate::state::App;

/// Below the 60 s after which proxies and routers cut a silent connection.
const HEARTBEAT: Duration = Duration::from_secs(25);
/// Silence after which a browser counts as gone.
const SILENCE: Duration = Duration::from_mins(1);
/// The largest frame a browser may send, in bytes.
const MAX_FRAME: usize = 4 * 1024;
/// Frames a browser may send in [`WINDOW`].
const MAX_FRAMES: u32 = 120;
const WINDOW: Duration = Duration::from_mins(1);

/// Opens the socket. The cookie says who it is, and only our own pages may open it.
#[utoipa::path(tag = "realtime", responses(
    (status = 101, description = "Switching protocols; frames are described in the guide for integrators"),
    (status = 403, description = "Opened by another site's page", body = wire::Problem),
))]
#[get("/realtime")]
pub async fn open_socket(
    request: HttpRequest,
    body: web::Payload,
    threads: web::Data<ThreadFanout>,
    staff: Staff,
    app: web::Data<App>,
) -> Result<HttpResponse, actix_web::Error> {
    check_origin(&request, &app)?;
    if !request.headers().contains_key("sec-websocket-key") {
        return Err(ApiError::with(wire::Code::BadRequest, "open this address as a WebSocket").into());
    }
    let (response, session, stream) = actix_ws::handle_with_protocols(&request, body, &[PROTOCOL])?;
    let stream = stream.max_frame_size(MAX_FRAME).aggregate_continuations().max_continuation_size(MAX_FRAME);
    actix_web::rt::spawn(serve(app, staff, threads.of_this_thread(), session, stream));
    Ok(response)
}

async fn serve(
    app: web::Data<App>,
    staff: Staff,
    fanout: Fanout,
    mut session: Session,
    mut stream: AggregatedMessageStream,
) {
    let (outgoing, mut queue) = mpsc::channel(QUEUE);
    let connection =
        Connection::new(staff.practice, staff.user, staff.session, staff.permissions, outgoing, fanout);
    let connection = Arc::new(connection);
    let id = app.hub.join(Arc::clone(&connection));
    app.hub.presence.seen(staff.practice, staff.user, id, true);
    let why = converse(&app, &connection, id, &mut session, &mut stream, &mut queue).await;
    app.hub.leave(id);
    app.hub.presence.closed(staff.user, id, app.now());
    let _ = session.close(why).await;
}

/// Runs until either side is done; returns what to say in closing.
async fn converse(
    app: &App,
    connection: &Connection,
    id: u64,
    session: &mut Session,
    stream: &mut AggregatedMessageStream,
    queue: &mut mpsc::Receiver<Outgoing>,
) -> Option<CloseReason> {
    let hello = ServerFrame::Hello {
        heartbeat_ms: u32::try_from(HEARTBEAT.as_millis()).unwrap_or(u32::MAX),
        connection: id.to_string(),
        max_frame: u32::try_from(MAX_FRAME).unwrap_or(u32::MAX),
    };
    session.text(encode::frame(&hello)).await.ok()?;
    let mut heard_at = Instant::now();
    let mut window = (Instant::now(), 0_u32);
    loop {
        tokio::select! {
            biased;
            out = queue.recv() => match out? {
                Outgoing::Frame(frame) => session.text(frame).await.ok()?,
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
        ClientFrame::Heartbeat => session.text(encode::frame(&ServerFrame::HeartbeatAck)).await.ok(),
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
                let members = app.store.conversation_members(conversation).await.ok()?;
                let others: Vec<_> = members.into_iter().filter(|user| *user != connection.user).collect();
                app.hub.tell(&others, &typing);
            }
            Some(())
        }
        ClientFrame::Identify => catch_up(app, connection, session, None).await,
        ClientFrame::Resume { seq } => catch_up(app, connection, session, Some(seq)).await,
    }
}

async fn catch_up(
    app: &App,
    connection: &Connection,
    session: &mut Session,
    after: Option<i64>,
) -> Option<()> {
    match replay::catch_up(app, connection, after).await {
        Ok(frames) => {
            for frame in frames {
                session.text(frame).await.ok()?;
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
