//! How the items of a menu are reached with the keyboard.

use leptos::{ev, web_sys::HtmlDivElement};

use crate::js::dom::{self, Step};

/// Those that can be chosen.
const ITEMS: &str = "[role^=menuitem]:not([aria-disabled=true])";

/// Moves focus to the first item.
pub fn enter(panel: &HtmlDivElement) {
    dom::focus_first(panel, ITEMS);
}

/// Moves focus among the items: by arrows round the ends, by a letter to the next item that begins with it.
pub fn on_key(event: &ev::KeyboardEvent, panel: &HtmlDivElement) {
    let step = match event.key().as_str() {
        "ArrowDown" => Step::Next,
        "ArrowUp" => Step::Previous,
        "Home" => Step::First,
        "End" => Step::Last,
        "Tab" => return dom::hide_popover(panel),
        letter if letter.chars().count() == 1 && letter != " " => {
            return dom::focus_by_letter(panel, ITEMS, letter);
        }
        _ => return,
    };
    event.prevent_default();
    dom::step_focus(panel, ITEMS, step, true);
}
