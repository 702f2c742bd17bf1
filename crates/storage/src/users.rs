//! The practice's team.

use domain::UserId;
use domain::event::{Audience, Event};
use domain::permission::{Permission, PermissionSet};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::collation::sort_by_name;
pub use crate::entity::app_user::Model as User;
use crate::entity::app_user::{Column, Entity};
use crate::handles::Users;
use crate::{Conflict, Refusal, Result, Store, StoreError, Tx};

impl User {
    /// What this person may do: the role's preset unless a set of their own was chosen.
    pub fn permission_set(&self) -> Result<PermissionSet> {
        match &self.permissions {
            None => Ok(self.role.permissions()),
            Some(list) => {
                let names: Vec<String> = serde_json::from_str(list).map_err(StoreError::corrupt)?;
                PermissionSet::from_stored(names.iter().map(String::as_str)).map_err(StoreError::corrupt)
            }
        }
    }
}

impl Users<&mut Tx> {
    pub async fn find(&self, id: UserId) -> Result<User> {
        let practice = self.practice;
        let found =
            Entity::find_by_id(id).filter(Column::PracticeId.eq(practice)).one(self.db.conn()).await?;
        found.ok_or(StoreError::NotFound)
    }
}

impl Tx {
    pub async fn insert_user(&mut self, user: User) -> Result<User> {
        let row = user.into_active_model().reset_all().insert(self.conn()).await;
        let user = row.map_err(|error| StoreError::from(error).or_conflict(Conflict::EmailTaken))?;
        self.emit(user.practice_id, Audience::Practice, Event::UserChanged { user: user.id });
        Ok(user)
    }

    /// Writes a user back, at the version that was read; the version grows by one.
    pub async fn change_user(&mut self, changed: User) -> Result<User> {
        let now = self.practice(changed.practice_id).users().find(changed.id).await?;
        if now.version != changed.version {
            return Err(StoreError::Stale { current: now.version });
        }
        let (was_active, is_active) = (now.deactivated_at.is_none(), changed.deactivated_at.is_none());
        let version = changed.version + 1;
        let row = User { version, ..changed }.into_active_model().reset_all();
        let user = row
            .update(self.conn())
            .await
            .map_err(|error| StoreError::from(error).or_conflict(Conflict::EmailTaken))?;
        if was_active != is_active {
            self.count_readers_with(user.id).await?;
        }
        self.emit(user.practice_id, Audience::Practice, Event::UserChanged { user: user.id });
        Ok(user)
    }
}

impl Users<&mut Tx> {
    /// Refuses the job when nobody would be left who can sign in and manage users.
    pub async fn keep_a_manager(&self) -> Result<()> {
        let practice = self.practice;
        let able = Entity::find()
            .filter(Column::PracticeId.eq(practice))
            .filter(Column::DeactivatedAt.is_null())
            .filter(Column::PasswordHash.is_not_null())
            .all(self.db.conn())
            .await?;
        for user in able {
            if user.permission_set()?.contains(Permission::UserManage) {
                return Ok(());
            }
        }
        Err(StoreError::Refused(Refusal::LastManager))
    }

    /// Those of the team, still active, who have `permission`, read inside the job.
    pub async fn with_permission(&self, permission: Permission) -> Result<Vec<UserId>> {
        let practice = self.practice;
        let active = Entity::find()
            .filter(Column::PracticeId.eq(practice))
            .filter(Column::DeactivatedAt.is_null())
            .all(self.db.conn())
            .await?;
        let mut with = Vec::new();
        for user in active {
            if user.permission_set()?.contains(permission) {
                with.push(user.id);
            }
        }
        Ok(with)
    }
}

impl Tx {
    /// Who signs in with this address, read inside the job.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>> {
        Ok(Entity::find().filter(Column::Email.eq(email)).one(self.conn()).await?)
    }
}

impl Users<&Store> {
    pub async fn find(self, id: UserId) -> Result<User> {
        let practice = self.practice;
        let found =
            Entity::find_by_id(id).filter(Column::PracticeId.eq(practice)).one(self.db.reader()).await?;
        found.ok_or(StoreError::NotFound)
    }

    /// Everyone, by name, those who left included.
    pub async fn list(self) -> Result<Vec<User>> {
        let practice = self.practice;
        let all = Entity::find().filter(Column::PracticeId.eq(practice)).order_by_asc(Column::Id);
        let mut users = all.all(self.db.reader()).await?;
        sort_by_name(&mut users, |user| &user.name);
        Ok(users)
    }

    /// Those of the team, still active, who have `permission`.
    pub async fn with_permission(self, permission: Permission) -> Result<Vec<User>> {
        let mut with = Vec::new();
        for user in self.list().await? {
            if user.deactivated_at.is_none() && user.permission_set()?.contains(permission) {
                with.push(user);
            }
        }
        Ok(with)
    }
}

impl Store {
    /// Who signs in with this address; addresses are unique across the deployment.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>> {
        Ok(Entity::find().filter(Column::Email.eq(email)).one(self.reader()).await?)
    }
}
