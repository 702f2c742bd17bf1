//! The letters of the demo practice's calls, written as the product writes them, and carried.

use chrono::{DateTime, TimeDelta, Utc};
use domain::MailId;
use domain::language::Language;
use domain::mail::{MailKind, MailSubject, MailText};
use domain::person::EmailAddress;
use storage::calls::Call;
use storage::mail::{MailOutcome, MailParty, MailSubjects, NewMail};
use storage::outbox::claim::Lease;
use uuid::Uuid;

use super::{Demo, words};
use crate::calls::call_mails::{self, MailContext};
use crate::calls::view;
use crate::mail::transport;

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
    let mut practice = demo.store.find_practice(demo.practice).await.map_err(words)?;
    practice.phone = call_mails::readable(practice.phone);
    let who = MailContext {
        practice: practice.clone(),
        name: record.applicant.full_name(),
        address: record.emails.first().map(|email| email.email.clone()),
        language: Language::of_tag(&record.applicant.language).unwrap_or_default(),
        zone: demo.place.zones.zone_or_utc(&record.applicant.time_zone),
        home: demo.place.zones.zone_or_utc(&practice.time_zone),
    };
    let (subject, text) = if let Some(reason) = letter.reason {
        call_mails::cancellation(call, &who, reason)
    } else {
        let link = demo.place.public_url.join(&view::link_path(&demo.place.keys, call)).map_err(words)?;
        call_mails::invitation(link.as_str(), call, &who)
    };
    let Some(address) = who.address.as_deref().and_then(|given| EmailAddress::parse(given).ok()) else {
        return Ok(None);
    };
    Ok(Some(NewMail {
        id: MailId::new(Uuid::now_v7()),
        practice: demo.practice,
        kind: letter.kind,
        from: MailParty { name: practice.name.clone(), address: demo.place.mail_from.clone() },
        reply_to: transport::reply_to(&practice),
        to: MailParty { name: who.name, address },
        subject: MailSubject::composed(&subject),
        text: MailText::composed(&text),
        html: None,
        language: who.language,
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

/// All of it went to the mailbox, whoever carries the practice's mail now: nothing made up leaves the machine.
pub async fn carry(demo: &Demo) -> Result<(), String> {
    let lease = Lease { token: Uuid::new_v4(), now: demo.now, until: demo.now + TimeDelta::hours(1) };
    loop {
        let taken = demo.store.claim_mail(lease, BATCH).await.map_err(words)?;
        if taken.is_empty() {
            return Ok(());
        }
        for one in taken {
            let sent = MailOutcome::Sent { carrier: transport::MAILBOX };
            let at = one.mail.written_at + TimeDelta::seconds(2);
            demo.store.settle_mail(one.lease, sent, at).await.map_err(words)?;
        }
    }
}
