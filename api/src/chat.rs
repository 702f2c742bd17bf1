//! Team chat over HTTP: rooms and direct messages, between colleagues only.

pub mod conversations;
pub mod members;
pub mod membership;
pub mod messages;
pub mod rooms;

use storage::chat::Message;
use storage::chat::list::Summary;
use storage::chat::members::Participant;

use crate::http::services::Services;
use wire::chat as w;

/// How much of a message a list shows, in characters.
const EXCERPT: usize = 200;

/// The addresses of this feature.
pub fn routes<S: Services>(config: &mut S) {
    config
        // Addresses are tried in this order, each by a regular expression: the busiest comes first.
        .service(messages::post_message)
        .service(messages::list_messages)
        .service(messages::move_read_mark)
        .service(conversations::list_colleagues)
        .service(conversations::list_conversations)
        .service(conversations::count_unread)
        .service(rooms::list_open_rooms)
        .service(rooms::create_room)
        .service(rooms::open_direct)
        .service(conversations::show_conversation)
        .service(rooms::change_room)
        .service(members::list_members)
        .service(members::add_members)
        .service(members::join_room)
        .service(members::remove_member);
}

/// A message as the browser sees it: a deleted one keeps its place and loses its text.
pub fn message(row: &Message) -> w::Message {
    w::Message {
        id: row.id,
        conversation: row.conversation_id,
        seq: row.seq,
        author: row.author_id,
        body: if row.deleted_at.is_some() { String::new() } else { row.body.clone() },
        nonce: row.nonce.clone(),
        version: row.version,
        created_at: row.created_at,
        edited_at: row.edited_at,
        deleted_at: row.deleted_at,
    }
}

fn conversation(row: Summary) -> w::Conversation {
    let last = match (row.last_seq, row.last_author, row.last_at) {
        (Some(seq), Some(author), Some(at)) => {
            let excerpt = row.last_body.unwrap_or_default().chars().take(EXCERPT).collect();
            Some(w::LastMessage { seq, author, excerpt, at })
        }
        _ => None,
    };
    w::Conversation {
        id: row.id,
        kind: row.kind,
        name: row.name,
        topic: row.topic,
        role: row.role,
        member_count: count(row.member_count),
        other: row.other_id,
        unread: count(row.unread),
        read_seq: row.read_seq,
        last,
        version: row.version,
        created_at: row.created_at,
    }
}

fn participant(row: Participant) -> w::ConversationMember {
    w::ConversationMember {
        user: row.user.id,
        name: row.user.name,
        title: row.user.title,
        role: row.member.role,
        active: row.user.deactivated_at.is_none(),
    }
}

/// Counts of the database are not negative.
fn count(counted: i64) -> u64 {
    u64::try_from(counted).unwrap_or(0)
}
