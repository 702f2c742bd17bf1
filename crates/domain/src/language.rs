//! The languages the product speaks to staff and clients.

use crate::string_enum::string_enum;

string_enum! {
    /// A language every visible text exists in.
    #[derive(Default)]
    "language": Language {
        #[default]
        En = "en",
        Fr = "fr",
        Es = "es",
    }
}

impl Language {
    /// The language's own name for itself, as a language menu shows it.
    pub const fn native_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
            Self::Es => "Español",
        }
    }

    /// The best match for an `Accept-Language` header (RFC 9110 §12.5.4): highest weight first, earlier wins a
    /// tie, regions are ignored (`fr-CA` is French), `q=0` refuses. `None` when nothing the product speaks is
    /// asked for; `*` counts as nothing, so that the caller's own default applies.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for range in header.split(',') {
            let mut parts = range.split(';');
            let Some(language) = parts.next().and_then(Self::of_tag) else { continue };
            let weight = parts.find_map(weight_of).unwrap_or(1000);
            if weight > 0 && best.is_none_or(|(highest, _)| weight > highest) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// The language of a BCP 47 tag, whatever its region and script: `es-419`, `FR_ca`, `en`.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.iter().copied().find(|language| primary.eq_ignore_ascii_case(language.as_str()))
    }
}

/// `q=0.8` in thousandths. A malformed weight is as good as none.
fn weight_of(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let value = value.trim();
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{fraction:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, expected: Option<Language>) {
        assert_eq!(Language::from_accept_language(header), expected, "{header}");
    }

    #[test]
    fn the_heaviest_language_we_speak_is_chosen() {
        check("fr-CA,fr;q=0.9,en;q=0.8", Some(Language::Fr));
        check("de, es;q=0.5, en;q=0.7", Some(Language::En));
        check("es-419", Some(Language::Es));
        check("en;q=0.5, fr;q=0.5", Some(Language::En));
        check("EN_us", Some(Language::En));
        check("fr;q=0, en;q=0.1", Some(Language::En));
        check("en;level=1;q=0.2, fr;q=0.3", Some(Language::Fr));
    }

    #[test]
    fn nothing_we_speak_is_nothing() {
        check("", None);
        check("*", None);
        check("de-DE, zh;q=0.9", None);
        check("fr;q=0", None);
        check("frm", None);
    }

    #[test]
    fn a_malformed_weight_counts_as_no_weight() {
        check("fr;q=abc, en;q=0.9", Some(Language::Fr));
        check("fr;q=2.0, en;q=0.9", Some(Language::Fr));
    }

    #[test]
    fn names_are_stable() {
        for &language in Language::ALL {
            assert_eq!(language.as_str().parse(), Ok(language));
        }
        assert_eq!(serde_json::to_string(&Language::Fr).unwrap(), "\"fr\"");
        assert!(serde_json::from_str::<Language>("\"de\"").is_err());
        assert_eq!(Language::default(), Language::En);
    }
}
