//! A short, friendly sound to test the speaker with.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AudioContext;

use super::MediaFault;

/// A rising third; each note in hertz with its start in seconds.
const NOTES: [(f32, f64); 2] = [(523.25, 0.0), (659.26, 0.28)];
const NOTE_SECONDS: f64 = 0.4;
const LOUDNESS: f32 = 0.18;

/// Plays it through this speaker, where the browser lets us choose, and returns when it has faded. To be called
/// from a click.
pub async fn play_tone(speaker: Option<&str>) -> Result<(), MediaFault> {
    let context = AudioContext::new().map_err(|error| MediaFault::from_js(&error))?;
    let played = play(&context, speaker).await;
    let _ = context.close();
    played.map_err(|error| MediaFault::from_js(&error))
}

async fn play(context: &AudioContext, speaker: Option<&str>) -> Result<(), JsValue> {
    choose_speaker(context, speaker).await;
    JsFuture::from(context.resume()?).await?;
    let start = context.current_time() + 0.05;
    for (pitch, after) in NOTES {
        let (from, until) = (start + after, start + after + NOTE_SECONDS);
        let (oscillator, gain) = (context.create_oscillator()?, context.create_gain()?);
        oscillator.frequency().set_value(pitch);
        // Swelling and fading; an abrupt edge would click.
        gain.gain().set_value_at_time(0.0, from)?;
        gain.gain().linear_ramp_to_value_at_time(LOUDNESS, from + 0.03)?;
        gain.gain().linear_ramp_to_value_at_time(0.0, until)?;
        oscillator.connect_with_audio_node(&gain)?;
        gain.connect_with_audio_node(&context.destination())?;
        oscillator.start_with_when(from)?;
        oscillator.stop_with_when(until)?;
    }
    JsFuture::from(after(1_000)).await.map(drop)
}

/// `AudioContext.setSinkId` is young: without it the system's speaker plays.
async fn choose_speaker(context: &AudioContext, speaker: Option<&str>) {
    let Some(id) = speaker.filter(|id| !id.is_empty()) else { return };
    let function =
        Reflect::get(context, &"setSinkId".into()).ok().and_then(|it| it.dyn_into::<Function>().ok());
    let answer = function.and_then(|function| function.call1(context, &JsValue::from_str(id)).ok());
    if let Some(Ok(promise)) = answer.map(JsCast::dyn_into::<Promise>) {
        let _ = JsFuture::from(promise).await;
    }
}

fn after(milliseconds: i32) -> Promise {
    Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    })
}
