//! Counts that are kept with every message, so that a list of conversations says what is unread without counting.
//!
//! A conversation keeps how many messages were said in it, and a member how many of them are read: those up to the
//! mark, and their own. A post changes two rows, however many people are in the room.

use std::collections::BTreeMap;

use domain::{ConversationId, UserId};
use rusqlite::params;
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use crate::writer::sqlite::{SqliteTx, id};
use crate::{Result, Tx};

/// How many messages were said in each conversation, and by whom there.
struct Tally {
    said_in: BTreeMap<Uuid, i64>,
    said_by: BTreeMap<(Uuid, Uuid), i64>,
}

impl Tally {
    fn of(said: impl Iterator<Item = (ConversationId, UserId)>) -> Self {
        let mut tally = Self { said_in: BTreeMap::new(), said_by: BTreeMap::new() };
        for (conversation, author) in said {
            *tally.said_in.entry(conversation.as_uuid()).or_default() += 1;
            *tally.said_by.entry((conversation.as_uuid(), author.as_uuid())).or_default() += 1;
        }
        tally
    }
}

/// As [`Tx::count_messages`], by statements to SQLite itself.
pub(super) fn count_on_sqlite(
    tx: &SqliteTx<'_>,
    said: impl Iterator<Item = (ConversationId, UserId)>,
) -> Result<()> {
    let Tally { said_in, said_by } = Tally::of(said);
    let mut in_all =
        tx.prepare("UPDATE conversation SET message_count = message_count + ?1 WHERE id = ?2")?;
    for (conversation, count) in said_in {
        in_all.execute(params![count, id(conversation)])?;
    }
    let mut by_one = tx.prepare(
        "UPDATE conversation_member SET read_count = read_count + ?1 WHERE conversation_id = ?2 AND user_id = ?3",
    )?;
    for ((conversation, author), count) in said_by {
        by_one.execute(params![count, id(conversation), id(author)])?;
    }
    Ok(())
}

impl Tx {
    /// Counts messages that are being written, each given by its conversation and author.
    pub(super) async fn count_messages(
        &self,
        said: impl Iterator<Item = (ConversationId, UserId)>,
    ) -> Result<()> {
        let Tally { said_in, said_by } = Tally::of(said);
        let said_in = said_in.into_iter().map(|(id, count)| [id.into(), count.into()]);
        self.add(
            "UPDATE conversation SET message_count = message_count + said.column2",
            said_in,
            "id = said.column1",
        )
        .await?;
        let said_by =
            said_by.into_iter().map(|((id, author), count)| [id.into(), author.into(), count.into()]);
        self.add(
            "UPDATE conversation_member SET read_count = read_count + said.column3",
            said_by,
            "conversation_id = said.column1 AND user_id = said.column2",
        )
        .await
    }

    /// One statement for all rows: `update` with what `said` gives, a line for each of `rows`. Both databases name the
    /// columns of `VALUES` in this way.
    async fn add<const N: usize>(
        &self,
        update: &str,
        rows: impl Iterator<Item = [Value; N]>,
        which: &str,
    ) -> Result<()> {
        let values: Vec<Value> = rows.flatten().collect();
        if values.is_empty() {
            return Ok(());
        }
        let places: Vec<String> = (1..=values.len()).map(|place| format!("${place}")).collect();
        let lines: Vec<String> = places.chunks(N).map(|line| format!("({})", line.join(", "))).collect();
        let sql = format!("{update} FROM (VALUES {}) AS said WHERE {which}", lines.join(", "));
        let statement = Statement::from_sql_and_values(self.conn().get_database_backend(), sql, values);
        self.conn().execute_raw(statement).await?;
        Ok(())
    }
}
