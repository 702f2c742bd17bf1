//! Mail to clients.

use domain::MailId;
use wire::Page;
use wire::mail::{Mail, MailQuery, MailRepeat, MailSetup, Mailbox, MailboxQuery, NewMail};

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
        self.page(path).await
    }

    /// Sends a mail; the same `key` again sends nothing more.
    pub async fn send_mail(&self, key: &str, mail: &NewMail) -> Result<Mail> {
        self.create("mails", key, mail).await
    }

    /// One mail, as it is now.
    pub async fn mail(&self, id: MailId) -> Result<Mail> {
        self.get(format!("mails/{id}")).await
    }

    /// Sends a mail again that failed or, where it may arrive twice, of which nobody knows whether it left.
    pub async fn resend_mail(&self, id: MailId, may_arrive_twice: bool) -> Result<Mail> {
        let path = format!("mails/{id}/resend");
        self.post(path, &MailRepeat { may_arrive_twice }).await
    }

    /// How the practice's mail leaves.
    pub async fn mail_setup(&self) -> Result<MailSetup> {
        self.get("mail/setup").await
    }

    /// What would have been mailed.
    pub async fn mailbox(&self, cursor: Option<&str>) -> Result<Mailbox> {
        self.mailbox_page(&MailboxQuery { cursor: cursor.map(str::to_owned), ..MailboxQuery::default() })
            .await
    }

    /// A page of what would have been mailed, of all or of what holds the words in `q`.
    pub async fn mailbox_page(&self, query: &MailboxQuery) -> Result<Mailbox> {
        let path = Path::new("mailbox")
            .with("q", query.q.as_deref())
            .with("limit", query.limit)
            .with("cursor", query.cursor.as_deref());
        self.get(path).await
    }
}
