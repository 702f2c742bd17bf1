//! The elements of a conversation that its list can be scrolled to, by their ids.

/// The id of the line above what is new.
pub const NEW_LINE: &str = "chat-new";
/// Selects every message that the server has.
pub const MESSAGES: &str = ".chat-message[id]";

/// The id of the message at this place of the conversation.
pub fn of(seq: i64) -> String {
    format!("message-{seq}")
}

/// The place of the message whose element has this id.
pub fn seq(element: &str) -> Option<i64> {
    element.strip_prefix("message-")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{NEW_LINE, of, seq};

    #[test]
    fn an_id_leads_back_to_its_message() {
        assert_eq!(seq(&of(42)), Some(42));
        assert_eq!(seq(NEW_LINE), None);
        assert_eq!(seq("message-"), None);
    }
}
