//! Notifications in words: what happened, in a sentence that names who, beside its sign.

use domain::UserId;
use domain::notification::NotificationFact;
use leptos::prelude::use_context;

use crate::{
    chat::state::ChatState,
    i18n::{calls, chat, shell::notice},
    ui::Icon,
};

/// The sign and the sentence of a line.
pub fn sentence(fact: &NotificationFact) -> (Icon, String) {
    match fact {
        NotificationFact::ChatMessage { by, .. } => {
            (Icon::MessagesSquare, chat::bell::message(&name_of(*by)))
        }
        NotificationFact::ChatAdded { by, room, .. } => {
            (Icon::MessagesSquare, chat::bell::added(&name_of(*by), room))
        }
        NotificationFact::ChatOwner { room, .. } => (Icon::MessagesSquare, chat::bell::owner(room)),
        NotificationFact::SmsReceived { name, number, .. } => {
            (Icon::Smartphone, notice::sms_received(name.as_ref().unwrap_or(number)))
        }
        NotificationFact::SmsFailed { number, .. } => (Icon::TriangleAlert, notice::sms_failed(number)),
        NotificationFact::SmsStopped { .. } => (Icon::TriangleAlert, notice::sms_stopped().to_owned()),
        NotificationFact::MailFailed { name, .. } => (Icon::TriangleAlert, notice::mail_failed(name)),
        NotificationFact::MailUnknown { name, .. } => (Icon::TriangleAlert, notice::mail_unknown(name)),
        NotificationFact::MailObsolete { name, .. } => (Icon::TriangleAlert, notice::mail_obsolete(name)),
        NotificationFact::MailStopped { .. } => (Icon::TriangleAlert, notice::mail_stopped().to_owned()),
        NotificationFact::ClientWaiting { name, title, others: 0, .. } => {
            (Icon::Video, calls::bell::client_waiting(name, title))
        }
        NotificationFact::ClientWaiting { name, title, .. } => {
            (Icon::Video, calls::bell::clients_waiting(name, title))
        }
        NotificationFact::CallInvited { title, .. } => (Icon::Video, calls::bell::invited(title)),
        NotificationFact::CallMoved { title, .. } => (Icon::Video, calls::bell::moved(title)),
        NotificationFact::CallCancelled { title, .. } => (Icon::Video, calls::bell::cancelled(title)),
        NotificationFact::CallSoon { title, .. } => (Icon::Video, notice::call_soon(title)),
    }
}

fn name_of(user: UserId) -> String {
    use_context::<ChatState>().map_or_else(|| chat::somebody().to_owned(), |state| state.name_of(user))
}
