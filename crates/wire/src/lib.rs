//! What crosses the wire: REST types, socket frames, problems.
//!
//! Requests deny unknown fields, so that a misspelt one is an error and not a silence; answers may grow.

pub mod applicants;
pub mod calls;
pub mod cases;
pub mod chat;
mod field_code;
pub mod guest;
pub mod identity;
pub mod jitsi;
pub mod mail;
pub mod notifications;
pub mod page;
pub mod problem;
pub mod realtime;
pub mod records;
pub mod signaling;
pub mod sms;
pub mod time_zones;

pub use domain::instant;
pub use field_code::FieldCode;
pub use page::{Page, PageQuery};
pub use problem::{Code, FieldError, Problem};
