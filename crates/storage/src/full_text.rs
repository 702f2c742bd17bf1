//! Full-text search of records: FTS5 on SQLite, `tsvector` on PostgreSQL, behind one function.
//!
//! Words are folded and split here, for what is stored and for what is asked alike, so both databases
//! find the same rows.

use domain::PracticeId;
use domain::folio::FolioQuery;
use domain::phone::PhoneNumber;
use domain::search::{self, Term};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};

use crate::Result;

/// More terms than this narrow nothing down.
const MOST_TERMS: usize = 8;

/// What someone typed into a search field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Every one of them must be found, in one of its spellings.
    pub(crate) terms: Vec<Term>,
    /// The record of this folio comes first.
    pub folio: Option<FolioQuery>,
}

impl Search {
    /// `None` when nothing was typed.
    pub fn parse(given: &str) -> Option<Self> {
        let given = given.trim();
        if given.is_empty() {
            return None;
        }
        let mut terms =
            phone_word(given).map_or_else(|| search::terms(given), |digits| vec![vec![vec![digits]]]);
        terms.truncate(MOST_TERMS);
        Some(Self { terms, folio: given.parse().ok() })
    }

    /// Whether the words of something that has no index hold every term, as an index would say.
    pub(crate) fn is_found_in(&self, words: &[&str]) -> bool {
        let begins = |part: &String| words.iter().any(|word| word.starts_with(part.as_str()));
        let found = |term: &Term| term.iter().any(|spelling| spelling.iter().all(begins));
        !self.terms.is_empty() && self.terms.iter().all(found)
    }
}

/// The parts of a number that people type: all of it, without the country, the last seven and four digits.
pub(crate) fn phone_words(number: &str) -> Vec<String> {
    let Ok(number) = PhoneNumber::parse_international(number) else { return Vec::new() };
    let digits = number.digits();
    let national = digits.get(number.country_code().len()..).unwrap_or(digits);
    let tail = |length: usize| digits.get(digits.len().saturating_sub(length)..).unwrap_or(digits);
    [digits, national, tail(7), tail(4)].map(str::to_owned).to_vec()
}

/// A query that is a telephone number, with whatever people put between its digits.
fn phone_word(given: &str) -> Option<String> {
    let folded = search::fold(given);
    let is_number = folded.chars().all(|c| c.is_ascii_digit() || "+-.()/ ".contains(c));
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    // A trunk zero is not part of the number that is stored.
    let digits = digits.trim_start_matches('0');
    (is_number && digits.len() > 4).then(|| digits.to_owned())
}

/// The words as one text, each once: the value of a `search` column.
pub(crate) fn column(words: impl IntoIterator<Item = String>) -> String {
    let mut all: Vec<String> = Vec::new();
    for word in words {
        if !all.contains(&word) {
            all.push(word);
        }
    }
    all.join(" ")
}

/// A condition on the record's own columns: SQL with `?` where the value goes.
pub(crate) struct Condition {
    pub sql: &'static str,
    pub value: Value,
}

/// SQL with `?` where its values go.
pub(crate) struct Sql {
    pub text: String,
    pub values: Vec<Value>,
}

impl Sql {
    /// Goes on with a text in which this value has its place.
    pub fn and(&mut self, text: &str, value: impl Into<Value>) {
        self.text.push_str(text);
        self.values.push(value.into());
    }

    pub fn into_statement(self, backend: DbBackend) -> Statement {
        let text = if backend == DbBackend::Sqlite { self.text } else { numbered(&self.text) };
        Statement::from_sql_and_values(backend, text, self.values)
    }
}

/// The rows of `table` that have every word, newest first.
pub(crate) async fn matching(
    connection: &impl ConnectionTrait,
    table: &'static str,
    practice: PracticeId,
    search: &Search,
    conditions: Vec<Condition>,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<i64>> {
    let backend = connection.get_database_backend();
    let Some(sql) = matching_sql(backend, table, practice, search, conditions, before, limit) else {
        return Ok(Vec::new());
    };
    let rows = connection.query_all_raw(sql.into_statement(backend)).await?;
    rows.iter().map(|row| Ok(Seq::from_query_result(row, "")?.seq)).collect()
}

/// The same as a query of its only column, `seq`, to be joined to what is shown of each. `None` where nothing is found
/// because there is nothing to look for.
pub(crate) fn matching_sql(
    backend: DbBackend,
    table: &'static str,
    practice: PracticeId,
    search: &Search,
    conditions: Vec<Condition>,
    before: Option<i64>,
    limit: u64,
) -> Option<Sql> {
    if search.terms.is_empty() {
        return None;
    }
    let mut values: Vec<Value> = Vec::new();
    let sqlite = backend == DbBackend::Sqlite;
    let text = if sqlite {
        values.push(fts5_query(practice, &search.terms).into());
        // The index is read first, in its own order; CROSS JOIN keeps the planner from turning it round.
        format!(
            "SELECT r.seq FROM {table}_words w CROSS JOIN {table} r ON r.seq = w.rowid \
             WHERE w.{table}_words MATCH ?"
        )
    } else {
        values.push(practice.as_uuid().into());
        values.push(tsquery(&search.terms).into());
        format!("SELECT r.seq FROM {table} r WHERE r.practice_id = ? AND r.search_words @@ ?::tsquery")
    };
    let mut sql = Sql { text, values };
    if let Some(before) = before {
        sql.and(if sqlite { " AND w.rowid < ?" } else { " AND r.seq < ?" }, before);
    }
    for condition in conditions {
        sql.text.push_str(" AND ");
        sql.and(condition.sql, condition.value);
    }
    let newest_first = if sqlite { " ORDER BY w.rowid DESC LIMIT ?" } else { " ORDER BY r.seq DESC LIMIT ?" };
    sql.and(newest_first, i64::try_from(limit).unwrap_or(i64::MAX));
    Some(sql)
}

#[derive(FromQueryResult)]
struct Seq {
    seq: i64,
}

fn fts5_query(practice: PracticeId, terms: &[Term]) -> String {
    let words = boolean(terms, "AND", "OR", |word| format!("\"{word}\" *"));
    format!("practice : {} AND words : ({words})", practice.as_uuid().simple())
}

fn tsquery(terms: &[Term]) -> String {
    boolean(terms, "&", "|", |word| format!("'{word}':*"))
}

/// All terms, each in one of its spellings, each spelling with all of its words.
fn boolean(terms: &[Term], and: &str, or: &str, word: impl Fn(&String) -> String) -> String {
    let join = |parts: Vec<String>, by: &str| parts.join(&format!(" {by} "));
    let spelling = |words: &Vec<String>| format!("({})", join(words.iter().map(&word).collect(), and));
    let term = |term: &Term| format!("({})", join(term.iter().map(spelling).collect(), or));
    join(terms.iter().map(term).collect(), and)
}

/// PostgreSQL's `$1`, `$2` … for `?`.
fn numbered(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 8);
    for (index, part) in sql.split('?').enumerate() {
        if index > 0 {
            out.push('$');
            out.push_str(&index.to_string());
        }
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &str, expected: &str) {
        let query = tsquery(&Search::parse(given).unwrap().terms).replace('\'', "").replace(":*", "");
        assert_eq!(query, expected, "{given:?}");
    }

    #[test]
    fn a_query_asks_for_every_term_in_one_of_its_spellings() {
        check("María  garcía", "((maria)) & ((garcia))");
        check("李小龙", "((李 & 小 & 龙))");
        check("Müller", "((muller) | (mueller))");
        check("O’Brien", "((o & brien) | (obrien))");
        check("+1 (514) 555-0123", "((15145550123))");
        check("06 12 34 56 78", "((612345678))");
        check("555-0123", "((5550123))");
        check("0123", "((0123))");
        check("CAS-118", "((cas & 118) | (cas118))");
        check("' OR \"1\"=\"1", "((or)) & ((1)) & ((1))");
        assert_eq!(Search::parse("  "), None);
        assert!(Search::parse("—").unwrap().terms.is_empty());
        assert_eq!(
            fts5_query(PracticeId::new(uuid::Uuid::nil()), &Search::parse("O’Brien").unwrap().terms),
            "practice : 00000000000000000000000000000000 AND words : (((\"o\" * AND \"brien\" *) OR (\"obrien\" *)))"
        );
    }

    #[test]
    fn a_number_is_found_by_the_parts_that_people_type() {
        assert_eq!(phone_words("+15145550123"), ["15145550123", "5145550123", "5550123", "0123"]);
        assert_eq!(phone_words("+33612345678"), ["33612345678", "612345678", "2345678", "5678"]);
    }

    #[test]
    fn placeholders_are_numbered_for_postgresql() {
        assert_eq!(numbered("a = ? AND b < ?"), "a = $1 AND b < $2");
    }
}
