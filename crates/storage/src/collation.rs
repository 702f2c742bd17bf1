//! The order of names in lists: the root order of the Unicode Collation Algorithm, in which `École` is between
//! `alpha` and `Zebra`. Databases order by code point, and not alike.

use feruca::{Collator, Tailoring};

/// Puts rows in the order of their names. Rows of one name stay as they are.
pub(crate) fn sort_by_name<T>(rows: &mut [T], name: impl Fn(&T) -> &str) {
    // Spaces and hyphens count: `De La` is before `Dean`.
    let mut collator = Collator::new(Tailoring::default(), false, true);
    rows.sort_by(|one, other| collator.collate(name(one), name(other)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_of_a_dictionary() {
        let mut names = [
            "Zebra",
            "alpha",
            "Émile",
            "École",
            "Ewa",
            "De La Cruz",
            "Dean",
            "ala",
            "李",
            "Жанна",
            "ñandú",
            "nube",
        ];
        sort_by_name(&mut names, |name| name);
        let expected = [
            "ala",
            "alpha",
            "De La Cruz",
            "Dean",
            "École",
            "Émile",
            "Ewa",
            "ñandú",
            "nube",
            "Zebra",
            "Жанна",
            "李",
        ];
        assert_eq!(names, expected);
    }
}
