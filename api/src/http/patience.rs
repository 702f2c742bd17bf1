//! Bodies arrive in time or not at all: anyone who sends one byte a second holds a connection, and memory, for as long.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::Stream;
use tokio::sync::oneshot;
use tokio::time::{Sleep, sleep};

use super::network::Network;

pub mod give;

/// How long a body may take. The largest that is read has 256 KiB: 13 kB/s, less than the slowest of phones sends.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bodies under way from one network. With one more the oldest is given up: anyone who comes last is most likely in
/// earnest, because a body of ours arrives at once.
pub const AT_ONCE: usize = 64;
/// The server closes a connection whose body nobody read, unless the reader has gone: then it waits for all of the
/// body, however slowly that comes. So the reader stays until the answer is certainly written.
const LINGER: Duration = Duration::from_secs(5);

/// The bodies that are arriving, by where they come from.
#[derive(Debug, Default)]
pub struct Bodies(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    next: u64,
    arriving: HashMap<Network, VecDeque<(u64, oneshot::Sender<()>)>>,
}

impl Bodies {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many are arriving from one network.
    pub fn arriving(&self, from: Network) -> usize {
        self.state().arriving.get(&from).map_or(0, VecDeque::len)
    }

    /// A body that has to arrive in time.
    fn in_time(self: &Arc<Self>, from: Network, inner: Payload) -> InTime {
        InTime { inner, deadline: Box::pin(sleep(PATIENCE)), place: Some(self.begin(from)) }
    }

    fn begin(self: &Arc<Self>, from: Network) -> Place {
        let (given_up, told) = oneshot::channel();
        let mut state = self.state();
        let id = state.next;
        state.next += 1;
        let arriving = state.arriving.entry(from).or_default();
        if arriving.len() >= AT_ONCE {
            arriving.pop_front();
        }
        arriving.push_back((id, given_up));
        Place { bodies: Arc::clone(self), from, id, told }
    }
}

/// One of the bodies that may arrive now.
#[derive(Debug)]
struct Place {
    bodies: Arc<Bodies>,
    from: Network,
    id: u64,
    /// Ends when the place is another's.
    told: oneshot::Receiver<()>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.bodies.state();
        if let Some(arriving) = state.arriving.get_mut(&self.from) {
            arriving.retain(|(id, _)| *id != self.id);
            if arriving.is_empty() {
                state.arriving.remove(&self.from);
            }
        }
    }
}

/// A body that has to arrive before its time is up.
struct InTime {
    inner: Payload,
    deadline: Pin<Box<Sleep>>,
    place: Option<Place>,
}

impl Stream for InTime {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(place) = &mut self.place else { return Poll::Ready(None) };
        // Asked first, so that trickling bytes do not keep it from being asked at all.
        if Pin::new(&mut place.told).poll(cx).is_ready() || self.deadline.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Some(Err(PayloadError::Io(std::io::ErrorKind::TimedOut.into()))));
        }
        let chunk = std::task::ready!(Pin::new(&mut self.inner).poll_next(cx));
        if chunk.is_none() {
            self.place = None;
        }
        Poll::Ready(chunk)
    }
}

impl Drop for InTime {
    fn drop(&mut self) {
        if self.place.take().is_some() && matches!(self.inner, Payload::H1 { .. }) {
            let unread = std::mem::replace(&mut self.inner, Payload::None);
            actix_web::rt::spawn(async move {
                sleep(LINGER).await;
                drop(unread);
            });
        }
    }
}

/// Whether a body came too late.
pub fn is_late(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(error) if error.kind() == std::io::ErrorKind::TimedOut)
}

#[cfg(test)]
mod tests {
    use futures_util::{StreamExt, poll, stream};

    use super::*;

    fn network(last: u8) -> Network {
        std::net::IpAddr::from([203, 0, 113, last]).into()
    }

    fn body(inner: Payload, at_most: Duration, place: Place) -> InTime {
        InTime { inner, deadline: Box::pin(sleep(at_most)), place: Some(place) }
    }

    fn of(chunks: impl Stream<Item = Result<Bytes, PayloadError>> + 'static) -> Payload {
        Payload::Stream { payload: Box::pin(chunks) }
    }

    fn never() -> Payload {
        of(stream::pending())
    }

    fn late(chunk: Option<Result<Bytes, PayloadError>>) -> bool {
        matches!(chunk, Some(Err(error)) if is_late(&error))
    }

    #[actix_web::test]
    async fn a_body_that_does_not_come_is_given_up() {
        let bodies = Arc::new(Bodies::default());
        let mut slow = body(never(), Duration::ZERO, bodies.begin(network(1)));
        assert!(late(slow.next().await));
        // Bytes now and then make no difference.
        let drip = of(stream::repeat_with(|| Ok(Bytes::from_static(b"x"))));
        let mut dripping = body(drip, Duration::ZERO, bodies.begin(network(1)));
        let ended = loop {
            let chunk = dripping.next().await;
            if !matches!(chunk, Some(Ok(_))) {
                break chunk;
            }
            tokio::task::yield_now().await;
        };
        assert!(late(ended));
        drop((slow, dripping));
        assert_eq!(bodies.arriving(network(1)), 0);
    }

    #[actix_web::test]
    async fn of_too_many_from_one_network_the_oldest_goes() {
        let bodies = Arc::new(Bodies::default());
        let begin = |last| body(never(), PATIENCE, bodies.begin(network(last)));
        let mut oldest = begin(1);
        let mut second = begin(1);
        let _others: Vec<_> = (2..AT_ONCE).map(|_| begin(1)).collect();
        let mut elsewhere = begin(2);
        assert!(poll!(oldest.next()).is_pending());
        let mut newest = begin(1);
        assert!(late(oldest.next().await));
        for waits in [&mut second, &mut newest, &mut elsewhere] {
            assert!(poll!(waits.next()).is_pending());
        }
        assert_eq!(bodies.arriving(network(1)), AT_ONCE);
        // One that arrived leaves its place at once.
        let whole = of(stream::iter([Ok(Bytes::from_static(b"{}"))]));
        let mut whole = body(whole, PATIENCE, bodies.begin(network(3)));
        assert_eq!(whole.next().await.unwrap().unwrap(), "{}");
        assert_eq!(bodies.arriving(network(3)), 1);
        assert!(whole.next().await.is_none());
        assert_eq!(bodies.arriving(network(3)), 0);
    }
}
