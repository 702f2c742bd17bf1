//! Password hashes: argon2id, computed off the request threads, a few at a time.

use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};
use tokio::sync::Semaphore;

use crate::error::{ApiError, ApiResult};

/// Computes hashes. Each takes 19 MiB and tens of milliseconds of a core, so only as many run at once as there
/// are cores; the others wait their turn.
#[derive(Debug)]
pub struct Passwords {
    turns: Semaphore,
    computed: AtomicU64,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { turns: Semaphore::new(cores), computed: AtomicU64::new(0) }
    }
}

impl Passwords {
    /// Hashes a password with a salt of its own.
    pub async fn hash(&self, password: String) -> ApiResult<String> {
        self.compute(move || hash_now(&password)).await?.map_err(ApiError::internal)
    }

    /// Whether the password fits. Takes as long without a hash as with one, so that the time tells nobody
    /// which accounts exist.
    pub async fn fits(&self, password: String, hash: Option<String>) -> ApiResult<bool> {
        self.compute(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| DECOY.to_owned());
            let fits = PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
            fits && known
        })
        .await
    }

    /// How many hashes were computed since the start.
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> ApiResult<T> {
        let _turn = self.turns.acquire().await.map_err(ApiError::internal)?;
        self.computed.fetch_add(1, Ordering::Relaxed);
        actix_web::rt::task::spawn_blocking(work).await.map_err(ApiError::internal)
    }
}

/// Hashes a password where there is no server whose turns to keep.
pub async fn hash(password: String) -> ApiResult<String> {
    let hashed = actix_web::rt::task::spawn_blocking(move || hash_now(&password)).await;
    hashed.map_err(ApiError::internal)?.map_err(ApiError::internal)
}

/// Hashes a password on this thread: for commands, which serve nobody meanwhile.
pub fn hash_now(password: &str) -> Result<String, argon2::password_hash::Error> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
}

/// A hash of nothing anyone knows, made with the same parameters.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRmb3JkZWNveQ$2N0dJ6Wn0wVXyv4g1mFhXg4u7GvJ0kY1oX2lQm7rjqM";

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_password_fits_its_hash_only() {
        let passwords = Passwords::default();
        let fits = |password, hash| passwords.fits(password, hash);
        let hashed = passwords.hash("correct horse battery".to_owned()).await.unwrap();
        assert!(hashed.starts_with("$argon2id$"));
        assert!(fits("correct horse battery".to_owned(), Some(hashed.clone())).await.unwrap());
        assert!(!fits("wrong horse battery".to_owned(), Some(hashed)).await.unwrap());
        assert!(!fits("correct horse battery".to_owned(), None).await.unwrap());
        assert_eq!(passwords.computed(), 4, "one each, with a hash and without");
    }

    #[test]
    fn the_decoy_costs_as_much_as_a_real_hash() {
        let decoy = PasswordHash::new(DECOY).unwrap();
        let real = Argon2::default().hash_password(b"x").unwrap();
        assert_eq!(decoy.algorithm, real.algorithm);
        assert_eq!(decoy.version, real.version);
        assert_eq!(decoy.params.to_string(), real.params.to_string());
    }
}
