//! Text messages over HTTP: the inbox, conversations, sending, and the provider's webhooks.

pub mod gateway;
pub mod messages;
pub mod recipient;
pub mod threads;
pub mod webhooks;

use domain::folio::{Folio, FolioKind};
use domain::sms::DeliveryState;
use storage::sms::{Person, SmsMessage};

use crate::http::services::Services;
use wire::sms as w;

/// The addresses of this feature.
pub fn routes<S: Services>(config: &mut S) {
    config
        .service(messages::show_sms_setup)
        .service(messages::send_sms)
        .service(messages::show_sms)
        .service(messages::file_sms)
        .service(messages::list_applicant_sms)
        .service(messages::list_case_sms)
        .service(threads::count_unread_sms)
        .service(threads::list_sms_threads)
        .service(threads::show_sms_thread)
        .service(threads::list_sms_messages)
        .service(threads::mark_sms_read)
        .service(threads::link_sms_thread)
        .service(webhooks::receive_sms)
        .service(webhooks::receive_sms_by_get)
        .service(webhooks::receive_sms_status)
        .service(webhooks::receive_sms_status_by_get);
}

/// A message as the browser sees it.
pub fn message(row: &SmsMessage) -> w::SmsMessage {
    let count = |n: i32| u32::try_from(n).unwrap_or(0);
    w::SmsMessage {
        id: row.id,
        thread: row.thread_id,
        seq: row.seq,
        direction: if row.direction == storage::sms::OUT { w::Direction::Out } else { w::Direction::In },
        number: row.number.clone(),
        number_confirmed: row.number_confirmed,
        author: row.author_id,
        applicant: row.applicant_id,
        case: row.case_id,
        body: row.body.clone(),
        segments: count(row.billed_segments.unwrap_or(row.segments)),
        encoding: row.encoding,
        media: count(row.media),
        state: row.state,
        state_at: row.state_at,
        advice: row.advice,
        error_code: row.error_code,
        error_text: row.error_text.clone().filter(|_| row.state != DeliveryState::Delivered),
        created_at: row.created_at,
        unread: false,
    }
}

fn person(person: &Person) -> Option<w::SmsPerson> {
    let folio = u32::try_from(person.folio_number).ok().and_then(|n| Folio::new(FolioKind::Applicant, n))?;
    Some(w::SmsPerson { id: person.id, folio, name: person.name.clone() })
}
