//! Who may ask: nobody without a session, nobody without the permission, no page of another site.

use chrono::TimeDelta;
use domain::UserId;
use domain::permission::{Permission, PermissionSet, Role};
use storage::users::User;
use testkit::{Actor, TestApp};
use uuid::Uuid;
use wire::Code;
use wire::sms::NewSms;

use super::document::{Operation, operations};
use super::world::World;
use super::{Answer, ask};

/// What is asked before anybody has signed in. Links and signatures are the key to the rest of it.
const PUBLIC: &[&str] = &[
    "sign_in",
    "show_setup",
    "set_up",
    "show_link",
    "use_link",
    "request_reset",
    "show_guest_call",
    "show_sender",
    "knock",
    "wait",
    "enter",
    "report_guest_presence",
    // The form of a new practice offers zones.
    "list_time_zones",
    "show_zone_offsets",
    "receive_sms",
    "receive_sms_by_get",
    "receive_sms_status",
    "receive_sms_status_by_get",
    // Its own token is the key.
    "open_signal",
    "review_rooms",
];

/// What everyone of the team may do. Rooms and direct messages ask for membership instead.
const EVERYONES: &[&str] = &[
    "sign_out",
    "show_me",
    "change_profile",
    "change_password",
    "list_sessions",
    "revoke_other_sessions",
    "revoke_session",
    "show_practice",
    "list_users",
    "show_user",
    "list_colleagues",
    "list_notifications",
    "see_all_notifications",
    "see_notification",
    "open_socket",
    "list_conversations",
    "open_direct",
    "list_open_rooms",
    "count_unread",
    "show_conversation",
    "change_room",
    "list_members",
    "add_members",
    "join_room",
    "remove_member",
    "list_messages",
    "post_message",
    "move_read_mark",
    "show_mail_setup",
    "show_sms_setup",
];

fn is_public(operation: &Operation) -> bool {
    PUBLIC.contains(&operation.id.as_str())
}

fn is_everyones(operation: &Operation) -> bool {
    EVERYONES.contains(&operation.id.as_str())
}

/// A good request, by someone else or with one header more.
async fn good(
    world: &World,
    client: &client::Client,
    operation: &Operation,
    more: &[(&str, &str)],
) -> Answer {
    let headers = world.headers(operation).await;
    let mut headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    headers.extend_from_slice(more);
    let body = world.body(operation).map(|body| body.to_string()).unwrap_or_default();
    ask(client, &operation.method, &world.path(operation), &headers, body.as_bytes()).await
}

#[tokio::test]
async fn without_a_session_every_address_says_so() {
    let app = super::unlimited().await;
    let world = World::new(&app).await;
    let (gone, old, forged) = (app.owner().await, app.owner().await, app.client());
    gone.sign_out().await.unwrap();
    forged.use_session(&api::session::new_token());
    for operation in operations() {
        assert_eq!(
            operation.wants_session,
            !is_public(&operation),
            "the document says it of {}",
            operation.id
        );
    }
    let signed_in: Vec<_> = operations().into_iter().filter(|operation| !is_public(operation)).collect();
    for operation in &signed_in {
        for (who, client) in [("nobody", &app.client()), ("signed out", &gone.client), ("forged", &forged)] {
            let answer = good(&world, client, operation, &[]).await;
            let code = answer.problem.as_ref().map(|problem| problem.code);
            assert_eq!(code, Some(Code::Unauthenticated), "{who}: {} {}", answer.asked, answer.status);
        }
    }
    app.clock.advance(api::session::LIFETIME + TimeDelta::seconds(1));
    for operation in &signed_in {
        let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
        let body = world.body(operation).map(|body| body.to_string()).unwrap_or_default();
        let answer = ask(&old, &operation.method, &world.path(operation), &headers, body.as_bytes()).await;
        answer.expect(&[401]);
    }
}

/// Someone of the practice with these permissions and no others.
async fn somebody(app: &TestApp, permissions: PermissionSet) -> Actor {
    let template = app.app().store.practice(app.practice).users().find(app.viewer().await.id).await.unwrap();
    let id = UserId::new(Uuid::now_v7());
    let user = User {
        id,
        email: format!("{}@one.example", id.as_uuid().simple()),
        role: Role::Viewer,
        permissions: Some(serde_json::to_string(&permissions).unwrap()),
        ..template
    };
    let user = app.app().store.write(async move |tx| tx.insert_user(user).await).await.unwrap();
    app.actor(&user).await
}

#[tokio::test]
async fn without_the_permission_every_address_names_it_and_whom_to_ask() {
    let app = super::unlimited().await;
    let world = World::new(&app).await;
    let powerless = somebody(&app, PermissionSet::EMPTY).await;
    let mut asked_for = PermissionSet::EMPTY;
    for operation in operations().into_iter().filter(|operation| !is_public(operation)) {
        if is_everyones(&operation) {
            assert_eq!(operation.permissions, [""; 0], "{} needs none", operation.id);
            continue;
        }
        let answer = good(&world, &powerless, &operation, &[]).await;
        answer.expect(&[403]);
        let problem = answer.problem.as_ref().unwrap();
        let needed = problem.permission.unwrap_or_else(|| panic!("{} names no permission", answer.asked));
        asked_for.insert(needed);
        let documented = operation.permissions.iter().any(|one| one == needed.as_str());
        assert!(documented, "the document names {needed} at {}", operation.id);
        assert!(!problem.ask.is_empty(), "{} says nobody to ask", answer.asked);
        // All the others do not stand in for it.
        let others = PermissionSet::all().iter().filter(|one| *one != needed).collect();
        let almost = somebody(&app, others).await;
        let answer = good(&world, &almost, &operation, &[]).await;
        answer.expect(&[403]);
        assert_eq!(answer.problem.unwrap().permission, Some(needed), "{}", answer.asked);
    }
    asked_for.insert(needed_abroad(&app).await);
    // A box that can be ticked and that nothing asks for promises what is not kept.
    assert_eq!(asked_for, PermissionSet::all());
}

/// What a text to another country needs beside the permission to text.
async fn needed_abroad(app: &TestApp) -> Permission {
    let needed = Permission::SmsSendInternational;
    let text = |to: &str| NewSms {
        to: to.to_owned(),
        body: "Hello".to_owned(),
        applicant: None,
        case: None,
        number_confirmed: false,
    };
    let others = PermissionSet::all().iter().filter(|one| *one != needed).collect();
    let almost = somebody(app, others).await;
    for abroad in ["+33612345678", "+525512345678", "+18765551234"] {
        let refusal = almost.send_sms(abroad, &text(abroad)).await.unwrap_err();
        assert_eq!(refusal.code(), Some(Code::Forbidden), "{abroad}");
        let problem = refusal.problem().unwrap();
        assert_eq!(problem.permission, Some(needed), "{abroad}");
        assert!(!problem.ask.is_empty(), "says whom to ask");
    }
    for near in ["+15145550123", "+12125550123"] {
        almost.send_sms(near, &text(near)).await.unwrap();
    }
    let with = somebody(app, [Permission::SmsSend, needed].into_iter().collect()).await;
    with.send_sms("abroad", &text("+33612345678")).await.unwrap();
    needed
}

#[tokio::test]
async fn permissions_that_are_not_offered_any_more_are_neither_accepted_nor_in_the_way() {
    let app = super::unlimited().await;
    let owner = app.owner().await;
    let person = somebody(&app, PermissionSet::EMPTY).await;
    let mut user = app.app().store.practice(app.practice).users().find(person.id).await.unwrap();
    user.permissions = Some(r#"["case.read","audit.read","video.record"]"#.to_owned());
    app.app().store.write(async move |tx| tx.change_user(user).await).await.unwrap();
    let member = owner.user(person.id).await.unwrap();
    assert_eq!(member.permissions, [Permission::CaseRead].into_iter().collect());
    for name in domain::permission::RETIRED {
        let body = serde_json::json!({
            "name": "Noor", "title": "", "role": "viewer", "permissions": [name],
            "language": "en", "time_zone": "America/Toronto",
        });
        let headers = [("content-type", "application/json"), ("if-match", "\"2\"")];
        let path = format!("/api/v1/users/{}", person.id);
        ask(&owner, "PUT", &path, &headers, body.to_string().as_bytes()).await.expect(&[422]);
    }
}

#[tokio::test]
async fn whoever_may_not_is_told_so_whatever_they_sent() {
    let app = TestApp::start().await;
    let world = World::new(&app).await;
    let powerless = somebody(&app, PermissionSet::EMPTY).await;
    for operation in operations().into_iter().filter(|operation| !is_public(operation)) {
        let nobody = app.client();
        let mut those = vec![(&nobody, 401)];
        if !is_everyones(&operation) {
            those.push((&powerless.client, 403));
        }
        let path = world.path(&operation);
        let odd = format!("{path}{}limit=x&cursor=%00", if path.contains('?') { '&' } else { '?' });
        let bodies = ["{", "{}", "{\"no_such_field\":1}", ""];
        for (client, expected) in those {
            for headers in [&[("content-type", "application/json")][..], &[("if-match", "x")], &[]] {
                for body in bodies {
                    // A session that nobody has looked at for a while is read from the database first.
                    app.clock.advance(TimeDelta::seconds(40));
                    ask(client, &operation.method, &odd, headers, body.as_bytes()).await.expect(&[expected]);
                }
            }
        }
    }
}

#[tokio::test]
async fn pages_of_other_sites_change_nothing() {
    let app = super::unlimited().await;
    let world = World::new(&app).await;
    let evil: [&[(&str, &str)]; 4] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://localhost.evil.example")],
        &[("sec-fetch-site", "cross-site")],
    ];
    for operation in operations().into_iter().filter(|operation| !operation.is_safe()) {
        for headers in evil {
            let answer = good(&world, &world.actor, &operation, headers).await;
            let code = answer.problem.as_ref().map(|problem| problem.code);
            assert_eq!(code, Some(Code::OriginRefused), "{headers:?} {} {}", answer.asked, answer.status);
        }
    }
}
