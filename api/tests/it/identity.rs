//! Setting a practice up, single-use links, your own account and browsers.

use std::time::Duration;

use chrono::TimeDelta;
use client::{Client, Error};
use domain::language::Language;
use domain::mail::MailKind;
use domain::permission::{Permission, Role};
use storage::mail::MailFilter;
use testkit::{PASSWORD, TestApp};
use wire::Code;
use wire::identity::{LinkKind, Me, NewMember, NewPractice, PracticeChange, PracticeSummary, ProfileChange};

const NEW_PASSWORD: &str = "a lake behind the hills";

pub fn named(error: &Error) -> Vec<(String, String)> {
    let problem = error.problem().expect("a problem");
    assert_eq!(problem.code, Code::Invalid);
    problem.errors.iter().map(|error| (error.field.clone(), error.code.clone())).collect()
}

fn founding(app: &TestApp) -> NewPractice {
    NewPractice {
        code: app.set_up_code(),
        practice_name: "Roy & Haddad".to_owned(),
        practice_address: "1200 rue Sherbrooke\nMontréal".to_owned(),
        practice_phone: "+1 438 555 0100".to_owned(),
        practice_email: "bureau@roy.example".to_owned(),
        time_zone: "America/Toronto".to_owned(),
        language: Language::Fr,
        name: "Amélie Roy".to_owned(),
        email: "Amelie@roy.example".to_owned(),
        password: NEW_PASSWORD.to_owned(),
    }
}

/// The links in the practice's mails to `email`, newest first.
pub async fn links(app: &TestApp, email: &str) -> Vec<String> {
    let mut mails = Vec::new();
    for kind in [MailKind::StaffInvite, MailKind::PasswordReset] {
        mails.extend(
            app.app()
                .store
                .practice(app.practice)
                .mail()
                .list(MailFilter::OfKind(kind), None, 50)
                .await
                .unwrap(),
        );
    }
    let to = mails.into_iter().filter(|mail| mail.to_address == email);
    to.filter_map(|mail| {
        let line = mail.body.lines().find(|line| line.starts_with("http"))?.to_owned();
        line.rsplit('/').next().map(str::to_owned)
    })
    .collect()
}

/// The first link that is mailed to `email`.
async fn first_link(app: &TestApp, email: &str) -> String {
    let mailed = async {
        loop {
            if let Some(link) = links(app, email).await.pop() {
                return link;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), mailed).await.expect("a mail with a link")
}

#[tokio::test]
async fn a_practice_is_set_up_once() {
    let app = TestApp::empty().await;
    let client = app.client();
    assert!(!client.setup().await.unwrap().is_set_up);
    let me = client.set_up(&founding(&app)).await.unwrap();
    assert_eq!((me.role, me.language), (Role::Owner, Language::Fr));
    assert_eq!(me.email, "amelie@roy.example");
    assert_eq!(me.practice.phone, "+14385550100");
    assert_eq!(client.me().await.unwrap(), me);
    let setup = app.client().setup().await.unwrap();
    assert_eq!((setup.is_set_up, setup.practice.as_deref()), (true, Some("Roy & Haddad")));
    let again = app.client().set_up(&founding(&app)).await.unwrap_err();
    assert_eq!(again.code(), Some(Code::AlreadySetUp));
    app.client().sign_in("amelie@ROY.example", NEW_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn of_two_browsers_setting_up_one_wins() {
    let app = TestApp::empty().await;
    let (one, other) = (app.client(), app.client());
    let (new, mut second) = (founding(&app), founding(&app));
    second.email = "other@roy.example".to_owned();
    let (first, second) = tokio::join!(one.set_up(&new), other.set_up(&second));
    let lost = match (first, second) {
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
        both => panic!("one has to win: {both:?}"),
    };
    assert_eq!(lost.code(), Some(Code::AlreadySetUp));
}

#[tokio::test]
async fn every_wrong_field_of_the_set_up_is_named() {
    let app = TestApp::empty().await;
    let wrong = NewPractice {
        practice_name: " ".to_owned(),
        practice_address: "x".repeat(401),
        practice_phone: "5145550123".to_owned(),
        practice_email: "office".to_owned(),
        time_zone: "Mars/Olympus".to_owned(),
        name: String::new(),
        email: "owner@roy.example".to_owned(),
        password: "short".to_owned(),
        ..founding(&app)
    };
    let error = app.client().set_up(&wrong).await.unwrap_err();
    let expected = [
        ("practice_name", "required"),
        ("practice_address", "too_long"),
        ("practice_phone", "country_code"),
        ("practice_email", "not_an_address"),
        ("time_zone", "unknown_zone"),
        ("name", "required"),
        ("password", "password_too_short"),
    ];
    let expected: Vec<_> = expected.map(|(f, c)| (f.to_owned(), c.to_owned())).into();
    assert_eq!(named(&error), expected);
    assert!(!app.client().setup().await.unwrap().is_set_up);
}

#[tokio::test]
async fn an_address_is_known_however_it_was_pasted() {
    let app = TestApp::start().await;
    let viewer = app.viewer().await;
    for typed in [
        format!("\u{feff}{}", viewer.email),
        format!("\u{202a}{}\u{202c}", viewer.email.to_uppercase()),
        format!(" \u{200b}{}\u{a0}", viewer.email),
        viewer.email.replace('@', "\u{ad}@\u{2060}"),
    ] {
        assert_eq!(app.client().sign_in(&typed, PASSWORD).await.unwrap().id, viewer.id, "{typed:?}");
    }
    for nobody in ["", "viewer", "\u{0}", "a@b", &"x".repeat(9_000)] {
        let error = app.client().sign_in(nobody, PASSWORD).await.unwrap_err();
        assert_eq!(error.code(), Some(Code::WrongCredentials), "{nobody:?}");
    }
}

#[tokio::test]
async fn a_password_is_the_same_on_another_keyboard() {
    let app = TestApp::start().await;
    let viewer = app.viewer().await;
    let (composed, decomposed) = ("un éléphant à vélo", "un e\u{301}le\u{301}phant a\u{300} ve\u{301}lo");
    viewer.change_password(PASSWORD, decomposed).await.unwrap();
    for typed in [composed, decomposed, "un\u{a0}éléphant à vélo"] {
        app.client().sign_in(&viewer.email, typed).await.unwrap();
    }
    viewer.change_password(composed, PASSWORD).await.unwrap();
    // As it was hashed before passwords were normalized.
    let old = api::identity::password::hash_now(decomposed).unwrap();
    let (practice, id) = (viewer.practice, viewer.id);
    let job = app.app().store.write(async move |tx| {
        let user = tx.practice(practice).users().find(id).await?;
        tx.change_user(storage::users::User { password_hash: Some(old), ..user }).await
    });
    job.await.unwrap();
    for typed in [decomposed, composed] {
        app.client().sign_in(&viewer.email, typed).await.unwrap();
    }
}

#[tokio::test]
async fn an_unknown_account_costs_as_much_as_a_wrong_password() {
    let app = TestApp::start().await;
    let client = app.client();
    let computed = || app.app().passwords.computed();
    let before = computed();
    client.sign_in("nobody@one.example", PASSWORD).await.unwrap_err();
    let unknown = computed() - before;
    client.sign_in("viewer@one.example", "not this one at all").await.unwrap_err();
    let wrong = computed() - before - unknown;
    assert_eq!((unknown, wrong), (1, 1));
}

#[tokio::test]
async fn whoever_guesses_from_elsewhere_locks_nobody_out() {
    let app = TestApp::start().await;
    let at_home = app.client();
    at_home.sign_in("viewer@one.example", PASSWORD).await.unwrap();
    at_home.sign_out().await.unwrap();
    let elsewhere = app.client();
    for _ in 0..8 {
        let error = elsewhere.sign_in("viewer@one.example", "guessing along").await.unwrap_err();
        assert_eq!(error.code(), Some(Code::WrongCredentials));
    }
    let refused = elsewhere.sign_in("viewer@one.example", PASSWORD).await.unwrap_err();
    let problem = refused.problem().unwrap();
    assert_eq!((problem.code, problem.retry_after), (Code::RateLimited, Some(60)));
    at_home.sign_in("viewer@one.example", PASSWORD).await.expect("this browser is counted by itself");
    // A refused try does not make the wait longer.
    app.clock.advance(TimeDelta::seconds(60));
    elsewhere.sign_in("viewer@one.example", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn an_invitation_is_accepted_once() {
    let app = TestApp::start().await;
    let owner = app.owner().await;
    let new = NewMember {
        name: "Noor Haddad".to_owned(),
        email: "Noor@one.example".to_owned(),
        title: "Consultante".to_owned(),
        role: Role::Consultant,
        language: Some(Language::Fr),
    };
    owner.invite_user("first", &new).await.unwrap();
    let mails = app
        .app()
        .store
        .practice(app.practice)
        .mail()
        .list(MailFilter::OfKind(MailKind::StaffInvite), None, 5)
        .await
        .unwrap();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.starts_with("Votre accès à "), "in the language of the reader");
    let token = links(&app, "noor@one.example").await.remove(0);

    let client = app.client();
    let holder = client.link_holder(LinkKind::Invite, &token).await.unwrap();
    assert_eq!((holder.name.as_str(), holder.language), ("Noor Haddad", Language::Fr));
    for (weak, code) in [
        ("noor@one.example", "password_contains_email"),
        ("P@ssw0rd1234", "password_common"),
        ("Passw0rd2026", "password_common"),
        ("Welcome2Canada1", "password_guessable"),
        ("Haddad & Haddad 12", "password_personal"),
    ] {
        let refused = client.use_link(LinkKind::Invite, &token, weak).await.unwrap_err();
        assert_eq!(named(&refused), [("password".to_owned(), code.to_owned())], "{weak}");
    }
    let wrong_kind = client.use_link(LinkKind::Reset, &token, NEW_PASSWORD).await.unwrap_err();
    assert_eq!(wrong_kind.code(), Some(Code::NotFound));
    let me = client.use_link(LinkKind::Invite, &token, NEW_PASSWORD).await.unwrap();
    assert_eq!((me.email.as_str(), me.role), ("noor@one.example", Role::Consultant));
    assert_eq!(client.me().await.unwrap().id, me.id, "it signs in");

    let again = app.client().use_link(LinkKind::Invite, &token, NEW_PASSWORD).await.unwrap_err();
    assert_eq!(again.code(), Some(Code::LinkExpired));
    let shown = app.client().link_holder(LinkKind::Invite, &token).await.unwrap_err();
    assert_eq!(shown.code(), Some(Code::LinkExpired));
    let unknown = app.client().link_holder(LinkKind::Invite, "never-made").await.unwrap_err();
    assert_eq!(unknown.code(), Some(Code::NotFound));
    app.client().sign_in("noor@one.example", NEW_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn an_invitation_ends_after_a_week_and_when_it_is_sent_anew() {
    let app = TestApp::start().await;
    let owner = app.owner().await;
    let new = NewMember {
        name: "Kenji Mori".to_owned(),
        email: "kenji@one.example".to_owned(),
        title: String::new(),
        role: Role::Viewer,
        language: None,
    };
    let member = owner.invite_user("kenji", &new).await.unwrap();
    let first = links(&app, "kenji@one.example").await.remove(0);
    owner.resend_invitation(member.id).await.unwrap();
    let second = links(&app, "kenji@one.example").await.remove(0);
    assert_ne!(first, second);
    let replaced = app.client().use_link(LinkKind::Invite, &first, NEW_PASSWORD).await.unwrap_err();
    assert_eq!(replaced.code(), Some(Code::LinkExpired));
    app.clock.advance(TimeDelta::days(7));
    let late = app.client().use_link(LinkKind::Invite, &second, NEW_PASSWORD).await.unwrap_err();
    assert_eq!(late.code(), Some(Code::LinkExpired));
}

#[tokio::test]
async fn a_reset_is_mailed_without_telling_who_has_an_account() {
    let app = TestApp::start().await;
    let viewer = app.viewer().await;
    let client = app.client();
    client.request_reset("nobody@one.example").await.unwrap();
    client.request_reset("Viewer@one.example").await.unwrap();
    let token = first_link(&app, "viewer@one.example").await;
    assert!(links(&app, "nobody@one.example").await.is_empty());
    assert_eq!(
        client.request_reset("viewer").await.map_err(|error| named(&error)),
        Err(vec![("email".to_owned(), "not_an_address".to_owned())])
    );

    client.use_link(LinkKind::Reset, &token, NEW_PASSWORD).await.unwrap();
    let out = viewer.me().await.unwrap_err();
    assert_eq!(out.code(), Some(Code::Unauthenticated), "every other browser is signed out");
    let old = app.client().sign_in("viewer@one.example", PASSWORD).await.unwrap_err();
    assert_eq!(old.code(), Some(Code::WrongCredentials));
    app.client().sign_in("viewer@one.example", NEW_PASSWORD).await.unwrap();
    let again = app.client().use_link(LinkKind::Reset, &token, PASSWORD).await.unwrap_err();
    assert_eq!(again.code(), Some(Code::LinkExpired));
}

#[tokio::test]
async fn asking_for_resets_is_slowed_down_by_address() {
    let app = TestApp::start().await;
    let client = app.client();
    for number in 0..10 {
        client.request_reset(&format!("nobody{number}@one.example")).await.unwrap();
    }
    let refused = client.request_reset("viewer@one.example").await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::RateLimited));
}

#[tokio::test]
async fn a_revoked_browser_is_out_at_once_with_its_socket() {
    let app = TestApp::start().await;
    let (here, there) = (app.viewer().await, app.viewer().await);
    let mut socket = there.connect().await.unwrap();
    socket.next().await.expect("a greeting").unwrap();
    let list = here.sessions().await.unwrap().items;
    assert_eq!(list.len(), 2);
    let other = list.iter().find(|browser| !browser.is_current).unwrap();
    let stranger = app.stranger().await;
    let foreign = stranger.revoke_session(other.id).await.unwrap_err();
    assert_eq!(foreign.code(), Some(Code::NotFound), "nobody else's");
    assert!(there.me().await.is_ok());

    here.revoke_session(other.id).await.unwrap();
    assert_eq!(there.me().await.unwrap_err().code(), Some(Code::Unauthenticated));
    let closed = async { while socket.next().await.is_some_and(|frame| frame.is_ok()) {} };
    tokio::time::timeout(Duration::from_secs(20), closed).await.expect("the socket closes");
    assert_eq!(here.revoke_session(other.id).await.unwrap_err().code(), Some(Code::NotFound));
    assert_eq!(here.sessions().await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn one_may_sign_every_other_browser_out() {
    let app = TestApp::start().await;
    let (here, one, other) = (app.viewer().await, app.viewer().await, app.viewer().await);
    let colleague = app.owner().await;
    here.revoke_other_sessions().await.unwrap();
    for gone in [one, other] {
        assert_eq!(gone.me().await.unwrap_err().code(), Some(Code::Unauthenticated));
    }
    assert!(here.me().await.is_ok() && colleague.me().await.is_ok());
}

#[tokio::test]
async fn one_changes_name_language_and_zone_of_oneself() {
    let app = TestApp::start().await;
    let viewer = app.viewer().await;
    let me = viewer.me().await.unwrap();
    let change = ProfileChange {
        name: "Ana Souza".to_owned(),
        language: Language::Es,
        time_zone: "America/Bogota".to_owned(),
    };
    let changed = viewer.change_profile(me.version, &change).await.unwrap();
    assert_eq!(changed.version, me.version + 1);
    assert_eq!((changed.name.as_str(), changed.language), ("Ana Souza", Language::Es));
    assert_eq!(viewer.me().await.unwrap(), changed);
    let stale = viewer.change_profile(me.version, &change).await.unwrap_err();
    assert_eq!(stale.current::<Me>().unwrap(), changed);
    let wrong = ProfileChange { name: " ".to_owned(), time_zone: "here".to_owned(), ..change };
    let error = viewer.change_profile(changed.version, &wrong).await.unwrap_err();
    let fields: Vec<_> = named(&error).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["name", "time_zone"]);
}

#[tokio::test]
async fn a_password_is_changed_with_the_present_one() {
    let app = TestApp::start().await;
    let (here, there) = (app.viewer().await, app.viewer().await);
    let wrong = here.change_password("not the present one", NEW_PASSWORD).await.unwrap_err();
    assert_eq!(named(&wrong), [("current".to_owned(), "wrong_password".to_owned())]);
    let short = here.change_password(PASSWORD, "short").await.unwrap_err();
    assert_eq!(named(&short), [("password".to_owned(), "password_too_short".to_owned())]);
    let named_after = here.change_password(PASSWORD, "Practice One 2026").await.unwrap_err();
    assert_eq!(named(&named_after), [("password".to_owned(), "password_personal".to_owned())]);
    assert!(there.me().await.is_ok(), "nothing happened yet");
    here.change_password(PASSWORD, NEW_PASSWORD).await.unwrap();
    assert!(here.me().await.is_ok());
    assert_eq!(there.me().await.unwrap_err().code(), Some(Code::Unauthenticated));
    app.client().sign_in("viewer@one.example", NEW_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn settings_need_their_permission_and_keep_to_the_practice() {
    let app = TestApp::start().await;
    let (owner, consultant, stranger) = (app.owner().await, app.consultant().await, app.stranger().await);
    let practice = consultant.practice().await.unwrap();
    let change = PracticeChange {
        name: "Practice of many".to_owned(),
        address: practice.address.clone(),
        phone: "+33 1 42 68 53 00".to_owned(),
        email: practice.email.clone(),
        time_zone: "America/Vancouver".to_owned(),
        language: Language::Fr,
    };
    let refused = consultant.change_practice(practice.version, &change).await.unwrap_err();
    let problem = refused.problem().unwrap();
    assert_eq!((problem.code, problem.permission), (Code::Forbidden, Some(Permission::SettingsManage)));
    let changed = owner.change_practice(practice.version, &change).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.phone.as_str()), ("Practice of many", "+33142685300"));
    let stale = owner.change_practice(practice.version, &change).await.unwrap_err();
    assert_eq!(stale.current::<PracticeSummary>().unwrap().name, "Practice of many");
    let wrong = PracticeChange {
        name: String::new(),
        address: String::new(),
        phone: "+1 123".to_owned(),
        email: "a@b".to_owned(),
        time_zone: String::new(),
        language: Language::En,
    };
    let error = owner.change_practice(changed.version, &wrong).await.unwrap_err();
    let fields: Vec<_> = named(&error).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["name", "address", "phone", "email", "time_zone"]);
    assert_eq!(stranger.practice().await.unwrap().name, "Practice two");
}

#[tokio::test]
async fn nothing_of_an_account_is_told_to_the_signed_out() {
    let app = TestApp::start().await;
    let client: Client = app.client();
    for path in ["/api/v1/me", "/api/v1/me/sessions", "/api/v1/users", "/api/v1/practice"] {
        let answer = client.raw("GET", path, &[], b"").await.unwrap();
        assert_eq!(answer.status, 401, "{path}");
    }
    let owner = app.owner().await;
    let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
    let foreign = [&headers[..], &[("origin", "https://evil.example")]].concat();
    let answer = owner.raw("PUT", "/api/v1/practice", &foreign, b"{}").await.unwrap();
    assert_eq!(answer.status, 403);
    let unknown = owner.raw("PUT", "/api/v1/practice", &headers, b"{\"colour\":1}").await.unwrap();
    assert_eq!(unknown.status, 422);
    let unconditional = owner.raw("PUT", "/api/v1/practice", &headers[..1], b"{}").await.unwrap();
    assert_eq!(unconditional.status, 428);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let answer = client.raw("POST", "/api/v1/links/use", &form, b"kind=reset").await.unwrap();
    assert_eq!(answer.status, 415);
    let json = [("content-type", "application/json")];
    let broken = client.raw("POST", "/api/v1/password-reset", &json, b"{\"email\":\"\xff\"}").await.unwrap();
    assert_eq!(broken.status, 400);
    let large = client.raw("POST", "/api/v1/setup", &json, &vec![b'x'; 300 * 1024]).await.unwrap();
    assert_eq!(large.status, 413);
}
