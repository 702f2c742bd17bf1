//! The deployment's key, and what is derived from it.

use std::io::Write;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// Derives one key per purpose from the key file, so that none can stand in for another.
#[derive(Clone)]
pub struct Keys {
    root: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    pub fn new(root: [u8; 32]) -> Self {
        Self { root }
    }

    /// Reads the key file; `None` where there is none. Others lose the right to read it.
    pub fn read(file: &Path) -> Result<Option<Self>, String> {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("the key file {} cannot be read: {error}", file.display())),
        };
        if let Err(error) = storage::sqlite_file::make_private(file, 0o600) {
            tracing::warn!(file = %file.display(), %error, "others may be able to read the key file");
        }
        let bytes = hex::decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes
            .map(|root| Some(Self::new(root)))
            .ok_or_else(|| format!("the key file {} does not hold 64 hexadecimal digits", file.display()))
    }

    /// Makes the key file, readable by its owner alone. One that exists is never overwritten.
    pub fn create(file: &Path) -> Result<Self, String> {
        let root: [u8; 32] = rand::random();
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(file).and_then(|mut file| {
            file.write_all(format!("{}\n", hex::encode(root)).as_bytes())?;
            // Before anything is made with it: a power cut must not leave links that nothing opens.
            file.sync_all()
        });
        written.map_err(|error| format!("the key file {} cannot be made: {error}", file.display()))?;
        Ok(Self::new(root))
    }

    /// What a database keeps of the key, to know it again. It tells nothing of the key.
    pub fn check_value(&self) -> String {
        hex::encode(self.derive("check value"))
    }

    /// A key for one purpose.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        self.mac(&[b"derive", purpose.as_bytes()])
    }

    /// The 128-bit MAC of a client's link: nothing in the database to leak, rotated by its version.
    pub fn link_mac(&self, kind: &str, id: Uuid, version: i64) -> String {
        let mac = self.mac(&[b"link", kind.as_bytes(), id.as_bytes(), &version.to_be_bytes()]);
        hex::encode(mac.get(..16).unwrap_or_default())
    }

    /// Compares in constant time.
    pub fn link_mac_fits(&self, kind: &str, id: Uuid, version: i64, given: &str) -> bool {
        bool::from(self.link_mac(kind, id, version).as_bytes().ct_eq(given.as_bytes()))
    }

    fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.root)
            .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
        for part in parts {
            // Lengths keep ("ab", "c") and ("a", "bc") apart.
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_fits_only_its_own_thing_and_version() {
        let keys = Keys::new([7; 32]);
        let id = Uuid::from_u128(1);
        let mac = keys.link_mac("call", id, 3);
        assert_eq!(mac.len(), 32, "128 bits in hex");
        assert!(keys.link_mac_fits("call", id, 3, &mac));
        assert!(!keys.link_mac_fits("call", id, 4, &mac));
        assert!(!keys.link_mac_fits("mail", id, 3, &mac));
        assert!(!keys.link_mac_fits("call", Uuid::from_u128(2), 3, &mac));
        assert!(!keys.link_mac_fits("call", id, 3, &mac.to_uppercase()));
        assert!(!Keys::new([8; 32]).link_mac_fits("call", id, 3, &mac));
    }

    #[test]
    fn the_key_file_is_made_once() {
        let file = std::env::temp_dir().join(format!("liaison-key-{}", Uuid::now_v7()));
        assert!(Keys::read(&file).unwrap().is_none());
        let made = Keys::create(&file).unwrap();
        let read = Keys::read(&file).unwrap().unwrap();
        assert_eq!(made.derive("x"), read.derive("x"));
        assert!(Keys::create(&file).is_err(), "a key is never overwritten");
        std::fs::write(&file, "short").unwrap();
        assert!(Keys::read(&file).unwrap_err().contains("64 hexadecimal digits"));
        std::fs::remove_file(&file).unwrap();
    }
}
