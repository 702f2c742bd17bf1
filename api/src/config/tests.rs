//! A wrong value stops the start and says the key, the value and what is allowed.

use super::*;

fn load(text: &str) -> Result<Config, String> {
    let dir = std::env::temp_dir().join(format!("liaison-config-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&dir).unwrap();
    let file = dir.join("liaison.toml");
    std::fs::write(&file, text).unwrap();
    let config = Config::load(&file, true).map_err(|e| e.0);
    std::fs::remove_dir_all(&dir).unwrap();
    config
}

#[test]
fn the_example_is_the_default() {
    let example = load(EXAMPLE).unwrap();
    assert_eq!(format!("{example:?}"), format!("{:?}", Config::default()));
}

#[test]
fn wrong_values_are_named() {
    let check = |text: &str, expected: &[&str]| {
        let error = load(text).unwrap_err();
        for part in expected {
            assert!(error.contains(part), "{error:?} does not say {part:?}");
        }
    };
    check("listen = \"nowhere\"", &["listen", "nowhere"]);
    check("lissten = \"127.0.0.1:1\"", &["lissten", "listen"]);
    check("public_url = \"ftp://x/\"", &["public_url", "ftp://x/", "https://"]);
    check("[sms]\nprovider = \"pigeon\"", &["sms.provider", "pigeon", "twilio"]);
    check("[sms]\nfrom = \"514\"", &["sms.from", "514", "+15145550123"]);
    check("[sms]\nprovider = \"twilio\"\naccount_sid = \"AC1\"", &["sms.account_sid", "AC1", "32"]);
    check("[video]\nprovider = \"jitsi\"", &["video.domain", "host"]);
    check("[mail]\nfrom = \"nobody\"", &["mail.from", "nobody", "e-mail"]);
}

#[test]
fn secrets_are_not_shown() {
    let config = load("[sms]\nauth_token = \"s3cret\"\n[mail]\npassword = \"s3cret\"").unwrap();
    assert!(!format!("{config:?}").contains("s3cret"));
}

#[test]
fn a_variable_of_digits_stays_text() {
    let check = |key: &str, value: &str| typed(key, value.to_owned()).into_string();
    assert_eq!(check("sms.from", "+14385550100").as_deref(), Some("+14385550100"));
    assert_eq!(check("sms.auth_token", "0123456789").as_deref(), Some("0123456789"));
    assert_eq!(typed("mail.port", "2525".to_owned()).to_u128(), Some(2525));
    assert_eq!(typed("video.waiting_room", "false".to_owned()).to_bool(), Some(false));
    assert!(typed("trusted_proxies", "[\"10.0.0.1\"]".to_owned()).into_array().is_some());
}
