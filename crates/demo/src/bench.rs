//! `liaison seed-bench`: a hundred thousand applicants to measure with.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::Args;
use domain::person::EmailAddress;
use domain::phone::PhoneNumber;
use storage::applicants::{ApplicantFields, PhoneFields};
use storage::{Author, Store};

use super::{Deployment, PASSWORD, SeededRandom, bench_chat, words};

const GIVEN: &[&str] = &[
    "María",
    "José",
    "Élodie",
    "Ahmad",
    "Fatima",
    "Wei",
    "Jia",
    "Priya",
    "Arjun",
    "Olga",
    "Andrés",
    "Noémie",
    "Kwame",
    "Ama",
    "Thị Hương",
    "Minh",
    "Parisa",
    "Reza",
    "Łucja",
    "Søren",
    "Zoë",
    "Björn",
    "Inês",
    "Tomás",
];
const FAMILY: &[&str] = &[
    "García",
    "Nguyễn",
    "Tremblay",
    "Al-Sayed",
    "Hosseini",
    "Li",
    "Wang",
    "Sharma",
    "Patel",
    "Kowalczyk",
    "Okafor",
    "Mensah",
    "Côté",
    "Gagnon",
    "Fernández",
    "Rodrigues",
    "Müller",
    "Åkesson",
    "Dvořák",
    "Ionescu",
    "Yılmaz",
    "Haddad",
    "Tesfaye",
    "Santos",
    "Lévesque",
    "Ouellet",
    "Popović",
    "Kim",
    "Tanaka",
    "Diallo",
];
const SYLLABLES: &[&str] =
    &["ba", "lo", "mi", "ren", "ta", "su", "ko", "vel", "dar", "ni", "sha", "pe", "qui", "zor"];
/// Applicants of one transaction.
const BATCH: usize = 5_000;

/// How much there is to be.
#[derive(Args, Clone, Copy, Debug)]
pub struct Amounts {
    #[arg(long, default_value_t = 100_000)]
    pub applicants: usize,
    #[arg(long, default_value_t = 0)]
    pub messages: usize,
    /// People with a session each, whose tokens are printed.
    #[arg(long, default_value_t = 0)]
    pub staff: usize,
}

/// Adds applicants, staff and messages to the demo practice, which is made where there is none.
pub async fn seed_bench(
    store: &Store,
    place: Arc<dyn Deployment>,
    now: DateTime<Utc>,
    amounts: Amounts,
) -> Result<String, String> {
    let count = amounts.applicants;
    if !store.is_set_up().await.map_err(words)? {
        super::fill(store, Arc::clone(&place), now).await?;
    }
    let owner = store.user_by_email("amelie@maplebridge.example").await.map_err(words)?;
    let owner = owner.ok_or("the database holds another practice than the demo's")?;
    let by = Author { practice: owner.practice_id, user: owner.id, at: now };
    let mut dice = SeededRandom::new(251);
    let mut left = count;
    while left > 0 {
        let size = left.min(BATCH);
        let mut batch = Vec::with_capacity(size);
        for index in 0..size {
            batch.push(applicant(&mut dice, by, left - index)?);
        }
        store.write(async move |tx| tx.insert_applicants(by, &batch).await).await.map_err(words)?;
        left -= size;
    }
    let lines = bench_chat::seed(store, &*place, by, amounts.staff, amounts.messages).await?;
    Ok(format!("{lines}{count} applicants added; sign in as {} with {PASSWORD}", owner.email))
}

fn applicant(dice: &mut SeededRandom, by: Author, number: usize) -> Result<ApplicantFields, String> {
    let given = dice.pick(GIVEN).copied().unwrap_or_default();
    // A surname of its own for most, so that words are as many as in life.
    let mut family = dice.pick(FAMILY).copied().unwrap_or_default().to_owned();
    if dice.below(4) > 0 {
        let mut own = String::new();
        for _ in 0..3 {
            own.push_str(dice.pick(SYLLABLES).copied().unwrap_or_default());
        }
        family = format!(
            "{}{}",
            own.get(..1).unwrap_or_default().to_uppercase(),
            own.get(1..).unwrap_or_default()
        );
    }
    let phone = PhoneNumber::parse_international(&format!("+1514{:07}", 2_000_000 + number % 8_000_000));
    let address = EmailAddress::parse(&format!("person{number}@example.org"));
    Ok(ApplicantFields {
        given_names: given.to_owned(),
        family_names: family,
        preferred_name: String::new(),
        date_of_birth: None,
        nationality: None,
        language: "en".to_owned(),
        time_zone: "America/Toronto".to_owned(),
        country: Some("CA".to_owned()),
        preferred_channel: None,
        address: String::new(),
        notes: String::new(),
        responsible: by.user,
        phones: vec![PhoneFields::new(phone.map_err(words)?, "")],
        emails: vec![(address.map_err(words)?, String::new())],
    })
}
