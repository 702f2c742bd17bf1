//! Conversations of the team.

use domain::ConversationId;
use wire::chat::{Message, NewMessage};

use crate::error::Result;
use crate::request::Client;

impl Client {
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
}
