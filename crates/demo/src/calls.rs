//! The demo practice's video calls: held, missed and cancelled over the months, and what is to come, one of it now.

use chrono::{DateTime, TimeDelta, Utc};
use domain::calls::{CallMinutes, CallPurpose, CallTitle, CancelReason, JoinMargins};
use domain::language::Language;
use domain::mail::MailKind;
use domain::person::{PersonName, TimeZoneName};
use domain::{CallId, GuestId, UserId};
use storage::applicants::Applicant;
use storage::calls::{Arrival, Attendee, Call, LEASE, NewCall, NewGuest};
use storage::cases::CaseRecord;
use storage::{Result as Stored, Tx};
use uuid::Uuid;

use super::call_mail::{self, Letter};
use super::call_texts::{NOTES, reasons, title};
use super::{Demo, words};

/// The colleague who has a call in a few minutes, so that anyone who starts the demo can join at once.
const NEXT: &str = "arash";
/// Days from now, hour in UTC and purpose of what is planned.
const PLANNED: &[(i64, u32, CallPurpose)] = &[
    (1, 14, CallPurpose::DocumentReview),
    (1, 18, CallPurpose::InitialInterview),
    (2, 15, CallPurpose::Consultation),
    (4, 13, CallPurpose::ResultsPresentation),
    (6, 19, CallPurpose::DocumentReview),
    (7, 16, CallPurpose::InitialInterview),
    (8, 14, CallPurpose::Consultation),
    (11, 17, CallPurpose::DocumentReview),
];

/// What becomes of a call.
#[derive(Clone, Debug)]
enum Outcome {
    ToCome,
    /// Nobody came in, or the client alone stayed away.
    Missed,
    Cancelled(CancelReason, DateTime<Utc>),
    Held(Vec<Presence>, DateTime<Utc>),
}

/// Someone's stay.
#[derive(Clone, Debug)]
struct Presence {
    /// A colleague, or the client.
    user: Option<UserId>,
    name: String,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

/// A call with everything around it.
struct Plan {
    new: NewCall,
    client: Applicant,
    language: Language,
    fate: Outcome,
}

/// Adds the calls, their letters and who was there.
pub async fn seed(demo: &mut Demo) -> Result<(), String> {
    let mut plans = Vec::new();
    for case in demo.cases.clone() {
        past(demo, &case, &mut plans)?;
    }
    plans.extend(planned(demo)?);
    plans.sort_by_key(|plan| plan.new.at);
    for plan in plans {
        write(demo, plan).await?;
    }
    call_mail::carry(demo).await
}

/// A first interview, then a call for about every second step, then the result.
fn past(demo: &mut Demo, case: &CaseRecord, plans: &mut Vec<Plan>) -> Result<(), String> {
    let opened = case.case.created_at;
    let days = (demo.now - opened).num_days();
    let mut purposes = vec![(3, CallPurpose::InitialInterview)];
    if days > 40 {
        purposes.push((days / 3, CallPurpose::DocumentReview));
    }
    if days > 90 && demo.dice.below(2) == 0 {
        purposes.push((days / 2, CallPurpose::Consultation));
    }
    if !case.case.outcome.is_empty() {
        purposes.push((days - days / 8, CallPurpose::ResultsPresentation));
    }
    for (day, purpose) in purposes {
        let starts_at = quarter(demo.dice.office_hour(opened + TimeDelta::days(day)));
        if starts_at < demo.now - TimeDelta::hours(30) {
            let Some(mut plan) = plan(demo, case, purpose, starts_at)? else { continue };
            plan.fate = fate(demo, &plan)?;
            plans.push(plan);
        }
    }
    Ok(())
}

/// What is to come: one in a few minutes, the others over two weeks.
fn planned(demo: &mut Demo) -> Result<Vec<Plan>, String> {
    let mut plans = Vec::new();
    let host = demo.staff.iter().find(|user| user.email.starts_with(NEXT)).map(|user| user.id);
    let theirs = demo.cases.iter().filter(|case| Some(case.case.responsible_id) == host);
    let speaks = |case: &&CaseRecord| case.people.first().is_some_and(|one| one.applicant.language == "en");
    let soonest = theirs.clone().find(speaks).or_else(|| theirs.clone().next()).cloned();
    if let Some(case) = soonest {
        let soon = quarter(demo.now) + TimeDelta::minutes(15);
        let minutes = (soon - demo.now).num_minutes();
        // Within the client's margin, and not over before someone has signed in.
        let soon = if minutes < 6 { soon + TimeDelta::minutes(5) } else { soon };
        plans.extend(plan(demo, &case, CallPurpose::Consultation, soon)?);
    }
    let open: Vec<CaseRecord> =
        demo.cases.iter().filter(|case| case.case.outcome.is_empty()).cloned().collect();
    let decided: Vec<CaseRecord> =
        demo.cases.iter().filter(|case| !case.case.outcome.is_empty()).cloned().collect();
    for (turn, (day, hour, purpose)) in PLANNED.iter().enumerate() {
        let from = if *purpose == CallPurpose::ResultsPresentation { &decided } else { &open };
        let Some(case) = from.iter().rev().cycle().nth(turn * 2) else { continue };
        let date = (demo.now + TimeDelta::days(*day)).date_naive();
        let Some(starts_at) = date.and_hms_opt(*hour, 0, 0) else { continue };
        plans.extend(plan(demo, case, *purpose, starts_at.and_utc())?);
    }
    Ok(plans)
}

fn plan(
    demo: &mut Demo,
    case: &CaseRecord,
    purpose: CallPurpose,
    starts_at: DateTime<Utc>,
) -> Result<Option<Plan>, String> {
    let Some(client) = case.people.first().map(|person| person.applicant.clone()) else { return Ok(None) };
    let language = Language::of_tag(&client.language).unwrap_or_default();
    let before = TimeDelta::days(2) + TimeDelta::minutes(i64::try_from(demo.dice.below(4_000)).unwrap_or(0));
    let at = (starts_at.min(demo.now) - before).max(case.case.created_at + TimeDelta::minutes(25));
    let turn = demo.dice.below(3);
    let assistant = demo.colleague(6 + turn)?.id;
    let participants = if demo.dice.below(3) == 0 { vec![assistant] } else { Vec::new() };
    let length = [30, 45, 60].get(demo.dice.below(3)).copied().unwrap_or(30);
    let notes = demo.dice.pick(NOTES).copied().unwrap_or_default().to_owned();
    let new = NewCall {
        id: CallId::new(Uuid::now_v7()),
        practice: demo.practice,
        title: CallTitle::parse(title(purpose, language)).map_err(words)?,
        purpose,
        applicant: client.id,
        case: Some(case.case.id),
        starts_at,
        time_zone: TimeZoneName::parse("America/Toronto").map_err(words)?,
        minutes: CallMinutes::try_from(length).map_err(words)?,
        host: case.case.responsible_id,
        participants,
        delegates: Vec::new(),
        notes,
        waiting_room: true,
        room_name: hex::encode(rand::random::<[u8; 16]>()),
        at,
    };
    Ok(Some(Plan { new, client, language, fate: Outcome::ToCome }))
}

fn fate(demo: &mut Demo, plan: &Plan) -> Result<Outcome, String> {
    let starts_at = plan.new.starts_at;
    match demo.dice.below(12) {
        0 => Ok(Outcome::Missed),
        1 => {
            let reason = demo.dice.pick(reasons(plan.language)).copied().unwrap_or_default();
            let at = (starts_at - TimeDelta::hours(20)).max(plan.new.at + TimeDelta::minutes(15));
            Ok(Outcome::Cancelled(CancelReason::parse(reason).map_err(words)?, at))
        }
        turn => held(demo, plan, turn),
    }
}

/// The colleague opens the room about on time, the client comes early or late, and sometimes loses the line.
fn held(demo: &mut Demo, plan: &Plan, turn: usize) -> Result<Outcome, String> {
    let mut seconds = |from: i64, spread: usize| {
        TimeDelta::seconds(from + i64::try_from(demo.dice.below(spread)).unwrap_or_default())
    };
    let begins = plan.new.starts_at + seconds(-150, 300);
    let client_in = plan.new.starts_at + seconds(-90, 420);
    let ends = plan.new.minutes.end(plan.new.starts_at) + seconds(-500, 900);
    let break_at = client_in + seconds(400, 300);
    let back_at = break_at + seconds(25, 90);
    let name = |id| demo.staff.iter().find(|user| user.id == id).map(|user| user.name.clone());
    let colleague = |id: UserId, from| {
        let name = name(id).ok_or("a call of nobody")?;
        Ok::<_, String>(Presence { user: Some(id), name, from, until: ends })
    };
    let mut there = vec![colleague(plan.new.host, begins)?];
    for id in &plan.new.participants {
        there.push(colleague(*id, begins + TimeDelta::seconds(70))?);
    }
    let client = |from, until| Presence { user: None, name: plan.client.full_name(), from, until };
    let client_in = client_in.max(begins + TimeDelta::seconds(20));
    if turn.is_multiple_of(5) {
        there.push(client(client_in, break_at));
        there.push(client(back_at, ends - TimeDelta::seconds(8)));
    } else {
        there.push(client(client_in, ends - TimeDelta::seconds(8)));
    }
    there.sort_by_key(|presence| presence.from);
    Ok(Outcome::Held(there, ends))
}

async fn write(demo: &Demo, plan: Plan) -> Result<(), String> {
    let Plan { new, client, language, fate } = plan;
    let (id, host, practice) = (new.id, new.host, new.practice);
    let invited_at = new.at + TimeDelta::minutes(4);
    let schedule = new.clone();
    let call = demo.store.write(async move |tx| tx.schedule_call(schedule).await).await.map_err(words)?;
    let invitation = Letter { kind: MailKind::Invitation, reason: None, at: invited_at };
    let mut letters = vec![call_mail::compose(demo, &call, &invitation).await?];
    if let Outcome::Cancelled(reason, at) = &fate {
        let letter = Letter { kind: MailKind::Cancellation, reason: Some(reason.as_str()), at: *at };
        letters.push(call_mail::compose(demo, &call, &letter).await?);
    }
    let written = demo.store.write(async move |tx| {
        for letter in letters.into_iter().flatten() {
            tx.queue_mail(letter).await?;
        }
        match fate {
            Outcome::ToCome | Outcome::Missed => {}
            Outcome::Cancelled(reason, at) => {
                tx.practice(practice).calls().cancel(id, reason, host, JoinMargins::default(), at).await?;
            }
            Outcome::Held(there, ends) => hold(tx, &call, &client, language, there, ends).await?,
        }
        Ok(())
    });
    written.await.map_err(words)
}

/// What the room would have reported.
async fn hold(
    tx: &mut Tx,
    call: &Call,
    client: &Applicant,
    language: Language,
    there: Vec<Presence>,
    ends: DateTime<Utc>,
) -> Stored<()> {
    let name = PersonName::parse(&client.full_name());
    let came = there.iter().find(|presence| presence.user.is_none()).map(|presence| presence.from);
    let (Ok(name), Some(came)) = (name, came) else { return Ok(()) };
    let guest = GuestId::new(Uuid::now_v7());
    let knocks = NewGuest {
        id: guest,
        call: call.id,
        practice: call.practice_id,
        name,
        language,
        link_version: call.link_version,
        secret_hash: rand::random::<[u8; 32]>().to_vec(),
        at: came - TimeDelta::seconds(40),
    };
    tx.knock(knocks).await?;
    let admitted_at = came - TimeDelta::seconds(6);
    tx.practice(call.practice_id)
        .calls()
        .answer_guest(call.id, guest, true, call.host_id, admitted_at)
        .await?;
    for (index, presence) in there.into_iter().enumerate() {
        let stay = format!("{}/{index:08x}", call.id.as_uuid().simple());
        let arrival = Arrival {
            call: call.id,
            who: presence.user.map_or(Attendee::Guest(guest), Attendee::User),
            name: presence.name,
            stay: stay.clone(),
            source: "room",
            lease: LEASE,
            at: presence.from,
        };
        tx.record_join(arrival).await?;
        tx.record_leave(call.id, &stay, presence.until).await?;
    }
    tx.practice(call.practice_id)
        .calls()
        .end(call.id, Some(call.host_id), JoinMargins::default(), ends)
        .await?;
    Ok(())
}

/// The quarter of an hour that `at` lies in.
fn quarter(at: DateTime<Utc>) -> DateTime<Utc> {
    let seconds = at.timestamp();
    DateTime::from_timestamp(seconds - seconds.rem_euclid(900), 0).unwrap_or(at)
}
