//! What has a place of its own in the sidebar, the bottom bar and the palette.

use domain::permission::Permission;
use leptos::prelude::*;

use crate::{
    slots::{Module, Source},
    ui::Icon,
};

/// Every module, in the order of the sidebar. One line per feature.
pub fn modules() -> Vec<Module> {
    vec![
        Module::new("/chat", Icon::MessagesSquare, crate::i18n::chat::title)
            .keys("g c")
            .unread(crate::chat::unread),
        Module::new("/applicants", Icon::Users, crate::i18n::applicants::title)
            .keys("g a")
            .needs(Permission::ApplicantRead),
        Module::new("/cases", Icon::Briefcase, crate::i18n::cases::title)
            .keys("g f")
            .needs(Permission::CaseRead),
        Module::new("/sms", Icon::MessageSquareText, crate::i18n::sms::title)
            .keys("g s")
            .needs(Permission::ApplicantRead)
            .unread(|| expect_context::<crate::sms::SmsState>().unread()),
        Module::new("/video", Icon::Video, crate::i18n::calls::title)
            .keys("g v")
            .needs(Permission::ApplicantRead),
        Module::new("/mailbox", Icon::Inbox, crate::i18n::calls::mailbox::title)
            .keys("g m")
            .needs(Permission::MailboxRead)
            .not_on_phone(),
        Module::new("/settings", Icon::Settings, crate::i18n::identity::settings::title)
            .keys("g ,")
            .not_on_phone(),
    ]
}

/// What the palette searches in. One line per feature.
pub fn sources() -> Vec<Source> {
    vec![crate::applicants::search::source(), crate::cases::search::source()]
}
