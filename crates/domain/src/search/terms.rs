//! The words of names and queries. Both are split here, so that every database finds the same rows.

use super::{fold_lower, lower, passport};

/// Something that was typed between two spaces: found where all words of one of its spellings are.
pub type Term = Vec<Vec<String>>;

/// What a query asks for: every term must be found.
pub fn terms(query: &str) -> Vec<Term> {
    let lower = lower(query);
    let groups = groups(&lower);
    groups.into_iter().map(|group| group.spellings()).filter(|term| !term.is_empty()).collect()
}

/// The words under which a text is found.
pub fn index(text: &str) -> Vec<String> {
    let lower = lower(text);
    groups(&lower).into_iter().flat_map(|group| group.spellings().concat()).collect()
}

/// The words under which a name is found: those of [`index`], and all of it as one word, as machines write it.
pub fn name_index(name: &str) -> Vec<String> {
    let lower = lower(name);
    let groups = groups(&lower);
    let whole =
        |of: fn(&Group) -> &Vec<String>| groups.iter().map(|group| of(group).concat()).collect::<String>();
    let (plain, passport) = (whole(|group| &group.plain), whole(|group| &group.passport));
    let joined = [plain, passport].into_iter().filter(|_| groups.len() > 1);
    let joined: Vec<String> =
        joined.filter(|word| !word.is_empty() && !word.chars().any(stands_alone)).collect();
    groups.iter().flat_map(|group| group.spellings().concat()).chain(joined).collect()
}

/// What apostrophes and hyphens hold together, as in `o'brien-núñez`: its parts without accents, and as a passport
/// spells them.
struct Group {
    plain: Vec<String>,
    passport: Vec<String>,
}

impl Group {
    /// The parts as words, all of them as one word, and both as a passport spells them.
    fn spellings(&self) -> Term {
        let mut spellings: Term = Vec::new();
        for parts in [&self.plain, &self.passport] {
            let words: Vec<String> = parts.iter().flat_map(|part| words(part)).collect();
            let joined = parts.concat();
            let one = parts.len() > 1 && !joined.chars().any(stands_alone);
            for spelling in [Some(words), one.then(|| vec![joined])].into_iter().flatten() {
                if !spelling.is_empty() && !spellings.contains(&spelling) {
                    spellings.push(spelling);
                }
            }
        }
        spellings
    }
}

fn groups(lower: &str) -> Vec<Group> {
    let passport: String = lower.chars().fold(String::with_capacity(lower.len()), |mut text, c| {
        match passport::spelling(c) {
            Some(spelling) => text.push_str(spelling),
            None => text.push(c),
        }
        text
    });
    let (plain, passport) = (split(&fold_lower(lower)), split(&fold_lower(&passport)));
    // A soft sign on its own is nothing in a passport; the other groups must not move.
    let aligned = plain.len() == passport.len();
    let other = if aligned { passport } else { plain.clone() };
    plain.into_iter().zip(other).map(|(plain, passport)| Group { plain, passport }).collect()
}

fn split(folded: &str) -> Vec<Vec<String>> {
    let parts = |group: &str| -> Vec<String> {
        group.split(is_joiner).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let groups = folded.split(|c: char| !c.is_alphanumeric() && !is_joiner(c)).map(parts);
    groups.filter(|parts| !parts.is_empty()).collect()
}

/// Holds the parts of one name together.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\'' | '-' | '\u{B7}' | '\u{30FB}')
}

/// Chinese and Japanese are written without spaces and Korean names with or without: each character is a word.
const fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn words(part: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut run = String::new();
    for c in part.chars() {
        if stands_alone(c) {
            if !run.is_empty() {
                words.push(std::mem::take(&mut run));
            }
            words.push(c.to_string());
        } else {
            run.push(c);
        }
    }
    if !run.is_empty() {
        words.push(run);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a database compares: each term by one of its spellings, each word as the beginning of one.
    fn finds(query: &str, name: &str) -> bool {
        let words = name_index(name);
        let begins = |part: &String| words.iter().any(|word| word.starts_with(part.as_str()));
        let terms = terms(query);
        !terms.is_empty() && terms.iter().all(|term| term.iter().any(|spelling| spelling.iter().all(begins)))
    }

    #[test]
    fn the_spelling_of_a_passport_finds_the_person_and_the_reverse() {
        for (passport, name) in [
            ("OBRIEN", "O'Brien"),
            ("OBRIEN", "O’Brien"),
            ("DSOUZA", "D'Souza"),
            ("DSOUZA", "D´Souza"),
            ("ALSAYED", "Al-Sayed"),
            ("MUELLER", "Müller"),
            ("MUELLERLUEDENSCHEIDT", "Müller-Lüdenscheidt"),
            ("JEANPIERRE", "Jean-Pierre"),
            ("SOERENSEN", "Sørensen"),
            ("AASE", "Åse"),
            ("GROSSMANN", "Großmann"),
            ("THORSDOTTIR", "Þórsdóttir"),
            ("ANDREI", "Андрей"),
            ("SHCHUKIN", "Щукин"),
        ] {
            assert!(finds(passport, name), "{passport} finds {name}");
            assert!(finds(name, passport), "{name} finds {passport}");
        }
        for (query, name) in
            [("MULLER", "Müller"), ("DELACRUZ", "de la Cruz"), ("ABDALRAHMAN", "Abd al-Rahman")]
        {
            assert!(finds(query, name), "{query} finds {name}");
        }
        assert!(!finds("mueller", "Muller"), "without the two dots it is another name");
    }

    #[test]
    fn a_name_is_found_however_it_is_typed() {
        for (query, name) in [
            ("ali", "ʻAlī"),
            ("ali", "ʿAlī Reza"),
            ("김철수", "김 철수"),
            ("김 철수", "김철수"),
            ("\u{1100}\u{1175}\u{11B7}철수", "김철수"),
            ("김", "김철수"),
            ("андреи\u{306}", "Андрей Петров"),
            ("小龙", "李小龙"),
            ("マリア", "マリア・ガルシア"),
            ("o brien", "O'Brien"),
            ("brien", "O'Brien"),
            ("nun jos", "María José Núñez"),
            ("cas118", "CAS-118"),
            ("jean pi", "Jean-Pierre"),
        ] {
            assert!(finds(query, name), "{query} finds {name}");
        }
        for (query, name) in [("ana li", "Ana"), ("brienne", "O'Brien"), ("-", "Ana"), ("철민", "김철수")]
        {
            assert!(!finds(query, name), "{query} does not find {name}");
        }
    }

    #[test]
    fn a_query_is_its_terms() {
        let plain = |query: &str| -> Vec<String> {
            terms(query).into_iter().flat_map(|term| term.concat()).collect()
        };
        assert_eq!(plain("  Ana, (CAS118) "), ["ana", "cas118"]);
        assert_eq!(plain("Ana-María"), ["ana", "maria", "anamaria"]);
        assert!(terms(" -,’ ").is_empty());
        assert!(terms("").is_empty());
    }
}
