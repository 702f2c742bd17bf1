//! Text fields with their label, hint and error, bound for assistive technology.

use leptos::{prelude::*, text_prop::TextProp};

use super::{Icon, IconView, id};

/// What stands around a control: label above, hint and error beneath.
///
/// The control inside gets `id` and [`described_by`]; fields of this module do that themselves.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: TextProp,
    #[prop(optional_no_strip)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Says "optional" beside the label; required fields say nothing.
    #[prop(optional)]
    optional: bool,
    children: Children,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    view! {
        <div class="field">
            <label class="field__label" for=id>
                {move || label.get()}
                {optional.then(|| view! { <span class="field__optional">{crate::i18n::ui::optional}</span> })}
            </label>
            {children()}
            <div id=error_id class="field__live" aria-live="polite">
                {move || error.get().map(|error| view! {
                    <p class="field__error"><IconView icon=Icon::CircleAlert size="small" /> {error}</p>
                })}
            </div>
            {hint.map(|hint| view! { <p class="field__hint" id=hint_id>{move || hint.get()}</p> })}
        </div>
    }
    .into_any()
}

/// The value of `aria-describedby` of the control of the field with this id.
pub fn described_by(id: &str, has_hint: bool) -> String {
    if has_hint { format!("{id}-error {id}-hint") } else { format!("{id}-error") }
}

/// A field of one line.
#[component]
pub fn TextField(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    /// The `type` of the input: `text`, `email`, `tel`, `password`, `search`, `date`, `time` …
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional)] name: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] autofocus: bool,
    /// Taller and with larger letters, for clients.
    #[prop(optional)]
    large: bool,
    #[prop(optional, into)] icon: Option<Icon>,
) -> impl IntoView {
    let id = id::unique("field");
    let node = NodeRef::<leptos::html::Input>::new();
    if autofocus {
        node.on_load(|input| {
            request_animation_frame(move || {
                let _ = input.focus();
            });
        });
    }
    let described = described_by(&id, hint.is_some());
    let password = kind == "password";
    let shown = RwSignal::new(false);
    let input_id = id.clone();
    view! {
        <Field id=id label=label hint=hint error=error optional=optional>
            <div class="with-affix">
                {icon.map(|icon| view! { <IconView icon=icon /> })}
                <input
                    node_ref=node
                    id=input_id
                    class=if large { "input input--large" } else { "input" }
                    type=move || if password && shown.get() { "text" } else { kind }
                    name=name
                    autocomplete=autocomplete
                    placeholder=placeholder.map(|text| move || text.get())
                    aria-describedby=described
                    aria-invalid=move || error.get().is_some().then_some("true")
                    disabled=move || disabled.get()
                    bind:value=value
                />
                {password.then(|| view! { <Reveal shown=shown /> })}
            </div>
        </Field>
    }
    .into_any()
}

#[component]
fn Reveal(shown: RwSignal<bool>) -> impl IntoView {
    use crate::i18n::ui;
    let label = move || if shown.get() { ui::hide_password() } else { ui::show_password() };
    view! {
        <button
            type="button"
            class="button button--quiet button--small button--icon"
            aria-label=label
            title=label
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            {move || view! { <IconView icon=if shown.get() { Icon::EyeOff } else { Icon::Eye } /> }}
        </button>
    }
}

/// A field of several lines.
#[component]
pub fn TextArea(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(optional)] name: &'static str,
    #[prop(default = 4)] rows: u32,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let id = id::unique("field");
    let described = described_by(&id, hint.is_some());
    let input_id = id.clone();
    view! {
        <Field id=id label=label hint=hint error=error optional=optional>
            <textarea
                id=input_id
                class="input"
                name=name
                rows=rows
                placeholder=placeholder.map(|text| move || text.get())
                aria-describedby=described
                aria-invalid=move || error.get().is_some().then_some("true")
                disabled=move || disabled.get()
                bind:value=value
            ></textarea>
        </Field>
    }
    .into_any()
}
