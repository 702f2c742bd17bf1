//! Mail to clients over HTTP, and who carries it.

pub mod mailbox;
pub mod office;
pub mod send;

use storage::mail::Mail;
use utoipa_actix_web::service_config::ServiceConfig;
use wire::mail as w;

/// The addresses of this feature.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(send::list_mails).service(send::send_mail).service(mailbox::show_mailbox);
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
        kept_in_mailbox: row.carrier.as_deref() == Some(office::MAILBOX),
        author: row.author_id,
        applicant: row.applicant_id,
        case: row.case_id,
        call: row.call_id,
        written_at: row.written_at,
        sent_at: row.sent_at,
    }
}
