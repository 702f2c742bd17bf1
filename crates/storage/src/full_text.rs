//! Full-text search of records: FTS5 on SQLite, `tsvector` on PostgreSQL, behind one function.
//!
//! Words are folded and split here, for what is stored and for what is asked alike, so both databases
//! find the same rows.

use domain::folio::FolioQuery;
use domain::phone::PhoneNumber;
use domain::{PracticeId, search};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};

use crate::{Result, Store};

/// More words than this narrow nothing down.
const MOST_WORDS: usize = 8;

/// What somebody typed into a search field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Every one of them must begin a word of the record.
    pub(crate) words: Vec<String>,
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
        let mut words = phone_word(given).map_or_else(|| words(given), |digits| vec![digits]);
        words.truncate(MOST_WORDS);
        Some(Self { words, folio: given.parse().ok() })
    }
}

/// The folded words of a text. Chinese and Japanese are written without spaces: each character is a word.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in search::words(text) {
        let mut run = String::new();
        for c in word.chars() {
            if is_ideograph(c) {
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
    }
    words
}

const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
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
pub(crate) fn column<'a>(texts: impl IntoIterator<Item = &'a str>, more: Vec<String>) -> String {
    let mut all: Vec<String> = Vec::new();
    for word in texts.into_iter().flat_map(words).chain(more) {
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

/// The rows of `table` that have every word, newest first.
pub(crate) async fn matching(
    store: &Store,
    table: &'static str,
    practice: PracticeId,
    search: &Search,
    conditions: Vec<Condition>,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<i64>> {
    if search.words.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value> = Vec::new();
    let sqlite = store.backend() == DbBackend::Sqlite;
    let mut sql = if sqlite {
        values.push(fts5_query(practice, &search.words).into());
        // The index is read first, in its own order; CROSS JOIN keeps the planner from turning it round.
        format!(
            "SELECT r.seq FROM {table}_words w CROSS JOIN {table} r ON r.seq = w.rowid \
             WHERE w.{table}_words MATCH ?"
        )
    } else {
        values.push(practice.as_uuid().into());
        values.push(tsquery(&search.words).into());
        format!("SELECT r.seq FROM {table} r WHERE r.practice_id = ? AND r.search_words @@ ?::tsquery")
    };
    if let Some(before) = before {
        sql.push_str(if sqlite { " AND w.rowid < ?" } else { " AND r.seq < ?" });
        values.push(before.into());
    }
    for condition in conditions {
        sql.push_str(" AND ");
        sql.push_str(condition.sql);
        values.push(condition.value);
    }
    sql.push_str(if sqlite { " ORDER BY w.rowid DESC LIMIT ?" } else { " ORDER BY r.seq DESC LIMIT ?" });
    values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    let sql = if sqlite { sql } else { numbered(&sql) };
    let statement = Statement::from_sql_and_values(store.backend(), sql, values);
    let rows = store.reader().query_all_raw(statement).await?;
    rows.iter().map(|row| Ok(Seq::from_query_result(row, "")?.seq)).collect()
}

#[derive(FromQueryResult)]
struct Seq {
    seq: i64,
}

fn fts5_query(practice: PracticeId, words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\" *")).collect();
    format!("practice : {} AND words : ({})", practice.as_uuid().simple(), words.join(" AND "))
}

fn tsquery(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("'{word}':*")).collect();
    words.join(" & ")
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

    fn check(given: &str, expected: &[&str]) {
        assert_eq!(Search::parse(given).unwrap().words, expected, "{given:?}");
    }

    #[test]
    fn a_query_is_split_as_the_records_are() {
        check("María  garcía", &["maria", "garcia"]);
        check("李小龙", &["李", "小", "龙"]);
        check("+1 (514) 555-0123", &["15145550123"]);
        check("06 12 34 56 78", &["612345678"]);
        check("555-0123", &["5550123"]);
        check("0123", &["0123"]);
        check("CAS-118", &["cas", "118"]);
        check("' OR \"1\"=\"1", &["or", "1", "1"]);
        assert_eq!(Search::parse("  "), None);
        assert!(Search::parse("—").unwrap().words.is_empty());
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
