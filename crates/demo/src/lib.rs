//! `liaison demo`: a practice one would believe, with months of work in it.
//!
//! Everything is made up, and the same on every run: each feature adds its part out of the same dice, in the
//! order of [`fill`].

mod bench;
mod bench_chat;
mod call_mail;
mod call_texts;
mod calls;
mod case_work;
mod chat;
mod chat_texts;
mod deployment;
mod families;
mod records;
mod seeded_random;
mod sms;
mod sms_texts;
mod staff;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::PracticeId;
use storage::applicants::ApplicantRecord;
use storage::cases::CaseRecord;
use storage::users::User;
use storage::{Author, Store};

pub use self::bench::{Amounts, seed_bench};
pub use self::deployment::{Deployment, SessionToken};
pub use self::seeded_random::SeededRandom;

/// What everybody of the demo practice signs in with.
pub const PASSWORD: &str = "maple-bridge-demo";

/// The practice while it is being filled.
#[derive(Debug)]
pub struct Demo {
    pub store: Store,
    /// The present; all that is made lies before it, except what is planned.
    pub now: DateTime<Utc>,
    pub place: Arc<dyn Deployment>,
    pub practice: PracticeId,
    /// The owner first.
    pub staff: Vec<User>,
    /// In the order of their folios.
    pub applicants: Vec<ApplicantRecord>,
    pub cases: Vec<CaseRecord>,
    pub dice: SeededRandom,
}

impl Demo {
    /// Someone of the team, counted from the owner; counting goes round.
    pub fn colleague(&self, index: usize) -> Result<&User, String> {
        self.staff.iter().cycle().nth(index).ok_or_else(|| "nobody is in the demo practice".to_owned())
    }

    /// `user` writing at `at`.
    pub fn by(&self, user: &User, at: DateTime<Utc>) -> Author {
        Author { practice: self.practice, user: user.id, at }
    }
}

/// Fills an empty database and says how to sign in. A database with anybody in it is left alone.
pub async fn fill(store: &Store, place: Arc<dyn Deployment>, now: DateTime<Utc>) -> Result<String, String> {
    if store.is_set_up().await.map_err(words)? {
        return Err("the database has a practice already; the demo fills an empty one".to_owned());
    }
    let mut demo = staff::found(store, place, now).await?;
    records::seed(&mut demo).await?;
    sms::seed(&mut demo).await?;
    calls::seed(&mut demo).await?;
    chat::seed(&mut demo).await?;
    sms::notify(&demo).await?;
    let practice = demo.practice;
    store.write(async move |tx| tx.practice(practice).timeline().order().await).await.map_err(words)?;
    Ok(staff::accounts(&demo))
}

/// A failure in words, for the command line.
pub(crate) fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
