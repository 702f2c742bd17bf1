//! A WebSocket of the browser.

use futures_util::{SinkExt, StreamExt};
use gloo_net::websocket::futures::WebSocket;
use gloo_net::websocket::{Message, WebSocketError};

use crate::error::{Error, Result};
use crate::transport::Transport;

pub struct Stream {
    socket: WebSocket,
    close_code: Option<u16>,
}

impl Stream {
    #[expect(clippy::unused_async, reason = "opening waits elsewhere; here the first frame does")]
    pub async fn open(transport: &Transport, path: &str, protocol: &str) -> Result<Self> {
        let socket = WebSocket::open_with_protocol(&transport.socket_url(path), protocol)
            .map_err(|error| Error::Network(error.to_string()))?;
        Ok(Self { socket, close_code: None })
    }

    pub async fn send(&mut self, text: String) -> Result<()> {
        self.socket.send(Message::Text(text)).await.map_err(|error| Error::Network(error.to_string()))
    }

    pub async fn next(&mut self) -> Option<Result<String>> {
        loop {
            match self.socket.next().await? {
                Ok(Message::Text(text)) => return Some(Ok(text)),
                Ok(Message::Bytes(_)) => {}
                Err(WebSocketError::ConnectionClose(close)) => self.close_code = Some(close.code),
                Err(error) => return Some(Err(Error::Network(error.to_string()))),
            }
        }
    }

    pub fn close_code(&self) -> Option<u16> {
        self.close_code
    }
}
