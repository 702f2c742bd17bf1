//! How far someone has read, and what that does to their bell.

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event};
use domain::notification::NotificationKind;
use domain::{ConversationId, NotificationId, PracticeId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
};
use sea_orm::{QueryFilter, QuerySelect};

use super::list::{MOST_UNREAD, Unread};
use super::member;
use crate::entity::{message, notification};
use crate::{EventPayload, Result, Store, StoreError, Tx};

/// How far someone says to have read.
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
            let said = tx.conversation(mark.practice, mark.conversation).await?.message_count;
            let last = tx.last_message(mark.conversation).await?;
            let wanted = mark.seq.clamp(0, last);
            let target = if mark.back { wanted } else { wanted.max(own.read_seq) };
            let mut unread = (said - own.read_count).min(MOST_UNREAD);
            if target != own.read_seq {
                unread = if target == last { 0 } else { tx.others_after(target, mark).await? };
                let mut own = own.into_active_model();
                own.read_seq = Set(target);
                own.read_count = Set(said - unread);
                own.update(tx.conn()).await?;
                let event =
                    Event::ReadMoved { conversation: mark.conversation, user: mark.user, read_seq: target };
                let payload = EventPayload::Unread(u64::try_from(unread).unwrap_or(0));
                tx.emit_with(mark.practice, Audience::User(mark.user), event, Some(payload));
            }
            if unread == 0 {
                tx.see_conversation(mark).await?;
            }
            Ok(Unread { conversation_id: mark.conversation, read_seq: target, unread })
        })
        .await
    }
}

impl Tx {
    /// Others' messages after `seq`, at most [`MOST_UNREAD`]: a mark that goes far back holds nobody's writes up.
    async fn others_after(&self, seq: i64, mark: ReadMark) -> Result<i64> {
        let counted = message::Entity::find()
            .select_only()
            .column(message::Column::Seq)
            .filter(message::Column::ConversationId.eq(mark.conversation))
            .filter(message::Column::Seq.gt(seq))
            .filter(message::Column::AuthorId.ne(mark.user))
            .filter(message::Column::DeletedAt.is_null())
            .limit(MOST_UNREAD.unsigned_abs());
        Ok(i64::try_from(counted.count(self.conn()).await?).unwrap_or(MOST_UNREAD))
    }

    /// The unseen lines about a conversation on someone's bell.
    pub(super) async fn unseen_about(
        &self,
        user: UserId,
        conversation: ConversationId,
    ) -> Result<Vec<NotificationId>> {
        let rows = notification::Entity::find()
            .filter(notification::Column::UserId.eq(user))
            .filter(notification::Column::SeenAt.is_null())
            .filter(notification::Column::Kind.eq(NotificationKind::ChatMessage.as_str()))
            .all(self.conn())
            .await?;
        let about = conversation.to_string();
        Ok(rows
            .into_iter()
            .filter(|row| {
                let Ok(body) = serde_json::from_str::<serde_json::Value>(&row.body) else {
                    tracing::error!(id = %row.id, "what a notification says cannot be read");
                    return false;
                };
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
