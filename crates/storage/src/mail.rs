//! Mail: written together with its place in the outbox and its line in the history.

mod call;
mod deliver;
mod resend;
mod search;

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event};
use domain::language::Language;
use domain::mail::{MailKind, MailState, MailSubject, MailText};
use domain::notification::NotificationFact;
use domain::permission::Permission;
use domain::person::EmailAddress;
use domain::timeline::TimelineFact;
use domain::{ApplicantId, CallId, CaseId, MailId, NotificationId, OutboxId, PracticeId, UserId};
use sea_orm::ActiveValue::NotSet;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

pub use crate::entity::mail::Model as Mail;
pub use deliver::{MailOutcome, MailToCarry};

use crate::entity::mail::{ActiveModel, Column, Entity};
use crate::handles::Mails;
use crate::notifications::NewNotification;
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
    /// What it tells of the call, where it is about when the call begins.
    pub tells: Option<Tells>,
}

/// What a letter tells of its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tells {
    pub starts_at: DateTime<Utc>,
    /// The beginning that the client knew before it.
    pub knew: Option<DateTime<Utc>>,
    /// Of the client's link in it, where it has one.
    pub link_version: Option<i64>,
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
            tells_start: self.about.tells.map(|tells| tells.starts_at),
            knew_start: self.about.tells.and_then(|tells| tells.knew),
            link_version: self.about.tells.and_then(|tells| tells.link_version),
            obsolete: None,
        }
    }
}

/// Which mails are wanted.
#[derive(Clone, Debug)]
pub enum MailFilter {
    Applicant(ApplicantId),
    Case(CaseId),
    Call(CallId),
    /// Those to clients: what is between the program and an account's owner is left out.
    OnRecords,
    /// Those for one purpose, to whomever.
    OfKind(MailKind),
    /// Those that one carrier took, as the owner of the account `reader` may read them: mail about other accounts is
    /// left out.
    TakenBy {
        carrier: &'static str,
        reader: String,
    },
}

impl MailFilter {
    fn apply(self, query: Select<Entity>) -> Select<Entity> {
        match self {
            Self::Applicant(id) => query.filter(Column::ApplicantId.eq(id)),
            Self::Case(id) => query.filter(Column::CaseId.eq(id)),
            Self::Call(id) => query.filter(Column::CallId.eq(id)),
            Self::OnRecords => query.filter(Column::ApplicantId.is_not_null()),
            Self::OfKind(kind) => query.filter(Column::Kind.eq(kind)),
            Self::TakenBy { carrier, reader } => {
                let readable = Condition::any()
                    .add(Column::Kind.is_not_in(MailKind::of_accounts()))
                    .add(Column::ToAddress.eq(reader));
                query.filter(Column::Carrier.eq(carrier)).filter(readable)
            }
        }
    }
}

impl Mails<&mut Tx> {
    /// One mail, as it is now.
    pub async fn find(&self, id: MailId) -> Result<Mail> {
        let practice = self.practice;
        let found = Entity::find().filter(Column::Id.eq(id)).filter(Column::PracticeId.eq(practice));
        found.one(self.db.conn()).await?.ok_or(StoreError::NotFound)
    }
}

impl Tx {
    /// Writes a mail, leaves it for the worker, and files it where it belongs.
    pub async fn queue_mail(&mut self, new: NewMail) -> Result<Mail> {
        let mail = new.into_row();
        let mut row = ActiveModel::from(mail.clone()).reset_all();
        row.seq = NotSet;
        let mail = row.insert(self.conn()).await?;
        self.replace_letters(&mail).await?;
        self.enqueue(outbox_row(&mail, mail.written_at)).await?;
        if mail.applicant_id.is_some() || mail.case_id.is_some() {
            self.add_timeline_entry(&line(&mail)).await?;
        }
        self.tell_mail_changed(&mail).await?;
        Ok(mail)
    }

    /// Those who may read it hear of it. Mail about an account is nobody's business but its owner's.
    async fn tell_mail_changed(&mut self, mail: &Mail) -> Result<()> {
        let audience = if mail.kind.is_account() {
            let Some(owner) = self.user_by_email(&mail.to_address).await? else { return Ok(()) };
            Audience::User(owner.id)
        } else {
            Audience::Permission(Permission::ApplicantRead)
        };
        self.emit(mail.practice_id, audience, Event::MailChanged { mail: mail.id });
        Ok(())
    }

    pub(super) async fn save_mail(&mut self, mail: Mail) -> Result<Mail> {
        let saved = mail.into_active_model().reset_all().update(self.conn()).await?;
        self.tell_mail_changed(&saved).await?;
        // The line in the history shows the state, but for the moment of sending.
        if saved.state != MailState::Sending {
            for record in line(&saved).records() {
                self.emit(saved.practice_id, Audience::Record(record), Event::TimelineGrew { record });
            }
        }
        Ok(saved)
    }

    /// The one who wrote a mail hears what became of it where that is not what they meant.
    async fn tell_author_of_mail(&mut self, mail: &Mail, at: DateTime<Utc>) -> Result<()> {
        let Some(user) = mail.author_id else { return Ok(()) };
        let name = if mail.to_name.is_empty() { &mail.to_address } else { &mail.to_name }.clone();
        let (link, mail_id) = (format!("/mails/{}", mail.id), mail.id);
        let fact = match mail.state {
            MailState::Unknown => NotificationFact::MailUnknown { name, mail: mail_id, link },
            MailState::Failed => NotificationFact::MailFailed { name, mail: mail_id, link },
            MailState::Obsolete => NotificationFact::MailObsolete { name, mail: mail_id, link },
            MailState::Queued | MailState::Sending | MailState::Sent => return Ok(()),
        };
        let id = NotificationId::new(Uuid::now_v7());
        self.notify(NewNotification { id, practice: mail.practice_id, user, fact, at }).await
    }
}

/// A mail's place in the outbox. The letters about one call leave one after the other, in the order of their writing;
/// others do not wait for one another: a full inbox holds up nobody else's.
fn outbox_row(mail: &Mail, at: DateTime<Utc>) -> NewOutboxRow {
    NewOutboxRow {
        id: OutboxId::new(Uuid::now_v7()),
        practice: mail.practice_id,
        channel: Channel::Mail,
        subject: mail.id.as_uuid(),
        lane: mail.call_id.map_or_else(|| format!("mail:{}", mail.id), |call| format!("call:{call}")),
        due_at: at,
        created_at: at,
    }
}

impl Mails<&Store> {
    /// One mail to a client, as it is now. Mail about accounts is not found: its links open them.
    pub async fn find(self, id: MailId) -> Result<Mail> {
        let practice = self.practice;
        let found = Entity::find()
            .filter(Column::Id.eq(id))
            .filter(Column::PracticeId.eq(practice))
            .filter(Column::Kind.is_not_in(MailKind::of_accounts()));
        found.one(self.db.reader()).await?.ok_or(StoreError::NotFound)
    }

    /// The newest `limit` mails, before `before` when given, newest first.
    pub async fn list(self, wanted: MailFilter, before: Option<i64>, limit: u64) -> Result<Vec<Mail>> {
        let practice = self.practice;
        let mut query = wanted.apply(Entity::find().filter(Column::PracticeId.eq(practice)));
        if let Some(before) = before {
            query = query.filter(Column::Seq.lt(before));
        }
        Ok(query.order_by_desc(Column::Seq).limit(limit).all(self.db.reader()).await?)
    }

    /// These mails, in no order.
    pub async fn with_ids(self, ids: Vec<MailId>) -> Result<Vec<Mail>> {
        let practice = self.practice;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found = Entity::find().filter(Column::PracticeId.eq(practice)).filter(Column::Id.is_in(ids));
        Ok(found.all(self.db.reader()).await?)
    }
}

/// The line in the history that represents a mail.
fn line(mail: &Mail) -> NewTimelineEntry {
    NewTimelineEntry {
        id: Uuid::now_v7(),
        practice: mail.practice_id,
        applicant: mail.applicant_id,
        case: mail.case_id,
        actor: mail.author_id,
        subject: Some(mail.id.as_uuid()),
        // That it was written; how far it got is the mail's own, and changes.
        fact: TimelineFact::MailWritten {
            kind: mail.kind,
            to: mail.to_address.clone(),
            subject: mail.subject.clone(),
            call: mail.call_id,
        },
        at: mail.written_at,
    }
}
