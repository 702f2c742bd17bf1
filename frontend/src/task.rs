//! Work that belongs to a part of the page, and work that must be done whatever happens to that part.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::{spawn_local, spawn_local_scoped_with_cancellation};

/// In a box: what is around the work is compiled once for all of it, and not once for each.
pub type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Begins `work` and ends it with the part of the page that is being made, or with the effect that is running.
///
/// Only for work whose result nobody needs once that part is gone. The event of a request arrives before its answer,
/// and may take the part away: use [`detached`] when something after the answer has to happen.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    begin(Box::pin(work));
}

/// The same for work that is in its box.
pub fn begin(work: Work) {
    spawn_local_scoped_with_cancellation(work);
}

/// Begins `work` that goes on to its end, whatever part of the page goes meanwhile.
///
/// Signals and values of that part may be gone by then: write them by `set` and `update`, which then do nothing, and read
/// them by the `try_` functions.
pub fn detached(work: impl Future<Output = ()> + 'static) {
    let work: Work = Box::pin(work);
    spawn_local(work);
}

/// One question to the server at a time: what happens while the answer is on its way asks once more after it.
///
/// So two answers cannot change places, and no answer is kept that is older than an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SingleFlight {
    in_flight: bool,
    again: bool,
}

impl SingleFlight {
    /// Whether to ask now. Otherwise it is asked again when the answer that is on its way has come.
    pub fn begin(&mut self) -> bool {
        self.again = self.in_flight;
        !std::mem::replace(&mut self.in_flight, true)
    }

    /// The answer has come. True when it is to be asked once more: the next answer is then on its way.
    pub fn end(&mut self) -> bool {
        self.in_flight = std::mem::take(&mut self.again);
        self.in_flight
    }
}

/// Reads something of the server, as often as something happened that may have changed it.
#[derive(Clone, Copy)]
pub struct Refresher(StoredValue<SingleFlight>);

impl Default for Refresher {
    /// One that lasts as long as the caller's owner.
    fn default() -> Self {
        Self(StoredValue::new(SingleFlight::default()))
    }
}

impl Refresher {
    /// Runs `read` now, or once more after the one that is running.
    pub fn run<F: Future<Output = ()> + 'static>(self, read: impl Fn() -> F + 'static) {
        if self.0.try_update_value(SingleFlight::begin) != Some(true) {
            return;
        }
        // Detached: if it ended with the button or the event that began it, nothing would be read ever after.
        detached(async move {
            loop {
                read().await;
                if self.0.try_update_value(SingleFlight::end) != Some(true) {
                    return;
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::SingleFlight;

    #[test]
    fn what_happens_while_an_answer_is_on_its_way_asks_once_more() {
        let mut flight = SingleFlight::default();
        assert!(flight.begin());
        assert!(!flight.begin() && !flight.begin(), "one at a time");
        assert!(flight.end(), "once more, however often something happened");
        assert!(!flight.begin(), "that one is on its way");
        assert!(flight.end());
        assert!(!flight.end());
        assert!(flight.begin(), "and it can be asked again");
    }
}
