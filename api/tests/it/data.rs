//! The data directory: one process, the right key, nobody else's eyes.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use crate::trials::process::Place;

/// Starts the server, signs in, and ends it.
async fn sign_in_once(place: &Place) {
    let mut server = place.start().await;
    server.sign_in().await;
    server.kill().await;
}

#[tokio::test]
async fn a_lost_or_another_key_stops_the_start_and_says_what_to_do() {
    let place = Place::new();
    place.create_owner().await;
    let key = place.dir.0.join("key");
    let right = fs::read(&key).unwrap();
    let refused = async |why: &str| {
        let error = place.run("serve").await.unwrap_err();
        for part in [why, key.to_str().unwrap(), "backup", "adopt-key"] {
            assert!(error.contains(part), "{error:?} does not say {part:?}");
        }
    };

    fs::remove_file(&key).unwrap();
    refused("is missing").await;
    assert!(!key.exists(), "no key was made in place of the lost one");

    fs::write(&key, "00".repeat(32)).unwrap();
    refused("not the one").await;
    assert_eq!(fs::read_to_string(&key).unwrap(), "00".repeat(32), "what is there is left alone");

    fs::write(&key, &right).unwrap();
    sign_in_once(&place).await;

    fs::remove_file(&key).unwrap();
    place.run("adopt-key").await.unwrap();
    sign_in_once(&place).await;
    fs::write(&key, &right).unwrap();
    refused("not the one").await;
}

#[tokio::test]
async fn a_key_that_opens_nothing_may_be_replaced() {
    let place = Place::new();
    place.run("migrate").await.unwrap();
    place.start().await.kill().await;
    fs::remove_file(place.dir.0.join("key")).unwrap();
    place.start().await.kill().await;
    place.create_owner().await;
}

#[tokio::test]
async fn a_second_process_on_the_same_data_is_refused() {
    let place = Place::new();
    place.create_owner().await;
    let mut first = place.start().await;
    for word in ["serve", "migrate", "demo", "adopt-key"] {
        let error = place.run(word).await.unwrap_err();
        assert!(error.contains("in use by another process"), "{word}: {error}");
    }
    first.sign_in().await;
    // The lock goes with its process, however that ends.
    first.kill().await;
    place.start().await.sign_in().await;
}

#[tokio::test]
async fn nobody_else_can_read_the_data() {
    let place = Place::new();
    let data = place.dir.0.join("data");
    let mode = |name: &str| fs::metadata(place.dir.0.join(name)).unwrap().mode() & 0o777;
    let all = ["data/liaison.sqlite", "data/liaison.sqlite-wal", "data/liaison.sqlite-shm", "key"];
    place.create_owner().await;
    for round in 0..2 {
        let mut server = place.start().await;
        assert_eq!(mode("data"), 0o700, "round {round}");
        for name in all {
            assert_eq!(mode(name), 0o600, "{name} in round {round}");
        }
        // As an earlier version, or someone, left it.
        for name in all {
            fs::set_permissions(place.dir.0.join(name), fs::Permissions::from_mode(0o644)).unwrap();
        }
        server.kill().await;
        fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    }
}
