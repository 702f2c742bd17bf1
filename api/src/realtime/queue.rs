//! What waits until a socket's task has written it.
//!
//! A count of frames says nothing: a busy second fills any, while a browser that reads is behind by milliseconds. What costs
//! is memory, so that bytes are bounded here; and a browser that stopped reading is told by time, by the task that writes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::mpsc;

use super::outgoing::{CloseCode, Outgoing};

/// Bytes that may wait for one socket; more, and it is cut off, to resume where it was. A browser that reads at all has
/// taken the events of several minutes by then.
pub const MOST: usize = 4 * 1024 * 1024;

#[derive(Debug, Default)]
struct Load {
    bytes: AtomicUsize,
    /// Too much waited. What still waits is of no use: something between is lost.
    cut_off: AtomicBool,
}

/// The end at which frames are put in.
#[derive(Debug)]
pub struct Sender {
    to: mpsc::UnboundedSender<Outgoing>,
    load: Arc<Load>,
}

/// The end at which the socket's task takes them.
#[derive(Debug)]
pub struct Receiver {
    from: mpsc::UnboundedReceiver<Outgoing>,
    load: Arc<Load>,
}

/// More waits than may.
#[derive(Debug, PartialEq, Eq)]
pub struct TooSlow;

pub fn queue() -> (Sender, Receiver) {
    let (to, from) = mpsc::unbounded_channel();
    let load = Arc::new(Load::default());
    (Sender { to, load: Arc::clone(&load) }, Receiver { from, load })
}

impl Sender {
    /// Puts something in, unless too much waits already. Into an empty queue everything fits.
    pub fn put(&self, outgoing: Outgoing) -> Result<(), TooSlow> {
        if self.load.cut_off.load(Ordering::Acquire) {
            return Err(TooSlow);
        }
        let size = size(&outgoing);
        let before = self.load.bytes.fetch_add(size, Ordering::AcqRel);
        if before > 0 && before + size > MOST {
            self.cut_off();
            return Err(TooSlow);
        }
        // A task that has ended needs nothing any more.
        let _ = self.to.send(outgoing);
        Ok(())
    }

    /// The task hears that it is to close, before anything that waits.
    pub fn cut_off(&self) {
        self.load.cut_off.store(true, Ordering::Release);
        let _ = self.to.send(Outgoing::Close(CloseCode::TooSlow));
    }
}

impl Receiver {
    pub async fn take(&mut self) -> Option<Outgoing> {
        let outgoing = self.from.recv().await?;
        if self.load.cut_off.load(Ordering::Acquire) {
            self.from.close();
            return Some(Outgoing::Close(CloseCode::TooSlow));
        }
        self.load.bytes.fetch_sub(size(&outgoing), Ordering::AcqRel);
        Some(outgoing)
    }
}

fn size(outgoing: &Outgoing) -> usize {
    match outgoing {
        Outgoing::Frame(frame) => frame.as_bytes().len(),
        Outgoing::Close(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(size: usize) -> Outgoing {
        Outgoing::Frame("x".repeat(size).into())
    }

    async fn closed(receiver: &mut Receiver) -> bool {
        matches!(receiver.take().await, Some(Outgoing::Close(CloseCode::TooSlow)))
    }

    #[tokio::test]
    async fn a_busy_second_cuts_nobody_off() {
        let (sender, mut receiver) = queue();
        for _ in 0..10_000 {
            assert_eq!(sender.put(frame(300)), Ok(()));
        }
        for _ in 0..10_000 {
            assert!(matches!(receiver.take().await, Some(Outgoing::Frame(frame)) if frame.len() == 300));
        }
    }

    #[tokio::test]
    async fn who_does_not_read_is_cut_off_and_hears_nothing_more() {
        let (sender, mut receiver) = queue();
        let puts = (0..MOST / 1_000 + 2).map(|_| sender.put(frame(1_000)));
        assert_eq!(puts.filter(Result::is_err).count(), 2, "the one too many, and those after it");
        assert!(closed(&mut receiver).await, "before anything that waits");
        assert_eq!(sender.put(frame(1)), Err(TooSlow));
    }

    #[tokio::test]
    async fn what_was_taken_makes_room() {
        let (sender, mut receiver) = queue();
        for _ in 0..10 {
            assert_eq!(sender.put(frame(MOST * 2)), Ok(()), "into an empty one everything fits");
            assert!(matches!(receiver.take().await, Some(Outgoing::Frame(_))));
        }
        for _ in 0..3 {
            assert_eq!(sender.put(frame(MOST / 2)), Ok(()));
            assert_eq!(sender.put(frame(MOST / 2)), Ok(()));
            for _ in 0..2 {
                assert!(matches!(receiver.take().await, Some(Outgoing::Frame(_))));
            }
        }
        assert_eq!(sender.put(Outgoing::Close(CloseCode::GoingAway)), Ok(()));
        assert!(matches!(receiver.take().await, Some(Outgoing::Close(CloseCode::GoingAway))));
    }
}
