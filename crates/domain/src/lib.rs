//! Values and rules of client communications: no I/O, no clock.
//!
//! Values are parsed once, at the edge, and are true from then on: deserializing goes through the same
//! parser. Rules are functions of their arguments; the present instant is one of them.

pub mod clock;
pub mod event;
pub mod id;
pub mod language;
mod latin;
mod named;
pub mod permission;
pub mod phone;
pub mod sms;
mod text;

pub use id::*;
pub use named::UnknownName;
pub use text::TextError;
