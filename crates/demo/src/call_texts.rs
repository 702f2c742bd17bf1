//! What the demo practice's calls are called, and why some did not take place.

use domain::calls::CallPurpose;
use domain::language::Language;

/// The title of a call, in the language that its client is written to.
pub const fn title(purpose: CallPurpose, language: Language) -> &'static str {
    match (purpose, language) {
        (CallPurpose::InitialInterview, Language::En) => "First interview",
        (CallPurpose::InitialInterview, Language::Fr) => "Premier entretien",
        (CallPurpose::InitialInterview, Language::Es) => "Primera entrevista",
        (CallPurpose::DocumentReview, Language::En) => "Going through the documents",
        (CallPurpose::DocumentReview, Language::Fr) => "Revue des documents",
        (CallPurpose::DocumentReview, Language::Es) => "Revisión de documentos",
        (CallPurpose::ResultsPresentation, Language::En) => "The decision, and what comes next",
        (CallPurpose::ResultsPresentation, Language::Fr) => "La décision et la suite",
        (CallPurpose::ResultsPresentation, Language::Es) => "La decisión y los próximos pasos",
        (CallPurpose::Consultation, Language::En) => "Questions before we file",
        (CallPurpose::Consultation, Language::Fr) => "Questions avant le dépôt",
        (CallPurpose::Consultation, Language::Es) => "Preguntas antes de presentar",
    }
}

/// Why a call was cancelled, as the client was told.
pub const fn reasons(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &["You asked for a meeting at the office instead.", "Your consultant is ill today."],
        Language::Fr => &["Vous préférez un rendez-vous au bureau.", "Votre conseillère est souffrante."],
        Language::Es => &["Usted prefiere una cita en la oficina.", "Su consultor está enfermo hoy."],
    }
}

/// What the team notes beforehand.
pub const NOTES: &[&str] = &[
    "",
    "Ask about the gap between the two jobs in 2021.",
    "Spouse may join from work; audio only.",
    "Have the refusal letter at hand.",
    "",
    "Go through IMM 5669 line by line.",
];
