//! Keeps the socket open: greets, resumes where it was, beats, and comes back after a break.

use std::time::Duration;

use client::{Error, Socket};
use domain::ConversationId;
use futures_channel::mpsc;
use futures_util::{FutureExt, StreamExt, pin_mut, select_biased};
use leptos::prelude::*;
use wire::realtime::{ClientFrame, ServerFrame, close};

use super::place::{self, Activity, Beat, Heartbeat, Paced, Place};
use super::{Realtime, Status, Typing};
use crate::{
    js::{clock, timer},
    session::Session,
};

/// A greeting that takes longer does not come: proxies and captive networks swallow handshakes.
const GREETING: Duration = Duration::from_secs(10);
/// An attempt that is younger than this is not given up for a new one.
const YOUNG: i64 = 1_000;

type Outgoing = mpsc::UnboundedReceiver<ClientFrame>;

/// What wakes the connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wake {
    /// The person is at the keyboard again after a while.
    Input,
    /// The network is back, or the page is looked at again.
    Return,
}

/// Why a connection came to its end.
enum End {
    SignedOut,
    /// The cookie is another person's than the page, or what the person may see has changed.
    Doubtful,
    /// The server restarts: come back after so long.
    Later(Duration),
    /// It never began: perhaps the session has ended, which a refused handshake does not say.
    Unheard,
    /// The same, but there is reason to try again at once.
    Restart,
    Broken,
}

/// What a connection needs of its tab.
struct Tab {
    realtime: Realtime,
    session: Session,
    outgoing: Outgoing,
    wakes: mpsc::UnboundedReceiver<Wake>,
    /// When the keyboard or the pointer was last used.
    input: StoredValue<i64>,
    place: Place,
}

pub(super) async fn run(realtime: Realtime, session: Session, outgoing: Outgoing) {
    let (waker, wakes) = mpsc::unbounded();
    let input = watch_input(waker.clone());
    timer::on_return(move |_| wake(&waker, Wake::Return));
    // What the page reads is read after the person was, so that nothing happens unheard before the first connection.
    let Some(me) = session.me_now() else { return };
    let mut tab = Tab { realtime, session, outgoing, wakes, input, place: Place::after(me.event_seq) };
    loop {
        let end = match session.client().connect().await {
            Ok(socket) => tab.converse(socket).await,
            Err(_) => End::Unheard,
        };
        realtime.status.set(Status::Reconnecting);
        let pause = match end {
            End::SignedOut => return session.revoked(),
            End::Restart => continue,
            End::Later(pause) => pause,
            End::Unheard | End::Doubtful if !session.check().await => return,
            End::Unheard | End::Doubtful | End::Broken => {
                Duration::from_secs_f64(tab.place.pause(timer::random()))
            }
        };
        let nap = timer::sleep(pause).fuse();
        pin_mut!(nap);
        select_biased! {
            () = nap => {}
            _ = tab.wakes.next() => {}
        }
    }
}

impl Tab {
    async fn converse(&mut self, mut socket: Socket) -> End {
        let every = match self.greeted(&mut socket).await {
            Ok(every) => every,
            Err(end) => return end,
        };
        let mut activity = Activity::default();
        // Before anything else, so that nobody who is away turns green for coming back by themselves.
        if let Some(active) = activity.due(is_active(self.input))
            && socket.send(&ClientFrame::Activity { active }).await.is_err()
        {
            return End::Broken;
        }
        let greeting = self.place.seq.map_or(ClientFrame::Identify, |seq| ClientFrame::Resume { seq });
        if socket.send(&greeting).await.is_err() {
            return End::Broken;
        }
        let mut heart = Heartbeat::new(every, now());
        let mut viewing = Paced::default();
        loop {
            let step = self.step(&mut socket, heart, &viewing).await;
            let to_send = match step {
                Step::Frame(Some(Ok(ServerFrame::HeartbeatAck))) => {
                    heart.answered();
                    None
                }
                Step::Frame(Some(Ok(ServerFrame::Reconnect { after_ms }))) => {
                    return End::Later(Duration::from_millis(after_ms.into()));
                }
                Step::Frame(Some(Ok(frame))) => self.received(frame),
                Step::Frame(Some(Err(Error::Unexpected(_)))) => {
                    // A newer server: what was not understood is read again instead.
                    self.place.seq = None;
                    return End::Broken;
                }
                Step::Frame(_) => return ended(&socket).unwrap_or(End::Broken),
                Step::Send(Some(ClientFrame::Viewing { conversation })) => {
                    viewing.want(conversation);
                    None
                }
                Step::Send(Some(frame)) => Some(frame),
                Step::Send(None) => return End::Broken,
                Step::Wake => {
                    heart.hurry(now());
                    None
                }
                Step::Tick => None,
            };
            let beat = heart.beat(now());
            let due = beat == Beat::Due;
            let changed = if due { activity.due(is_active(self.input)) } else { None };
            let frames = [
                to_send,
                changed.map(|active| ClientFrame::Activity { active }),
                due.then_some(ClientFrame::Heartbeat),
                viewing.due(now()).map(|conversation| ClientFrame::Viewing { conversation }),
            ];
            if beat == Beat::Dead {
                return End::Broken;
            }
            for frame in frames.into_iter().flatten() {
                if socket.send(&frame).await.is_err() {
                    return End::Broken;
                }
            }
        }
    }

    /// Waits for the first frame; how often to beat.
    async fn greeted(&mut self, socket: &mut Socket) -> Result<u32, End> {
        let begun = now();
        let patience = timer::sleep(GREETING).fuse();
        pin_mut!(patience);
        loop {
            let frame = {
                let next = socket.next().fuse();
                pin_mut!(next);
                select_biased! {
                    frame = next => frame,
                    woken = self.wakes.next() => {
                        // Begun while there was no network, it may hang for minutes.
                        if woken == Some(Wake::Return) && now() - begun > YOUNG {
                            return Err(End::Restart);
                        }
                        continue;
                    }
                    () = patience => return Err(End::Unheard),
                }
            };
            return match frame {
                Some(Ok(ServerFrame::Hello { heartbeat_ms, .. })) => Ok(heartbeat_ms),
                _ => Err(ended(socket).unwrap_or(End::Unheard)),
            };
        }
    }

    async fn step(
        &mut self,
        socket: &mut Socket,
        heart: Heartbeat,
        viewing: &Paced<Option<ConversationId>>,
    ) -> Step {
        let rest = heart.rest(now());
        let tick = timer::sleep(viewing.rest(now()).map_or(rest, |other| rest.min(other))).fuse();
        let next = socket.next().fuse();
        pin_mut!(tick, next);
        // What is seldom first: frames may come faster than they are shown.
        select_biased! {
            frame = self.outgoing.next() => Step::Send(frame),
            _ = self.wakes.next() => Step::Wake,
            frame = next => Step::Frame(frame),
            () = tick => Step::Tick,
        }
    }

    /// Acts on a frame; the result is what has to be answered.
    fn received(&mut self, frame: ServerFrame) -> Option<ClientFrame> {
        let realtime = self.realtime;
        match frame {
            ServerFrame::Ready { seq, presence } | ServerFrame::Resync { seq, presence } => {
                self.place.restarted(seq);
                realtime.all_presence(presence);
                realtime.status.set(Status::Connected);
                realtime.resync.emit(&());
            }
            ServerFrame::Resumed { seq, presence } => {
                self.place.connected(seq);
                realtime.all_presence(presence);
                realtime.status.set(Status::Connected);
            }
            ServerFrame::Events(frame) => match self.place.take(frame) {
                Ok(events) => events.into_iter().for_each(|event| realtime.happened(event, self.session)),
                Err(seq) => return Some(ClientFrame::Resume { seq }),
            },
            ServerFrame::Presence { changed } => realtime.some_presence(changed),
            ServerFrame::Typing { conversation, user } => {
                realtime.typing.emit(&Typing { conversation, user });
            }
            ServerFrame::Hello { .. } | ServerFrame::HeartbeatAck | ServerFrame::Reconnect { .. } => {}
        }
        None
    }
}

enum Step {
    Frame(Option<client::Result<ServerFrame>>),
    Send(Option<ClientFrame>),
    Wake,
    Tick,
}

/// What the server said in closing, if it said something.
fn ended(socket: &Socket) -> Option<End> {
    match socket.close_code()? {
        close::SIGNED_OUT => Some(End::SignedOut),
        close::OTHER_PERSON | close::ACCESS_CHANGED => Some(End::Doubtful),
        _ => None,
    }
}

/// Remembers when the keyboard or the pointer was last used, in milliseconds of the clock; the first use after a
/// pause wakes the connection, so that colleagues see it at once.
fn watch_input(waker: mpsc::UnboundedSender<Wake>) -> StoredValue<i64> {
    let last = StoredValue::new(now());
    let note = move || {
        let was_active = is_active(last);
        last.try_set_value(now());
        if !was_active {
            wake(&waker, Wake::Input);
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

fn wake(waker: &mpsc::UnboundedSender<Wake>, why: Wake) {
    // Refused only once the loop is gone.
    let _ = waker.unbounded_send(why);
}

fn now() -> i64 {
    clock::now().timestamp_millis()
}

fn is_active(input: StoredValue<i64>) -> bool {
    place::is_active(input.try_get_value().unwrap_or_default(), now())
}
