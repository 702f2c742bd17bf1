//! Text messages: what may be sent, how it is billed, and how far it got.

pub mod advice;
pub mod body;
pub mod plain;
pub mod segments;
pub mod state;

mod gsm7;

pub use advice::SmsAdvice;
pub use body::SmsBody;
pub use segments::{Encoding, Segments};
pub use state::DeliveryState;
