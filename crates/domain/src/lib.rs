//! Values and rules of client communications: no I/O, no clock.
//!
//! Values are parsed once, at the edge, and are true from then on: deserializing goes through the same
//! parser. Rules are functions of their arguments; the present instant is one of them.

pub mod call;
pub mod case;
pub mod chat;
pub mod clock;
pub mod country;
pub mod event;
pub mod folio;
pub mod id;
pub mod inbound;
pub mod language;
mod latin;
pub mod mail;
mod named;
pub mod outbox;
pub mod password;
pub mod permission;
pub mod person;
pub mod phone;
pub mod practice;
pub mod record;
pub mod search;
pub mod sms;
mod text;
pub mod word;

pub use id::*;
pub use named::UnknownName;
pub use text::TextError;
