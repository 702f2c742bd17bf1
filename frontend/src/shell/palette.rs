//! The command palette: go anywhere, find anyone. Ctrl+K, and the search field of the top bar.

use std::time::Duration;

use futures_util::future::join_all;
use leptos::{ev, html, prelude::*};
use leptos_router::hooks::use_navigate;

use super::shortcuts::Keys;
use crate::{
    i18n::{shell, ui},
    js::{casing, dom, timer},
    lazy_page,
    modules::{modules, sources},
    session::Session,
    slots::Hit,
    ui::{Button, Icon, IconView, Size, cursor::Cursor, lazy},
    words,
};

/// Searches after the last key by so much.
const REST: Duration = Duration::from_millis(140);

type Group = (&'static str, Vec<Hit>);

/// Whether the palette is open; in context of the staff's application.
#[derive(Clone, Copy)]
pub struct Palette(RwSignal<bool>);

impl Palette {
    pub fn provide() -> Self {
        let palette = Self(RwSignal::new(false));
        provide_context(palette);
        palette
    }

    pub fn open(self) {
        self.0.set(true);
    }
}

/// The modules whose name contains what was typed.
fn places(session: Session, wanted: &str) -> Group {
    let allowed =
        modules().into_iter().filter(|module| module.needs.is_none_or(|needed| session.may(needed)));
    let hits = allowed.map(|module| Hit {
        icon: module.icon,
        label: (module.label)().to_owned(),
        detail: None,
        href: module.href.to_owned(),
        keys: module.keys,
    });
    (shell::palette::places(), hits.filter(|hit| casing::lower(&hit.label).contains(wanted)).collect())
}

#[component]
pub fn PaletteDialog() -> impl IntoView {
    let open = expect_context::<Palette>().0;
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() {
            dom::show_modal(&dialog);
        } else if dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            node_ref=node
            class="shell-palette"
            aria-label=shell::palette::title
            on:close=move |_| open.set(false)
            on:mousedown=move |event: ev::MouseEvent| {
                let target = event.target();
                if node.get_untracked().is_some_and(|dialog| target.as_ref() == Some(dialog.as_ref())) {
                    open.set(false);
                }
            }
        >
            <Show when=move || open.get()>{lazy::page(FINDER)}</Show>
        </dialog>
    }
}

lazy_page!(rest: FINDER, fetch_finder => Finder);

#[component]
fn Finder() -> impl IntoView {
    let open = expect_context::<Palette>().0;
    let session = expect_context::<Session>();
    let query = RwSignal::new(String::new());
    let found = LocalResource::new(move || {
        let wanted = query.get().trim().to_owned();
        async move {
            if wanted.is_empty() {
                return Vec::new();
            }
            timer::sleep(REST).await;
            let searches = sources().into_iter().map(|source| {
                let search = (source.search)(session, wanted.clone());
                async move { ((source.heading)(), search.await) }
            });
            join_all(searches).await
        }
    });
    let groups = Memo::new(move |_| {
        let wanted = casing::lower(query.get().trim());
        let mut groups = vec![places(session, &wanted)];
        let found = found.get().unwrap_or_default().into_iter();
        groups.extend(found.filter_map(|(heading, hits)| Some((heading, hits.ok()?))));
        groups.retain(|(_, hits)| !hits.is_empty());
        groups
    });
    // What could not be searched is said: it is not that there is nothing.
    let failure = move || {
        found.with(|found| {
            found.iter().flatten().find_map(|(heading, hits)| Some((*heading, hits.as_ref().err()?.clone())))
        })
    };
    let count = Signal::derive(move || groups.with(|groups| groups.iter().map(|(_, hits)| hits.len()).sum()));
    let cursor = Cursor::new(count);
    Effect::new(move |_| {
        query.track();
        cursor.reset();
    });
    // The browser focuses by the attribute only what is there when the dialog opens.
    request_animation_frame(|| dom::focus("palette-field"));
    let navigate = use_navigate();
    let go = Callback::new(move |index: usize| {
        let href = groups.with_untracked(|groups| {
            groups.iter().flat_map(|(_, hits)| hits).nth(index).map(|hit| hit.href.clone())
        });
        if let Some(href) = href {
            open.set(false);
            navigate(&href, leptos_router::NavigateOptions::default());
        }
    });
    let key = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "ArrowDown" => cursor.step(true),
            "ArrowUp" => cursor.step(false),
            "Enter" if !event.is_composing() => go.run(cursor.index()),
            _ => return,
        }
        event.prevent_default();
    };
    let announced = move || {
        if let Some((heading, error)) = failure() {
            return not_searched(heading, &error);
        }
        let count = u64::try_from(count.get()).unwrap_or_default();
        query.with(|query| if count == 0 { ui::no_matches(query) } else { ui::matches(count) })
    };
    view! {
        <div class="shell-palette__panel">
            <div class="shell-palette__field">
                <IconView icon=Icon::Search />
                <input
                    id="palette-field"
                    class="shell-palette__input"
                    role="combobox"
                    autofocus
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=shell::palette::title
                    aria-expanded="true"
                    aria-controls="palette-list"
                    aria-activedescendant=move || cursor.active_id()
                    placeholder=shell::palette::placeholder
                    bind:value=query
                    on:keydown=key
                />
            </div>
            <p class="unseen" role="status">{announced}</p>
            <div class="shell-palette__list" id="palette-list" role="listbox" aria-label=shell::palette::title>
                <Results groups=groups query=query cursor=cursor failed=Signal::derive(move || failure().is_some()) on_pick=go />
            </div>
            {move || failure().map(|(heading, error)| view! {
                <div class="shell-palette__failure">
                    <span class="grow">{not_searched(heading, &error)}</span>
                    <Button size=Size::Small icon=Icon::RotateCcw on_press=move |()| found.refetch()>{ui::retry}</Button>
                </div>
            })}
        </div>
    }
}

fn not_searched(heading: &str, error: &client::Error) -> String {
    shell::palette::not_searched(heading, &words::error(error))
}

#[component]
fn Results(
    groups: Memo<Vec<Group>>,
    query: RwSignal<String>,
    cursor: Cursor,
    failed: Signal<bool>,
    on_pick: Callback<usize>,
) -> impl IntoView {
    let line = move |index: usize, hit: Hit| {
        view! {
            <div
                id=cursor.option_id(index)
                class="option"
                role="option"
                aria-selected=move || cursor.selected(index)
                on:mousemove=move |_| cursor.mark(index)
                on:click=move |_| on_pick.run(index)
            >
                <IconView icon=hit.icon />
                <span class="option__lines grow">
                    <bdi class="truncate">{hit.label}</bdi>
                    {hit.detail.map(|detail| view! { <bdi class="option__detail truncate">{detail}</bdi> })}
                </span>
                {(!hit.keys.is_empty()).then(|| view! { <Keys keys=hit.keys /> })}
            </div>
        }
    };
    move || {
        let groups = groups.get();
        if groups.is_empty() && failed.get() {
            return ().into_any();
        }
        if groups.is_empty() {
            return view! { <p class="option option--note">{ui::no_matches(&query.get())}</p> }.into_any();
        }
        let mut next = 0;
        let mut sections = Vec::new();
        for (heading, hits) in groups {
            let first = next;
            next += hits.len();
            let lines: Vec<_> = hits.into_iter().zip(first..).map(|(hit, index)| line(index, hit)).collect();
            sections.push(view! {
                <div role="group" aria-label=heading>
                    <p class="menu__heading" aria-hidden="true">{heading}</p>
                    {lines}
                </div>
            });
        }
        sections.into_any()
    }
}
