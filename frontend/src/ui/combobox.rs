//! A field that finds things while one types: applicants, cases, colleagues.

use leptos::{ev, html, prelude::*, text_prop::TextProp};
use uuid::Uuid;

use super::{Avatar, AvatarSize, Choice, Field, Icon, IconView, cursor::Cursor, field::described_by, id};
use crate::{i18n::ui, js::dom, words};

/// Shows `choices` for what is in `query`; the caller searches (debounced) whenever `query` changes.
///
/// `choices` is `None` while a search is on its way. Picking clears nothing: the caller decides what `query`
/// says afterwards.
#[component]
pub fn Combobox(
    #[prop(into)] label: TextProp,
    query: RwSignal<String>,
    #[prop(into)] choices: Signal<Option<Vec<Choice>>>,
    #[prop(into)] on_pick: Callback<Choice>,
    #[prop(optional, into)] placeholder: Option<TextProp>,
    #[prop(optional_no_strip)] hint: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Why the search failed, so that nobody takes that for finding nothing.
    #[prop(optional, into)]
    failed: Signal<Option<client::Error>>,
    /// Searches once more.
    #[prop(optional_no_strip)]
    on_retry: Option<Callback<()>>,
    #[prop(optional)] optional: bool,
    /// Choices are people: their values are ids, shown with an avatar.
    #[prop(optional)]
    people: bool,
    /// The field was left, perhaps with something in it that was not picked.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
    /// There are more than these: it is said at their end, so that nobody takes them for all.
    #[prop(optional, into)]
    more: Signal<bool>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let list = NodeRef::<html::Ul>::new();
    let open = RwSignal::new(false);
    let id = id::unique("combobox");
    let list_id = format!("{id}-list");
    let cursor = Cursor::new(Signal::derive(move || choices.with(|list| list.as_ref().map_or(0, Vec::len))));

    Effect::new(move |_| {
        choices.track();
        let (Some(input), Some(list)) = (input.get(), list.get()) else { return };
        if open.get() {
            dom::show_popover(&list);
            dom::place_list(&list, &input);
        } else {
            dom::hide_popover(&list);
        }
    });

    let pick = Callback::new(move |index: usize| {
        let choice = choices.with_untracked(|list| list.as_ref().and_then(|list| list.get(index).cloned()));
        if let Some(choice) = choice {
            open.set(false);
            on_pick.run(choice);
        }
    });
    let key = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" => {
                open.set(true);
                cursor.step(event.key() == "ArrowDown");
            }
            "Enter" if open.get_untracked() && !event.is_composing() => {
                if failed.with_untracked(Option::is_some) {
                    again(on_retry);
                } else {
                    pick.run(cursor.index());
                }
            }
            "Escape" if open.get_untracked() => open.set(false),
            _ => return,
        }
        event.prevent_default();
    };
    let described = described_by(&id, hint.is_some());
    let controls = list_id.clone();
    view! {
        <Field id=id.clone() label=label hint=hint error=error optional=optional>
            <div class="with-affix">
                <IconView icon=Icon::Search />
                <input
                    node_ref=input
                    id=id
                    class="input"
                    role="combobox"
                    autocomplete="off"
                    aria-autocomplete="list"
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=controls
                    aria-activedescendant=move || if open.get() { cursor.active_id() } else { None }
                    aria-describedby=described
                    aria-invalid=move || error.get().is_some().then_some("true")
                    placeholder=placeholder.map(|text| move || text.get())
                    bind:value=query
                    on:input=move |_| open.set(true)
                    on:focus=move |_| {
                        open.set(true);
                        // What is in a picker is its value: typing replaces it.
                        if let Some(input) = input.get_untracked().filter(|_| on_leave.is_some()) {
                            input.select();
                        }
                    }
                    on:blur=move |_| {
                        open.set(false);
                        if let Some(on_leave) = on_leave {
                            on_leave.run(());
                        }
                    }
                    on:keydown=key
                />
            </div>
            <ul node_ref=list id=list_id class="popover options" popover="manual" role="listbox">
                <Options choices=choices query=query cursor=cursor people=people more=more on_pick=pick failed=failed on_retry=on_retry />
            </ul>
        </Field>
    }
    .into_any()
}

fn again(on_retry: Option<Callback<()>>) {
    if let Some(on_retry) = on_retry {
        on_retry.run(());
    }
}

#[component]
fn Options(
    choices: Signal<Option<Vec<Choice>>>,
    query: RwSignal<String>,
    cursor: Cursor,
    people: bool,
    more: Signal<bool>,
    on_pick: Callback<usize>,
    failed: Signal<Option<client::Error>>,
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let option = move |(index, choice): (usize, Choice)| {
        view! {
            <li
                id=cursor.option_id(index)
                class="option"
                role="option"
                aria-selected=move || cursor.selected(index)
                on:mousedown=move |event| {
                    // Focus stays in the field.
                    event.prevent_default();
                    on_pick.run(index);
                }
                on:mousemove=move |_| cursor.mark(index)
            >
                <ChoiceView choice=choice people=people />
            </li>
        }
    };
    move || {
        if let Some(error) = failed.get() {
            return view! {
                <li
                    class="option option--note"
                    role="option"
                    aria-selected="false"
                    on:mousedown=move |event| {
                        event.prevent_default();
                        again(on_retry);
                    }
                >
                    <span class="grow">{words::error(&error)}</span>
                    {on_retry.map(|_| view! { <span class="link">{ui::retry}</span> })}
                </li>
            }
            .into_any();
        }
        let note = match choices.get() {
            None => ui::loading().to_owned(),
            Some(found) if !found.is_empty() => {
                let options = found.into_iter().enumerate().map(option).collect_view();
                let rest = more.get().then(|| view! {
                    <li class="option option--note" role="option" aria-disabled="true">{ui::more_match}</li>
                });
                return view! { {options} {rest} }.into_any();
            }
            Some(_) => query.with(|query| match query.as_str() {
                "" => ui::type_to_search().to_owned(),
                query => ui::no_matches(query),
            }),
        };
        view! { <li class="option option--note">{note}</li> }.into_any()
    }
}

/// A choice on one or two lines.
#[component]
pub fn ChoiceView(choice: Choice, people: bool) -> impl IntoView {
    let Choice { value, label, detail } = choice;
    let avatar = people.then(|| Uuid::try_parse(&value).ok()).flatten();
    let name = label.clone();
    view! {
        {avatar.map(|id| view! { <Avatar id=id name=name size=AvatarSize::Small /> })}
        <span class="option__lines">
            <bdi class="truncate">{label}</bdi>
            {detail.map(|detail| view! { <bdi class="option__detail truncate">{detail}</bdi> })}
        </span>
    }
}
