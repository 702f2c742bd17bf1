//! Names: an index that keeps the marks of every script, the version of its words, and an order of conversations that
//! does not depend on clocks.

use sea_orm_migration::sea_orm::DbBackend;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        if manager.get_database_backend() == DbBackend::Sqlite {
            for table in ["applicant", "case_file"] {
                for statement in full_text(table) {
                    connection.execute_unprepared(&statement).await?;
                }
            }
        }
        manager.create_table(search_index()).await?;
        // The newest message of all when the conversation was made: where it is while nothing is said in it.
        let after =
            Table::alter().table("conversation").add_column(big_integer("after_seq").default(0)).to_owned();
        manager.alter_table(after).await?;
        connection.execute_unprepared(AFTER).await?;
        connection.execute_unprepared(OWNERS).await?;
        Ok(())
    }
}

/// Of which version the words in `search` columns are. No row: of one before versions were kept.
fn search_index() -> TableCreateStatement {
    Table::create().table("search_index").col(integer("id").primary_key()).col(integer("version")).to_owned()
}

/// The words come folded and split: the index is to take them as they are. Its own tokenizer cut a word at the vowel
/// signs of Indic scripts, and took more accents away than PostgreSQL.
fn full_text(table: &str) -> [String; 3] {
    [
        format!("DROP TABLE {table}_words"),
        format!(
            "CREATE VIRTUAL TABLE {table}_words USING fts5(practice, words, content='', \
             contentless_delete=1, prefix='1 2 3', \
             tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")"
        ),
        format!(
            "INSERT INTO {table}_words (rowid, practice, words) \
             SELECT seq, lower(hex(practice_id)), search FROM {table}"
        ),
    ]
}

const AFTER: &str = "UPDATE conversation SET after_seq = COALESCE((SELECT MAX(m.seq) FROM message m \
     WHERE m.practice_id = conversation.practice_id AND m.created_at <= conversation.created_at), 0)";

/// A room whose owners have all left the team is owned by anyone who of its members has been in it longest.
const OWNERS: &str = "UPDATE conversation_member SET role = 'owner' WHERE role <> 'owner' AND EXISTS \
     (SELECT 1 FROM conversation c WHERE c.id = conversation_member.conversation_id AND c.kind = 'room') \
     AND user_id = (SELECT m.user_id FROM conversation_member m JOIN app_user u ON u.id = m.user_id \
      WHERE m.conversation_id = conversation_member.conversation_id AND u.deactivated_at IS NULL \
      ORDER BY m.joined_at, m.user_id LIMIT 1) \
     AND NOT EXISTS (SELECT 1 FROM conversation_member o JOIN app_user u ON u.id = o.user_id \
      WHERE o.conversation_id = conversation_member.conversation_id AND o.role = 'owner' \
      AND u.deactivated_at IS NULL)";
