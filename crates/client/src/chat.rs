//! Conversations of the team.

use domain::{ConversationId, UserId};
use wire::chat::{
    Colleagues, Conversation, ConversationMembers, Conversations, History, HistoryQuery, Message, NewMembers,
    NewMessage, NewRoom, OpenDirect, OpenRooms, ReadMark, RoomChange, UnreadCount, UnreadCounts,
};

use crate::error::Result;
use crate::request::{Client, Method, Path, RequestBuilder};

impl Client {
    /// One's conversations, the one with the newest activity first.
    pub async fn conversations(&self) -> Result<Conversations> {
        self.get("conversations").await
    }

    pub async fn conversation(&self, id: ConversationId) -> Result<Conversation> {
        self.get(format!("conversations/{id}")).await
    }

    /// How much of every conversation is unread.
    pub async fn unread_counts(&self) -> Result<UnreadCounts> {
        self.get("conversations/unread").await
    }

    /// The rooms one is not in.
    pub async fn open_rooms(&self) -> Result<OpenRooms> {
        self.get("conversations/open").await
    }

    /// The team, those who have left included.
    pub async fn colleagues(&self) -> Result<Colleagues> {
        self.get("colleagues").await
    }

    /// Makes a room; the same `key` again is the same room again.
    pub async fn create_room(&self, key: &str, room: &NewRoom) -> Result<Conversation> {
        self.create("conversations", key, room).await
    }

    /// The direct message with a colleague.
    pub async fn open_direct(&self, user: UserId) -> Result<Conversation> {
        self.post("conversations/direct", &OpenDirect { user }).await
    }

    /// Renames a room, or gives it another topic, as it was at `version`.
    pub async fn change_room(
        &self,
        id: ConversationId,
        version: i64,
        change: &RoomChange,
    ) -> Result<Conversation> {
        self.change(format!("conversations/{id}"), version, change).await
    }

    pub async fn conversation_members(&self, id: ConversationId) -> Result<ConversationMembers> {
        self.get(format!("conversations/{id}/members")).await
    }

    pub async fn add_members(&self, id: ConversationId, users: &[UserId]) -> Result<ConversationMembers> {
        self.post(format!("conversations/{id}/members"), &NewMembers { users: users.to_vec() }).await
    }

    /// Goes into a room.
    pub async fn join_room(&self, id: ConversationId) -> Result<Conversation> {
        self.answer(RequestBuilder::new(Method::Put, format!("conversations/{id}/members/me"))).await
    }

    /// Leaves a room, or takes someone out of it.
    pub async fn remove_member(&self, id: ConversationId, user: UserId) -> Result<()> {
        self.execute(RequestBuilder::new(Method::Delete, format!("conversations/{id}/members/{user}"))).await
    }

    /// A window of a conversation, oldest first.
    pub async fn messages(&self, id: ConversationId, query: HistoryQuery) -> Result<History> {
        let path = Path::new(format!("conversations/{id}/messages"))
            .with("before", query.before)
            .with("after", query.after)
            .with("around", query.around)
            .with("limit", query.limit);
        self.get(path).await
    }

    /// Posts a message. The same `nonce` again is the same message again, however often it is sent.
    pub async fn post_message(
        &self,
        conversation: ConversationId,
        nonce: &str,
        body: &str,
    ) -> Result<Message> {
        let new = NewMessage { body: body.to_owned() };
        self.create(format!("conversations/{conversation}/messages"), nonce, &new).await
    }

    /// Says how far one has read; answers what is left.
    pub async fn move_read_mark(&self, id: ConversationId, mark: ReadMark) -> Result<UnreadCount> {
        self.put(format!("conversations/{id}/read"), &mark).await
    }
}
