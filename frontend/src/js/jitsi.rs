//! A call through the IFrame API: the same code for a Jitsi, JaaS and the built-in room.
//!
//! [`Call`] is what a page holds: signals to draw from, commands to give. It loads the provider's script, puts
//! the room into an element, follows its events in a [`Meeting`], and takes the room away when it is over or
//! when the page's owner is gone.

mod event;
mod meeting;
mod presence_heartbeat;
mod script;

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{JSON, Object, Promise, Reflect};
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;
use wire::calls::{RoomGrant, RoomProvider};

use super::{dom, timer};
use crate::{i18n, task, ui::Scope};

pub use event::{CallEvent, Kind, Present, RoomFault};
pub use meeting::{EndReason, Meeting, Phase};
pub use presence_heartbeat::{Word, report_stay};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = JitsiMeetExternalAPI)]
    type Api;

    #[wasm_bindgen(constructor, catch, js_class = "JitsiMeetExternalAPI")]
    fn new(domain: &str, options: &Object) -> Result<Api, JsValue>;

    #[wasm_bindgen(method, catch, js_name = addListener)]
    fn add_listener(this: &Api, event: &str, listener: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, variadic, js_name = executeCommand)]
    fn execute_command(this: &Api, name: &str, arguments: Box<[JsValue]>) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn dispose(this: &Api) -> Result<(), JsValue>;
}

/// What the server grants to enter one room.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where the provider's script is.
    pub script_url: String,
    /// `host[:port][/tenant]`.
    pub domain: String,
    /// The room's name; the built-in room opens the socket of the call with this id.
    pub room: String,
    pub jwt: String,
    /// `en`, `fr` or `es`.
    pub language: String,
    pub display_name: String,
    /// `configOverwrite`.
    pub config: Value,
    /// What the call is about: the frame's title.
    pub subject: String,
}

impl From<RoomGrant> for Entry {
    fn from(grant: RoomGrant) -> Self {
        // The built-in room is on the page's own server, under whatever name it was reached.
        let domain = if grant.provider == RoomProvider::Builtin { dom::host() } else { grant.domain };
        Self {
            script_url: grant.script_url,
            domain,
            room: grant.room,
            jwt: grant.jwt,
            language: i18n::language_now().to_string(),
            display_name: grant.display_name,
            config: grant.config,
            subject: grant.subject,
        }
    }
}

/// How good the connection to the others is; only the built-in room measures it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    Good,
    Weak,
    Lost,
}

/// Asks the server for another entry, or says why there is none.
pub type Renew = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Entry, EndReason>>>>>;

/// Longer, and people believe that nothing happens.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a room is waited for that was told to end or to hang up.
const FAREWELL: Duration = Duration::from_secs(5);

/// A call in a page.
#[derive(Clone, Copy)]
pub struct Call {
    meeting: RwSignal<Meeting>,
    room: StoredValue<Option<Room>, LocalStorage>,
    /// Where the room is, and how to be let in again.
    place: StoredValue<Option<(Element, Renew)>, LocalStorage>,
    /// One has waited for longer than people do.
    stalled: RwSignal<bool>,
    finishing: StoredValue<bool>,
    scope: Scope,
}

impl Call {
    /// A call that is not begun. It ends with the reactive owner.
    pub fn new() -> Self {
        let call = Self {
            meeting: RwSignal::new(Meeting::default()),
            room: StoredValue::new_local(None),
            place: StoredValue::new_local(None),
            stalled: RwSignal::new(false),
            finishing: StoredValue::new(false),
            scope: Scope::here(),
        };
        on_cleanup(move || call.dispose());
        call.watch();
        call
    }

    /// Where the call is; subscribes the reader.
    pub fn meeting(self) -> Signal<Meeting> {
        self.meeting.into()
    }

    /// Whether one has been kept waiting, so that it is time to offer another try and the telephone. The room goes on
    /// trying meanwhile.
    pub fn stalled(self) -> Signal<bool> {
        self.stalled.into()
    }

    /// Notices when one is kept waiting.
    fn watch(self) {
        let waits = Memo::new(move |_| self.meeting.with(Meeting::is_waiting));
        Effect::new(move |_| {
            self.stalled.set(false);
            if waits.get() {
                // Ends with this run of the effect: anyone who gets in meanwhile is not told.
                task::spawn(async move {
                    timer::sleep(PATIENCE).await;
                    self.stalled.set(true);
                });
            }
        });
    }

    /// Loads the provider and opens the room inside `place`, which gives it its size. What lets us in may be refused later,
    /// because it is good for a while only: then `renew` is asked, and one is let in again without doing anything.
    pub fn begin(self, place: Element, entry: Entry, renew: Renew) {
        self.place.set_value(Some((place, renew)));
        self.meeting.set(Meeting::default());
        self.open(entry);
    }

    /// Begins again, as a person asks for it.
    pub fn try_again(self) {
        self.meeting.set(Meeting::default());
        self.renew();
    }

    fn renew(self) {
        let Some((_, renew)) = self.place.try_get_value().flatten() else { return };
        self.dispose();
        self.meeting.update(Meeting::renewing);
        self.scope.spawn(async move {
            match renew().await {
                Ok(entry) => {
                    self.meeting.update(Meeting::restart);
                    self.open(entry);
                }
                Err(why) => self.meeting.update(|meeting| meeting.refused(why)),
            }
        });
    }

    fn open(self, entry: Entry) {
        self.dispose();
        let Some((place, _)) = self.place.try_get_value().flatten() else { return };
        self.scope.spawn(async move {
            if script::load(&entry.script_url).await.is_err() {
                self.meeting.update(Meeting::unreachable);
                return;
            }
            match Room::open(&place, &entry, move |event| self.take(event)) {
                Some(room) => self.room.set_value(Some(room)),
                None => self.meeting.update(Meeting::unreachable),
            }
        });
    }

    pub fn toggle_microphone(self) {
        self.command("toggleAudio", Vec::new());
    }

    pub fn toggle_camera(self) {
        self.command("toggleVideo", Vec::new());
    }

    /// Leaves; the others stay.
    pub fn leave(self) {
        // Jitsi would otherwise ask for an opinion first.
        self.command("hangup", vec![JsValue::FALSE]);
    }

    /// The call is over: the room is told to end for everyone where we may do that, and otherwise that we hang up, and only
    /// then is it taken away. Taken away at once it would go on for the others. A Jitsi without the component does nothing
    /// at all, so it is not waited for longer than a moment.
    pub fn finish(self) {
        if self.finishing.try_update_value(|finishing| std::mem::replace(finishing, true)) != Some(false) {
            return;
        }
        let (joined, moderator) =
            self.meeting.with_untracked(|meeting| (meeting.phase == Phase::Joined, meeting.moderator));
        if !joined {
            self.dispose();
            return;
        }
        if moderator {
            self.command("endConference", Vec::new());
        } else {
            self.leave();
        }
        self.scope.spawn(async move {
            timer::sleep(FAREWELL).await;
            self.dispose();
        });
    }

    /// Takes someone out whom the room knows by the `context.user.id` of their token.
    pub fn take_out_person(self, user_id: &str) {
        let found = self.meeting.with_untracked(|meeting| {
            let all = meeting.others.iter().filter(|other| other.user_id.as_deref() == Some(user_id));
            all.map(|other| other.id.clone()).collect::<Vec<_>>()
        });
        for participant in found {
            self.command("kickParticipant", vec![JsValue::from_str(&participant)]);
        }
    }

    /// The built-in room's own measure; nothing from a provider that does not say.
    pub async fn quality(self) -> Option<Quality> {
        let stats = self.ask("getConnectionStats").await?;
        match stats.get("quality")?.as_str()? {
            "good" => Some(Quality::Good),
            "weak" => Some(Quality::Weak),
            "lost" => Some(Quality::Lost),
            _ => None,
        }
    }

    /// The provider's id of this session, by which recordings name it.
    pub async fn session_id(self) -> Option<String> {
        let id = self.ask("getSessionId").await?;
        id.as_str().filter(|id| !id.is_empty()).map(ToOwned::to_owned)
    }

    /// Takes the room out of the page. Doing it twice does no harm.
    pub fn dispose(self) {
        // After the owner's end the value is gone, and the room went with it.
        let _ = self.room.try_update_value(Option::take);
    }

    fn take(self, event: CallEvent) {
        let over = self.meeting.try_update(|meeting| meeting.apply(event));
        if over != Some(true) {
            return;
        }
        if self.meeting.try_with_untracked(Meeting::may_renew) == Some(true) {
            self.renew();
        } else {
            self.dispose();
        }
    }

    fn command(self, name: &str, arguments: Vec<JsValue>) {
        self.room.with_value(|room| {
            if let Some(room) = room {
                room.command(name, arguments);
            }
        });
    }

    async fn ask(self, function: &str) -> Option<Value> {
        let promise = self.room.try_with_value(|room| room.as_ref()?.call(function))??;
        read_json(&JsFuture::from(promise).await.ok()?)
    }
}

impl Default for Call {
    fn default() -> Self {
        Self::new()
    }
}

/// The provider's object and the listeners it holds; dropped, the room leaves the page.
struct Room {
    api: Api,
    disposed: Rc<Cell<bool>>,
    _listeners: Vec<Closure<dyn Fn(JsValue)>>,
}

impl Room {
    fn open(place: &Element, entry: &Entry, on_event: impl Fn(CallEvent) + Clone + 'static) -> Option<Self> {
        let api = Api::new(&entry.domain, &options(place, entry)?).ok()?;
        // A provider's frame has no title of its own, and a screen reader would read its address.
        if let Ok(Some(frame)) = place.query_selector("iframe") {
            let _ = frame.set_attribute("title", &entry.subject);
        }
        let disposed = Rc::new(Cell::new(false));
        let mut listeners = Vec::with_capacity(event::NAMES.len());
        for name in event::NAMES {
            let (on_event, disposed) = (on_event.clone(), Rc::clone(&disposed));
            let listener = Closure::<dyn Fn(JsValue)>::new(move |data: JsValue| {
                let event = event::read(name, &read_json(&data).unwrap_or_default());
                if let (Some(event), false) = (event, disposed.get()) {
                    on_event(event);
                }
            });
            // A provider of another version may not know every event; the rest still works.
            let _ = api.add_listener(name, listener.as_ref());
            listeners.push(listener);
        }
        Some(Self { api, disposed, _listeners: listeners })
    }

    fn command(&self, name: &str, arguments: Vec<JsValue>) {
        if let Err(error) = self.api.execute_command(name, arguments.into_boxed_slice()) {
            leptos::logging::warn!("{name}: {error:?}");
        }
    }

    /// Calls a function that answers with a promise; nothing when this provider does not have it.
    fn call(&self, function: &str) -> Option<Promise> {
        let found = Reflect::get(&self.api, &JsValue::from_str(function)).ok()?;
        let function: js_sys::Function = found.dyn_into().ok()?;
        function.call0(&self.api).ok()?.dyn_into().ok()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if !self.disposed.replace(true) {
            let _ = self.api.dispose();
        }
    }
}

fn options(place: &Element, entry: &Entry) -> Option<Object> {
    let plain = json!({
        "roomName": entry.room,
        "jwt": entry.jwt,
        "lang": entry.language,
        "width": "100%",
        "height": "100%",
        "configOverwrite": entry.config,
        "userInfo": { "displayName": entry.display_name },
    });
    let options: Object = JSON::parse(&plain.to_string()).ok()?.dyn_into().ok()?;
    Reflect::set(&options, &"parentNode".into(), place).ok()?;
    Some(options)
}

/// Payloads are plain data; what is not (a DOM event among them) reads as nothing.
fn read_json(value: &JsValue) -> Option<Value> {
    let text = JSON::stringify(value).ok()?.as_string()?;
    client::json::read(&text).ok()
}
