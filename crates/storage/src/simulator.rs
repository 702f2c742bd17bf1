//! The book of the simulated carrier: what reached the phone on screen and what was answered from it.
//!
//! It is the carrier's, not the practice's: nothing in it is read by the rest of the product.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub use crate::entity::simulator_message::Model as SimulatorMessage;
use crate::entity::simulator_message::{ActiveModel, Column, Entity};
use crate::{Result, Store, Tx};

/// To the phone.
pub const TO_PHONE: &str = "to_phone";
/// From the phone.
pub const FROM_PHONE: &str = "from_phone";

/// A message for the book.
#[derive(Clone, Debug)]
pub struct NewSimulatorMessage {
    pub sid: String,
    pub account: String,
    pub phone: String,
    pub practice_number: String,
    pub direction: &'static str,
    pub body: String,
    pub segments: i32,
    pub status: &'static str,
    pub callback_url: Option<String>,
    pub at: DateTime<Utc>,
}

impl From<NewSimulatorMessage> for ActiveModel {
    fn from(new: NewSimulatorMessage) -> Self {
        Self {
            seq: NotSet,
            sid: Set(new.sid),
            account: Set(new.account),
            phone: Set(new.phone),
            practice_number: Set(new.practice_number),
            direction: Set(new.direction.to_owned()),
            body: Set(new.body),
            segments: Set(new.segments),
            status: Set(new.status.to_owned()),
            callback_url: Set(new.callback_url),
            created_at: Set(new.at),
            reported_at: Set(None),
        }
    }
}

/// Rows of one statement: databases bound the number of values.
const ROWS: usize = 500;

impl Tx {
    /// Writes what the phones have had for long: nothing of it is reported any more.
    pub async fn import_simulator_messages(&self, all: Vec<NewSimulatorMessage>) -> Result<()> {
        let rows: Vec<ActiveModel> = all.into_iter().map(ActiveModel::from).collect();
        for chunk in rows.chunks(ROWS) {
            Entity::insert_many(chunk.iter().cloned()).exec_without_returning(self.conn()).await?;
        }
        Ok(())
    }
}

impl Store {
    /// Writes a message into the book.
    pub async fn add_simulator_message(&self, new: NewSimulatorMessage) -> Result<SimulatorMessage> {
        let row = ActiveModel::from(new);
        self.write(async move |tx| Ok(Entity::insert(row).exec_with_returning(tx.conn()).await?)).await
    }

    /// A message got further and this was reported.
    pub async fn simulator_reported(
        &self,
        sid: String,
        status: &'static str,
        at: DateTime<Utc>,
    ) -> Result<()> {
        self.write(async move |tx| {
            Entity::update_many()
                .col_expr(Column::Status, Expr::value(status))
                .col_expr(Column::ReportedAt, Expr::value(Some(at)))
                .filter(Column::Sid.eq(sid))
                .exec(tx.conn())
                .await?;
            Ok(())
        })
        .await
    }

    /// What was not reported yet, oldest first: to be taken up after a restart.
    pub async fn simulator_unreported(&self) -> Result<Vec<SimulatorMessage>> {
        let open = Entity::find()
            .filter(Column::ReportedAt.is_null())
            .filter(Column::CallbackUrl.is_not_null())
            .order_by_asc(Column::Seq);
        Ok(open.all(self.reader()).await?)
    }

    /// The newest `limit` messages, of one phone where it is given, newest first.
    pub async fn simulator_messages(
        &self,
        account: &str,
        phone: Option<&str>,
        limit: u64,
    ) -> Result<Vec<SimulatorMessage>> {
        let mut query = Entity::find().filter(Column::Account.eq(account));
        if let Some(phone) = phone {
            query = query.filter(Column::Phone.eq(phone));
        }
        Ok(query.order_by_desc(Column::Seq).limit(limit).all(self.reader()).await?)
    }
}
