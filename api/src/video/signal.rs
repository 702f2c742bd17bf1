//! The server half of the built-in room: rooms in memory, and the socket of a call that reaches them.

pub mod budget;
pub mod hub;
pub mod journal;
pub mod resume_token;
pub mod room;
pub mod rooms;
pub mod socket;

pub use hub::{Entrance, Seat, SignalHub};
pub use room::Outgoing;
pub use rooms::Rooms;
