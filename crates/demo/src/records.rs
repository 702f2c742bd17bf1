//! Forty applicants, their cases in every stage, and what was written on them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::cases::{CaseRole, CaseStage, CaseType};
use domain::event::RecordRef;
use domain::folio::FolioKind;
use domain::person::{Channel, EmailAddress};
use domain::phone::PhoneNumber;
use domain::{ApplicantId, CaseId, CommentId, search};
use storage::applicants::{ApplicantFields, PhoneFields};
use storage::cases::{CaseFields, CaseRecord};
use storage::users::User;
use uuid::Uuid;

use super::case_work::{NOTES, outcome, way_to};
use super::families::{HOUSEHOLDS, Household, Person};
use super::{Demo, words};

/// The practice had others before it came to Liaison.
const FIRST_APPLICANT: i32 = 211;
const FIRST_CASE: i32 = 89;

/// Adds everybody in the order they came.
pub async fn seed(demo: &mut Demo) -> Result<(), String> {
    let by = demo.by(demo.colleague(0)?, demo.now);
    demo.store
        .write(async move |tx| {
            tx.begin_folios_after(by, FolioKind::Applicant, FIRST_APPLICANT).await?;
            tx.begin_folios_after(by, FolioKind::Case, FIRST_CASE).await
        })
        .await
        .map_err(words)?;
    for (index, household) in HOUSEHOLDS.iter().enumerate() {
        // The consultants, third to sixth of the team, and the owner take cases in turn.
        let responsible =
            demo.colleague([0, 2, 3, 4, 5].get(index % 5).copied().unwrap_or_default())?.clone();
        let intake = demo.colleague(6 + index % 3)?.clone();
        let came = demo.dice.office_hour(demo.now - TimeDelta::weeks(household.weeks));
        let came = came.min(demo.now - TimeDelta::hours(30));
        let members = add_people(demo, household, &responsible, &intake, came).await?;
        let people: Vec<_> =
            members.into_iter().zip(household.people.iter().map(|person| person.5)).collect();
        let opened = came + TimeDelta::hours(3);
        let days = (demo.now - opened).num_days();
        let plan = Plan { case_type: household.case_type, stage: household.stage, opened, days };
        work_on(demo, plan, &people, &responsible, &intake).await?;
        // Anyone who got what they came for comes back with the next thing.
        if matches!(household.stage, CaseStage::Closed | CaseStage::Approved) && household.weeks > 35 {
            let opened = demo.now - TimeDelta::weeks(household.weeks / 8) + TimeDelta::minutes(17);
            let days = (demo.now - opened).num_days();
            let plan = Plan { case_type: CaseType::PrCard, stage: CaseStage::Documentation, opened, days };
            let first: Vec<_> = people.into_iter().take(1).collect();
            work_on(demo, plan, &first, &responsible, &intake).await?;
        }
    }
    Ok(())
}

async fn add_people(
    demo: &mut Demo,
    household: &Household,
    responsible: &User,
    intake: &User,
    came: DateTime<Utc>,
) -> Result<Vec<ApplicantId>, String> {
    let mut ids = Vec::new();
    for (position, person) in household.people.iter().enumerate() {
        let fields = applicant(household, person, responsible, position)?;
        let minutes = i64::try_from(position).unwrap_or_default() * 6;
        let by = demo.by(intake, came + TimeDelta::minutes(minutes));
        let id = ApplicantId::new(Uuid::now_v7());
        let record = demo
            .store
            .write(async move |tx| tx.insert_applicant(by, id, fields).await)
            .await
            .map_err(words)?;
        demo.applicants.push(record);
        ids.push(id);
    }
    Ok(ids)
}

fn applicant(
    household: &Household,
    person: &Person,
    responsible: &User,
    position: usize,
) -> Result<ApplicantFields, String> {
    let Person(given, family, preferred, (year, month, day), nationality, role) = person;
    let shared = household.people.len() > 1;
    let label = if shared { "Family" } else { "Mobile" };
    let number = PhoneNumber::parse_international(household.phone).map_err(words)?;
    let first = mailbox(given);
    let last = mailbox(family);
    let address = EmailAddress::parse(&format!("{first}.{last}@example.com")).map_err(words)?;
    let mut phones = vec![PhoneFields::new(number, label)];
    // Spouses have a phone of their own besides the family's.
    if *role == CaseRole::Spouse {
        let own = PhoneNumber::parse_international(&format!("+1514555{:04}", 140 + household.weeks % 50));
        phones.push(PhoneFields::new(own.map_err(words)?, "Work"));
    }
    let channels = [Channel::Sms, Channel::Email, Channel::Phone];
    let mail_label = if position == 0 { "" } else { "Personal" };
    Ok(ApplicantFields {
        given_names: (*given).to_owned(),
        family_names: (*family).to_owned(),
        preferred_name: (*preferred).to_owned(),
        date_of_birth: NaiveDate::from_ymd_opt(*year, *month, *day),
        nationality: Some((*nationality).to_owned()),
        language: household.language.to_owned(),
        time_zone: household.zone.to_owned(),
        country: Some(household.country.to_owned()),
        preferred_channel: channels.get(usize::from(year % 3 == 0)).copied(),
        address: if household.country == "CA" { "Montréal (Québec)".to_owned() } else { String::new() },
        notes: String::new(),
        responsible: responsible.id,
        phones,
        emails: vec![(address, mail_label.to_owned())],
    })
}

/// The first word of a name as it is in an address for mail.
fn mailbox(name: &str) -> String {
    let word = search::index(name).into_iter().find(|word| word.len() > 1).unwrap_or_default();
    let plain: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
    if plain.is_empty() { "mail".to_owned() } else { plain }
}

/// A case from its opening to where it is now.
#[derive(Clone, Copy, Debug)]
struct Plan {
    case_type: CaseType,
    stage: CaseStage,
    opened: DateTime<Utc>,
    /// Between the opening and now.
    days: i64,
}

async fn work_on(
    demo: &mut Demo,
    plan: Plan,
    people: &[(ApplicantId, CaseRole)],
    responsible: &User,
    intake: &User,
) -> Result<(), String> {
    let id = CaseId::new(Uuid::now_v7());
    let mut fields = CaseFields {
        case_type: plan.case_type,
        title: String::new(),
        stage: CaseStage::Intake,
        responsible: responsible.id,
        ircc_number: String::new(),
        ircc_deadline: None,
        opened_on: plan.opened.date_naive(),
        closed_on: None,
        outcome: String::new(),
        people: people.to_vec(),
    };
    let (by, first) = (demo.by(intake, plan.opened), fields.clone());
    let mut record =
        demo.store.write(async move |tx| tx.insert_case(by, id, first).await).await.map_err(words)?;
    let way = way_to(plan.stage);
    let steps = i64::try_from(way.len()).unwrap_or(1);
    for (step, stage) in (0_i64..).zip(way) {
        // A case rests a while in its last stage.
        let begins = plan.opened + TimeDelta::days(plan.days * step / (steps + 1));
        let lasts = TimeDelta::days((plan.days / (steps + 1)).max(1));
        if step > 0 {
            fields.stage = stage;
            enter(demo, &mut fields, stage, begins);
            let at = demo.dice.office_hour(begins).min(demo.now - TimeDelta::minutes(40));
            let (by, change, version) = (demo.by(responsible, at), fields.clone(), record.case.version);
            let moved = demo.store.write(async move |tx| tx.change_case(by, id, version, change).await);
            record = moved.await.map_err(words)?;
        }
        comment(demo, &record, stage, begins, lasts, [responsible, intake]).await?;
    }
    demo.cases.push(record);
    Ok(())
}

/// What else is known once a case has come so far.
fn enter(demo: &mut Demo, fields: &mut CaseFields, stage: CaseStage, at: DateTime<Utc>) {
    match stage {
        CaseStage::Documentation => {
            let weeks = i64::try_from(demo.dice.below(9)).unwrap_or_default();
            let deadline = (demo.now + TimeDelta::days(5 + weeks * 7)).date_naive();
            fields.ircc_deadline = Some(deadline);
        }
        CaseStage::Submitted => {
            fields.ircc_number = format!("E{:09}", 100_000_000 + demo.dice.below(800_000_000));
            fields.ircc_deadline = None;
        }
        CaseStage::UnderIrccReview => {
            let days = i64::try_from(demo.dice.below(25)).unwrap_or_default();
            fields.ircc_deadline = Some((demo.now + TimeDelta::days(3 + days)).date_naive());
        }
        CaseStage::Approved | CaseStage::Refused => {
            fields.ircc_deadline = None;
            outcome(stage).clone_into(&mut fields.outcome);
        }
        CaseStage::Closed => {
            outcome(stage).clone_into(&mut fields.outcome);
            fields.closed_on = Some(at.date_naive());
        }
        CaseStage::Intake | CaseStage::ReadyToSubmit => {}
    }
}

async fn comment(
    demo: &mut Demo,
    record: &CaseRecord,
    stage: CaseStage,
    begins: DateTime<Utc>,
    lasts: TimeDelta,
    authors: [&User; 2],
) -> Result<(), String> {
    let fitting: Vec<_> = NOTES.iter().filter(|note| note.stage == stage).collect();
    let mut left = 1 + demo.dice.below(2);
    let start = demo.dice.below(fitting.len());
    for note in fitting.iter().cycle().skip(start).take(fitting.len()) {
        if left == 0 {
            break;
        }
        left -= 1;
        let days =
            i64::try_from(demo.dice.below(usize::try_from(lasts.num_days()).unwrap_or(1))).unwrap_or(0);
        let at = demo.dice.office_hour(begins + TimeDelta::days(days));
        let at =
            at.max(record.case.updated_at + TimeDelta::minutes(11)).min(demo.now - TimeDelta::minutes(9));
        let author = authors.get(demo.dice.below(2)).copied().unwrap_or(authors[0]);
        let by = demo.by(author, at);
        let (case, text, decision) = (record.case.id, note.text.to_owned(), note.decision);
        let id = CommentId::new(Uuid::now_v7());
        let written = demo
            .store
            .write(async move |tx| tx.insert_comment(by, id, RecordRef::Case(case), text, decision).await);
        written.await.map_err(words)?;
    }
    Ok(())
}
