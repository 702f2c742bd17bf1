//! From what was typed to a case: every field that is not acceptable is named, all at once.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use domain::cases::CaseRole;
use domain::record::{line, lines};
use domain::{ApplicantId, UserId};
use storage::cases::CaseFields;
use wire::FieldCode;
use wire::cases::{NewCase, NewCasePerson};

use crate::error::ApiResult;
use crate::form::{Form, fault};
use crate::session::Staff;
use crate::state::App;

/// What is outside is a slip of the pen; some of it no database can hold.
const YEARS: std::ops::Range<i32> = 1900..2200;
/// A family and those who come with it.
const MOST_PEOPLE: usize = 30;

/// Reads a case; what is left out comes from the practice and from the one who writes. `present` is who is responsible so far,
/// and may stay so after leaving the team.
pub async fn parse(app: &App, staff: &Staff, new: NewCase, present: Option<UserId>) -> ApiResult<CaseFields> {
    let mut form = Form::default();
    let title = form.value("title", line(&new.title, 200)).unwrap_or_default();
    let ircc_number = form.value("ircc_number", line(&new.ircc_number, 40)).unwrap_or_default();
    let outcome = form.value("outcome", lines(&new.outcome, 2_000)).unwrap_or_default();
    let opened_on = match new.opened_on {
        Some(date) => date,
        None => today(app, staff).await?,
    };
    let days =
        [("opened_on", Some(opened_on)), ("closed_on", new.closed_on), ("ircc_deadline", new.ircc_deadline)];
    for (field, day) in days {
        if day.is_some_and(|day| !YEARS.contains(&day.year())) {
            form.refuse(field, FieldCode::NotADay, "a date between 1900 and 2199");
        }
    }
    if new.closed_on.is_some_and(|closed| closed < opened_on) {
        form.refuse("closed_on", FieldCode::BeforeOpening, "a case is closed after it was opened");
    }
    people(&mut form, app, staff, &new.people).await?;
    let responsible = new.responsible.unwrap_or(staff.user);
    if present != Some(responsible) {
        form.colleague(&app.store, staff.practice, "responsible", responsible).await?;
    }
    form.check()?;
    Ok(CaseFields {
        case_type: new.case_type,
        title,
        stage: new.stage,
        responsible,
        ircc_number,
        ircc_deadline: new.ircc_deadline,
        opened_on,
        closed_on: new.closed_on,
        outcome,
        people: principal_first(&new.people),
    })
}

/// The date where the practice is.
async fn today(app: &App, staff: &Staff) -> ApiResult<NaiveDate> {
    let practice = app.store.find_practice(staff.practice).await?;
    Ok(app.zones.zone_or_utc(&practice.time_zone).day(app.now()))
}

async fn people(form: &mut Form, app: &App, staff: &Staff, given: &[NewCasePerson]) -> ApiResult<()> {
    if !form.count("people", given.len(), MOST_PEOPLE) {
        return Ok(());
    }
    let known = app
        .store
        .practice(staff.practice)
        .applicants()
        .with_ids(given.iter().map(|person| person.applicant))
        .await?;
    let known: HashSet<ApplicantId> = known.iter().map(|applicant| applicant.id).collect();
    let mut seen = HashSet::new();
    for (index, person) in given.iter().enumerate() {
        let field = format!("people[{index}].applicant");
        if !known.contains(&person.applicant) {
            form.push(fault::no_applicant(field));
        } else if !seen.insert(person.applicant) {
            form.refuse(field, FieldCode::Duplicate, "this applicant is in the case already");
        }
    }
    if given.iter().filter(|person| person.role == CaseRole::Principal).count() != 1 {
        form.refuse("people", FieldCode::OnePrincipal, "exactly one principal applicant");
    }
    Ok(())
}

fn principal_first(given: &[NewCasePerson]) -> Vec<(ApplicantId, CaseRole)> {
    let mut people: Vec<_> = given.iter().map(|person| (person.applicant, person.role)).collect();
    people.sort_by_key(|(_, role)| *role != CaseRole::Principal);
    people
}
