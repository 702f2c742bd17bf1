//! The built files: from the binary, or read from disk in development.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::Listing;

/// Which document shows an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    Staff,
    Guest,
    Room,
}

impl Document {
    const fn path(self) -> &'static str {
        match self {
            Self::Staff => "index.html",
            Self::Guest => "guest/index.html",
            Self::Room => "room/index.html",
        }
    }
}

/// A file ready to be sent.
#[derive(Debug)]
pub struct File {
    pub plain: Bytes,
    pub brotli: Option<Bytes>,
    pub gzip: Option<Bytes>,
    pub content_type: &'static str,
    pub etag: String,
    /// Its name holds a hash of its content.
    pub immutable: bool,
    /// SHA-256 in base64 of each inline script of a document, for its policy.
    pub script_hashes: Vec<String>,
}

/// Where the files come from.
#[derive(Debug)]
pub enum WebFiles {
    /// A directory, read again each time so that a rebuild shows at once.
    Disk(PathBuf),
    Embedded(Listing),
}

impl WebFiles {
    pub fn file(&self, path: &str) -> Option<Arc<File>> {
        let hidden = path.split('/').any(|part| part.is_empty() || part.starts_with('.'));
        let coded = matches!(ending(path), "br" | "gz");
        if hidden || coded || path.contains('\\') || path.ends_with("index.html") {
            return None;
        }
        self.read(path)
    }

    pub fn document(&self, document: Document) -> Option<Arc<File>> {
        self.read(document.path())
    }

    /// Whether there is an application to serve.
    pub fn is_complete(&self) -> bool {
        [Document::Staff, Document::Guest, Document::Room]
            .map(Document::path)
            .iter()
            .all(|path| self.has(path))
    }

    fn has(&self, path: &str) -> bool {
        match self {
            Self::Embedded(listing) => listing.contains_key(path),
            Self::Disk(root) => root.join(path).is_file(),
        }
    }

    fn read(&self, path: &str) -> Option<Arc<File>> {
        match self {
            Self::Embedded(listing) => listing.get(path).cloned(),
            Self::Disk(root) => {
                let plain = std::fs::read(root.join(path)).ok()?;
                let coded =
                    |ending: &str| std::fs::read(root.join(format!("{path}.{ending}"))).ok().map(Bytes::from);
                let hash = Sha256::digest(&plain).into();
                Some(Arc::new(prepare(path, plain.into(), hash, coded("br"), coded("gz"))))
            }
        }
    }

    /// The files inside the binary.
    #[cfg(feature = "embed")]
    pub fn embedded() -> Self {
        use std::borrow::Cow;

        use rust_embed::Embed;

        #[derive(Embed)]
        #[folder = "../dist/"]
        // The lints look at this before there is an application; a release is not built without one.
        #[cfg_attr(debug_assertions, allow_missing = true)]
        struct Dist;

        // Hashed when the binary was made: reading all of it here would bring every file into memory.
        let read = |path: &str| {
            Dist::get(path).map(|file| {
                let bytes = match file.data {
                    Cow::Borrowed(data) => Bytes::from_static(data),
                    Cow::Owned(data) => Bytes::from(data),
                };
                (bytes, file.metadata.sha256_hash())
            })
        };
        let mut listing = Listing::new();
        for path in Dist::iter().filter(|path| !path.ends_with(".br") && !path.ends_with(".gz")) {
            if let Some((plain, hash)) = read(&path) {
                let coded = |ending: &str| read(&format!("{path}.{ending}")).map(|(bytes, _)| bytes);
                let prepared = prepare(&path, plain, hash, coded("br"), coded("gz"));
                listing.insert(path.to_string(), Arc::new(prepared));
            }
        }
        Self::Embedded(listing)
    }
}

fn prepare(path: &str, plain: Bytes, hash: [u8; 32], brotli: Option<Bytes>, gzip: Option<Bytes>) -> File {
    let is_document = ending(path) == "html";
    let script_hashes =
        if is_document { inline_scripts(&String::from_utf8_lossy(&plain)) } else { Vec::new() };
    let etag = format!("\"{}\"", hex::encode(hash.get(..16).unwrap_or_default()));
    File {
        content_type: content_type(path),
        immutable: !is_document && has_hash(path),
        etag,
        script_hashes,
        plain,
        brotli,
        gzip,
    }
}

/// Build tools put 8 to 20 hexadecimal (or base-36) characters after a dash, with a digit among them.
fn has_hash(path: &str) -> bool {
    let name = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.split(['-', '.', '_']).skip(1).any(|part| {
        (8..=20).contains(&part.len())
            && part.chars().all(|c| c.is_ascii_alphanumeric())
            && part.chars().any(|c| c.is_ascii_digit())
    })
}

fn inline_scripts(html: &str) -> Vec<String> {
    let mut hashes = Vec::new();
    let mut rest = html;
    while let Some((_, from)) = rest.split_once("<script") {
        let Some((attributes, body)) = from.split_once('>') else { break };
        let Some((script, after)) = body.split_once("</script>") else { break };
        if !attributes.contains("src=") && !script.trim().is_empty() {
            hashes.push(base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script.as_bytes())));
        }
        rest = after;
    }
    hashes
}

fn ending(path: &str) -> &str {
    Path::new(path).extension().and_then(|ending| ending.to_str()).unwrap_or_default()
}

fn content_type(path: &str) -> &'static str {
    match ending(path) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "webmanifest" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names_are_recognised() {
        assert!(has_hash("staff-1a2b3c4d5e6f7a8b.js"));
        assert!(has_hash("staff-1a2b3c4d5e6f7a8b_bg.wasm"));
        assert!(!has_hash("favicon.svg"));
        assert!(!has_hash("room/external_api.js"));
        assert!(!has_hash("inter-latin-standard.woff2"));
    }

    #[test]
    fn inline_scripts_are_hashed_and_others_are_not() {
        let html = "<script src=\"/a.js\"></script><script type=\"module\">init()</script>";
        let expected = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(b"init()"));
        assert_eq!(inline_scripts(html), [expected]);
    }
}
