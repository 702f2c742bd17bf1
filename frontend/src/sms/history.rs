//! A list of texts that is read from its end: paged backwards, kept in place, and counted as read by what was seen.

use std::time::Duration;

use domain::sms::SmsOf;
use leptos::{ev, html, prelude::*, text_prop::TextProp};
use wire::Page;
use wire::sms::{SmsMessage, SmsPerson};

use super::bubble::{self, Bubble};
use super::found::Found;
use super::texts::{Seen, SeenThread, Texts};
use crate::i18n::sms as w;
use crate::js::{dom, scroll};
use crate::session::Session;
use crate::ui::load::ErrorState;
use crate::ui::time::Zone;
use crate::ui::{Button, ButtonKind, Damaged, DaySeparator, Scope, SearchField, Skeleton};
use crate::words;

/// Nearer to the end than this, one is there, in pixels.
const AT_END: i32 = 60;
/// So many pages are fetched to begin where nobody has read; further back it begins with the oldest of them.
const MOST_PAGES: usize = 20;

async fn page(session: Session, of: SmsOf, cursor: Option<String>) -> client::Result<Page<SmsMessage>> {
    session.call(session.client().find_sms(of, None, cursor.as_deref())).await
}

/// The texts that came so far.
#[derive(Clone, Copy)]
pub struct History {
    session: Session,
    source: SmsOf,
    texts: RwSignal<Texts>,
    /// Something has come, if only nothing.
    known: RwSignal<bool>,
    failure: RwSignal<Option<client::Error>>,
    fetching: RwSignal<bool>,
    earlier_failed: RwSignal<Option<client::Error>>,
    /// Answers to an earlier question are of no use.
    asked: StoredValue<u32>,
    /// Above the first text that nobody had read when this was opened.
    line: RwSignal<Option<i64>>,
    seen: StoredValue<Seen>,
    scope: Scope,
}

impl History {
    /// Asks for the newest now.
    pub fn new(source: SmsOf) -> Self {
        let history = Self {
            session: expect_context::<Session>(),
            source,
            texts: RwSignal::new(Texts::default()),
            known: RwSignal::new(false),
            failure: RwSignal::new(None),
            fetching: RwSignal::new(false),
            earlier_failed: RwSignal::new(None),
            asked: StoredValue::new(0),
            line: RwSignal::new(None),
            seen: StoredValue::new(Seen::default()),
            scope: Scope::here(),
        };
        history.refresh();
        history
    }

    /// Asks for the newest again; what was paged to stays.
    pub fn refresh(self) {
        let asked = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(asked);
        self.scope.spawn(async move {
            let answer = self.newest().await;
            if self.asked.try_get_value() != Some(asked) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.failure.set(None);
                    self.texts.update(|texts| texts.renew(page));
                    self.known.set(true);
                }
                Err(error) if !self.known.get_untracked() => self.failure.set(Some(error)),
                // What is shown is still true; the next event asks again.
                Err(_) => {}
            }
        });
    }

    /// The newest page, and as many before it as it takes to come down to what is shown: after a lost connection more than
    /// a page may be new.
    async fn newest(self) -> client::Result<Page<SmsMessage>> {
        let mut newest = page(self.session, self.source, None).await?;
        for _ in 1..MOST_PAGES {
            let is_apart = self.texts.try_with_untracked(|texts| texts.is_apart_from(&newest));
            let Some(cursor) = newest.next_cursor.clone().filter(|_| is_apart == Some(true)) else { break };
            let before = page(self.session, self.source, Some(cursor)).await?;
            newest.items.extend(before.items);
            newest.unreadable.extend(before.unreadable);
            newest.next_cursor = before.next_cursor;
        }
        Ok(newest)
    }

    /// Begins at the first text that nobody has seen, however far back it is.
    async fn begin(self) {
        for _ in 0..MOST_PAGES {
            if self.texts.with_untracked(Texts::reaches_what_was_read) || !self.fetch_earlier(|| ()).await {
                break;
            }
        }
        self.line.set(self.texts.with_untracked(|texts| texts.first_unread().map(|text| text.seq)));
    }

    /// Fetches the page before the oldest, and calls `about_to_change` before it is put above the others. Answers whether
    /// it came.
    async fn fetch_earlier(self, about_to_change: impl FnOnce()) -> bool {
        let Some(cursor) = self.texts.with_untracked(|texts| texts.cursor.clone()) else { return false };
        self.fetching.set(true);
        let answer = page(self.session, self.source, Some(cursor.clone())).await;
        self.fetching.set(false);
        match answer {
            Ok(page) => {
                about_to_change();
                self.earlier_failed.set(None);
                // The newest alone may be in the page by now: then this one does not join them.
                self.texts.update(|texts| {
                    if texts.cursor.as_deref() == Some(cursor.as_str()) {
                        texts.put_earlier(page);
                    }
                });
                true
            }
            Err(error) => {
                self.earlier_failed.set(Some(error));
                false
            }
        }
    }

    /// What is on the screen has been read, by everyone of the practice; what is not stays unread.
    fn look(self, list: &web_sys::HtmlElement) {
        if !dom::is_visible() {
            return;
        }
        let ids = scroll::ends_in_sight(list, ".sms-bubble");
        let news = self.seen.try_update_value(|seen| {
            self.texts.with_untracked(|texts| {
                let unread = texts.messages.iter().filter(|text| text.unread);
                unread
                    .filter(|text| ids.contains(&bubble::element_id(text.id)))
                    .for_each(|text| seen.saw(text));
            });
            seen.news()
        });
        for SeenThread { thread, seq, texts, .. } in news.unwrap_or_default() {
            let (session, client) = (self.session, self.session.client());
            let whole = matches!(self.source, SmsOf::Thread(_));
            self.scope.spawn(async move {
                let tell = async move {
                    // A record shows the texts of one person or case; others of the conversation are not seen by that.
                    if whole {
                        client.read_sms(thread, seq).await
                    } else {
                        client.saw_sms(thread, seq, texts).await
                    }
                };
                if session.call(tell).await.is_err() {
                    // It stays unread, and the next look says so again.
                    let _ = self.seen.try_update_value(|seen| seen.forget(thread));
                }
            });
        }
    }
}

/// The list with every state it can be in, and a field that looks for words in all of it.
#[component]
pub fn HistoryView(
    of: History,
    #[prop(into)] label: TextProp,
    /// Whether what is beneath the list is there: it takes of the list's height, so that nothing is shown before.
    #[prop(into, optional)]
    ready: Option<Signal<bool>>,
    /// Who is named at the texts on their record; nobody where all are one person's.
    #[prop(into)]
    people: Signal<Vec<SmsPerson>>,
    #[prop(into)] empty: ViewFn,
    /// Asked to write a text again that did not arrive.
    #[prop(into)]
    on_again: Callback<String>,
) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let looks = Memo::new(move |_| wanted.with(|q| !q.trim().is_empty()));
    let any = Memo::new(move |_| of.texts.with(|texts| !texts.messages.is_empty()));
    let whole = move || {
        let (label, empty) = (label.clone(), empty.clone());
        view! { <Whole of=of label=label ready=ready people=people empty=empty on_again=on_again /> }
    };
    view! {
        {move || any.get().then(|| view! {
            <div class="pane__search">
                <SearchField label=w::search_texts hint=w::search_texts wanted=wanted />
            </div>
        })}
        {move || {
            if looks.get() {
                view! { <Found of=of.source wanted=wanted people=people on_again=on_again /> }.into_any()
            } else {
                whole().into_any()
            }
        }}
    }
    .into_any()
}

#[component]
fn Whole(
    of: History,
    label: TextProp,
    ready: Option<Signal<bool>>,
    people: Signal<Vec<SmsPerson>>,
    empty: ViewFn,
    on_again: Callback<String>,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    follow(of, list, ready);
    let earlier = move |()| {
        of.scope.spawn(async move {
            // The reader goes on meanwhile: the place to keep is that of the answer.
            let keep = move || {
                let list = list.try_get_untracked().flatten();
                let anchor = list.as_ref().and_then(|list| scroll::anchor(list, ".sms-bubble"));
                settle(move || {
                    if let (Some(list), Some(anchor)) = (list, anchor) {
                        scroll::restore(&list, &anchor);
                    }
                });
            };
            of.fetch_earlier(keep).await;
        });
    };
    let more = Memo::new(move |_| of.texts.with(|texts| texts.cursor.is_some()));
    view! {
        <div class="sms-said scroll" node_ref=list role="log" aria-label=move || label.get() tabindex="0">
            {move || of.earlier_failed.get().map(|error| view! {
                <p class="field__error sms-more" role="alert">{move || words::error(&error)}</p>
            })}
            {move || more.get().then(|| view! {
                <p class="sms-more">
                    <Button kind=ButtonKind::Quiet busy=of.fetching on_press=earlier>
                        {move || if of.earlier_failed.with(Option::is_some) { w::earlier_again() } else { w::more() }}
                    </Button>
                </p>
            })}
            <Body of=of people=people empty=empty on_again=on_again />
            {move || view! { <Damaged ids=of.texts.with(|texts| texts.unreadable.clone()) /> }}
        </div>
    }
    .into_any()
}

#[component]
fn Body(
    of: History,
    people: Signal<Vec<SmsPerson>>,
    empty: ViewFn,
    on_again: Callback<String>,
) -> impl IntoView {
    let none =
        Memo::new(move |_| of.texts.with(|texts| texts.messages.is_empty() && texts.unreadable.is_empty()));
    move || {
        if let Some(error) = of.failure.get() {
            return view! { <ErrorState error=error on_retry=move |()| of.refresh() /> }.into_any();
        }
        if !of.known.get() {
            return view! { <Skeleton rows=5 shape="message" /> }.into_any();
        }
        if none.get() {
            return empty.run().into_any();
        }
        view! { <Items of=of people=people on_again=on_again /> }.into_any()
    }
}

/// Opens the list where it begins, keeps it at its end, and looks what is on the screen.
fn follow(of: History, list: NodeRef<html::Div>, ready: Option<Signal<bool>>) {
    let at_end = StoredValue::new(false);
    // Nothing counts as seen before the list is where it opens.
    let (opening, opened) = (StoredValue::new(false), StoredValue::new(false));
    let there = move || list.try_get_untracked().flatten().filter(|_| opened.try_get_value() == Some(true));
    let look = move || {
        if let Some(list) = there() {
            of.look(&list);
        }
    };
    // Anything around the list may be scrolled, and another tab may be in front. A list that has just lost height is not
    // where its reader left it.
    let height = StoredValue::new(0);
    let scrolled = move || {
        if let Some(list) = there() {
            if list.client_height() == height.get_value() {
                at_end.set_value(scroll::below(&list) < AT_END);
            }
            of.look(&list);
        }
    };
    let stop = StoredValue::new_local(Some(scroll::on_scroll(scrolled)));
    let in_front = window_event_listener(ev::visibilitychange, move |_| look());
    on_cleanup(move || {
        if let Some(stop) = stop.try_update_value(Option::take).flatten() {
            stop();
        }
        in_front.remove();
    });
    // Opens once, when the texts are known and the list has its place in the page: one that is built may wait to be
    // shown, and has no height until then.
    let shown = move || list.try_get_untracked().flatten().filter(|list| list.client_height() > 0);
    let open = move || {
        if opening.get_value() || shown().is_none() {
            return;
        }
        opening.set_value(true);
        of.scope.spawn(async move {
            of.begin().await;
            settle(move || {
                let Some(list) = shown() else {
                    // The list is told once it is shown.
                    opening.try_set_value(false);
                    return;
                };
                let first = of.texts.with_untracked(|texts| {
                    let line = of.line.get_untracked()?;
                    texts
                        .messages
                        .iter()
                        .find(|text| text.seq == line)
                        .map(|text| bubble::element_id(text.id))
                });
                match first {
                    Some(first) => scroll::show(&list, &first),
                    None => scroll::to_end(&list),
                }
                height.set_value(list.client_height());
                opened.set_value(true);
                scrolled();
            });
        });
    };
    // The composer grows while one writes, and when the cases of a person come: who is at the end stays there.
    let sized = move || {
        if let Some(list) = there() {
            height.set_value(list.client_height());
            if at_end.get_value() {
                scroll::to_end(&list);
            }
            of.look(&list);
        } else if of.known.get_untracked() && ready.is_none_or(|ready| ready.get_untracked()) {
            open();
        }
    };
    let stop = StoredValue::new_local(None::<Box<dyn FnOnce()>>);
    Effect::new(move |_| {
        let Some(list) = list.get() else { return };
        stop.set_value(Some(Box::new(scroll::on_resize(&list, sized))));
    });
    on_cleanup(move || {
        if let Some(stop) = stop.try_update_value(Option::take).flatten() {
            stop();
        }
    });
    Effect::new(move |_| {
        let ready = ready.is_none_or(|ready| ready.get());
        if of.known.get() && ready && list.get().is_some() {
            open();
        }
    });
    // A new text comes into sight where the reader was at the end, or wrote it. A colleague's takes nobody away from what
    // they read.
    let me = of.session.me_now().map(|me| me.id);
    Effect::new(move |before: Option<Option<i64>>| {
        let newest = of.texts.with(|texts| texts.messages.first().map(|text| (text.seq, text.author)));
        let seq = newest.map(|(seq, _)| seq);
        let came = before.is_some_and(|before| before.is_some() && before != seq);
        if came && opened.get_value() {
            let follow =
                at_end.get_value() || newest.is_some_and(|(_, author)| author.is_some() && author == me);
            settle(move || {
                if let Some(list) = list.try_get_untracked().flatten().filter(|_| follow) {
                    scroll::to_end(&list);
                }
                look();
            });
        }
        seq
    });
}

/// Runs once what was changed is drawn.
fn settle(then: impl FnOnce() + 'static) {
    set_timeout(|| request_animation_frame(then), Duration::ZERO);
}

/// One line of the list.
#[derive(Clone)]
enum Item {
    Day(SmsMessage),
    /// What nobody had read begins.
    New,
    Text(SmsMessage),
}

impl Item {
    /// Of the same key, a line is the same in every respect.
    fn key(&self) -> String {
        match self {
            Self::Day(first) => format!("day {}", first.id),
            Self::New => "new".to_owned(),
            Self::Text(text) => {
                let owner = text.applicant.map(|id| id.to_string()).unwrap_or_default();
                format!(
                    "{} {} {owner} {} {}",
                    text.id,
                    text.state.as_str(),
                    text.segments,
                    text.error_code.unwrap_or(0)
                )
            }
        }
    }
}

#[component]
fn Items(of: History, people: Signal<Vec<SmsPerson>>, on_again: Callback<String>) -> impl IntoView {
    let zone = Zone::get();
    let items = move || {
        let line = of.line.get();
        of.texts.with(|texts| {
            let mut before = None;
            let mut items = Vec::with_capacity(texts.messages.len() + 8);
            for text in texts.messages.iter().rev() {
                let day = Some(crate::js::intl::day(text.created_at, &zone));
                if before != day {
                    items.push(Item::Day(text.clone()));
                }
                before = day;
                if line == Some(text.seq) {
                    items.push(Item::New);
                }
                items.push(Item::Text(text.clone()));
            }
            items
        })
    };
    let item = move |item: Item| match item {
        Item::Day(first) => {
            view! { <li class="sms-day"><DaySeparator at=first.created_at /></li> }.into_any()
        }
        Item::New => view! { <li class="sms-new-line">{w::first_unread}</li> }.into_any(),
        Item::Text(text) => view! { <Bubble message=text people=people on_again=on_again /> }.into_any(),
    };
    view! {
        <ol class="sms-bubbles">
            <For each=items key=Item::key children=item />
        </ol>
    }
    .into_any()
}
