//! The letters of the demo practice's calls, written as the product writes them, and carried.

use chrono::{DateTime, TimeDelta, Utc};
use domain::MailId;
use domain::language::Language;
use domain::mail::MailKind;
use domain::person::EmailAddress;
use storage::calls::Call;
use storage::mail::{MailOutcome, MailParty, MailSubjects, NewMail};
use storage::outbox::claim::Lease;
use uuid::Uuid;

use super::{Demo, words};

/// Mails of one claim.
const BATCH: u64 = 50;

/// Which letter, and when.
pub struct Letter<'a> {
    pub kind: MailKind,
    /// Of a cancellation.
    pub reason: Option<&'a str>,
    pub at: DateTime<Utc>,
}

/// A letter about a call; none where the client has no address.
pub async fn compose(demo: &Demo, call: &Call, letter: &Letter<'_>) -> Result<Option<NewMail>, String> {
    let Some(record) = demo.applicants.iter().find(|one| one.applicant.id == call.applicant_id) else {
        return Ok(None);
    };
    let Some(address) = record.emails.first().and_then(|one| EmailAddress::parse(&one.email).ok()) else {
        return Ok(None);
    };
    let practice = demo.store.find_practice(demo.practice).await.map_err(words)?;
    let (subject, text) = demo.place.call_mail(call, &practice, record, letter.reason)?;
    let (from, reply_to) = demo.place.sender(&practice);
    Ok(Some(NewMail {
        id: MailId::new(Uuid::now_v7()),
        practice: demo.practice,
        kind: letter.kind,
        from,
        reply_to,
        to: MailParty { name: record.applicant.full_name(), address },
        subject,
        text,
        html: None,
        language: Language::of_tag(&record.applicant.language).unwrap_or_default(),
        author: Some(call.host_id),
        // Long carried: no later change takes it back.
        about: MailSubjects {
            applicant: Some(call.applicant_id),
            case: call.case_id,
            call: Some(call.id),
            tells: None,
        },
        at: letter.at,
    }))
}

/// All of it went to the mailbox, whatever carries the practice's mail now: nothing made up leaves the machine.
pub async fn carry(demo: &Demo) -> Result<(), String> {
    let lease = Lease { token: Uuid::new_v4(), now: demo.now, until: demo.now + TimeDelta::hours(1) };
    loop {
        let taken = demo.store.claim_mail(lease, BATCH).await.map_err(words)?;
        if taken.is_empty() {
            return Ok(());
        }
        for one in taken {
            let sent = MailOutcome::Sent { carrier: demo.place.mailbox() };
            let at = one.mail.written_at + TimeDelta::seconds(2);
            demo.store.settle_mail(one.lease, sent, at).await.map_err(words)?;
        }
    }
}
