//! Text that people wrote, with its links. Nothing in it is ever markup.

use leptos::prelude::*;

use super::text::{Piece, pieces};
use crate::{i18n::chat, js::address};

/// Text in a line or in several; folios lead to their records, addresses of the web to where they say.
#[component]
pub fn Linked(#[prop(into)] text: String) -> impl IntoView {
    let one = |piece| match piece {
        Piece::Text(text) => text.into_any(),
        Piece::Folio(folio) => {
            let href = format!("/folios/{}", folio.to_ascii_uppercase());
            view! { <a class="chat-folio" href=href>{folio}</a> }.into_any()
        }
        Piece::Address(text) => match address::host(&text) {
            Some(host) => view! { <Address text=text host=host /> }.into_any(),
            // The browser would not know where it leads.
            None => text.into_any(),
        },
        Piece::Turn(c) => {
            let code = format!("U+{:04X}", u32::from(c));
            view! { <span class="chat-turn" title=chat::turn>{code}</span> }.into_any()
        }
    };
    pieces(&text).into_iter().map(one).collect_view()
}

/// Kept apart from the text around it, whose direction may be another; with the host it leads to, where that is not what
/// one reads.
#[component]
fn Address(text: String, host: String) -> impl IntoView {
    let real =
        (!says_its_host(&text, &host)).then(|| view! { <span class="chat-host">" (" {host} ")"</span> });
    let href = text.clone();
    view! {
        <bdi><a href=href target="_blank" rel="noopener noreferrer">{text}</a>{real}</bdi>
    }
}

/// Whether who reads an address reads the host that it leads to. Letters of other scripts may look like the usual ones,
/// and what is before an `@` or a `\` like a host.
fn says_its_host(address: &str, host: &str) -> bool {
    let after = address.split_once("://").map_or("", |(_, after)| after);
    let end = after.find(['/', '?', '#']).unwrap_or(after.len());
    let authority = after.get(..end).unwrap_or_default();
    let (name, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    let written = if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { authority };
    written.eq_ignore_ascii_case(host)
}

#[cfg(test)]
mod tests {
    use super::says_its_host;

    #[test]
    fn a_host_that_is_not_what_one_reads_is_shown() {
        for (address, host) in [
            ("https://canada.ca/en", "canada.ca"),
            ("HTTPS://Canada.CA", "canada.ca"),
            ("http://127.0.0.1:8080/x", "127.0.0.1"),
            ("https://a.example?x=@b", "a.example"),
        ] {
            assert!(says_its_host(address, host), "{address}");
        }
        for (address, host) in [
            // The first letter is Cyrillic.
            ("https://\u{430}pple.com/", "xn--pple-43d.com"),
            ("https://é.example/", "xn--9ca.example"),
            ("https://canada.ca@evil.example/", "evil.example"),
            ("https://canada.ca:80@evil.example/", "evil.example"),
            ("https://canada.ca\\@evil.example/", "canada.ca"),
            ("http://2130706433/", "127.0.0.1"),
        ] {
            assert!(!says_its_host(address, host), "{address}");
        }
    }
}
