//! Mail that was written, whatever carries it.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(mail()).await?;
        for (name, columns) in [
            ("mail_practice", ["practice_id", "seq"]),
            ("mail_applicant", ["applicant_id", "seq"]),
            ("mail_case", ["case_id", "seq"]),
            ("mail_call", ["call_id", "seq"]),
        ] {
            let mut index = Index::create().name(name).table("mail").to_owned();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn mail() -> TableCreateStatement {
    Table::create()
        .table("mail")
        .col(big_pk_auto("seq"))
        .col(uuid_uniq("id"))
        .col(uuid("practice_id"))
        .col(string("kind"))
        // The header, the same on every attempt, without angle brackets.
        .col(string_uniq("message_id"))
        .col(string("from_name"))
        .col(string("from_address"))
        .col(string_null("reply_to"))
        .col(string("to_name"))
        .col(string("to_address"))
        .col(string("subject"))
        .col(text("body"))
        .col(text_null("html"))
        .col(string("language"))
        .col(string("state"))
        .col(text_null("error"))
        // Which carrier took it: the mailbox page shows what went to the mailbox.
        .col(string_null("carrier"))
        .col(uuid_null("author_id"))
        .col(uuid_null("applicant_id"))
        .col(uuid_null("case_id"))
        .col(uuid_null("call_id"))
        .col(timestamp_with_time_zone("written_at"))
        .col(timestamp_with_time_zone_null("sent_at"))
        .foreign_key(ForeignKey::create().from("mail", "practice_id").to("practice", "id"))
        .foreign_key(ForeignKey::create().from("mail", "author_id").to("app_user", "id"))
        .foreign_key(ForeignKey::create().from("mail", "applicant_id").to("applicant", "id"))
        .foreign_key(ForeignKey::create().from("mail", "case_id").to("case_file", "id"))
        .to_owned()
}
