//! The rules by example, their laws, and what a person sees at the edges.

use proptest::prelude::*;

use super::*;

fn check(text: &str, encoding: Encoding, units: &[u32]) {
    let segments = Segments::of(text);
    let parts: Vec<u32> = segments.parts().iter().map(|part| part.units).collect();
    assert_eq!((segments.encoding(), parts.as_slice()), (encoding, units), "{text}");
}

#[test]
fn one_hundred_and_sixty_plain_characters_are_one_message_s11() {
    check(&"a".repeat(160), Encoding::Gsm7, &[160]);
}

#[test]
fn one_more_character_makes_two_messages_s12() {
    check(&"a".repeat(161), Encoding::Gsm7, &[153, 8]);
    check(&"a".repeat(306), Encoding::Gsm7, &[153, 153]);
    check(&"a".repeat(307), Encoding::Gsm7, &[153, 153, 1]);
}

#[test]
fn seventy_one_characters_with_one_accent_outside_the_alphabet_are_two_s12() {
    check(&format!("{}í", "a".repeat(69)), Encoding::Ucs2, &[70]);
    check(&format!("{}í", "a".repeat(70)), Encoding::Ucs2, &[67, 4]);
    check(&format!("{}é", "a".repeat(70)), Encoding::Gsm7, &[71]);
}

#[test]
fn two_hundred_characters_bill_as_two_s31() {
    check(&"a".repeat(200), Encoding::Gsm7, &[153, 47]);
}

#[test]
fn the_counter_tells_the_change_at_one_hundred_and_sixty_one_s32() {
    let at = |length| {
        let segments = Segments::of(&"a".repeat(length));
        (segments.count(), segments.units_left())
    };
    assert_eq!(at(0), (0, 160));
    assert_eq!(at(159), (1, 1));
    assert_eq!(at(160), (1, 0));
    assert_eq!(at(161), (2, 145));
    assert_eq!(at(306), (2, 0));
    assert_eq!(at(307), (3, 152));
}

#[test]
fn the_counter_names_the_characters_that_make_it_dearer_s32() {
    let segments = Segments::of("García, ça va ? Élodie – à bientôt, García");
    assert_eq!(segments.encoding(), Encoding::Ucs2);
    assert_eq!(segments.forcing_unicode(), ["í", "ç", "–", "ô"]);
    assert!(Segments::of("Élodie, où ?").forcing_unicode().is_empty());
}

#[test]
fn pairs_are_never_cut() {
    check(&format!("{}€{}", "a".repeat(152), "a".repeat(10)), Encoding::Gsm7, &[152, 12]);
    check(&"]".repeat(153), Encoding::Gsm7, &[152, 152, 2]);
    check(&format!("{}😀{}", "b".repeat(66), "b".repeat(10)), Encoding::Ucs2, &[66, 12]);
    check(&format!("á{}", "]".repeat(69)), Encoding::Ucs2, &[70]);
}

#[test]
fn what_looks_like_one_character_stays_whole() {
    let family = "👩\u{200d}👩\u{200d}👧\u{200d}👦";
    check(&format!("{}{family}z", "c".repeat(60)), Encoding::Ucs2, &[60, 12]);
    check(&format!("{}e\u{301}{}", "c".repeat(66), "c".repeat(5)), Encoding::Ucs2, &[66, 7]);
}

#[test]
fn a_cluster_longer_than_a_part_is_cut_like_plain_text() {
    check(&format!("e{}", "\u{301}".repeat(140)), Encoding::Ucs2, &[67, 67, 7]);
}

#[test]
fn line_ends_and_nothing() {
    check("", Encoding::Gsm7, &[]);
    check("a\r\nb", Encoding::Gsm7, &[4]);
    check("a\nb", Encoding::Gsm7, &[3]);
    check("\t", Encoding::Ucs2, &[1]);
    check(&format!("{}\r\n", "a".repeat(152 + 8)), Encoding::Gsm7, &[153, 9]);
}

#[test]
fn what_forces_unicode_is_named_as_a_person_sees_it() {
    assert_eq!(Segments::of("ok e\u{301} 🇨🇦 👍🏽").forcing_unicode(), ["e\u{301}", "🇨🇦", "👍🏽"]);
}

#[test]
fn what_nobody_sees_is_named_and_the_letter_before_it_is_not_blamed() {
    let letter = |text: &str| Culprit::Letter(text.to_owned());
    for (text, expected) in [
        ("Mit besten Grüßen\u{200c}", vec![Culprit::Mark(Mark::Joiner)]),
        ("\u{2066}514\u{2069}", vec![Culprit::Mark(Mark::Direction)]),
        ("a\u{61c}", vec![Culprit::Mark(Mark::Direction)]),
        ("a\u{fe0f}", vec![Culprit::Mark(Mark::Variation)]),
        ("\u{fffc}", vec![Culprit::Mark(Mark::Placeholder)]),
        ("9\u{a0}h í", vec![Culprit::Mark(Mark::NoBreakSpace), letter("í")]),
        ("☂\u{fe0f}", vec![letter("☂\u{fe0f}")]),
        ("1\u{fe0f}\u{20e3}", vec![letter("1\u{fe0f}\u{20e3}")]),
        ("n\u{303}", vec![letter("n\u{303}")]),
        ("plain", vec![]),
    ] {
        assert_eq!(Segments::of(text).culprits(), expected, "{text:?}");
    }
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z \\[€é]{0,400}",
        "[a-zíç😀\u{301}\u{200d}👩🇨🇦\r\n]{0,250}",
        any::<String>(),
        "[क-हि्ا-ي ]{0,250}",
    ]
}

proptest! {
    #[test]
    fn the_parts_are_the_text_and_each_fits(text in any_text()) {
        let segments = Segments::of(&text);
        let joined: String = segments.parts().iter().map(|part| &text[part.range.clone()]).collect();
        prop_assert_eq!(&joined, &text);
        let capacity = match segments.count() {
            0 | 1 => segments.encoding().single_capacity(),
            _ => segments.encoding().part_capacity(),
        };
        for part in segments.parts() {
            prop_assert!(part.units > 0 && part.units <= capacity);
            let expected: u32 = text[part.range.clone()].chars().map(|c| segments.encoding().units_of(c)).sum();
            prop_assert_eq!(part.units, expected);
        }
        prop_assert_eq!(segments.count() == 0, text.is_empty());
    }

    #[test]
    fn a_longer_text_is_never_cheaper(text in any_text(), more in any::<char>()) {
        let longer = format!("{text}{more}");
        prop_assert!(Segments::of(&longer).count() >= Segments::of(&text).count());
    }

    #[test]
    fn the_alphabet_is_the_wide_one_exactly_when_a_character_forces_it(text in any_text()) {
        let segments = Segments::of(&text);
        prop_assert_eq!(segments.encoding() == Encoding::Ucs2, !segments.forcing_unicode().is_empty());
        prop_assert_eq!(segments.encoding() == Encoding::Ucs2, !segments.culprits().is_empty());
    }
}
