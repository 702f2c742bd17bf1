//! Team chat over HTTP.

use storage::chat::Message;

/// A message as the browser sees it: a deleted one keeps its place and loses its text.
pub fn message(row: &Message) -> wire::chat::Message {
    wire::chat::Message {
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
