//! Work that belongs to a part of the page.

use std::pin::Pin;

use leptos::task::spawn_local_scoped_with_cancellation;

/// In a box: what is around the work is compiled once for all of it, and not once for each.
pub type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Begins `work` and ends it with the part of the page that is being made, or with the effect that is running.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    begin(Box::pin(work));
}

/// The same for work that is in its box.
pub fn begin(work: Work) {
    spawn_local_scoped_with_cancellation(work);
}
