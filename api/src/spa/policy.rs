//! What a document may load and use. Only the document of a call names the video provider.

use providers::video::jitsi::JitsiDomain;
use url::Url;

use crate::config::{Video, VideoProviderKind};

/// The header's name.
pub const PERMISSIONS_POLICY: &str = "permissions-policy";

/// The built-in room is a frame of ours.
pub const ROOM_PERMISSIONS: &str = "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), \
                                    speaker-selection=(self), screen-wake-lock=(self), fullscreen=(self)";

fn provider_origin(video: &Video) -> Option<String> {
    if video.provider != VideoProviderKind::Jitsi {
        return None;
    }
    // Without the tenant's path, which a policy would compare.
    video.domain.parse::<JitsiDomain>().ok().map(|domain| domain.origin())
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

/// Where our sockets are: browsers differ in whether `'self'` covers them.
fn socket_origin(public_url: &Url) -> String {
    let scheme = if public_url.scheme() == "https" { "wss" } else { "ws" };
    let port = public_url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{scheme}://{}{port}", public_url.host_str().unwrap_or("localhost"))
}

/// The policy of a document: no inline script but those of its own build, by hash; no connection but to us.
pub fn content_security_policy(
    public_url: &Url,
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
    let sockets = socket_origin(public_url);
    let ancestors = if is_room { "'self'" } else { "'none'" };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}{origin}; style-src 'self'; \
         img-src 'self' data: blob:{origin}; font-src 'self'; connect-src 'self' {sockets}; media-src 'self' blob:; \
         worker-src 'self'; manifest-src 'self'; frame-src {frames}; form-action 'self'; base-uri 'none'; \
         frame-ancestors {ancestors}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_go_to_us_alone() {
        let connects = |url: &str| {
            let url = Url::parse(url).unwrap();
            let policy = content_security_policy(&url, &Video::default(), &[], false, true);
            let part = policy.split("; ").find(|part| part.starts_with("connect-src")).unwrap();
            part.to_owned()
        };
        let check = |url: &str, expected: &str| {
            assert_eq!(connects(url), format!("connect-src 'self' {expected}"));
        };
        check("http://localhost:8080/", "ws://localhost:8080");
        check("https://liaison.practice.example/", "wss://liaison.practice.example");
        check("https://liaison.practice.example:8443", "wss://liaison.practice.example:8443");
        check("http://[::1]:8080", "ws://[::1]:8080");
    }

    #[test]
    fn only_a_call_names_the_provider() {
        let public_url = Url::parse("https://liaison.practice.example").unwrap();
        let video = Video {
            provider: VideoProviderKind::Jitsi,
            domain: "meet.practice.example".to_owned(),
            ..Video::default()
        };
        let page = content_security_policy(&public_url, &video, &["abc".to_owned()], false, false);
        assert!(!page.contains("meet.practice.example") && page.contains("frame-src 'none'"));
        assert!(page.contains("'sha256-abc'") && !page.contains("unsafe-inline"));
        let call = content_security_policy(&public_url, &video, &[], false, true);
        assert!(call.contains("script-src 'self' 'wasm-unsafe-eval' https://meet.practice.example;"));
        assert!(call.contains("frame-src 'self' https://meet.practice.example;"));
        assert!(call_permissions(&video).contains("camera=(self \"https://meet.practice.example\")"));
        let tenant = Video { domain: "Meet.practice.example:8443/our-tenant".to_owned(), ..video.clone() };
        let call = content_security_policy(&public_url, &tenant, &[], false, true);
        assert!(call.contains("frame-src 'self' https://meet.practice.example:8443;"), "{call}");
        assert!(call_permissions(&Video::default()).contains("microphone=(self)"));
        assert!(
            content_security_policy(&public_url, &video, &[], true, false).contains("frame-ancestors 'self'")
        );
    }
}
