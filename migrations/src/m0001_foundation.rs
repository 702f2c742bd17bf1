//! Practice, people who sign in, and what every feature writes through: event log, outbox,
//! idempotency keys, notifications, timeline.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [practice(), app_user(), session(), single_use_token(), event(), outbox()] {
            manager.create_table(table).await?;
        }
        for table in [idempotency_key(), notification(), timeline_entry()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).to_owned()
}

fn practice() -> TableCreateStatement {
    table("practice")
        .col(pk_uuid("id"))
        .col(string("name"))
        .col(string("address"))
        .col(string("phone"))
        .col(string("email"))
        .col(string("time_zone"))
        .col(string("language"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn app_user() -> TableCreateStatement {
    table("app_user")
        .col(pk_uuid("id"))
        .col(uuid("practice_id"))
        .col(string_uniq("email"))
        .col(string("name"))
        .col(string("title"))
        .col(string("role"))
        // NULL: what the role's preset says; otherwise a list of permission names.
        .col(text_null("permissions"))
        // NULL until an invitation is accepted.
        .col(string_null("password_hash"))
        .col(string("language"))
        .col(string("time_zone"))
        .col(timestamp_with_time_zone_null("deactivated_at"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(ForeignKey::create().from("app_user", "practice_id").to("practice", "id"))
        .to_owned()
}

fn session() -> TableCreateStatement {
    table("session")
        .col(pk_uuid("id"))
        .col(uuid("practice_id"))
        .col(uuid("user_id"))
        // SHA-256 of the cookie's value: a copy of the database signs nobody in.
        .col(var_binary_uniq("token_hash", 32))
        .col(string("user_agent"))
        .col(string("address"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("last_seen_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .foreign_key(ForeignKey::create().from("session", "user_id").to("app_user", "id"))
        .to_owned()
}

fn single_use_token() -> TableCreateStatement {
    table("single_use_token")
        .col(pk_uuid("id"))
        .col(uuid("practice_id"))
        .col(uuid("user_id"))
        .col(string("kind"))
        .col(var_binary_uniq("token_hash", 32))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .foreign_key(ForeignKey::create().from("single_use_token", "user_id").to("app_user", "id"))
        .to_owned()
}

fn event() -> TableCreateStatement {
    table("event")
        .col(big_pk_auto("seq"))
        .col(uuid("practice_id"))
        .col(string("audience_kind"))
        .col(string("audience_id"))
        .col(string("kind"))
        // Ids and versions only: what happened is read again when it is replayed.
        .col(text("body"))
        .col(timestamp_with_time_zone("at"))
        .to_owned()
}

fn outbox() -> TableCreateStatement {
    table("outbox")
        .col(pk_uuid("id"))
        .col(uuid("practice_id"))
        .col(string("channel"))
        .col(uuid("subject_id"))
        // One in flight per lane: for SMS the sender and recipient, so that order is kept.
        .col(string("lane"))
        .col(string("state"))
        .col(integer("attempt"))
        .col(timestamp_with_time_zone("due_at"))
        .col(uuid_null("lease_token"))
        .col(timestamp_with_time_zone_null("lease_until"))
        .col(text_null("last_error"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn idempotency_key() -> TableCreateStatement {
    table("idempotency_key")
        .col(uuid("author_id"))
        .col(string_len("key", 200))
        .col(string("kind"))
        .col(uuid("subject_id"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("author_id").col("key"))
        .to_owned()
}

fn notification() -> TableCreateStatement {
    table("notification")
        .col(big_pk_auto("seq"))
        .col(uuid_uniq("id"))
        .col(uuid("practice_id"))
        .col(uuid("user_id"))
        .col(string("kind"))
        // What the browser needs to word it in the reader's language, and where it leads.
        .col(text("body"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("seen_at"))
        .foreign_key(ForeignKey::create().from("notification", "user_id").to("app_user", "id"))
        .to_owned()
}

fn timeline_entry() -> TableCreateStatement {
    table("timeline_entry")
        .col(big_pk_auto("seq"))
        .col(uuid_uniq("id"))
        .col(uuid("practice_id"))
        .col(uuid_null("applicant_id"))
        .col(uuid_null("case_id"))
        .col(string("kind"))
        .col(uuid_null("actor_id"))
        .col(uuid_null("subject_id"))
        .col(text("body"))
        .col(timestamp_with_time_zone("at"))
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
        index("app_user_practice", "app_user", &["practice_id", "name"]),
        index("session_user", "session", &["user_id"]),
        index("event_audience", "event", &["audience_kind", "audience_id", "seq"]),
        index("outbox_due", "outbox", &["state", "due_at"]),
        index("outbox_lane", "outbox", &["lane", "state"]),
        index("outbox_subject", "outbox", &["subject_id"]),
        index("notification_user", "notification", &["user_id", "seq"]),
        index("timeline_applicant", "timeline_entry", &["applicant_id", "seq"]),
        index("timeline_case", "timeline_entry", &["case_id", "seq"]),
    ]
}
