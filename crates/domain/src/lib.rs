//! Values and rules of client communications: no I/O, no clock.
//!
//! Values are parsed once, at the edge, and are true from then on: deserializing goes through the same
//! parser. Rules are functions of their arguments; the present instant is one of them.

mod ascii_folding;
pub mod budget;
pub mod calls;
pub mod cases;
mod catalogue;
pub mod chat;
pub mod clock;
pub mod country;
pub mod event;
pub mod fields;
pub mod folio;
pub mod id;
pub mod inbound_routing;
pub mod instant;
pub mod language;
pub mod mail;
pub mod notification;
pub mod outbox;
pub mod permission;
pub mod person;
pub mod phone;
pub mod practice;
pub mod record;
pub mod search;
pub mod sms;
mod string_enum;
mod text;
pub mod timeline;
pub mod word_chars;
pub mod zone;

pub use id::*;
pub use string_enum::UnknownName;
pub use text::TextError;
