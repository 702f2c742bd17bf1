//! Numbers that need no numbering data: they have texted us, or a person vouched for them.

use domain::SmsThreadId;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::{sms_message as message, sms_thread as thread};
use crate::handles::Sms;
use crate::{Result, Store};

impl Sms<&Store> {
    /// Whether a number, in one of these spellings, has texted the practice or was vouched for.
    pub async fn is_number_known(self, forms: Vec<String>) -> Result<bool> {
        let practice = self.practice;
        let threads: Vec<SmsThreadId> = thread::Entity::find()
            .select_only()
            .column(thread::Column::Id)
            .filter(thread::Column::PracticeId.eq(practice))
            .filter(thread::Column::OtherParty.is_in(forms))
            .into_tuple()
            .all(self.db.reader())
            .await?;
        Ok(!self.known_numbers(threads).await?.is_empty())
    }

    /// Those of the conversations in which the other one has written, or a person vouched for the number.
    pub async fn known_numbers(self, threads: Vec<SmsThreadId>) -> Result<Vec<SmsThreadId>> {
        if threads.is_empty() {
            return Ok(Vec::new());
        }
        let proof = Condition::any()
            .add(message::Column::Direction.eq(super::IN))
            .add(message::Column::NumberConfirmed.eq(true));
        Ok(message::Entity::find()
            .select_only()
            .column(message::Column::ThreadId)
            .distinct()
            .filter(message::Column::PracticeId.eq(self.practice))
            .filter(message::Column::ThreadId.is_in(threads))
            .filter(proof)
            .into_tuple()
            .all(self.db.reader())
            .await?)
    }
}
