//! Reads the tables of docs/requirements.md: rows `| id | requirement | status | where |`.

use super::id::Id;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Planned,
    Done,
}

impl Status {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Done => "done",
        }
    }
}

#[derive(Debug)]
pub struct Requirement {
    pub id: Id,
    pub text: String,
    pub status: Status,
}

/// All rows in the order of the document; an unreadable row, a wrong status or an id twice is an error that names the line.
pub fn parse(document: &str) -> Result<Vec<Requirement>, String> {
    let mut rows: Vec<Requirement> = Vec::new();
    for (at, line) in document.lines().enumerate() {
        let Some(cells) = cells(line) else { continue };
        let [id, text, status, _where] = cells.as_slice() else {
            return Err(format!("line {}: a row has four cells: id, requirement, status, where", at + 1));
        };
        if *id == "id" || id.starts_with('-') {
            continue;
        }
        let id: Id = id.parse().map_err(|()| format!("line {}: `{id}` is no id", at + 1))?;
        let status = match *status {
            "planned" => Status::Planned,
            "done" => Status::Done,
            other => {
                return Err(format!("line {}: status `{other}` is neither `planned` nor `done`", at + 1));
            }
        };
        if rows.iter().any(|row| row.id == id) {
            return Err(format!("line {}: {id} is there twice", at + 1));
        }
        rows.push(Requirement { id, text: (*text).to_owned(), status });
    }
    if rows.is_empty() { Err("there is no table".to_owned()) } else { Ok(rows) }
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let inside = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inside.split('|').map(str::trim).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "# Title\n\n| id | requirement | status | where |\n|---|---|---|---|\n";

    #[test]
    fn rows_are_read_in_order() {
        let rows =
            parse(&format!("{HEAD}| V1 | First | done | calls |\n| C2 | Second | planned | |\n")).unwrap();
        let read: Vec<_> =
            rows.iter().map(|row| (row.id.to_string(), row.text.as_str(), row.status)).collect();
        assert_eq!(
            read,
            [("V1".to_owned(), "First", Status::Done), ("C2".to_owned(), "Second", Status::Planned)]
        );
    }

    #[test]
    fn mistakes_name_their_line() {
        for (row, problem) in [
            ("| V1 | First | perhaps | x |", "line 5: status `perhaps`"),
            ("| V1 | First |", "line 5: a row has four cells"),
            ("| Q1 | First | done | x |", "line 5: `Q1` is no id"),
            ("| V1 | First | done | x |\n| V1 | Again | done | x |", "line 6: V1 is there twice"),
        ] {
            let error = parse(&format!("{HEAD}{row}\n")).unwrap_err();
            assert!(error.starts_with(problem), "{error}");
        }
        assert!(parse("no table").is_err());
    }
}
