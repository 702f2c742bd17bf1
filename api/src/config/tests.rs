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
fn wrong_values_are_named_with_what_is_allowed_and_their_variable() {
    let check = |text: &str, expected: &[&str]| {
        let error = load(text).unwrap_err();
        for part in expected {
            assert!(error.contains(part), "{error:?} does not say {part:?}");
        }
    };
    check("listen = \"nowhere\"", &["`listen`", "`nowhere`", "127.0.0.1:8080", "LIAISON_LISTEN"]);
    check("listen = 8080", &["`listen`", "`8080`", "127.0.0.1:8080", "LIAISON_LISTEN"]);
    check("lissten = \"127.0.0.1:1\"", &["`lissten`", "listen, public_url", "web_dir"]);
    check("[sms]\nform = \"1\"", &["`sms.form`", "provider, from"]);
    check("public_url = \"ftp://x/\"", &["`public_url`", "`ftp://x/`", "https://", "LIAISON_PUBLIC_URL"]);
    check("public_url = \"here\"", &["`public_url`", "`here`", "https://", "LIAISON_PUBLIC_URL"]);
    check("workers = -1", &["`workers`", "`-1`", "threads", "LIAISON_WORKERS"]);
    check("workers = \"many\"", &["`workers`", "`many`", "threads"]);
    check("log = \"loud\"", &["`log`", "`loud`", "text or json", "LIAISON_LOG"]);
    check("trusted_proxies = [\"10.0.0.0/8\"]", &["trusted_proxies", "10.0.0.0/8", "[\"10.0.0.1\"]"]);
    check("trusted_proxies = \"10.0.0.1\"", &["trusted_proxies", "10.0.0.1", "list"]);
    check("[tls]\ncertificate = \"a\"", &["`tls.key`", "missing", "PEM", "LIAISON_TLS__KEY"]);
    check("[chat]\nburst = 0", &["`chat.burst`", "`0`", "1 or more", "LIAISON_CHAT__BURST"]);
    check("[chat]\nburst = 1.5", &["`chat.burst`", "`1.5`", "1 or more"]);
    check("[budgets.sms]\nper_minute = 0", &["`budgets.sms.per_minute`", "`0`", "1 or more"]);
    check(
        "[sms]\nprovider = \"pigeon\"",
        &["`sms.provider`", "`pigeon`", "simulator, twilio or messagebird"],
    );
    check("[sms]\nfrom = \"514\"", &["`sms.from`", "`514`", "+15145550123", "LIAISON_SMS__FROM"]);
    check("[sms]\nprovider = \"twilio\"\naccount_sid = \"AC1\"", &["`sms.account_sid`", "`AC1`", "32"]);
    check("[sms]\nprovider = \"messagebird\"", &["`sms.access_key`", "empty", "LIAISON_SMS__ACCESS_KEY"]);
    check("[sms]\nbase_url = \"here\"", &["`sms.base_url`", "`here`", "https://api.twilio.com"]);
    check("[sms]\nfrom = 5", &["`sms.from`", "`5`", "+15145550123"]);
    check("[mail]\nport = 70000", &["`mail.port`", "`70000`", "65535", "LIAISON_MAIL__PORT"]);
    check("[mail]\ntls = true", &["`mail.tls`", "`true`", "starttls, tls or none"]);
    check("[mail]\nfrom = \"nobody\"", &["`mail.from`", "`nobody`", "e-mail"]);
    check("[video]\nprovider = \"jitsi\"", &["`video.domain`", "host"]);
    check("[video]\nwaiting_room = \"maybe\"", &["`video.waiting_room`", "`maybe`", "true or false"]);
    check("[video]\nice_servers = [{ url = \"x\" }]", &["video.ice_servers", "urls"]);
    check("video = 3", &["`video`", "`3`"]);
}

const TWILIO: &str = "[sms]\nprovider = \"twilio\"\nauth_token = \"token\"\n\
                      account_sid = \"AC0123456789abcdef0123456789abcdef\"\n";

#[test]
fn twilio_needs_an_address_that_it_reaches() {
    load(&format!("public_url = \"https://liaison.example\"\n{TWILIO}")).unwrap();
    for url in ["", "http://localhost:8080", "http://127.0.0.1", "https://[::1]", "http://a.localhost"] {
        let line = if url.is_empty() { String::new() } else { format!("public_url = \"{url}\"\n") };
        let error = load(&format!("{line}{TWILIO}")).unwrap_err();
        assert!(error.contains("public_url") && error.contains("Twilio reaches"), "{url}: {error}");
    }
    // A carrier of your own on this machine reaches localhost.
    load(&format!("{TWILIO}base_url = \"http://127.0.0.1:9\"")).unwrap();
    load(&format!("{TWILIO}base_url = \"https://api.example.com\"")).unwrap_err();
}

#[test]
fn a_messaging_service_has_its_form() {
    let with = |sid: &str| {
        load(&format!("public_url = \"https://l.example\"\n{TWILIO}messaging_service_sid = \"{sid}\""))
    };
    with("MG0123456789abcdef0123456789ABCDEF").unwrap();
    for sid in ["MGzzz", "", "MG0123456789abcdef0123456789abcdeg", "AC0123456789abcdef0123456789abcdef"] {
        assert!(with(sid).unwrap_err().contains("sms.messaging_service_sid"), "{sid}");
    }
}

#[test]
fn each_provider_reads_its_own_keys() {
    let messagebird = "[sms]\nprovider = \"messagebird\"\naccess_key = \"live\"\nsigning_key = \"sign\"\n";
    let config =
        load(&format!("public_url = \"https://l.example\"\n{messagebird}account_sid = \"\"")).unwrap();
    let SmsProviderConfig::Provider(account) = config.sms.carrier().unwrap() else { panic!("a provider") };
    assert_eq!((account.word(), account.name()), ("messagebird", "MessageBird"));
    assert!(!format!("{account:?} {config:?}").contains("live"));
    let error = load(messagebird).unwrap_err();
    assert!(error.contains("public_url") && error.contains("MessageBird reaches"), "{error}");
    assert!(matches!(load("").unwrap().sms.carrier().unwrap(), SmsProviderConfig::Simulator));
    // With an empty key anybody could sign.
    for key in ["signing_key", "access_key"] {
        let other = if key == "access_key" { "signing_key" } else { "access_key" };
        let text = format!("[sms]\nprovider = \"messagebird\"\n{other} = \"x\"\n{key} = \"\"");
        assert!(load(&text).unwrap_err().contains(&format!("`sms.{key}`")), "{key}");
    }
    let empty = format!("public_url = \"https://l.example\"\n{TWILIO}previous_auth_token = \"\"");
    assert!(load(&empty).unwrap_err().contains("`sms.previous_auth_token`"));
}

/// The names that serde knows of `section`: it lists them when it is given another.
fn fields(section: &str) -> Vec<String> {
    let text = if section.is_empty() { "zz = 1".to_owned() } else { format!("{section} = {{ zz = 1 }}") };
    let error = Figment::new().merge(Toml::string(&text)).extract::<Config>().unwrap_err();
    let figment::error::Kind::UnknownField(_, known) = error.kind else { panic!("{error:?}") };
    let prefix = if section.is_empty() { String::new() } else { format!("{section}.") };
    known.iter().map(|name| format!("{prefix}{name}")).collect()
}

#[test]
fn every_key_is_known_and_printed_by_liaison_config() {
    let sections = ["", "tls", "chat", "budgets", "budgets.sms", "budgets.mail", "sms", "mail", "video"];
    let mut real: Vec<String> = sections.into_iter().flat_map(fields).collect();
    let mut listed: Vec<String> = keys::KEYS.iter().map(|key| key.0.to_string()).collect();
    let mut section = String::new();
    let mut printed = Vec::new();
    for line in EXAMPLE.lines() {
        let line = line.trim_start_matches("# ");
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = format!("{name}.");
            printed.push(name.to_owned());
        } else if let Some((name, _)) = line.split_once(" = ")
            && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        {
            printed.push(format!("{section}{name}"));
        }
    }
    for list in [&mut real, &mut listed, &mut printed] {
        list.sort();
    }
    // One of them is explained by an example besides.
    printed.dedup();
    assert_eq!(listed, real, "the keys that can be explained are those there are");
    assert_eq!(printed, real, "`liaison config` prints every key");
}

#[test]
fn one_budget_may_be_set_and_the_others_stay() {
    let budgets = load("[budgets.mail]\nper_day = 7").unwrap().budgets;
    let default = Budgets::default();
    assert_eq!(budgets.sms, default.sms);
    assert_eq!(budgets.mail, Budget { per_day: 7, ..default.mail });
    assert_eq!(typed("budgets.sms.per_minute", "5".to_owned()).to_u128(), Some(5));
}

#[test]
fn a_jitsi_is_named_as_documented_v2() {
    let jitsi = |domain: &str| {
        load(&format!(
            "[video]\nprovider = \"jitsi\"\ndomain = \"{domain}\"\napp_id = \"liaison\"\napp_secret = \"0123456789abcdef\""
        ))
    };
    for domain in ["meet.practice.example", "meet.practice.example:8443", "meet.practice.example/tenant-1"] {
        assert!(jitsi(domain).is_ok(), "{domain}");
    }
    for domain in
        ["https://meet.practice.example", "meet.practice.example/", "meet.practice.example/a/b", "a b"]
    {
        let error = jitsi(domain).unwrap_err();
        assert!(error.contains("video.domain") && error.contains("host/tenant"), "{error}");
    }
}

#[test]
fn secrets_are_not_shown() {
    let config = load("[sms]\nauth_token = \"s3cret\"\n[mail]\npassword = \"s3cret\"").unwrap();
    assert!(!format!("{config:?}").contains("s3cret"));
    for wrong in [
        "database_url = \"mysql://s3cret\"",
        "[sms]\nauth_token = [\"s3cret\"]",
        "[mail]\npassword = [\"s3cret\"]",
        "[video]\nprovider = \"jitsi\"\ndomain = \"meet.example\"\napp_id = \"a\"\napp_secret = \"s3cret\"",
    ] {
        let error = load(wrong).unwrap_err();
        assert!(!error.contains("s3cret") && error.contains("not shown"), "{error}");
    }
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
