//! Reads MessageBird's two webhooks: a message that came in, and a report on one that went out.
//!
//! The caller has checked the signature before. Reports come by GET, messages by POST or by GET: the parameters of query
//! and form are read alike. Short codes have names of their own.

use super::errors;
use crate::sms::kept::{self, value};
use delivery::sms::{
    Acknowledgement, InboundSms, Received, SmsNews, StatusReport, WebhookAddress, WebhookError,
};
use domain::inbound_routing::{ProviderText, Sender};
use domain::sms::DeliveryState;

/// Anything else, and it comes again.
const OK: Acknowledgement = Acknowledgement::Body { content_type: "text/plain; charset=utf-8", body: "OK" };

/// A shorter number is a short code. It has no country.
const SHORTEST_NUMBER: usize = 7;

/// Reads a request that was believed.
pub fn read(address: WebhookAddress, given: &[(String, String)]) -> Result<Received, WebhookError> {
    let news = match address {
        WebhookAddress::Inbound => SmsNews::Inbound(inbound(given)?),
        WebhookAddress::Status => SmsNews::Report(status(given)?),
    };
    Ok(Received { news, acknowledgement: OK })
}

/// Who wrote it is kept as it came, or as nobody known: the text is never refused.
fn inbound(given: &[(String, String)]) -> Result<InboundSms, WebhookError> {
    let pictures = given.iter().filter(|(name, _)| name == "mediaUrls" || name.starts_with("mediaUrls["));
    Ok(InboundSms {
        provider_message_id: id(given, &["id", "mid"])?,
        from: party(value(given, "originator")),
        to: party(value(given, "recipient").or_else(|| value(given, "shortcode"))),
        body: kept::text(first(given, &["body", "message"]).unwrap_or_default()),
        segments: None,
        media: u32::try_from(pictures.filter(|(_, url)| !url.is_empty()).count()).unwrap_or(u32::MAX),
    })
}

fn status(given: &[(String, String)]) -> Result<StatusReport, WebhookError> {
    let word = value(given, "status").ok_or(WebhookError::Missing("status"))?;
    let error_code = value(given, "statusErrorCode").and_then(|c| c.parse().ok()).filter(|code| *code != 0);
    Ok(StatusReport {
        provider_message_id: id(given, &["id"])?,
        our_id: value(given, "reference").and_then(|reference| reference.parse().ok()),
        state: state_of(word).ok_or(WebhookError::Unknown("status"))?,
        error_code,
        advice: error_code.map(errors::of_delivery),
    })
}

/// The provider's id of the message, under the first of these names that has one.
fn id(given: &[(String, String)], names: &[&str]) -> Result<ProviderText, WebhookError> {
    kept::id(first(given, names).unwrap_or_default()).ok_or(WebhookError::Missing("id"))
}

fn first<'a>(given: &'a [(String, String)], names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| value(given, name))
}

/// Numbers come without their `+`.
fn party(given: Option<&str>) -> Sender {
    let given = given.unwrap_or_default();
    let is_number = given.len() >= SHORTEST_NUMBER && given.bytes().all(|c| c.is_ascii_digit());
    if is_number { Sender::of(&format!("+{given}")) } else { Sender::of(given) }
}

/// Our state for MessageBird's word; `None` for one that is not known.
pub fn state_of(word: &str) -> Option<DeliveryState> {
    Some(match word {
        "scheduled" => DeliveryState::Sending,
        // Buffered: the network has it and waits for the phone.
        "sent" | "buffered" => DeliveryState::Sent,
        "delivered" => DeliveryState::Delivered,
        "expired" | "delivery_failed" => DeliveryState::Undelivered,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::sms::SmsAdvice;
    use kept::parameters;

    const OUR: &str = "0199a3f0-7a3b-7c4d-8e5f-0123456789ab";

    fn message(form: &str) -> Result<InboundSms, WebhookError> {
        inbound(&parameters(form.as_bytes()))
    }

    #[test]
    fn an_inbound_message_is_read_whole() {
        let sms = message(
            "id=e8077d80&originator=15145550123&recipient=14385550100&body=Voil%C3%A0+%F0%9F%91%8D\
             &createdDatetime=2026-03-02T10:00:00%2B00:00&mediaUrls%5B0%5D=https://m.example/1&added=x",
        )
        .unwrap();
        assert_eq!((sms.from.as_str(), sms.to.as_str()), ("+15145550123", "+14385550100"));
        assert_eq!((sms.body.as_str(), sms.media), ("Voilà 👍", 1));
    }

    #[test]
    fn short_codes_and_names_are_senders() {
        let sms = message("mid=1&shortcode=55555&originator=15145550123&message=STOP").unwrap();
        assert_eq!((sms.to.as_str(), sms.body.as_str()), ("55555", "STOP"));
        for from in ["73737", "SUPPORT"] {
            assert_eq!(message(&format!("id=1&originator={from}&body=")).unwrap().from.as_str(), from);
        }
        assert_eq!(message("id=1&body=x").unwrap().from, Sender::Unknown);
        assert_eq!(message("originator=15145550123&body=x"), Err(WebhookError::Missing("id")));
    }

    #[test]
    fn a_report_finds_its_message_by_our_id_s2() {
        let report = |query: &str| status(&parameters(query.as_bytes()));
        let told = report(&format!("id=e8&reference={OUR}&status=delivered&statusErrorCode=0")).unwrap();
        assert_eq!(told.our_id, Some(OUR.parse().unwrap()));
        assert_eq!((told.state, told.error_code), (DeliveryState::Delivered, None));
        let stopped = report("id=e8&reference=theirs&status=delivery_failed&statusErrorCode=103").unwrap();
        assert_eq!((stopped.our_id, stopped.advice), (None, Some(SmsAdvice::OptedOut)));
        assert_eq!(stopped.state, DeliveryState::Undelivered);
        assert_eq!(report("id=e8"), Err(WebhookError::Missing("status")));
        assert_eq!(report("id=e8&status=sleeping"), Err(WebhookError::Unknown("status")));
        assert_eq!(report("status=sent"), Err(WebhookError::Missing("id")));
    }
}
