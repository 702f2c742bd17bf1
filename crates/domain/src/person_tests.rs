//! Names of the whole world pass; what could mislead or inject does not.

use proptest::prelude::*;

use super::*;

#[test]
fn a_name_is_one_tidy_line_in_any_script() {
    let check = |given: &str, expected: Result<&str, TextError>| {
        assert_eq!(
            PersonName::parse(given).map(PersonName::into_string),
            expected.map(str::to_owned),
            "{given:?}"
        );
    };
    check("  María  José\tde la Cruz ", Ok("María José de la Cruz"));
    check("O’Brien-Núñez", Ok("O’Brien-Núñez"));
    check("李小龙", Ok("李小龙"));
    check("محمد", Ok("محمد"));
    check("می\u{200c}نا", Ok("می\u{200c}نا"));
    check("Ana\u{202e}gro.live", Ok("Anagro.live"));
    check("Ana\r\nBcc: x@y.z", Ok("Ana Bcc: x@y.z"));
    check("", Err(TextError::Blank));
    check("\u{200b}\u{202e}", Err(TextError::Blank));
    check("—", Err(TextError::Blank));
    for unseen in ["\u{3164}", "\u{2800}", "\u{115f}\u{1160}", "\u{34f}", "\u{ffa0}", "\u{3164} \u{3164}"] {
        check(unseen, Err(TextError::Invisible));
    }
    check("\u{3164}—", Err(TextError::Blank));
    check("김\u{3164}철수", Ok("김\u{3164}철수"));
    check(&"é".repeat(120), Ok(&"é".repeat(120)));
    check(&"é".repeat(121), Err(TextError::TooLong { limit: 120, given: 121 }));
}

#[test]
fn a_person_with_one_name_is_called_by_it() {
    assert_eq!(full_name("María José", "García"), "María José García");
    assert_eq!(full_name("", "Suharto"), "Suharto");
    assert_eq!(full_name("Madonna", ""), "Madonna");
    assert_eq!(full_name("", ""), "");
}

#[test]
fn initials_stand_for_a_name() {
    for (name, expected) in [
        ("Ana María López", "AL"),
        ("Ana", "A"),
        ("élodie", "É"),
        ("(Bob) Smith", "BS"),
        ("李小龙", "李"),
        ("Ana — B", "AB"),
    ] {
        assert_eq!(PersonName::parse(name).unwrap().initials(), expected, "{name}");
    }
}

fn check_email(given: &str, expected: Result<&str, EmailError>) {
    assert_eq!(
        EmailAddress::parse(given).map(EmailAddress::into_string),
        expected.map(str::to_owned),
        "{given:?}"
    );
}

#[test]
fn an_address_keeps_its_name_and_lowers_its_domain() {
    check_email(" Ana.Lopez+cas118@Example.COM ", Ok("Ana.Lopez+cas118@example.com"));
    check_email("o'brien@sub.exemple.qc.ca", Ok("o'brien@sub.exemple.qc.ca"));
    check_email("a@xn--bcher-kva.example", Ok("a@xn--bcher-kva.example"));
    // As it comes out of a letter, a chat or an address book.
    for pasted in [
        "\u{feff}ana@example.com",
        "\u{202a}ana@example.com\u{202c}",
        "ana@\u{200b}example.com\u{a0}",
        "a\u{ad}na@example.com\u{2060}",
        "\u{3000}ana@example.com\u{200d}\n",
    ] {
        check_email(pasted, Ok("ana@example.com"));
    }
    check_email("ana\u{a0}b@example.com", Err(EmailError::UnexpectedCharacter('\u{a0}')));
    let address = EmailAddress::parse("Ana@Example.com").unwrap();
    assert_eq!(
        (address.local_part(), address.domain(), address.key().as_str()),
        ("Ana", "example.com", "ana@example.com")
    );
}

#[test]
fn an_address_may_be_written_in_any_script() {
    check_email("josé@example.com", Ok("josé@example.com"));
    check_email("jose\u{301}@example.com", Ok("josé@example.com"));
    check_email("用户@例子.广告", Ok("用户@例子.广告"));
    check_email("संपर्क@डाटामेल.भारत", Ok("संपर्क@डाटामेल.भारत"));
    check_email("θσερ@εχαμπλε.ψομ", Ok("θσερ@εχαμπλε.ψομ"));
    check_email("Ana@BÜCHER.example", Ok("Ana@bücher.example"));
    check_email("ana@bücher。example", Err(EmailError::UnexpectedCharacter('。')));
    check_email("ana@xn--a.example", Err(EmailError::NotADomain));
    check_email("ana@ü.x", Err(EmailError::NotADomain));
    check_email("\u{feff}ana\u{200b}@exam\u{ad}ple.com\u{200e}", Ok("ana@example.com"));
    let check = |given: &str, servers: &str, key: &str| {
        let address = EmailAddress::parse(given).unwrap();
        assert_eq!((address.for_servers().as_str(), address.key().as_str()), (servers, key), "{given}");
    };
    check("Ana@Bücher.example", "Ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example");
    check("ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example");
    check("JOSÉ@example.com", "JOSÉ@example.com", "josé@example.com");
}

#[test]
fn what_is_no_address_is_refused() {
    check_email("", Err(EmailError::Blank));
    for given in
        ["ana", "@example.com", "a@b@example.com", ".a@example.com", "a..b@example.com", "a.@example.com"]
    {
        check_email(given, Err(EmailError::NotAnAddress));
    }
    for given in
        ["a@", "a@localhost", "a@-x.com", "a@x-.com", "a@x..com", "a@.com", "a@x.com.", "a@1.2.3.4", "a@x.c"]
    {
        check_email(given, Err(EmailError::NotADomain));
    }
    for (given, c) in [
        ("a\r\nBcc:b@example.com", '\r'),
        ("Ana <ana@example.com>", ' '),
        ("a,b@example.com", ','),
        ("\"a\"@example.com", '"'),
        ("a\u{a0}b@example.com", '\u{a0}'),
        ("a\u{2028}b@example.com", '\u{2028}'),
        ("a；b@example.com", '；'),
        ("😀@example.com", '😀'),
        ("a@ex_ample.com", '_'),
        ("a@[1.2.3.4]", '['),
        ("a\0@example.com", '\0'),
    ] {
        check_email(given, Err(EmailError::UnexpectedCharacter(c)));
    }
    check_email(&format!("{}@example.com", "a".repeat(65)), Err(EmailError::TooLong));
    check_email(&format!("a@{}.com", "abc.".repeat(63).trim_end_matches('.')), Err(EmailError::TooLong));
    check_email(&format!("a@{}.com", "a".repeat(64)), Err(EmailError::NotADomain));
}

#[test]
fn a_zone_is_named_like_the_database_names_it() {
    for given in [
        "America/Toronto",
        "America/Argentina/Buenos_Aires",
        "Etc/GMT+5",
        "UTC",
        " Asia/Kolkata ",
        "America/Port-au-Prince",
    ] {
        assert_eq!(
            TimeZoneName::parse(given).map(TimeZoneName::into_string),
            Ok(given.trim().to_owned()),
            "{given}"
        );
    }
    for given in [
        "",
        "Toronto",
        "EST",
        "../etc/passwd",
        "America/",
        "/America",
        "America/Toron to",
        "+05:00",
        "Amérique/Toronto",
    ] {
        assert_eq!(TimeZoneName::parse(given), Err(NoTimeZone), "{given}");
    }
}

proptest! {
    #[test]
    fn an_accepted_address_is_safe_in_a_header_and_reads_back(given in "[ -~éà\r\n]{0,20}@?[ -~\r\n]{0,20}\\.?[a-z]{0,4}") {
        if let Ok(address) = EmailAddress::parse(&given) {
            let is_safe = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;:\"()[]\\ ".contains(c);
            prop_assert!(address.as_str().chars().all(is_safe));
            prop_assert!(address.for_servers().rsplit_once('@').is_some_and(|(_, domain)| domain.is_ascii()));
            prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address));
        }
    }

    #[test]
    fn an_accepted_name_reads_back(given in any::<String>()) {
        if let Ok(name) = PersonName::parse(&given) {
            prop_assert!(!name.as_str().chars().any(char::is_control));
            prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name));
        }
    }
}
