//! Into how many messages a text is cut, which is what the practice pays for.
//!
//! Rules: 3GPP TS 23.038 and 23.040. In the GSM 7-bit alphabet one message holds 160 septets and each part of a
//! longer text 153; one character outside the alphabet makes the whole text UCS-2, with 70 and 67 UTF-16 units.
//! An escape pair and a surrogate pair are never cut, and in UCS-2 neither is a grapheme cluster (an accent on
//! its letter, a family emoji, a flag; but not `\r\n`) unless it is longer than a part: so Twilio counts. Two
//! deliberate differences from Twilio's calculator: an empty text is no message, and no part is longer than
//! the network can carry. The provider's own figure, when it comes, replaces this estimate.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::gsm7::septets;
use super::marks::Mark;
use crate::string_enum::string_enum;

string_enum! {
    /// The alphabet a text is sent in.
    "SMS encoding": Encoding {
        Gsm7 = "gsm7",
        Ucs2 = "ucs2",
    }
}

impl Encoding {
    /// The alphabet a text needs.
    pub fn of(text: &str) -> Self {
        if text.chars().all(|c| septets(c).is_some()) { Self::Gsm7 } else { Self::Ucs2 }
    }

    /// Units that fit one message alone: septets, or UTF-16 units.
    pub const fn single_capacity(self) -> u32 {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// Units that fit each part of a longer text; the rest is the header that joins the parts.
    pub const fn part_capacity(self) -> u32 {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }

    fn units_of(self, c: char) -> u32 {
        match self {
            Self::Gsm7 => septets(c).unwrap_or(0),
            Self::Ucs2 if c.len_utf16() == 2 => 2,
            Self::Ucs2 => 1,
        }
    }
}

/// One message on the network: a stretch of the text and the units it fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Septets or UTF-16 units, without the header.
    pub units: u32,
}

/// What makes a text dearer, as a person has to be told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Culprit {
    /// A character that can be seen, with the marks that belong to it.
    Letter(String),
    /// One that cannot be seen, by what it is.
    Mark(Mark),
}

/// How a text is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segments {
    encoding: Encoding,
    parts: Vec<Part>,
    forcing: Vec<String>,
}

impl Segments {
    pub fn of(text: &str) -> Self {
        let encoding = Encoding::of(text);
        let mut forcing: Vec<String> = Vec::new();
        if encoding == Encoding::Ucs2 {
            for cluster in clusters(text) {
                if Encoding::of(cluster) == Encoding::Ucs2 && forcing.iter().all(|known| known != cluster) {
                    forcing.push(cluster.to_owned());
                }
            }
        }
        Self { encoding, parts: cut(text, encoding), forcing }
    }

    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// How many messages are billed; none for an empty text.
    pub fn count(&self) -> u32 {
        u32::try_from(self.parts.len()).unwrap_or(u32::MAX)
    }

    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Septets or UTF-16 units of the whole text, headers excluded.
    pub fn units(&self) -> u32 {
        self.parts.iter().map(|part| part.units).sum()
    }

    /// Units still free in the last message. One more than this begins another message (while there is one
    /// alone, all of it is cut again).
    pub fn units_left(&self) -> u32 {
        let capacity =
            if self.count() > 1 { self.encoding.part_capacity() } else { self.encoding.single_capacity() };
        capacity - self.parts.last().map_or(0, |part| part.units)
    }

    /// The distinct characters, as a person sees them, that are not in the GSM alphabet, in the order they
    /// appear: each alone would make the text UCS-2.
    pub fn forcing_unicode(&self) -> &[String] {
        &self.forcing
    }

    /// The same, with what nobody can see named instead of shown.
    pub fn culprits(&self) -> Vec<Culprit> {
        let mut culprits = Vec::new();
        for cluster in &self.forcing {
            let found = if hides_marks(cluster) {
                let hidden = cluster.chars().filter(|c| septets(*c).is_none()).filter_map(Mark::of);
                hidden.map(Culprit::Mark).collect()
            } else {
                vec![Culprit::Letter(cluster.clone())]
            };
            for culprit in found {
                if !culprits.contains(&culprit) {
                    culprits.push(culprit);
                }
            }
        }
        culprits
    }
}

/// Whether all that is outside the GSM alphabet in this character, as a person sees it, cannot be seen: the letter it
/// hangs on is not to blame.
pub(super) fn hides_marks(cluster: &str) -> bool {
    let mut outside = cluster.chars().filter(|c| septets(*c).is_none()).peekable();
    outside.peek().is_some() && outside.all(|c| Mark::of(c).is_some())
}

fn cut(text: &str, encoding: Encoding) -> Vec<Part> {
    let units_in = |stretch: &str| stretch.chars().map(|c| encoding.units_of(c)).sum::<u32>();
    let total = units_in(text);
    if total == 0 {
        return Vec::new();
    }
    if total <= encoding.single_capacity() {
        return vec![Part { range: 0..text.len(), units: total }];
    }
    let open = Part { range: 0..0, units: 0 };
    let mut parts = Parts { capacity: encoding.part_capacity(), full: Vec::new(), open };
    match encoding {
        Encoding::Gsm7 => parts.add_each(text, encoding),
        Encoding::Ucs2 => {
            for cluster in clusters(text) {
                match units_in(cluster) {
                    units if units <= parts.capacity && cluster != "\r\n" => parts.add(cluster.len(), units),
                    _ => parts.add_each(cluster, encoding),
                }
            }
        }
    }
    parts.full.push(parts.open);
    parts.full
}

/// The grapheme clusters Twilio knows: those of Unicode up to version 15.0, where a virama does not yet hold the
/// consonant after it (rule GB9c).
pub(super) fn clusters(text: &str) -> impl Iterator<Item = &str> {
    text.graphemes(true).flat_map(|cluster| Conjuncts { rest: cluster })
}

/// Takes a cluster apart before each letter that only GB9c holds: those that stand alone after their neighbour.
struct Conjuncts<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Conjuncts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let mut before = self.rest.chars().next()?.len_utf8();
        let mut pair_from = 0;
        for c in self.rest.get(before..)?.chars() {
            let end = before + c.len_utf8();
            let pair = self.rest.get(pair_from..end)?;
            if c.is_alphabetic() && pair.graphemes(true).count() > 1 {
                break;
            }
            pair_from = before;
            before = end;
        }
        let (cluster, rest) = self.rest.split_at_checked(before)?;
        self.rest = rest;
        Some(cluster)
    }
}

struct Parts {
    capacity: u32,
    full: Vec<Part>,
    open: Part,
}

impl Parts {
    fn add_each(&mut self, text: &str, encoding: Encoding) {
        for c in text.chars() {
            self.add(c.len_utf8(), encoding.units_of(c));
        }
    }

    /// Adds what must stay together.
    fn add(&mut self, bytes: usize, units: u32) {
        let end = self.open.range.end;
        if self.open.units + units > self.capacity {
            let next = Part { range: end..end, units: 0 };
            self.full.push(std::mem::replace(&mut self.open, next));
        }
        self.open.range.end += bytes;
        self.open.units += units;
    }
}

#[cfg(test)]
#[path = "segments_tests.rs"]
mod tests;
