//! A carrier of Twilio's shape inside the binary, so that texting works on a machine without any account.
//!
//! It is reached by the same adapter as Twilio, through that adapter's base URL, and answers with the same signed
//! webhooks: only the phone is not real. It is shown on a page that says so.

mod account;
mod phone_api;
mod twilio_api;
mod webhook_sender;

use crate::http::services::Services;

pub use account::SimulatorAccounts;
pub use twilio_api::mount;
pub use webhook_sender::WebhookSender;

/// The addresses of the phone on screen.
pub fn routes<S: Services>(config: &mut S) {
    config.service(phone_api::list_phones).service(phone_api::write_from_phone);
}
