//! Mail to clients over HTTP, and who carries it.

pub mod mailbox;
pub mod one;
pub mod send;
pub mod setup;
pub mod transport;

use storage::mail::Mail;

use crate::http::services::Services;
use wire::mail as w;

/// The addresses of this feature.
pub fn routes<S: Services>(config: &mut S) {
    config
        .service(send::list_mails)
        .service(send::send_mail)
        .service(one::show_mail)
        .service(one::resend_mail)
        .service(setup::show_mail_setup)
        .service(mailbox::show_mailbox);
}

/// A mail as the browser sees it.
pub fn mail(row: Mail) -> w::Mail {
    w::Mail {
        id: row.id,
        kind: row.kind,
        from: w::MailAddress { name: row.from_name, address: row.from_address },
        to: w::MailAddress { name: row.to_name, address: row.to_address },
        subject: row.subject,
        text: row.body,
        language: row.language,
        state: row.state,
        error: row.error,
        obsolete: row.obsolete,
        kept_in_mailbox: row.carrier.as_deref() == Some(transport::MAILBOX),
        author: row.author_id,
        applicant: row.applicant_id,
        case: row.case_id,
        call: row.call_id,
        written_at: row.written_at,
        sent_at: row.sent_at,
    }
}

/// A letter as the line in a history shows it.
pub fn standing(row: &Mail) -> w::MailStanding {
    w::MailStanding {
        id: row.id,
        subject: row.subject.clone(),
        to: row.to_address.clone(),
        state: row.state,
        obsolete: row.obsolete,
        kept_in_mailbox: row.carrier.as_deref() == Some(transport::MAILBOX),
    }
}
