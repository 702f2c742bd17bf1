//! What a text itself knows: between which numbers it went, what was asked for with its key, and that staff vouched for
//! the number. Also extensions of telephone numbers, and the advice of a report that came too early.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            // The numbers of both ends as this text used them: a conversation may know the other one in an older form.
            ("sms_message", string("own_number").default("").to_owned()),
            ("sms_message", string("number").default("").to_owned()),
            // Recipient, applicant and case as they were asked for: the same key with others is another text.
            ("sms_message", string_null("asked")),
            // Numbering data did not know the number, and staff said that it is right.
            ("sms_message", boolean("number_confirmed").default(false).to_owned()),
            ("sms_parked_report", string_null("advice")),
            ("applicant_phone", string("extension").default("").to_owned()),
        ];
        for (table, column) in columns {
            // SQLite adds one column at a time.
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        let connection = manager.get_connection();
        for statement in STATEMENTS {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

const STATEMENTS: [&str; 6] = [
    "UPDATE sms_message SET \
       own_number = (SELECT t.own_number FROM sms_thread t WHERE t.id = sms_message.thread_id), \
       number = (SELECT t.other_party FROM sms_thread t WHERE t.id = sms_message.thread_id)",
    // A conversation that is named after someone whose record no longer has its number. Numbers with two spellings
    // are left as they are.
    "UPDATE sms_thread SET applicant_id = NULL \
     WHERE applicant_id IS NOT NULL AND linked_by IS NULL \
       AND other_party NOT LIKE '+52%' AND other_party NOT LIKE '+54%' \
       AND other_party NOT LIKE '+55%' AND other_party NOT LIKE '+229%' \
       AND NOT EXISTS (SELECT 1 FROM applicant_phone p \
         WHERE p.applicant_id = sms_thread.applicant_id AND p.e164 = sms_thread.other_party)",
    // A conversation is found by its outside number, whichever of the practice's numbers it went through.
    "CREATE INDEX sms_thread_other ON sms_thread (practice_id, other_party)",
    "CREATE INDEX sms_message_case ON sms_message (case_id, seq)",
    "CREATE INDEX sms_message_unfiled ON sms_message (practice_id, thread_id) \
       WHERE direction = 'in' AND applicant_id IS NULL",
    // One conversation per outside number: the practice's own number no longer tells two apart.
    "DROP INDEX sms_thread_parties",
];
