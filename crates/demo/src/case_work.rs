//! What the demo practice writes on its cases as they go on.

use domain::cases::CaseStage;

/// A comment at some point of a case. The decisions are what an audit would ask for.
pub struct Note {
    pub stage: CaseStage,
    pub text: &'static str,
    pub decision: bool,
}

const fn note(stage: CaseStage, text: &'static str) -> Note {
    Note { stage, text, decision: false }
}

const fn decision(stage: CaseStage, text: &'static str) -> Note {
    Note { stage, text, decision: true }
}

use CaseStage as S;

/// Several per stage; each case takes some of them.
pub const NOTES: &[Note] = &[
    note(S::Intake, "First meeting done. Copies of the passport pages received; work letters still to come."),
    note(
        S::Intake,
        "Premier entretien fait. Nous attendons les relevés de notes et l’acte de naissance traduit.",
    ),
    decision(S::Intake, "Retainer agreement signed and deposit received. We act from today."),
    note(
        S::Intake,
        "Prefers messages in the evening, after the children are in bed. Calls only on Thursdays.",
    ),
    note(S::Intake, "Primera reunión hecha. Explicamos los plazos y los honorarios por escrito."),
    note(S::Documentation, "Bank statements cover only four months; asked for the two that are missing."),
    note(
        S::Documentation,
        "La traduction du certificat de mariage est refaite: le prénom était mal orthographié.",
    ),
    note(S::Documentation, "Police certificate ordered, expected within three weeks. Reminder set."),
    decision(
        S::Documentation,
        "We file without the second reference letter; the employer has closed. Explanation enclosed.",
    ),
    note(S::Documentation, "Faltan las cartas laborales de 2021 y 2022. La clienta las pide esta semana."),
    note(S::Documentation, "Medical exam booked at the panel physician on rue Sherbrooke."),
    note(S::ReadyToSubmit, "Second reader went through the forms: two dates corrected, signatures complete."),
    note(S::ReadyToSubmit, "Formulaires relus avec le client au téléphone. Il confirme toutes les adresses."),
    decision(S::ReadyToSubmit, "Fees paid by the client’s own card. Submission planned for Monday morning."),
    note(S::Submitted, "Confirmation of receipt saved. Biometrics letter sent to the client the same day."),
    note(S::Submitted, "Accusé de réception d’IRCC reçu; le client a été prévenu."),
    note(S::Submitted, "Huellas tomadas ayer. Ahora solo queda esperar."),
    note(S::UnderIrccReview, "Web form sent: address changed after the move to Laval."),
    note(
        S::UnderIrccReview,
        "IRCC asks for updated proof of funds within 30 days. Client informed by phone and e-mail.",
    ),
    decision(
        S::UnderIrccReview,
        "We answer the procedural fairness letter with the tax notices, not with a new sponsor.",
    ),
    note(S::UnderIrccReview, "GCMS notes ordered."),
    decision(S::Approved, "Approved. Client called at once; documents handed over against signature."),
    note(S::Approved, "Reste à planifier: séance d’accueil et demande de RAMQ."),
    decision(
        S::Refused,
        "Refused: purpose of visit not accepted. Client wants to apply again with a stronger study plan.",
    ),
    note(
        S::Refused,
        "Explained both ways forward, judicial review and a new application, with costs and dates.",
    ),
    decision(S::Closed, "File closed. Originals returned by registered mail, scan of the receipt kept."),
];

/// What happened in the end.
pub const fn outcome(stage: CaseStage) -> &'static str {
    match stage {
        CaseStage::Approved => "Approved; documents handed over.",
        CaseStage::Refused => "Refused; the client is thinking about a new application.",
        CaseStage::Closed => "Granted. Closed at the client’s request.",
        _ => "",
    }
}

/// The stages a case goes through on its way to `last`.
pub fn way_to(last: CaseStage) -> Vec<CaseStage> {
    let usual = [S::Intake, S::Documentation, S::ReadyToSubmit, S::Submitted, S::UnderIrccReview];
    let mut way = Vec::new();
    for stage in usual {
        way.push(stage);
        if stage == last {
            return way;
        }
    }
    if last == S::Closed {
        way.push(S::Approved);
    }
    way.push(last);
    way
}
