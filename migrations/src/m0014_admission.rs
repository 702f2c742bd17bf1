//! Who may still be in a call: the link that a client came by, colleagues who were taken out, and stays that stay closed.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The version of the link by which the client came; a new link begins with an empty door.
        let link =
            Table::alter().table("call_guest").add_column(big_integer("link_version").default(1)).to_owned();
        manager.alter_table(link).await?;
        // When the person was last heard of. Leases differ: a hidden tab may be silent for longer.
        let heard = Table::alter()
            .table("attendance")
            .add_column(timestamp_with_time_zone_null("heard_at"))
            .to_owned();
        manager.alter_table(heard).await?;
        // Coming back is a stay of its own, so that one tab has one open stay and any number of closed ones.
        manager.drop_index(Index::drop().name("attendance_stay").table("attendance").to_owned()).await?;
        let open = Index::create()
            .name("attendance_open_stay")
            .table("attendance")
            .col("call_id")
            .col("stay")
            .unique()
            .cond_where(Expr::col("left_at").is_null())
            .to_owned();
        manager.create_index(open).await?;
        manager.create_table(call_removal()).await
    }
}

fn call_removal() -> TableCreateStatement {
    Table::create()
        .table("call_removal")
        .col(uuid("call_id"))
        .col(uuid("user_id"))
        .col(uuid("practice_id"))
        .col(timestamp_with_time_zone("removed_at"))
        .col(uuid_null("removed_by"))
        .primary_key(Index::create().col("call_id").col("user_id"))
        .foreign_key(ForeignKey::create().from("call_removal", "call_id").to("call", "id"))
        .foreign_key(ForeignKey::create().from("call_removal", "user_id").to("app_user", "id"))
        .to_owned()
}
