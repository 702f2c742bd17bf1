//! Mail to clients.

use wire::Page;
use wire::mail::{Mail, MailQuery, Mailbox, NewMail};

use crate::error::Result;
use crate::request::{Client, Path};

impl Client {
    /// Mails, newest first.
    pub async fn mails(&self, query: &MailQuery) -> Result<Page<Mail>> {
        let path = Path::new("mails")
            .with("applicant", query.applicant)
            .with("case", query.case)
            .with("call", query.call)
            .with("limit", query.limit)
            .with("cursor", query.cursor.as_deref());
        self.get(path).await
    }

    /// Sends a mail; the same `key` again sends nothing more.
    pub async fn send_mail(&self, key: &str, mail: &NewMail) -> Result<Mail> {
        self.create("mails", key, mail).await
    }

    /// What would have been mailed.
    pub async fn mailbox(&self, cursor: Option<&str>) -> Result<Mailbox> {
        self.get(Path::new("mailbox").with("cursor", cursor)).await
    }
}
