//! HTTPS without a proxy in front.

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::Tls;

/// Reads certificate and key.
pub fn server_config(tls: &Tls) -> Result<ServerConfig, String> {
    let read = |path: &std::path::Path, key: &str| {
        std::fs::read(path).map_err(|error| {
            format!("configuration key `tls.{key}`: {} cannot be read: {error}", path.display())
        })
    };
    let chain = CertificateDer::pem_slice_iter(&read(&tls.certificate, "certificate")?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| format!("configuration key `tls.certificate`: {error}"))?;
    let key = PrivateKeyDer::from_pem_slice(&read(&tls.key, "key")?).map_err(|error| {
        format!("configuration key `tls.key`: {} holds no private key: {error}", tls.key.display())
    })?;
    ServerConfig::builder_with_provider(std::sync::Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| format!("configuration section `tls`: {error}"))
}
