//! States, advice and numbers in words.

use domain::UserId;
use domain::sms::{DeliveryState, Mark, SmsAdvice};
use wire::sms::SmsThread;

use crate::chat::state::ChatState;
use crate::i18n::sms as w;
use crate::session::Session;
use crate::ui::Icon;

/// The colleague who wrote a text, as its reader calls them.
pub fn colleague(author: UserId, session: Session, chat: ChatState) -> String {
    if session.me().is_some_and(|me| me.id == author) { w::you().to_owned() } else { chat.name_of(author) }
}

pub fn state(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Queued => w::state::queued(),
        DeliveryState::Sending => w::state::sending(),
        DeliveryState::Sent => w::state::sent(),
        DeliveryState::Delivered => w::state::delivered(),
        DeliveryState::Read => w::state::read(),
        DeliveryState::Failed => w::state::failed(),
        DeliveryState::Undelivered => w::state::undelivered(),
        DeliveryState::Canceled => w::state::canceled(),
        DeliveryState::Unknown => w::state::unknown(),
        DeliveryState::Received => w::state::received(),
    }
}

pub const fn state_icon(state: DeliveryState) -> Icon {
    match state {
        DeliveryState::Queued | DeliveryState::Sending => Icon::Clock,
        DeliveryState::Sent | DeliveryState::Received => Icon::Check,
        DeliveryState::Delivered | DeliveryState::Read => Icon::CheckCheck,
        DeliveryState::Failed | DeliveryState::Undelivered => Icon::CircleAlert,
        DeliveryState::Canceled => Icon::Ban,
        DeliveryState::Unknown => Icon::CircleHelp,
    }
}

pub fn advice(advice: SmsAdvice) -> &'static str {
    match advice {
        SmsAdvice::FixCredentials => w::advice::fix_credentials(),
        SmsAdvice::AccountSuspended => w::advice::account_suspended(),
        SmsAdvice::FixAddress => w::advice::fix_address(),
        SmsAdvice::FixSender => w::advice::fix_sender(),
        SmsAdvice::RegisterSender => w::advice::register_sender(),
        SmsAdvice::EnableRegion => w::advice::enable_region(),
        SmsAdvice::LeaveTrial => w::advice::leave_trial(),
        SmsAdvice::CheckNumber => w::advice::check_number(),
        SmsAdvice::NotAMobile => w::advice::not_a_mobile(),
        SmsAdvice::OptedOut => w::advice::opted_out(),
        SmsAdvice::Unreachable => w::advice::unreachable(),
        SmsAdvice::Blocked => w::advice::blocked(),
        SmsAdvice::Shorten => w::advice::shorten(),
        SmsAdvice::WriteText => w::advice::write_text(),
        SmsAdvice::TryLater => w::advice::try_later(),
        SmsAdvice::AskProvider => w::advice::ask_provider(),
    }
}

/// What a character is that nobody sees.
pub fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::NoBreakSpace => w::mark::no_break_space(),
        Mark::SpecialSpace => w::mark::special_space(),
        Mark::ZeroWidthSpace => w::mark::zero_width_space(),
        Mark::Joiner => w::mark::joiner(),
        Mark::Direction => w::mark::direction(),
        Mark::Variation => w::mark::variation(),
        Mark::Placeholder => w::mark::placeholder(),
        Mark::SoftHyphen => w::mark::soft_hyphen(),
        Mark::LineSeparator => w::mark::line_separator(),
        Mark::Blank => w::mark::blank(),
        Mark::Control => w::mark::control(),
    }
}

/// Whom a conversation is with.
pub fn with(thread: &SmsThread) -> String {
    match &thread.person {
        Some(person) => person.name.clone(),
        None if thread.other_party.is_empty() => w::sender_unknown().to_owned(),
        None => thread.shown_as.clone(),
    }
}
