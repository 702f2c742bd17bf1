//! A real Prosody with a conference component, on which `deploy/jitsi/mod_liaison_rooms.lua` runs; and people who speak XMPP
//! to it over a WebSocket, as Jitsi's page does. What a Jitsi token would say of them is said by the address they open: the
//! checking of tokens is Jitsi's own.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::database::TempDir;

/// Names Prosody's program.
const PROGRAM: &str = "LIAISON_TEST_PROSODY";
/// The conference component.
const ROOMS: &str = "conference.localhost";

/// Takes the person from the address, where Jitsi's own module takes them from a token.
const PEOPLE: &str = r#"
local formdecode = require "util.http".formdecode;
module:hook_global("websocket-session", function (event)
	local query = formdecode(event.request.url.query or "");
	if query.person then
		event.session.jitsi_meet_context_user = { id = query.person };
	end
end);
"#;

/// The running server. It ends with the test.
#[derive(Debug)]
pub struct Prosody {
    _server: Child,
    log: Lines<BufReader<ChildStdout>>,
    port: u16,
    _dir: TempDir,
}

impl Prosody {
    /// `None` when no Prosody was named; `cargo xtask test` installs one and names it. `liaison` is where our server is.
    pub async fn start(liaison: &str, app_id: &str, app_secret: &str) -> Option<Self> {
        let program = std::env::var_os(PROGRAM)?;
        let dir = TempDir::new();
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let modules = dir.0.join("modules");
        std::fs::create_dir(&modules).expect("a folder");
        std::fs::write(modules.join("mod_people_of_tests.lua"), PEOPLE).expect("a module");
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/jitsi");
        let config = dir.0.join("prosody.cfg.lua");
        let text = configuration(&[&modules, &ours], &dir.0, port, liaison, app_id, app_secret);
        std::fs::write(&config, text).expect("a configuration");
        let mut server = Command::new(program)
            .arg("-F")
            .arg("--config")
            .arg(&config)
            .stdout(Stdio::piped())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("Prosody starts");
        let log = BufReader::new(server.stdout.take().expect("its log")).lines();
        let mut prosody = Self { _server: server, log, port, _dir: dir };
        prosody.says("Activated service 'http'").await;
        Some(prosody)
    }

    /// Waits until a line of the log holds `words`.
    pub async fn says(&mut self, words: &str) {
        let mut before = Vec::new();
        while let Some(line) = self.log.next_line().await.expect("its log can be read") {
            if line.contains(words) {
                return;
            }
            before.push(line);
        }
        panic!("Prosody ended without {words:?}:\n{}", before.join("\n"));
    }

    /// Someone whose token names them `person`, connected, and in no room yet.
    pub async fn connect(&self, person: &str) -> Caller {
        let url = format!("ws://127.0.0.1:{}/xmpp-websocket?person={person}", self.port);
        let mut request = url.into_client_request().expect("an address");
        request.headers_mut().insert("sec-websocket-protocol", "xmpp".parse().expect("a protocol"));
        let (socket, _) = tokio_tungstenite::connect_async(request).await.expect("a connection");
        let mut caller = Caller { socket };
        let open = r#"<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="localhost" version="1.0"/>"#;
        caller.say(open).await;
        caller.hear("mechanisms").await;
        caller.say(r#"<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>"#).await;
        caller.hear("<success").await;
        caller.say(open).await;
        caller.hear("xmpp-bind").await;
        let bind = r#"<iq xmlns="jabber:client" type="set" id="b"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>"#;
        caller.say(bind).await;
        caller.hear("<jid>").await;
        caller
    }
}

fn configuration(
    plugins: &[&PathBuf; 2],
    dir: &Path,
    port: u16,
    liaison: &str,
    app_id: &str,
    app_secret: &str,
) -> String {
    let [modules, ours] = plugins;
    format!(
        r#"
run_as_root = true
pidfile = "{dir}/pid"
data_path = "{dir}"
log = {{ info = "*console" }}
plugin_paths = {{ "{modules}", "{ours}" }}
interfaces = {{ "127.0.0.1" }}
http_interfaces = {{ "127.0.0.1" }}
http_ports = {{ {port} }}
https_ports = {{}}
c2s_ports = {{}}
s2s_ports = {{}}
modules_enabled = {{ "saslauth", "websocket" }}
c2s_require_encryption = false
modules_disabled = {{ "s2s" }}
consider_websocket_secure = true

VirtualHost "localhost"
    authentication = "anonymous"
    modules_enabled = {{ "people_of_tests" }}

Component "{ROOMS}" "muc"
    storage = "memory"
    muc_room_locking = false
    modules_enabled = {{ "liaison_rooms" }}
    liaison_url = "{liaison}"
    liaison_app_id = "{app_id}"
    liaison_app_secret = "{app_secret}"
    liaison_interval = 0.1
"#,
        dir = dir.display(),
        modules = modules.display(),
        ours = ours.display(),
    )
}

/// One browser's connection to the Jitsi server.
#[derive(Debug)]
pub struct Caller {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Caller {
    async fn say(&mut self, stanza: &str) {
        self.socket.send(Message::text(stanza.to_owned())).await.expect("the connection lasts");
    }

    /// The next stanza that holds `words`; the others are passed over.
    pub async fn hear(&mut self, words: &str) -> String {
        let mut before = Vec::new();
        while let Some(Ok(frame)) = self.socket.next().await {
            if let Message::Text(text) = frame {
                if text.contains(words) {
                    return text.to_string();
                }
                before.push(text.to_string());
            }
        }
        panic!("the connection ended without {words:?}:\n{}", before.join("\n"));
    }

    /// Asks to come into a room, and gives the answer: your own presence there, or why not.
    pub async fn enter(&mut self, room: &str, nick: &str) -> String {
        let to = format!("{room}@{ROOMS}/{nick}");
        let join = format!(
            r#"<presence xmlns="jabber:client" to="{to}"><x xmlns="http://jabber.org/protocol/muc"/></presence>"#
        );
        self.say(&join).await;
        loop {
            let answer = self.hear("<presence").await;
            if answer.contains("code='110'") || answer.contains("type='error'") {
                return answer;
            }
        }
    }
}
