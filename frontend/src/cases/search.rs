//! Cases in the command palette.

use wire::cases::{CaseQuery, CaseSummary};

use super::words::type_name;
use crate::{
    i18n::cases as c,
    session::Session,
    slots::{Hit, Hits, Source},
    ui::Icon,
};

pub fn source() -> Source {
    Source { heading: c::title, search }
}

fn search(session: Session, wanted: String) -> Hits {
    Box::pin(async move {
        let query = CaseQuery { q: Some(wanted.clone()), limit: Some(6), ..Default::default() };
        let page = session.call(session.client().cases(&query)).await?;
        let hit = |case: CaseSummary| {
            let name = case.people.first().map(|person| person.applicant.name.clone()).unwrap_or_default();
            Hit {
                icon: Icon::Briefcase,
                label: format!("{} · {name}", case.folio),
                detail: Some(type_name(case.case_type).to_owned()),
                href: format!("/cases/{}", case.id),
                keys: "",
            }
        };
        let more = page.next_cursor.map(|_| Hit::all("/cases", &wanted));
        Ok(page.items.into_iter().map(hit).chain(more).collect())
    })
}
