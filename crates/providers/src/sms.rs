//! Providers of text messages. One of them is a module with an [`Account`], and a line of the table below.

pub mod account;
mod exchange;
mod kept;
pub mod messagebird;
pub mod twilio;

use account::{Account, AccountKey, GivenKeys, WrongKey, sms_accounts};
use delivery::sms::SmsProvider;
use std::sync::Arc;

sms_accounts! {
    Twilio(twilio::TwilioAccount) = "twilio",
    MessageBird(messagebird::MessageBirdAccount) = "messagebird",
}
