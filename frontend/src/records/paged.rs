//! A list that comes a page at a time.

use std::{future::Future, pin::Pin, rc::Rc};

use leptos::prelude::*;
use wire::Page;

use crate::{
    i18n::records,
    ui::{Button, Damaged, Icon, Scope, Skeleton, load::ErrorState},
};

/// How far a list has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    Loading,
    Failed,
    /// There are more pages.
    More,
    Complete,
}

type Answer<T> = Pin<Box<dyn Future<Output = client::Result<Page<T>>>>>;
type Fetch<T> = Rc<dyn Fn(Option<String>) -> Answer<T>>;

/// The pages that came so far.
pub struct Paged<T: 'static> {
    items: RwSignal<Vec<T>>,
    /// Rows that came and could not be read.
    unreadable: RwSignal<Vec<String>>,
    next: RwSignal<Option<String>>,
    loading: RwSignal<bool>,
    /// Something has come, if only nothing.
    known: RwSignal<bool>,
    failure: RwSignal<Option<client::Error>>,
    /// What was asked for last: where it begins, and how many rows at least.
    asked: StoredValue<(Option<String>, usize)>,
    /// Answers of an earlier question are of no use.
    generation: StoredValue<u32>,
    fetch: StoredValue<Fetch<T>, LocalStorage>,
    /// Who asks may be gone when the answer comes: a form within the list, which its own success closes.
    scope: Scope,
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
            unreadable: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            loading: RwSignal::new(false),
            known: RwSignal::new(false),
            failure: RwSignal::new(None),
            asked: StoredValue::new((None, 0)),
            generation: StoredValue::new(0),
            fetch: StoredValue::new_local(fetch),
            scope: Scope::here(),
        };
        Effect::new(move |_| paged.ask(None, 0));
        paged
    }

    /// Asks again for as much as is shown, which stays until all of it has come: nobody is thrown back to the first page.
    pub fn reload(self) {
        let shown = self.items.with_untracked(Vec::len) + self.unreadable.with_untracked(Vec::len);
        // A page that is on its way is asked for again with the rest.
        let coming = self.loading.get_untracked() && self.asked.with_value(|(cursor, _)| cursor.is_some());
        untrack(|| self.ask(None, shown + usize::from(coming)));
    }

    /// After a failure: what was asked for last.
    pub fn retry(self) {
        let (cursor, least) = self.asked.get_value();
        untrack(|| self.ask(cursor, least));
    }

    /// Asks for the page after the last one.
    pub fn more(self) {
        self.go_on(0);
    }

    /// Asks for all pages after the last one.
    pub fn rest(self) {
        self.go_on(usize::MAX);
    }

    /// Asks for what follows the last page, until `least` rows have come.
    fn go_on(self, least: usize) {
        if let Some(cursor) = self.next.get_untracked().filter(|_| !self.loading.get_untracked()) {
            untrack(|| self.ask(Some(cursor), least));
        }
    }

    pub fn extent(self) -> Extent {
        // The last failure is known until an answer comes: who asks again is not told of it meanwhile.
        if self.loading.get() {
            Extent::Loading
        } else if self.failure.with(Option::is_some) {
            Extent::Failed
        } else if !self.known.get() {
            Extent::Loading
        } else if self.next.with(Option::is_some) {
            Extent::More
        } else {
            Extent::Complete
        }
    }

    /// Asks for page after page until one has what is looked for, and runs `found` once it is shown.
    pub fn seek(self, wanted: impl Fn(&T) -> bool + 'static, found: impl Fn() + Clone + 'static) {
        let done = StoredValue::new(false);
        Effect::new(move |_| {
            if done.get_value() {
                return;
            }
            if self.items.with(|items| items.iter().any(&wanted)) {
                done.set_value(true);
                request_animation_frame(found.clone());
            } else if self.extent() == Extent::More {
                self.more();
            }
        });
    }

    pub fn items(self) -> Vec<T> {
        self.items.get()
    }

    /// Asks for the page at `cursor`, and for those after it until `least` rows have come.
    fn ask(self, cursor: Option<String>, least: usize) {
        let first = cursor.is_none();
        let generation = self.generation.get_value().wrapping_add(1);
        self.generation.set_value(generation);
        self.loading.set(true);
        self.asked.set_value((cursor.clone(), least));
        let mut answer = self.fetch.with_value(|fetch| fetch(cursor));
        self.scope.spawn(async move {
            let (mut items, mut unreadable) = (Vec::new(), Vec::new());
            loop {
                let result = answer.await;
                if self.generation.try_get_value() != Some(generation) {
                    return;
                }
                let next = match result {
                    Ok(page) => {
                        items.extend(page.items);
                        unreadable.extend(page.unreadable);
                        page.next_cursor
                    }
                    Err(error) => {
                        self.loading.set(false);
                        self.failure.set(Some(error));
                        return;
                    }
                };
                if let Some(cursor) = next.clone().filter(|_| items.len() + unreadable.len() < least) {
                    answer = untrack(|| self.fetch.with_value(|fetch| fetch(Some(cursor))));
                    continue;
                }
                self.loading.set(false);
                self.failure.set(None);
                self.next.set(next);
                if first {
                    self.items.set(items);
                    self.unreadable.set(unreadable);
                } else {
                    self.items.update(|all| all.extend(items));
                    self.unreadable.update(|all| all.extend(unreadable));
                }
                self.known.set(true);
                return;
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
        if !of.known.get() {
            return match of.failure.get() {
                Some(error) => view! { <ErrorState error=error on_retry=move |()| of.reload() /> }.into_any(),
                None => view! { <Skeleton rows=8 shape=shape /> }.into_any(),
            };
        }
        let items = of.items.get();
        if !items.is_empty() {
            view(items).into_any()
        } else if of.unreadable.with(Vec::is_empty) {
            empty().into_any()
        } else {
            ().into_any()
        }
    };
    let unreadable = move || view! { <Damaged ids=of.unreadable.get() /> };
    // What has come stays when more of it does not.
    let more = move || {
        if !of.known.get() {
            return None;
        }
        if let Some(error) = of.failure.get() {
            return Some(view! { <ErrorState error=error on_retry=move |()| of.retry() /> }.into_any());
        }
        of.next.get().map(|_| {
            view! {
                <div class="more">
                    <Button icon=Icon::ChevronDown busy=of.loading on_press=move |()| of.more()>
                        {records::more}
                    </Button>
                </div>
            }
            .into_any()
        })
    };
    view! { {body} {unreadable} {more} }
}
