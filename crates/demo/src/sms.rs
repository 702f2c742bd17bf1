//! What the demo practice and its clients have texted, over all the months of their cases.

use chrono::{DateTime, TimeDelta, Utc};
use domain::language::Language;
use domain::notification::NotificationFact;
use domain::phone::PhoneNumber;
use domain::sms::{DeliveryState, Segments, SmsAdvice};
use domain::{ApplicantId, NotificationId, UserId};
use storage::applicants::ApplicantRecord;
use storage::cases::CaseRecord;
use storage::notifications::NewNotification;
use storage::simulator::{FROM_PHONE, NewSimulatorMessage, TO_PHONE};
use storage::sms::ThreadFilter;
use storage::sms::import::PastSms;
use storage::users::User;
use uuid::Uuid;

use super::sms_texts::{Book, Exchange, Line, STRANGERS, book};
use super::{Demo, words};

/// Days between two exchanges of one case, at least.
const QUIET_DAYS: usize = 7;
/// Clients who wrote last and were not answered yet.
const WAITING: usize = 4;
/// Phones that the strangers write from.
const STRANGE: [&str; 2] = ["+14385550199", "+15145550197"];

/// Texts of one case: who they are between.
struct Pair<'a> {
    case: &'a CaseRecord,
    applicant: ApplicantId,
    phone: PhoneNumber,
    name: String,
    consultant: User,
    book: &'static Book,
}

/// Adds the conversations, and the phones on screen where the carrier is the simulated one.
pub async fn seed(demo: &mut Demo) -> Result<(), String> {
    let cases = demo.cases.clone();
    let mut said = Vec::new();
    for case in &cases {
        if let Some(pair) = pair(demo, case)? {
            months_of(demo, &pair, &mut said);
        }
    }
    lose_one(&mut said);
    for (case, minutes) in cases.iter().rev().step_by(2).zip([190, 95, 41, 12]).take(WAITING) {
        if let Some(pair) = pair(demo, case)? {
            said.extend(waiting(demo, &pair, minutes));
        }
    }
    said.extend(of_a_family(demo, &said)?);
    for ((phone, text), hours) in STRANGE.iter().zip(STRANGERS).zip([26, 3]) {
        said.push(PastSms {
            unread: true,
            ..theirs(PhoneNumber::parse(phone).map_err(words)?, text, demo.now - TimeDelta::hours(hours))
        });
    }
    // Numbers follow time across conversations.
    said.sort_by_key(|text| text.at);
    let (practice, own) = (demo.practice, demo.place.own_number());
    let account = demo.place.simulator_account(practice);
    let book = account.map(|account| in_the_carriers_book(demo, &account, &said)).unwrap_or_default();
    demo.store
        .write(async move |tx| {
            tx.practice(practice).sms().import(&own, &said).await?;
            tx.import_simulator_messages(book).await
        })
        .await
        .map_err(words)
}

/// Rings for what was not read: it has just come in, so to speak.
pub async fn notify(demo: &Demo) -> Result<(), String> {
    let owner = demo.colleague(0)?.id;
    let unread = demo
        .store
        .practice(demo.practice)
        .sms()
        .threads(ThreadFilter::Unread, None, 20)
        .await
        .map_err(words)?;
    let mut lines = Vec::new();
    for row in unread.into_iter().rev() {
        let Some(last) = row.last else { continue };
        let of = demo.applicants.iter().find(|one| Some(one.applicant.id) == last.applicant_id);
        lines.push(NewNotification {
            id: NotificationId::new(Uuid::now_v7()),
            practice: demo.practice,
            user: of.map_or(owner, |one| one.applicant.responsible_id),
            fact: NotificationFact::SmsReceived {
                name: of.map(|one| one.applicant.full_name()),
                number: row.thread.other_party,
                applicant: last.applicant_id,
                thread: row.thread.id,
                message: last.id,
                link: format!("/sms/{}", row.thread.id),
            },
            at: last.created_at,
        });
    }
    let written = demo.store.write(async move |tx| {
        for line in lines {
            tx.notify(line).await?;
        }
        Ok(())
    });
    written.await.map_err(words)
}

fn pair<'a>(demo: &Demo, case: &'a CaseRecord) -> Result<Option<Pair<'a>>, String> {
    let Some(person) = case.people.first().map(|person| &person.applicant) else { return Ok(None) };
    let record = demo.applicants.iter().find(|one| one.applicant.id == person.id);
    let Some(phone) = record.and_then(|record| record.phones.first()) else { return Ok(None) };
    let consultant = demo.staff.iter().find(|user| user.id == case.case.responsible_id);
    Ok(Some(Pair {
        case,
        applicant: person.id,
        phone: PhoneNumber::parse(&phone.e164).map_err(words)?,
        name: person.given_names.split(' ').next().unwrap_or_default().to_owned(),
        consultant: consultant.ok_or("a case of nobody")?.clone(),
        book: book(Language::of_tag(&person.language).unwrap_or_default()),
    }))
}

/// From the opening of the case until it was closed, or until now.
fn months_of(demo: &mut Demo, pair: &Pair<'_>, said: &mut Vec<PastSms>) {
    let opened = pair.case.case.created_at;
    let end = pair.case.case.closed_on.and_then(|day| day.and_hms_opt(12, 0, 0)).map(|at| at.and_utc());
    let end = end.unwrap_or(demo.now).min(demo.now);
    let mut exchanges = pair.book.first;
    let mut day = opened + TimeDelta::days(1);
    let mut turn = demo.dice.below(pair.book.later.len());
    while day < end {
        let begins = demo.dice.office_hour(day);
        if let Some(exchange) = exchanges.get(turn % exchanges.len()) {
            exchanged(demo, pair, exchange, begins, said);
        }
        turn += 1;
        exchanges = pair.book.later;
        day += TimeDelta::days(i64::try_from(QUIET_DAYS + demo.dice.below(21)).unwrap_or(14));
    }
}

fn exchanged(
    demo: &mut Demo,
    pair: &Pair<'_>,
    exchange: Exchange,
    begins: DateTime<Utc>,
    said: &mut Vec<PastSms>,
) {
    let when = demo.dice.pick(pair.book.days).copied().unwrap_or_default();
    let mut at = begins;
    for line in exchange {
        at += TimeDelta::seconds(i64::try_from(50 + demo.dice.below(2_400)).unwrap_or(600));
        if at > demo.now - TimeDelta::hours(4) {
            return;
        }
        let mut text = spoken(pair, line, when, at);
        // A phone that is off now and then; nobody answers what did not arrive.
        if text.author.is_some() && demo.dice.below(45) == 0 {
            text.state = DeliveryState::Undelivered;
            text.fault = Some((30003, SmsAdvice::Unreachable));
            said.push(text);
            return;
        }
        said.push(text);
    }
}

fn spoken(pair: &Pair<'_>, line: &Line, when: &str, at: DateTime<Utc>) -> PastSms {
    let (author, words): (Option<UserId>, _) = match line {
        Line::Ours(words) => (Some(pair.consultant.id), words),
        Line::Theirs(words) => (None, words),
    };
    let first = pair.consultant.name.split(' ').next().unwrap_or_default();
    let body = words
        .replace("{name}", &pair.name)
        .replace("{who}", first)
        .replace("{case}", &pair.case.case.folio())
        .replace("{when}", when);
    PastSms {
        other: pair.phone.clone(),
        author,
        applicant: Some(pair.applicant),
        case: Some(pair.case.case.id),
        body,
        state: if author.is_some() { DeliveryState::Delivered } else { DeliveryState::Received },
        fault: None,
        unread: false,
        at,
    }
}

fn theirs(other: PhoneNumber, text: &str, at: DateTime<Utc>) -> PastSms {
    PastSms {
        other,
        author: None,
        applicant: None,
        case: None,
        body: text.to_owned(),
        state: DeliveryState::Received,
        fault: None,
        unread: false,
        at,
    }
}

/// Of one text that nobody answered the carrier never said what became of it.
fn lose_one(said: &mut [PastSms]) {
    let mut newest: Vec<usize> = (0..said.len()).collect();
    newest.sort_by_key(|index| said.get(*index).map(|text| std::cmp::Reverse(text.at)));
    let mut seen: Vec<String> = Vec::new();
    for index in newest {
        let Some(text) = said.get_mut(index) else { continue };
        if !seen.iter().any(|other| other == text.other.as_str()) {
            seen.push(text.other.as_str().to_owned());
            if text.author.is_some() && text.state == DeliveryState::Delivered {
                text.state = DeliveryState::Unknown;
                return;
            }
        }
    }
}

/// A question that came a while ago.
fn waiting(demo: &mut Demo, pair: &Pair<'_>, minutes_ago: i64) -> Option<PastSms> {
    let asks = |exchange: &&Exchange| matches!(exchange.first(), Some(Line::Theirs(_)));
    let questions: Vec<&Exchange> = pair.book.later.iter().filter(asks).collect();
    let question = demo.dice.pick(&questions)?.first()?;
    let text = spoken(pair, question, "", demo.now - TimeDelta::minutes(minutes_ago));
    Some(PastSms { unread: true, ..text })
}

/// Someone of a family on one phone writes, long after the last text: who it was, staff have to say.
fn of_a_family(demo: &Demo, said: &[PastSms]) -> Result<Option<PastSms>, String> {
    let quiet = demo.now - TimeDelta::days(30);
    let has = |one: &ApplicantRecord, number: &str| one.phones.first().is_some_and(|it| it.e164 == number);
    let family = demo.applicants.iter().find_map(|one| {
        let number = one.phones.first()?.e164.as_str();
        let shared = demo.applicants.iter().filter(|other| has(other, number)).count() > 1;
        let silent = !said.iter().any(|text| text.other.as_str() == number && text.at > quiet);
        (shared && silent).then_some((number, one))
    });
    let Some((number, one)) = family else { return Ok(None) };
    let question = book(Language::of_tag(&one.applicant.language).unwrap_or_default()).nameless;
    let other = PhoneNumber::parse(number).map_err(words)?;
    let text = theirs(other, question, demo.now - TimeDelta::hours(20));
    Ok(Some(PastSms { unread: true, ..text }))
}

/// What the phones on screen have of it.
fn in_the_carriers_book(demo: &Demo, account: &str, said: &[PastSms]) -> Vec<NewSimulatorMessage> {
    let own = demo.place.own_number();
    let arrived = |text: &&PastSms| matches!(text.state, DeliveryState::Delivered | DeliveryState::Received);
    let entry = |text: &PastSms| {
        let (direction, status) =
            if text.author.is_some() { (TO_PHONE, "delivered") } else { (FROM_PHONE, "received") };
        NewSimulatorMessage {
            sid: format!("SM{}", Uuid::now_v7().simple()),
            account: account.to_owned(),
            phone: text.other.as_str().to_owned(),
            practice_number: own.as_str().to_owned(),
            direction,
            body: text.body.clone(),
            segments: i32::try_from(Segments::of(&text.body).count()).unwrap_or(i32::MAX),
            status,
            callback_url: None,
            at: text.at,
        }
    };
    said.iter().filter(arrived).map(entry).collect()
}
