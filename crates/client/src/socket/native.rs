//! A WebSocket over tokio.

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::error::{Error, Result};
use crate::transport::Transport;

pub struct Stream {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    close_code: Option<u16>,
}

impl Stream {
    pub async fn open(transport: &Transport, path: &str, protocol: &str) -> Result<Self> {
        let unexpected = |error: String| Error::Unexpected(error);
        let mut request = transport
            .socket_url(path)
            .into_client_request()
            .map_err(|error| unexpected(error.to_string()))?;
        let protocol = HeaderValue::from_str(protocol).map_err(|error| unexpected(error.to_string()))?;
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        if let Some(cookies) = transport.cookies() {
            let cookies =
                HeaderValue::from_bytes(cookies.as_bytes()).map_err(|error| unexpected(error.to_string()))?;
            request.headers_mut().insert("cookie", cookies);
        }
        // The default of 128 KiB is zeroed again for every read.
        let config = WebSocketConfig::default().read_buffer_size(16 * 1024);
        let (socket, _) = tokio_tungstenite::connect_async_with_config(request, Some(config), true)
            .await
            .map_err(|error| Error::Network(error.to_string()))?;
        Ok(Self { socket, close_code: None })
    }

    pub async fn send(&mut self, text: String) -> Result<()> {
        self.socket.send(Message::text(text)).await.map_err(|error| Error::Network(error.to_string()))
    }

    pub async fn next(&mut self) -> Option<Result<String>> {
        loop {
            match self.socket.next().await? {
                Ok(Message::Text(text)) => return Some(Ok(text.to_string())),
                Ok(Message::Close(frame)) => {
                    self.close_code = frame.map(|frame| u16::from(frame.code));
                }
                Ok(_) => {}
                Err(error) => return Some(Err(Error::Network(error.to_string()))),
            }
        }
    }

    pub fn close_code(&self) -> Option<u16> {
        self.close_code
    }
}
