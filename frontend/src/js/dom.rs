//! The document: attributes of the root, focus, media queries, dialogs, positions.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Element, HtmlDialogElement, HtmlElement, MediaQueryList, Node};

use super::casing;

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

pub fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        // Only an invalid attribute name could fail, and all names are ours.
        let _ = root.set_attribute(name, value);
    }
}

/// Tells `fallback.js` that the application has started and speaks for itself.
pub fn set_started() {
    set_root_attribute("data-started", "");
}

pub fn set_language(tag: &str) {
    set_root_attribute("lang", tag);
}

pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// The languages the browser asks for, most wanted first.
pub fn browser_languages() -> Vec<String> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    window.navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

fn media(query: &str) -> Option<MediaQueryList> {
    web_sys::window()?.match_media(query).ok()?
}

pub fn matches_media(query: &str) -> bool {
    media(query).is_some_and(|list| list.matches())
}

/// Calls `then` whenever the answer to `query` changes, for as long as the page lives.
pub fn on_media_change(query: &str, then: impl Fn() + 'static) {
    if let Some(list) = media(query) {
        let callback = Closure::<dyn Fn()>::new(then);
        list.set_onchange(Some(callback.as_ref().unchecked_ref()));
        callback.forget();
        // The list itself must outlive this call, or the browser may collect it with its listener.
        std::mem::forget(list);
    }
}

/// Whether the page is the one in front.
pub fn is_visible() -> bool {
    document().is_none_or(|document| !document.hidden())
}

/// Loads this page once more from the beginning.
pub fn reload_page() {
    if let Some(window) = web_sys::window() {
        // Refused only for a page without an address.
        let _ = window.location().reload();
    }
}

/// The path of this page's address.
pub fn path() -> String {
    web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// The same as people read it: without percent signs.
pub fn readable_path() -> String {
    let path = path();
    js_sys::decode_uri_component(&path).map_or(path, Into::into)
}

/// `host[:port]` of this page.
pub fn host() -> String {
    web_sys::window().and_then(|window| window.location().host().ok()).unwrap_or_default()
}

/// Leaves for another address with a full page load: everything held in memory is gone.
pub fn load_page(address: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().assign(address);
    }
}

/// Goes to another document in place of this page: “back” does not return here.
pub fn replace_page(address: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().replace(address);
    }
}

pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

pub fn by_id(id: &str) -> Option<HtmlElement> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Moves focus to the element with this id, if it is there.
pub fn focus(id: &str) {
    if let Some(element) = by_id(id) {
        let _ = element.focus();
    }
}

/// Moves focus to the first element of the page that matches.
pub fn focus_in_page(selector: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        focus_first(&root, selector);
    }
}

/// Moves focus to the first element inside `container` that matches.
pub fn focus_first(container: &Element, selector: &str) {
    if let Some(element) = all(container, selector).first() {
        let _ = element.focus();
    }
}

fn all(container: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = container.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.item(index)?.dyn_into().ok()).collect()
}

/// Where focus goes among the elements of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Next,
    Previous,
    First,
    Last,
}

/// Moves focus among the elements of `container` that match; round the ends when `wrap`. `true` when it moved.
pub fn step_focus(container: &Element, selector: &str, step: Step, wrap: bool) -> bool {
    let items = all(container, selector);
    let active = document().and_then(|document| document.active_element());
    let current = active
        .and_then(|active| items.iter().position(|item| item.contains(Some(active.unchecked_ref::<Node>()))));
    let last = items.len().saturating_sub(1);
    let target = match (step, current) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None) => last,
        (Step::Next, Some(index)) if index == last => {
            if wrap {
                0
            } else {
                last
            }
        }
        (Step::Next, Some(index)) => index + 1,
        (Step::Previous, Some(0)) => {
            if wrap {
                last
            } else {
                0
            }
        }
        (Step::Previous, Some(index)) => index - 1,
    };
    items.get(target).is_some_and(|item| item.focus().is_ok())
}

/// Moves focus to the next element whose text starts with `letter`, as menus do.
pub fn focus_by_letter(container: &Element, selector: &str, letter: &str) {
    let items = all(container, selector);
    let active = document().and_then(|document| document.active_element());
    let current = active.and_then(|active| items.iter().position(|item| item.is_same_node(Some(&active))));
    let after = current.map_or(0, |index| index + 1);
    let letter = casing::lower(letter);
    let matching = |item: &&HtmlElement| {
        casing::lower(item.text_content().unwrap_or_default().trim()).starts_with(&letter)
    };
    if let Some(item) = items.iter().cycle().skip(after).take(items.len()).find(matching) {
        let _ = item.focus();
    }
}

/// Whether the user is typing into the target of a key event, so that single keys are text and no shortcut.
pub fn is_editable(target: Option<web_sys::EventTarget>) -> bool {
    let Some(element) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return false };
    // A closed dialog's field has the focus until the browser draws the next time; nobody types into it any more.
    if matches!(element.closest("dialog:not([open])"), Ok(Some(_))) {
        return false;
    }
    element.is_content_editable() || matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}

/// Whether the user is typing somewhere, or a dialog is in front.
pub fn is_typing() -> bool {
    let active = document().and_then(|document| document.active_element());
    is_dialog_open() || is_editable(active.map(Into::into))
}

/// Whether a modal dialog is in front, to which the keyboard belongs.
pub fn is_dialog_open() -> bool {
    document().and_then(|document| document.query_selector("dialog[open]").ok().flatten()).is_some()
}

pub fn is_mac() -> bool {
    let platform = web_sys::window().and_then(|window| window.navigator().platform().ok());
    platform.is_some_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
}

/// Opens the browser's own dialog for printing the page.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // Refused within a frame that may not; a person sees that nothing came.
        let _ = window.print();
    }
}

/// Opens a dialog above everything else; focus enters it and returns when it closes.
pub fn show_modal(dialog: &HtmlDialogElement) {
    if !dialog.open() {
        let _ = dialog.show_modal();
    }
}

/// Sets a custom property or any other property of an element's own style (the policy allows CSSOM).
pub fn set_property(element: &HtmlElement, name: &str, value: &str) {
    let _ = element.style().set_property(name, value);
}

/// The nearest element around the target of an event that matches.
pub fn closest(target: Option<web_sys::EventTarget>, selector: &str) -> Option<HtmlElement> {
    target?.dyn_into::<Element>().ok()?.closest(selector).ok()??.dyn_into().ok()
}

pub fn show_popover(element: &HtmlElement) {
    if !is_popover_open(element) {
        let _ = element.show_popover();
    }
}

pub fn hide_popover(element: &HtmlElement) {
    // Refused when it is not open, which is what is wanted.
    let _ = element.hide_popover();
}

pub fn is_popover_open(element: &HtmlElement) -> bool {
    element.matches(":popover-open").unwrap_or(false)
}

/// Puts a list under its field, as wide as the field.
pub fn place_list(floating: &HtmlElement, field: &Element) {
    let width = field.get_bounding_client_rect().width();
    set_property(floating, "width", &pixels(width));
    place(floating, field, false);
}

/// Scrolls an element just into view.
pub fn reveal(id: &str) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    if let Some(element) = by_id(id) {
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Scrolls until an element begins at the top, as far as its page goes.
pub fn reveal_from_top(id: &str) {
    if let Some(element) = by_id(id) {
        element.scroll_into_view();
    }
}

/// While `unsaved` is true, asks before the page is left: by the browser on closing and reloading, with
/// `question` when a link within the application is followed. The result stops it.
pub fn on_leaving(
    unsaved: impl Fn() -> bool + Clone + 'static,
    question: impl Fn() -> String + 'static,
) -> impl FnOnce() {
    let before = unsaved.clone();
    let unload = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        if before() {
            event.prevent_default();
        }
    });
    // In the capture phase, before the router hears of the press.
    let click = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        let link = closest(event.target(), "a[href]");
        if link.is_some_and(|link| !link.has_attribute("download") && link.get_attribute("target").is_none())
            && unsaved()
            && !confirm(&question())
        {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    let window = web_sys::window();
    if let Some(window) = &window {
        let _ = window.add_event_listener_with_callback("beforeunload", unload.as_ref().unchecked_ref());
        let _ =
            window.add_event_listener_with_callback_and_bool("click", click.as_ref().unchecked_ref(), true);
    }
    move || {
        if let Some(window) = &window {
            let _ =
                window.remove_event_listener_with_callback("beforeunload", unload.as_ref().unchecked_ref());
            let _ = window.remove_event_listener_with_callback_and_bool(
                "click",
                click.as_ref().unchecked_ref(),
                true,
            );
        }
    }
}

/// Asks a yes-or-no question in the browser's own dialog, which cannot be missed while leaving.
pub fn confirm(question: &str) -> bool {
    web_sys::window().is_some_and(|window| window.confirm_with_message(question).unwrap_or(true))
}

/// Puts `floating` under its anchor, or above where there is more room, within the window.
pub fn place(floating: &HtmlElement, anchor: &Element, align_end: bool) {
    const GAP: f64 = 4.0;
    const MARGIN: f64 = 8.0;
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    let (width, height) = (f64::from(root.client_width()), f64::from(root.client_height()));
    let anchor = anchor.get_bounding_client_rect();
    let own = floating.get_bounding_client_rect();
    // Held at the edge that stays when the content grows.
    let (edge, other, wanted) =
        if align_end { ("right", "left", width - anchor.right()) } else { ("left", "right", anchor.left()) };
    let inset = wanted.min(width - own.width() - MARGIN).max(MARGIN);
    let below = height - anchor.bottom() - GAP - MARGIN;
    let above = anchor.top() - GAP - MARGIN;
    let (top, tallest) = if own.height() <= below || below >= above {
        (anchor.bottom() + GAP, below)
    } else {
        ((anchor.top() - GAP - own.height()).max(MARGIN), above)
    };
    set_property(floating, edge, &pixels(inset));
    set_property(floating, other, "auto");
    set_property(floating, "top", &pixels(top));
    set_property(floating, "max-height", &pixels(tallest));
}

/// Whole ones: writing a fraction takes code that nothing else in the page needs.
#[expect(clippy::cast_possible_truncation, reason = "within a window")]
fn pixels(length: f64) -> String {
    format!("{}px", length as i32)
}
