//! Writing cases: every change keeps what it was in the record's history.

use domain::cases::CaseRole;
use domain::event::RecordRef;
use domain::folio::FolioKind;
use domain::timeline::{Change, ChangeValue, ChangedField as Field, TimelineFact};
use domain::{ApplicantId, CaseId, PracticeId, search};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Case, CaseFields, CaseRecord, one, people_of, record};
use crate::applicants::Applicant;
use crate::applicants::change::{only_changed, optional, text};
use crate::entity::{case_applicant, case_file};
use crate::timeline::NewTimelineEntry;
use crate::{Author, Refusal, Result, StoreError, Tx, folios, full_text};

impl Tx {
    /// Opens a case with the next folio.
    pub async fn insert_case(&mut self, by: Author, id: CaseId, fields: CaseFields) -> Result<CaseRecord> {
        self.check_responsible(by.practice, fields.responsible).await?;
        let people = self.people_named(by.practice, &fields).await?;
        let folio_number = self.take_folios(by.practice, FolioKind::Case, 1).await?;
        let mut row = columns(&fields, folio_number, &people);
        row.id = Set(id);
        row.practice_id = Set(by.practice);
        row.folio_number = Set(folio_number);
        row.version = Set(1);
        row.created_at = Set(by.at);
        row.updated_at = Set(by.at);
        let case = row.insert(self.conn()).await?;
        self.write_people(by.practice, id, &fields.people).await?;
        let opened = TimelineFact::Created {
            title: Some(case.title.clone()),
            folio: case.folio(),
            case_type: Some(case.case_type),
            stage: Some(case.stage),
        };
        self.add_timeline_entry(&entry(by, id, principal(&fields.people), opened)).await?;
        self.announce(by.practice, RecordRef::Case(id), 1);
        record(self.conn(), case).await
    }

    /// Writes a case at the version its editor saw. Writing what is there already changes nothing.
    pub async fn change_case(
        &mut self,
        by: Author,
        id: CaseId,
        version: i64,
        fields: CaseFields,
    ) -> Result<CaseRecord> {
        let before = record(self.conn(), one(self.conn(), by.practice, id).await?).await?;
        if before.case.version != version {
            return Err(StoreError::Stale { current: before.case.version });
        }
        if before.case.responsible_id != fields.responsible {
            self.check_responsible(by.practice, fields.responsible).await?;
        }
        let people = self.people_named(by.practice, &fields).await?;
        let changes = changes(&before, &fields, &people);
        let moved = before.case.stage != fields.stage;
        if changes.is_empty() && !moved {
            return Ok(before);
        }
        let mut row = columns(&fields, before.case.folio_number, &people);
        row.seq = Set(before.case.seq);
        row.version = Set(version + 1);
        row.updated_at = Set(by.at);
        let case = row.update(self.conn()).await?;
        self.write_people(by.practice, id, &fields.people).await?;
        let principal = principal(&fields.people);
        if moved {
            let (folio, old, new) = (case.folio(), before.case.stage, case.stage);
            let moved = TimelineFact::StageChanged { folio, old, new };
            self.add_timeline_entry(&entry(by, id, principal, moved)).await?;
        }
        if !changes.is_empty() {
            let changed = TimelineFact::Changed { folio: Some(case.folio()), changes };
            self.add_timeline_entry(&entry(by, id, principal, changed)).await?;
        }
        self.announce(by.practice, RecordRef::Case(id), version + 1);
        record(self.conn(), case).await
    }

    /// The case of someone whose name changed is found by the new one.
    pub(crate) async fn refresh_cases_of(&mut self, practice: PracticeId, who: ApplicantId) -> Result<()> {
        let links = case_applicant::Entity::find()
            .filter(case_applicant::Column::PracticeId.eq(practice))
            .filter(case_applicant::Column::ApplicantId.eq(who))
            .all(self.conn())
            .await?;
        for link in links {
            let case = one(self.conn(), practice, link.case_id).await?;
            let people = people_of(self.conn(), practice, &[link.case_id]).await?;
            let people: Vec<Applicant> = people.into_iter().map(|person| person.applicant).collect();
            let search = words(&case, &people);
            let row =
                case_file::ActiveModel { seq: Set(case.seq), search: Set(search), ..Default::default() };
            row.update(self.conn()).await?;
        }
        Ok(())
    }

    /// The applicants the fields name, all of them the practice's, in the fields' order.
    async fn people_named(&mut self, practice: PracticeId, fields: &CaseFields) -> Result<Vec<Applicant>> {
        let mut people = Vec::new();
        for (id, _) in &fields.people {
            match self.practice(practice).applicants().find(*id).await {
                Ok(applicant) => people.push(applicant),
                Err(StoreError::NotFound) => return Err(StoreError::Refused(Refusal::UnknownApplicant)),
                Err(error) => return Err(error),
            }
        }
        Ok(people)
    }

    async fn write_people(
        &mut self,
        practice: PracticeId,
        case: CaseId,
        people: &[(ApplicantId, CaseRole)],
    ) -> Result<()> {
        case_applicant::Entity::delete_many()
            .filter(case_applicant::Column::CaseId.eq(case))
            .exec(self.conn())
            .await?;
        let rows = people.iter().zip(0..).map(|((applicant, role), position)| case_applicant::ActiveModel {
            case_id: Set(case),
            applicant_id: Set(*applicant),
            practice_id: Set(practice),
            role: Set(*role),
            position: Set(position),
        });
        if !people.is_empty() {
            case_applicant::Entity::insert_many(rows).exec_without_returning(self.conn()).await?;
        }
        Ok(())
    }
}

/// On whose timeline the case's history is shown as well.
fn principal(people: &[(ApplicantId, CaseRole)]) -> Option<ApplicantId> {
    let principal = people.iter().find(|(_, role)| *role == CaseRole::Principal);
    principal.or_else(|| people.first()).map(|(id, _)| *id)
}

fn columns(fields: &CaseFields, folio_number: i32, people: &[Applicant]) -> case_file::ActiveModel {
    case_file::ActiveModel {
        seq: NotSet,
        id: NotSet,
        practice_id: NotSet,
        folio_number: NotSet,
        case_type: Set(fields.case_type),
        title: Set(fields.title.clone()),
        stage: Set(fields.stage),
        responsible_id: Set(fields.responsible),
        ircc_number: Set(fields.ircc_number.clone()),
        ircc_deadline: Set(fields.ircc_deadline),
        opened_on: Set(fields.opened_on),
        closed_on: Set(fields.closed_on),
        outcome: Set(fields.outcome.clone()),
        search: Set(written_words(folio_number, &fields.title, &fields.ircc_number, people)),
        version: NotSet,
        created_at: NotSet,
        updated_at: NotSet,
    }
}

/// What finds a case: its folio, title and number, and the names of its people.
pub(crate) fn words(case: &Case, people: &[Applicant]) -> String {
    written_words(case.folio_number, &case.title, &case.ircc_number, people)
}

fn written_words(folio_number: i32, title: &str, ircc_number: &str, people: &[Applicant]) -> String {
    let folio = folios::written(FolioKind::Case, folio_number);
    let names = people
        .iter()
        .flat_map(|applicant| [&applicant.given_names, &applicant.family_names, &applicant.preferred_name]);
    let own = [folio.as_str(), &folio_number.to_string(), title, ircc_number].map(search::index);
    full_text::column(own.into_iter().flatten().chain(names.flat_map(|name| search::name_index(name))))
}

fn entry(by: Author, case: CaseId, applicant: Option<ApplicantId>, fact: TimelineFact) -> NewTimelineEntry {
    NewTimelineEntry {
        id: Uuid::now_v7(),
        practice: by.practice,
        applicant,
        case: Some(case),
        actor: Some(by.user),
        subject: None,
        fact,
        at: by.at,
    }
}

/// Every field but the stage, which has an entry of its own.
fn changes(before: &CaseRecord, now: &CaseFields, people_now: &[Applicant]) -> Vec<Change> {
    let Case {
        case_type,
        title,
        responsible_id,
        ircc_number,
        ircc_deadline,
        opened_on,
        closed_on,
        outcome,
        ..
    } = &before.case;
    let named = |applicant: &Applicant, role: CaseRole| format!("{} ({role})", applicant.full_name());
    let people: Vec<String> =
        before.people.iter().map(|person| named(&person.applicant, person.role)).collect();
    let people_now: Vec<String> =
        people_now.iter().zip(&now.people).map(|(applicant, (_, role))| named(applicant, *role)).collect();
    only_changed([
        text(Field::CaseType, case_type, &now.case_type),
        text(Field::Title, title, &now.title),
        text(Field::Responsible, responsible_id, &now.responsible),
        text(Field::IrccNumber, ircc_number, &now.ircc_number),
        optional(Field::IrccDeadline, ircc_deadline.as_ref(), now.ircc_deadline.as_ref()),
        text(Field::OpenedOn, opened_on, &now.opened_on),
        optional(Field::ClosedOn, closed_on.as_ref(), now.closed_on.as_ref()),
        text(Field::Outcome, outcome, &now.outcome),
        (Field::People, ChangeValue::List(people), ChangeValue::List(people_now)),
    ])
}
