//! Text messages: what may be sent, how it is billed, and how far it got.

mod acceptance;
pub mod advice;
pub mod body;
pub mod gsm_transliteration;
pub mod marks;
pub mod segments;
pub mod state;

mod gsm7;
mod of;

use crate::string_enum::string_enum;

pub use acceptance::{SmsAccepted, SmsFailure};
pub use advice::SmsAdvice;
pub use body::SmsBody;
pub use marks::Mark;
pub use of::SmsOf;
pub use segments::{Culprit, Encoding, Segments};
pub use state::DeliveryState;

string_enum! {
    /// Which way a message went.
    "direction of a message": Direction {
        /// Came from outside.
        In = "in",
        /// Written by the practice.
        Out = "out",
    }
}
