//! The two requests made to Twilio: create a message, list messages.

use chrono::{DateTime, Utc};
use delivery::sms::{SmsLookup, SmsToSend};
use url::Url;

/// Name of the query parameter of the status callback that carries our id.
pub const OUR_ID: &str = "m";

/// Form of `POST Messages.json` (twilio-oai `twilio_api_v2010.json`, operation CreateMessage).
pub fn create(sms: &SmsToSend, messaging_service: Option<&str>) -> Vec<(&'static str, String)> {
    let sender = match messaging_service {
        Some(sid) => ("MessagingServiceSid", sid.to_owned()),
        None => ("From", sms.from.to_string()),
    };
    vec![
        ("To", sms.to.to_string()),
        sender,
        ("Body", sms.body.clone()),
        ("StatusCallback", status_callback(sms).into()),
    ]
}

/// Query of `GET Messages.json`. `From` is left out with a Messaging Service, which picks the sender itself.
pub fn list(sought: &SmsLookup, with_sender: bool) -> Vec<(&'static str, String)> {
    let mut query = vec![
        ("To", sought.to.to_string()),
        ("DateSent>", day(sought.sent_after)),
        ("PageSize", "100".to_owned()),
    ];
    if with_sender {
        query.push(("From", sought.from.to_string()));
    }
    query
}

/// Twilio filters by whole days in UTC.
fn day(instant: DateTime<Utc>) -> String {
    instant.format("%Y-%m-%d").to_string()
}

fn status_callback(sms: &SmsToSend) -> Url {
    let mut url = sms.status_callback.clone();
    url.query_pairs_mut().append_pair(OUR_ID, &sms.id.to_string());
    url
}
