//! The bell: what concerns one, newest first, with how much of it was not seen.

mod bell;
mod state;
mod words;

pub use bell::Bell;
pub use state::NotificationsState;
