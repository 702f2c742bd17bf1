//! A number that is taken off a record: its conversation keeps what was said and loses the name.

use domain::event::Event;
use domain::inbound_routing::Sender;
use domain::{ApplicantId, PracticeId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::AUDIENCE;
use crate::entity::{applicant_phone, sms_thread as thread};
use crate::{Result, Tx};

impl Tx {
    /// The numbers on an applicant's record.
    pub(crate) async fn numbers_of(&self, applicant: ApplicantId) -> Result<Vec<String>> {
        let phones = applicant_phone::Entity::find()
            .filter(applicant_phone::Column::ApplicantId.eq(applicant))
            .all(self.conn())
            .await?;
        Ok(phones.into_iter().map(|phone| phone.e164).collect())
    }

    /// Conversations with a number of `before` that is not in `now` are nobody's again: anyone who writes from it next
    /// may be a stranger. That a person linked them once was said of the number that is gone.
    pub(crate) async fn release_numbers(
        &mut self,
        practice: PracticeId,
        applicant: ApplicantId,
        before: &[String],
        now: &[String],
    ) -> Result<()> {
        let kept: Vec<String> = now.iter().flat_map(|number| Sender::of(number).forms()).collect();
        let gone: Vec<String> = before
            .iter()
            .flat_map(|number| Sender::of(number).forms())
            .filter(|form| !kept.contains(form))
            .collect();
        if gone.is_empty() {
            return Ok(());
        }
        let theirs = thread::Entity::find()
            .filter(thread::Column::PracticeId.eq(practice))
            .filter(thread::Column::ApplicantId.eq(applicant))
            .filter(thread::Column::OtherParty.is_in(gone))
            .all(self.conn())
            .await?;
        for conversation in theirs {
            thread::Entity::update_many()
                .col_expr(thread::Column::ApplicantId, Expr::value(None::<ApplicantId>))
                .col_expr(thread::Column::LinkedBy, Expr::value(None::<UserId>))
                .filter(thread::Column::Id.eq(conversation.id))
                .exec(self.conn())
                .await?;
            self.emit(practice, AUDIENCE, Event::SmsThreadChanged { thread: conversation.id });
        }
        Ok(())
    }
}
