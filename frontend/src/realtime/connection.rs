//! Keeps the socket open: greets, resumes where it was, beats, and comes back after a break.

use std::time::Duration;

use client::{Error, Socket};
use futures_channel::mpsc;
use futures_util::{FutureExt, StreamExt, pin_mut, select_biased};
use leptos::prelude::*;
use wire::realtime::{ClientFrame, EventsFrame, ServerFrame};

use super::{Realtime, Status, Typing};
use crate::{
    js::{clock, dom, timer},
    session::Session,
};

/// The server closes with this when the session has ended.
const SIGNED_OUT: u16 = 4401;
/// Without input for so long, a person counts as idle.
const IDLE: Duration = Duration::from_mins(5);
/// An answer to a heartbeat that takes longer means that the connection is dead.
const PATIENCE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: f64 = 30.0;

type Outgoing = mpsc::UnboundedReceiver<ClientFrame>;

/// Why a connection came to its end.
enum End {
    SignedOut,
    /// The server restarts: come back after so long.
    Later(Duration),
    Broken,
}

/// What survives a connection.
struct Place {
    /// The last event known; `None` before the first connection and after something not understood.
    seq: Option<i64>,
    failures: i32,
}

pub(super) async fn run(realtime: Realtime, session: Session, mut outgoing: Outgoing) {
    let (waker, mut returns) = mpsc::unbounded::<()>();
    let input = watch_input(waker.clone());
    watch_return(waker);
    let mut place = Place { seq: None, failures: 0 };
    loop {
        let end = match session.client().connect().await {
            Ok(socket) => {
                converse(realtime, session, socket, &mut outgoing, &mut returns, input, &mut place).await
            }
            Err(_) => End::Broken,
        };
        realtime.status.set(Status::Reconnecting);
        let pause = match end {
            End::SignedOut => return session.ended(),
            End::Later(pause) => pause,
            End::Broken => {
                // Full jitter (Brooker, "Exponential backoff and jitter"): everybody comes back at another time.
                let ceiling = 2_f64.powi(place.failures.min(5)).min(LONGEST_PAUSE);
                place.failures += 1;
                Duration::from_secs_f64(ceiling * timer::random())
            }
        };
        let nap = timer::sleep(pause).fuse();
        pin_mut!(nap);
        select_biased! {
            () = nap => {}
            _ = returns.next() => {}
        }
    }
}

async fn converse(
    realtime: Realtime,
    session: Session,
    mut socket: Socket,
    outgoing: &mut Outgoing,
    wakes: &mut mpsc::UnboundedReceiver<()>,
    input: StoredValue<i64>,
    place: &mut Place,
) -> End {
    let beat = match socket.next().await {
        Some(Ok(ServerFrame::Hello { heartbeat_ms, .. })) => Duration::from_millis(heartbeat_ms.into()),
        _ => return ended(&socket),
    };
    let greeting = place.seq.map_or(ClientFrame::Identify, |seq| ClientFrame::Resume { seq });
    if socket.send(&greeting).await.is_err() {
        return End::Broken;
    }
    let mut active = true;
    let mut awaiting_ack = false;
    loop {
        let pause = if awaiting_ack { PATIENCE } else { beat };
        let frame = {
            let tick = timer::sleep(pause).fuse();
            let next = socket.next().fuse();
            pin_mut!(tick, next);
            // What is seldom first: frames may come faster than they are shown.
            select_biased! {
                frame = outgoing.next() => Step::Send(frame),
                _ = wakes.next() => Step::Beat,
                frame = next => Step::Frame(frame),
                () = tick => if awaiting_ack { return End::Broken } else { Step::Beat },
            }
        };
        let to_send = match frame {
            Step::Frame(Some(Ok(ServerFrame::HeartbeatAck))) => {
                awaiting_ack = false;
                None
            }
            Step::Frame(Some(Ok(ServerFrame::Reconnect { after_ms }))) => {
                return End::Later(Duration::from_millis(after_ms.into()));
            }
            Step::Frame(Some(Ok(frame))) => received(realtime, session, frame, place),
            Step::Frame(Some(Err(Error::Unexpected(_)))) => {
                // A newer server: what was not understood is read anew instead.
                place.seq = None;
                return End::Broken;
            }
            Step::Frame(_) => return ended(&socket),
            Step::Send(Some(frame)) => Some(frame),
            Step::Send(None) => return End::Broken,
            Step::Beat => {
                let now_active = is_active(input);
                if now_active != active {
                    active = now_active;
                    if socket.send(&ClientFrame::Activity { active }).await.is_err() {
                        return End::Broken;
                    }
                }
                awaiting_ack = true;
                Some(ClientFrame::Heartbeat)
            }
        };
        if let Some(frame) = to_send
            && socket.send(&frame).await.is_err()
        {
            return End::Broken;
        }
    }
}

enum Step {
    Frame(Option<client::Result<ServerFrame>>),
    Send(Option<ClientFrame>),
    Beat,
}

fn ended(socket: &Socket) -> End {
    if socket.close_code() == Some(SIGNED_OUT) { End::SignedOut } else { End::Broken }
}

/// Acts on a frame; the result is what has to be answered.
fn received(
    realtime: Realtime,
    session: Session,
    frame: ServerFrame,
    place: &mut Place,
) -> Option<ClientFrame> {
    match frame {
        ServerFrame::Ready { seq, presence } | ServerFrame::Resync { seq, presence } => {
            connected(realtime, place, seq);
            realtime.all_presence(presence);
            realtime.resync.tell(&());
        }
        ServerFrame::Resumed { seq, presence } => {
            let seq = place.seq.map_or(seq, |known| known.max(seq));
            connected(realtime, place, seq);
            realtime.all_presence(presence);
        }
        ServerFrame::Events(frame) => return events(realtime, session, frame, place),
        ServerFrame::Presence { changed } => realtime.some_presence(changed),
        ServerFrame::Typing { conversation, user } => realtime.typing.tell(&Typing { conversation, user }),
        ServerFrame::Hello { .. } | ServerFrame::HeartbeatAck | ServerFrame::Reconnect { .. } => {}
    }
    None
}

fn connected(realtime: Realtime, place: &mut Place, seq: i64) {
    place.seq = Some(seq);
    place.failures = 0;
    realtime.status.set(Status::Connected);
}

/// Events are applied once: older ones were seen, and a gap is asked for again.
fn events(
    realtime: Realtime,
    session: Session,
    frame: EventsFrame,
    place: &mut Place,
) -> Option<ClientFrame> {
    let known = place.seq.unwrap_or(frame.prev);
    if frame.prev > known {
        return Some(ClientFrame::Resume { seq: known });
    }
    for event in frame.events {
        if event.seq > known {
            place.seq = Some(event.seq);
            realtime.happened(event.e, session);
        }
    }
    None
}

/// Remembers when the keyboard or the pointer was last used, in milliseconds of the clock; the first use after a
/// pause wakes the connection, so that colleagues see it at once.
fn watch_input(waker: mpsc::UnboundedSender<()>) -> StoredValue<i64> {
    let last = StoredValue::new(clock::now().timestamp_millis());
    let note = move || {
        let was_active = is_active(last);
        last.try_set_value(clock::now().timestamp_millis());
        if !was_active {
            wake(&waker);
        }
    };
    let (on_key, on_press) = (note.clone(), note.clone());
    let key = window_event_listener(leptos::ev::keydown, move |_| on_key());
    let press = window_event_listener(leptos::ev::pointerdown, move |_| on_press());
    let pointer = window_event_listener(leptos::ev::pointermove, move |_| note());
    on_cleanup(move || {
        key.remove();
        pointer.remove();
        press.remove();
    });
    last
}

fn wake(waker: &mpsc::UnboundedSender<()>) {
    // Refused only once the loop is gone.
    let _ = waker.unbounded_send(());
}

fn is_active(input: StoredValue<i64>) -> bool {
    let quiet = clock::now().timestamp_millis() - input.try_get_value().unwrap_or_default();
    i64::try_from(IDLE.as_millis()).is_ok_and(|idle| quiet < idle)
}

/// Wakes the connection when the network is back and when the page comes to the front after a sleep.
fn watch_return(waker: mpsc::UnboundedSender<()>) {
    let other = waker.clone();
    let online = window_event_listener(leptos::ev::online, move |_| wake(&waker));
    let visible = window_event_listener(leptos::ev::visibilitychange, move |_| {
        if dom::is_visible() {
            wake(&other);
        }
    });
    on_cleanup(move || {
        online.remove();
        visible.remove();
    });
}
