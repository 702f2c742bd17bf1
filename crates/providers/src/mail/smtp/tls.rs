//! Encrypting a connection to a mail server, whose certificate has to be good.

use std::io::{Error, ErrorKind};
use std::sync::Arc;

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::conversation::Stream;

/// The connection, encrypted for `host`.
pub async fn encrypt(stream: Box<dyn Stream>, host: &str) -> Result<Box<dyn Stream>, Error> {
    let name = ServerName::try_from(host.to_owned()).map_err(invalid)?;
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(invalid)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let encrypted = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    Ok(Box::new(encrypted))
}

fn invalid(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::InvalidInput, error)
}
