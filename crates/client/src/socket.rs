//! The staff's socket: frames in, frames out. Reconnecting is the caller's: it knows where it was.

#[cfg_attr(target_arch = "wasm32", path = "socket/browser.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "socket/native.rs")]
mod stream;

use serde::Serialize;
use serde::de::DeserializeOwned;
use wire::realtime::{ClientFrame, PROTOCOL, ServerFrame};

use crate::error::{Error, Result};
use crate::json;
use crate::request::{Client, Path};

/// An open socket with typed frames.
pub type Socket = TypedSocket<ClientFrame, ServerFrame>;

/// An open socket that sends `O` and receives `I`, as JSON text frames.
pub struct TypedSocket<O, I> {
    stream: stream::Stream,
    kinds: std::marker::PhantomData<(O, I)>,
}

impl<O, I> std::fmt::Debug for TypedSocket<O, I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TypedSocket")
    }
}

impl Client {
    /// Opens the staff's socket. The first frame is `hello` and says whose it is; where that is another person than
    /// this client speaks for, the socket closes with [`close::OTHER_PERSON`](wire::realtime::close::OTHER_PERSON).
    pub async fn connect(&self) -> Result<Socket> {
        let path = Path::new("realtime").with("user", self.speaks_for());
        self.open_socket(&String::from(path), PROTOCOL).await
    }

    /// Opens any of the API's sockets: `path` is below `/api/v1`.
    pub async fn open_socket<O: Serialize, I: DeserializeOwned>(
        &self,
        path: &str,
        protocol: &str,
    ) -> Result<TypedSocket<O, I>> {
        let stream = stream::Stream::open(&self.transport, path, protocol).await?;
        Ok(TypedSocket { stream, kinds: std::marker::PhantomData })
    }
}

impl<O: Serialize, I: DeserializeOwned> TypedSocket<O, I> {
    pub async fn send(&mut self, frame: &O) -> Result<()> {
        let text = json::write(frame).ok_or_else(|| Error::Unexpected("no JSON".to_owned()))?;
        self.stream.send(text).await
    }

    /// The next frame; `None` once the socket is closed. Frames of a newer server that this version does
    /// not know are errors: read everything again. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<I>> {
        let text = match self.stream.next().await? {
            Ok(text) => text,
            Err(error) => return Some(Err(error)),
        };
        Some(json::read(&text).map_err(Error::from))
    }

    /// Why the server closed the socket, once it has: the WebSocket close code.
    pub fn close_code(&self) -> Option<u16> {
        self.stream.close_code()
    }
}
