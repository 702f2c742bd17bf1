//! Camera, microphone and speaker before a call: what there is, whether it works, and why not.
//!
//! Everything opened here closes when its guard is dropped, so that no light stays on behind a page that is gone.

mod camera;
mod fault;
mod microphone;
mod tone;

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack,
};

pub use camera::Camera;
pub use fault::MediaFault;
pub use microphone::{Meter, Microphone};
pub use tone::play_tone;

/// A device that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub id: String,
    /// Empty until the browser has given permission.
    pub label: String,
}

/// What is plugged in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Devices {
    pub cameras: Vec<Device>,
    pub microphones: Vec<Device>,
    /// Empty where the browser leaves the choice to the system.
    pub speakers: Vec<Device>,
}

/// What there is; to be asked again after a permission was given, and when [`on_devices_change`] says so.
pub async fn devices() -> Result<Devices, MediaFault> {
    let promise = media_devices()?.enumerate_devices().map_err(|error| MediaFault::from_js(&error))?;
    let list = JsFuture::from(promise).await.map_err(|error| MediaFault::from_js(&error))?;
    let mut found = Devices::default();
    for info in Array::from(&list).iter().filter_map(|item| item.dyn_into::<MediaDeviceInfo>().ok()) {
        let device = Device { id: info.device_id(), label: info.label() };
        match info.kind() {
            MediaDeviceKind::Videoinput => found.cameras.push(device),
            MediaDeviceKind::Audioinput => found.microphones.push(device),
            MediaDeviceKind::Audiooutput => found.speakers.push(device),
            _ => {}
        }
    }
    Ok(found)
}

/// Calls `then` whenever something is plugged in or out, until the guard is dropped.
pub fn on_devices_change(then: impl Fn() + 'static) -> DevicesWatch {
    let callback = Closure::<dyn Fn()>::new(then);
    let devices = media_devices().ok();
    if let Some(devices) = &devices {
        let _ = devices.add_event_listener_with_callback("devicechange", callback.as_ref().unchecked_ref());
    }
    DevicesWatch { devices, callback }
}

/// The guard of [`on_devices_change`].
pub struct DevicesWatch {
    devices: Option<MediaDevices>,
    callback: Closure<dyn Fn()>,
}

impl Drop for DevicesWatch {
    fn drop(&mut self) {
        if let Some(devices) = &self.devices {
            let callback = self.callback.as_ref().unchecked_ref();
            let _ = devices.remove_event_listener_with_callback("devicechange", callback);
        }
    }
}

/// Asks once for camera and microphone together, so that the browser shows one question, and gives both back at
/// once: the permission stays, the devices do not. Where one of the two is the trouble, opening them one by one
/// says which.
pub async fn ask_permission() -> Result<(), MediaFault> {
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&JsValue::TRUE);
    constraints.set_video(&JsValue::TRUE);
    open(&constraints).await.map(drop)
}

/// A stream whose devices are freed when it is dropped.
struct OpenStream(MediaStream);

impl Drop for OpenStream {
    fn drop(&mut self) {
        for track in self.0.get_tracks().iter() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
    }
}

impl OpenStream {
    fn label(&self) -> String {
        let first = self.0.get_tracks().get(0);
        first.dyn_into::<MediaStreamTrack>().map(|track| track.label()).unwrap_or_default()
    }
}

async fn open(constraints: &MediaStreamConstraints) -> Result<OpenStream, MediaFault> {
    let asked = media_devices()?.get_user_media_with_constraints(constraints);
    let promise = asked.map_err(|error| MediaFault::from_js(&error))?;
    let stream = JsFuture::from(promise).await.map_err(|error| MediaFault::from_js(&error))?;
    stream.dyn_into().map(OpenStream).map_err(|_| MediaFault::Failed)
}

/// Absent on a page without https: the property is then missing, whatever the bindings say.
fn media_devices() -> Result<MediaDevices, MediaFault> {
    let navigator = web_sys::window().ok_or(MediaFault::Failed)?.navigator();
    let devices = Reflect::get(&navigator, &"mediaDevices".into()).map_err(|_| MediaFault::Insecure)?;
    devices.dyn_into().map_err(|_| MediaFault::Insecure)
}

/// `true`, or the wish for one device; another one is taken when it is gone.
fn wish(device: Option<&str>) -> JsValue {
    let Some(id) = device.filter(|id| !id.is_empty()) else { return JsValue::TRUE };
    let wish = web_sys::MediaTrackConstraints::new();
    wish.set_device_id(&JsValue::from_str(id));
    wish.into()
}
