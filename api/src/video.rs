//! Video calls.

pub mod calls;
pub mod change;
pub mod desk;
pub mod fields;
pub mod guest;
pub mod inside;
pub mod invitation;
pub mod keeper;
pub mod ledger;
pub mod letters;
pub mod signal;
pub mod view;
pub mod when;

use utoipa_actix_web::service_config::ServiceConfig;

/// The addresses of this feature.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(calls::list_calls)
        .service(calls::schedule_call)
        .service(calls::show_call)
        .service(change::change_call)
        .service(change::cancel_call)
        .service(change::rotate_link)
        .service(change::revoke_link)
        .service(invitation::draft_invitation)
        .service(inside::join_call)
        .service(inside::list_participants)
        .service(inside::admit_guest)
        .service(inside::refuse_guest)
        .service(inside::report_presence)
        .service(inside::end_call)
        .service(guest::show_guest_call)
        .service(guest::knock)
        .service(guest::wait)
        .service(guest::enter)
        .service(guest::report_guest_presence)
        .service(signal::socket::open_signal);
}
