//! What a token holds, and what it does not open.

use super::*;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_000_000, 0).unwrap()
}

fn signer() -> Signer {
    Signer { issuer: "liaison".into(), subject: "*".into(), secret: Secret::new("a key of the practice") }
}

fn room() -> RoomName {
    "k3v9d2m4q8x7c5b1n6z0".parse().unwrap()
}

fn ana() -> RoomPerson {
    RoomPerson { id: "0199a3f0".into(), name: "Ana María García".into(), session: None }
}

/// For `role`, good for ten minutes.
fn token(role: RoomRole) -> (String, DateTime<Utc>) {
    let until = now() + VALID_FOR;
    (signer().sign(&room(), &ana(), role, now(), until).unwrap(), until)
}

fn claims_as_json(jwt: &str) -> serde_json::Value {
    let body = jwt.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap()
}

#[test]
fn a_guests_token_holds_a_name_and_nothing_else_of_the_person() {
    let (jwt, expires_at) = token(RoomRole::Guest);
    let claims = claims_as_json(&jwt);
    assert_eq!(
        claims,
        json!({
            "aud": "jitsi", "iss": "liaison", "sub": "*", "room": "k3v9d2m4q8x7c5b1n6z0",
            "iat": 1_772_000_000, "nbf": 1_771_999_990, "exp": 1_772_000_600,
            "context": {
                "user": { "id": "0199a3f0", "name": "Ana María García", "moderator": false },
                "features": {
                    "recording": false, "livestreaming": false, "transcription": false,
                    "outbound-call": false, "sip-outbound-call": false,
                },
            },
        })
    );
    assert_eq!(expires_at, now() + VALID_FOR);
}

#[test]
fn only_a_host_moderates_and_records_only_where_allowed() {
    for (role, moderator, recording) in [
        (RoomRole::Host { may_record: true }, true, true),
        (RoomRole::Host { may_record: false }, true, false),
        (RoomRole::Staff, false, false),
    ] {
        let (jwt, _) = token(role);
        let context = &claims_as_json(&jwt)["context"];
        assert_eq!(context["user"]["moderator"], moderator, "{role:?}");
        assert_eq!(context["features"]["recording"], recording, "{role:?}");
        assert_eq!(room_config(role)["recordingService"]["enabled"], recording, "{role:?}");
    }
}

#[test]
fn a_token_opens_for_ten_minutes_with_its_own_key() {
    let (jwt, expires_at) = token(RoomRole::Guest);
    let at = |instant| signer().verify(&jwt, instant);
    assert_eq!(at(now()).unwrap().room, room().as_str());
    assert!(at(now() - TimeDelta::seconds(10)).is_some());
    assert!(at(now() - TimeDelta::seconds(11)).is_none(), "not yet");
    assert!(at(expires_at - TimeDelta::seconds(1)).is_some());
    assert!(at(expires_at).is_none(), "expired");
    let other = |change: fn(&mut Signer)| {
        let mut signer = signer();
        change(&mut signer);
        signer.verify(&jwt, now())
    };
    assert!(other(|s| s.secret = Secret::new("another key")).is_none());
    assert!(other(|s| s.issuer = "another".into()).is_none());
    assert!(other(|s| s.subject = "another".into()).is_none());
}

#[test]
fn only_our_own_room_learns_of_the_session() {
    let person = RoomPerson { session: Some("0199".into()), ..ana() };
    let jwt = signer().sign(&room(), &person, RoomRole::Staff, now(), now() + VALID_FOR).unwrap();
    assert_eq!(claims_as_json(&jwt)["sid"], "0199");
    assert_eq!(
        claims_as_json(&jwt)["context"]["user"],
        json!({"id": "0199a3f0", "name": "Ana María García", "moderator": false})
    );
    assert_eq!(claims_as_json(&token(RoomRole::Staff).0).get("sid"), None);
}

#[test]
fn an_altered_or_unsigned_token_is_refused() {
    let (jwt, _) = token(RoomRole::Guest);
    let parts: Vec<&str> = jwt.split('.').collect();
    let mut claims = claims_as_json(&jwt);
    claims["context"]["user"]["moderator"] = true.into();
    let forged = URL_SAFE_NO_PAD.encode(claims.to_string());
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    for bad in [
        format!("{}.{forged}.{}", parts[0], parts[2]),
        format!("{none}.{}.", parts[1]),
        format!("{}.{}", parts[0], parts[1]),
        String::new(),
    ] {
        assert!(signer().verify(&bad, now()).is_none(), "{bad}");
    }
}

/// A server's token with these claims, signed with `secret`.
fn server_token(secret: &str, claims: &serde_json::Value) -> String {
    let key = EncodingKey::from_secret(secret.as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key).unwrap()
}

#[test]
fn a_server_is_known_by_its_own_fresh_token() {
    let asks = |aud: &str, iss: &str, iat: i64, life: i64| {
        let iat = now().timestamp() + iat;
        json!({"aud": aud, "iss": iss, "iat": iat, "exp": iat + life})
    };
    let ours = "a key of the practice";
    let good = asks("liaison-rooms", "liaison", 0, 60);
    assert!(signer().is_server(&server_token(ours, &good), now()));
    for clock in [-290, 290] {
        let token = server_token(ours, &asks("liaison-rooms", "liaison", clock, 60));
        assert!(signer().is_server(&token, now()), "its clock may differ by {clock} s");
    }
    for bad in [
        server_token("another key", &good),
        server_token(ours, &asks("jitsi", "liaison", 0, 60)),
        server_token(ours, &asks("liaison-rooms", "somebody", 0, 60)),
        server_token(ours, &asks("liaison-rooms", "liaison", -301, 300)),
        server_token(ours, &asks("liaison-rooms", "liaison", 301, 300)),
        server_token(ours, &asks("liaison-rooms", "liaison", 0, 301)),
        server_token(ours, &asks("liaison-rooms", "liaison", 0, -1)),
        server_token(ours, &json!({"aud": "liaison-rooms", "iss": "liaison", "exp": now().timestamp() + 60})),
        server_token(
            ours,
            &json!({"aud": "liaison-rooms", "iss": "liaison", "iat": i64::MIN, "exp": i64::MAX}),
        ),
        token(RoomRole::Host { may_record: true }).0,
        String::new(),
    ] {
        assert!(!signer().is_server(&bad, now()), "{bad}");
    }
}

#[test]
fn a_servers_token_opens_no_room() {
    let at = now().timestamp();
    let token = json!({"aud": "liaison-rooms", "iss": "liaison", "sub": "*", "iat": at, "nbf": at, "exp": at + 60,
        "room": "k3v9d2m4q8x7c5b1n6z0", "context": {"user": {"id": "g-1", "name": "Ana", "moderator": true}}});
    assert!(signer().verify(&server_token("a key of the practice", &token), now()).is_none());
}
