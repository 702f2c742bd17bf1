//! Applicants in the command palette.

use domain::person::full_name;
use wire::applicants::ApplicantQuery;

use super::list::told_apart;
use crate::{
    i18n::applicants as p,
    session::Session,
    slots::{Hit, Hits, Source},
    ui::Icon,
};

pub fn source() -> Source {
    Source { heading: p::title, search }
}

fn search(session: Session, wanted: String) -> Hits {
    Box::pin(async move {
        let query = ApplicantQuery { q: Some(wanted.clone()), limit: Some(6), ..Default::default() };
        let page = session.call(session.client().applicants(&query)).await?;
        let hit = |applicant: wire::applicants::ApplicantSummary| Hit {
            icon: Icon::User,
            label: full_name(&applicant.given_names, &applicant.family_names),
            detail: Some(told_apart(&applicant)),
            href: format!("/applicants/{}", applicant.id),
            keys: "",
        };
        let more = page.next_cursor.map(|_| Hit::all("/applicants", &wanted));
        Ok(page.items.into_iter().map(hit).chain(more).collect())
    })
}
