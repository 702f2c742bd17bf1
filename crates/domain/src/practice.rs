//! What a practice says of itself and of its team.

use crate::text::{TextError, bounded, many_lines, one_line, short_enough, text};

text! {
    /// What a practice calls itself: 1 to 120 characters on one line.
    PracticeName, error = TextError, parse = |given| bounded(one_line(given), 120)
}

text! {
    /// Where a practice is, as on an envelope: 1 to 400 characters on one line or several.
    PostalAddress, error = TextError, parse = |given| {
        let lines: Vec<String> =
            many_lines(given).lines().map(one_line).filter(|line| !line.is_empty()).collect();
        bounded(lines.join("\n"), 400)
    }
}

text! {
    /// What someone is in the practice, “Consultant, RCIC”: up to 80 characters on one line, or nothing.
    JobTitle, error = TextError, parse = |given| short_enough(one_line(given), 80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_lines_and_loses_empty_ones() {
        let address = PostalAddress::parse(" 1200 rue  Sherbrooke \r\n\r\n Montréal\tQC \n").unwrap();
        assert_eq!(address.as_str(), "1200 rue Sherbrooke\nMontréal QC");
        assert_eq!(PostalAddress::parse("\n \n"), Err(TextError::Blank));
        let long = "é".repeat(401);
        assert_eq!(PostalAddress::parse(&long), Err(TextError::TooLong { limit: 400, given: 401 }));
    }

    #[test]
    fn a_practice_has_a_name_and_a_person_may_have_no_title() {
        assert_eq!(PracticeName::parse("\u{200b} "), Err(TextError::Blank));
        assert_eq!(PracticeName::parse("  Nord\nSud ").unwrap().as_str(), "Nord Sud");
        for unseen in ["\u{3164}", "\u{2800} \u{34f}"] {
            assert_eq!(PracticeName::parse(unseen), Err(TextError::Invisible));
            assert_eq!(JobTitle::parse(unseen), Err(TextError::Invisible));
            assert_eq!(PostalAddress::parse(unseen), Err(TextError::Invisible));
        }
        assert_eq!(JobTitle::parse("  ").unwrap().as_str(), "");
        assert_eq!(JobTitle::parse(&"a".repeat(81)), Err(TextError::TooLong { limit: 80, given: 81 }));
    }
}
