//! Yes or no: a box to tick before saving, or a switch that acts at once.

use leptos::{prelude::*, text_prop::TextProp};

use super::id;

#[component]
pub fn Checkbox(
    #[prop(into)] label: TextProp,
    checked: RwSignal<bool>,
    #[prop(optional)] name: &'static str,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let hint_id = id::unique("hint");
    let described = hint.is_some().then(|| hint_id.clone());
    view! {
        <label class="check">
            <input
                type="checkbox"
                class="check__box"
                name=name
                aria-describedby=described
                disabled=move || disabled.get()
                bind:checked=checked
            />
            <span class="check__text">
                <span>{move || label.get()}</span>
                {hint.map(|hint| view! { <span class="field__hint" id=hint_id>{move || hint.get()}</span> })}
            </span>
        </label>
    }
    .into_any()
}

/// A switch. `on_change` is asked for and the caller moves `checked` when it is true.
#[component]
pub fn Switch(
    #[prop(into)] label: TextProp,
    #[prop(into)] checked: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let hint_id = id::unique("hint");
    let described = hint.is_some().then(|| hint_id.clone());
    view! {
        <label class="check">
            <input
                type="checkbox"
                role="switch"
                class="check__box check__box--switch"
                aria-describedby=described
                disabled=move || disabled.get()
                prop:checked=move || checked.get()
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            <span class="check__text">
                <span>{move || label.get()}</span>
                {hint.map(|hint| view! { <span class="field__hint" id=hint_id>{move || hint.get()}</span> })}
            </span>
        </label>
    }
    .into_any()
}
