//! How often something may be done: token buckets by key.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use chrono::{DateTime, Utc};

use domain::UserId;

use crate::config::Config;
use crate::error::{ApiError, ApiResult};

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

/// Above this many keys, those that are full again are dropped.
const KEPT: usize = 10_000;

impl<K: std::hash::Hash + Eq + Clone> Limit<K> {
    pub fn new(rate: Rate) -> Self {
        Self { rate, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one, or says in how many seconds there is one.
    pub fn take(&self, key: &K, now: DateTime<Utc>) -> ApiResult<()> {
        let mut buckets = self.buckets.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() > KEPT {
            let rate = self.rate;
            buckets.retain(|_, bucket| filled(rate, *bucket, now) < rate.burst);
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

fn filled(rate: Rate, bucket: Bucket, now: DateTime<Utc>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since the last request")]
    let seconds = (now - bucket.at).num_milliseconds().max(0) as f64 / 1000.0;
    (bucket.tokens + seconds / rate.refill_seconds).min(rate.burst)
}

/// The limits that are kept.
#[derive(Debug)]
pub struct Limits {
    /// Failed sign-ins by account, from browsers that it was never used in. A refused try takes nothing, so
    /// that nobody can make the wait longer than until the next one is due.
    pub sign_in_account: Limit<String>,
    /// Failed sign-ins by account and browser, where the account was used before: whoever tries passwords from
    /// elsewhere cannot lock its owner out.
    pub sign_in_browser: Limit<String>,
    /// Wrong present passwords while changing one's own, by account.
    pub password_change: Limit<String>,
    /// Password resets that are mailed, by account.
    pub reset_account: Limit<String>,
    /// Password resets that are asked for, by address.
    pub reset_address: Limit<IpAddr>,
    /// Failed sign-ins by address.
    pub sign_in_address: Limit<IpAddr>,
    /// Uses of a client's link by address, so that nobody guesses.
    pub link_address: Limit<IpAddr>,
    /// Chat messages by author.
    pub chat_post: Limit<UserId>,
}

impl Limits {
    pub fn new(config: &Config) -> Self {
        Self {
            sign_in_account: Limit::new(Rate { burst: 8.0, refill_seconds: 60.0 }),
            sign_in_browser: Limit::new(Rate { burst: 8.0, refill_seconds: 60.0 }),
            password_change: Limit::new(Rate { burst: 8.0, refill_seconds: 60.0 }),
            reset_account: Limit::new(Rate { burst: 3.0, refill_seconds: 1200.0 }),
            reset_address: Limit::new(Rate { burst: 10.0, refill_seconds: 60.0 }),
            sign_in_address: Limit::new(Rate { burst: 30.0, refill_seconds: 20.0 }),
            link_address: Limit::new(Rate { burst: 120.0, refill_seconds: 1.0 }),
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
}
