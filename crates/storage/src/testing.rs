//! For tests: statements outside any practice, such as making a database.

use sea_orm::{ConnectionTrait, Database};

use crate::Result;

/// Runs one statement on the server at `url`.
pub async fn execute(url: &str, statement: &str) -> Result<()> {
    let connection = Database::connect(url).await?;
    connection.execute_unprepared(statement).await?;
    connection.close().await?;
    Ok(())
}
