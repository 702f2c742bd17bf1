//! Notifications in words: what happened, in a sentence that names who.

use wire::notifications::Notification;

use crate::{i18n::shell::notice, ui::Icon};

pub fn icon(kind: &str) -> Icon {
    match kind {
        "sms_received" => Icon::Smartphone,
        "sms_failed" | "sms_stopped" | "mail_failed" | "mail_unknown" => Icon::TriangleAlert,
        "call_soon" => Icon::Video,
        _ => Icon::Bell,
    }
}

/// A kind of a newer server is said in general; its link still leads where it belongs.
pub fn text(notification: &Notification) -> String {
    let part = |name: &str| notification.part(name);
    let who = || part("name").or_else(|| part("number")).unwrap_or_default();
    match notification.kind.as_str() {
        "sms_received" => notice::sms_received(who()),
        "sms_failed" => notice::sms_failed(who()),
        "sms_stopped" => notice::sms_stopped().to_owned(),
        "mail_failed" => notice::mail_failed(who()),
        "mail_unknown" => notice::mail_unknown(who()),
        "call_soon" => notice::call_soon(part("title").unwrap_or_default()),
        _ => part("text").map_or_else(|| notice::something().to_owned(), str::to_owned),
    }
}
