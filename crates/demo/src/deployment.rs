//! What the demo practice takes from the deployment that it is made for.

use std::fmt::Debug;

use chrono::TimeDelta;
use domain::PracticeId;
use domain::mail::{MailSubject, MailText};
use domain::person::EmailAddress;
use domain::phone::PhoneNumber;
use storage::applicants::ApplicantRecord;
use storage::calls::Call;
use storage::mail::MailParty;
use storage::practices::Practice;

/// The server, as far as it shapes what a practice has written and keeps.
pub trait Deployment: Debug + Send + Sync {
    /// The number that the practice's texts come from.
    fn own_number(&self) -> PhoneNumber;

    /// Under which account the simulated provider keeps a practice's texts; nothing where a real one carries them.
    fn simulator_account(&self, practice: PracticeId) -> Option<String>;

    /// What is kept of a password. It takes its time.
    fn password_hash(&self, password: &str) -> Result<String, String>;

    /// A session's secret.
    fn new_session(&self) -> SessionToken;

    /// Whom the practice's mails come from, and who gets the answers.
    fn sender(&self, practice: &Practice) -> (MailParty, Option<EmailAddress>);

    /// The mail that invites to a call, or with a `reason` the one that cancels it.
    fn call_mail(
        &self,
        call: &Call,
        practice: &Practice,
        client: &ApplicantRecord,
        reason: Option<&str>,
    ) -> Result<(MailSubject, MailText), String>;

    /// The carrier under whose name mails stand that never left the machine.
    fn mailbox(&self) -> &'static str;
}

/// What a browser would hold, and what the database keeps of it.
#[derive(Debug)]
pub struct SessionToken {
    pub token: String,
    pub hash: Vec<u8>,
    pub lifetime: TimeDelta,
}
