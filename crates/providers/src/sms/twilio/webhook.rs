//! Reads Twilio's two webhooks: a message that came in, and a report on one that went out.
//!
//! The caller has checked the signature before. Parameters may be added by Twilio at any time; unknown ones are ignored.

use super::{errors, request::OUR_ID};
use domain::SmsMessageId;
use domain::sms::{DeliveryState, SmsAdvice};

/// The answer to an inbound message: nothing is replied by machine.
pub const EMPTY_TWIML: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#;
/// Content type of [`EMPTY_TWIML`].
pub const TWIML_CONTENT_TYPE: &str = "text/xml; charset=utf-8";

/// A message that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboundSms {
    /// Unique: the key by which a repeated delivery is recognized.
    pub provider_message_id: String,
    /// As received: E.164, a short code (5–6 digits) or an alphanumeric name.
    pub from: String,
    /// The practice's number.
    pub to: String,
    pub body: String,
    pub segments: Option<u32>,
    /// How many pictures came with it; they stay with the provider.
    pub media: u32,
}

/// What became of a message that went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReport {
    pub provider_message_id: String,
    /// Our id from the callback's query, there even when the answer to the send was lost.
    pub our_id: Option<SmsMessageId>,
    pub state: DeliveryState,
    pub error_code: Option<i32>,
}

impl StatusReport {
    /// What to do about the error, where there is one.
    pub fn advice(&self) -> Option<SmsAdvice> {
        self.error_code.map(errors::advice)
    }
}

/// Why a signed webhook cannot be read. It is logged by name and answered with 422.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum WebhookError {
    #[error("parameter {0} is missing")]
    Missing(&'static str),
    #[error("the status is not known")]
    UnknownStatus,
}

/// The parameters of a form body, decoded, in the order received.
pub fn form(raw_body: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(raw_body).map(|(n, v)| (n.into_owned(), v.into_owned())).collect()
}

/// Reads an inbound message.
pub fn inbound(form: &[(String, String)]) -> Result<InboundSms, WebhookError> {
    let required = |name| value(form, name).ok_or(WebhookError::Missing(name));
    Ok(InboundSms {
        provider_message_id: required("MessageSid")?.to_owned(),
        from: required("From")?.to_owned(),
        to: required("To")?.to_owned(),
        body: parameter(form, "Body").unwrap_or_default().to_owned(),
        segments: value(form, "NumSegments").and_then(|n| n.parse().ok()),
        media: value(form, "NumMedia").and_then(|n| n.parse().ok()).unwrap_or(0),
    })
}

/// Reads a status report; `query` is that of the request's own URL.
pub fn status(query: &str, form: &[(String, String)]) -> Result<StatusReport, WebhookError> {
    let sid = value(form, "MessageSid").or_else(|| value(form, "SmsSid"));
    let word = value(form, "MessageStatus").or_else(|| value(form, "SmsStatus"));
    let our_id = url::form_urlencoded::parse(query.as_bytes())
        .find_map(|(name, value)| if name == OUR_ID { value.parse().ok() } else { None });
    Ok(StatusReport {
        provider_message_id: sid.ok_or(WebhookError::Missing("MessageSid"))?.to_owned(),
        our_id,
        state: word
            .ok_or(WebhookError::Missing("MessageStatus"))
            .and_then(|word| state_of(word).ok_or(WebhookError::UnknownStatus))?,
        error_code: value(form, "ErrorCode").and_then(|c| c.parse().ok()).filter(|code| *code != 0),
    })
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

fn parameter<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    form.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

fn value<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameter(form, name).filter(|v| !v.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUR: &str = "0199a3f0-7a3b-7c4d-8e5f-0123456789ab";

    #[test]
    fn an_inbound_message_is_read_whole() {
        let body = "ToCountry=CA&MessageSid=SM9&SmsSid=SM9&NumMedia=1&NumSegments=2&Body=Voil%C3%A0+%F0%9F%91%8D\
                    &From=%2B15145550123&To=%2B14385550100&AddedNextYear=x";
        let sms = inbound(&form(body.as_bytes())).unwrap();
        assert_eq!(sms.body, "Voilà 👍");
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
        assert_eq!(inbound(&form(b"\xff\xfe=%zz")), Err(WebhookError::Missing("MessageSid")));
    }

    #[test]
    fn a_report_finds_its_message_by_our_id_s2() {
        let query = format!("m={OUR}");
        let report = status(&query, &form(b"MessageSid=SM1&MessageStatus=delivered")).unwrap();
        assert_eq!(report.our_id, Some(OUR.parse().unwrap()));
        assert_eq!((report.state, report.error_code), (DeliveryState::Delivered, None));
        let report = status("", &form(b"SmsSid=SM1&SmsStatus=undelivered&ErrorCode=30006")).unwrap();
        assert_eq!((report.our_id, report.advice()), (None, Some(SmsAdvice::NotAMobile)));
        assert_eq!(
            status("m=nonsense", &form(b"MessageSid=SM1&MessageStatus=sleeping")),
            Err(WebhookError::UnknownStatus)
        );
    }
}
