//! A disk that is full: what is written is refused with 507, what was acknowledged is there, and it works again once
//! there is room.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use client::Client;
use domain::ConversationId;
use wire::Code;
use wire::chat::NewRoom;

use super::kills::history;
use super::process::{Place, Serving};

const ROUNDS: usize = 2;
/// Longer than any wait of the server.
const PATIENCE: Duration = Duration::from_mins(1);

/// A file system of its own in memory; only root can make one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: PathBuf) -> Option<Self> {
        fs::create_dir_all(&at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=32m,mode=0700", "tmpfs"]).arg(&at);
        let mounted = mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        mounted.then_some(Self(at))
    }

    /// Leaves `kib` KiB and no more.
    fn fill(&self, kib: u64) {
        let output = Command::new("df").arg("--output=avail").arg("-k").arg(&self.0).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let free: u64 = text.lines().last().unwrap().trim().parse().unwrap();
        let ballast = usize::try_from(free.saturating_sub(kib) * 1024).unwrap();
        fs::write(self.0.join("ballast"), vec![1; ballast]).unwrap();
    }

    fn free(&self) {
        fs::remove_file(self.0.join("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // The directory goes with the test; a mount that stays would keep it.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn place() -> Place {
    Place::new().with("LIAISON_CHAT__BURST", "1000000").with("LIAISON_CHAT__POSTS_PER_SECOND", "1000000")
}

async fn room(place: &Place) -> ConversationId {
    place.create_owner().await;
    let mut server = place.start().await;
    let new = NewRoom { name: "Full".into(), topic: String::new(), members: vec![] };
    let room = server.sign_in().await.create_room("room", &new).await.unwrap().id;
    server.kill().await;
    room
}

/// Posts until `enough` says so; what was acknowledged and how often it was refused.
async fn post(
    client: &Client,
    room: ConversationId,
    prefix: &str,
    told: &mut HashSet<String>,
    enough: impl Fn(usize, usize) -> bool,
) -> (usize, usize) {
    let (mut done, mut refused) = (0, 0);
    let begun = Instant::now();
    let body = "x".repeat(7_000);
    for n in 0.. {
        if enough(done, refused) {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "{done} done, {refused} refused");
        let key = format!("{prefix}-{n}");
        match client.post_message(room, &key, &body).await {
            Ok(_) => {
                told.insert(key);
                done += 1;
            }
            Err(error) => {
                assert_eq!(error.code(), Some(Code::InsufficientStorage), "{error:?}");
                refused += 1;
            }
        }
    }
    (done, refused)
}

async fn wait_until_ready(server: &Serving) {
    let begun = Instant::now();
    while server.readiness().await != 200 {
        assert!(begun.elapsed() < PATIENCE, "not ready after there is room");
    }
}

/// One disk that fills and empties under a running server; then the server is killed, and looked at.
async fn one_full_disk(
    place: &Place,
    server: &mut Serving,
    room: ConversationId,
    round: usize,
    fill: impl Fn(&Serving),
    free: impl Fn(&Serving),
) -> (usize, usize) {
    let client = server.sign_in().await;
    let mut told = HashSet::new();
    post(&client, room, &format!("r{round}-before"), &mut told, |done, _| done == 5).await;
    fill(server);
    let full = post(&client, room, &format!("r{round}-full"), &mut told, |_, refused| refused == 30).await;
    assert_eq!(server.readiness().await, 503, "a server that cannot write is not ready");
    client.messages(room, wire::chat::HistoryQuery::default()).await.expect("reading goes on");
    free(server);
    wait_until_ready(server).await;
    let after = post(&client, room, &format!("r{round}-after"), &mut told, |done, _| done == 20).await;
    assert_eq!(after.1, 0, "refused although there is room");
    server.kill().await;
    *server = place.start().await;
    let there = history(&server.sign_in().await, room).await;
    let there: HashSet<_> = there.into_iter().map(|message| message.nonce).collect();
    let lost: Vec<_> = told.iter().filter(|key| !there.contains(*key)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    (told.len(), full.1)
}

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let rounds = super::rounds("DISKS", ROUNDS);
    let (mut acknowledged, mut refused) = (0, 0);
    for round in 0..rounds {
        let place = place();
        let Some(disk) = SmallDisk::mount(place.dir.0.join("data")) else {
            super::report(
                "full disks: NOT TRIED, only root can mount a small one; the limit of a file's size was",
            );
            return;
        };
        let room = room(&place).await;
        let mut server = place.start().await;
        let (fill, free) = (|_: &Serving| disk.fill(600), |_: &Serving| disk.free());
        let (done, no) = one_full_disk(&place, &mut server, room, round, fill, free).await;
        server.kill().await;
        acknowledged += done;
        refused += no;
    }
    super::report(&format!(
        "{rounds} full disks: {acknowledged} messages acknowledged, {refused} refused with 507; lost 0"
    ));
}

/// What everybody may do to their own process: no file of it may grow beyond a size. SQLite calls that an I/O error.
#[tokio::test]
async fn a_file_that_may_not_grow_loses_nothing_that_was_acknowledged() {
    let place = place();
    let room = room(&place).await;
    let mut command = tokio::process::Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" serve", env!("CARGO_BIN_EXE_liaison")]);
    place.settle(&mut command);
    let mut server = Serving::of(command).await;
    let limit = |server: &Serving, size: &str| {
        let pid = server.child.id().unwrap().to_string();
        let done = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={size}:")]).status();
        assert!(done.unwrap().success());
    };
    let log = place.dir.0.join("data/liaison.sqlite-wal");
    let fill = |server: &Serving| limit(server, &(fs::metadata(&log).unwrap().len() + 300_000).to_string());
    let (done, no) =
        one_full_disk(&place, &mut server, room, 0, fill, |server| limit(server, "unlimited")).await;
    server.kill().await;
    super::report(&format!("1 limit of a file's size: {done} messages acknowledged, {no} refused; lost 0"));
}
