//! What the walk asks about: something of every kind, new for each address, so that one answer does not spoil the
//! next.

use std::collections::HashMap;

use chrono::TimeDelta;
use domain::cases::{CaseRole, CaseType};
use domain::event::RecordRef;
use domain::language::Language;
use domain::mail::MailKind;
use domain::notification::NotificationFact;
use domain::permission::Role;
use domain::{CallId, NotificationId, PracticeId, UserId};
use serde_json::{Value, json};
use storage::mail::{MailFilter, MailOutcome};
use storage::notifications::NewNotification;
use storage::outbox::claim::Lease;
use testkit::{Actor, PASSWORD, TestApp};
use uuid::Uuid;
use wire::applicants::{NewApplicant, NewEmail, NewPhone};
use wire::calls::NewCall;
use wire::cases::{NewCase, NewCasePerson};
use wire::chat::NewRoom;
use wire::guest::Knock;
use wire::identity::NewMember;
use wire::mail::NewMail;
use wire::records::NewComment;
use wire::sms::SmsFilter;

use super::document::{Operation, sample};

/// Someone who may do everything, and something of each kind that is theirs.
pub struct World {
    pub actor: Actor,
    /// By the part of an address that is before an id, or by the name in the address.
    subjects: HashMap<&'static str, String>,
    starts_at: String,
}

fn key() -> String {
    Uuid::now_v7().to_string()
}

impl World {
    /// Of the owner of the first practice.
    pub async fn new(app: &TestApp) -> Self {
        Self::of(app, app.owner().await).await
    }

    /// Of any owner.
    pub async fn of(app: &TestApp, actor: Actor) -> Self {
        let other_browser =
            app.actor(&app.app().store.practice(actor.practice).users().find(actor.id).await.unwrap()).await;
        let sessions = actor.sessions().await.unwrap().items;
        let session = sessions.iter().filter(|one| !one.is_current).map(|one| one.id).max().unwrap();
        let (token, user) = invited(app, &actor).await;
        let number = format!("+1514{:07}", 2_000_000 + Uuid::new_v4().as_u128() % 7_000_000);
        let new = NewApplicant {
            given_names: "María".to_owned(),
            family_names: "García".to_owned(),
            phones: vec![NewPhone { number: number.clone(), label: String::new() }],
            emails: vec![NewEmail { address: "maria@example.org".to_owned(), label: String::new() }],
            // Two worlds may stand side by side.
            allow_duplicate: true,
            ..NewApplicant::default()
        };
        let applicant = actor.create_applicant(&key(), &new).await.unwrap();
        let person = NewCasePerson { applicant: applicant.id, role: CaseRole::Principal };
        let new = NewCase { case_type: CaseType::Other, people: vec![person], ..NewCase::default() };
        let case = actor.create_case(&key(), &new).await.unwrap();
        let starts_at = (app.app().now() + TimeDelta::minutes(10)).to_rfc3339();
        let new = NewCall {
            title: "Review".to_owned(),
            purpose: "consultation".to_owned(),
            case: Some(case.id),
            starts_at: starts_at.clone(),
            time_zone: "America/Toronto".to_owned(),
            minutes: 30,
            ..NewCall::default()
        };
        let call = actor.schedule_call(&key(), &new).await.unwrap();
        let link = crate::calls::link(&call);
        let knock = Knock { name: "Mari".to_owned(), language: "es".to_owned() };
        let pass = app.client().knock(&link, &knock).await.unwrap();
        let new = NewComment { body: "A note".to_owned(), decision: false };
        let comment = actor.add_comment(RecordRef::Case(case.id), &key(), &new).await.unwrap();
        let new = NewRoom { name: format!("Room {}", key()), members: vec![user], topic: String::new() };
        let room = actor.create_room(&key(), &new).await.unwrap();
        text_arrives(app, &actor, &number).await;
        let thread = actor.sms_threads(SmsFilter::All, None).await.unwrap().items.remove(0);
        let text = thread.last.as_ref().unwrap().id;
        drop(other_browser);
        let subjects = HashMap::from([
            ("applicants", applicant.id.to_string()),
            ("cases", case.id.to_string()),
            ("calls", call.id.to_string()),
            ("call_id", call.id.to_string()),
            ("guest", pass.guest.to_string()),
            ("secret of the guest", pass.secret),
            ("link", link),
            ("comments", comment.id.to_string()),
            ("conversations", room.id.to_string()),
            ("user", user.to_string()),
            ("users", user.to_string()),
            ("token", token),
            ("sessions", session.to_string()),
            ("notifications", notification(app, &actor).await),
            ("folio", applicant.folio),
            ("messages", text.to_string()),
            ("threads", thread.id.to_string()),
            ("secret", webhook_secret(app, actor.practice)),
            ("mails", failed_mail(app, &actor, call.id).await),
        ]);
        Self { actor, subjects, starts_at }
    }

    /// The part of an address that represents a name in it.
    pub fn subject(&self, path: &str, name: &str) -> &str {
        let parts: Vec<&str> = path.split('/').collect();
        let at = parts.iter().position(|part| *part == format!("{{{name}}}")).unwrap();
        let key = if name == "id" { parts[at - 1] } else { name };
        self.subjects.get(key).unwrap_or_else(|| panic!("say in world.rs what {path} is asked about"))
    }

    /// An address that there is.
    pub fn path(&self, operation: &Operation) -> String {
        operation.names().fold(operation.path.clone(), |path, name| {
            path.replace(&format!("{{{name}}}"), self.subject(&operation.path, name))
        })
    }

    /// A body that is acceptable.
    pub fn body(&self, operation: &Operation) -> Option<Value> {
        let schema = operation.body.as_ref()?;
        Some(sample(schema, "", &|name, _| self.value(&operation.id, name)))
    }

    fn value(&self, operation: &str, name: &str) -> Option<Value> {
        let subject = |key: &str| self.subjects.get(key).cloned().map(Value::from);
        match (operation, name) {
            ("sign_in", "email") => Some("viewer@one.example".into()),
            ("sign_in", "password") | (_, "current") => Some(PASSWORD.into()),
            ("send_sms", "to") | ("write_from_phone", "from") => Some("+15145550123".into()),
            ("send_mail", "to") => Some("maria@example.org".into()),
            ("send_mail", "kind") => Some("message".into()),
            ("show_link" | "use_link", "kind") => Some("invite".into()),
            ("knock" | "create_applicant" | "change_applicant", "language") => Some("es".into()),
            ("change_user", "permissions") => Some(json!(["case.read"])),
            ("change_user" | "invite_user", "role") => Some("consultant".into()),
            ("change_practice", "address") => Some("1 rue Nord".into()),
            (_, "wait" | "seen") => Some(Value::Null),
            (_, "secret") => subject("secret of the guest"),
            (_, "guest") => subject("guest"),
            (_, "token") => subject("token"),
            (_, "applicant") => subject("applicants"),
            (_, "case") => subject("cases"),
            (_, "call") => subject("calls"),
            (_, "user") => subject("users"),
            (_, "users" | "members" | "participants" | "delegates") => {
                Some(json!([self.subjects.get("users").unwrap()]))
            }
            (_, "responsible") => Some(self.actor.id.to_string().into()),
            (_, "role") => Some("principal".into()),
            (_, "email" | "practice_email") => {
                Some(format!("walk{}@one.example", Uuid::now_v7().simple()).into())
            }
            (_, "emails") => Some(json!([{ "address": "maria@example.org", "label": "Home" }])),
            (_, "phones") => Some(json!([{ "number": "+15145550123", "label": "Family" }])),
            (_, "phone" | "practice_phone") => Some("+14385550100".into()),
            (_, "password") => Some("a lake behind the hills".into()),
            (_, "time_zone") => Some("America/Toronto".into()),
            (_, "nationality" | "country") => Some("CA".into()),
            (_, "date_of_birth") => Some("1990-05-17".into()),
            (_, "opened_on") => Some("2026-01-05".into()),
            (_, "closed_on") => Some("2026-02-05".into()),
            (_, "ircc_deadline") => Some("2026-12-05".into()),
            (_, "purpose") => Some("consultation".into()),
            (_, "starts_at") => Some(self.starts_at.clone().into()),
            (_, "minutes") => Some(30.into()),
            _ => None,
        }
    }

    /// The headers that a good request has.
    pub async fn headers(&self, operation: &Operation) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        if operation.body.is_some() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        if operation.wants_match {
            let read = self.actor.raw("GET", &self.path(operation), &[], b"").await.unwrap();
            let version = serde_json::from_str::<Value>(&read.body).ok();
            let version = version.and_then(|body| body["version"].as_i64()).unwrap_or(1);
            headers.push(("if-match", format!("\"{version}\"")));
        }
        headers
    }
}

/// A colleague who was invited: the token of the link, and who it is.
async fn invited(app: &TestApp, actor: &Actor) -> (String, UserId) {
    let email = format!("new{}@one.example", Uuid::now_v7().simple());
    let new = NewMember {
        name: "Noor Haddad".to_owned(),
        email: email.clone(),
        title: String::new(),
        role: Role::Consultant,
        language: Some(Language::Fr),
    };
    let id = actor.invite_user(&key(), &new).await.unwrap().id;
    let invites = MailFilter::OfKind(MailKind::StaffInvite);
    let mails = app.app().store.practice(actor.practice).mail().list(invites, None, 1).await.unwrap();
    let address = mails[0].body.lines().find(|line| line.starts_with("http")).unwrap();
    (address.rsplit('/').next().unwrap().to_owned(), id)
}

async fn text_arrives(app: &TestApp, actor: &Actor, number: &str) {
    let sid = format!("SM{}", Uuid::now_v7().simple());
    let own = app.app().sms.from.to_string();
    let form = [("MessageSid", sid.as_str()), ("From", number), ("To", &own), ("Body", "Hello")];
    let answer = app.signed_webhook(&app.inbound_path(actor.practice), &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

async fn notification(app: &TestApp, actor: &Actor) -> String {
    let id = NotificationId::new(Uuid::now_v7());
    let line = NewNotification {
        id,
        practice: actor.practice,
        user: actor.id,
        fact: NotificationFact::examples().remove(0),
        at: app.app().now(),
    };
    app.app().store.write(async move |tx| tx.notify(line).await).await.unwrap();
    id.to_string()
}

/// A letter that no server took.
async fn failed_mail(app: &TestApp, actor: &Actor, call: CallId) -> String {
    let _held = app.app().worker.hold().await;
    let mail = NewMail {
        kind: "message".to_owned(),
        call: Some(call),
        to: "maria@example.org".to_owned(),
        subject: "Your call".to_owned(),
        text: "Hello".to_owned(),
        ..NewMail::default()
    };
    let mail = actor.send_mail(&key(), &mail).await.unwrap();
    let (store, now) = (&app.app().store, app.app().now());
    let lease = Lease { token: Uuid::new_v4(), now, until: now + TimeDelta::minutes(1) };
    for carry in store.claim_mail(lease, 100).await.unwrap() {
        let outcome = if carry.mail.id == mail.id {
            MailOutcome::Failed { why: "550 no such mailbox".to_owned(), reached: true }
        } else {
            MailOutcome::Sent { carrier: "mailbox" }
        };
        store.settle_mail(carry.lease, outcome, now).await.unwrap();
    }
    mail.id.to_string()
}

fn webhook_secret(app: &TestApp, practice: PracticeId) -> String {
    app.inbound_path(practice).split('/').nth(5).unwrap().to_owned()
}
