//! What Twilio's error codes mean for the person who wrote the message.
//!
//! Codes from Twilio's error dictionary (twilio.com/docs/api/errors). Values may change without notice, so that only a
//! short list is mapped and everything else is shown as it came.

use domain::sms::SmsAdvice;

/// Twilio's own code for "too many requests", also with an HTTP status other than 429.
pub const TOO_MANY_REQUESTS: i32 = 20429;
/// The sender's queue holds more than it can send in hours; nothing was added to it.
pub const SENDER_QUEUE_FULL: i32 = 21611;

/// Advice for a code of the answer to a send or of a status report.
pub fn advice(code: i32) -> SmsAdvice {
    match code {
        20003 | 20005 | 20008 | 20403 | 20404 => SmsAdvice::FixCredentials,
        30002 => SmsAdvice::AccountSuspended,
        21211 | 21217 | 21265 | 21421 | 30005 => SmsAdvice::CheckNumber,
        21614 | 21635 | 30006 => SmsAdvice::NotAMobile,
        21610 => SmsAdvice::OptedOut,
        21212 | 21603 | 21606 | 21659 | 21660 | 21701 | 21703 => SmsAdvice::FixSender,
        21408 => SmsAdvice::EnableRegion,
        21608 => SmsAdvice::LeaveTrial,
        21612 | 30003 => SmsAdvice::Unreachable,
        21602 | 21619 => SmsAdvice::WriteText,
        21605 | 21617 => SmsAdvice::Shorten,
        30004 | 30007 => SmsAdvice::Blocked,
        30032 | 30034 => SmsAdvice::RegisterSender,
        30001 | 30008 | 30036 | 30410 | 63018 => SmsAdvice::TryLater,
        _ => SmsAdvice::AskProvider,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_to_the_step_that_helps() {
        for (code, expected) in [
            (20003, SmsAdvice::FixCredentials),
            (21211, SmsAdvice::CheckNumber),
            (21408, SmsAdvice::EnableRegion),
            (21606, SmsAdvice::FixSender),
            (21608, SmsAdvice::LeaveTrial),
            (21610, SmsAdvice::OptedOut),
            (21612, SmsAdvice::Unreachable),
            (21614, SmsAdvice::NotAMobile),
            (21617, SmsAdvice::Shorten),
            (30007, SmsAdvice::Blocked),
            (30008, SmsAdvice::TryLater),
            (99999, SmsAdvice::AskProvider),
        ] {
            assert_eq!(advice(code), expected, "{code}");
        }
    }

    #[test]
    fn only_bad_credentials_and_suspension_stop_the_channel() {
        assert!(advice(20003).stops_channel() && advice(30002).stops_channel());
        for code in [21211, 21408, 21606, 21610, 30003, 30007, 12345] {
            assert!(!advice(code).stops_channel(), "{code}");
        }
    }
}
