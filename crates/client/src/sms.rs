//! Text messages.

use domain::{ApplicantId, SmsMessageId, SmsThreadId};
use wire::Page;
use wire::sms::{
    NewSms, PhoneReply, SimulatedPhones, SmsFilter, SmsMessage, SmsOwner, SmsReadMark, SmsSetup, SmsThread,
    SmsUnread,
};

use crate::error::Result;
use crate::request::{Call, Client, Method, Path};

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
        self.get(Path::new("sms/threads").with("filter", Some(filter.as_str())).with("cursor", cursor)).await
    }

    pub async fn sms_thread(&self, id: SmsThreadId) -> Result<SmsThread> {
        self.get(format!("sms/threads/{id}")).await
    }

    /// A conversation's messages, newest first.
    pub async fn sms_messages(&self, id: SmsThreadId, cursor: Option<&str>) -> Result<Page<SmsMessage>> {
        self.get(Path::new(format!("sms/threads/{id}/messages")).with("cursor", cursor)).await
    }

    /// The messages on an applicant's record, newest first.
    pub async fn applicant_sms(&self, id: ApplicantId, cursor: Option<&str>) -> Result<Page<SmsMessage>> {
        self.get(Path::new(format!("applicants/{id}/sms")).with("cursor", cursor)).await
    }

    /// What waits in the inbox.
    pub async fn unread_sms(&self) -> Result<SmsUnread> {
        self.get("sms/unread").await
    }

    /// Marks a conversation as read up to `seq`.
    pub async fn read_sms(&self, id: SmsThreadId, seq: i64) -> Result<()> {
        self.tell(Call::new(Method::Put, format!("sms/threads/{id}/read")).json(&SmsReadMark { seq })?).await
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
        self.tell(Call::new(Method::Post, "simulator/messages").json(&reply)?).await
    }
}
