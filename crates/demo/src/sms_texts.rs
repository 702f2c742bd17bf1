//! What is texted between the demo practice and its clients, in the three languages it writes in.
//!
//! `{name}` is the client, `{who}` the colleague, `{case}` a folio and `{when}` a day and an hour.

use domain::language::Language;

/// One line of an exchange.
#[derive(Clone, Copy, Debug)]
pub enum Line {
    Ours(&'static str),
    Theirs(&'static str),
}

use Line::{Ours as O, Theirs as T};

/// An exchange of a few texts.
pub type Exchange = &'static [Line];

/// Everything in one language: the first text, what goes on for months, and days.
pub struct Book {
    pub first: &'static [Exchange],
    pub later: &'static [Exchange],
    /// From a phone that several people use, without a name.
    pub nameless: &'static str,
    pub days: &'static [&'static str],
}

/// What is written to those who read `language`.
pub const fn book(language: Language) -> &'static Book {
    match language {
        Language::En => &ENGLISH,
        Language::Fr => &FRENCH,
        Language::Es => &SPANISH,
    }
}

/// Texts from numbers that nobody knows.
pub const STRANGERS: &[&str] = &[
    "Hello, a friend gave me your number. Do you also help with visitor visas?",
    "Bonjour, êtes-vous ouverts le samedi?",
];

const ENGLISH: Book = Book {
    first: &[
        &[
            O(
                "Hello {name}, this is {who} at Maple Bridge. Your file {case} is open; please keep this number.",
            ),
            T("Thank you! Saved."),
        ],
        &[
            O("Welcome, {name}. You can text us here for anything short. Documents please by e-mail."),
            T("Understood, thank you {who}"),
        ],
    ],
    later: &[
        &[
            O("Reminder: your appointment is {when}, 1255 Peel, suite 560. Reply 1 to confirm."),
            T("1"),
            O("Thank you, see you then."),
        ],
        &[
            O("{name}, two bank statements are still missing for {case}. Could you e-mail them this week?"),
            T("Yes, tonight. Sorry for the delay"),
            T("Sent!"),
            O("Received, both are fine."),
        ],
        &[O("We have received your payment. The receipt is in your e-mail. Thank you!")],
        &[
            T("Hi, any news about my application?"),
            O(
                "Nothing new since last week. IRCC says about four months at this stage; we check every Monday.",
            ),
            T("Ok thank you 🙏"),
        ],
        &[T("I am running 10 min late, the metro stopped"), O("No problem, take your time.")],
        &[O("IRCC confirmed that your file was received. Details are in your e-mail."), T("Great news!!")],
        &[
            O("Your video call is {when}. The link is in the e-mail we sent; it opens 15 minutes before."),
            T("Got it. Can my wife join too?"),
            O("Of course, she can sit beside you or open the same link."),
        ],
        &[
            T("My phone number will change next month, what should I do?"),
            O("Text us from the new one, and we will put it on your file."),
        ],
        &[
            O("Please bring your original passport {when}. Copies are not enough for the biometrics."),
            T("Ok. Both passports, old and new?"),
            O("Yes, both."),
        ],
    ],
    nameless: "Is the copy of my file ready? I can come by tomorrow",
    days: &[
        "Tuesday at 10:00",
        "Wednesday at 2:30 p.m.",
        "Thursday at 9:15",
        "Friday at 11:00",
        "Monday at 4 p.m.",
    ],
};

const FRENCH: Book = Book {
    first: &[
        &[
            O(
                "Bonjour {name}, ici {who} chez Maple Bridge. Votre dossier {case} est ouvert; gardez ce numéro.",
            ),
            T("Merci beaucoup, c’est noté"),
        ],
        &[
            O("Bienvenue, {name}. Pour une question courte, écrivez-nous ici. Les documents, par courriel."),
            T("Parfait, merci!"),
        ],
    ],
    later: &[
        &[
            O(
                "Rappel: votre rendez-vous est {when}, au 1255, rue Peel, bureau 560. Répondez 1 pour confirmer.",
            ),
            T("1"),
            O("Merci, à bientôt."),
        ],
        &[
            O(
                "{name}, il manque encore l’acte de naissance traduit pour {case}. Pouvez-vous l’envoyer par courriel?",
            ),
            T("Le traducteur me l’a promis pour vendredi"),
            O("Très bien, merci."),
            T("C’est envoyé"),
        ],
        &[O("Nous avons bien reçu votre paiement. Le reçu est dans vos courriels. Merci!")],
        &[
            T("Bonjour, avez-vous des nouvelles d’IRCC?"),
            O(
                "Rien de nouveau depuis la semaine dernière. Nous vérifions chaque lundi et vous écrivons aussitôt.",
            ),
            T("Merci {who}"),
        ],
        &[T("Je serai en retard de 15 minutes, désolée"), O("Pas de souci, nous vous attendons.")],
        &[
            O("IRCC a accusé réception de votre demande. Les détails sont dans votre courriel."),
            T("Quelle bonne nouvelle!"),
        ],
        &[
            O("Votre appel vidéo est {when}. Le lien est dans notre courriel; il ouvre 15 minutes avant."),
            T("Reçu. Faut-il installer quelque chose?"),
            O("Non, le navigateur de votre téléphone suffit."),
        ],
        &[
            O("Apportez votre passeport original {when}, s’il vous plaît. Une copie ne suffit pas."),
            T("D’accord"),
        ],
    ],
    nameless: "Est-ce que ma copie du dossier est prête? Je peux passer demain",
    days: &["mardi à 10 h", "mercredi à 14 h 30", "jeudi à 9 h 15", "vendredi à 11 h", "lundi à 16 h"],
};

const SPANISH: Book = Book {
    first: &[
        &[
            O(
                "Hola, {name}. Soy {who}, de Maple Bridge. Su expediente {case} está abierto; guarde este número.",
            ),
            T("Muchas gracias, ya lo guardé"),
        ],
        &[
            O("Le damos la bienvenida, {name}. Para algo corto, escriba aquí. Los documentos, por correo."),
            T("Entendido, gracias"),
        ],
    ],
    later: &[
        &[
            O("Recordatorio: su cita es el {when}, 1255 rue Peel, oficina 560. Responda 1 para confirmar."),
            T("1"),
            O("Gracias, nos vemos."),
        ],
        &[
            O(
                "{name}, todavía faltan dos cartas laborales para {case}. ¿Puede mandarlas por correo esta semana?",
            ),
            T("Sí, el jueves me las firman"),
            T("Ya las mandé"),
            O("Recibidas, todo en orden."),
        ],
        &[O("Recibimos su pago. El recibo está en su correo. ¡Gracias!")],
        &[
            T("Buenos días, ¿hay alguna noticia?"),
            O("Por ahora no. Revisamos cada lunes y le escribimos en cuanto haya algo."),
            T("Gracias, quedo atenta"),
        ],
        &[T("Voy 10 minutos tarde, hay mucho tráfico"), O("No se preocupe, le esperamos.")],
        &[O("IRCC confirmó que recibió su solicitud. Los detalles están en su correo."), T("¡Qué alegría!")],
        &[
            O("Su videollamada es el {when}. El enlace está en el correo; abre 15 minutos antes."),
            T("¿Puede entrar mi esposo desde su trabajo?"),
            O("Sí, con el mismo enlace."),
        ],
        &[O("Traiga su pasaporte original el {when}, por favor. Una copia no basta."), T("De acuerdo")],
    ],
    nameless: "¿Ya está lista mi copia del expediente? Puedo pasar mañana",
    days: &[
        "martes a las 10:00",
        "miércoles a las 14:30",
        "jueves a las 9:15",
        "viernes a las 11:00",
        "lunes a las 16:00",
    ],
};
