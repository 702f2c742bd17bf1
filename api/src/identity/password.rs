//! Password hashes: argon2id, computed off the request threads.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};

use crate::error::{ApiError, ApiResult};

/// Hashes a password with a salt of its own.
pub async fn hash(password: String) -> ApiResult<String> {
    let hashed = actix_web::rt::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    });
    hashed.await.map_err(ApiError::internal)?.map_err(ApiError::internal)
}

/// Whether the password fits. Takes as long without a hash as with one, so that the time tells nobody
/// which accounts exist.
pub async fn fits(password: String, hash: Option<String>) -> ApiResult<bool> {
    let checked = actix_web::rt::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| DECOY.to_owned());
        let fits = PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        fits && known
    });
    checked.await.map_err(ApiError::internal)
}

/// A hash of nothing anyone knows, made with the same parameters.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRmb3JkZWNveQ$2N0dJ6Wn0wVXyv4g1mFhXg4u7GvJ0kY1oX2lQm7rjqM";

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_password_fits_its_hash_only() {
        let hashed = hash("correct horse battery".to_owned()).await.unwrap();
        assert!(hashed.starts_with("$argon2id$"));
        assert!(fits("correct horse battery".to_owned(), Some(hashed.clone())).await.unwrap());
        assert!(!fits("wrong horse battery".to_owned(), Some(hashed)).await.unwrap());
        assert!(!fits("correct horse battery".to_owned(), None).await.unwrap());
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
