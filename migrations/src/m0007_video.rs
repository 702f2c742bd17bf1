//! Video calls: the calls, the team in them, the clients at their door, and who was there.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [call(), call_participant(), call_guest(), attendance()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn call() -> TableCreateStatement {
    Table::create()
        .table("call")
        .col(pk_uuid("id"))
        .col(uuid("practice_id"))
        .col(string("title"))
        .col(string("purpose"))
        .col(uuid("applicant_id"))
        .col(uuid_null("case_id"))
        .col(timestamp_with_time_zone("starts_at"))
        // The zone that the starting time was chosen in.
        .col(string("time_zone"))
        .col(integer("minutes"))
        .col(uuid("host_id"))
        // For the team; never on a client's page.
        .col(text("notes"))
        .col(boolean("waiting_room"))
        .col(string("state"))
        .col(string_null("cancel_reason"))
        .col(string_uniq("room_name"))
        .col(big_integer("link_version"))
        .col(boolean("link_revoked"))
        .col(timestamp_with_time_zone_null("actual_start"))
        .col(timestamp_with_time_zone_null("actual_end"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(ForeignKey::create().from("call", "practice_id").to("practice", "id"))
        .foreign_key(ForeignKey::create().from("call", "applicant_id").to("applicant", "id"))
        .foreign_key(ForeignKey::create().from("call", "case_id").to("case_file", "id"))
        .foreign_key(ForeignKey::create().from("call", "host_id").to("app_user", "id"))
        .to_owned()
}

fn call_participant() -> TableCreateStatement {
    Table::create()
        .table("call_participant")
        .col(uuid("call_id"))
        .col(uuid("user_id"))
        .col(uuid("practice_id"))
        // May end the call for everyone, as the host may.
        .col(boolean("delegate"))
        .primary_key(Index::create().col("call_id").col("user_id"))
        .foreign_key(ForeignKey::create().from("call_participant", "call_id").to("call", "id"))
        .foreign_key(ForeignKey::create().from("call_participant", "user_id").to("app_user", "id"))
        .to_owned()
}

fn call_guest() -> TableCreateStatement {
    Table::create()
        .table("call_guest")
        .col(pk_uuid("id"))
        .col(uuid("practice_id"))
        .col(uuid("call_id"))
        .col(string("name"))
        .col(string("language"))
        .col(string("state"))
        // SHA-256 of what the guest's browser keeps: nobody else goes in under this admission.
        .col(var_binary("secret_hash", 32))
        .col(timestamp_with_time_zone("knocked_at"))
        .col(timestamp_with_time_zone("last_seen_at"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(uuid_null("decided_by"))
        .foreign_key(ForeignKey::create().from("call_guest", "call_id").to("call", "id"))
        .to_owned()
}

fn attendance() -> TableCreateStatement {
    Table::create()
        .table("attendance")
        .col(big_pk_auto("seq"))
        .col(uuid_uniq("id"))
        .col(uuid("practice_id"))
        .col(uuid("call_id"))
        // One of the two.
        .col(uuid_null("user_id"))
        .col(uuid_null("guest_id"))
        .col(string("name"))
        // One tab in one filling of the room, as the witness names it.
        .col(string("stay"))
        // Who saw it: the room, or the person's own browser.
        .col(string("source"))
        .col(timestamp_with_time_zone("joined_at"))
        .col(timestamp_with_time_zone_null("left_at"))
        .col(timestamp_with_time_zone("lease_until"))
        .foreign_key(ForeignKey::create().from("attendance", "call_id").to("call", "id"))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let index = |name: &'static str, table: &'static str, columns: &[&'static str]| {
        let mut statement = Index::create().name(name).table(table).to_owned();
        for column in columns {
            statement.col(*column);
        }
        statement
    };
    vec![
        index("call_practice", "call", &["practice_id", "starts_at"]),
        index("call_state", "call", &["state", "starts_at"]),
        index("call_applicant", "call", &["applicant_id", "starts_at"]),
        index("call_case", "call", &["case_id", "starts_at"]),
        index("call_participant_user", "call_participant", &["user_id"]),
        index("call_guest_call", "call_guest", &["call_id", "knocked_at"]),
        index("attendance_stay", "attendance", &["call_id", "stay"]).unique().to_owned(),
        index("attendance_open", "attendance", &["left_at", "lease_until"]),
    ]
}
