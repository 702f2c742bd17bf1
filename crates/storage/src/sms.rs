//! Text messages: conversations with outside numbers, what was said in them and how far it got.
//!
//! A conversation is one outside number against one of the practice's numbers and belongs to nobody: families
//! share phones. Each message is filed under one applicant, or under none until a person says whose it is.

mod delivery;
mod filing;
mod find;
pub mod import;
mod known;
mod people;
mod receive;
mod release;
mod report;
mod search;
mod send;
mod threads;

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event};
use domain::permission::Permission;
use domain::sms::Direction;
use domain::sms::SmsOf;
use domain::timeline::TimelineFact;
use domain::{PracticeId, SmsMessageId, SmsThreadId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub use crate::entity::sms_message::Model as SmsMessage;
pub use crate::entity::sms_thread::Model as SmsThread;
pub use delivery::{ClaimedSms, SmsOutcome};
pub use domain::sms::{SmsAccepted, SmsFailure};
pub use people::Person;
pub use receive::{IncomingSms, Received};
pub use report::SmsReport;
pub use send::{Asked, SendSms, Sent};
pub use threads::{ThreadFilter, ThreadQuery, ThreadRow, Unread};

use crate::entity::sms_message::{Column, Entity};
use crate::handles::Sms;
use crate::{Result, Store, StoreError, Tx};

/// Written by the practice.
pub const OUT: &str = "out";
/// Came from outside.
pub const IN: &str = "in";

/// Who hears of text messages: those who may see whom they are from.
pub(crate) const AUDIENCE: Audience = Audience::Permission(Permission::ApplicantRead);

impl Tx {
    pub(crate) async fn sms_message(&self, practice: PracticeId, id: SmsMessageId) -> Result<SmsMessage> {
        let found = Entity::find().filter(Column::Id.eq(id)).filter(Column::PracticeId.eq(practice));
        found.one(self.conn()).await?.ok_or(StoreError::NotFound)
    }

    pub(crate) fn tell_sms_changed(&mut self, message: &SmsMessage) {
        let event = Event::SmsMessageChanged { thread: message.thread_id, message: message.id };
        self.emit(message.practice_id, AUDIENCE, event);
    }
}

impl Sms<&Store> {
    /// One message, as it is now.
    pub async fn message(self, id: SmsMessageId) -> Result<SmsMessage> {
        let practice = self.practice;
        let found = Entity::find().filter(Column::Id.eq(id)).filter(Column::PracticeId.eq(practice));
        found.one(self.db.reader()).await?.ok_or(StoreError::NotFound)
    }

    /// The newest `limit` messages, before `before` when given, newest first.
    pub async fn messages(self, of: SmsOf, before: Option<i64>, limit: u64) -> Result<Vec<SmsMessage>> {
        self.db.sms_page(find::texts(of), self.practice, before, limit).await
    }
}

impl Store {
    async fn sms_page(
        &self,
        query: sea_orm::Select<Entity>,
        practice: PracticeId,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Vec<SmsMessage>> {
        let mut query = query.filter(Column::PracticeId.eq(practice));
        if let Some(before) = before {
            query = query.filter(Column::Seq.lt(before));
        }
        Ok(query.order_by_desc(Column::Seq).limit(limit).all(self.reader()).await?)
    }
}

/// What a message's line in a history says.
pub(crate) fn timeline_fact(sent: bool, other_party: &str, body: &str, thread: SmsThreadId) -> TimelineFact {
    let (number, text) = (other_party.to_owned(), body.to_owned());
    if sent {
        TimelineFact::SmsSent { direction: Direction::Out, number, text, thread }
    } else {
        TimelineFact::SmsReceived { direction: Direction::In, number, text, thread }
    }
}

/// The line in a history that represents a message, so that filing it elsewhere moves the line.
pub(crate) fn timeline_entry(
    message: &SmsMessage,
    other_party: &str,
    at: DateTime<Utc>,
) -> Option<crate::timeline::NewTimelineEntry> {
    if message.applicant_id.is_none() && message.case_id.is_none() {
        return None;
    }
    Some(crate::timeline::NewTimelineEntry {
        id: uuid::Uuid::now_v7(),
        practice: message.practice_id,
        applicant: message.applicant_id,
        case: message.case_id,
        actor: message.author_id,
        subject: Some(message.id.as_uuid()),
        fact: timeline_fact(message.direction == OUT, other_party, &message.body, message.thread_id),
        at,
    })
}
