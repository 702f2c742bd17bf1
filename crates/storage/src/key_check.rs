//! Which key the database was made with.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::entity::key_check::{ActiveModel, Column, Entity};
use crate::entity::{call, practice};
use crate::{Result, Store};

/// The only row there is.
const ROW: i32 = 1;

/// What in a database depends on its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUses {
    /// Someone has set the deployment up: webhook addresses and remembered browsers depend on the key.
    pub has_practice: bool,
    /// Links were given to clients.
    pub has_links: bool,
}

impl Store {
    /// The check value of the key; `None` where none was kept.
    pub async fn key_check(&self) -> Result<Option<String>> {
        Ok(Entity::find_by_id(ROW).one(self.reader()).await?.map(|row| row.mac))
    }

    /// Keeps the check value of the key, in place of an earlier one.
    pub async fn keep_key_check(&self, mac: String) -> Result<()> {
        self.write(async move |tx| {
            let row = ActiveModel { id: Set(ROW), mac: Set(mac) };
            let replace = OnConflict::column(Column::Id).update_column(Column::Mac).to_owned();
            Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()).await?;
            Ok(())
        })
        .await
    }

    /// What would be lost with the key.
    pub async fn key_uses(&self) -> Result<KeyUses> {
        Ok(KeyUses {
            has_practice: practice::Entity::find().count(self.reader()).await? > 0,
            has_links: call::Entity::find().count(self.reader()).await? > 0,
        })
    }
}
