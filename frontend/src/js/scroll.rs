//! Where a long list is, and keeping it there while things come and go above.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlElement, ResizeObserver};

/// Pixels below what is in sight.
pub fn below(list: &HtmlElement) -> i32 {
    list.scroll_height() - list.scroll_top() - list.client_height()
}

pub fn to_end(list: &HtmlElement) {
    list.set_scroll_top(list.scroll_height());
}

/// An element in sight and how far it is from the top of the list.
#[derive(Clone, Debug)]
pub struct Anchor {
    id: String,
    distance: f64,
}

impl Anchor {
    /// The element's id.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// The first element that matches and can be seen at least in part.
pub fn anchor(list: &HtmlElement, selector: &str) -> Option<Anchor> {
    let top = list.get_bounding_client_rect().top();
    let found = list.query_selector_all(selector).ok()?;
    (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into::<Element>().ok())
        .find(|element| element.get_bounding_client_rect().bottom() > top)
        .map(|element| Anchor { id: element.id(), distance: element.get_bounding_client_rect().top() - top })
}

/// Scrolls so that the element is where it was.
pub fn restore(list: &HtmlElement, anchor: &Anchor) {
    let Some(element) = super::dom::by_id(&anchor.id) else { return };
    let now = element.get_bounding_client_rect().top() - list.get_bounding_client_rect().top();
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
    let moved = (now - anchor.distance).round() as i32;
    list.set_scroll_top(list.scroll_top() + moved);
}

/// Calls `then` whenever anything in the page is scrolled. The result stops it.
pub fn on_scroll(then: impl Fn() + 'static) -> impl FnOnce() {
    let heard = Closure::<dyn Fn()>::new(then);
    let window = web_sys::window();
    if let Some(window) = &window {
        // Scrolling does not bubble, but it is captured on its way down.
        let _ =
            window.add_event_listener_with_callback_and_bool("scroll", heard.as_ref().unchecked_ref(), true);
    }
    move || {
        if let Some(window) = &window {
            let _ = window.remove_event_listener_with_callback_and_bool(
                "scroll",
                heard.as_ref().unchecked_ref(),
                true,
            );
        }
    }
}

/// Calls `then` whenever the element's own size changes. The result stops it.
pub fn on_resize<T: Fn() + 'static>(element: &Element, then: T) -> impl FnOnce() + use<T> {
    let heard = Closure::<dyn Fn()>::new(then);
    let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok();
    if let Some(observer) = &observer {
        observer.observe(element);
    }
    move || {
        if let Some(observer) = observer {
            observer.disconnect();
        }
        drop(heard);
    }
}

/// The ids of the elements of a list that match and whose end is on the screen: not scrolled away in the list, and not
/// below or above the window.
pub fn ends_in_sight(list: &HtmlElement, selector: &str) -> Vec<String> {
    let Ok(found) = list.query_selector_all(selector) else { return Vec::new() };
    let area = list.get_bounding_client_rect();
    let page =
        web_sys::window().and_then(|window| window.document()).and_then(|page| page.document_element());
    let height = page.map_or(f64::MAX, |root| f64::from(root.client_height()));
    let (top, bottom) = (area.top().max(0.0), area.bottom().min(height));
    (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into::<Element>().ok())
        .filter(|element| {
            let end = element.get_bounding_client_rect().bottom();
            // A pixel may be lost to rounding.
            end > top && end <= bottom + 1.0
        })
        .map(|element| element.id())
        .collect()
}

/// Puts an element a third down from the top of the list.
pub fn show(list: &HtmlElement, id: &str) {
    let Some(element) = super::dom::by_id(id) else { return };
    let distance = element.get_bounding_client_rect().top() - list.get_bounding_client_rect().top();
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
    let moved = distance.round() as i32 - list.client_height() / 3;
    list.set_scroll_top(list.scroll_top() + moved);
}

/// Gives a text area the height of its text; the style sheet says where that ends.
pub fn fit(area: &HtmlElement) {
    let style = area.style();
    // Both are plain lengths, which no browser refuses.
    let _ = style.set_property("height", "auto");
    let _ = style.set_property("height", &format!("{}px", area.scroll_height()));
}

/// Whether the person is at this page: it is in front and has the keyboard.
pub fn is_attended() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    super::dom::is_visible() && document.is_some_and(|document| document.has_focus().unwrap_or(false))
}
