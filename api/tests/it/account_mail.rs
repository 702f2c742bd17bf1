//! Mail about accounts is read by whom it is for, and by nobody else in the application.

use domain::mail::MailKind;
use domain::permission::{Permission, PermissionSet, Role};
use storage::mail::MailFilter;
use testkit::{Actor, TestApp};
use wire::Code;
use wire::identity::{MemberChange, NewMember};
use wire::mail::MailQuery;

use crate::calls::{key, scheduled};
use crate::identity::links;

/// Everything this person can read over the API that could hold a mail, as it comes.
async fn readable(by: &Actor, mails: &[String]) -> String {
    let applicants = by.raw("GET", "/api/v1/applicants", &[], b"").await.unwrap().body;
    let applicants: serde_json::Value = serde_json::from_str(&applicants).unwrap();
    let mut paths: Vec<String> =
        ["mailbox", "mails", "notifications", "users", "me", "practice", "conversations", "calls"]
            .map(|path| format!("/api/v1/{path}"))
            .into();
    for applicant in applicants["items"].as_array().unwrap() {
        let id = applicant["id"].as_str().unwrap();
        paths.extend([format!("/api/v1/applicants/{id}/timeline"), format!("/api/v1/mails?applicant={id}")]);
    }
    paths.extend(mails.iter().map(|id| format!("/api/v1/mails/{id}")));
    let mut all = String::new();
    for path in paths {
        all.push_str(&by.raw("GET", &path, &[], b"").await.unwrap().body);
    }
    all
}

#[tokio::test]
async fn no_mail_that_opens_an_account_is_anybody_elses() {
    let app = TestApp::start().await;
    let (owner, admin, consultant) = (app.owner().await, app.admin().await, app.consultant().await);
    let call = scheduled(&app, &consultant).await;
    consultant.cancel_call(call.id, "The officer is ill").await.unwrap();
    app.client().request_reset(&owner.email).await.unwrap();
    let new = NewMember {
        name: "Noor Haddad".to_owned(),
        email: "noor@one.example".to_owned(),
        title: String::new(),
        role: Role::Assistant,
        language: None,
    };
    admin.invite_user(&key(), &new).await.unwrap();
    let mailed = async {
        while links(&app, &owner.email).await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), mailed).await.expect("a mail with a link");
    app.settle().await;
    let reset = links(&app, &owner.email).await.remove(0);
    let invitation = links(&app, "noor@one.example").await.remove(0);
    let mut ids = Vec::new();
    for kind in [MailKind::PasswordReset, MailKind::StaffInvite] {
        let mails = app
            .app()
            .store
            .practice(app.practice)
            .mail()
            .list(MailFilter::OfKind(kind), None, 9)
            .await
            .unwrap();
        ids.extend(mails.into_iter().map(|mail| mail.id.to_string()));
    }
    assert_eq!(ids.len(), 2);

    for by in [&admin, &consultant] {
        let read = readable(by, &ids).await;
        assert!(read.contains("The officer is ill"), "what goes to clients is there");
        for secret in [&reset, &invitation] {
            assert!(!read.contains(secret.as_str()), "{} reads a link", by.name);
        }
        let kinds: Vec<_> = by.mailbox(None).await.unwrap().items.into_iter().map(|mail| mail.kind).collect();
        assert_eq!(kinds, [MailKind::Cancellation]);
    }
    let own = owner.mailbox(None).await.unwrap().items;
    assert!(own.iter().any(|mail| mail.text.contains(&reset)), "its addressee reads it");
    assert!(own.iter().all(|mail| !mail.text.contains(&invitation)), "an owner reads no other's either");
    let stranger = app.stranger().await;
    assert!(stranger.mailbox(None).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn the_mailbox_is_a_permission_that_no_other_brings() {
    let app = TestApp::start().await;
    let (owner, assistant) = (app.owner().await, app.assistant().await);
    assert!(assistant.mailbox(None).await.is_ok(), "who prepares letters sees what became of them");
    let member = owner.user(assistant.id).await.unwrap();
    let left_out = [Permission::MailboxRead, Permission::UserManage];
    let others: PermissionSet = PermissionSet::all().iter().filter(|one| !left_out.contains(one)).collect();
    let change = MemberChange {
        name: member.name.clone(),
        title: member.title.clone(),
        role: member.role,
        permissions: Some(others),
        language: member.language,
        time_zone: member.time_zone.clone(),
    };
    owner.change_user(member.id, member.version, &change).await.unwrap();
    let refused = assistant.mailbox(None).await.unwrap_err();
    let problem = refused.problem().unwrap();
    assert_eq!((problem.code, problem.permission), (Code::Forbidden, Some(Permission::MailboxRead)));
    assert_eq!(problem.ask, ["Admin one", "Owner one"]);
    assert!(assistant.mails(&MailQuery::default()).await.is_ok(), "records are another thing");
    assert_eq!(app.viewer().await.mailbox(None).await.unwrap_err().code(), Some(Code::Forbidden));
}
