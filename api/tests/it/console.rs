//! What the program prints: on the console for anyone who runs it, in the log for anyone who looks into an incident.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

use client::Client;
use domain::language::Language;
use domain::permission::Role;
use testkit::PASSWORD;
use testkit::database::TempDir;
use wire::identity::{LinkKind, NewMember, NewPractice};

struct Running {
    server: Child,
    console: BufReader<ChildStdout>,
    url: String,
    client: Client,
    _dir: TempDir,
}

impl Running {
    /// Starts the program on an empty directory.
    fn start() -> Self {
        let dir = TempDir::new();
        let mut server = Command::new(env!("CARGO_BIN_EXE_liaison"))
            .arg("serve")
            .current_dir(&dir.0)
            .env("LIAISON_LISTEN", "127.0.0.1:0")
            .env("LIAISON_LOG", "json")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut console = BufReader::new(server.stdout.take().unwrap());
        let mut first = String::new();
        console.read_line(&mut first).unwrap();
        let url = first.trim().rsplit(' ').next().unwrap().trim_end_matches('/').to_owned();
        Self { server, console, client: Client::new(&url), url, _dir: dir }
    }

    /// Reads the console up to a line that holds this.
    fn read_until(&mut self, wanted: &str) -> String {
        let mut read = String::new();
        while !read.lines().last().is_some_and(|line| line.contains(wanted)) {
            assert_ne!(self.console.read_line(&mut read).unwrap(), 0, "the console ended:\n{read}");
        }
        read
    }

    /// Ends the program; what it wrote to the log, as JSON, and all of it as text.
    fn log(mut self) -> (Vec<serde_json::Value>, String) {
        self.server.kill().unwrap();
        let mut text = String::new();
        self.server.stderr.take().unwrap().read_to_string(&mut text).unwrap();
        self.server.wait().unwrap();
        let lines = text.lines().filter_map(|line| serde_json::from_str(line).ok());
        (lines.collect(), text)
    }
}

fn founding(code: &str) -> NewPractice {
    NewPractice {
        code: code.to_owned(),
        practice_name: "Roy & Haddad".to_owned(),
        practice_address: "1200 rue Sherbrooke".to_owned(),
        practice_phone: "+1 438 555 0100".to_owned(),
        practice_email: "bureau@roy.example".to_owned(),
        time_zone: "America/Toronto".to_owned(),
        language: Language::En,
        name: "Amélie Roy".to_owned(),
        email: "amelie@roy.example".to_owned(),
        password: PASSWORD.to_owned(),
    }
}

#[tokio::test]
async fn the_console_has_the_code_and_the_links_and_the_log_has_neither() {
    let mut running = Running::start();
    let said = running.read_until("give the code");
    let code = said.trim().rsplit(' ').next().unwrap().to_owned();
    let client = running.client.clone();
    let wrong = client.set_up(&founding("AAAAA-AAAAA")).await.unwrap_err();
    assert_eq!(wrong.field("code").unwrap().code, "wrong_code");
    assert!(!client.setup().await.unwrap().is_set_up);
    let owner = client.set_up(&founding(&code.to_lowercase().replace('-', " "))).await.unwrap();

    let new = NewMember {
        name: "Noor Haddad".to_owned(),
        email: "noor@roy.example".to_owned(),
        title: String::new(),
        role: Role::Assistant,
        language: None,
    };
    let invited = client.invite_user("k", &new).await.unwrap();
    let letter = running.read_until("/invite/");
    assert!(letter.contains("Noor Haddad <noor@roy.example>"), "{letter}");
    let link = letter.lines().last().unwrap().rsplit('/').next().unwrap().to_owned();
    let guest = Client::new(&running.url);
    guest.use_link(LinkKind::Invite, &link, "a lake behind the hills").await.unwrap();
    guest.sign_out().await.unwrap();
    for (email, password) in
        [("nobody@roy.example", "wrong"), ("amelie@roy.example", "wrong"), ("amelie@roy.example", PASSWORD)]
    {
        let _ = guest.sign_in(email, password).await;
    }
    guest.request_reset("amelie@roy.example").await.unwrap();
    let letter = running.read_until("/reset/");
    let reset = letter.lines().last().unwrap().rsplit('/').next().unwrap().to_owned();

    let (lines, text) = running.log();
    for secret in [&link, &reset, &code, "amelie@roy.example", "noor@roy.example", "Haddad", PASSWORD] {
        assert!(!text.contains(secret), "{secret} is in the log");
    }
    let security = lines.iter().filter(|line| line["target"] == "security").map(|line| &line["fields"]);
    let security: Vec<_> = security.collect();
    let names: Vec<_> = security.iter().map(|fields| fields["event"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "set_up_refused",
            "set_up",
            "invited",
            "link_used",
            "signed_out",
            "sign_in_refused",
            "sign_in_refused",
            "signed_in",
            "link_made",
        ]
    );
    let (owner, invited) = (owner.id.to_string(), invited.id.to_string());
    assert_eq!((&security[2]["user"], &security[2]["by"]), (&invited.clone().into(), &owner.clone().into()));
    assert_eq!(security[5]["why"], "unknown_account");
    assert_eq!(security[6]["why"], "wrong_password");
    assert_eq!((&security[6]["user"], &security[7]["user"]), (&owner.clone().into(), &owner.into()));
}
