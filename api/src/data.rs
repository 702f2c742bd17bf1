//! Opening the practice's data: by one process alone, readable by nobody else, with the key that it was made with.

use std::path::Path;
use std::sync::Arc;

use storage::sqlite_file::{self, DatabaseLock, SqliteFile, Use};
use storage::{Publisher, Store, StoreError, StoreOptions};

use crate::config::Config;
use crate::keys::Keys;

/// The data of a practice, opened.
#[derive(Debug)]
pub struct Data {
    pub store: Store,
    pub keys: Keys,
    /// Held for as long as the data is used; PostgreSQL has none.
    pub lock: Option<DatabaseLock>,
}

impl Data {
    /// Opens the data and brings its tables up to date. `publisher` hears of what is committed.
    pub async fn open(config: &Config, publisher: Arc<dyn Publisher>) -> Result<Self, String> {
        let (store, lock) = open_store(config, publisher).await?;
        match find_key(&store, &config.key_file).await {
            Ok(keys) => Ok(Self { store, keys, lock }),
            Err(error) => {
                // The reason not to start counts, whatever comes of closing.
                let _ = store.close().await;
                Err(error)
            }
        }
    }

    /// Closes the data, so that another process may use it.
    pub async fn close(self) -> Result<(), String> {
        self.store.close().await.map_err(|error| error.to_string())
    }
}

/// Brings the tables up to date. Waits for another process that does the same; one that serves must be stopped.
pub async fn migrate(config: &Config) -> Result<(), String> {
    let config = config.clone();
    let url = config.database();
    let locked = tokio::task::spawn_blocking(move || take(&config, Use::Migrate)).await;
    let _lock = locked.map_err(|error| error.to_string())??;
    storage::migrate(&url).await.map_err(|error| opening(&error))
}

/// Makes the key file the key of this database, whatever key it was made with; makes one where there is none.
pub async fn adopt_key(config: &Config, publisher: Arc<dyn Publisher>) -> Result<(), String> {
    let (store, _lock) = open_store(config, publisher).await?;
    let adopted = async {
        let keys = match Keys::read(&config.key_file)? {
            Some(keys) => keys,
            None => Keys::create(&config.key_file)?,
        };
        store.keep_key_check(keys.check_value()).await.map_err(|error| error.to_string())
    };
    let adopted = adopted.await;
    store.close().await.map_err(|error| error.to_string())?;
    adopted
}

async fn open_store(
    config: &Config,
    publisher: Arc<dyn Publisher>,
) -> Result<(Store, Option<DatabaseLock>), String> {
    let lock = take(config, Use::Serve)?;
    let opened = Store::open(&StoreOptions::new(config.database()), publisher).await;
    Ok((opened.map_err(|error| opening(&error))?, lock))
}

fn opening(error: &StoreError) -> String {
    format!("the database cannot be opened: {error}")
}

fn take(config: &Config, purpose: Use) -> Result<Option<DatabaseLock>, String> {
    if config.database_url.is_none() {
        let folder = &config.data_dir;
        let made = std::fs::create_dir_all(folder).and_then(|()| sqlite_file::private_directory(folder));
        match made {
            Err(error) if !folder.is_dir() => {
                return Err(format!("the data directory {} cannot be made: {error}", folder.display()));
            }
            Err(error) => {
                let folder = folder.display();
                tracing::warn!(%folder, %error, "others may be able to look into the data directory");
            }
            Ok(()) => {}
        }
    }
    let Some(file) = SqliteFile::of(&config.database()) else { return Ok(None) };
    file.take(purpose).map(Some).map_err(|error| error.to_string())
}

/// The key that the database was made with. Made where nothing would be lost by a new one; otherwise its absence, or another
/// one in its place, is a reason not to start.
async fn find_key(store: &Store, file: &Path) -> Result<Keys, String> {
    let words = |error: StoreError| opening(&error);
    let known = store.key_check().await.map_err(words)?;
    let uses = store.key_uses().await.map_err(words)?;
    let file_name = file.display();
    let keys = match (Keys::read(file)?, &known) {
        (Some(keys), Some(known)) if keys.check_value() == *known => return Ok(keys),
        (Some(_), Some(_)) if uses.has_practice => {
            return Err(format!(
                "the key file {file_name} is not the one that this database was made with. {ADVICE}"
            ));
        }
        (None, Some(_)) if uses.has_practice => {
            return Err(format!("the key file {file_name} is missing. {ADVICE}"));
        }
        // A database of an earlier version kept no check value.
        (None, None) if uses.has_links => {
            return Err(format!("the key file {file_name} is missing. {ADVICE}"));
        }
        (Some(keys), _) => keys,
        (None, _) => Keys::create(file)?,
    };
    store.keep_key_check(keys.check_value()).await.map_err(words)?;
    Ok(keys)
}

const ADVICE: &str = "With another key every link that clients were sent is dead, and so is the address that the SMS \
                      provider calls. Put the right file back from a backup, or name its place with `key_file`. If it is \
                      lost for good, `liaison adopt-key` goes on with what stands in `key_file`, or makes a new key; \
                      then send the links again.";
