//! Filing: a person says whose messages these are. A message is on one record at a time, never on two.

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event};
use domain::{ApplicantId, SmsMessageId, SmsThreadId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{AUDIENCE, IN, SmsMessage, people, timeline_entry};
use crate::entity::sms_message::{Column, Entity};
use crate::entity::{sms_thread as thread, timeline_entry as line};
use crate::handles::Sms;
use crate::{Result, Store, StoreError, Tx};

impl Sms<&Store> {
    /// Says whose a conversation is: every incoming message that nobody was found for is filed under `applicant`,
    /// and, where nobody has the number, later ones will be too.
    pub async fn link_thread(
        self,
        id: SmsThreadId,
        applicant: ApplicantId,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let practice = self.practice;
        self.db
            .write(async move |tx| {
                let thread = tx.sms_thread(practice, id).await?;
                people::name(tx, practice, applicant).await?.ok_or(StoreError::NotFound)?;
                let unfiled = Entity::find()
                    .filter(Column::ThreadId.eq(id))
                    .filter(Column::Direction.eq(IN))
                    .filter(Column::ApplicantId.is_null())
                    .order_by_asc(Column::Seq)
                    .all(tx.conn())
                    .await?;
                for message in unfiled {
                    tx.file(message, applicant, &thread.other_party, by, now).await?;
                }
                // Of senders who are not known, the next one is another.
                if !thread.other_party.is_empty() {
                    thread::Entity::update_many()
                        .col_expr(thread::Column::ApplicantId, Expr::value(Some(applicant)))
                        .col_expr(thread::Column::LinkedBy, Expr::value(Some(by)))
                        .filter(thread::Column::Id.eq(id))
                        .exec(tx.conn())
                        .await?;
                }
                tx.emit(practice, AUDIENCE, Event::SmsThreadChanged { thread: id });
                Ok(())
            })
            .await
    }

    /// Moves one message to another applicant's record, its line in the history with it.
    pub async fn file(
        self,
        id: SmsMessageId,
        applicant: ApplicantId,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let practice = self.practice;
        self.db
            .write(async move |tx| {
                let message = tx.sms_message(practice, id).await?;
                let thread = tx.sms_thread(practice, message.thread_id).await?;
                people::name(tx, practice, applicant).await?.ok_or(StoreError::NotFound)?;
                if message.applicant_id == Some(applicant) {
                    return Ok(());
                }
                tx.file(message, applicant, &thread.other_party, by, now).await
            })
            .await
    }
}

impl Tx {
    async fn file(
        &mut self,
        message: SmsMessage,
        applicant: ApplicantId,
        other_party: &str,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let practice = message.practice_id;
        line::Entity::delete_many()
            .filter(line::Column::PracticeId.eq(practice))
            .filter(line::Column::SubjectId.eq(message.id.as_uuid()))
            .exec(self.conn())
            .await?;
        if let Some(before) = message.applicant_id {
            let record = before.into();
            self.emit(practice, Audience::Record(record), Event::TimelineGrew { record });
            tracing::info!(message = %message.id, from = %before, to = %applicant, %by, "a text was filed elsewhere");
        }
        // A case belongs to its applicants; the other one's case is not taken along.
        let filed = SmsMessage { applicant_id: Some(applicant), case_id: None, ..message };
        let filed = self.save(filed).await?;
        if let Some(entry) = timeline_entry(&filed, other_party, filed.created_at.min(now)) {
            self.add_timeline_entry(&entry).await?;
        }
        Ok(())
    }
}
