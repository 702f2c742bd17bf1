//! The mailbox: what would have been mailed. It sends nothing, and says so.

use std::time::Duration;

use domain::permission::Permission;
use leptos::prelude::*;
use wire::Page;
use wire::mail::{Mail, MailboxQuery};

use crate::{
    i18n::{calls::mailbox as words, mail},
    js::timer,
    mail::linked,
    realtime::Realtime,
    records::paged::{Paged, Pages},
    session::{Needs, Session},
    shell::page::{Breadcrumbs, Crumb},
    ui::{Banner, Empty, Icon, IconView, SearchField, Time, Tone},
};

/// A pause in typing that is long enough to be the end of a word.
const REST: Duration = Duration::from_millis(140);

#[component]
pub fn MailboxPage() -> impl IntoView {
    view! {
        <Needs permission=Permission::MailboxRead>
            <Contents />
        </Needs>
    }
}

#[component]
fn Contents() -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let wanted = RwSignal::new(String::new());
    let in_use = RwSignal::new(None::<bool>);
    let paged = Paged::new(move |cursor| {
        let q = wanted.get();
        let client = session.client();
        async move {
            if !q.is_empty() && cursor.is_none() {
                timer::sleep(REST).await;
            }
            let q = Some(q).filter(|q| !q.trim().is_empty());
            let query = MailboxQuery { q, cursor, ..MailboxQuery::default() };
            let page = session.call(client.mailbox_page(&query)).await?;
            in_use.try_set(Some(page.in_use));
            Ok(Page::new(page.items, page.next_cursor))
        }
    });
    realtime.mail.listen(move |_| paged.reload());
    realtime.resync.listen(move |()| paged.reload());
    let note = move || {
        in_use.get().map(|in_use| {
            let text: crate::i18n::Text = if in_use { words::sends_nothing } else { words::not_in_use };
            view! {
                <Banner tone=Tone::Info>{text}</Banner>
                {in_use.then(|| view! { <p class="muted">{words::left_out}</p> })}
            }
        })
    };
    let empty = move || {
        if wanted.with(|q| q.trim().is_empty()) {
            view! { <Empty icon=Icon::Inbox title=words::empty text=words::empty_text /> }.into_any()
        } else {
            view! { <Empty icon=Icon::Search title=mail::nothing_found /> }.into_any()
        }
    };
    let mails = |mails: Vec<Mail>| {
        let all = mails.into_iter().map(|mail| view! { <One mail=mail /> }).collect_view();
        view! { <ul class="mail-list">{all}</ul> }
    };
    view! {
        <Breadcrumbs crumbs=Signal::stored(vec![Crumb::here(words::title)]) />
        <div class="page stack">
            <h1 class="page__title">{words::title}</h1>
            {note}
            <SearchField label=mail::search hint=mail::search wanted=wanted />
            <Pages
                of=paged
                view=mails
                empty=empty
            />
        </div>
    }
}

#[component]
fn One(mail: Mail) -> impl IntoView {
    let to = if mail.to.name.is_empty() {
        mail.to.address.clone()
    } else {
        format!("{} <{}>", mail.to.name, mail.to.address)
    };
    view! {
        <li class="mail">
            <details>
                <summary>
                    <IconView icon=Icon::ChevronRight />
                    <span class="mail__subject"><bdi>{mail.subject}</bdi></span>
                    <span class="muted"><Time at=mail.written_at /></span>
                    <span class="mail__to"><bdi>{to}</bdi></span>
                </summary>
                <div class="mail__text" lang=mail.language.as_str()>{linked(&mail.text)}</div>
            </details>
        </li>
    }
}
