//! What a feature can put into the frame and into records: an entry of the sidebar, a search of the palette, a tab.
//!
//! The lists of what there is stand in [`crate::modules`] and [`crate::records::tabs`]. They know the features; the
//! features know only this.

use std::{future::Future, pin::Pin};

use domain::permission::Permission;
use leptos::prelude::*;

use crate::{
    i18n::{Text, shell},
    js::address,
    session::Session,
    ui::Icon,
};

/// An entry of the frame. What is not built has no entry.
#[derive(Clone, Copy)]
pub struct Module {
    pub href: &'static str,
    pub icon: Icon,
    pub label: Text,
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
    pub const fn new(href: &'static str, icon: Icon, label: Text) -> Self {
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

/// A place a search leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub icon: Icon,
    pub label: String,
    pub detail: Option<String>,
    pub href: String,
    pub keys: &'static str,
}

impl Hit {
    /// The way to everything that a search finds, where the palette shows only the first of it.
    pub fn all(list: &str, wanted: &str) -> Self {
        Self {
            icon: Icon::Search,
            label: shell::palette::all(wanted),
            detail: None,
            href: format!("{list}?q={}", address::escape(wanted)),
            keys: "",
        }
    }
}

/// What a search comes back with.
pub type Hits = Pin<Box<dyn Future<Output = client::Result<Vec<Hit>>>>>;

/// Something the palette searches in, such as applicants.
#[derive(Clone, Copy)]
pub struct Source {
    pub heading: Text,
    pub search: fn(Session, String) -> Hits,
}

/// A tab of a record. Its address is the record's and `path`.
#[derive(Clone, Copy)]
pub struct RecordTab<Id: 'static> {
    pub path: &'static str,
    pub label: Text,
    /// Shown only to those who have it.
    pub needs: Option<Permission>,
    pub view: fn(Id) -> AnyView,
}
