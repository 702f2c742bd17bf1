//! Text messages: conversations, messages, reports that came too early, and the simulated carrier's own book.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_pk_auto, integer, integer_null, pk_uuid, string, string_len, string_null, text,
    text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null, uuid_uniq,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [sms_thread(), sms_message(), sms_parked_report(), simulator_message()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn sms_thread() -> TableCreateStatement {
    Table::create()
        .table("sms_thread")
        .col(pk_uuid("id"))
        .col(uuid("practice_id"))
        .col(string_len("own_number", 20))
        // E.164, a short code or an alphanumeric sender.
        .col(string_len("other_party", 40))
        // Whose it is taken to be; NULL while nobody is known or a person has to choose.
        .col(uuid_null("applicant_id"))
        // Who said so, where it was not the phone number.
        .col(uuid_null("linked_by"))
        .col(big_integer("last_seq"))
        .col(timestamp_with_time_zone("last_at"))
        // Incoming messages that nobody of the practice has read.
        .col(integer("unread"))
        .col(big_integer("read_seq"))
        // Who wrote last on our side, and so is handling it.
        .col(uuid_null("handled_by"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(ForeignKey::create().from("sms_thread", "practice_id").to("practice", "id"))
        .to_owned()
}

fn sms_message() -> TableCreateStatement {
    Table::create()
        .table("sms_message")
        .col(big_pk_auto("seq"))
        .col(uuid_uniq("id"))
        .col(uuid("practice_id"))
        .col(uuid("thread_id"))
        // `in` or `out`.
        .col(string_len("direction", 3))
        .col(uuid_null("author_id"))
        // The author's key: the same key again is the same message again. NULL for incoming ones.
        .col(string_null("nonce"))
        .col(uuid_null("applicant_id"))
        .col(uuid_null("case_id"))
        .col(text("body"))
        .col(integer("segments"))
        .col(string("encoding"))
        // What the provider says it bills, once it does.
        .col(integer_null("billed_segments"))
        .col(integer("media"))
        .col(string("state"))
        .col(timestamp_with_time_zone("state_at"))
        .col(string_null("provider_message_id"))
        .col(integer_null("error_code"))
        .col(text_null("error_text"))
        .col(string_null("advice"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(ForeignKey::create().from("sms_message", "thread_id").to("sms_thread", "id"))
        .to_owned()
}

fn sms_parked_report() -> TableCreateStatement {
    Table::create()
        .table("sms_parked_report")
        .col(big_pk_auto("seq"))
        .col(uuid("practice_id"))
        .col(string("provider_message_id"))
        .col(string("state"))
        .col(integer("error_code"))
        .col(timestamp_with_time_zone("received_at"))
        .to_owned()
}

fn simulator_message() -> TableCreateStatement {
    Table::create()
        .table("simulator_message")
        .col(big_pk_auto("seq"))
        .col(string_len("sid", 40).unique_key())
        // The practice's account with the carrier.
        .col(string_len("account", 40))
        // The phone on screen; also a short code or a name.
        .col(string_len("phone", 40))
        .col(string_len("practice_number", 20))
        // `to_phone` or `from_phone`.
        .col(string_len("direction", 10))
        .col(text("body"))
        .col(integer("segments"))
        .col(string("status"))
        // Where the state is reported or the answer delivered; NULL once that is done.
        .col(text_null("callback_url"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("reported_at"))
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
        index("sms_thread_parties", "sms_thread", &["practice_id", "own_number", "other_party"])
            .unique()
            .to_owned(),
        index("sms_thread_inbox", "sms_thread", &["practice_id", "last_seq"]),
        index("sms_message_nonce", "sms_message", &["author_id", "nonce"]).unique().to_owned(),
        index("sms_message_provider", "sms_message", &["practice_id", "provider_message_id"])
            .unique()
            .to_owned(),
        index("sms_message_thread", "sms_message", &["thread_id", "seq"]),
        index("sms_message_applicant", "sms_message", &["applicant_id", "seq"]),
        index(
            "sms_parked_once",
            "sms_parked_report",
            &["practice_id", "provider_message_id", "state", "error_code"],
        )
        .unique()
        .to_owned(),
        index("simulator_phone", "simulator_message", &["account", "phone", "seq"]),
    ]
}
