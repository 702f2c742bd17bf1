//! Folios: the short numbers by which people call a record, `CON251` for an applicant and `CAS118` for a case.
//!
//! A folio is assigned when a record is first saved, is unique in its practice and never changes. Gaps are
//! normal.

use std::ops::Range;

use crate::{string_enum::string_enum, word_chars};

string_enum! {
    /// What a folio numbers; its name is the prefix.
    "folio prefix": FolioKind {
        Applicant = "CON",
        Case = "CAS",
    }
}

/// A prefix and a number, as in `CAS118`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Folio {
    kind: FolioKind,
    number: u32,
}

/// The text is no folio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a folio is CON or CAS and a number, for example CAS118")]
pub struct ParseFolioError;

/// More digits than this are no folio number.
const MAX_DIGITS: usize = 9;

impl Folio {
    /// `None` for zero and for numbers of more than nine digits, which no practice reaches.
    pub const fn new(kind: FolioKind, number: u32) -> Option<Self> {
        if number == 0 || number >= 1_000_000_000 { None } else { Some(Self { kind, number }) }
    }

    pub const fn kind(self) -> FolioKind {
        self.kind
    }

    pub const fn number(self) -> u32 {
        self.number
    }
}

impl std::fmt::Display for Folio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{}{}", self.kind, self.number))
    }
}

impl std::str::FromStr for Folio {
    type Err = ParseFolioError;

    /// Case does not matter, and neither do `#`, a space or a dash: `#cas 118` is `CAS118`.
    fn from_str(given: &str) -> Result<Self, Self::Err> {
        let FolioQuery { kind, number } = given.parse()?;
        kind.and_then(|kind| Self::new(kind, number)).ok_or(ParseFolioError)
    }
}

impl TryFrom<String> for Folio {
    type Error = ParseFolioError;

    fn try_from(given: String) -> Result<Self, Self::Error> {
        given.parse()
    }
}

impl From<Folio> for String {
    fn from(folio: Folio) -> Self {
        folio.to_string()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Folio {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .examples(["CAS118"])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Folio {}

/// What someone who looks for a folio typed: the prefix may be missing, digits alone work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FolioQuery {
    /// `None` looks among applicants and cases.
    pub kind: Option<FolioKind>,
    pub number: u32,
}

impl std::str::FromStr for FolioQuery {
    type Err = ParseFolioError;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        let given = given.trim();
        let given = given.strip_prefix('#').unwrap_or(given);
        let kind = FolioKind::ALL.iter().copied().find(|kind| begins_with(given, kind.as_str()));
        let rest =
            kind.map_or(Some(given), |kind| given.get(kind.as_str().len()..)).ok_or(ParseFolioError)?;
        let digits = if kind.is_some() { rest.trim_start_matches([' ', '-']) } else { rest };
        number_of(digits).map(|number| Self { kind, number }).ok_or(ParseFolioError)
    }
}

fn begins_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

fn number_of(digits: &str) -> Option<u32> {
    let plain = (1..=MAX_DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|&number| plain && number > 0)
}

/// The folios a text names, with the bytes they take: what a message shows as links. Written together
/// (`CAS118`, `con251`) and standing as a word of its own.
pub fn folios_in(text: &str) -> Vec<(Range<usize>, Folio)> {
    let mut found = Vec::new();
    let mut in_word = false;
    for (start, c) in text.char_indices() {
        if !in_word && let Some((end, folio)) = folio_at(text, start) {
            found.push((start..end, folio));
        }
        in_word = word_chars::is_part(c);
    }
    found
}

fn folio_at(text: &str, start: usize) -> Option<(usize, Folio)> {
    let rest = text.get(start..)?;
    let kind = FolioKind::ALL.iter().copied().find(|kind| begins_with(rest, kind.as_str()))?;
    let numbered = rest.get(kind.as_str().len()..)?;
    let digits = numbered.len() - numbered.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if numbered.get(digits..)?.chars().next().is_some_and(word_chars::is_part) {
        return None;
    }
    let folio = Folio::new(kind, number_of(numbered.get(..digits)?)?)?;
    Some((start + kind.as_str().len() + digits, folio))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(given: &str, expected: Option<&str>) {
        assert_eq!(
            given.parse::<Folio>().ok().map(|folio| folio.to_string()).as_deref(),
            expected,
            "{given:?}"
        );
    }

    #[test]
    fn a_folio_is_read_as_people_write_it() {
        for given in ["CAS118", "cas118", " Cas 118 ", "#CAS118", "CAS-118", "CAS0118"] {
            check(given, Some("CAS118"));
        }
        check("con251", Some("CON251"));
        check("CAS999999999", Some("CAS999999999"));
        for given in
            ["", "CAS", "118", "CAS0", "CAS1234567890", "TKT42", "CAS118x", "CAS+1", "ÇAS118", "CAS-"]
        {
            check(given, None);
        }
    }

    #[test]
    fn digits_alone_look_everywhere() {
        assert_eq!("118".parse(), Ok(FolioQuery { kind: None, number: 118 }));
        assert_eq!("cas118".parse(), Ok(FolioQuery { kind: Some(FolioKind::Case), number: 118 }));
        assert_eq!("1 18".parse::<FolioQuery>(), Err(ParseFolioError));
        assert_eq!("García".parse::<FolioQuery>(), Err(ParseFolioError));
    }

    #[test]
    fn a_text_shows_its_folios() {
        let spans = |text: &str| -> Vec<(String, String)> {
            folios_in(text)
                .into_iter()
                .map(|(span, folio)| (text[span].to_owned(), folio.to_string()))
                .collect()
        };
        let pair = |shown: &str, folio: &str| (shown.to_owned(), folio.to_owned());
        assert_eq!(
            spans("¿Viste CAS118? (con251), #CAS7."),
            [pair("CAS118", "CAS118"), pair("con251", "CON251"), pair("CAS7", "CAS7")]
        );
        assert_eq!(spans("CAS118/CAS119"), [pair("CAS118", "CAS118"), pair("CAS119", "CAS119")]);
        for text in
            ["XCAS118", "CAS118a", "CAS_1", "_CAS1", "éCAS1", "CAS 118", "CAS0", "CAS1234567890", "casa 3"]
        {
            assert!(folios_in(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn json_is_one_text() {
        assert_eq!(serde_json::to_string(&Folio::new(FolioKind::Case, 118)).unwrap(), "\"CAS118\"");
        assert!(serde_json::from_str::<Folio>("\"118\"").is_err());
    }

    proptest! {
        #[test]
        fn a_folio_reads_back(number in 1_u32..1_000_000_000, applicant: bool) {
            let kind = if applicant { FolioKind::Applicant } else { FolioKind::Case };
            let folio = Folio::new(kind, number).unwrap();
            prop_assert_eq!(folio.to_string().parse(), Ok(folio));
            prop_assert_eq!(folios_in(&format!("see {folio}.")), vec![(4..4 + folio.to_string().len(), folio)]);
        }

        #[test]
        fn spans_are_in_order_and_name_their_folio(text in "[ CASONcason0-9é#]{0,60}") {
            let mut end = 0;
            for (span, folio) in folios_in(&text) {
                prop_assert!(span.start >= end);
                end = span.end;
                prop_assert_eq!(text[span].parse(), Ok(folio));
            }
        }
    }
}
