//! For tests: statements outside any practice, such as making a database, and databases as older versions made them.

use sea_orm::{ConnectionTrait, Database, Statement};

use crate::{Result, Store};

/// Runs one statement on the server at `url`.
pub async fn execute(url: &str, statement: &str) -> Result<()> {
    let connection = Database::connect(url).await?;
    connection.execute_unprepared(statement).await?;
    connection.close().await?;
    Ok(())
}

/// Applies the first `count` migrations only.
pub async fn migrate_to(url: &str, count: usize) -> Result<()> {
    crate::migrate::migrate_to(url, count).await
}

/// Asks one question of the store's readers, with one value.
pub async fn ask(store: &Store, question: &str, value: &str) -> Result<()> {
    let reader = store.reader();
    let statement = Statement::from_sql_and_values(reader.get_database_backend(), question, [value.into()]);
    reader.query_one_raw(statement).await?;
    Ok(())
}
