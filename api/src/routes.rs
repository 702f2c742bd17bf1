//! Every address of the API. Added by `.service(…)` only: what `.route(…)` adds is missing from the document.

use crate::http::services::Services;
use crate::records::comments;
use crate::{
    applicants, calls, cases, chat, identity, mail, notifications, realtime, records, simulator, sms,
    time_zones,
};

/// The services under `/api/v1`.
pub fn api<S: Services>(config: &mut S) {
    config
        .configure(chat::routes)
        .configure(mail::routes)
        .configure(calls::routes)
        .configure(sms::routes)
        .configure(simulator::routes)
        .service(identity::sign_in::sign_in)
        .service(identity::sign_in::sign_out)
        .service(identity::sign_in::show_me)
        .service(identity::set_up::show_setup)
        .service(identity::set_up::set_up)
        .service(identity::profile::change_profile)
        .service(identity::profile::change_password)
        .service(identity::sessions::list_sessions)
        .service(identity::sessions::revoke_other_sessions)
        .service(identity::sessions::revoke_session)
        .service(identity::practice::show_practice)
        .service(identity::practice::change_practice)
        .service(identity::team::list_users)
        .service(identity::team::invite_user)
        .service(identity::team::show_user)
        .service(identity::team::change_user)
        .service(identity::deactivation::deactivate_user)
        .service(identity::deactivation::reactivate_user)
        .service(identity::deactivation::resend_invitation)
        .service(identity::one_time_links::show_link)
        .service(identity::one_time_links::use_link)
        .service(identity::one_time_links::request_reset)
        .service(notifications::list_notifications)
        .service(notifications::see_all_notifications)
        .service(notifications::see_notification)
        .service(applicants::list_applicants)
        .service(applicants::create_applicant)
        .service(applicants::show_applicant)
        .service(applicants::change_applicant)
        .service(cases::list_cases_of_applicant)
        .service(cases::list_cases)
        .service(cases::create_case)
        .service(cases::show_case)
        .service(cases::change_case)
        .service(comments::list_applicant_comments)
        .service(comments::list_case_comments)
        .service(comments::comment_on_applicant)
        .service(comments::comment_on_case)
        .service(comments::change_comment)
        .service(comments::list_comment_versions)
        .service(records::list_applicant_timeline)
        .service(records::list_case_timeline)
        .service(records::find_folio)
        .service(time_zones::routes::list_time_zones)
        .service(time_zones::routes::show_zone_offsets)
        .service(realtime::socket::open_socket);
}
