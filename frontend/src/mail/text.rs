//! The text of a letter.

use leptos::prelude::*;

/// The text with its addresses as links; nothing else in it is taken for more than text.
pub fn linked(text: &str) -> Vec<AnyView> {
    let mut parts = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            parts.push(view! { <br /> }.into_any());
        }
        for (at, word) in line.split(' ').enumerate() {
            if at > 0 {
                parts.push(" ".into_any());
            }
            if word.starts_with("http://") || word.starts_with("https://") {
                let (href, shown) = (word.to_owned(), word.to_owned());
                parts.push(
                    view! { <a href=href rel="external noreferrer" target="_blank">{shown}</a> }.into_any(),
                );
            } else {
                parts.push(word.to_owned().into_any());
            }
        }
    }
    parts
}
