//! The field that narrows a list while one types.

use leptos::prelude::*;

use super::{Icon, IconView};
use crate::i18n::Text;

#[component]
pub fn SearchField(
    /// What is searched, for those who do not see it.
    label: Text,
    /// What may be typed.
    hint: Text,
    wanted: RwSignal<String>,
) -> impl IntoView {
    view! {
        <div class="with-affix">
            <IconView icon=Icon::Search />
            <input
                class="input"
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-label=label
                placeholder=hint
                bind:value=wanted
            />
        </div>
    }
    .into_any()
}
