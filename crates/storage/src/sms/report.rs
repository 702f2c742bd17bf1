//! Reports of the provider on messages that left: late, twice, out of order, and sometimes before the answer to the
//! send itself.

use chrono::{DateTime, Utc};
use domain::notification::NotificationFact;
use domain::sms::{DeliveryState, SmsAdvice};
use domain::{NotificationId, PracticeId, SmsMessageId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::SmsMessage;
use crate::entity::sms_message::{Column, Entity};
use crate::entity::sms_parked_report as parked;
use crate::notifications::NewNotification;
use crate::{Result, Store, Tx};

/// One report, read and believed.
#[derive(Clone, Debug)]
pub struct SmsReport {
    pub practice: PracticeId,
    pub provider_message_id: String,
    /// Our own id, where it travelled with the message.
    pub message: Option<SmsMessageId>,
    pub state: DeliveryState,
    pub error_code: Option<i32>,
    pub advice: Option<SmsAdvice>,
    pub at: DateTime<Utc>,
}

impl Store {
    /// Applies a report, or keeps it until the message it is about is known. The same report again changes nothing.
    pub async fn report_sms(&self, report: SmsReport) -> Result<()> {
        self.write(async move |tx| match find(tx, &report).await? {
            Some(message) => apply(tx, message, &report).await,
            None => park(tx, &report).await,
        })
        .await
    }
}

async fn find(tx: &Tx, report: &SmsReport) -> Result<Option<SmsMessage>> {
    let mut which = Condition::any().add(Column::ProviderMessageId.eq(report.provider_message_id.as_str()));
    if let Some(id) = report.message {
        which = which.add(Column::Id.eq(id));
    }
    let found = Entity::find()
        .filter(Column::PracticeId.eq(report.practice))
        .filter(Column::Direction.eq(super::OUT))
        .filter(which)
        .all(tx.conn())
        .await?;
    let by_id = found.iter().find(|message| Some(message.id) == report.message);
    Ok(by_id.or(found.first()).cloned())
}

async fn apply(tx: &mut Tx, message: SmsMessage, report: &SmsReport) -> Result<()> {
    let next = message.state.advance(report.state);
    // Our own id came back with the report: whatever was thought before, this is the provider's id of the message.
    let adopts = message.provider_message_id.as_ref() != Some(&report.provider_message_id);
    if next.is_none() && !adopts {
        return Ok(());
    }
    if adopts {
        tx.release_id(&message, &report.provider_message_id, report.at).await?;
    }
    let state = next.unwrap_or(message.state);
    // A later report without a code must not wipe out the code of the one that failed it.
    let changed = SmsMessage {
        state,
        state_at: if next.is_some() { report.at } else { message.state_at },
        error_code: report.error_code.filter(|_| state.is_failure()).or(message.error_code),
        advice: report.advice.filter(|_| state.is_failure()).or(message.advice),
        provider_message_id: Some(report.provider_message_id.clone()),
        ..message
    };
    let saved = tx.save(changed).await?;
    if next.is_some_and(DeliveryState::is_failure) {
        tell_author(tx, &saved, report.at).await?;
    }
    Ok(())
}

async fn park(tx: &Tx, report: &SmsReport) -> Result<()> {
    let row = parked::ActiveModel {
        seq: NotSet,
        practice_id: Set(report.practice),
        provider_message_id: Set(report.provider_message_id.clone()),
        state: Set(report.state),
        error_code: Set(report.error_code.unwrap_or(0)),
        advice: Set(report.advice),
        received_at: Set(report.at),
    };
    let once = OnConflict::columns([
        parked::Column::PracticeId,
        parked::Column::ProviderMessageId,
        parked::Column::State,
        parked::Column::ErrorCode,
    ])
    .do_nothing()
    .to_owned();
    parked::Entity::insert(row).on_conflict(once).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Applies what was parked for a message that has just become known by this id.
pub(super) async fn apply_parked(tx: &mut Tx, message: SmsMessage, provider_message_id: &str) -> Result<()> {
    let of_message = Condition::all()
        .add(parked::Column::PracticeId.eq(message.practice_id))
        .add(parked::Column::ProviderMessageId.eq(provider_message_id));
    let waiting = parked::Entity::find()
        .filter(of_message.clone())
        .order_by_asc(parked::Column::Seq)
        .all(tx.conn())
        .await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let (practice, id) = (message.practice_id, message.id);
    for row in waiting {
        let report = SmsReport {
            practice,
            provider_message_id: row.provider_message_id,
            message: Some(id),
            state: row.state,
            error_code: (row.error_code != 0).then_some(row.error_code),
            advice: row.advice,
            at: row.received_at,
        };
        let current = tx.sms_message(practice, id).await?;
        apply(tx, current, &report).await?;
    }
    parked::Entity::delete_many().filter(of_message).exec(tx.conn()).await?;
    Ok(())
}

/// The one who wrote a message that did not arrive hears of it.
pub(super) async fn tell_author(tx: &mut Tx, message: &SmsMessage, at: DateTime<Utc>) -> Result<()> {
    let Some(author) = message.author_id else { return Ok(()) };
    tx.notify(NewNotification {
        id: NotificationId::new(Uuid::now_v7()),
        practice: message.practice_id,
        user: author,
        fact: NotificationFact::SmsFailed {
            number: message.number.clone(),
            advice: message.advice,
            applicant: message.applicant_id,
            thread: message.thread_id,
            message: message.id,
            link: format!("/sms/{}", message.thread_id),
        },
        at,
    })
    .await
}
