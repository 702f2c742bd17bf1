//! The server half of the built-in room: rooms in memory, and the socket of a call that reaches them.

pub mod attendance_queue;
pub mod budget;
pub mod hub;
pub mod resume_token;
pub mod room;
pub mod rooms;
pub mod socket;

pub use hub::{JoinRequest, ParticipantHandle, SignalHub};
pub use room::Outgoing;
pub use rooms::Rooms;
