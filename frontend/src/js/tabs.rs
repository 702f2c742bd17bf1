//! What the open tabs of one browser tell each other. Nothing of it is kept.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

/// Listens to the tabs that name the channel alike, and says `first` to them. What `answer` gives goes to all of them. Ends
/// with the caller's owner; a browser without such channels has tabs that do not know of each other.
pub fn talk(channel: &str, first: Option<&str>, answer: impl Fn(String) -> Option<String> + 'static) {
    let Ok(channel) = BroadcastChannel::new(channel) else { return };
    let replies = channel.clone();
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(text) = event.data().as_string().and_then(&answer) {
            say(&replies, &text);
        }
    });
    channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    if let Some(first) = first {
        say(&channel, first);
    }
    let held = StoredValue::new_local((channel, heard));
    on_cleanup(move || {
        held.try_with_value(|(channel, _)| channel.close());
    });
}

fn say(channel: &BroadcastChannel, text: &str) {
    // A channel that is closed has nobody to tell.
    let _ = channel.post_message(&JsValue::from_str(text));
}
