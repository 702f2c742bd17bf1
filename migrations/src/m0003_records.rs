//! Applicants and cases, who is in which, comments on them, their folios, and what finds them.

use sea_orm_migration::sea_orm::DbBackend;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [folio_counter(), applicant(), applicant_phone(), applicant_email()] {
            manager.create_table(table).await?;
        }
        for table in [case_file(), case_applicant(), comment(), comment_version()] {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        for table in ["applicant", "case_file"] {
            for statement in full_text(manager.get_database_backend(), table) {
                manager.get_connection().execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }
}

fn folio_counter() -> TableCreateStatement {
    Table::create()
        .table("folio_counter")
        .col(uuid("practice_id"))
        .col(string_len("prefix", 3))
        .col(integer("last"))
        .primary_key(Index::create().col("practice_id").col("prefix"))
        .to_owned()
}

fn applicant() -> TableCreateStatement {
    Table::create()
        .table("applicant")
        // Order of lists, and the row's number in the full-text index.
        .col(big_pk_auto("seq"))
        .col(uuid_uniq("id"))
        .col(uuid("practice_id"))
        .col(integer("folio_number"))
        .col(string("given_names"))
        .col(string("family_names"))
        .col(string("preferred_name"))
        .col(date_null("date_of_birth"))
        .col(string_len_null("nationality", 2))
        .col(string_len("language", 35))
        .col(string("time_zone"))
        .col(string_len_null("country", 2))
        .col(string_null("preferred_channel"))
        .col(text("address"))
        .col(text("notes"))
        .col(uuid("responsible_id"))
        // What a search compares, folded; the full-text index follows this column.
        .col(text("search"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(ForeignKey::create().from("applicant", "practice_id").to("practice", "id"))
        .foreign_key(ForeignKey::create().from("applicant", "responsible_id").to("app_user", "id"))
        .to_owned()
}

fn applicant_phone() -> TableCreateStatement {
    Table::create()
        .table("applicant_phone")
        .col(pk_uuid("id"))
        .col(uuid("practice_id"))
        .col(uuid("applicant_id"))
        // Families share a phone: one number may be on several records.
        .col(string_len("e164", 16))
        .col(string("label"))
        .col(integer("position"))
        .foreign_key(ForeignKey::create().from("applicant_phone", "applicant_id").to("applicant", "id"))
        .to_owned()
}

fn applicant_email() -> TableCreateStatement {
    Table::create()
        .table("applicant_email")
        .col(pk_uuid("id"))
        .col(uuid("practice_id"))
        .col(uuid("applicant_id"))
        .col(string("email"))
        .col(string("label"))
        .col(integer("position"))
        .foreign_key(ForeignKey::create().from("applicant_email", "applicant_id").to("applicant", "id"))
        .to_owned()
}

fn case_file() -> TableCreateStatement {
    Table::create()
        .table("case_file")
        .col(big_pk_auto("seq"))
        .col(uuid_uniq("id"))
        .col(uuid("practice_id"))
        .col(integer("folio_number"))
        .col(string("case_type"))
        .col(string("title"))
        .col(string("stage"))
        .col(uuid("responsible_id"))
        .col(string("ircc_number"))
        .col(date_null("ircc_deadline"))
        .col(date("opened_on"))
        .col(date_null("closed_on"))
        .col(text("outcome"))
        .col(text("search"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(ForeignKey::create().from("case_file", "practice_id").to("practice", "id"))
        .foreign_key(ForeignKey::create().from("case_file", "responsible_id").to("app_user", "id"))
        .to_owned()
}

fn case_applicant() -> TableCreateStatement {
    Table::create()
        .table("case_applicant")
        .col(uuid("case_id"))
        .col(uuid("applicant_id"))
        .col(uuid("practice_id"))
        .col(string("role"))
        .col(integer("position"))
        .primary_key(Index::create().col("case_id").col("applicant_id"))
        .foreign_key(ForeignKey::create().from("case_applicant", "case_id").to("case_file", "id"))
        .foreign_key(ForeignKey::create().from("case_applicant", "applicant_id").to("applicant", "id"))
        .to_owned()
}

fn comment() -> TableCreateStatement {
    Table::create()
        .table("comment")
        .col(big_pk_auto("seq"))
        .col(uuid_uniq("id"))
        .col(uuid("practice_id"))
        // One of the two.
        .col(uuid_null("applicant_id"))
        .col(uuid_null("case_id"))
        .col(uuid("author_id"))
        .col(text("body"))
        .col(boolean("decision"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("edited_at"))
        .foreign_key(ForeignKey::create().from("comment", "applicant_id").to("applicant", "id"))
        .foreign_key(ForeignKey::create().from("comment", "case_id").to("case_file", "id"))
        .foreign_key(ForeignKey::create().from("comment", "author_id").to("app_user", "id"))
        .to_owned()
}

/// What a comment said before it was edited.
fn comment_version() -> TableCreateStatement {
    Table::create()
        .table("comment_version")
        .col(uuid("comment_id"))
        .col(big_integer("version"))
        .col(uuid("practice_id"))
        .col(text("body"))
        .col(boolean("decision"))
        .col(timestamp_with_time_zone("written_at"))
        .primary_key(Index::create().col("comment_id").col("version"))
        .foreign_key(ForeignKey::create().from("comment_version", "comment_id").to("comment", "id"))
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
        index("applicant_folio", "applicant", &["practice_id", "folio_number"]).unique().to_owned(),
        index("applicant_order", "applicant", &["practice_id", "seq"]),
        index("applicant_phone_number", "applicant_phone", &["e164", "practice_id"]),
        index("applicant_phone_owner", "applicant_phone", &["applicant_id", "position"]),
        index("applicant_email_address", "applicant_email", &["email", "practice_id"]),
        index("applicant_email_owner", "applicant_email", &["applicant_id", "position"]),
        index("case_file_folio", "case_file", &["practice_id", "folio_number"]).unique().to_owned(),
        index("case_file_order", "case_file", &["practice_id", "seq"]),
        index("case_file_stage", "case_file", &["practice_id", "stage", "seq"]),
        index("case_applicant_person", "case_applicant", &["applicant_id"]),
        index("comment_applicant", "comment", &["applicant_id", "seq"]),
        index("comment_case", "comment", &["case_id", "seq"]),
    ]
}

/// An index of the words in `search`, which the database keeps by itself. The words are folded before
/// they are stored, so both databases only have to split them at spaces.
fn full_text(backend: DbBackend, table: &str) -> Vec<String> {
    if backend == DbBackend::Postgres {
        return vec![
            format!(
                "ALTER TABLE {table} ADD COLUMN search_words tsvector \
                 GENERATED ALWAYS AS (array_to_tsvector(string_to_array(search, ' '))) STORED"
            ),
            format!("CREATE INDEX {table}_words ON {table} USING gin (search_words)"),
        ];
    }
    // The practice is a word of the index, so that nobody else's rows are even looked at.
    let row = "(new.seq, lower(hex(new.practice_id)), new.search)";
    vec![
        format!(
            "CREATE VIRTUAL TABLE {table}_words USING fts5(practice, words, content='', \
             contentless_delete=1, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')"
        ),
        format!(
            "CREATE TRIGGER {table}_words_insert AFTER INSERT ON {table} BEGIN \
             INSERT INTO {table}_words (rowid, practice, words) VALUES {row}; END"
        ),
        format!(
            "CREATE TRIGGER {table}_words_update AFTER UPDATE OF search ON {table} \
             WHEN old.search <> new.search BEGIN \
             INSERT OR REPLACE INTO {table}_words (rowid, practice, words) VALUES {row}; END"
        ),
        format!(
            "CREATE TRIGGER {table}_words_delete AFTER DELETE ON {table} BEGIN \
             DELETE FROM {table}_words WHERE rowid = old.seq; END"
        ),
    ]
}
