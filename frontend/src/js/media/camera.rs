//! The camera's picture before a call.

use web_sys::{HtmlVideoElement, MediaStreamConstraints};

use super::{MediaFault, OpenStream, open, wish};

/// An open camera; dropped, its light goes out.
pub struct Camera(OpenStream);

impl Camera {
    /// Opens this device, or the system's choice. The browser may ask the person first.
    pub async fn open(device: Option<&str>) -> Result<Self, MediaFault> {
        let constraints = MediaStreamConstraints::new();
        constraints.set_video(&wish(device));
        open(&constraints).await.map(Self)
    }

    /// Shows the picture in a `<video>`, which should have `playsinline` and be mirrored by its style.
    pub fn show_in(&self, video: &HtmlVideoElement) {
        video.set_muted(true);
        video.set_src_object(Some(&self.0.0));
        // Muted, it may start without a gesture; a browser that refuses shows the first frame.
        let _ = video.play();
    }

    /// What the device calls itself.
    pub fn label(&self) -> String {
        self.0.label()
    }
}
