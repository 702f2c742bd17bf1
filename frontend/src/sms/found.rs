//! Looking for words in the texts of one conversation, record or case. What is found was not read: it does not count as seen.

use std::time::Duration;

use domain::sms::SmsOf;
use leptos::prelude::*;
use wire::sms::{SmsMessage, SmsPerson};

use super::bubble::Bubble;
use crate::i18n::sms as w;
use crate::js::{intl, timer};
use crate::realtime::Realtime;
use crate::records::paged::{Paged, Pages};
use crate::session::Session;
use crate::ui::time::Zone;
use crate::ui::{DaySeparator, Empty, Icon};

/// Searches after the last key by so much.
const REST: Duration = Duration::from_millis(160);

/// The texts with these words, newest first.
#[component]
pub fn Found(
    of: SmsOf,
    wanted: RwSignal<String>,
    people: Signal<Vec<SmsPerson>>,
    on_again: Callback<String>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let paged = Paged::new(move |cursor| {
        let (client, q) = (session.client(), wanted.get());
        async move {
            if cursor.is_none() {
                timer::sleep(REST).await;
            }
            session.call(client.find_sms(of, Some(q.trim()), cursor.as_deref())).await
        }
    });
    realtime.sms.listen(move |_| paged.reload());
    realtime.resync.listen(move |()| paged.reload());
    let empty = || view! { <Empty icon=Icon::Search title=w::none_found text=w::none_found_text /> };
    let texts = move |texts| view! { <Texts texts=texts people=people on_again=on_again /> };
    view! {
        <div class="sms-said scroll" role="region" aria-label=w::found tabindex="0">
            <Pages of=paged view=texts empty=empty shape="message" />
        </div>
    }
    .into_any()
}

#[component]
fn Texts(
    texts: Vec<SmsMessage>,
    people: Signal<Vec<SmsPerson>>,
    on_again: Callback<String>,
) -> impl IntoView {
    let zone = Zone::get();
    let mut before = None;
    let mut items = Vec::with_capacity(texts.len() * 2);
    for text in texts {
        let day = Some(intl::day(text.created_at, &zone));
        if before != day {
            items.push(view! { <li class="sms-day"><DaySeparator at=text.created_at /></li> }.into_any());
        }
        before = day;
        items.push(view! { <Bubble message=text people=people on_again=on_again /> }.into_any());
    }
    view! { <ol class="sms-bubbles sms-bubbles--found">{items}</ol> }.into_any()
}
