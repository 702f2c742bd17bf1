//! Every address of the API. Added by `.service(…)` only: what `.route(…)` adds is missing from the document.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::{chat, identity, notifications, realtime};

/// The services under `/api/v1`.
pub fn api(config: &mut ServiceConfig<'_>) {
    config
        .configure(chat::routes)
        .service(identity::sign_in::sign_in)
        .service(identity::sign_in::sign_out)
        .service(identity::sign_in::show_me)
        .service(notifications::list_notifications)
        .service(notifications::see_all_notifications)
        .service(notifications::see_notification)
        .service(realtime::socket::open_socket);
}
