//! Applicants in the command palette.

use wire::people::ApplicantQuery;

use super::list::full_name;
use crate::{
    i18n::people as p,
    session::Session,
    shell::palette::{Hit, Hits, Source},
    ui::Icon,
};

pub fn source() -> Source {
    Source { heading: p::title, search }
}

fn search(session: Session, wanted: String) -> Hits {
    Box::pin(async move {
        let query = ApplicantQuery { q: Some(wanted), limit: Some(6), ..Default::default() };
        let Ok(page) = session.client().applicants(&query).await else { return Vec::new() };
        let hit = |applicant: wire::people::ApplicantSummary| Hit {
            icon: Icon::User,
            label: full_name(&applicant.given_names, &applicant.family_names),
            detail: Some(match applicant.phone {
                Some(phone) => format!("{} · {phone}", applicant.folio),
                None => applicant.folio,
            }),
            href: format!("/applicants/{}", applicant.id),
            keys: "",
        };
        page.items.into_iter().map(hit).collect()
    })
}
