//! Connections from one network: nobody takes all of them.

use std::any::Any;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::{IpAddr, Shutdown};
use std::sync::{Arc, Mutex, PoisonError};

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use socket2::SockRef;

use super::network::Network;

/// However many files the process may open, this many are an attack.
const MOST: usize = 4_096;
/// With fewer an office behind one address could not work.
const FEWEST: usize = 256;

/// Counts the open connections of each network.
#[derive(Debug)]
pub struct Connections {
    most: usize,
    /// Proxies stand for everybody behind them.
    trusted: Vec<IpAddr>,
    open: Mutex<HashMap<Network, usize>>,
}

impl Connections {
    /// `most` from one network; `None` takes a quarter of the `files` that the process may open, and 0 any number.
    pub fn new(most: Option<usize>, files: u64, trusted: Vec<IpAddr>) -> Self {
        let share = usize::try_from(files / 4).unwrap_or(MOST).clamp(FEWEST, MOST);
        let most = match most {
            None => share,
            Some(0) => usize::MAX,
            Some(most) => most,
        };
        Self { most, trusted, open: Mutex::default() }
    }

    fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Open> {
        let network = Network::from(peer);
        if !self.trusted.contains(&peer) {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            let count = open.entry(network).or_default();
            if *count >= self.most {
                return None;
            }
            *count += 1;
        }
        Some(Open { connections: Arc::clone(self), peer })
    }

    /// Counts a new connection for as long as it lives, or ends it.
    pub fn opened(self: &Arc<Self>, io: &dyn Any, data: &mut Extensions) {
        let plain = io.downcast_ref::<TcpStream>();
        let secure = || io.downcast_ref::<TlsStream<TcpStream>>().map(|stream| stream.get_ref().0);
        let Some(stream) = plain.or_else(secure) else { return };
        let Ok(peer) = stream.peer_addr() else { return };
        if let Some(open) = self.admit(peer.ip()) {
            data.insert(open);
        } else {
            tracing::debug!("a connection too many from one address");
            // The server notices by itself and lets go of it.
            let _ = SockRef::from(stream).shutdown(Shutdown::Both);
        }
    }
}

/// An open connection that counts.
#[derive(Debug)]
struct Open {
    connections: Arc<Connections>,
    peer: IpAddr,
}

impl Drop for Open {
    fn drop(&mut self) {
        if self.connections.trusted.contains(&self.peer) {
            return;
        }
        let mut open = self.connections.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut count) = open.entry(Network::from(self.peer)) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_its_share_and_a_proxy_everybodys() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let connections = Arc::new(Connections::new(Some(2), 0, vec![address("10.0.0.1")]));
        let one = connections.admit(address("2001:db8::1")).unwrap();
        let two = connections.admit(address("2001:db8::2")).unwrap();
        assert!(connections.admit(address("2001:db8::3")).is_none());
        assert!(connections.admit(address("203.0.113.7")).is_some());
        drop(one);
        assert!(connections.admit(address("2001:db8::3")).is_some());
        let proxied: Vec<_> = (0..9).map(|_| connections.admit(address("10.0.0.1"))).collect();
        assert!(proxied.iter().all(Option::is_some));
        drop((two, proxied));
        assert!(connections.open.lock().unwrap().is_empty(), "nothing is kept of who has gone");
    }

    #[test]
    fn the_share_follows_what_the_process_may_open() {
        for (most, files, expected) in [
            (None, 1_024, 256),
            (None, 8_192, 2_048),
            (None, u64::MAX, 4_096),
            (Some(7), 1_024, 7),
            (Some(0), 1, usize::MAX),
        ] {
            assert_eq!(Connections::new(most, files, Vec::new()).most, expected);
        }
    }
}
