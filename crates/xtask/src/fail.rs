//! A failed step: what happened and what to do about it.

use std::fmt::Display;

/// What a command or step returns.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Says what went wrong and, where we know it, the next thing to do.
#[derive(Debug)]
pub struct Failure {
    pub what: String,
    pub hint: Option<String>,
}

impl Failure {
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), hint: None }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Turns an error of the standard library into a `Failure` that says what was being done.
pub trait Doing<T> {
    fn doing(self, what: impl Display) -> Outcome<T>;
}

impl<T, E: Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl Display) -> Outcome<T> {
        self.map_err(|error| Failure::new(format!("{what}: {error}")))
    }
}
