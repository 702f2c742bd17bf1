//! The microphone's level before a call.

use std::time::Duration;

use leptos::prelude::{IntervalHandle, set_interval_with_handle};
use web_sys::{AnalyserNode, AudioContext, MediaStreamAudioSourceNode, MediaStreamConstraints};

use super::{MediaFault, OpenStream, open, wish};

/// Often enough to follow speech, seldom enough for an old phone.
const LOOK: Duration = Duration::from_millis(80);
/// Samples per look.
const WINDOW: u32 = 1024;
/// Speech at arm's length has about a fifth of the full amplitude; it should fill the meter.
const GAIN: f32 = 5.0;

/// An open microphone; dropped, it is freed.
pub struct Microphone(OpenStream);

impl Microphone {
    /// Opens this device, or the system's choice. The browser may ask the person first.
    pub async fn open(device: Option<&str>) -> Result<Self, MediaFault> {
        let constraints = MediaStreamConstraints::new();
        constraints.set_audio(&wish(device));
        open(&constraints).await.map(Self)
    }

    /// What the device calls itself.
    pub fn label(&self) -> String {
        self.0.label()
    }

    /// Reports the level, 0 to 1, until the meter is dropped. In a page that nobody has touched yet some browsers
    /// keep it at 0; see [`Meter::wake`].
    pub fn meter(&self, report: impl Fn(f32) + 'static) -> Result<Meter, MediaFault> {
        let context = AudioContext::new().map_err(|error| MediaFault::from_js(&error))?;
        let failed = |error: wasm_bindgen::JsValue| MediaFault::from_js(&error);
        let source = context.create_media_stream_source(&self.0.0).map_err(failed)?;
        let analyser = context.create_analyser().map_err(failed)?;
        analyser.set_fft_size(WINDOW);
        source.connect_with_audio_node(&analyser).map_err(failed)?;
        let ticking = {
            let analyser = analyser.clone();
            set_interval_with_handle(move || report(level(&analyser)), LOOK).map_err(failed)?
        };
        Ok(Meter { context, source, _analyser: analyser, ticking })
    }
}

/// The guard of a running level meter.
pub struct Meter {
    context: AudioContext,
    source: MediaStreamAudioSourceNode,
    _analyser: AnalyserNode,
    ticking: IntervalHandle,
}

impl Meter {
    /// To be called from a click: sound processing starts only after a gesture in some browsers.
    pub fn wake(&self) {
        let _ = self.context.resume();
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.ticking.clear();
        let _ = self.source.disconnect();
        let _ = self.context.close();
    }
}

fn level(analyser: &AnalyserNode) -> f32 {
    let mut samples = [0.0; WINDOW as usize];
    analyser.get_float_time_domain_data(&mut samples);
    loudness(&samples)
}

/// The root mean square, scaled so that plain speech fills the meter.
fn loudness(samples: &[f32]) -> f32 {
    let Ok(count) = u16::try_from(samples.len()) else { return 0.0 };
    if count == 0 {
        return 0.0;
    }
    let sum: f32 = samples.iter().map(|sample| sample * sample).sum();
    ((sum / f32::from(count)).sqrt() * GAIN).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_meter_shows_silence_speech_and_no_more_than_full() {
        assert!(loudness(&[]) < f32::EPSILON);
        assert!(loudness(&[0.0; 8]) < f32::EPSILON);
        let speech = loudness(&[0.1, -0.1, 0.1, -0.1]);
        assert!((0.49..0.51).contains(&speech), "{speech}");
        assert!((loudness(&[1.0, -1.0]) - 1.0).abs() < f32::EPSILON);
    }
}
