//! The conversations of one person with what a list shows of them, in one statement.

use chrono::{DateTime, Utc};
use domain::chat::{ConversationKind, MemberRole};
use domain::{ConversationId, UserId};
use sea_orm::{FromQueryResult, Statement};

use crate::collation::sort_by_name;
use crate::handles::Chat;
use crate::{Result, Store, StoreError};

/// More unread messages than this are not counted.
pub const MOST_UNREAD: i64 = 1_000;

/// What is kept of a member's unread messages, at most [`MOST_UNREAD`]; `cm` is the member's row, `c` the conversation.
macro_rules! unread_sql {
    () => {
        "(CASE WHEN c.message_count - cm.read_count > 1000 THEN 1000 ELSE c.message_count - cm.read_count END)"
    };
}

/// A conversation as one of its members sees it in a list.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Summary {
    pub id: ConversationId,
    pub kind: ConversationKind,
    pub name: String,
    pub topic: String,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub role: MemberRole,
    pub read_seq: i64,
    /// Those who have left the team read nothing and are not counted.
    pub member_count: i64,
    /// The other person of a direct message.
    pub other_id: Option<UserId>,
    pub unread: i64,
    pub last_seq: Option<i64>,
    pub last_author: Option<UserId>,
    pub last_body: Option<String>,
    pub last_at: Option<DateTime<Utc>>,
}

const SUMMARIES: &str = concat!(
    "SELECT c.id, c.kind, c.name, c.topic, c.version, c.created_at, cm.role, cm.read_seq, \
     c.reader_count AS member_count, \
     (SELECT o.user_id FROM conversation_member o WHERE o.conversation_id = c.id \
      AND o.user_id <> cm.user_id AND c.kind = 'dm' LIMIT 1) AS other_id, ",
    unread_sql!(),
    " AS unread, m.seq AS last_seq, m.author_id AS last_author, m.created_at AS last_at, \
     CASE WHEN m.deleted_at IS NULL THEN m.body ELSE '' END AS last_body \
     FROM conversation_member cm \
     JOIN conversation c ON c.id = cm.conversation_id \
     LEFT JOIN message m ON m.seq = \
      (SELECT MAX(z.seq) FROM message z WHERE z.conversation_id = cm.conversation_id) \
     WHERE cm.user_id = $1 AND cm.practice_id = $2"
);

/// How much of one conversation is unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Unread {
    pub conversation_id: ConversationId,
    pub read_seq: i64,
    pub unread: i64,
}

/// A room that someone is not in.
#[derive(Clone, Debug, FromQueryResult)]
pub struct OpenRoom {
    pub id: ConversationId,
    pub name: String,
    pub topic: String,
    pub member_count: i64,
}

impl Chat<&Store> {
    /// Someone's conversations, the one with the newest activity first.
    pub async fn summaries(self, user: UserId) -> Result<Vec<Summary>> {
        let practice = self.practice;
        // By sequence, not by clock: clocks are set back. One in which nothing was said is above the message that
        // was the newest when it was made.
        let sql = format!(
            "{SUMMARIES} ORDER BY COALESCE(m.seq, c.after_seq) DESC, \
             CASE WHEN m.seq IS NULL THEN 0 ELSE 1 END, c.created_at DESC, c.id"
        );
        let statement = self.db.sql(&sql, [user.as_uuid(), practice.as_uuid()]);
        Ok(Summary::find_by_statement(statement).all(self.db.reader()).await?)
    }

    /// One of someone's conversations; not found when they are not in it.
    pub async fn summary(self, user: UserId, id: ConversationId) -> Result<Summary> {
        let practice = self.practice;
        let sql = format!("{SUMMARIES} AND cm.conversation_id = $3");
        let statement = self.db.sql(&sql, [user.as_uuid(), practice.as_uuid(), id.as_uuid()]);
        let found = Summary::find_by_statement(statement).one(self.db.reader()).await?;
        found.ok_or(StoreError::NotFound)
    }

    /// How much of each of someone's conversations is unread.
    pub async fn unread_counts(self, user: UserId) -> Result<Vec<Unread>> {
        const SQL: &str = concat!(
            "SELECT cm.conversation_id, cm.read_seq, ",
            unread_sql!(),
            " AS unread FROM conversation_member cm JOIN conversation c ON c.id = cm.conversation_id \
             WHERE cm.user_id = $1 AND cm.practice_id = $2"
        );
        let statement = self.db.sql(SQL, [user.as_uuid(), self.practice.as_uuid()]);
        Ok(Unread::find_by_statement(statement).all(self.db.reader()).await?)
    }

    /// The practice's rooms that someone is not in, by name.
    pub async fn open_rooms(self, user: UserId) -> Result<Vec<OpenRoom>> {
        const SQL: &str = "SELECT c.id, c.name, c.topic, c.reader_count AS member_count FROM conversation c \
             WHERE c.practice_id = $2 AND c.kind = 'room' AND NOT EXISTS \
             (SELECT 1 FROM conversation_member x WHERE x.conversation_id = c.id AND x.user_id = $1) \
             ORDER BY c.id";
        let statement = self.db.sql(SQL, [user.as_uuid(), self.practice.as_uuid()]);
        let mut rooms = OpenRoom::find_by_statement(statement).all(self.db.reader()).await?;
        sort_by_name(&mut rooms, |room| &room.name);
        Ok(rooms)
    }
}

impl Store {
    /// `$1` and so on are read by both databases.
    fn sql<const N: usize>(&self, sql: &str, values: [uuid::Uuid; N]) -> Statement {
        let values = values.map(sea_orm::Value::from);
        Statement::from_sql_and_values(self.reader().get_database_backend(), sql, values)
    }
}
