//! `requirements`: the table of docs/requirements.md against the tests that name its ids.
//!
//! A test names an id in the name of its function (`…_v21`, `…_s30_s31`) or in its Playwright title (`… [V21 C5]`).
//! A comment is not a test.

mod id;
mod scan;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};

use crate::args::Args;
use crate::requirements::id::Id;
use crate::requirements::table::{Requirement, Status};
use crate::{paths, tidy, ui};

const TABLE: &str = "docs/requirements.md";

/// Tests by the id that they name.
type Tests = BTreeMap<Id, Vec<String>>;

pub fn command(mut args: Args) -> Result<()> {
    let missing_only = args.flag("--missing");
    args.done()?;
    check(true, missing_only)
}

/// Compares table and tests; prints the table, or only what is wrong.
pub fn check(print: bool, missing_only: bool) -> Result<()> {
    let text = fs::read_to_string(paths::root().join(TABLE)).with_context(|| format!("reading {TABLE}"))?;
    let requirements = table::parse(&text).map_err(|problem| anyhow!("{TABLE}: {problem}"))?;
    let tests = scan_files()?;
    if print {
        print_table(&requirements, &tests, missing_only);
    }
    let problems = problems(&requirements, &tests);
    if problems.is_empty() {
        return Ok(());
    }
    for problem in &problems {
        println!("{} {problem}", ui::bad("✗"));
    }
    bail!(
        "{} requirement problem(s)\n  \
         do: name the id in a test that fails without the behaviour, or set the status in {TABLE} right",
        problems.len()
    )
}

fn scan_files() -> Result<Tests> {
    let mut tests = Tests::new();
    for file in tidy::files()? {
        let name = paths::shown(&file);
        let found = match file.extension().and_then(|extension| extension.to_str()) {
            Some("rs") => scan::rust_tests(&read(&file)?),
            Some("ts") if name.starts_with("e2e/") => scan::playwright_tests(&read(&file)?),
            _ => continue,
        };
        for test in found {
            for id in test.ids {
                tests.entry(id).or_default().push(format!("{name}: {}", test.name));
            }
        }
    }
    Ok(tests)
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("reading {}", paths::shown(file)))
}

fn problems(requirements: &[Requirement], tests: &Tests) -> Vec<String> {
    let done_without_test = requirements
        .iter()
        .filter(|requirement| requirement.status == Status::Done && !tests.contains_key(&requirement.id))
        .map(|requirement| format!("{} is done, but no test names it", requirement.id));
    let unknown = tests
        .iter()
        .filter(|(id, _)| !requirements.iter().any(|requirement| requirement.id == **id))
        .map(|(id, named_by)| format!("{id} is not in the table, but named by {}", named_by.join(", ")));
    done_without_test.chain(unknown).collect()
}

fn print_table(requirements: &[Requirement], tests: &Tests, missing_only: bool) {
    for requirement in requirements {
        let named_by = tests.get(&requirement.id).map_or(&[][..], Vec::as_slice);
        if missing_only && !named_by.is_empty() {
            continue;
        }
        let text: String = requirement.text.chars().take(64).collect();
        println!(
            "{:<4} {:<8} {:>3}  {text}",
            requirement.id.to_string(),
            requirement.status.word(),
            named_by.len()
        );
        if !missing_only {
            for test in named_by {
                println!("                    {test}");
            }
        }
    }
    let done = requirements.iter().filter(|requirement| requirement.status == Status::Done).count();
    let tested = requirements.iter().filter(|requirement| tests.contains_key(&requirement.id)).count();
    println!("\n{} requirements: {done} done, {tested} named by tests", requirements.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, status: Status) -> Requirement {
        Requirement { id: id.parse().unwrap(), text: String::new(), status }
    }

    #[test]
    fn a_done_id_without_a_test_is_a_problem_and_a_planned_one_is_not() {
        let found = problems(&[row("V1", Status::Done), row("V2", Status::Planned)], &Tests::new());
        assert_eq!(found, ["V1 is done, but no test names it"]);
    }

    #[test]
    fn a_test_that_names_an_unknown_id_is_a_problem() {
        let tests = Tests::from([("C99".parse().unwrap(), vec!["a.rs: b_c99".to_owned()])]);
        let found = problems(&[row("V1", Status::Planned)], &tests);
        assert_eq!(found, ["C99 is not in the table, but named by a.rs: b_c99"]);
    }

    #[test]
    fn a_done_id_with_a_test_is_fine() {
        let tests = Tests::from([("V1".parse().unwrap(), vec!["a.rs: b_v1".to_owned()])]);
        assert!(problems(&[row("V1", Status::Done)], &tests).is_empty());
    }
}
