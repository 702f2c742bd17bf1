//! Inviting, changing and deactivating colleagues.

use client::Error;
use domain::language::Language;
use domain::permission::{Permission, PermissionSet, Role};
use testkit::{PASSWORD, TestApp};
use wire::identity::{LinkKind, Member, MemberChange, MemberState, NewMember};
use wire::{Code, Problem};

use crate::identity::{links, named};

fn newcomer(role: Role) -> NewMember {
    NewMember {
        name: "Noor Haddad".to_owned(),
        email: "noor@one.example".to_owned(),
        title: "Consultant".to_owned(),
        role,
        language: None,
    }
}

fn as_is(member: &Member) -> MemberChange {
    MemberChange {
        name: member.name.clone(),
        title: member.title.clone(),
        role: member.role,
        permissions: member.own_permissions.then_some(member.permissions),
        language: member.language,
        time_zone: member.time_zone.clone(),
    }
}

fn problem(error: &Error) -> &Problem {
    error.problem().expect("a problem")
}

#[tokio::test]
async fn everyone_sees_the_team_and_only_their_own() {
    let app = TestApp::start().await;
    let (viewer, stranger) = (app.viewer().await, app.stranger().await);
    let team = viewer.users().await.unwrap().items;
    assert_eq!(team.len(), Role::ALL.len());
    assert!(team.iter().all(|member| member.email.ends_with("@one.example")));
    assert!(team.is_sorted_by_key(|member| member.name.clone()));
    let foreign = stranger.user(viewer.id).await.unwrap_err();
    assert_eq!(foreign.code(), Some(Code::NotFound));
    assert_eq!(viewer.user(viewer.id).await.unwrap().state, MemberState::Active);
}

#[tokio::test]
async fn inviting_needs_the_permission_and_says_whom_to_ask() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    let refused = consultant.invite_user("a", &newcomer(Role::Viewer)).await.unwrap_err();
    let problem = problem(&refused);
    assert_eq!((problem.code, problem.permission), (Code::Forbidden, Some(Permission::UserManage)));
    assert_eq!(problem.ask, ["Admin one", "Owner one"]);
    let member = consultant.user(consultant.id).await.unwrap();
    let refused = consultant.change_user(member.id, member.version, &as_is(&member)).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::Forbidden));
    let refused = consultant.deactivate_user(member.id).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::Forbidden));
}

#[tokio::test]
async fn an_invitation_sent_again_invites_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let first = admin.invite_user("key", &newcomer(Role::Assistant)).await.unwrap();
    assert_eq!((first.state, first.role), (MemberState::Invited, Role::Assistant));
    let again = admin.invite_user("key", &newcomer(Role::Assistant)).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(links(&app, "noor@one.example").await.len(), 1);
    let taken = admin.invite_user("other", &newcomer(Role::Assistant)).await.unwrap_err();
    assert_eq!(taken.code(), Some(Code::EmailTaken));
    let elsewhere = app.stranger().await.invite_user("x", &newcomer(Role::Viewer)).await.unwrap_err();
    assert_eq!(elsewhere.code(), Some(Code::EmailTaken), "an address signs in to one practice");
}

#[tokio::test]
async fn every_wrong_field_of_an_invitation_is_named() {
    let app = TestApp::start().await;
    let owner = app.owner().await;
    let wrong = NewMember {
        name: "\u{200b}".to_owned(),
        email: "noor at example".to_owned(),
        title: "x".repeat(81),
        ..newcomer(Role::Viewer)
    };
    let error = owner.invite_user("k", &wrong).await.unwrap_err();
    let expected = [("name", "required"), ("email", "not_an_address"), ("title", "too_long")];
    assert_eq!(named(&error), expected.map(|(f, c)| (f.to_owned(), c.to_owned())));
}

#[tokio::test]
async fn permissions_are_the_roles_or_ones_own() {
    let app = TestApp::start().await;
    let (owner, assistant) = (app.owner().await, app.assistant().await);
    let member = owner.user(assistant.id).await.unwrap();
    assert!(!member.own_permissions);
    let own: PermissionSet = [Permission::ApplicantRead, Permission::SettingsManage].into_iter().collect();
    let change = MemberChange { permissions: Some(own), title: "Front desk".to_owned(), ..as_is(&member) };
    let changed = owner.change_user(member.id, member.version, &change).await.unwrap();
    assert!(changed.own_permissions && changed.permissions == own);
    assert_eq!(assistant.me().await.unwrap().permissions, own, "from the next request on");
    let follows = MemberChange { permissions: None, role: Role::Viewer, ..change };
    let changed = owner.change_user(member.id, changed.version, &follows).await.unwrap();
    assert_eq!(changed.permissions, Role::Viewer.permissions());
    assert!(!changed.own_permissions);
}

#[tokio::test]
async fn a_change_to_something_that_changed_shows_what_it_is_now() {
    let app = TestApp::start().await;
    let owner = app.owner().await;
    let member = owner.user(app.viewer().await.id).await.unwrap();
    let change = MemberChange { title: "Auditor".to_owned(), ..as_is(&member) };
    owner.change_user(member.id, member.version, &change).await.unwrap();
    let other = MemberChange { title: "Guest".to_owned(), ..as_is(&member) };
    let stale = owner.change_user(member.id, member.version, &other).await.unwrap_err();
    assert_eq!(problem(&stale).code, Code::Stale);
    let current: Member = stale.current().unwrap();
    assert_eq!((current.title.as_str(), current.version), ("Auditor", member.version + 1));
    let wrong = MemberChange { name: String::new(), time_zone: "Nowhere".to_owned(), ..other };
    let error = owner.change_user(member.id, current.version, &wrong).await.unwrap_err();
    let fields: Vec<_> = named(&error).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["name", "time_zone"]);
}

#[tokio::test]
async fn another_practices_people_are_not_there() {
    let app = TestApp::start().await;
    let (stranger, viewer) = (app.stranger().await, app.viewer().await);
    let member = viewer.user(viewer.id).await.unwrap();
    let changed = stranger.change_user(member.id, member.version, &as_is(&member)).await.unwrap_err();
    assert_eq!(changed.code(), Some(Code::NotFound));
    for refused in [stranger.deactivate_user(member.id).await, stranger.reactivate_user(member.id).await] {
        assert_eq!(refused.unwrap_err().code(), Some(Code::NotFound));
    }
    let resent = stranger.resend_invitation(member.id).await.unwrap_err();
    assert_eq!(resent.code(), Some(Code::NotFound));
    assert!(viewer.me().await.is_ok());
}

#[tokio::test]
async fn whoever_is_deactivated_is_out_at_once_and_may_come_back() {
    let app = TestApp::start().await;
    let (admin, viewer) = (app.admin().await, app.viewer().await);
    let gone = admin.deactivate_user(viewer.id).await.unwrap();
    assert_eq!(gone.state, MemberState::Deactivated);
    assert_eq!(viewer.me().await.unwrap_err().code(), Some(Code::Unauthenticated));
    let refused = app.client().sign_in(&viewer.email, PASSWORD).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::WrongCredentials));
    let team = admin.users().await.unwrap().items;
    assert!(team.iter().any(|member| member.id == viewer.id), "never deleted");
    assert_eq!(admin.deactivate_user(viewer.id).await.unwrap(), gone, "twice is once");
    let back = admin.reactivate_user(viewer.id).await.unwrap();
    assert_eq!(back.state, MemberState::Active);
    let still = viewer.me().await.unwrap_err();
    assert_eq!(still.code(), Some(Code::Unauthenticated), "the old session stays ended");
    app.client().sign_in(&viewer.email, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_deactivated_newcomers_link_is_dead() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let member = admin.invite_user("key", &newcomer(Role::Viewer)).await.unwrap();
    let link = links(&app, &member.email).await.remove(0);
    admin.deactivate_user(member.id).await.unwrap();
    let refused = app.client().use_link(LinkKind::Invite, &link, PASSWORD).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::LinkExpired));
    assert_eq!(admin.resend_invitation(member.id).await.unwrap_err().code(), Some(Code::WrongState));
    let accepted = admin.resend_invitation(admin.id).await.unwrap_err();
    assert_eq!(accepted.code(), Some(Code::WrongState));
}

#[tokio::test]
async fn somebody_is_always_left_to_manage_users() {
    let app = TestApp::start().await;
    let (owner, admin) = (app.owner().await, app.admin().await);
    // Someone invited who never came cannot manage anything.
    owner.invite_user("key", &newcomer(Role::Admin)).await.unwrap();
    owner.deactivate_user(admin.id).await.unwrap();
    let last = owner.deactivate_user(owner.id).await.unwrap_err();
    assert_eq!(last.code(), Some(Code::LastManager));
    let me = owner.user(owner.id).await.unwrap();
    let mut fewer = PermissionSet::all();
    fewer.remove(Permission::UserManage);
    for change in [
        MemberChange { role: Role::Consultant, ..as_is(&me) },
        MemberChange { permissions: Some(fewer), ..as_is(&me) },
    ] {
        let refused = owner.change_user(me.id, me.version, &change).await.unwrap_err();
        assert_eq!(refused.code(), Some(Code::LastManager));
    }
    assert_eq!(owner.user(owner.id).await.unwrap(), me, "nothing of it was kept");
}

#[tokio::test]
async fn an_owner_is_changed_by_owners_alone() {
    let app = TestApp::start().await;
    let (owner, admin) = (app.owner().await, app.admin().await);
    let me = owner.user(owner.id).await.unwrap();
    let demoted = MemberChange { role: Role::Viewer, ..as_is(&me) };
    let refused = admin.change_user(me.id, me.version, &demoted).await.unwrap_err();
    assert_eq!(problem(&refused).code, Code::OwnerOnly);
    assert_eq!(problem(&refused).ask, ["Owner one"]);
    assert_eq!(admin.deactivate_user(me.id).await.unwrap_err().code(), Some(Code::OwnerOnly));
    let crowned = admin.invite_user("k", &newcomer(Role::Owner)).await.unwrap_err();
    assert_eq!(crowned.code(), Some(Code::OwnerOnly));
    let title = MemberChange { title: "RCIC".to_owned(), language: Language::Es, ..as_is(&me) };
    admin.change_user(me.id, me.version, &title).await.expect("a title takes nothing away");
}

#[tokio::test]
async fn nobody_gives_what_they_do_not_have() {
    let app = TestApp::start().await;
    let (owner, assistant) = (app.owner().await, app.assistant().await);
    let member = owner.user(assistant.id).await.unwrap();
    let mut own = member.permissions;
    own.insert(Permission::UserManage);
    let change = MemberChange { permissions: Some(own), ..as_is(&member) };
    let member = owner.change_user(member.id, member.version, &change).await.unwrap();
    let greedy = MemberChange { permissions: Some(PermissionSet::all()), ..as_is(&member) };
    let refused = assistant.change_user(member.id, member.version, &greedy).await.unwrap_err();
    assert_eq!(problem(&refused).code, Code::Forbidden);
    assert_eq!(problem(&refused).permission, Some(Permission::ChatCreateRoom));
    let crowned = assistant.invite_user("k", &newcomer(Role::Admin)).await.unwrap_err();
    assert_eq!(crowned.code(), Some(Code::Forbidden));
    assistant.invite_user("k", &newcomer(Role::Viewer)).await.expect("within what they have");
}

#[tokio::test]
async fn an_owner_is_renamed_demoted_and_deactivated_by_owners_alone() {
    let app = TestApp::start().await;
    let (owner, admin) = (app.owner().await, app.admin().await);
    let member = admin.user(owner.id).await.unwrap();
    for change in [
        MemberChange { name: "Somebody Else".to_owned(), ..as_is(&member) },
        MemberChange { name: format!("{} ", member.name), role: Role::Viewer, ..as_is(&member) },
        MemberChange { name: String::new(), ..as_is(&member) },
        MemberChange { role: Role::Viewer, ..as_is(&member) },
        MemberChange { permissions: Some(PermissionSet::EMPTY), ..as_is(&member) },
    ] {
        let refused = admin.change_user(member.id, member.version, &change).await.unwrap_err();
        assert_eq!(refused.code(), Some(Code::OwnerOnly), "{change:?}");
        assert_eq!(problem(&refused).ask, ["Owner one"]);
    }
    let refused = admin.deactivate_user(member.id).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::OwnerOnly));
    assert_eq!(admin.user(owner.id).await.unwrap(), member);
    // Another owner may, and everybody may change the rest.
    let renamed = MemberChange { name: "The Owner".to_owned(), ..as_is(&member) };
    owner.change_user(member.id, member.version, &renamed).await.unwrap();
    let viewer = admin.user(app.viewer().await.id).await.unwrap();
    let renamed = MemberChange { name: "The Viewer".to_owned(), ..as_is(&viewer) };
    admin.change_user(viewer.id, viewer.version, &renamed).await.unwrap();
}

#[tokio::test]
async fn whoever_may_not_is_not_told_what_is_wrong_with_the_form() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let wrong = NewMember { name: String::new(), email: "nowhere".to_owned(), ..newcomer(Role::Owner) };
    assert_eq!(admin.invite_user("k", &wrong).await.unwrap_err().code(), Some(Code::OwnerOnly));
    let member = admin.user(app.viewer().await.id).await.unwrap();
    let wrong = MemberChange { name: String::new(), role: Role::Owner, ..as_is(&member) };
    let refused = admin.change_user(member.id, member.version + 7, &wrong).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::OwnerOnly));
}

#[tokio::test]
async fn names_that_nobody_can_see_are_refused_by_a_code_of_their_own() {
    let app = TestApp::start().await;
    let owner = app.owner().await;
    for unseen in
        ["\u{3164}", "\u{2800}\u{2800}", "\u{115f}", "\u{34f}\u{34f}", "\u{1160}", "\u{ffa0} \u{ffa0}"]
    {
        let new = NewMember { name: unseen.to_owned(), title: unseen.to_owned(), ..newcomer(Role::Viewer) };
        let error = owner.invite_user("k", &new).await.unwrap_err();
        let expected = [("name", "invisible"), ("title", "invisible")];
        assert_eq!(named(&error), expected.map(|(f, c)| (f.to_owned(), c.to_owned())), "{unseen:?}");
    }
}
