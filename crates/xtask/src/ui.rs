//! What the commands print. Colour only on a terminal.

use std::io::IsTerminal;
use std::time::Duration;

/// The start of a piece of work that the user may have to wait for.
pub fn step(text: &str) {
    eprintln!("{} {text}", paint("1;36", "▸"));
}

/// A result or a remark.
pub fn note(text: &str) {
    eprintln!("  {text}");
}

/// What was being done, and then why it failed.
pub fn error(failure: &anyhow::Error) {
    eprintln!("{} {failure:#}", paint("1;31", "error:"));
}

pub fn good(text: &str) -> String {
    paint("32", text)
}

pub fn bad(text: &str) -> String {
    paint("1;31", text)
}

/// `95` seconds as `1m35s`, below ten seconds with one decimal.
pub fn time(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    match seconds {
        0..10 => format!("{:.1}s", elapsed.as_secs_f32()),
        10..60 => format!("{seconds}s"),
        _ => format!("{}m{:02}s", seconds / 60, seconds % 60),
    }
}

fn paint(code: &str, text: &str) -> String {
    let plain = std::env::var_os("NO_COLOR").is_some() || !std::io::stderr().is_terminal();
    if plain { text.to_owned() } else { format!("\u{1b}[{code}m{text}\u{1b}[0m") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(time(Duration::from_millis(1230)), "1.2s");
        assert_eq!(time(Duration::from_secs(42)), "42s");
        assert_eq!(time(Duration::from_secs(605)), "10m05s");
    }
}
