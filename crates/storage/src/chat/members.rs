//! Who is in a conversation: joining, being added, leaving.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::chat::{ConversationKind, MemberRole};
use domain::event::{Audience, Event};
use domain::notification::NotificationFact;
use domain::permission::Permission;
use domain::{ConversationId, PracticeId, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{Member, member};
use crate::collation::sort_by_name;
use crate::entity::{app_user, message};
use crate::handles::Chat;
use crate::notifications::NewNotification;
use crate::users::User;
use crate::{Refusal, Result, Store, StoreError, Tx};

/// Someone in a conversation, with their name.
#[derive(Clone, Debug)]
pub struct Participant {
    pub member: Member,
    pub user: User,
}

impl Chat<&Store> {
    /// Everybody in a conversation, by name.
    pub async fn participants(self, id: ConversationId) -> Result<Vec<Participant>> {
        let members = member::Entity::find()
            .filter(member::Column::PracticeId.eq(self.practice))
            .filter(member::Column::ConversationId.eq(id))
            .all(self.db.reader())
            .await?;
        let mut users = app_user::Entity::find()
            .filter(app_user::Column::Id.is_in(members.iter().map(|member| member.user_id)))
            .order_by_asc(app_user::Column::Id)
            .all(self.db.reader())
            .await?;
        sort_by_name(&mut users, |user| &user.name);
        let mut members: HashMap<_, _> = members.into_iter().map(|member| (member.user_id, member)).collect();
        let joined = |user: User| Some(Participant { member: members.remove(&user.id)?, user });
        Ok(users.into_iter().filter_map(joined).collect())
    }

    /// Goes into a room of the practice. True when they were not in it before.
    pub async fn join_room(self, id: ConversationId, user: UserId, now: DateTime<Utc>) -> Result<bool> {
        let practice = self.practice;
        self.db
            .write(async move |tx| {
                let room = tx.conversation(practice, id).await?;
                // A direct message of others must look as if it were not there.
                if room.kind != ConversationKind::Room {
                    return Err(StoreError::NotFound);
                }
                if member::Entity::find_by_id((id, user)).one(tx.conn()).await?.is_some() {
                    return Ok(false);
                }
                // Anyone who comes into a room that nobody is left to look after looks after it.
                let role =
                    if tx.still_in(id).await?.is_empty() { MemberRole::Owner } else { MemberRole::Member };
                tx.insert_member(practice, id, user, role, now).await?;
                Ok(true)
            })
            .await
    }

    /// Takes others into a room. Who is in it already stays as they are.
    pub async fn add_members(
        self,
        id: ConversationId,
        users: Vec<UserId>,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let practice = self.practice;
        self.db
            .write(async move |tx| {
                if tx.conversation(practice, id).await?.kind != ConversationKind::Room {
                    return Err(StoreError::Refused(Refusal::DirectIsBetweenTwo));
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

    /// Leaves a room, or takes someone out of it, which only its owners may.
    pub async fn remove_member(
        self,
        id: ConversationId,
        user: UserId,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let practice = self.practice;
        self.db
            .write(async move |tx| {
                if tx.conversation(practice, id).await?.kind != ConversationKind::Room {
                    return Err(StoreError::Refused(Refusal::DirectCannotBeLeft));
                }
                let role = member::Entity::find_by_id((id, by)).one(tx.conn()).await?.map(|own| own.role);
                match role {
                    None => return Err(StoreError::NotFound),
                    Some(MemberRole::Member) if user != by => {
                        return Err(StoreError::Refused(Refusal::NotOwner));
                    }
                    Some(_) => {}
                }
                let gone = member::Entity::delete_by_id((id, user)).exec(tx.conn()).await?;
                if gone.rows_affected == 0 {
                    return Err(StoreError::NotFound);
                }
                tx.count_readers(id).await?;
                tx.keep_an_owner(practice, id, now).await?;
                let left = Event::MemberLeft { conversation: id, user };
                tx.emit(practice, Audience::Conversation(id), left);
                // A replay reads what the person may see by then, which is no longer the conversation.
                tx.emit(practice, Audience::User(user), left);
                Ok(())
            })
            .await
    }
}

impl Chat<&mut Tx> {
    /// Passes on the rooms of someone who leaves the team, where nobody else who is there owns them.
    pub async fn pass_rooms_on(&mut self, user: UserId, now: DateTime<Utc>) -> Result<()> {
        let practice = self.practice;
        let owned = member::Entity::find()
            .filter(member::Column::PracticeId.eq(practice))
            .filter(member::Column::UserId.eq(user))
            .filter(member::Column::Role.eq(MemberRole::Owner))
            .all(self.db.conn())
            .await?;
        for room in owned {
            self.db.keep_an_owner(practice, room.conversation_id, now).await?;
        }
        Ok(())
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
        let colleague = self
            .practice(practice)
            .users()
            .find(user)
            .await
            .map_err(|error| error.or_absent(Refusal::UnknownPerson))?;
        if colleague.deactivated_at.is_some() {
            return Err(StoreError::Refused(Refusal::UserDeactivated));
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
            fact: NotificationFact::ChatAdded {
                conversation: id,
                room: name,
                by,
                link: format!("/chat/{id}"),
            },
            at: now,
        })
        .await
    }

    /// What was said before someone came is history to them, not unread.
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
            read_count: Set(self.conversation(practice, id).await?.message_count),
            joined_at: Set(now),
        };
        member::Entity::insert(row).exec_without_returning(self.conn()).await?;
        self.count_readers(id).await?;
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

    /// The newest message of the practice; 0 where nothing was said yet.
    pub(super) async fn newest_message(&self, practice: PracticeId) -> Result<i64> {
        let newest = message::Entity::find()
            .select_only()
            .column_as(message::Column::Seq.max(), "newest")
            .filter(message::Column::PracticeId.eq(practice))
            .into_tuple::<Option<i64>>()
            .one(self.conn())
            .await?;
        Ok(newest.flatten().unwrap_or(0))
    }

    /// Those in a conversation who are still in the team, the one who came first in front.
    async fn still_in(&self, id: ConversationId) -> Result<Vec<(Member, User)>> {
        let members = member::Entity::find()
            .filter(member::Column::ConversationId.eq(id))
            .order_by_asc(member::Column::JoinedAt)
            .order_by_asc(member::Column::UserId)
            .all(self.conn())
            .await?;
        let users = app_user::Entity::find()
            .filter(app_user::Column::Id.is_in(members.iter().map(|member| member.user_id)))
            .filter(app_user::Column::DeactivatedAt.is_null())
            .all(self.conn())
            .await?;
        let mut users: HashMap<UserId, User> = users.into_iter().map(|user| (user.id, user)).collect();
        let here = members.into_iter().filter_map(|member| {
            let user = users.remove(&member.user_id)?;
            Some((member, user))
        });
        Ok(here.collect())
    }

    /// When the last owner who is still in the team leaves a room, who has been in it longest owns it: of those who may
    /// make rooms, or else of all. The new owner and everybody in the room are told.
    async fn keep_an_owner(
        &mut self,
        practice: PracticeId,
        id: ConversationId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let here = self.still_in(id).await?;
        if here.iter().any(|(member, _)| member.role == MemberRole::Owner) {
            return Ok(());
        }
        let mut able = None;
        for (member, user) in &here {
            if user.permission_set()?.contains(Permission::ChatCreateRoom) {
                able = Some(member);
                break;
            }
        }
        let Some(heir) = able.or(here.first().map(|(member, _)| member)).cloned() else { return Ok(()) };
        let user = heir.user_id;
        let mut heir = heir.into_active_model();
        heir.role = Set(MemberRole::Owner);
        heir.update(self.conn()).await?;
        // Who comes back one day comes back as a member.
        member::Entity::update_many()
            .col_expr(member::Column::Role, Expr::value(MemberRole::Member))
            .filter(member::Column::ConversationId.eq(id))
            .filter(member::Column::Role.eq(MemberRole::Owner))
            .filter(member::Column::UserId.ne(user))
            .exec(self.conn())
            .await?;
        let changed = Event::ConversationChanged { conversation: id };
        self.emit(practice, Audience::Conversation(id), changed);
        let name = self.conversation(practice, id).await?.name;
        self.notify(NewNotification {
            id: Uuid::now_v7().into(),
            practice,
            user,
            fact: NotificationFact::ChatOwner { conversation: id, room: name, link: format!("/chat/{id}") },
            at: now,
        })
        .await
    }
}
