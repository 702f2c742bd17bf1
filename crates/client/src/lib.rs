//! The typed client of the API: the browser, the tests and the load generator all speak through it.

mod applicants;
mod calls;
mod cases;
mod chat;
mod error;
mod guest;
mod identity;
pub mod json;
mod mail;
mod notifications;
mod records;
mod request;
mod sms;
pub mod socket;
mod time_zones;
#[cfg_attr(target_arch = "wasm32", path = "transport/browser.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "transport/native.rs")]
mod transport;

pub use error::{Error, Refusal, Result};
pub use request::Client;
pub use socket::Socket;
#[cfg(not(target_arch = "wasm32"))]
pub use transport::RawAnswer;
