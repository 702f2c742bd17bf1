//! Who is in a conversation: joining, being added, leaving.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::chat::{ConversationKind, MemberRole};
use domain::event::{Audience, Event};
use domain::{ConversationId, PracticeId, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{Member, member};
use crate::entity::{app_user, message};
use crate::notifications::NewNotification;
use crate::users::User;
use crate::{Result, Store, StoreError, Tx};

/// Somebody in a conversation, with their name.
#[derive(Clone, Debug)]
pub struct Participant {
    pub member: Member,
    pub user: User,
}

impl Store {
    /// Everybody in a conversation, by name.
    pub async fn participants(&self, id: ConversationId) -> Result<Vec<Participant>> {
        let members =
            member::Entity::find().filter(member::Column::ConversationId.eq(id)).all(self.reader()).await?;
        let users = app_user::Entity::find()
            .filter(app_user::Column::Id.is_in(members.iter().map(|member| member.user_id)))
            .order_by_asc(app_user::Column::Name)
            .all(self.reader())
            .await?;
        let mut members: HashMap<_, _> = members.into_iter().map(|member| (member.user_id, member)).collect();
        let joined = |user: User| Some(Participant { member: members.remove(&user.id)?, user });
        Ok(users.into_iter().filter_map(joined).collect())
    }

    /// Goes into a room of the practice. True when they were not in it before.
    pub async fn join_room(
        &self,
        practice: PracticeId,
        id: ConversationId,
        user: UserId,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        self.write(async move |tx| {
            let room = tx.conversation(practice, id).await?;
            // A direct message of others must look as if it were not there.
            if room.kind != ConversationKind::Room {
                return Err(StoreError::NotFound);
            }
            let all = member::Entity::find().filter(member::Column::ConversationId.eq(id));
            if all.clone().filter(member::Column::UserId.eq(user)).count(tx.conn()).await? > 0 {
                return Ok(false);
            }
            let empty = all.count(tx.conn()).await? == 0;
            let role = if empty { MemberRole::Owner } else { MemberRole::Member };
            tx.insert_member(practice, id, user, role, now).await?;
            Ok(true)
        })
        .await
    }

    /// Takes others into a room. Who is in it already stays as they are.
    pub async fn add_members(
        &self,
        practice: PracticeId,
        id: ConversationId,
        users: Vec<UserId>,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.write(async move |tx| {
            if tx.conversation(practice, id).await?.kind != ConversationKind::Room {
                return Err(StoreError::Refused("a direct message is between two"));
            }
            if member::Entity::find_by_id((id, by)).one(tx.conn()).await?.is_none() {
                return Err(StoreError::NotFound);
            }
            for user in users {
                tx.add_member(practice, id, user, by, now).await?;
            }
            Ok(())
        })
        .await
    }

    /// Leaves a room, or takes somebody out of it, which only its owners may.
    pub async fn remove_member(
        &self,
        practice: PracticeId,
        id: ConversationId,
        user: UserId,
        by: UserId,
    ) -> Result<()> {
        self.write(async move |tx| {
            if tx.conversation(practice, id).await?.kind != ConversationKind::Room {
                return Err(StoreError::Refused("a direct message cannot be left"));
            }
            let role = member::Entity::find_by_id((id, by)).one(tx.conn()).await?.map(|own| own.role);
            match role {
                None => return Err(StoreError::NotFound),
                Some(MemberRole::Member) if user != by => return Err(StoreError::Refused("not_owner")),
                Some(_) => {}
            }
            let gone = member::Entity::delete_by_id((id, user)).exec(tx.conn()).await?;
            if gone.rows_affected == 0 {
                return Err(StoreError::NotFound);
            }
            tx.keep_an_owner(id).await?;
            let left = Event::MemberLeft { conversation: id, user };
            tx.emit(practice, Audience::Conversation(id), left);
            // A replay reads what the person may see by then, which is no longer the conversation.
            tx.emit(practice, Audience::User(user), left);
            Ok(())
        })
        .await
    }
}

impl Tx {
    /// Adds a colleague and rings their bell, unless they are in it already.
    pub(super) async fn add_member(
        &mut self,
        practice: PracticeId,
        id: ConversationId,
        user: UserId,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        // Members are people of the team and nobody else: an applicant's id names no one here.
        let colleague = self.user(practice, user).await.map_err(|_| StoreError::Refused("unknown_person"))?;
        if colleague.deactivated_at.is_some() {
            return Err(StoreError::Refused("user_deactivated"));
        }
        if member::Entity::find_by_id((id, user)).one(self.conn()).await?.is_some() {
            return Ok(());
        }
        self.insert_member(practice, id, user, MemberRole::Member, now).await?;
        let name = self.conversation(practice, id).await?.name;
        self.notify(NewNotification {
            id: Uuid::now_v7().into(),
            practice,
            user,
            kind: "chat_added",
            body: serde_json::json!({
                "conversation": id, "room": name, "by": by, "link": format!("/chat/{id}"),
            }),
            at: now,
        })
        .await
    }

    /// What was said before somebody came is history to them, not unread.
    pub(super) async fn insert_member(
        &mut self,
        practice: PracticeId,
        id: ConversationId,
        user: UserId,
        role: MemberRole,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let row = member::ActiveModel {
            conversation_id: Set(id),
            user_id: Set(user),
            practice_id: Set(practice),
            role: Set(role),
            read_seq: Set(self.last_message(id).await?),
            joined_at: Set(now),
        };
        member::Entity::insert(row).exec_without_returning(self.conn()).await?;
        let joined = Event::MemberJoined { conversation: id, user };
        self.emit(practice, Audience::Conversation(id), joined);
        Ok(())
    }

    /// The newest message's place; 0 where nothing was said yet.
    pub(super) async fn last_message(&self, id: ConversationId) -> Result<i64> {
        let last = message::Entity::find()
            .filter(message::Column::ConversationId.eq(id))
            .order_by_desc(message::Column::Seq)
            .one(self.conn())
            .await?;
        Ok(last.map_or(0, |message| message.seq))
    }

    /// Who has been in a room longest owns it when its last owner leaves.
    async fn keep_an_owner(&self, id: ConversationId) -> Result<()> {
        let left = member::Entity::find()
            .filter(member::Column::ConversationId.eq(id))
            .order_by_asc(member::Column::JoinedAt)
            .all(self.conn())
            .await?;
        if left.iter().any(|member| member.role == MemberRole::Owner) {
            return Ok(());
        }
        if let Some(heir) = left.into_iter().next() {
            let mut heir = heir.into_active_model();
            heir.role = Set(MemberRole::Owner);
            heir.update(self.conn()).await?;
        }
        Ok(())
    }
}
