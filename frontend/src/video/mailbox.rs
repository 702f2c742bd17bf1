//! The mailbox: what would have been mailed. It sends nothing, and says so.

use leptos::prelude::*;
use wire::mail::{Mail, Mailbox};

use crate::{
    i18n::video::mailbox as words,
    realtime::Realtime,
    session::Session,
    shell::page::{Crumb, Here},
    ui::{Banner, Empty, Icon, IconView, Loaded, Time, Tone},
};

#[component]
pub fn MailboxPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let (changed, set_changed) = signal(0_u32);
    realtime.mail.listen(move |_| set_changed.update(|count| *count = count.wrapping_add(1)));
    let mails = LocalResource::new(move || {
        changed.track();
        async move { session.call(session.client().mailbox(None)).await }
    });
    view! {
        <Here crumbs=Signal::stored(vec![Crumb::here(words::title)]) />
        <div class="page stack">
            <h1 class="page__title">{words::title}</h1>
            <Loaded of=mails view=|mailbox: Mailbox| view! { <Mails mailbox=mailbox /> } />
        </div>
    }
}

#[component]
fn Mails(mailbox: Mailbox) -> impl IntoView {
    let note: crate::i18n::Text = if mailbox.in_use { words::sends_nothing } else { words::not_in_use };
    let empty = mailbox.items.is_empty();
    view! {
        <Banner tone=Tone::Info>{note}</Banner>
        {empty.then(|| view! { <Empty icon=Icon::Inbox title=words::empty text=words::empty_text /> })}
        <ul class="mails">
            {mailbox.items.into_iter().map(|mail| view! { <One mail=mail /> }).collect_view()}
        </ul>
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

/// The text with its addresses as links; nothing else in it is taken for more than text.
fn linked(text: &str) -> Vec<AnyView> {
    let mut parts = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            parts.push(view! { <br /> }.into_any());
        }
        for (at, word) in line.split(' ').enumerate() {
            if at > 0 {
                parts.push(" ".into_any());
            }
            if word.starts_with("http://") || word.starts_with("https://") {
                let (href, shown) = (word.to_owned(), word.to_owned());
                parts.push(
                    view! { <a href=href rel="external noreferrer" target="_blank">{shown}</a> }.into_any(),
                );
            } else {
                parts.push(word.to_owned().into_any());
            }
        }
    }
    parts
}
