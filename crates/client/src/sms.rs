//! Text messages.

use domain::sms::SmsOf;
use domain::{ApplicantId, CaseId, SmsMessageId, SmsThreadId};
use wire::Page;
use wire::sms::{
    NewSms, PhoneReply, SimulatedPhones, SmsFilter, SmsMessage, SmsOwner, SmsReadMark, SmsSetup, SmsThread,
    SmsUnread,
};

use crate::error::Result;
use crate::request::{Client, Method, Path, RequestBuilder};

impl Client {
    /// How the practice sends.
    pub async fn sms_setup(&self) -> Result<SmsSetup> {
        self.get("sms/setup").await
    }

    /// Sends a text. The same `key` again is the same message again, however often it is sent.
    pub async fn send_sms(&self, key: &str, new: &NewSms) -> Result<SmsMessage> {
        self.create("sms/messages", key, new).await
    }

    pub async fn sms_message(&self, id: SmsMessageId) -> Result<SmsMessage> {
        self.get(format!("sms/messages/{id}")).await
    }

    /// The inbox, the conversation with the newest message first.
    pub async fn sms_threads(&self, filter: SmsFilter, cursor: Option<&str>) -> Result<Page<SmsThread>> {
        self.find_sms_threads(filter, None, cursor).await
    }

    /// The conversations of the inbox that `q` finds: a name, a folio, a number, or what was said.
    pub async fn find_sms_threads(
        &self,
        filter: SmsFilter,
        q: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<Page<SmsThread>> {
        let path = Path::new("sms/threads").with("filter", Some(filter.as_str())).with("q", q);
        self.page(path.with("cursor", cursor)).await
    }

    pub async fn sms_thread(&self, id: SmsThreadId) -> Result<SmsThread> {
        self.get(format!("sms/threads/{id}")).await
    }

    /// A conversation's messages, newest first.
    pub async fn sms_messages(&self, id: SmsThreadId, cursor: Option<&str>) -> Result<Page<SmsMessage>> {
        self.find_sms(SmsOf::Thread(id), None, cursor).await
    }

    /// The messages on an applicant's record, newest first.
    pub async fn applicant_sms(&self, id: ApplicantId, cursor: Option<&str>) -> Result<Page<SmsMessage>> {
        self.find_sms(SmsOf::Applicant(id), None, cursor).await
    }

    /// The messages about a case, newest first.
    pub async fn case_sms(&self, id: CaseId, cursor: Option<&str>) -> Result<Page<SmsMessage>> {
        self.find_sms(SmsOf::Case(id), None, cursor).await
    }

    /// The texts with the words of `q`, newest first; all of them without.
    pub async fn find_sms(
        &self,
        of: SmsOf,
        q: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<Page<SmsMessage>> {
        let path = match of {
            SmsOf::Thread(id) => format!("sms/threads/{id}/messages"),
            SmsOf::Applicant(id) => format!("applicants/{id}/sms"),
            SmsOf::Case(id) => format!("cases/{id}/sms"),
        };
        self.page(Path::new(path).with("q", q).with("cursor", cursor)).await
    }

    /// What waits in the inbox.
    pub async fn unread_sms(&self) -> Result<SmsUnread> {
        self.get("sms/unread").await
    }

    /// Marks a conversation as read up to `seq`.
    pub async fn read_sms(&self, id: SmsThreadId, seq: i64) -> Result<()> {
        self.mark_sms(id, &SmsReadMark { seq, seen: None }).await
    }

    /// Marks a conversation as read up to `seq`, of which these texts alone were shown.
    pub async fn saw_sms(&self, id: SmsThreadId, seq: i64, seen: Vec<SmsMessageId>) -> Result<()> {
        self.mark_sms(id, &SmsReadMark { seq, seen: Some(seen) }).await
    }

    async fn mark_sms(&self, id: SmsThreadId, mark: &SmsReadMark) -> Result<()> {
        self.execute(RequestBuilder::new(Method::Put, format!("sms/threads/{id}/read")).json(mark)?).await
    }

    /// Says whose a conversation is: what nobody was found for goes on that record.
    pub async fn link_sms_thread(&self, id: SmsThreadId, applicant: ApplicantId) -> Result<SmsThread> {
        self.put(format!("sms/threads/{id}/applicant"), &SmsOwner { applicant }).await
    }

    /// Moves one message to another record.
    pub async fn file_sms(&self, id: SmsMessageId, applicant: ApplicantId) -> Result<SmsMessage> {
        self.put(format!("sms/messages/{id}/applicant"), &SmsOwner { applicant }).await
    }

    /// The phones of the simulated carrier.
    pub async fn simulated_phones(&self) -> Result<SimulatedPhones> {
        self.get("simulator/phones").await
    }

    /// Writes from a phone of the simulated carrier.
    pub async fn write_from_phone(&self, from: &str, body: &str) -> Result<()> {
        let reply = PhoneReply { from: from.to_owned(), body: body.to_owned() };
        self.execute(RequestBuilder::new(Method::Post, "simulator/messages").json(&reply)?).await
    }
}
