//! Rows of a list that are there and cannot be shown.

use leptos::prelude::*;

use super::{Banner, Tone};
use crate::i18n::records;

/// Says which rows are there and cannot be shown, so that someone can be asked to look into them.
#[component]
pub fn Damaged(ids: Vec<String>) -> impl IntoView {
    if ids.is_empty() {
        return ().into_any();
    }
    let count = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    let known: Vec<_> = ids.into_iter().filter(|id| !id.is_empty()).collect();
    view! {
        <Banner tone=Tone::Warning>
            {records::unreadable(count)}
            {(!known.is_empty()).then(|| view! { " " <code class="damaged">{known.join(" ")}</code> })}
        </Banner>
    }
    .into_any()
}
