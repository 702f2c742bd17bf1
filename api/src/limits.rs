//! How often something may be done: token buckets by key.

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::{DateTime, Utc};

use domain::UserId;

use crate::config::Config;
use crate::error::{ApiError, ApiResult};
use crate::http::network::Network;

/// A limit: `burst` at once, one more every `refill_seconds`.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    pub burst: f64,
    pub refill_seconds: f64,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: DateTime<Utc>,
}

/// Buckets of one limit.
#[derive(Debug)]
pub struct Limit<K> {
    rate: Rate,
    buckets: Mutex<HashMap<K, Bucket>>,
}

/// More keys than this are not kept.
const KEPT: usize = 10_000;

impl<K: std::hash::Hash + Eq + Clone> Limit<K> {
    pub fn new(rate: Rate) -> Self {
        Self { rate, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one, or says in how many seconds there is one.
    pub fn take(&self, key: &K, now: DateTime<Utc>) -> ApiResult<()> {
        let mut buckets = self.buckets.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() >= KEPT && !buckets.contains_key(key) {
            make_room(&mut buckets, self.rate, now);
        }
        let bucket = buckets.entry(key.clone()).or_insert(Bucket { tokens: self.rate.burst, at: now });
        let tokens = filled(self.rate, *bucket, now);
        if tokens < 1.0 {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a small positive number"
            )]
            let wait = ((1.0 - tokens) * self.rate.refill_seconds).ceil() as u64;
            return Err(ApiError::rate_limited(wait.max(1)));
        }
        *bucket = Bucket { tokens: tokens - 1.0, at: now };
        Ok(())
    }

    /// Gives one back: a request that turned out to be harmless does not count.
    pub fn give_back(&self, key: &K) {
        let mut buckets = self.buckets.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(key) {
            bucket.tokens = (bucket.tokens + 1.0).min(self.rate.burst);
        }
    }
}

/// Drops the half that is nearest to full: anyone who is forgotten loses the least of what was counted, and anyone who has used
/// up what they had is still refused.
fn make_room<K: std::hash::Hash + Eq>(buckets: &mut HashMap<K, Bucket>, rate: Rate, now: DateTime<Utc>) {
    let mut levels: Vec<f64> = buckets.values().map(|bucket| filled(rate, *bucket, now)).collect();
    let middle = levels.len() / 2;
    let (_, least, _) = levels.select_nth_unstable_by(middle, f64::total_cmp);
    let least = *least;
    buckets.retain(|_, bucket| filled(rate, *bucket, now) <= least);
    // Of those that have as much as the middle, as many as are still too many.
    let mut over = buckets.len().saturating_sub(KEPT / 2);
    buckets.retain(|_, bucket| {
        let goes = over > 0 && filled(rate, *bucket, now) >= least;
        over -= usize::from(goes);
        !goes
    });
}

fn filled(rate: Rate, bucket: Bucket, now: DateTime<Utc>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since the last request")]
    let seconds = (now - bucket.at).num_milliseconds().max(0) as f64 / 1000.0;
    (bucket.tokens + seconds / rate.refill_seconds).min(rate.burst)
}

/// The limits that are kept.
#[derive(Debug)]
pub struct Limits {
    /// Failed sign-ins by account and network, from browsers that the account was never used in. A refused try takes
    /// nothing, so that nobody can make the wait longer than until the next one is due.
    pub sign_in_pair: Limit<(String, Network)>,
    /// Failed sign-ins by account, from wherever: anyone who has many networks guesses no faster for it.
    pub sign_in_account: Limit<String>,
    /// Failed sign-ins by network, of whichever accounts. Wide, because a whole office may be behind one address.
    pub sign_in_network: Limit<Network>,
    /// Failed sign-ins by account and browser, where the account was used before: anyone who tries passwords from
    /// elsewhere cannot lock its owner out.
    pub sign_in_browser: Limit<String>,
    /// Wrong present passwords while changing your own, by account.
    pub password_change: Limit<String>,
    /// Password resets that are mailed, by account.
    pub reset_account: Limit<String>,
    /// Password resets that are asked for, by network.
    pub reset_network: Limit<Network>,
    /// Uses of a client's link by network, so that nobody guesses.
    pub link_network: Limit<Network>,
    /// Tries of the code of the first set-up by network, so that nobody guesses it.
    pub set_up: Limit<Network>,
    /// Notices of sign-ins by new browsers, by account: anyone who knows the password must not be able to bury the first.
    pub notice: Limit<UserId>,
    /// Chat messages by author.
    pub chat_post: Limit<UserId>,
}

impl Limits {
    pub fn new(config: &Config) -> Self {
        Self {
            sign_in_pair: Limit::new(Rate { burst: 8.0, refill_seconds: 60.0 }),
            sign_in_account: Limit::new(Rate { burst: 60.0, refill_seconds: 60.0 }),
            sign_in_network: Limit::new(Rate { burst: 300.0, refill_seconds: 2.0 }),
            sign_in_browser: Limit::new(Rate { burst: 8.0, refill_seconds: 60.0 }),
            password_change: Limit::new(Rate { burst: 8.0, refill_seconds: 60.0 }),
            reset_account: Limit::new(Rate { burst: 3.0, refill_seconds: 1200.0 }),
            reset_network: Limit::new(Rate { burst: 10.0, refill_seconds: 60.0 }),
            link_network: Limit::new(Rate { burst: 120.0, refill_seconds: 1.0 }),
            set_up: Limit::new(Rate { burst: 10.0, refill_seconds: 60.0 }),
            notice: Limit::new(Rate { burst: 10.0, refill_seconds: 600.0 }),
            chat_post: Limit::new(Rate {
                burst: f64::from(config.chat.burst),
                refill_seconds: 1.0 / config.chat.posts_per_second,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let limit = Limit::new(Rate { burst: 2.0, refill_seconds: 10.0 });
        let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        assert!(limit.take(&"a", start).is_ok());
        assert!(limit.take(&"a", start).is_ok());
        let refused = limit.take(&"a", start).unwrap_err();
        assert_eq!(refused.problem().retry_after, Some(10));
        assert!(limit.take(&"b", start).is_ok(), "keys are apart");
        assert!(limit.take(&"a", start + TimeDelta::seconds(9)).is_err());
        assert!(limit.take(&"a", start + TimeDelta::seconds(10)).is_ok());
        limit.give_back(&"a");
        assert!(limit.take(&"a", start + TimeDelta::seconds(10)).is_ok());
    }

    #[test]
    fn however_many_come_no_more_than_so_many_are_kept_and_who_used_up_theirs_is_still_refused() {
        let limit = Limit::new(Rate { burst: 3.0, refill_seconds: 3_600.0 });
        let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        for _ in 0..3 {
            assert!(limit.take(&usize::MAX, start).is_ok());
        }
        for key in 0..5 * KEPT {
            assert!(limit.take(&key, start).is_ok());
            assert!(limit.buckets.lock().unwrap().len() <= KEPT);
        }
        assert!(limit.take(&usize::MAX, start).is_err());
    }
}
