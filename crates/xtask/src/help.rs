//! The text of `--help`.

/// Each command: name, options, one sentence, details.
const COMMANDS: [(&str, &str, &str, &str); 11] = [
    (
        "run",
        "[--port N] [--release] [--dev]",
        "sets everything up, builds and starts Liaison with demo data",
        "  --port N    listen on this port instead of the configured one
  --release   optimised server with the browser application inside
  --dev       browser application in the dev profile: quick to build, large

The first run seeds a demo practice in ./data. Ctrl-C stops the server; the data stays.
To begin again, delete ./data.",
    ),
    (
        "test",
        "[STEP…]",
        "runs every check, as CI does",
        "Without a STEP all run, in this order, and a table at the end says how each went:
  fmt tidy requirements clippy clippy-web unit web openapi types e2e
A failing step does not keep the others from running. PostgreSQL is started for the tests
and removed afterwards; nothing of the system's own clusters is touched.",
    ),
    (
        "e2e",
        "[--dev] [--pictures] [PLAYWRIGHT ARGS…]",
        "runs the browser tests in Debian's Chromium",
        "  --dev        with the browser application in the dev profile: quick to build
  --pictures   renew the pictures in docs/screenshots

Other arguments go to Playwright: `cargo xtask e2e chat -g C17`, `cargo xtask e2e --workers=1`.",
    ),
    (
        "web",
        "[--dev]",
        "builds the browser application into dist/ and checks its size",
        "  --dev   dev profile, neither optimised nor measured

Nothing is built when no input changed.",
    ),
    ("build", "", "builds target/release/liaison with the browser application inside", ""),
    (
        "bench",
        "NAME [--postgres] [ARGS…]",
        "runs a load test against a release build",
        "  chat   posts and deliveries in one room: 50 members connected, 8 senders
  sms    texts accepted, on the record and in the outbox: 8 senders
  http   reads with 100,000 applicants and 1,000,000 messages, at 200 requests/s
  start  how long a start takes; disk: how long a small durable write takes

  --postgres   on PostgreSQL instead of SQLite: a cluster of its own, as durable as in production,
               is started and removed; BENCH_POSTGRES=postgres://… names an empty database to use instead

Other arguments go to the load generator; `cargo xtask bench list` names them. The figures are printed as a
table beside what they should be, and the command fails when one is missed. The machine should be quiet.",
    ),
    (
        "trials",
        "[--kills N] [--migrations N] [--disks N] [--cuts N]",
        "kills, cuts and starves the real program, and prints what was lost",
        "  --kills N        kills in the middle of writing, on each database (200)
  --migrations N   kills in the middle of an upgrade, on each database (60)
  --disks N        disks that fill and empty under a running server (20); as root, who can mount small ones
  --cuts N         sockets cut at random while messages are posted (10000)

A short form of the same runs in the tests. What is promised, and what was measured: docs/reliability.md.",
    ),
    (
        "openapi",
        "[--check]",
        "writes openapi/openapi.json from the code",
        "  --check   compare only, and fail when the file is out of date",
    ),
    ("tidy", "", "checks layers, file sizes, forbidden words and translations", ""),
    (
        "requirements",
        "[--missing]",
        "prints the requirement table with the tests of each id",
        "  --missing   only the ids without a test

Fails when an id is `done` and no test names it, or a test names an id that is not in docs/requirements.md.",
    ),
    (
        "setup",
        "[--tests]",
        "installs what building needs: wasm target, trunk, wasm-bindgen, npm packages",
        "  --tests   also what testing needs: Debian's chromium and postgresql, npm packages of e2e/

Tools are kept in the user's cache directory (~/.cache/liaison) and shared by all clones.",
    ),
];

pub fn overview() -> String {
    let mut text = "Usage: cargo xtask COMMAND [OPTIONS]\n\nCommands:\n".to_owned();
    text.extend(COMMANDS.map(|(name, _, summary, _)| format!("  {name:<13} {summary}\n")));
    text.push_str("\n`cargo xtask COMMAND --help` says more.");
    text
}

pub fn of(name: &str) -> Option<String> {
    let (_, options, summary, details) = COMMANDS.iter().find(|command| command.0 == name)?;
    let usage = format!("cargo xtask {name} {options}");
    Some(format!("{}: {summary}\n\n{details}", usage.trim_end()).trim_end().to_owned())
}
