//! Parts of addresses.

use web_sys::Url;

/// `text` as it may stand in a query of an address.
pub fn escape(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

/// The path of this page with its query, to come back to it.
pub fn here() -> String {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return String::new() };
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// `to` as a path, query and fragment of this application; `None` when it leads, or may lead, anywhere else.
///
/// The browser's own parser decides, because it is what follows the address: it drops tabs and line ends, reads `\` as
/// `/` and resolves dots. What is escaped is looked at as well, in case something unescapes it once more on the way.
pub fn within(to: &str) -> Option<String> {
    let unescaped = js_sys::decode_uri_component(to).ok().map(String::from)?;
    resolved(&unescaped)?;
    resolved(to)
}

fn resolved(to: &str) -> Option<String> {
    let here = web_sys::window()?.location().origin().ok()?;
    if !is_path(to) {
        return None;
    }
    let url = Url::new_with_base(to, &here).ok()?;
    let path = url.pathname() + &url.search() + &url.hash();
    // `/.//elsewhere` is an address of ours until its dots are resolved.
    (url.origin() == here && is_path(&path)).then_some(path)
}

/// Whether `to` can only be read as a path: it has one slash in front, and nothing that parsers drop or turn round.
fn is_path(to: &str) -> bool {
    to.starts_with('/') && !to.starts_with("//") && !to.contains(|c: char| c == '\\' || c.is_control())
}

/// The host that an address of the web leads to, as the browser reads it: names of other scripts in their ASCII form.
pub fn host(address: &str) -> Option<String> {
    let url = Url::new(address).ok()?;
    Some(url.hostname()).filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::is_path;

    #[test]
    fn only_a_plain_path_is_a_path() {
        for path in ["/", "/applicants/CON251", "/cases?stage=open#notes", "/chat/Ünïcode"] {
            assert!(is_path(path), "{path}");
        }
        for other in [
            "",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/\r/evil.example",
            "\t//evil.example",
            " //evil.example",
            "/\0/evil.example",
            "/\u{85}/evil.example",
            "https:evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "evil.example",
            "@evil.example",
        ] {
            assert!(!is_path(other), "{other:?}");
        }
    }
}
