//! Several people or things, found one after another.

use leptos::{prelude::*, text_prop::TextProp};

use super::{Choice, Combobox, RemovableChip};

/// A [`Combobox`] whose picks gather beneath it as chips. What is already chosen is not offered again.
#[component]
pub fn PickMany(
    #[prop(into)] label: TextProp,
    chosen: RwSignal<Vec<Choice>>,
    query: RwSignal<String>,
    #[prop(into)] choices: Signal<Option<Vec<Choice>>>,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    #[prop(optional_no_strip)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] people: bool,
    /// As in [`Combobox`].
    #[prop(optional, into)]
    failed: Signal<Option<client::Error>>,
    #[prop(optional_no_strip)] on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let offered = Signal::derive(move || {
        let chosen = chosen.get();
        choices.get().map(|mut list| {
            list.retain(|choice| !chosen.iter().any(|known| known.value == choice.value));
            list
        })
    });
    let pick = move |choice: Choice| {
        chosen.update(|chosen| chosen.push(choice));
        query.set(String::new());
    };
    let placeholder = placeholder.unwrap_or_else(|| crate::i18n::ui::type_to_search.into());
    view! {
        <div class="stack stack--tight">
            <Combobox
                label=label
                query=query
                choices=offered
                on_pick=pick
                placeholder=placeholder
                hint=hint
                error=error
                optional=optional
                people=people
                failed=failed
                on_retry=on_retry
            />
            <ul class="cluster">
                <For each=move || chosen.get() key=|choice| choice.value.clone() let:choice>
                    {
                        let value = choice.value.clone();
                        let remove = move |()| chosen.update(|chosen| chosen.retain(|one| one.value != value));
                        view! { <li><RemovableChip name=choice.label on_remove=remove /></li> }
                    }
                </For>
            </ul>
        </div>
    }
    .into_any()
}
