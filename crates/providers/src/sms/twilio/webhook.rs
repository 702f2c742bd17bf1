//! Reads Twilio's two webhooks: a message that came in, and a report on one that went out.
//!
//! The caller has checked the signature before. Parameters may be added by Twilio at any time; unknown ones are ignored.

use super::{errors, request::OUR_ID};
use crate::sms::kept::{self, parameter, value};
use base64::{Engine, engine::general_purpose::STANDARD};
use delivery::sms::{
    Acknowledgement, InboundSms, Received, SmsNews, StatusReport, WebhookAddress, WebhookError,
};
use domain::inbound_routing::{ProviderText, Sender};
use domain::sms::DeliveryState;

/// The answer to an inbound message: nothing is replied by machine.
const EMPTY_TWIML: Acknowledgement = Acknowledgement::Body {
    content_type: "text/xml; charset=utf-8",
    body: r#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#,
};

/// A shorter text that reads as base64 is one.
const SHORTEST_BASE64: usize = 60;

/// Reads a request that was believed; `query` is that of its URL.
pub fn read(
    address: WebhookAddress,
    query: &str,
    form: &[(String, String)],
) -> Result<Received, WebhookError> {
    Ok(match address {
        WebhookAddress::Inbound => {
            Received { news: SmsNews::Inbound(inbound(form)?), acknowledgement: EMPTY_TWIML }
        }
        WebhookAddress::Status => Received {
            news: SmsNews::Report(status(query, form)?),
            acknowledgement: Acknowledgement::NoContent,
        },
    })
}

/// Reads an inbound message. Who wrote it is kept as it came, or as nobody known: the text is never refused.
fn inbound(form: &[(String, String)]) -> Result<InboundSms, WebhookError> {
    let body = parameter(form, "Body").unwrap_or_default();
    Ok(InboundSms {
        provider_message_id: id(form, &["MessageSid", "SmsMessageSid", "SmsSid"])?,
        from: Sender::of(value(form, "From").unwrap_or_default()),
        to: Sender::of(value(form, "To").unwrap_or_default()),
        body: kept::text(&decoded(body).unwrap_or_else(|| body.to_owned())),
        segments: value(form, "NumSegments").and_then(|n| n.parse().ok()),
        media: value(form, "NumMedia").and_then(|n| n.parse().ok()).unwrap_or(0),
    })
}

/// The text of a long message that Twilio delivers as base64: every character is of that alphabet, and what it holds
/// is readable text. A word of a person that is as long and decodes to text does not exist.
fn decoded(body: &str) -> Option<String> {
    let packed: String = body.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    if packed.len() < SHORTEST_BASE64 {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(packed).ok()?).ok()?;
    let readable = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    text.chars().all(readable).then_some(text)
}

/// Reads a status report; `query` is that of the request's own URL.
fn status(query: &str, form: &[(String, String)]) -> Result<StatusReport, WebhookError> {
    let word = value(form, "MessageStatus").or_else(|| value(form, "SmsStatus"));
    let our_id = url::form_urlencoded::parse(query.as_bytes())
        .find_map(|(name, value)| if name == OUR_ID { value.parse().ok() } else { None });
    let error_code = value(form, "ErrorCode").and_then(|c| c.parse().ok()).filter(|code| *code != 0);
    Ok(StatusReport {
        provider_message_id: id(form, &["MessageSid", "SmsSid"])?,
        our_id,
        state: word
            .ok_or(WebhookError::Missing("MessageStatus"))
            .and_then(|word| state_of(word).ok_or(WebhookError::Unknown("MessageStatus")))?,
        error_code,
        advice: error_code.map(errors::advice),
    })
}

/// The provider's id of the message, under the first of these names that has one.
fn id(form: &[(String, String)], names: &[&str]) -> Result<ProviderText, WebhookError> {
    let given = names.iter().find_map(|name| value(form, name)).unwrap_or_default();
    kept::id(given).ok_or(WebhookError::Missing("MessageSid"))
}

/// Our state for Twilio's word; `None` for one that is not of an outbound message or not known yet.
pub fn state_of(word: &str) -> Option<DeliveryState> {
    Some(match word {
        // Twilio has it and has not passed it on; for us that is under way, not in our own queue.
        "accepted" | "scheduled" | "queued" | "sending" => DeliveryState::Sending,
        "sent" => DeliveryState::Sent,
        "delivered" | "partially_delivered" => DeliveryState::Delivered,
        "read" => DeliveryState::Read,
        "undelivered" => DeliveryState::Undelivered,
        "failed" => DeliveryState::Failed,
        "canceled" => DeliveryState::Canceled,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::sms::SmsAdvice;
    use kept::parameters as form;

    const OUR: &str = "0199a3f0-7a3b-7c4d-8e5f-0123456789ab";

    #[test]
    fn an_inbound_message_is_read_whole() {
        let body = "ToCountry=CA&MessageSid=SM9&SmsSid=SM9&NumMedia=1&NumSegments=2&Body=Voil%C3%A0+%F0%9F%91%8D\
                    &From=%2B15145550123&To=%2B14385550100&AddedNextYear=x";
        let sms = inbound(&form(body.as_bytes())).unwrap();
        assert_eq!(sms.body.as_str(), "Voilà 👍");
        assert_eq!((sms.from.as_str(), sms.to.as_str()), ("+15145550123", "+14385550100"));
        assert_eq!((sms.segments, sms.media), (Some(2), 1));
    }

    #[test]
    fn short_codes_and_names_are_senders_and_an_empty_text_is_one() {
        for from in ["73737", "SUPPORT"] {
            let sms = inbound(&form(format!("MessageSid=SM1&From={from}&To=1&Body=").as_bytes())).unwrap();
            assert_eq!((sms.from.as_str(), sms.body.as_str()), (from, ""));
        }
        assert_eq!(inbound(&form(b"From=1&To=2&Body=x")), Err(WebhookError::Missing("MessageSid")));
        assert_eq!(inbound(&form(b"MessageSid=%00&To=2")), Err(WebhookError::Missing("MessageSid")));
        assert_eq!(inbound(&form(b"\xff\xfe=%zz")), Err(WebhookError::Missing("MessageSid")));
    }

    #[test]
    fn what_a_provider_sends_is_cleaned_and_bounded_and_never_refused() {
        let sms =
            inbound(&form(b"MessageSid=SM%001&Body=a%00b%1B%0D%0Ac&To=whatsapp:%2B14155238886")).unwrap();
        assert_eq!((sms.provider_message_id.as_str(), sms.body.as_str()), ("SM1", "ab\nc"));
        assert_eq!((sms.from, sms.to.as_str()), (Sender::Unknown, "whatsapp:+14155238886"));
        let long = format!("SmsSid=SM1&From={}&Body={}", "x".repeat(500), "y".repeat(30_000));
        let sms = inbound(&form(long.as_bytes())).unwrap();
        assert_eq!(sms.from.as_str().chars().count(), domain::inbound_routing::MAX_SENDER);
        assert_eq!(sms.body.as_str().len(), 20_000);
        let report = status("", &form(b"MessageSid=SM%001&MessageStatus=sent")).unwrap();
        assert_eq!(report.provider_message_id.as_str(), "SM1");
    }

    #[test]
    fn a_long_text_that_comes_as_base64_is_read() {
        let body = |given: &str| {
            let form = [("MessageSid".to_owned(), "SM1".to_owned()), ("Body".to_owned(), given.to_owned())];
            inbound(&form).unwrap().body.into_string()
        };
        let long = "Bonjour, voici l’adresse complète que vous avez demandée hier.\nMerci, Élodie";
        let packed = STANDARD.encode(long);
        assert_eq!(body(&packed), long);
        let arabic = "مرحبا، هذا نص طويل جدا لكي يصل كرسالة واحدة من عدة أجزاء إلى المكتب";
        assert_eq!(body(&STANDARD.encode(arabic)), arabic);
        let broken = packed.as_bytes().chunks(76).map(|line| str::from_utf8(line).unwrap());
        assert_eq!(body(&broken.collect::<Vec<_>>().join("\r\n")), long, "in lines");
        for plain in [
            "hello",
            &"a".repeat(64),
            &"A".repeat(64),
            &STANDARD.encode("short"),
            "deadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
            "This is a sentence of a person that is longer than sixty characters, with spaces",
            &packed[..packed.len() - 1],
        ] {
            assert_eq!(body(plain), plain);
        }
    }

    #[test]
    fn a_report_finds_its_message_by_our_id_s2() {
        let query = format!("m={OUR}");
        let report = status(&query, &form(b"MessageSid=SM1&MessageStatus=delivered")).unwrap();
        assert_eq!(report.our_id, Some(OUR.parse().unwrap()));
        assert_eq!((report.state, report.error_code), (DeliveryState::Delivered, None));
        let report = status("", &form(b"SmsSid=SM1&SmsStatus=undelivered&ErrorCode=30006")).unwrap();
        assert_eq!((report.our_id, report.advice), (None, Some(SmsAdvice::NotAMobile)));
        assert_eq!(
            status("m=nonsense", &form(b"MessageSid=SM1&MessageStatus=sleeping")),
            Err(WebhookError::Unknown("MessageStatus"))
        );
    }
}
