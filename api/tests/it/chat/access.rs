//! Who may see and do what: to those outside a conversation does not exist.

use domain::ConversationId;
use domain::event::Event;
use domain::permission::{Permission, Role};
use storage::users::User;
use testkit::{Actor, TestApp};
use wire::Code;
use wire::chat::{NewRoom, OpenDirect};
use wire::realtime::ClientFrame;

use super::{events, is_message, key, listen, nobody, post, room, until};

/// What each endpoint of a conversation answers someone.
async fn knock(actor: &Actor, id: ConversationId) -> Vec<u16> {
    let user = actor.id;
    let path = format!("/api/v1/conversations/{id}");
    let requests = [
        ("GET", String::new(), String::new()),
        ("PUT", String::new(), r#"{"name":"taken over","topic":""}"#.to_owned()),
        ("GET", "/members".to_owned(), String::new()),
        ("POST", "/members".to_owned(), format!(r#"{{"users":["{user}"]}}"#)),
        ("GET", "/messages".to_owned(), String::new()),
        ("POST", "/messages".to_owned(), r#"{"body":"intruder"}"#.to_owned()),
        ("PUT", "/read".to_owned(), r#"{"read_seq":1}"#.to_owned()),
        ("DELETE", format!("/members/{user}"), String::new()),
    ];
    let mut statuses = Vec::new();
    for (method, rest, body) in requests {
        let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
        let answer = actor.raw(method, &format!("{path}{rest}"), &headers, body.as_bytes()).await.unwrap();
        statuses.push(answer.status);
    }
    statuses
}

async fn deactivate(app: &TestApp, actor: &Actor) {
    let user = app.app().store.practice(actor.practice).users().find(actor.id).await.unwrap();
    let gone = User { deactivated_at: Some(app.app().now()), ..user };
    app.app().store.write(async move |tx| tx.change_user(gone).await).await.unwrap();
}

#[tokio::test]
async fn only_members_get_anywhere_c10() {
    let app = TestApp::start().await;
    let (owner, member) = (app.consultant().await, app.assistant().await);
    let former = app.colleague(Role::Assistant, "Farid Haddad").await;
    let gone = app.colleague(Role::Assistant, "Grace Okafor").await;
    let made = room(&owner, "PR cases", &[&member, &former, &gone]).await;
    let private = owner.open_direct(member.id).await.unwrap();
    post(&owner, made.id, "hello").await;
    post(&owner, private.id, "between us").await;
    owner.remove_member(made.id, former.id).await.unwrap();
    deactivate(&app, &gone).await;

    let none = vec![404; 8];
    let admin = app.admin().await;
    for outsider in [&admin, &app.owner().await, &former, &app.stranger().await, &app.viewer().await] {
        assert_eq!(knock(outsider, made.id).await, none, "{} and the room", outsider.name);
        assert_eq!(knock(outsider, private.id).await, none, "{} and the direct message", outsider.name);
        let join = outsider.join_room(private.id).await.unwrap_err();
        assert_eq!(join.code(), Some(Code::NotFound), "a direct message cannot be joined");
        assert!(!outsider.conversations().await.unwrap().items.iter().any(|one| one.id == private.id));
        assert!(!outsider.open_rooms().await.unwrap().items.iter().any(|one| one.id == private.id));
    }
    assert_eq!(app.stranger().await.join_room(made.id).await.unwrap_err().code(), Some(Code::NotFound));
    assert_eq!(knock(&gone, made.id).await, vec![401; 8]);
    assert_eq!(knock(&member, made.id).await, [200, 403, 200, 200, 200, 201, 200, 204]);
    assert_eq!(knock(&owner, made.id).await, [200, 200, 200, 200, 200, 201, 200, 204]);
    assert_eq!(knock(&owner, private.id).await, [200, 409, 200, 409, 200, 201, 200, 409]);
    let body = post(&member, private.id, "still there").await.body;
    assert_eq!(body, "still there");
}

#[tokio::test]
async fn a_socket_hears_nothing_of_conversations_its_person_is_not_in_c10() {
    let app = TestApp::start().await;
    let (anna, boris, admin) = (app.consultant().await, app.assistant().await, app.admin().await);
    let made = room(&anna, "PR cases", &[&boris]).await;
    let private = anna.open_direct(boris.id).await.unwrap();
    let own = room(&admin, "Admins", &[&boris]).await;
    let (mut outside, _) = listen(&admin).await;
    let (mut inside, _) = listen(&boris).await;
    let secret = post(&anna, made.id, "secret").await;
    post(&anna, private.id, "more secret").await;
    outside.send(&ClientFrame::Typing { conversation: made.id }).await.unwrap();
    anna.change_room(made.id, 1, &wire::chat::RoomChange { name: "PR".into(), topic: String::new() })
        .await
        .unwrap();
    until(&mut inside, |event| is_message(event, secret.id)).await;

    // Put out, someone hears that, and nothing after it.
    anna.remove_member(made.id, boris.id).await.unwrap();
    until(&mut inside, |event| matches!(event.event, Event::MemberLeft { .. })).await;
    post(&anna, made.id, "without Boris").await;
    let marker = post(&admin, own.id, "marker").await;
    let heard = until(&mut inside, |event| is_message(event, marker.id)).await;
    assert!(heard.iter().all(|event| !format!("{event:?}").contains("without Boris")), "{heard:?}");
    // Nothing at all came before the first thing that is the admin's own business.
    let heard = events(&mut outside).await;
    assert_eq!(heard.iter().map(|event| event.message()).collect::<Vec<_>>(), [Some(&marker)]);
}

#[tokio::test]
async fn the_same_two_people_always_get_the_same_direct_message_c10() {
    let app = TestApp::start().await;
    let (anna, boris) = (app.consultant().await, app.assistant().await);
    let opened = futures_util::future::join_all((0..10).map(|n| {
        let (me, other) = if n % 2 == 0 { (&anna, &boris) } else { (&boris, &anna) };
        me.open_direct(other.id)
    }))
    .await;
    let ids: std::collections::HashSet<_> = opened.into_iter().map(|one| one.unwrap().id).collect();
    assert_eq!(ids.len(), 1);
    let json = [("content-type", "application/json")];
    let body = serde_json::to_vec(&OpenDirect { user: boris.id }).unwrap();
    let again = anna.raw("POST", "/api/v1/conversations/direct", &json, &body).await.unwrap();
    assert_eq!(again.status, 200);
    assert_eq!(anna.open_direct(anna.id).await.unwrap_err().field("user").unwrap().code, "yourself");
}

#[tokio::test]
async fn rooms_are_made_by_those_who_may_c11() {
    let app = TestApp::start().await;
    let new = NewRoom { name: "PR cases".into(), topic: String::new(), members: Vec::new() };
    for role in Role::ALL {
        let actor = app.role(*role).await;
        let made = actor.create_room(&key(), &new).await;
        if role.permissions().contains(Permission::ChatCreateRoom) {
            assert_eq!(made.unwrap().role.as_str(), "owner");
        } else {
            let problem = made.unwrap_err().problem().unwrap().clone();
            assert_eq!((problem.status, problem.permission), (403, Some(Permission::ChatCreateRoom)));
            assert!(!problem.ask.is_empty(), "it says whom to ask");
        }
    }
}

#[tokio::test]
async fn nobody_outside_the_team_can_be_in_a_conversation_c41() {
    let app = TestApp::start().await;
    let (anna, gone) = (app.consultant().await, app.colleague(Role::Assistant, "Grace Okafor").await);
    let made = room(&anna, "PR cases", &[]).await;
    deactivate(&app, &gone).await;
    // An applicant's id, or anything else that is no colleague, names nobody.
    let outsiders = [
        (nobody(), "unknown_user"),
        (app.stranger().await.id, "unknown_user"),
        (gone.id, "user_deactivated"),
    ];
    for (outsider, code) in outsiders {
        let members = vec![outsider];
        let new = NewRoom { name: "Clients".into(), topic: String::new(), members };
        let created = anna.create_room(&key(), &new).await.unwrap_err();
        assert_eq!(created.field("members").unwrap().code, code);
        let added = anna.add_members(made.id, &[outsider]).await.unwrap_err();
        assert_eq!(added.field("users").unwrap().code, code);
        let direct = anna.open_direct(outsider).await.unwrap_err();
        assert_eq!(direct.field("user").unwrap().code, code);
    }
    assert_eq!(anna.conversations().await.unwrap().items.len(), 1, "nothing was half made");
    let members = anna.conversation_members(made.id).await.unwrap().items;
    assert_eq!(members.iter().map(|one| one.user).collect::<Vec<_>>(), [anna.id]);
}
