//! `GET /api/v1/calls/{call_id}/signal`: the socket of one call's built-in room.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, get, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, ProtocolError, Session};
use domain::CallId;
use futures_util::StreamExt;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use uuid::Uuid;
use wire::signaling::{ClientFrame, MAX_FRAME_BYTES, SUB_PROTOCOL, ServerFrame, SignalFault, close};

use super::budget::FrameBudget;
use super::rooms::{FirstFrame, Rooms};
use super::{Outgoing, ParticipantHandle};
use crate::error::ApiError;
use crate::http::origin::check_origin;
use crate::state::App;

/// How long a socket may stay without its first frame.
const PATIENCE: Duration = Duration::from_secs(10);
/// Frames that may wait for a slow browser.
const OUTBOX: usize = 256;

/// Opens the socket. There is no cookie: the room token comes in the first frame, so that no address holds it.
#[utoipa::path(tag = "calls", params(("call_id" = Uuid, Path)), responses(
    (status = 101, description = "Switching protocols; frames are described in the guide for integrators"),
    (status = 400, description = "Not a WebSocket of `liaison.signal.v1`", body = wire::Problem),
    (status = 403, description = "Opened by another site's page", body = wire::Problem),
))]
#[get("/calls/{call_id}/signal")]
pub async fn open_signal(
    request: HttpRequest,
    body: web::Payload,
    call: web::Path<Uuid>,
    app: web::Data<App>,
    rooms: web::Data<Rooms>,
) -> Result<HttpResponse, actix_web::Error> {
    check_origin(&request, &app)?;
    if !offers_protocol(&request) {
        let how = "open this address as a WebSocket of liaison.signal.v1";
        return Err(ApiError::with(wire::Code::BadRequest, how).into());
    }
    let (response, session, stream) = actix_ws::handle_with_protocols(&request, body, &[SUB_PROTOCOL])?;
    let stream = stream
        .max_frame_size(MAX_FRAME_BYTES)
        .aggregate_continuations()
        .max_continuation_size(MAX_FRAME_BYTES);
    let (outbox, queue) = channel(OUTBOX);
    let line = Line { call: CallId::new(*call), app, rooms, session, stream };
    actix_web::rt::spawn(line.serve(outbox, queue));
    Ok(response)
}

fn offers_protocol(request: &HttpRequest) -> bool {
    request.headers().contains_key("sec-websocket-key")
        && request
            .headers()
            .get_all("sec-websocket-protocol")
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|offered| offered.trim() == SUB_PROTOCOL)
}

/// One open socket.
struct Line {
    call: CallId,
    app: web::Data<App>,
    rooms: web::Data<Rooms>,
    session: Session,
    stream: AggregatedMessageStream,
}

/// Why the conversation is over.
enum Hangup {
    /// The browser said goodbye.
    Farewell,
    /// The connection broke.
    Broken,
    /// We close, with a code.
    Close(u16),
    /// We say what is wrong, then close.
    Fault(SignalFault),
}

impl Line {
    async fn serve(mut self, outbox: Sender<Outgoing>, queue: Receiver<Outgoing>) {
        let hangup = match self.enter(outbox).await {
            Ok(seat) => {
                let hangup = self.converse(&seat, queue).await;
                let farewell = matches!(hangup, Hangup::Farewell);
                self.rooms.hub.disconnected(&seat, farewell, self.app.now());
                hangup
            }
            Err(hangup) => hangup,
        };
        let code = match hangup {
            Hangup::Farewell | Hangup::Broken => None,
            Hangup::Close(code) => Some(code),
            Hangup::Fault(code) => {
                let _ = self.say(&ServerFrame::Error { code }).await;
                Some(close_code(code))
            }
        };
        let reason = code.map(|code| CloseReason { code: CloseCode::from(code), description: None });
        let _ = self.session.close(reason).await;
    }

    async fn enter(&mut self, outbox: Sender<Outgoing>) -> Result<ParticipantHandle, Hangup> {
        let mut budget = FrameBudget::new(self.app.now());
        let first = tokio::time::timeout(PATIENCE, self.hear(&mut budget)).await;
        match first.map_err(|_| Hangup::Close(close::TIMED_OUT))?? {
            ClientFrame::Enter { token, name, audio, video, resume } => {
                let knock = FirstFrame { token, name, audio, video, resume };
                self.rooms.knock(self.call, knock, outbox, self.app.now()).await.map_err(Hangup::Fault)
            }
            _ => Err(Hangup::Fault(SignalFault::BadFrame)),
        }
    }

    async fn converse(&mut self, seat: &ParticipantHandle, mut queue: Receiver<Outgoing>) -> Hangup {
        let mut budget = FrameBudget::new(self.app.now());
        loop {
            tokio::select! {
                biased;
                outgoing = queue.recv() => match outgoing {
                    Some(Outgoing::Frame(text)) => {
                        if self.session.text(text).await.is_err() {
                            return Hangup::Broken;
                        }
                    }
                    Some(Outgoing::Close(code)) => return Hangup::Close(code),
                    // The hub let go of us because we do not read.
                    None => return Hangup::Close(close::TOO_MANY),
                },
                frame = self.hear(&mut budget) => match frame {
                    Ok(frame) => self.rooms.hub.take(seat, frame, self.app.now()),
                    Err(hangup) => return hangup,
                },
            }
        }
    }

    /// The next frame of the browser. Pings are frames too, and have to be answered: all of them count.
    async fn hear(&mut self, budget: &mut FrameBudget) -> Result<ClientFrame, Hangup> {
        loop {
            let message = self.stream.next().await;
            if matches!(message, Some(Ok(_))) && !budget.spend(self.app.now()) {
                return Err(Hangup::Fault(SignalFault::TooMany));
            }
            match message {
                Some(Ok(AggregatedMessage::Text(text))) => {
                    return serde_json::from_str(&text).map_err(|_| Hangup::Fault(SignalFault::BadFrame));
                }
                Some(Ok(AggregatedMessage::Ping(bytes))) => {
                    self.session.pong(&bytes).await.map_err(|_| Hangup::Broken)?;
                }
                Some(Ok(AggregatedMessage::Pong(_))) => {}
                Some(Ok(AggregatedMessage::Close(reason))) => return Err(parting(reason.as_ref())),
                Some(Err(ProtocolError::Overflow)) => return Err(Hangup::Close(close::TOO_BIG)),
                Some(Err(ProtocolError::Io(_))) | None => return Err(Hangup::Broken),
                Some(Ok(AggregatedMessage::Binary(_)) | Err(_)) => {
                    return Err(Hangup::Fault(SignalFault::BadFrame));
                }
            }
        }
    }

    async fn say(&mut self, frame: &ServerFrame) -> Result<(), actix_ws::Closed> {
        match serde_json::to_string(frame) {
            Ok(text) => self.session.text(text).await,
            Err(_) => Ok(()),
        }
    }
}

/// A page that closes says so; one that only gives up a dead connection uses a code of its own, and comes back.
fn parting(reason: Option<&CloseReason>) -> Hangup {
    match reason.map(|reason| reason.code) {
        None | Some(CloseCode::Normal | CloseCode::Away) => Hangup::Farewell,
        Some(_) => Hangup::Broken,
    }
}

const fn close_code(fault: SignalFault) -> u16 {
    match fault {
        SignalFault::BadFrame | SignalFault::NotModerator | SignalFault::NoSuchParticipant => {
            close::BAD_FRAME
        }
        SignalFault::TokenRefused => close::TOKEN_REFUSED,
        SignalFault::Removed => close::KICKED,
        SignalFault::Replaced => close::REPLACED,
        SignalFault::Full => close::FULL,
        SignalFault::Ended => close::ENDED,
        SignalFault::TooMany => close::TOO_MANY,
        SignalFault::Unavailable => close::TRY_LATER,
    }
}

#[cfg(test)]
mod tests;
