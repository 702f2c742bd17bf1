//! Text fields with their label, hint and error, bound for assistive technology.

use leptos::{prelude::*, text_prop::TextProp};

use super::{Icon, IconView, id};
use crate::js::dom;

/// What is around a control: label above, hint and error beneath.
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
    /// The `type` of the input: `text`, `email`, `tel`, `search`, `date`, `time` …
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
    /// While true it is plain text, whatever its kind: a password that is shown.
    #[prop(optional)]
    plain: Option<RwSignal<bool>>,
    /// At the end of the line: a button.
    #[prop(optional)]
    affix: Option<AnyView>,
) -> impl IntoView {
    let id = id::unique("field");
    if autofocus {
        let id = id.clone();
        // By then it is in the document.
        request_animation_frame(move || dom::focus(&id));
    }
    let described = described_by(&id, hint.is_some());
    let input_id = id.clone();
    view! {
        <Field id=id label=label hint=hint error=error optional=optional>
            <div class="with-affix">
                {icon.map(|icon| view! { <IconView icon=icon /> })}
                <input
                    id=input_id
                    class=if large { "input input--large" } else { "input" }
                    type=move || if plain.is_some_and(|plain| plain.get()) { "text" } else { kind }
                    name=name
                    autocomplete=autocomplete
                    placeholder=placeholder.map(|text| move || text.get())
                    aria-describedby=described
                    aria-invalid=move || error.get().is_some().then_some("true")
                    disabled=move || disabled.get()
                    bind:value=value
                />
                {affix}
            </div>
        </Field>
    }
    .into_any()
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
