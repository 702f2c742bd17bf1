//! Receiving: a message is claimed once by the provider's id, however often and in whatever order it comes.

use chrono::{DateTime, Utc};
use domain::event::Event;
use domain::inbound_routing::{self, Owner, ProviderText};
use domain::notification::NotificationFact;
use domain::permission::Permission;
use domain::phone::PhoneNumber;
use domain::sms::{DeliveryState, Segments};
use domain::{ApplicantId, CaseId, NotificationId, PracticeId, SmsMessageId, SmsThreadId, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{AUDIENCE, IN, OUT, SmsMessage, SmsThread, people, send, timeline_entry};
use crate::entity::sms_message::{Column, Entity};
use crate::entity::sms_thread as thread;
use crate::notifications::NewNotification;
use crate::{Result, Store, Tx};

/// A message from outside, signature checked.
#[derive(Clone, Debug)]
pub struct IncomingSms {
    pub id: SmsMessageId,
    /// The conversation's id, if it has to be begun.
    pub new_thread: SmsThreadId,
    pub practice: PracticeId,
    /// The practice's number that was texted.
    pub to: PhoneNumber,
    pub from: inbound_routing::Sender,
    pub provider_message_id: ProviderText,
    pub body: ProviderText,
    /// As the provider counted them, where it says so.
    pub segments: Option<u32>,
    pub media: u32,
    pub at: DateTime<Utc>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Received {
    pub message: SmsMessage,
    /// False when it had come before.
    pub fresh: bool,
}

impl Store {
    /// Stores a message from outside, files it where it is clear whose it is, and tells those concerned.
    pub async fn receive_sms(&self, incoming: IncomingSms) -> Result<Received> {
        self.write(async move |tx| receive(tx, incoming).await).await
    }
}

async fn receive(tx: &mut Tx, incoming: IncomingSms) -> Result<Received> {
    let other = incoming.from.as_str().to_owned();
    let thread = find_or_begin(tx, &incoming, &other).await?;
    let candidates = candidates(tx, &incoming, &thread).await?;
    let written_to = written_to(tx, thread.id).await?;
    let times: Vec<_> = written_to.iter().map(|(applicant, _, at)| (*applicant, *at)).collect();
    let owner = inbound_routing::owner(&candidates, &times, incoming.at, inbound_routing::ANSWER_WINDOW);
    let applicant = match &owner {
        Owner::Linked(applicant) => Some(*applicant),
        Owner::Ask(_) | Owner::Unknown => None,
    };
    // What it answers was written about a case: so is the answer.
    let case = written_to
        .iter()
        .find(|(to, _, at)| Some(*to) == applicant && incoming.at - *at <= inbound_routing::ANSWER_WINDOW)
        .and_then(|(_, case, _)| *case);
    let mut message = message(&incoming, thread.id, applicant, case);
    let once = OnConflict::columns([Column::PracticeId, Column::ProviderMessageId]).do_nothing().to_owned();
    let row = send::row(&message);
    let keys: Vec<i64> =
        Entity::insert_many([row]).on_conflict(once).exec_with_returning_keys(tx.conn()).await?;
    let Some(seq) = keys.first() else {
        let before = Entity::find()
            .filter(Column::PracticeId.eq(incoming.practice))
            .filter(Column::ProviderMessageId.eq(incoming.provider_message_id.as_str()))
            .one(tx.conn())
            .await?;
        return before
            .map(|message| Received { message, fresh: false })
            .ok_or(crate::StoreError::Conflict(crate::Conflict::ProviderMessageId));
    };
    message.seq = *seq;
    advance(tx, &thread, &message).await?;
    if let Some(entry) = timeline_entry(&message, &other, incoming.at) {
        tx.add_timeline_entry(&entry).await?;
    }
    let event = Event::SmsMessageAdded { thread: thread.id, message: message.id };
    tx.emit(incoming.practice, AUDIENCE, event);
    let concerned = match &owner {
        Owner::Linked(applicant) => vec![*applicant],
        Owner::Ask(several) => several.clone(),
        Owner::Unknown => Vec::new(),
    };
    notify(tx, &message, &other, &concerned).await?;
    Ok(Received { message, fresh: true })
}

/// The conversation with this number, whichever of ours it texted: the reply goes where the question came.
async fn find_or_begin(tx: &Tx, incoming: &IncomingSms, other: &str) -> Result<SmsThread> {
    let mut forms = incoming.from.forms();
    if forms.is_empty() {
        forms.push(other.to_owned());
    }
    let found = thread::Entity::find()
        .filter(thread::Column::PracticeId.eq(incoming.practice))
        .filter(thread::Column::OtherParty.is_in(forms))
        .order_by_desc(thread::Column::LastSeq)
        .one(tx.conn())
        .await?;
    if let Some(found) = found {
        return Ok(found);
    }
    let ends = (incoming.practice, incoming.to.as_str().to_owned(), other.to_owned());
    let new = send::new_thread(incoming.new_thread, &ends, None, incoming.at);
    let row: thread::ActiveModel = new.clone().into();
    thread::Entity::insert(row.reset_all()).exec_without_returning(tx.conn()).await?;
    Ok(new)
}

/// Those who have the number, and whom a person linked the conversation to.
async fn candidates(tx: &Tx, incoming: &IncomingSms, thread: &SmsThread) -> Result<Vec<ApplicantId>> {
    let mut candidates = match &incoming.from {
        inbound_routing::Sender::Number(_) => {
            people::with_phone(tx, incoming.practice, incoming.from.forms()).await?
        }
        inbound_routing::Sender::Other(_) => Vec::new(),
        // Two who are not known are not the same one.
        inbound_routing::Sender::Unknown => return Ok(Vec::new()),
    };
    if candidates.is_empty()
        && thread.linked_by.is_some()
        && let Some(linked) = thread.applicant_id
    {
        candidates.push(linked);
    }
    Ok(candidates)
}

/// About whom and which case this conversation was written to, newest first.
async fn written_to(
    tx: &Tx,
    thread: SmsThreadId,
) -> Result<Vec<(ApplicantId, Option<CaseId>, DateTime<Utc>)>> {
    let rows: Vec<(Option<ApplicantId>, Option<CaseId>, DateTime<Utc>)> = Entity::find()
        .select_only()
        .column(Column::ApplicantId)
        .column(Column::CaseId)
        .column(Column::CreatedAt)
        .filter(Column::ThreadId.eq(thread))
        .filter(Column::Direction.eq(OUT))
        .filter(Column::ApplicantId.is_not_null())
        .order_by_desc(Column::Seq)
        .limit(50)
        .into_tuple()
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().filter_map(|(applicant, case, at)| applicant.map(|a| (a, case, at))).collect())
}

fn message(
    incoming: &IncomingSms,
    thread: SmsThreadId,
    applicant: Option<ApplicantId>,
    case: Option<CaseId>,
) -> SmsMessage {
    let counted = Segments::of(incoming.body.as_str());
    let segments = incoming.segments.unwrap_or_else(|| counted.count());
    SmsMessage {
        seq: 0,
        id: incoming.id,
        practice_id: incoming.practice,
        thread_id: thread,
        direction: IN.to_owned(),
        own_number: incoming.to.as_str().to_owned(),
        number: incoming.from.as_str().to_owned(),
        author_id: None,
        nonce: None,
        asked: None,
        number_confirmed: false,
        applicant_id: applicant,
        case_id: case,
        body: incoming.body.as_str().to_owned(),
        segments: i32::try_from(segments).unwrap_or(i32::MAX),
        encoding: counted.encoding(),
        billed_segments: None,
        media: i32::try_from(incoming.media).unwrap_or(i32::MAX),
        state: DeliveryState::Received,
        state_at: incoming.at,
        provider_message_id: Some(incoming.provider_message_id.as_str().to_owned()),
        error_code: None,
        error_text: None,
        advice: None,
        created_at: incoming.at,
    }
}

async fn advance(tx: &Tx, thread: &SmsThread, message: &SmsMessage) -> Result<()> {
    let mut update = thread::Entity::update_many()
        .col_expr(thread::Column::LastSeq, Expr::value(message.seq))
        .col_expr(thread::Column::LastAt, Expr::value(message.created_at))
        .col_expr(thread::Column::Unread, Expr::col(thread::Column::Unread).add(1));
    if message.applicant_id.is_some() {
        update = update.col_expr(thread::Column::ApplicantId, Expr::value(message.applicant_id));
    }
    update.filter(thread::Column::Id.eq(thread.id)).exec(tx.conn()).await?;
    Ok(())
}

/// The consultants responsible for the cases it may concern; else the one who last wrote to that number, or looks after
/// the applicant; else everyone who may send texts.
async fn notify(tx: &mut Tx, message: &SmsMessage, other: &str, concerned: &[ApplicantId]) -> Result<()> {
    let practice = message.practice_id;
    let responsible = people::responsible_for(tx, practice, concerned, message.case_id).await?;
    let last_writer = match last_writer(tx, message.thread_id).await? {
        Some(writer) => Some(writer),
        None => people::looking_after(tx, practice, concerned).await?.first().copied(),
    };
    let (active, permitted) = people::team(tx, practice, Permission::SmsSend).await?;
    let hear =
        inbound_routing::recipients(&responsible, last_writer, &permitted, |user| active.contains(&user));
    let name = match message.applicant_id {
        Some(applicant) => people::name(tx, practice, applicant).await?,
        None => None,
    };
    for user in hear {
        tx.notify(NewNotification {
            id: NotificationId::new(Uuid::now_v7()),
            practice,
            user,
            fact: NotificationFact::SmsReceived {
                name: name.clone(),
                number: other.to_owned(),
                applicant: message.applicant_id,
                thread: message.thread_id,
                message: message.id,
                link: format!("/sms/{}", message.thread_id),
            },
            at: message.created_at,
        })
        .await?;
    }
    Ok(())
}

async fn last_writer(tx: &Tx, thread: SmsThreadId) -> Result<Option<UserId>> {
    let last = Entity::find()
        .filter(Column::ThreadId.eq(thread))
        .filter(Column::Direction.eq(OUT))
        .order_by_desc(Column::Seq)
        .one(tx.conn())
        .await?;
    Ok(last.and_then(|message| message.author_id))
}
