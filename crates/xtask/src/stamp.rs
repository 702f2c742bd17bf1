//! Stamps: what a step's inputs were when it last succeeded, so that it is skipped while they stay the same.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::paths;

/// A 64-bit FNV-1a hash of names and contents; it tells changes apart, it does not resist an attacker.
#[derive(Debug, Clone, Copy)]
pub struct Hash(u64);

impl Hash {
    pub const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds bytes, with their length, so that two neighbours cannot be confused.
    pub fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&(bytes.len() as u64).to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// As 16 hexadecimal digits.
    pub fn digits(self) -> String {
        format!("{:016x}", self.0)
    }

    /// Adds a file or a whole folder in a stable order. What is not there counts as absent; folders in `skip` do not count.
    pub fn add_path(&mut self, path: &Path, skip: &[&str]) -> Result<()> {
        self.add(paths::shown(path).as_bytes());
        if path.is_dir() {
            let entries = fs::read_dir(path).with_context(|| format!("listing {}", paths::shown(path)))?;
            let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
            inside.sort();
            for entry in inside {
                let name = entry.file_name().unwrap_or_default().to_string_lossy();
                if !skip.contains(&name.as_ref()) {
                    self.add_path(&entry, skip)?;
                }
            }
        } else if path.is_file() {
            self.add(&fs::read(path).with_context(|| format!("reading {}", paths::shown(path)))?);
        }
        Ok(())
    }
}

/// The last success of one step.
#[derive(Debug)]
pub struct Stamp {
    file: PathBuf,
    value: String,
}

impl Stamp {
    pub fn new(step: &str, inputs: Hash) -> Self {
        Self::in_dir(&paths::scratch().join("stamps"), step, inputs)
    }

    fn in_dir(dir: &Path, step: &str, inputs: Hash) -> Self {
        Self { file: dir.join(step), value: inputs.digits() }
    }

    /// True when the step succeeded with these very inputs.
    pub fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|found| found == self.value)
    }

    /// Forgets the last success; called before the work starts, so that an interrupted step is done again.
    pub fn clear(&self) {
        // A stamp that is not there is what we want.
        let _ = fs::remove_file(&self.file);
    }

    pub fn set(&self) -> Result<()> {
        if let Some(dir) = self.file.parent() {
            fs::create_dir_all(dir).with_context(|| format!("making {}", paths::shown(dir)))?;
        }
        fs::write(&self.file, &self.value).with_context(|| format!("writing {}", paths::shown(&self.file)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash_of(dir: &Path) -> u64 {
        let mut hash = Hash::new();
        hash.add_path(dir, &["skipped"]).unwrap();
        hash.0
    }

    #[test]
    fn contents_and_names_count_and_skipped_folders_do_not() {
        let dir = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        fs::create_dir_all(dir.join("skipped")).unwrap();
        fs::write(dir.join("a"), "1").unwrap();
        let first = hash_of(&dir);
        fs::write(dir.join("skipped/b"), "2").unwrap();
        assert_eq!(hash_of(&dir), first);
        fs::write(dir.join("a"), "2").unwrap();
        let changed = hash_of(&dir);
        assert_ne!(changed, first);
        fs::rename(dir.join("a"), dir.join("c")).unwrap();
        assert_ne!(hash_of(&dir), changed);

        let stamp = Stamp::in_dir(&dir, "step", Hash(1));
        assert!(!stamp.is_fresh());
        stamp.set().unwrap();
        assert!(stamp.is_fresh());
        assert!(!Stamp::in_dir(&dir, "step", Hash(2)).is_fresh());
        stamp.clear();
        assert!(!stamp.is_fresh());
        fs::remove_dir_all(&dir).unwrap();
    }
}
