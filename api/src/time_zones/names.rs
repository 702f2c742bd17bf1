//! The names of zones that are offered, and the others under which people look for them.

/// One zone a line: its current name, then the names it had; behind a `~` stand other places with the same clocks. From
/// `zone.tab` and the links of the time zone database, which are in the public domain.
const NAMES: &str = include_str!("names.txt");

/// A zone that is offered.
pub struct Offered {
    pub name: &'static str,
    /// The names it had.
    pub was: Vec<&'static str>,
    /// Other places with its clocks.
    pub also: Vec<&'static str>,
}

/// Every zone that is offered, in the order of the names.
pub fn all() -> impl Iterator<Item = Offered> {
    NAMES.lines().filter_map(|line| {
        let mut names = line.split(' ');
        let name = names.next()?;
        let (also, was): (Vec<_>, Vec<_>) = names.partition(|name| name.starts_with('~'));
        Some(Offered { name, was, also: also.into_iter().map(|name| name.trim_start_matches('~')).collect() })
    })
}

/// The current name of a place: `Asia/Kolkata` for `Asia/Calcutta`. Other places keep their names, though they have the
/// same clocks: nobody in Montreal is told a time of Toronto's.
pub fn current(name: &str) -> &str {
    let line = NAMES.lines().find(|line| line.split(' ').skip(1).any(|other| other == name));
    line.and_then(|line| line.split(' ').next()).unwrap_or(name)
}
