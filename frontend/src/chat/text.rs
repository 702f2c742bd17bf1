//! A message's text in pieces: folios and addresses become links, everything else stays text.

use domain::{chat::folios_in, word};

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// A record's folio; leads to the record.
    Folio(String),
    /// An address of the web, as it was written.
    Address(String),
}

/// The pieces of `body`, in order; together they are the body again.
pub fn pieces(body: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = body;
    while let Some(start) = next_address(rest) {
        let (before, tail) = rest.split_at(start);
        let (address, after) = tail.split_at(address_length(tail));
        folios(before, &mut found);
        found.push(Piece::Address(address.to_owned()));
        rest = after;
    }
    folios(rest, &mut found);
    found
}

fn folios(text: &str, found: &mut Vec<Piece>) {
    let mut end = 0;
    for (range, folio) in folios_in(text) {
        push_text(text.get(end..range.start), found);
        found.push(Piece::Folio(text.get(range.clone()).map_or_else(|| folio.to_string(), str::to_owned)));
        end = range.end;
    }
    push_text(text.get(end..), found);
}

fn push_text(text: Option<&str>, found: &mut Vec<Piece>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        found.push(Piece::Text(text.to_owned()));
    }
}

fn next_address(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find("http")?;
        let tail = text.get(start..)?;
        let stands_alone = !text.get(..start)?.ends_with(word::is_part);
        let scheme = ["https://", "http://"].into_iter().find(|scheme| tail.starts_with(scheme));
        if stands_alone && scheme.is_some_and(|scheme| address_length(tail) > scheme.len()) {
            return Some(start);
        }
        from = start + "http".len();
    }
}

/// Up to the next white space; marks that end a sentence stay outside, as does a bracket it did not open.
fn address_length(tail: &str) -> usize {
    let end = tail.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(tail.len());
    let mut address = tail.get(..end).unwrap_or_default();
    loop {
        let shorter = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '»', '”']);
        let closes = shorter.ends_with(')') && !shorter.contains('(');
        let shorter = if closes { shorter.trim_end_matches(')') } else { shorter };
        if shorter.len() == address.len() {
            return address.len();
        }
        address = shorter;
    }
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
    fn a_folio_in_a_message_is_a_link() {
        let folio = |folio: &str| Piece::Folio(folio.to_owned());
        check("see CAS118 today", &[text("see "), folio("CAS118"), text(" today")]);
        check("con251", &[folio("con251")]);
        check("BROADCAST118", &[text("BROADCAST118")]);
    }

    #[test]
    fn an_address_is_a_link_without_the_marks_around_it() {
        let address = |address: &str| Piece::Address(address.to_owned());
        check("(https://a.example/x?y=1).", &[text("("), address("https://a.example/x?y=1"), text(").")]);
        check("http://a.example/w_(x)", &[address("http://a.example/w_(x)")]);
        check("https://a.example/CAS118", &[address("https://a.example/CAS118")]);
        check("https:// and xhttps://a", &[text("https:// and xhttps://a")]);
        check("javascript:alert(1)", &[text("javascript:alert(1)")]);
    }

    #[test]
    fn nothing_of_a_message_is_lost() {
        for body in ["", "a\n\nb", "<b>CAS1</b> https://x.example, CAS2", "https", "http://é.example/ñ CON9!"]
        {
            let whole: String = pieces(body)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(text) | Piece::Folio(text) | Piece::Address(text) => text,
                })
                .collect();
            assert_eq!(whole, body);
        }
    }
}
