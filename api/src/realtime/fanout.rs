//! Frames for the sockets of one server thread, handed over all at once.
//!
//! Waking a task of another thread is a system call. So the hub wakes each server thread once per commit, and a task
//! there hands the frames to its sockets: with fifty listeners that took the calls of `write` per chat message from 15 to 2.

use std::cell::OnceCell;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::connection::Connection;
use super::outgoing::Outgoing;

type Bundle = Vec<(Arc<Connection>, Outgoing)>;

/// The way to the sockets of one server thread.
///
/// Not bounded: a bundle holds references to shared frames, and each socket's own queue, which is bounded, follows at
/// once unless the whole thread is stuck.
#[derive(Clone, Debug)]
pub struct Fanout(mpsc::UnboundedSender<Bundle>);

impl Fanout {
    /// Starts the task on the present thread. It ends with the last of its connections.
    fn start() -> Self {
        let (sender, mut bundles) = mpsc::unbounded_channel::<Bundle>();
        actix_web::rt::spawn(async move {
            while let Some(bundle) = bundles.recv().await {
                for (connection, outgoing) in bundle {
                    connection.pass(outgoing);
                }
            }
        });
        Self(sender)
    }
}

/// One per server thread, made when its first socket opens.
#[derive(Debug, Default)]
pub struct ThreadFanout(OnceCell<Fanout>);

impl ThreadFanout {
    pub fn of_this_thread(&self) -> Fanout {
        self.0.get_or_init(Fanout::start).clone()
    }
}

/// What goes out together, sorted by thread.
#[derive(Debug, Default)]
pub struct FanoutBatch(Vec<(Fanout, Bundle)>);

impl FanoutBatch {
    pub fn add(&mut self, connection: &Arc<Connection>, outgoing: Outgoing) {
        let to = (Arc::clone(connection), outgoing);
        match self.0.iter_mut().find(|(fanout, _)| fanout.0.same_channel(&connection.fanout.0)) {
            Some((_, bundle)) => bundle.push(to),
            None => self.0.push((connection.fanout.clone(), vec![to])),
        }
    }

    /// Wakes each thread once. What is for a thread that has ended needs no delivery: its sockets are closed.
    pub fn send(self) {
        for (fanout, bundle) in self.0 {
            let _ = fanout.0.send(bundle);
        }
    }
}
