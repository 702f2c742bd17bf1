//! Prints figures beside their targets, as a Markdown table that docs/performance.md can take over.

use std::fmt;

/// A figure and what it should be.
#[derive(Debug)]
struct Row {
    name: String,
    value: f64,
    unit: &'static str,
    target: Target,
}

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    AtLeast(f64),
    AtMost(f64),
    /// Shown only.
    None,
}

/// The result of one scenario.
#[derive(Debug)]
pub struct Report {
    title: String,
    rows: Vec<Row>,
}

impl Report {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), rows: Vec::new() }
    }

    pub fn row(
        &mut self,
        name: impl Into<String>,
        value: f64,
        unit: &'static str,
        target: Target,
    ) -> &mut Self {
        self.rows.push(Row { name: name.into(), value, unit, target });
        self
    }

    /// True when every figure meets its target.
    pub fn is_met(&self) -> bool {
        self.rows.iter().all(|row| row.target.is_met_by(row.value))
    }
}

impl Target {
    fn is_met_by(self, value: f64) -> bool {
        match self {
            Self::AtLeast(bound) => value >= bound,
            Self::AtMost(bound) => value <= bound,
            Self::None => true,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}\n\n| figure | measured | target | |\n|---|---:|---:|---|", self.title)?;
        for Row { name, value, unit, target } in &self.rows {
            let (wanted, verdict) = match target {
                Target::AtLeast(bound) => (format!("≥ {} {unit}", number(*bound)), target.is_met_by(*value)),
                Target::AtMost(bound) => (format!("≤ {} {unit}", number(*bound)), target.is_met_by(*value)),
                Target::None => {
                    writeln!(formatter, "| {name} | {} {unit} | | |", number(*value))?;
                    continue;
                }
            };
            let mark = if verdict { "met" } else { "**missed**" };
            writeln!(formatter, "| {name} | {} {unit} | {wanted} | {mark} |", number(*value))?;
        }
        Ok(())
    }
}

/// Large numbers whole and in groups of three, small ones with two decimals.
fn number(value: f64) -> String {
    if value.abs() < 100.0 {
        return format!("{value:.2}");
    }
    let whole = format!("{value:.0}");
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && digit.is_ascii_digit() && (whole.len() - at).is_multiple_of(3) && !grouped.ends_with('-')
        {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_target_shows_and_counts() {
        let mut report = Report::new("chat");
        report.row("posts", 4512.3, "/s", Target::AtLeast(3000.0)).row(
            "p99",
            3.416,
            "ms",
            Target::AtMost(10.0),
        );
        report.row("sockets", 50.0, "", Target::None);
        assert!(report.is_met());
        assert!(report.to_string().contains("| posts | 4,512 /s | ≥ 3,000 /s | met |"), "{report}");
        report.row("one sender", 2.5, "ms", Target::AtMost(2.0));
        assert!(!report.is_met());
        assert!(report.to_string().contains("| one sender | 2.50 ms | ≤ 2.00 ms | **missed** |"), "{report}");
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(number(1_234_567.8), "1,234,568");
        assert_eq!(number(123.0), "123");
        assert_eq!(number(-12_345.0), "-12,345");
        assert_eq!(number(1.005), "1.00");
    }
}
