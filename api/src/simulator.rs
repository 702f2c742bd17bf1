//! A carrier of Twilio's shape inside the binary, so that texting works on a machine without any account.
//!
//! It is reached by the same adapter as Twilio, through that adapter's base URL, and answers with the same signed
//! webhooks: only the phone is not real. It is shown on a page that says so.

mod account;
mod book;
mod carrier;
mod courier;

use crate::http::services::Services;

pub use account::SimulatorAccounts;
pub use carrier::mount;
pub use courier::Courier;

/// The addresses of the phone on screen.
pub fn routes<S: Services>(config: &mut S) {
    config.service(book::list_phones).service(book::write_from_phone);
}
