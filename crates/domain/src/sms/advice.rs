//! What to do about a message that a provider refused or could not deliver.

use crate::string_enum::string_enum;

string_enum! {
    /// The step that helps, in the same words for every provider; the provider's own code and text are kept beside it.
    "SMS advice": SmsAdvice {
        /// The provider does not accept our key: an administrator has to enter it again.
        FixCredentials = "fix_credentials",
        /// The account at the provider is suspended.
        AccountSuspended = "account_suspended",
        /// The provider's address in the settings leads nowhere.
        FixAddress = "fix_address",
        /// The practice's number is not one the account may send from.
        FixSender = "fix_sender",
        /// The sender has to be registered for traffic to that country.
        RegisterSender = "register_sender",
        /// The account may not send to that country.
        EnableRegion = "enable_region",
        /// A trial account sends to verified numbers only.
        LeaveTrial = "leave_trial",
        /// Not a number in use.
        CheckNumber = "check_number",
        /// A landline, or a line that takes no texts.
        NotAMobile = "not_a_mobile",
        /// The client asked not to be texted any more.
        OptedOut = "opted_out",
        /// Switched off, out of range, or a network that cannot be reached.
        Unreachable = "unreachable",
        /// A carrier held it back as unwanted.
        Blocked = "blocked",
        Shorten = "shorten",
        WriteText = "write_text",
        /// A passing fault: a person may send it again.
        TryLater = "try_later",
        /// None of these.
        AskProvider = "ask_provider",
    }
}

impl SmsAdvice {
    /// Nothing else will get through either, until an administrator has mended it.
    pub const fn stops_channel(self) -> bool {
        matches!(self, Self::FixCredentials | Self::AccountSuspended)
    }
}
