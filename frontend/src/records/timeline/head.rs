//! Above a history: what it is narrowed to, and the way to paper.

use domain::timeline::TimelineGroup;
use leptos::prelude::*;
use wire::records::TimelineEntry;

use crate::{
    i18n::{Text, records::timeline as t},
    js::dom,
    records::paged::{Extent, Paged},
    ui::{Button, ButtonKind, Icon, Size, Toasts},
};

/// What is shown of a history, in context of its lines.
#[derive(Clone, Copy)]
pub struct Narrowed {
    pub group: RwSignal<Option<TimelineGroup>>,
    /// It has been printed, so everything in it is open.
    pub printed: RwSignal<bool>,
}

impl Narrowed {
    pub fn provide() -> Self {
        let narrowed = Self { group: RwSignal::new(None), printed: RwSignal::new(false) };
        provide_context(narrowed);
        narrowed
    }

    pub fn here() -> Self {
        expect_context()
    }
}

fn label(group: Option<TimelineGroup>) -> Text {
    match group {
        None => t::group::all,
        Some(TimelineGroup::Texts) => t::group::texts,
        Some(TimelineGroup::Mails) => t::group::mails,
        Some(TimelineGroup::Calls) => t::group::calls,
        Some(TimelineGroup::Comments) => t::group::comments,
        Some(TimelineGroup::Changes) => t::group::changes,
    }
}

#[component]
pub fn Head(narrowed: Narrowed, paged: Paged<TimelineEntry>) -> impl IntoView {
    let group = narrowed.group;
    let choice = move |of: Option<TimelineGroup>| {
        view! {
            <button
                type="button"
                class="record-filter"
                aria-pressed=move || if group.get() == of { "true" } else { "false" }
                on:click=move |_| group.set(of)
            >
                {label(of)}
            </button>
        }
    };
    let all = std::iter::once(None).chain(TimelineGroup::ALL.iter().copied().map(Some));
    let (toasts, printing) = (expect_context::<Toasts>(), RwSignal::new(false));
    // Paper has no button for the next page: all of them are fetched first.
    Effect::new(move |_| {
        if !printing.get() {
            return;
        }
        match paged.extent() {
            Extent::Loading => {}
            Extent::More => paged.rest(),
            Extent::Failed => {
                printing.set(false);
                toasts.failed(t::not_printed());
            }
            Extent::Complete => {
                printing.set(false);
                narrowed.printed.set(true);
                request_animation_frame(dom::print);
            }
        }
    });
    let print = move |()| {
        if untrack(|| paged.extent()) == Extent::Failed {
            paged.retry();
        }
        printing.set(true);
    };
    view! {
        <header class="record-timeline__head">
            <h2 id="timeline-title" class="record-timeline__title">{t::title}</h2>
            <span class="record-timeline__print">
                <Button
                    kind=ButtonKind::Quiet
                    size=Size::Small
                    icon=Icon::Printer
                    busy=printing
                    on_press=print
                >
                    {t::print}
                </Button>
            </span>
            <div class="record-filters" role="group" aria-label=t::show>
                {all.map(choice).collect_view()}
            </div>
        </header>
    }
    .into_any()
}
