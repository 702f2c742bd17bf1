//! The words of the demo's talk. `{case}` becomes the folio of a case.

use super::chat::Talk;

/// A room: its name, what it is for, who is in it (by place in the team, its owner first), and its talk.
pub type Room = (&'static str, &'static str, &'static [usize], &'static [Talk]);

pub const ROOMS: &[Room] = &[
    (
        "Toronto team",
        "Who is where, and what everybody should know",
        &[1, 0, 2, 3, 4, 5, 6, 7, 8, 9],
        TORONTO,
    ),
    ("PR cases", "Express Entry, PNP and family class", &[0, 2, 3, 4, 5, 6], PR),
    ("2026 audit", "What the College asked for, and by when", &[0, 1, 5, 9], AUDIT),
];

const TORONTO: &[Talk] = &[
    &[
        (0, "Good morning. The meeting room is booked from 10 to 11:30, please take calls at your desk."),
        (4, "Thanks Daniel, my 10:30 is by video anyway."),
    ],
    &[
        (6, "Bonjour, je suis en télétravail aujourd’hui. Joignable ici et au poste 204."),
        (1, "Merci Nadia!"),
    ],
    &[
        (
            8,
            "Walk-in at reception: a couple from Lagos, refusal letter for a visitor visa. Who has half an hour?",
        ),
        (5, "I do at 14:00. Can you open a record for them first?"),
        (8, "Done, they are waiting for the invitation."),
    ],
    &[
        (7, "¿Alguien habla portugués? Tengo a un señor de São Paulo en la línea."),
        (2, "Entiendo bastante, pásamelo."),
        (7, "Gracias Sofía"),
    ],
    &[
        (0, "Reminder: time sheets by Friday noon."),
        (9, "And receipts for August, there are three without a case number."),
        (3, "L’un d’eux est à moi, c’est {case}."),
    ],
    &[
        (1, "IRCC portal is slow again this morning. If an upload fails, wait before trying a second time."),
        (6, "Même chose pour Arrima."),
        (4, "It worked for me after 11, {case} is in."),
    ],
    &[
        (5, "I am at a hearing all afternoon. Urgent things to Mei-Ling please."),
        (4, "Covering. Good luck!"),
        (5, "It was positive :)"),
        (1, "Wonderful news. Bravo Arash."),
    ],
    &[
        (8, "The webhooks comes at 16:00 today instead of 17:00."),
        (7, "Entonces llevo lo de {case} ahora mismo."),
    ],
    &[
        (0, "New headsets arrived. They are in the cupboard next to the printer; one each."),
        (3, "Enfin. Merci!"),
    ],
    &[
        (1, "Who can take {case} while Jean-Philippe is away next week?"),
        (2, "I can. JP, could you leave a comment on the case with what is pending?"),
        (3, "C’est fait."),
    ],
    &[
        (
            9,
            "Two invoices came back as undeliverable: {case} and one from July. Please check the e-mail addresses.",
        ),
        (6, "Je les appelle."),
    ],
    &[
        (4, "Snow storm warning for tomorrow. I will move my morning clients to video."),
        (1, "Good idea. Office opens at 11 tomorrow for those who come in."),
        (8, "I will text the walk-ins who left a number."),
    ],
];

const PR: &[Talk] = &[
    &[
        (3, "Express Entry draw this morning, cut-off 524, general. {case} should have an invitation."),
        (4, "Confirmed, ITA received. 60 days from today."),
        (5, "Je prépare la liste de documents."),
    ],
    &[
        (
            1,
            "Can somebody check the police certificate on {case}? It says 'no trace' but the name has one letter less than the passport.",
        ),
        (
            2,
            "That happens with that office. Ask for a corrected one and add a letter of explanation meanwhile.",
        ),
        (1, "Thanks, noted on the case."),
    ],
    &[
        (2, "{case}: les relevés d’emploi ne mentionnent pas les heures par semaine."),
        (0, "Then it will come back. Ask the employer for an amended letter before we submit."),
        (2, "Demandé."),
    ],
    &[
        (
            4,
            "Medical results expire on {case} in three weeks. Should we repeat them now or wait for the request?",
        ),
        (0, "Wait. They extended validity for files in process last time."),
        (4, "OK"),
    ],
    &[
        (3, "Has anyone had a procedural fairness letter about settlement funds lately? See {case}."),
        (1, "Two in September. Gifts without a deed, both times."),
        (3, "Same here. I will ask for six months of statements."),
        (0, "And put it in a comment, not only here: the auditors look there."),
    ],
    &[
        (
            5,
            "Le client de {case} a changé d’adresse, il l’a dit par texto. Je mets à jour le dossier et le portail.",
        ),
        (2, "Merci Nadia."),
    ],
    &[
        (
            1,
            "PNP Ontario opened the Skilled Trades stream. {case} fits if the experience letter says 'journeyperson'.",
        ),
        (3, "It does, I have it here."),
        (1, "Then let us file today, it closes within hours."),
        (3, "Submitted 14:52."),
    ],
    &[(2, "CSQ reçu pour {case}!"), (0, "Excellent."), (5, "Je prépare la demande fédérale.")],
    &[
        (4, "Landing appointment for {case} moved to next Tuesday. The whole family comes."),
        (5, "J’ajoute l’appel vidéo au calendrier."),
    ],
    &[
        (
            1,
            "Question: a common-law partner who kept a lease elsewhere, is the joint account enough? ({case})",
        ),
        (0, "Not alone. Insurance, mail at the same address, photos with dates, two statements."),
        (4, "I have a good template for those statements, I will send it to you."),
    ],
    &[(3, "Biometrics done for {case}. Only the youngest is missing, but under 14."), (2, "Donc complet.")],
];

const AUDIT: &[Talk] = &[
    &[
        (0, "The College wants the retainer agreements of the files in the sample. {case} is one of them."),
        (1, "Scanned and on the case. Two are only on paper, I will find them in the archive."),
        (2, "Mine are complete."),
    ],
    &[
        (3, "Trust account reconciliation for the third quarter is ready for your signature, Amélie."),
        (0, "I sign it this afternoon."),
        (3, "Thank you."),
    ],
    &[
        (1, "How do we show when the client was told about the refusal on {case}?"),
        (0, "The text message is on the record with its delivery time, and the call with who attended."),
        (2, "I exported both."),
    ],
    &[
        (2, "Reminder for all of us: decisions go into a comment on the case. Chat is not the record."),
        (0, "Exactly."),
    ],
    &[
        (1, "The sample list is final: 12 files. {case} replaced the withdrawn one."),
        (3, "Fees for all twelve are reconciled."),
    ],
];

/// A direct message: two of the team, and their talk.
pub type Pair = (usize, usize, &'static [Talk]);

pub const DIRECT: &[Pair] = &[
    (
        0,
        2,
        &[
            &[(0, "Sofía, as-tu cinq minutes pour {case}?"), (1, "Oui, je t’appelle dans dix minutes.")],
            &[(1, "The client of {case} asks for you by name."), (0, "I will call her after lunch.")],
            &[(1, "Gracias por lo de ayer."), (0, "De nada. C’était une bonne stratégie.")],
        ],
    ),
    (
        0,
        1,
        &[
            &[(1, "Could you approve the new phone plan?"), (0, "Approved."), (1, "Thanks")],
            &[(0, "Daniel, who is at reception tomorrow?"), (1, "Thomas, and Camila from noon.")],
            &[(1, "{case} has paid the second instalment."), (0, "Good. Then we file on Thursday.")],
        ],
    ),
    (
        3,
        6,
        &[
            &[
                (0, "Nadia, peux-tu relancer l’employeur pour {case}?"),
                (1, "C’est fait ce matin, il répond lundi."),
            ],
            &[(1, "Il manque la page 4 du formulaire de {case}."), (0, "Je l’envoie tout de suite.")],
        ],
    ),
    (
        2,
        7,
        &[
            &[(1, "La señora de {case} no contesta los SMS."), (0, "Prueba por la tarde, trabaja de noche.")],
            &[(0, "¿Puedes traducir la carta de {case}?"), (1, "Sí, la tienes hoy.")],
        ],
    ),
    (
        4,
        5,
        &[
            &[
                (0, "Would you read my submissions for {case}?"),
                (1, "Send them over."),
                (1, "Strong. One typo on page 3."),
            ],
            &[(1, "Lunch?"), (0, "12:30 downstairs")],
        ],
    ),
    (
        0,
        9,
        &[
            &[(1, "The bank needs your signature by Friday."), (0, "I will stop by tomorrow morning.")],
            &[(0, "Is the invoice of {case} out?"), (1, "Sent on Monday, not paid yet.")],
        ],
    ),
];
