//! Mail: written together with its place in the outbox and its line in the history.

mod deliver;

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event};
use domain::language::Language;
use domain::mail::{MailKind, MailState, MailSubject, MailText};
use domain::permission::Permission;
use domain::person::EmailAddress;
use domain::{ApplicantId, CallId, CaseId, MailId, OutboxId, PracticeId, UserId};
use sea_orm::ActiveValue::NotSet;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

pub use crate::entity::mail::Model as Mail;
pub use deliver::{MailOutcome, MailToCarry};

use crate::entity::mail::{ActiveModel, Column, Entity};
use crate::outbox::{Channel, NewOutboxRow};
use crate::timeline::NewTimelineEntry;
use crate::{Result, Store, StoreError, Tx};

/// A name and an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailParty {
    /// Empty where only the address is known.
    pub name: String,
    pub address: EmailAddress,
}

/// What a mail is filed under; all empty for mail between colleagues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailSubjects {
    pub applicant: Option<ApplicantId>,
    pub case: Option<CaseId>,
    pub call: Option<CallId>,
}

/// A mail to be sent. The caller has checked that what it is filed under is the practice's.
#[derive(Clone, Debug)]
pub struct NewMail {
    pub id: MailId,
    pub practice: PracticeId,
    pub kind: MailKind,
    pub from: MailParty,
    /// Where answers go, when not to `from`.
    pub reply_to: Option<EmailAddress>,
    pub to: MailParty,
    pub subject: MailSubject,
    pub text: MailText,
    pub html: Option<String>,
    pub language: Language,
    /// Who sent it; nobody when the program did.
    pub author: Option<UserId>,
    pub about: MailSubjects,
    pub at: DateTime<Utc>,
}

impl NewMail {
    fn into_row(self) -> Mail {
        Mail {
            seq: 0,
            id: self.id,
            practice_id: self.practice,
            kind: self.kind,
            message_id: format!("{}@{}", self.id.as_uuid().simple(), self.from.address.domain()),
            from_name: self.from.name,
            from_address: self.from.address.into_string(),
            reply_to: self.reply_to.map(EmailAddress::into_string),
            to_name: self.to.name,
            to_address: self.to.address.into_string(),
            subject: self.subject.into_string(),
            body: self.text.into_string(),
            html: self.html,
            language: self.language,
            state: MailState::Queued,
            error: None,
            carrier: None,
            author_id: self.author,
            applicant_id: self.about.applicant,
            case_id: self.about.case,
            call_id: self.about.call,
            written_at: self.at,
            sent_at: None,
        }
    }
}

/// Which mails are wanted.
#[derive(Clone, Copy, Debug)]
pub enum MailFilter {
    Applicant(ApplicantId),
    Case(CaseId),
    Call(CallId),
    /// Those to clients: what is between the program and an account's owner is left out.
    OnRecords,
    /// Those for one purpose, to whomever.
    OfKind(MailKind),
    /// Those that one carrier took.
    TakenBy(&'static str),
    /// Those to clients that one carrier took.
    OnRecordsTakenBy(&'static str),
}

impl Tx {
    /// Writes a mail, leaves it for the worker, and files it where it belongs.
    pub async fn queue_mail(&mut self, new: NewMail) -> Result<Mail> {
        let mail = new.into_row();
        let mut row = ActiveModel::from(mail.clone()).reset_all();
        row.seq = NotSet;
        let mail = row.insert(self.conn()).await?;
        self.enqueue(NewOutboxRow {
            id: OutboxId::new(mail.id.as_uuid()),
            practice: mail.practice_id,
            channel: Channel::Mail,
            subject: mail.id.as_uuid(),
            // Mails do not wait for one another: a full inbox holds up nobody else's.
            lane: format!("mail:{}", mail.id),
            due_at: mail.written_at,
            created_at: mail.written_at,
        })
        .await?;
        if mail.applicant_id.is_some() || mail.case_id.is_some() {
            self.log(&line(&mail)).await?;
        }
        self.tell_mail_changed(&mail);
        Ok(mail)
    }

    /// One mail, as it is now.
    pub async fn mail(&self, practice: PracticeId, id: MailId) -> Result<Mail> {
        let found = Entity::find().filter(Column::Id.eq(id)).filter(Column::PracticeId.eq(practice));
        found.one(self.conn()).await?.ok_or(StoreError::NotFound)
    }

    fn tell_mail_changed(&mut self, mail: &Mail) {
        let audience = Audience::Permission(Permission::EmailSend);
        self.emit(mail.practice_id, audience, Event::MailChanged { mail: mail.id });
    }
}

impl Store {
    /// One mail, as it is now.
    pub async fn mail(&self, practice: PracticeId, id: MailId) -> Result<Mail> {
        let found = Entity::find().filter(Column::Id.eq(id)).filter(Column::PracticeId.eq(practice));
        found.one(self.reader()).await?.ok_or(StoreError::NotFound)
    }

    /// The newest `limit` mails, before `before` when given, newest first.
    pub async fn mails(
        &self,
        practice: PracticeId,
        wanted: MailFilter,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Vec<Mail>> {
        let mut query = Entity::find().filter(Column::PracticeId.eq(practice));
        query = match wanted {
            MailFilter::Applicant(id) => query.filter(Column::ApplicantId.eq(id)),
            MailFilter::Case(id) => query.filter(Column::CaseId.eq(id)),
            MailFilter::Call(id) => query.filter(Column::CallId.eq(id)),
            MailFilter::OnRecords => query.filter(Column::ApplicantId.is_not_null()),
            MailFilter::OfKind(kind) => query.filter(Column::Kind.eq(kind)),
            MailFilter::TakenBy(carrier) => query.filter(Column::Carrier.eq(carrier)),
            MailFilter::OnRecordsTakenBy(carrier) => {
                query.filter(Column::Carrier.eq(carrier)).filter(Column::ApplicantId.is_not_null())
            }
        };
        if let Some(before) = before {
            query = query.filter(Column::Seq.lt(before));
        }
        Ok(query.order_by_desc(Column::Seq).limit(limit).all(self.reader()).await?)
    }
}

/// The line in the history that stands for a mail.
fn line(mail: &Mail) -> NewTimelineEntry {
    NewTimelineEntry {
        id: Uuid::now_v7(),
        practice: mail.practice_id,
        applicant: mail.applicant_id,
        case: mail.case_id,
        kind: "mail_sent",
        actor: mail.author_id,
        subject: Some(mail.id.as_uuid()),
        body: serde_json::json!({
            "kind": mail.kind,
            "to": mail.to_address,
            "subject": mail.subject,
            "call": mail.call_id,
        }),
        at: mail.written_at,
    }
}
