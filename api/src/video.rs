//! Video calls.

pub mod announce;
pub mod attendance_log;
pub mod attendance_recorder;
pub mod audit;
pub mod calls;
pub mod change;
pub mod fields;
pub mod guest;
pub mod inside;
pub mod invitation;
pub mod jitsi;
pub mod letters;
pub mod service;
pub mod signaling;
pub mod updates;
pub mod view;
pub mod when;

use crate::http::services::Services;

/// The addresses of this feature.
pub fn routes<S: Services>(config: &mut S) {
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
        .service(inside::remove_colleague)
        .service(inside::readmit_colleague)
        .service(inside::report_presence)
        .service(inside::end_call)
        .service(jitsi::review_rooms)
        .service(guest::show_guest_call)
        .service(guest::show_sender)
        .service(guest::knock)
        .service(guest::wait)
        .service(guest::enter)
        .service(guest::report_guest_presence)
        .service(signaling::socket::open_signal);
}
