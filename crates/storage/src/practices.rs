//! The practice itself.

use domain::PracticeId;
use domain::event::{Audience, Event};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryOrder};

pub use crate::entity::practice::Model as Practice;
use crate::entity::practice::{ActiveModel, Column, Entity};
use crate::{Result, Store, StoreError, Tx};

impl Tx {
    /// Adds a practice.
    pub async fn insert_practice(&self, practice: Practice) -> Result<()> {
        practice.into_active_model().reset_all().insert(self.conn()).await?;
        Ok(())
    }

    /// How many practices there are: the set-up page works only while there is none.
    pub async fn count_practices(&self) -> Result<u64> {
        Ok(Entity::find().count(self.conn()).await?)
    }
}

impl Store {
    pub async fn find_practice(&self, id: PracticeId) -> Result<Practice> {
        Entity::find_by_id(id).one(self.reader()).await?.ok_or(StoreError::NotFound)
    }

    /// The practice of a deployment that serves one: the first that was made.
    pub async fn first_practice(&self) -> Result<Option<Practice>> {
        Ok(Entity::find().order_by_asc(Column::CreatedAt).one(self.reader()).await?)
    }

    /// All practices, the first that was made first.
    pub async fn practices(&self) -> Result<Vec<Practice>> {
        Ok(Entity::find().order_by_asc(Column::CreatedAt).all(self.reader()).await?)
    }

    /// The practice of a deployment that serves one; nothing where there are several.
    pub async fn only_practice(&self) -> Result<Option<Practice>> {
        let mut all = self.practices().await?;
        Ok(if all.len() == 1 { all.pop() } else { None })
    }

    /// Whether someone has set this deployment up.
    pub async fn is_set_up(&self) -> Result<bool> {
        Ok(Entity::find().count(self.reader()).await? > 0)
    }

    /// Changes a practice from the version that its editor saw.
    pub async fn change_practice(&self, changed: Practice) -> Result<Practice> {
        self.write(async move |tx| {
            let now = Entity::find_by_id(changed.id).one(tx.conn()).await?.ok_or(StoreError::NotFound)?;
            if now.version != changed.version {
                return Err(StoreError::Stale { current: now.version });
            }
            let version = changed.version + 1;
            let row: ActiveModel = Practice { version, ..changed }.into_active_model().reset_all();
            let practice = row.update(tx.conn()).await?;
            tx.emit(practice.id, Audience::Practice, Event::SettingsChanged);
            Ok(practice)
        })
        .await
    }
}
