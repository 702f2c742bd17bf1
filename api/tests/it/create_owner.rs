//! `liaison create-owner`: an owner without a browser.

use api::identity::create_owner::{Options, run};
use domain::permission::Role;
use testkit::TestApp;

const PASSWORD: &str = "a lake behind the hills";

fn options(email: &str) -> Options {
    Options {
        name: "Amélie Roy".to_owned(),
        email: email.to_owned(),
        language: None,
        time_zone: None,
        practice_name: "Roy & Haddad".to_owned(),
        practice_address: "1200 rue Sherbrooke, Montréal".to_owned(),
        practice_phone: "+1 438 555 0100".to_owned(),
        practice_email: "bureau@roy.example".to_owned(),
    }
}

#[tokio::test]
async fn an_owner_is_made_with_the_practice_and_a_second_one_without() {
    let app = TestApp::empty().await;
    let (store, now) = (&app.app().store, app.app().now());
    let made = run(store, options("amelie@roy.example"), PASSWORD, &app.app().zones, now).await.unwrap();
    assert_eq!(made, "Roy & Haddad is set up and amelie@roy.example is its owner");
    let me = app.client().sign_in("amelie@roy.example", PASSWORD).await.unwrap();
    assert_eq!((me.role, me.practice.phone.as_str()), (Role::Owner, "+14385550100"));
    run(store, options("noor@roy.example"), PASSWORD, &app.app().zones, now).await.unwrap();
    let other = app.client().sign_in("noor@roy.example", PASSWORD).await.unwrap();
    assert_eq!((other.role, other.practice.id), (Role::Owner, me.practice.id));
    let taken = run(store, options("noor@roy.example"), PASSWORD, &app.app().zones, now).await.unwrap_err();
    assert_eq!(taken, "somebody with this e-mail address exists");
}

#[tokio::test]
async fn wrong_options_are_named() {
    let app = TestApp::empty().await;
    let wrong =
        Options { practice_phone: String::new(), name: String::new(), ..options("amelie@roy.example") };
    let error = run(&app.app().store, wrong, "short", &app.app().zones, app.app().now()).await.unwrap_err();
    let named: Vec<_> = error.lines().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(named, ["--practice-phone", "--name", "password"]);
    assert!(!app.client().setup().await.unwrap().is_set_up);
}
