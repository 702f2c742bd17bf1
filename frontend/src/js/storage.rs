//! Small texts kept on this device. Where storage is forbidden or full, nothing is kept and nothing fails.

use leptos::prelude::*;

const PREFIX: &str = "liaison.";

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

pub fn read(key: &str) -> Option<String> {
    storage()?.get_item(&format!("{PREFIX}{key}")).ok()?
}

/// Keeps `value`; `false` when the browser refused.
pub fn write(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(&format!("{PREFIX}{key}"), value).is_ok())
}

pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        // A refusal leaves an old text behind, which the next write replaces.
        let _ = storage.remove_item(&format!("{PREFIX}{key}"));
    }
}

/// The keys that start with `prefix`.
pub fn keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let wanted = format!("{PREFIX}{prefix}");
    let count = storage.length().unwrap_or(0);
    let keys = (0..count).filter_map(|index| storage.key(index).ok().flatten());
    keys.filter(|key| key.starts_with(&wanted)).map(|key| key.replacen(PREFIX, "", 1)).collect()
}

/// What another tab of this browser did with a key; an absent value is an empty one.
pub struct Change {
    pub key: String,
    pub before: String,
    pub now: String,
}

/// Calls `then` whenever another tab of this browser writes or removes something, until the caller's owner is gone.
pub fn follow(then: impl Fn(Change) + 'static) {
    let listener = window_event_listener(leptos::ev::storage, move |event| {
        let key = event.key().and_then(|key| key.strip_prefix(PREFIX).map(str::to_owned));
        if let Some(key) = key {
            then(Change {
                key,
                before: event.old_value().unwrap_or_default(),
                now: event.new_value().unwrap_or_default(),
            });
        }
    });
    on_cleanup(move || listener.remove());
}

/// Forgets every key that starts with `prefix`: drafts of a user who signs out of a shared computer.
pub fn remove_all(prefix: &str) {
    for key in keys(prefix) {
        remove(&key);
    }
}

fn tab() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// What this tab keeps over a reload, and nothing else sees.
pub fn read_tab(key: &str) -> Option<String> {
    tab()?.get_item(&format!("{PREFIX}{key}")).ok()?
}

/// Keeps `value` in this tab; without storage a reload asks again.
pub fn write_tab(key: &str, value: Option<&str>) {
    let Some(tab) = tab() else { return };
    let key = format!("{PREFIX}{key}");
    let _ = match value {
        Some(value) => tab.set_item(&key, value),
        None => tab.remove_item(&key),
    };
}
