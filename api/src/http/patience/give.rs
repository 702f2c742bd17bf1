//! The middleware that gives every body its time.

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING, UPGRADE};
use actix_web::middleware::Next;

use crate::session::{PeerAddress, app};

/// Gives every body its time. What becomes a socket has none.
pub async fn give<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let headers = request.headers();
    let has_body = headers.contains_key(TRANSFER_ENCODING)
        || headers.get(CONTENT_LENGTH).is_some_and(|length| length.as_bytes() != b"0");
    if has_body && !headers.contains_key(UPGRADE) {
        let app = app(request.request())?;
        let from = PeerAddress::of(request.request(), &app).network();
        let body = app.bodies.in_time(from, request.take_payload());
        request.set_payload(Payload::Stream { payload: Box::pin(body) });
    }
    next.call(request).await
}
