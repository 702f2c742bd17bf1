//! The practice itself.

use domain::PracticeId;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, PaginatorTrait};

pub use crate::entity::practice::Model as Practice;
use crate::entity::practice::{ActiveModel, Entity};
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
    pub async fn practice(&self, id: PracticeId) -> Result<Practice> {
        Entity::find_by_id(id).one(self.reader()).await?.ok_or(StoreError::NotFound)
    }

    /// Whether somebody has set this deployment up.
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
            Ok(row.update(tx.conn()).await?)
        })
        .await
    }
}
