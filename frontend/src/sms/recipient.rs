//! Whom a text goes to, and whom and which case it can be about.

use domain::ApplicantId;

use super::outgoing::About;

/// Whom a text goes to, and what is known of whom it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipient {
    /// As typed or stored: with country code.
    pub number: String,
    /// As people read it; empty where the number is typed.
    pub shown: String,
    /// How the composer names them.
    pub name: String,
    pub about: AboutWhat,
}

/// What a text can be about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AboutWhat {
    /// Who can be meant; a choice where there are several.
    pub people: Vec<(ApplicantId, String)>,
    /// What it is about unless a person chooses.
    pub usual: About,
    /// The case is given by where the text is written.
    pub fixed_case: bool,
}
