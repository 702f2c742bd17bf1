//! What has a place of its own in the sidebar, the bottom bar and the palette.

use domain::permission::Permission;
use leptos::prelude::*;

use crate::{shell::palette::Source, ui::Icon};

/// An entry of the frame. What is not built has no entry.
#[derive(Clone, Copy)]
pub struct Module {
    pub href: &'static str,
    pub icon: Icon,
    pub label: crate::i18n::Text,
    /// The keys that open it from anywhere, such as `g c`.
    pub keys: &'static str,
    /// Shown only to those who have it.
    pub needs: Option<Permission>,
    /// The number of unread things, absolute; read inside a view, so it may use context.
    pub unread: Option<fn() -> u64>,
    /// What the sidebar shows beneath the entry, such as pinned conversations.
    pub below: Option<fn() -> AnyView>,
    /// Among the four that fit the bottom bar of a phone.
    pub on_phone: bool,
}

impl Module {
    pub const fn new(href: &'static str, icon: Icon, label: crate::i18n::Text) -> Self {
        Self { href, icon, label, keys: "", needs: None, unread: None, below: None, on_phone: true }
    }

    #[must_use]
    pub const fn keys(mut self, keys: &'static str) -> Self {
        self.keys = keys;
        self
    }

    #[must_use]
    pub const fn needs(mut self, permission: Permission) -> Self {
        self.needs = Some(permission);
        self
    }

    #[must_use]
    pub const fn unread(mut self, count: fn() -> u64) -> Self {
        self.unread = Some(count);
        self
    }

    #[must_use]
    pub const fn below(mut self, view: fn() -> AnyView) -> Self {
        self.below = Some(view);
        self
    }

    #[must_use]
    pub const fn not_on_phone(mut self) -> Self {
        self.on_phone = false;
        self
    }
}

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
