//! A list that comes a page at a time.

use std::{future::Future, pin::Pin, rc::Rc};

use leptos::prelude::*;
use wire::Page;

use crate::{
    i18n::records,
    task,
    ui::{Button, Icon, Skeleton, load::ErrorState},
};

type Answer<T> = Pin<Box<dyn Future<Output = client::Result<Page<T>>>>>;
type Fetch<T> = Rc<dyn Fn(Option<String>) -> Answer<T>>;

/// The pages that came so far.
pub struct Paged<T: 'static> {
    items: RwSignal<Vec<T>>,
    next: RwSignal<Option<String>>,
    loading: RwSignal<bool>,
    /// Something has come, if only nothing.
    known: RwSignal<bool>,
    failure: RwSignal<Option<client::Error>>,
    /// Answers of an earlier question are of no use.
    generation: StoredValue<u32>,
    fetch: StoredValue<Fetch<T>, LocalStorage>,
}

impl<T: 'static> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Paged<T> {}

impl<T: Clone + Send + Sync + 'static> Paged<T> {
    /// Asks for the first page now, and again whenever a signal that `fetch` reads changes.
    pub fn new<F>(fetch: impl Fn(Option<String>) -> F + 'static) -> Self
    where
        F: Future<Output = client::Result<Page<T>>> + 'static,
    {
        let fetch: Fetch<T> = Rc::new(move |cursor| Box::pin(fetch(cursor)));
        let paged = Self {
            items: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            loading: RwSignal::new(false),
            known: RwSignal::new(false),
            failure: RwSignal::new(None),
            generation: StoredValue::new(0),
            fetch: StoredValue::new_local(fetch),
        };
        Effect::new(move |_| paged.reload());
        paged
    }

    /// Asks for the first page anew; what is shown stays until it has come.
    pub fn reload(self) {
        self.ask(None);
    }

    /// Asks for the page after the last one.
    pub fn more(self) {
        if let Some(cursor) = self.next.get_untracked().filter(|_| !self.loading.get_untracked()) {
            self.ask(Some(cursor));
        }
    }

    pub fn items(self) -> Vec<T> {
        self.items.get()
    }

    fn ask(self, cursor: Option<String>) {
        let first = cursor.is_none();
        let generation = self.generation.get_value().wrapping_add(1);
        self.generation.set_value(generation);
        self.loading.set(true);
        let answer = self.fetch.with_value(|fetch| fetch(cursor));
        task::spawn(async move {
            let result = answer.await;
            if self.generation.try_get_value() != Some(generation) {
                return;
            }
            self.loading.set(false);
            match result {
                Ok(page) => {
                    self.failure.set(None);
                    self.next.set(page.next_cursor);
                    if first {
                        self.items.set(page.items);
                    } else {
                        self.items.update(|items| items.extend(page.items));
                    }
                    self.known.set(true);
                }
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }
}

/// Shows the pages with every state they can be in.
#[component]
pub fn Pages<T, V, E>(
    of: Paged<T>,
    /// All items so far.
    view: impl Fn(Vec<T>) -> V + Send + 'static,
    /// What is shown where there is nothing.
    empty: impl Fn() -> E + Send + 'static,
    #[prop(default = "row")] shape: &'static str,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
    E: IntoView + 'static,
{
    let body = move || {
        if let Some(error) = of.failure.get() {
            return view! { <ErrorState error=error on_retry=move |()| of.reload() /> }.into_any();
        }
        if !of.known.get() {
            return view! { <Skeleton rows=8 shape=shape /> }.into_any();
        }
        let items = of.items.get();
        if items.is_empty() { empty().into_any() } else { view(items).into_any() }
    };
    let more = move || {
        (of.next.get().is_some() && of.failure.get().is_none()).then(|| {
            view! {
                <div class="more">
                    <Button icon=Icon::ChevronDown busy=of.loading on_press=move |()| of.more()>
                        {records::more}
                    </Button>
                </div>
            }
        })
    };
    view! { {body} {more} }
}
