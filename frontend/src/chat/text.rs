//! A message's text in pieces: folios and addresses become links, everything else stays text.

use domain::chat::folios_in;
use linkify::{LinkFinder, LinkKind};

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// A record's folio, as it was written; leads to the record.
    Folio(String),
    /// An address of the web, as it was written.
    Address(String),
    /// A character that turns the direction of what follows: shown by its number, so that no text reads as another.
    Turn(char),
}

/// The pieces of `body`, in order; together they are the body again.
pub fn pieces(body: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = body;
    while let Some((start, end)) = next_address(rest) {
        plain(rest.get(..start), &mut found);
        found.push(Piece::Address(rest.get(start..end).unwrap_or_default().to_owned()));
        rest = rest.get(end..).unwrap_or_default();
    }
    plain(Some(rest), &mut found);
    found
}

fn plain(text: Option<&str>, found: &mut Vec<Piece>) {
    let Some(text) = text else { return };
    let mut end = 0;
    for (range, folio) in folios_in(text) {
        push_text(text.get(end..range.start), found);
        found.push(Piece::Folio(text.get(range.clone()).map_or_else(|| folio.to_string(), str::to_owned)));
        end = range.end;
    }
    push_text(text.get(end..), found);
}

fn push_text(text: Option<&str>, found: &mut Vec<Piece>) {
    let mut rest = text.unwrap_or_default();
    while let Some((at, turn)) = rest.char_indices().find(|(_, c)| is_turn(*c)) {
        if at > 0 {
            found.push(Piece::Text(rest.get(..at).unwrap_or_default().to_owned()));
        }
        found.push(Piece::Turn(turn));
        rest = rest.get(at + turn.len_utf8()..).unwrap_or_default();
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest.to_owned()));
    }
}

/// Embeddings and overrides. Marks and isolates stay: people write right-to-left names with them.
const fn is_turn(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}')
}

/// Where the next address of `text` begins and ends: between characters that no address has, by the rules of a library,
/// and without the marks that close a sentence or an emphasis.
fn next_address(text: &str) -> Option<(usize, usize)> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let mut start = 0;
    for part in text.split(is_outside) {
        // Trimmed before as well: the library finds no host in front of a `_`.
        for link in finder.links(trimmed(part)) {
            let address = trimmed(link.as_str());
            if is_web(address) {
                return Some((start + link.start(), start + link.start() + address.len()));
            }
        }
        // And what it was split at.
        start += part.len();
        start += text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    None
}

/// Whether it begins with `http://` or `https://`, in capitals too, and goes on; no other scheme is a link.
fn is_web(address: &str) -> bool {
    ["https://", "http://"].into_iter().any(|scheme| {
        let (start, rest) = address.split_at_checked(scheme.len()).unwrap_or_default();
        start.eq_ignore_ascii_case(scheme) && !rest.is_empty()
    })
}

/// What is never inside of an address as people write it: white space, quotes and brackets of every script, stops of
/// Chinese and Japanese, the ellipsis, and what cannot be seen.
fn is_outside(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '"' | '<'
                | '>'
                | '\u{AB}'
                | '\u{BB}'
                | '\u{AD}'
                | '\u{61C}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2018}'..='\u{201F}'
                | '\u{2026}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2039}'
                | '\u{203A}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3001}'..='\u{3003}'
                | '\u{3008}'..='\u{3011}'
                | '\u{3014}'..='\u{301F}'
                | '\u{FE10}'..='\u{FE19}'
                | '\u{FE30}'..='\u{FE4F}'
                | '\u{FEFF}'
                | '\u{FF01}'
                | '\u{FF02}'
                | '\u{FF07}'
                | '\u{FF08}'
                | '\u{FF09}'
                | '\u{FF0C}'
                | '\u{FF1A}'
                | '\u{FF1B}'
                | '\u{FF1C}'
                | '\u{FF1E}'
                | '\u{FF1F}'
                | '\u{FF3B}'
                | '\u{FF3D}'
                | '\u{FF5B}'
                | '\u{FF5D}'
                | '\u{FF5F}'..='\u{FF64}'
        )
}

/// Without the marks that may stand in an address but not at its end, as extended autolinks of Markdown have it.
fn trimmed(address: &str) -> &str {
    address.trim_end_matches(['?', '!', '.', ',', ':', ';', '*', '_', '~', '\'', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &[Piece]) {
        assert_eq!(pieces(body), expected, "{body:?}");
    }

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    #[test]
    fn a_folio_in_a_message_is_a_link_c3() {
        let folio = |folio: &str| Piece::Folio(folio.to_owned());
        check("see CAS118 today", &[text("see "), folio("CAS118"), text(" today")]);
        check("con251", &[folio("con251")]);
        check("BROADCAST118", &[text("BROADCAST118")]);
    }

    /// The address is between bars.
    fn linked(marked: &str) {
        let body: String = marked.chars().filter(|c| *c != '|').collect();
        let shown: String = pieces(&body)
            .into_iter()
            .map(|piece| match piece {
                Piece::Address(address) => format!("|{address}|"),
                Piece::Text(text) | Piece::Folio(text) => text,
                Piece::Turn(c) => c.to_string(),
            })
            .collect();
        assert_eq!(shown, marked);
    }

    #[test]
    fn an_address_is_a_link_without_the_marks_around_it() {
        for marked in [
            "(|https://a.example/x?y=1|).",
            "|http://a.example/w_(x)|",
            "|https://a.example/CAS118|",
            "see |HTTPS://Example.COM/Path|, please",
            "|https://a.example/x|…",
            "|https://a.example|…",
            "**|https://a.example/x|**",
            "**|https://a.example|**",
            "_|https://a.example/x|_",
            "_|https://a.example|_",
            "~~|https://a.example/x|~~",
            "`|https://a.example/x|`",
            "“|https://a.example/x|”",
            "‘|https://a.example/x|’",
            "«|https://a.example/x|»",
            "'|https://a.example/x|'",
            "\"|https://a.example/x|\"",
            "<|https://a.example/x|>",
            "[|https://a.example/x|]",
            "{|https://a.example/x|}",
            "[the form](|https://a.example/x|)",
            "「|https://a.example/x|」",
            "（|https://a.example/x|）。",
            "【|https://a.example/x|】",
            "『|https://a.example|』",
            "请看|https://a.example/x|，谢谢",
            "见|https://a.example|。",
            "|https://a.example/a_b|",
            "|https://a.example/?q=a,b;c|!?",
            "|https://a.example/x/|",
            "|http://127.0.0.1:8080/x|",
            "|https://en.wikipedia.org/wiki/Link_(The_Legend_of_Zelda)|",
            "|https://a.example/x| |https://b.example/y|",
            "a\n|https://a.example|\u{200b}b",
        ] {
            linked(marked);
        }
    }

    #[test]
    fn what_is_no_address_of_the_web_is_no_link() {
        for body in [
            "https:// and xhttps://a",
            "javascript:alert(1)",
            "javascript://a.example/%0aalert(1)",
            "data:text/html,x",
            "ftp://a.example/x",
            "https",
            "http://",
            "https://…",
            "**https://**",
        ] {
            linked(body);
        }
    }

    #[test]
    fn what_turns_the_direction_is_shown_and_ends_an_address() {
        check(
            "https://a.example/\u{202E}gpj.exe",
            &[Piece::Address("https://a.example/".into()), Piece::Turn('\u{202E}'), text("gpj.exe")],
        );
        check(
            "a\u{202D}b\u{202C}",
            &[text("a"), Piece::Turn('\u{202D}'), text("b"), Piece::Turn('\u{202C}')],
        );
        check("سلام\u{200F}", &[text("سلام\u{200F}")]);
    }

    #[test]
    fn nothing_of_a_message_is_lost() {
        for body in [
            "",
            "a\n\nb",
            "<b>CAS1</b> https://x.example, CAS2",
            "https",
            "http://é.example/ñ CON9!",
            "「https://a.example」\u{202E}x CAS1",
            "https://a.example…https://b.example",
        ] {
            let whole: String = pieces(body)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(text) | Piece::Folio(text) | Piece::Address(text) => text,
                    Piece::Turn(c) => c.to_string(),
                })
                .collect();
            assert_eq!(whole, body);
        }
    }
}
