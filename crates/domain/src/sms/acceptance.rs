//! What an SMS provider says of a message that it has taken.

use super::{DeliveryState, SmsAdvice};

/// The provider has the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsAccepted {
    pub provider_message_id: String,
    pub state: DeliveryState,
    /// What the provider will bill, where it says so at once.
    pub segments: Option<u32>,
    /// Why it failed, where the provider says at once that it did.
    pub failure: Option<SmsFailure>,
}

/// Why a message that the provider took did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsFailure {
    /// The provider's own code and words; it does not always have them.
    pub code: Option<i32>,
    pub text: Option<String>,
    pub advice: SmsAdvice,
}
