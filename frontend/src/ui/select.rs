//! A choice of one among a few, by the browser's own list.

use leptos::{prelude::*, text_prop::TextProp};

use super::{Field, Icon, IconView, field::described_by, id};

/// One thing to choose: what the program knows it by, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// A second, muted line, where there is room for one.
    pub detail: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), detail: None }
    }

    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

#[component]
pub fn Select(
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(optional)] name: &'static str,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let id = id::unique("field");
    let described = described_by(&id, hint.is_some());
    let input_id = id.clone();
    let options = move || {
        let chosen = value.get();
        choices
            .get()
            .into_iter()
            .map(|choice| {
                let selected = choice.value == chosen;
                view! { <option value=choice.value selected=selected>{choice.label}</option> }
            })
            .collect_view()
    };
    view! {
        <Field id=id label=label hint=hint error=error optional=optional>
            <div class="select">
                <select
                    id=input_id
                    class="input"
                    name=name
                    aria-describedby=described
                    aria-invalid=move || error.get().is_some().then_some("true")
                    disabled=move || disabled.get()
                    on:change=move |event| value.set(event_target_value(&event))
                >
                    {options}
                </select>
                <IconView icon=Icon::ChevronDown />
            </div>
        </Field>
    }
    .into_any()
}
