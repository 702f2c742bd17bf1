//! How far somebody has read, and what that does to their bell.

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event};
use domain::{ConversationId, NotificationId, PracticeId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::list::{Unread, unread_sql};
use super::member;
use crate::entity::notification;
use crate::{Live, Result, Store, StoreError, Tx};

/// The bell's word for messages of a colleague.
pub const DIRECT_MESSAGE: &str = "chat_message";

/// How far somebody says to have read.
#[derive(Clone, Copy, Debug)]
pub struct ReadMark {
    pub practice: PracticeId,
    pub conversation: ConversationId,
    pub user: UserId,
    pub seq: i64,
    /// Also when it was further: everything after `seq` is to be unread again. Otherwise a request that
    /// comes late cannot take back what another tab has read.
    pub back: bool,
    pub at: DateTime<Utc>,
}

impl Store {
    /// Moves the mark, takes the conversation's lines off the bell, and tells the person's own tabs what is
    /// left. Returns where the mark is and how much is unread.
    pub async fn move_read(&self, mark: ReadMark) -> Result<Unread> {
        self.write(async move |tx| {
            let id = (mark.conversation, mark.user);
            let own = member::Entity::find_by_id(id).one(tx.conn()).await?.ok_or(StoreError::NotFound)?;
            let wanted = mark.seq.clamp(0, tx.last_message(mark.conversation).await?);
            let target = if mark.back { wanted } else { wanted.max(own.read_seq) };
            let moved = target != own.read_seq;
            if moved {
                let mut own = own.into_active_model();
                own.read_seq = Set(target);
                own.update(tx.conn()).await?;
            }
            let left = tx.unread(mark.conversation, mark.user).await?;
            if moved {
                let event =
                    Event::ReadMoved { conversation: mark.conversation, user: mark.user, read_seq: target };
                let unread = u64::try_from(left.unread).unwrap_or(0);
                tx.emit_live(mark.practice, Audience::User(mark.user), event, Some(Live::Unread(unread)));
            }
            if left.unread == 0 {
                tx.see_conversation(mark).await?;
            }
            Ok(left)
        })
        .await
    }
}

impl Tx {
    async fn unread(&self, conversation: ConversationId, user: UserId) -> Result<Unread> {
        const SQL: &str = concat!(
            "SELECT cm.conversation_id, cm.read_seq, ",
            unread_sql!(),
            " AS unread FROM conversation_member cm WHERE cm.conversation_id = $1 AND cm.user_id = $2"
        );
        let values = [conversation.as_uuid(), user.as_uuid()].map(sea_orm::Value::from);
        let statement = Statement::from_sql_and_values(self.conn().get_database_backend(), SQL, values);
        let found = Unread::find_by_statement(statement).one(self.conn()).await?;
        found.ok_or(StoreError::NotFound)
    }

    /// The unseen lines about a conversation on somebody's bell.
    pub(super) async fn unseen_about(
        &self,
        user: UserId,
        conversation: ConversationId,
    ) -> Result<Vec<NotificationId>> {
        let rows = notification::Entity::find()
            .filter(notification::Column::UserId.eq(user))
            .filter(notification::Column::SeenAt.is_null())
            .filter(notification::Column::Kind.eq(DIRECT_MESSAGE))
            .all(self.conn())
            .await?;
        let about = conversation.to_string();
        Ok(rows
            .into_iter()
            .filter(|row| {
                let body: serde_json::Value = serde_json::from_str(&row.body).unwrap_or_default();
                body.get("conversation").and_then(serde_json::Value::as_str) == Some(about.as_str())
            })
            .map(|row| row.id)
            .collect())
    }

    async fn see_conversation(&mut self, mark: ReadMark) -> Result<()> {
        let unseen = self.unseen_about(mark.user, mark.conversation).await?;
        if unseen.is_empty() {
            return Ok(());
        }
        notification::Entity::update_many()
            .col_expr(notification::Column::SeenAt, Expr::value(Some(mark.at)))
            .filter(notification::Column::Id.is_in(unseen))
            .exec(self.conn())
            .await?;
        let event = Event::NotificationsSeen { user: mark.user };
        self.emit(mark.practice, Audience::User(mark.user), event);
        Ok(())
    }
}
