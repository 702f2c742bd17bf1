//! SMS, mail and video providers.
//!
//! Each is one implementation of a trait of `delivery`; the rest of the server does not know which one it has.

pub mod http;
pub mod mail;
pub mod secret;
pub mod sms;

pub mod video;
