//! What tells whether the key file is the one that this database was made with.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "key_check")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// A MAC of a constant under the key, in hex.
    pub mac: String,
}

impl ActiveModelBehavior for ActiveModel {}
