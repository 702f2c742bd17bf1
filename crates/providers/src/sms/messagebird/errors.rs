//! What MessageBird's codes mean for the person who wrote the message. A refused request and a failed delivery have
//! numbers of their own: 9 is a missing parameter in one, and a barred subscriber in the other.

use domain::sms::SmsAdvice;

/// Advice for a refused request. Codes from the API's reference; `parameter` is the one it complains of.
pub fn of_request(code: i32, parameter: Option<&str>) -> SmsAdvice {
    match code {
        2 => SmsAdvice::FixCredentials,
        9 | 10 => of_parameter(code, parameter),
        20 => SmsAdvice::FixAddress,
        // The account's money is used up: nothing else gets through either.
        25 => SmsAdvice::AccountSuspended,
        _ => SmsAdvice::AskProvider,
    }
}

fn of_parameter(code: i32, parameter: Option<&str>) -> SmsAdvice {
    match parameter {
        Some("recipient" | "recipients") => SmsAdvice::CheckNumber,
        Some("originator") => SmsAdvice::FixSender,
        // Missing, or longer than nine parts.
        Some("body") if code == 9 => SmsAdvice::WriteText,
        Some("body") => SmsAdvice::Shorten,
        _ => SmsAdvice::AskProvider,
    }
}

/// Advice for a failed delivery. Up to 99 the codes are those that networks give (3GPP TS 29.002 §17.5), from 100
/// MessageBird's own; 103 as nyaruka/courier `handlers/messagebird` reads it.
pub fn of_delivery(code: i32) -> SmsAdvice {
    match code {
        // Unknown or unidentified subscriber.
        1 | 5 => SmsAdvice::CheckNumber,
        // Absent, busy, or with a full memory.
        6 | 27 | 31..=33 => SmsAdvice::Unreachable,
        // No service for texts on this line, or none that the phone knows.
        10 | 11 | 21 => SmsAdvice::NotAMobile,
        9 | 12 | 13 => SmsAdvice::Blocked,
        34 | 51 => SmsAdvice::TryLater,
        103 => SmsAdvice::OptedOut,
        _ => SmsAdvice::AskProvider,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_says_two_things() {
        assert_eq!(of_request(9, Some("body")), SmsAdvice::WriteText);
        assert_eq!(of_delivery(9), SmsAdvice::Blocked);
    }

    #[test]
    fn codes_lead_to_the_step_that_helps() {
        for (code, parameter, expected) in [
            (2, None, SmsAdvice::FixCredentials),
            (10, Some("recipient"), SmsAdvice::CheckNumber),
            (9, Some("recipients"), SmsAdvice::CheckNumber),
            (10, Some("originator"), SmsAdvice::FixSender),
            (10, Some("body"), SmsAdvice::Shorten),
            (10, Some("validity"), SmsAdvice::AskProvider),
            (25, None, SmsAdvice::AccountSuspended),
            (98, None, SmsAdvice::AskProvider),
        ] {
            assert_eq!(of_request(code, parameter), expected, "{code} {parameter:?}");
        }
        for (code, expected) in [
            (1, SmsAdvice::CheckNumber),
            (27, SmsAdvice::Unreachable),
            (11, SmsAdvice::NotAMobile),
            (34, SmsAdvice::TryLater),
            (103, SmsAdvice::OptedOut),
            (999, SmsAdvice::AskProvider),
        ] {
            assert_eq!(of_delivery(code), expected, "{code}");
            assert!(!expected.stops_channel());
        }
    }
}
