//! The SQLite database as a file: who may read it, who uses it, and the copy that is made before an upgrade.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, Instant};

use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::{Result, StoreError};

/// Copies that are kept, the newest: one could be of an upgrade that was tried twice.
const COPIES: usize = 2;
/// How long someone else's migration is waited for, and how often it is looked at.
const PATIENCE: Duration = Duration::from_mins(10);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The file of a SQLite database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteFile(PathBuf);

/// What a process does with the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// For as long as it runs.
    Serve,
    /// For a moment: another that wants it too waits.
    Migrate,
}

/// The right to use a database, alone. The kernel takes it back when the process ends, however it ends.
#[derive(Debug)]
pub struct DatabaseLock(#[expect(dead_code, reason = "the lock is held while the file is open")] File);

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error(
        "the database {} is in use by another process ({holder}); stop that one first, or name another `data_dir`",
        file.display()
    )]
    InUse { file: PathBuf, holder: String },
    #[error("{}: {error}", file.display())]
    Io { file: PathBuf, error: io::Error },
}

impl SqliteFile {
    /// `None` for a database that is no file: PostgreSQL, or SQLite in memory.
    pub fn of(url: &str) -> Option<Self> {
        if !url.starts_with("sqlite:") {
            return None;
        }
        let file = SqliteConnectOptions::from_str(url).ok()?.get_filename().to_owned();
        let is_memory = url.contains(":memory:") || url.contains("mode=memory");
        (!is_memory).then_some(Self(file))
    }

    /// The file's place.
    pub fn path(&self) -> &Path {
        &self.0
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.0.clone().into_os_string();
        name.push(suffix);
        name.into()
    }

    /// Takes the database for this process, and makes it readable by its owner alone: the file, what SQLite keeps beside
    /// it, and copies made earlier. SQLite gives new files of its own the rights of the database.
    pub fn take(&self, purpose: Use) -> std::result::Result<DatabaseLock, FileError> {
        let lock = self.lock(purpose)?;
        let made = private().append(true).create(true).open(&self.0);
        made.map_err(|error| failed(&self.0, error))?;
        let mut files = vec![self.0.clone()];
        files.extend(["-wal", "-shm", "-journal"].map(|suffix| self.beside(suffix)));
        files.extend(self.copies());
        for file in files {
            if let Err(error) = make_private(&file, 0o600) {
                let file = file.display();
                tracing::warn!(%file, %error, "others may be able to read this: its rights could not be changed");
            }
        }
        Ok(lock)
    }

    fn lock(&self, purpose: Use) -> std::result::Result<DatabaseLock, FileError> {
        let path = self.beside(".lock");
        let failed = |error| failed(&path, error);
        let mut file =
            private().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) => {}
            }
            // What is written there is for people and for this: the lock itself is the kernel's.
            let mut holder = String::new();
            file.rewind().map_err(failed)?;
            file.read_to_string(&mut holder).map_err(failed)?;
            let waits = purpose == Use::Migrate && !holder.starts_with("serve");
            if !waits || begun.elapsed() > PATIENCE {
                let holder = holder.trim().to_owned();
                return Err(FileError::InUse { file: self.0.clone(), holder });
            }
            std::thread::sleep(LOOK_EVERY);
        }
        let word = match purpose {
            Use::Serve => "serve",
            Use::Migrate => "migrate",
        };
        file.set_len(0).map_err(failed)?;
        file.rewind().map_err(failed)?;
        writeln!(file, "{word}, process {}", std::process::id()).map_err(failed)?;
        Ok(DatabaseLock(file))
    }

    /// Copies the database as it is, with what is still in its log, to a file beside it that names the last migration it
    /// has. A copy appears under its name only when it is whole.
    pub(crate) async fn copy_aside(&self, connection: &DatabaseConnection, last: &str) -> Result<()> {
        let unfinished = self.beside(".copy-unfinished");
        let copy = self.beside(&format!(".before-upgrade-{last}"));
        let made = async {
            remove(&unfinished)?;
            // Empty and ours: SQLite fills it.
            private().write(true).create_new(true).open(&unfinished)?;
            let target = unfinished.to_string_lossy().replace('\'', "''");
            connection
                .execute_unprepared(&format!("VACUUM INTO '{target}'"))
                .await
                .map_err(StoreError::from)?;
            File::open(&unfinished)?.sync_all()?;
            fs::rename(&unfinished, &copy)?;
            if let Some(folder) = copy.parent() {
                let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
                File::open(folder)?.sync_all()?;
            }
            Ok::<_, CopyError>(())
        }
        .await;
        if let Err(error) = made {
            // What is not whole is no copy; the error that counts is the first one.
            let _ = remove(&unfinished);
            return Err(error.into());
        }
        tracing::info!(copy = %copy.display(), "the database was copied before it is upgraded");
        for old in self.copies().into_iter().skip(COPIES) {
            if let Err(error) = remove(&old) {
                tracing::warn!(copy = %old.display(), %error, "an old copy of the database could not be removed");
            }
        }
        Ok(())
    }

    /// Copies made before upgrades, the newest first.
    fn copies(&self) -> Vec<PathBuf> {
        let prefix = self.beside(".before-upgrade-");
        let Some((folder, prefix)) = prefix.parent().zip(prefix.file_name()) else { return Vec::new() };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        let prefix = prefix.to_string_lossy();
        let mut copies: Vec<_> = entries
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix.as_ref()))
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            .collect();
        copies.sort_by(|one, other| other.cmp(one));
        copies.into_iter().map(|(_, path)| path).collect()
    }
}

#[derive(Debug)]
enum CopyError {
    Io(io::Error),
    Store(StoreError),
}

impl From<io::Error> for CopyError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<StoreError> for CopyError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<CopyError> for StoreError {
    fn from(error: CopyError) -> Self {
        const WHAT: &str = "the copy before the upgrade was not made, and nothing was changed";
        match error {
            CopyError::Io(error) if error.kind() == io::ErrorKind::StorageFull => {
                Self::Full(format!("{WHAT}: {error}"))
            }
            CopyError::Io(error) => Self::Unavailable(format!("{WHAT}: {error}")),
            CopyError::Store(StoreError::Full(error)) => Self::Full(format!("{WHAT}: {error}")),
            CopyError::Store(error) => Self::Unavailable(format!("{WHAT}: {error}")),
        }
    }
}

/// Makes the directory where it is missing, for its owner alone, and takes rights of others away from one that exists.
pub fn private_directory(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    make_private(path, 0o700)
}

/// Takes the rights of everybody but the owner away from `path`, where it exists.
pub fn make_private(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if metadata.mode() & 0o777 & !mode != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(metadata.mode() & mode))?;
        }
    }
    Ok(())
}

fn failed(file: &Path, error: io::Error) -> FileError {
    FileError::Io { file: file.to_owned(), error }
}

fn private() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "rights are Unix's"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
