//! Budgets of texts and mails, for each person and each practice. They are kept in memory, where taking from them costs
//! nothing, and begin with what the database knows of the last day: a restart gives nobody a new one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::budget::Window;
use domain::{PracticeId, UserId};
use storage::Store;
use storage::outbox::Channel;
use wire::{Code, Problem};

use crate::config::{Budget, Config};
use crate::error::{ApiError, ApiResult};
use crate::staff::Staff;

const MINUTE: TimeDelta = TimeDelta::minutes(1);
const DAY: TimeDelta = TimeDelta::days(1);
/// No more rows than this are read to begin with, whatever the budget.
const READ: u64 = 100_000;

/// The budgets of every practice.
#[derive(Debug)]
pub struct Budgets {
    sms: Spending,
    mail: Spending,
}

/// What was spent of one channel.
#[derive(Debug)]
struct Spending {
    budget: Budget,
    practices: Mutex<HashMap<PracticeId, Arc<Mutex<Spent>>>>,
}

#[derive(Debug)]
struct Spent {
    budget: Budget,
    all: Window,
    people: HashMap<UserId, Person>,
}

#[derive(Debug)]
struct Person {
    minute: Window,
    day: Window,
}

/// One text or mail, taken from the budgets. It is given back unless it was sent.
#[derive(Debug)]
#[must_use = "what is dropped is given back"]
pub struct Taken {
    spent: Arc<Mutex<Spent>>,
    user: UserId,
    at: DateTime<Utc>,
    sent: bool,
}

impl Taken {
    pub fn sent(mut self) {
        self.sent = true;
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if !self.sent {
            lock(&self.spent).give_back(self.user, self.at);
        }
    }
}

impl Budgets {
    pub fn new(config: &Config) -> Self {
        let spending = |budget| Spending { budget, practices: Mutex::default() };
        Self { sms: spending(config.budgets.sms), mail: spending(config.budgets.mail) }
    }

    /// Takes one for `staff`, or says when there is one again. A request with a `key` that was done before sends nothing
    /// and is not refused.
    pub async fn take(
        &self,
        store: &Store,
        channel: Channel,
        staff: &Staff,
        key: Option<&str>,
        at: DateTime<Utc>,
    ) -> ApiResult<Option<Taken>> {
        let spent = self.spent(store, channel, staff.practice, at).await?;
        let user = staff.user;
        let taken = lock(&spent).take(user, at);
        match taken {
            Ok(()) => Ok(Some(Taken { spent, user, at, sent: false })),
            Err(refusal) => match key {
                Some(key) if store.practice(staff.practice).outbox().was_sent(user, channel, key).await? => {
                    Ok(None)
                }
                _ => Err(refusal),
            },
        }
    }

    async fn spent(
        &self,
        store: &Store,
        channel: Channel,
        practice: PracticeId,
        now: DateTime<Utc>,
    ) -> ApiResult<Arc<Mutex<Spent>>> {
        let spending = match channel {
            Channel::Sms => &self.sms,
            Channel::Mail => &self.mail,
        };
        if let Some(known) = lock(&spending.practices).get(&practice) {
            return Ok(Arc::clone(known));
        }
        let limit = READ.min(spending.budget.practice_per_day.into());
        let mut before = store.practice(practice).outbox().sent_since(channel, now - DAY, limit).await?;
        before.reverse();
        let mut spent = Spent::new(spending.budget);
        for (user, at) in before {
            spent.note(user, at);
        }
        // Someone else may have read the same meanwhile, and taken from it.
        let mut practices = lock(&spending.practices);
        Ok(Arc::clone(practices.entry(practice).or_insert_with(|| Arc::new(Mutex::new(spent)))))
    }
}

impl Spent {
    fn new(budget: Budget) -> Self {
        Self { budget, all: window(DAY, budget.practice_per_day), people: HashMap::new() }
    }

    fn person(&mut self, user: UserId) -> &mut Person {
        let Budget { per_minute, per_day, .. } = self.budget;
        let new = || Person { minute: window(MINUTE, per_minute), day: window(DAY, per_day) };
        self.people.entry(user).or_insert_with(new)
    }

    fn take(&mut self, user: UserId, now: DateTime<Utc>) -> ApiResult<()> {
        if let Some(wait) = self.all.wait(now) {
            return Err(refused(Code::PracticeDailyLimit, wait));
        }
        let person = self.person(user);
        if let Some(wait) = person.day.wait(now) {
            return Err(refused(Code::DailyLimit, wait));
        }
        if let Some(wait) = person.minute.wait(now) {
            return Err(refused(Code::RateLimited, wait));
        }
        self.note(user, now);
        Ok(())
    }

    fn note(&mut self, user: UserId, at: DateTime<Utc>) {
        self.all.take(at);
        let person = self.person(user);
        person.day.take(at);
        person.minute.take(at);
    }

    fn give_back(&mut self, user: UserId, at: DateTime<Utc>) {
        self.all.give_back(at);
        let person = self.person(user);
        person.day.give_back(at);
        person.minute.give_back(at);
    }
}

fn window(length: TimeDelta, most: u32) -> Window {
    Window::new(length, usize::try_from(most).unwrap_or(usize::MAX))
}

fn refused(code: Code, wait: TimeDelta) -> ApiError {
    let seconds = u64::try_from(wait.num_milliseconds()).unwrap_or(0).div_ceil(1_000).max(1);
    let mut problem = Problem::new(code).detail(format!("nothing was sent; the next may go in {seconds} s"));
    problem.retry_after = Some(seconds);
    ApiError::from_problem(problem)
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
