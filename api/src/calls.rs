//! Video calls.

pub mod announce;
pub mod attendance_log;
pub mod attendance_recorder;
pub mod audit;
pub mod call_mails;
pub mod change;
pub mod date_format;
pub mod fields;
pub mod guest;
pub mod invitation;
pub mod jitsi;
pub mod participants;
pub mod scheduling;
pub mod service;
pub mod signaling;
pub mod updates;
pub mod view;

use crate::http::services::Services;

/// The addresses of this feature.
pub fn routes<S: Services>(config: &mut S) {
    config
        .service(scheduling::list_calls)
        .service(scheduling::schedule_call)
        .service(scheduling::show_call)
        .service(change::change_call)
        .service(change::cancel_call)
        .service(change::rotate_link)
        .service(change::revoke_link)
        .service(invitation::draft_invitation)
        .service(participants::join_call)
        .service(participants::list_participants)
        .service(participants::admit_guest)
        .service(participants::refuse_guest)
        .service(participants::remove_colleague)
        .service(participants::readmit_colleague)
        .service(participants::report_presence)
        .service(participants::end_call)
        .service(jitsi::review_rooms)
        .service(guest::show_guest_call)
        .service(guest::show_sender)
        .service(guest::knock)
        .service(guest::wait)
        .service(guest::enter)
        .service(guest::report_guest_presence)
        .service(signaling::socket::open_signal);
}
