//! The browsers where one is signed in, each of which can be signed out.

use leptos::prelude::*;
use wire::identity::{SignedInBrowser, SignedInBrowsers};

use crate::{
    i18n::identity::profile as w,
    session::Session,
    task,
    ui::{Button, Chip, Icon, IconView, Loaded, Size, Time, TimeFormat, Toasts, Tone},
    words,
};

#[component]
pub fn Sessions() -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let list = LocalResource::new(move || session.call(async move { session.client().sessions().await }));
    let revoke_all = move || {
        // Detached, like the one below: what is told does not depend on the list that it changes.
        task::detached(async move {
            let done = session.call(async move { session.client().revoke_other_sessions().await }).await;
            told(toasts, done, w::revoked_all());
            list.refetch();
        });
    };
    let revoke = Callback::new(move |id| {
        task::detached(async move {
            let done = session.call(async move { session.client().revoke_session(id).await }).await;
            told(toasts, done, w::revoked());
            list.refetch();
        });
    });
    let view = move |SignedInBrowsers { items }: SignedInBrowsers| {
        let others = items.iter().any(|browser| !browser.is_current);
        let rows = items.into_iter().map(|browser| view! { <Browser browser=browser on_revoke=revoke /> });
        view! {
            <ul class="identity-list">{rows.collect_view()}</ul>
            {others.then(|| view! {
                <div><Button icon=Icon::LogOut on_press=move |()| revoke_all()>{w::revoke_all}</Button></div>
            })}
        }
    };
    view! { <Loaded of=list rows=2 view=view /> }
}

fn told(toasts: Toasts, done: client::Result<()>, text: &'static str) {
    match done {
        Ok(()) => toasts.done(text),
        Err(error) => toasts.failed(words::error(&error)),
    }
}

#[component]
fn Browser(browser: SignedInBrowser, on_revoke: Callback<domain::SessionId>) -> impl IntoView {
    let id = browser.id;
    let (name, system) = describe(&browser.user_agent);
    let icon = match system {
        Some("Android" | "iOS") => Icon::Smartphone,
        _ => Icon::Monitor,
    };
    let text = move || match (name, system) {
        (Some(name), Some(system)) => w::browser_on(name, system),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => w::unknown_browser().to_owned(),
    };
    view! {
        <li class="identity-row">
            <span class="identity-row__icon"><IconView icon=icon /></span>
            <span class="identity-row__lines">
                <span class="cluster">
                    <span class="identity-row__title">{text}</span>
                    {browser.is_current.then(|| view! { <Chip tone=Tone::Success>{w::this_browser}</Chip> })}
                </span>
                <span class="muted">
                    {w::last_used} " " <Time at=browser.last_seen_at format=TimeFormat::Ago /> " · " {browser.address}
                </span>
            </span>
            {(!browser.is_current).then(|| view! {
                <Button size=Size::Small on_press=move |()| on_revoke.run(id)>{w::revoke}</Button>
            })}
        </li>
    }
}

/// The browser and the system, as far as what a browser calls itself says so. The order matters: all of them
/// claim to be the ones before them.
fn describe(user_agent: &str) -> (Option<&'static str>, Option<&'static str>) {
    const BROWSERS: [(&str, &str); 5] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    (find(&BROWSERS), find(&SYSTEMS))
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn browsers_are_told_apart() {
        for (agent, expected) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 \
                 Safari/537.36 Edg/142.0.0.0",
                (Some("Edge"), Some("Windows")),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/18.0 Mobile/15E148 Safari/604.1",
                (Some("Safari"), Some("iOS")),
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                (Some("Firefox"), Some("Linux")),
            ),
            (
                "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 \
                 Mobile Safari/537.36",
                (Some("Chrome"), Some("Android")),
            ),
            ("curl/8.10", (None, None)),
        ] {
            assert_eq!(describe(agent), expected, "{agent}");
        }
    }
}
