//! Password hashes: argon2id, computed off the request threads, in memory that is kept.
//!
//! Each hash fills 19 MiB. Taken from the allocator for every one of them, that memory is spread over the arenas of as
//! many threads as ever computed one, and never given back: a flood of sign-ins made the process twenty times as large
//! for good. So there are as many buffers as hashes that may run at once, and they are used again.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use wire::{Code, Problem};

use super::new_password::spellings;
use crate::error::{ApiError, ApiResult};

/// Hashes that are computed at once; each keeps a core busy for tens of milliseconds.
const AT_ONCE: usize = 2;
/// Those that wait for their turn; one more is told to come back. The last of them waits about two seconds.
const WAITING: usize = 64;
/// Seconds after which the queue is likely to have room.
const RETRY_AFTER: u64 = 2;
const SALT_BYTES: usize = 16;

/// Computes hashes, a few at a time.
#[derive(Debug)]
pub struct Passwords {
    /// Those who compute or wait.
    admitted: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Buffers that nobody uses now.
    idle: Mutex<VecDeque<Vec<Block>>>,
    buffers: AtomicUsize,
    running: AtomicUsize,
    most: AtomicUsize,
    computed: AtomicU64,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            admitted: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            shared: Arc::default(),
        }
    }
}

impl Passwords {
    /// Hashes a password with a salt of its own.
    pub async fn hash(&self, password: String) -> ApiResult<String> {
        self.compute(move |memory| hash_in(&password, memory)).await?.map_err(ApiError::internal)
    }

    /// Whether the password fits. Takes as long without a hash as with one, so that the time tells nobody
    /// which accounts exist.
    ///
    /// One keyboard sends é as one character, another as two: each spelling that the hash may have been made from is
    /// tried, which for most passwords is one.
    pub async fn fits(&self, password: String, hash: Option<String>) -> ApiResult<bool> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| DECOY.to_owned());
        for spelling in spellings(&password) {
            let hash = hash.clone();
            if self.compute(move |memory| fits_in(&spelling, &hash, memory)).await? && known {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How many hashes were computed since the start.
    pub fn computed(&self) -> u64 {
        self.shared.computed.load(Ordering::Relaxed)
    }

    /// The most hashes that were computed at once.
    pub fn most_at_once(&self) -> usize {
        self.shared.most.load(Ordering::Relaxed)
    }

    /// How many buffers were made since the start.
    pub fn buffers(&self) -> usize {
        self.shared.buffers.load(Ordering::Relaxed)
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> ApiResult<T> {
        let shared = Arc::clone(&self.shared);
        self.in_turn(move || shared.run(work)).await
    }

    /// Does work about passwords that keeps a core busy, off the request threads and in turn with the hashes.
    pub async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> ApiResult<T> {
        let place = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| busy())?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(ApiError::internal)?;
        let job = move || {
            // Both go with the work: a browser that hangs up does not stop it, and must not let another begin.
            let _held = (place, turn);
            work()
        };
        actix_web::rt::task::spawn_blocking(job).await.map_err(ApiError::internal)
    }
}

impl Shared {
    fn run<T>(&self, work: impl FnOnce(&mut Vec<Block>) -> T) -> T {
        self.computed.fetch_add(1, Ordering::Relaxed);
        let running = self.running.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(running, Ordering::Relaxed);
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let mut memory = idle().pop_front().unwrap_or_else(|| {
            self.buffers.fetch_add(1, Ordering::Relaxed);
            Vec::new()
        });
        let done = work(&mut memory);
        idle().push_back(memory);
        self.running.fetch_sub(1, Ordering::Relaxed);
        done
    }
}

fn busy() -> ApiError {
    let mut problem = Problem::new(Code::Unavailable).detail("too many people sign in at this moment");
    problem.retry_after = Some(RETRY_AFTER);
    ApiError::from_problem(problem)
}

/// Hashes a password where there is no server whose turns to keep.
pub async fn hash(password: String) -> ApiResult<String> {
    let hashed = actix_web::rt::task::spawn_blocking(move || hash_now(&password)).await;
    hashed.map_err(ApiError::internal)?.map_err(ApiError::internal)
}

/// Hashes a password on this thread: for commands, which serve nobody meanwhile.
pub fn hash_now(password: &str) -> Result<String, argon2::Error> {
    hash_in(password, &mut Vec::new())
}

fn hash_in(password: &str, memory: &mut Vec<Block>) -> Result<String, argon2::Error> {
    let params = Params::default();
    let salt: [u8; SALT_BYTES] = rand::random();
    let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
    let words = format!("m={},t={},p={}", params.m_cost(), params.t_cost(), params.p_cost());
    let (algorithm, version) = (Algorithm::default(), Version::default());
    fill(password, &salt, &mut output, &Argon2::new(algorithm, version, params), memory)?;
    let (salt, output) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(output));
    Ok(format!("${}$v={}${words}${salt}${output}", algorithm.as_str(), u32::from(version)))
}

/// Whether the password was what this hash was made from. Nothing fits a hash that is none.
fn fits_in(password: &str, hash: &str, memory: &mut Vec<Block>) -> bool {
    let mut computed = || -> Option<bool> {
        let hash = PasswordHash::new(hash).ok()?;
        let (salt, expected) = (hash.salt.as_ref()?, hash.hash.as_ref()?);
        let algorithm = Algorithm::try_from(hash.algorithm.as_ref()).ok()?;
        let version = Version::try_from(hash.version?).ok()?;
        let params = Params::try_from(&hash).ok()?;
        let mut output = vec![0; expected.as_bytes().len()];
        fill(password, salt, &mut output, &Argon2::new(algorithm, version, params), memory).ok()?;
        Some(output.ct_eq(expected.as_bytes()).into())
    };
    computed().unwrap_or(false)
}

fn fill(
    password: &str,
    salt: &[u8],
    output: &mut [u8],
    argon2: &Argon2<'_>,
    memory: &mut Vec<Block>,
) -> Result<(), argon2::Error> {
    let blocks = argon2.params().block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::new());
    }
    let memory = memory.get_mut(..blocks).unwrap_or_default();
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, output, memory)
}

/// A hash of nothing anyone knows, made with the same parameters.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRmb3JkZWNveQ$2N0dJ6Wn0wVXyv4g1mFhXg4u7GvJ0kY1oX2lQm7rjqM";

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher, PasswordVerifier};

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

    #[actix_web::test]
    async fn hashes_are_those_of_the_library() {
        let passwords = Passwords::default();
        let ours = passwords.hash("correct horse battery".to_owned()).await.unwrap();
        let parsed = PasswordHash::new(&ours).unwrap();
        assert!(Argon2::default().verify_password(b"correct horse battery", &parsed).is_ok());
        let theirs = Argon2::default().hash_password(b"correct horse battery").unwrap().to_string();
        assert!(passwords.fits("correct horse battery".to_owned(), Some(theirs)).await.unwrap());
        // Other parameters, as an older program may have used.
        let small = Argon2::new(Algorithm::Argon2i, Version::V0x10, Params::new(64, 3, 2, Some(24)).unwrap());
        let theirs = small.hash_password(b"correct horse battery").unwrap().to_string();
        assert!(passwords.fits("correct horse battery".to_owned(), Some(theirs.clone())).await.unwrap());
        assert!(!passwords.fits("another horse battery".to_owned(), Some(theirs)).await.unwrap());
        for broken in ["", "$argon2id$", "plain text", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ"] {
            assert!(!passwords.fits(String::new(), Some(broken.to_owned())).await.unwrap(), "{broken}");
        }
    }

    #[actix_web::test]
    async fn one_word_typed_on_two_keyboards_is_one_password() {
        let passwords = Passwords::default();
        let composed = "un éléphant à vélo";
        let decomposed = "un e\u{301}le\u{301}phant a\u{300} ve\u{301}lo";
        let spaced = "un\u{a0}éléphant\u{2003}à vélo";
        for typed in [composed, decomposed, spaced] {
            // As new ones are kept, and as they were kept before anybody normalized them.
            let normal = hash_now(&super::super::new_password::normalized(typed)).unwrap();
            let raw = hash_now(typed).unwrap();
            for again in [composed, decomposed, spaced] {
                assert!(passwords.fits(again.to_owned(), Some(normal.clone())).await.unwrap(), "{again:?}");
            }
            assert!(passwords.fits(typed.to_owned(), Some(raw)).await.unwrap(), "{typed:?}");
        }
        let before_normalizing = hash_now(decomposed).unwrap();
        assert!(passwords.fits(composed.to_owned(), Some(before_normalizing)).await.unwrap());
        assert!(
            !passwords
                .fits("un elephant a velo".to_owned(), Some(hash_now(composed).unwrap()))
                .await
                .unwrap()
        );
    }

    #[actix_web::test]
    async fn a_flood_is_computed_two_at_a_time_in_two_buffers() {
        let passwords = Passwords::default();
        let many = (0..AT_ONCE + WAITING).map(|_| passwords.fits("x".to_owned(), None));
        let all = futures_util::future::join_all(many).await;
        assert!(all.iter().all(|one| matches!(one, Ok(false))), "all of them had a place");
        assert_eq!(passwords.computed(), 66);
        assert_eq!((passwords.most_at_once(), passwords.buffers()), (AT_ONCE, AT_ONCE));
        // One more than there are places.
        let many = (0..=AT_ONCE + WAITING).map(|_| passwords.fits("x".to_owned(), None));
        let all = futures_util::future::join_all(many).await;
        let refused: Vec<_> = all.iter().filter_map(|one| one.as_ref().err()).collect();
        assert_eq!(refused.len(), 1);
        assert_eq!((refused[0].code(), refused[0].problem().retry_after), (Code::Unavailable, Some(2)));
        assert!(!passwords.fits("x".to_owned(), None).await.unwrap(), "and there is room again");
    }

    #[actix_web::test]
    async fn who_hangs_up_lets_no_other_begin_early() {
        let passwords = Passwords::default();
        for _ in 0..20 {
            let mut asked = Box::pin(passwords.fits("x".to_owned(), None));
            // Begun, and dropped.
            let _ = futures_util::poll!(asked.as_mut());
        }
        assert!(!passwords.fits("x".to_owned(), None).await.unwrap());
        assert!(passwords.most_at_once() <= AT_ONCE && passwords.buffers() <= AT_ONCE);
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
