//! What a document may load and use. Only the document of a call names the video provider.

use crate::config::{Video, VideoProviderKind};

/// The header's name.
pub const PERMISSIONS_POLICY: &str = "permissions-policy";

/// The built-in room is a frame of ours.
pub const ROOM_PERMISSIONS: &str = "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), \
                                    speaker-selection=(self), screen-wake-lock=(self), fullscreen=(self)";

fn provider_origin(video: &Video) -> Option<String> {
    (video.provider == VideoProviderKind::Jitsi).then(|| format!("https://{}", video.domain))
}

/// Camera and microphone for us and, in a call, for the provider's frame.
pub fn call_permissions(video: &Video) -> String {
    let to =
        provider_origin(video).map_or_else(|| "(self)".to_owned(), |origin| format!("(self \"{origin}\")"));
    let features = [
        "camera",
        "microphone",
        "display-capture",
        "autoplay",
        "speaker-selection",
        "screen-wake-lock",
        "fullscreen",
        "picture-in-picture",
        "clipboard-write",
    ];
    features.map(|feature| format!("{feature}={to}")).join(", ")
}

/// The policy of a document: no inline script but those of its own build, by hash.
pub fn content_security_policy(
    video: &Video,
    script_hashes: &[String],
    is_room: bool,
    in_call: bool,
) -> String {
    let provider = if in_call { provider_origin(video) } else { None };
    let origin = provider.map(|origin| format!(" {origin}")).unwrap_or_default();
    let hashes: Vec<_> = script_hashes.iter().map(|hash| format!(" 'sha256-{hash}'")).collect();
    let hashes = hashes.concat();
    let frames = if in_call { format!("'self'{origin}") } else { "'none'".to_owned() };
    let ancestors = if is_room { "'self'" } else { "'none'" };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}{origin}; style-src 'self'; \
         img-src 'self' data: blob:{origin}; font-src 'self'; connect-src 'self' ws: wss:; media-src 'self' blob:; \
         worker-src 'self'; manifest-src 'self'; frame-src {frames}; form-action 'self'; base-uri 'none'; \
         frame-ancestors {ancestors}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_call_names_the_provider() {
        let video = Video {
            provider: VideoProviderKind::Jitsi,
            domain: "meet.practice.example".to_owned(),
            ..Video::default()
        };
        let page = content_security_policy(&video, &["abc".to_owned()], false, false);
        assert!(!page.contains("meet.practice.example") && page.contains("frame-src 'none'"));
        assert!(page.contains("'sha256-abc'") && !page.contains("unsafe-inline"));
        let call = content_security_policy(&video, &[], false, true);
        assert!(call.contains("script-src 'self' 'wasm-unsafe-eval' https://meet.practice.example;"));
        assert!(call.contains("frame-src 'self' https://meet.practice.example;"));
        assert!(call_permissions(&video).contains("camera=(self \"https://meet.practice.example\")"));
        assert!(call_permissions(&Video::default()).contains("microphone=(self)"));
        assert!(content_security_policy(&video, &[], true, false).contains("frame-ancestors 'self'"));
    }
}
