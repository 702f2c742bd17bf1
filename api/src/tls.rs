//! HTTPS without a proxy in front.

use std::fs::File;
use std::io::BufReader;

use rustls::ServerConfig;

use crate::config::Tls;

/// Reads certificate and key.
pub fn server_config(tls: &Tls) -> Result<ServerConfig, String> {
    let open = |path: &std::path::Path, key: &str| {
        File::open(path).map(BufReader::new).map_err(|error| {
            format!("configuration key `tls.{key}`: {} cannot be read: {error}", path.display())
        })
    };
    let chain = rustls_pemfile::certs(&mut open(&tls.certificate, "certificate")?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| format!("configuration key `tls.certificate`: {error}"))?;
    let key = rustls_pemfile::private_key(&mut open(&tls.key, "key")?)
        .map_err(|error| format!("configuration key `tls.key`: {error}"))?
        .ok_or_else(|| format!("configuration key `tls.key`: {} holds no private key", tls.key.display()))?;
    ServerConfig::builder_with_provider(std::sync::Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| format!("configuration section `tls`: {error}"))
}
