//! Telling a client what became of a call: which letter that is depends on what the client was told before, and is
//! decided where the change is written.

use actix_web::web;
use chrono::{DateTime, Utc};
use domain::mail::{ClientKnows, Due, MailKind, MailSubject, MailText, client_knows, due_letter};
use domain::person::EmailAddress;
use domain::{MailId, UserId};
use storage::Tx;
use storage::calls::Call;
use storage::mail::{MailParty, MailSubjects, NewMail, Tells};
use uuid::Uuid;

use super::call_mails::{self, MailContext};
use super::{date_format, view};
use crate::error::ApiResult;
use crate::mail::transport;
use crate::session::Staff;
use crate::state::App;

/// All that a letter needs and that does not change with the call.
#[derive(Clone)]
pub struct Announcement {
    app: web::Data<App>,
    author: UserId,
    who: MailContext,
    from: MailParty,
    to: MailParty,
    at: DateTime<Utc>,
}

impl Announcement {
    /// Nothing where the client has no address.
    pub async fn prepare(app: &web::Data<App>, staff: &Staff, call: &Call) -> ApiResult<Option<Self>> {
        let who = call_mails::mail_context(app, call).await?;
        let Some(address) = who.address.as_deref().and_then(|given| EmailAddress::parse(given).ok()) else {
            return Ok(None);
        };
        let from = transport::sender(app, &who.practice)?;
        let to = MailParty { name: who.name.clone(), address };
        Ok(Some(Self { app: app.clone(), author: staff.user, who, from, to, at: app.now() }))
    }

    /// As [`Announcement::prepare`], and nothing where the client reads the same time as before.
    pub async fn of_move(
        app: &web::Data<App>,
        staff: &Staff,
        call: &Call,
        to: DateTime<Utc>,
    ) -> ApiResult<Option<Self>> {
        let prepared = Self::prepare(app, staff, call).await?;
        Ok(prepared.filter(|this| {
            let read = |at| date_format::moment(at, &this.who.zone, this.who.language);
            read(call.starts_at) != read(to)
        }))
    }

    /// Writes what the client has to be told of the call as it is now; it began at `before`. Letters that are no
    /// longer so have been taken back.
    pub async fn write(
        self,
        tx: &mut Tx,
        before: DateTime<Utc>,
        call: &Call,
        reason: &str,
    ) -> storage::Result<()> {
        let letters = tx.practice(call.practice_id).mail().of_call(call.id).await?;
        let knows = client_knows(&letters, before);
        let knew = match knows {
            ClientKnows::Nothing | ClientKnows::Perhaps(_) => None,
            ClientKnows::Beginning(at) => Some(at),
        };
        let link = view::link(&self.app, call);
        let (kind, (subject, text)) = match due_letter(knows, &call.as_told()) {
            Due::Nothing => return Ok(()),
            // Without a link there is nothing to invite to.
            Due::Invitation if call.link_revoked => return Ok(()),
            Due::Invitation => (MailKind::Invitation, call_mails::invitation(&link, call, &self.who)),
            Due::Reschedule { from } => {
                let link = (!call.link_revoked).then_some(link.as_str());
                (MailKind::Reschedule, call_mails::rescheduling(call, &self.who, from, link))
            }
            Due::Cancellation { of } => {
                let known = Call { starts_at: of, ..call.clone() };
                (MailKind::Cancellation, call_mails::cancellation(&known, &self.who, reason))
            }
        };
        // Where no link works the letter has none, and stays true when there is one again.
        let link_version = (!call.link_revoked).then_some(call.link_version);
        let tells = Tells { starts_at: call.starts_at, knew, link_version };
        tx.queue_mail(NewMail {
            id: MailId::new(Uuid::now_v7()),
            practice: call.practice_id,
            kind,
            from: self.from,
            reply_to: transport::reply_to(&self.who.practice),
            to: self.to,
            subject: MailSubject::composed(&subject),
            text: MailText::composed(&text),
            html: None,
            language: self.who.language,
            author: Some(self.author),
            about: MailSubjects {
                applicant: Some(call.applicant_id),
                case: call.case_id,
                call: Some(call.id),
                tells: Some(tells),
            },
            at: self.at,
        })
        .await
        .map(drop)
    }
}
