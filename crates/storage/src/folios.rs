//! The numbers by which people call records: counted per practice and kind, inside the write.

use domain::PracticeId;
use domain::folio::FolioKind;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::entity::folio_counter::{ActiveModel, Column, Entity};
use crate::{Result, StoreError, Tx};

impl Tx {
    /// The next `count` folio numbers of a kind; answers the first of them. A job that fails gives them
    /// back, so gaps are rare but allowed.
    pub(crate) async fn take_folios(
        &mut self,
        practice: PracticeId,
        kind: FolioKind,
        count: i32,
    ) -> Result<i32> {
        let row = ActiveModel {
            practice_id: Set(practice),
            prefix: Set(kind.as_str().to_owned()),
            last: Set(count),
        };
        let grow = OnConflict::columns([Column::PracticeId, Column::Prefix])
            .value(Column::Last, Expr::col((Entity, Column::Last)).add(count))
            .to_owned();
        Entity::insert(row).on_conflict(grow).exec_without_returning(self.conn()).await?;
        let counter = Entity::find()
            .filter(Column::PracticeId.eq(practice))
            .filter(Column::Prefix.eq(kind.as_str()))
            .one(self.conn())
            .await?
            .ok_or(StoreError::NotFound)?;
        Ok(counter.last - count + 1)
    }
}

/// A folio as it is written, from the number in its row.
pub(crate) fn written(kind: FolioKind, number: i32) -> String {
    format!("{kind}{number}")
}
