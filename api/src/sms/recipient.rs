//! Whom a text may go to: one decision for what is offered and for what is accepted.

use domain::PracticeId;
use domain::inbound_routing::Sender;
use domain::phone::{self, PhoneError, PhoneNumber};
use wire::{FieldCode, FieldError};

use crate::error::ApiResult;
use crate::form::FieldFault;
use crate::state::App;

/// A number that may be texted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// As it was asked for.
    pub asked: PhoneNumber,
    /// The form that is texted.
    pub to: PhoneNumber,
    /// Staff vouched for it against the numbering data.
    pub confirmed: bool,
}

/// What was typed, judged by numbering data alone.
enum Judged {
    Fine(PhoneNumber),
    /// A number by its form, for which a text from it can vouch, and where numbering data may lag, a person.
    Doubtful {
        number: PhoneNumber,
        why: FieldError,
        may_be_confirmed: bool,
    },
    Refused(FieldError),
}

/// Reads the recipient of a text. A number that has texted us is a number, whatever numbering data knows; any other that
/// it does not know needs a person's word (`confirmed`), once.
pub async fn read(
    app: &App,
    practice: PracticeId,
    given: &str,
    confirmed: bool,
) -> ApiResult<Result<Recipient, FieldError>> {
    let (number, doubt) = match judge(given) {
        Judged::Refused(error) => return Ok(Err(error)),
        Judged::Fine(number) => (number, None),
        Judged::Doubtful { number, why, may_be_confirmed } => (number, Some((why, may_be_confirmed))),
    };
    if is_own(app, &number) {
        return Ok(Err(field(FieldCode::OwnNumber, "this is the practice's own number")));
    }
    let Some((why, may_be_confirmed)) = doubt else {
        return Ok(Ok(Recipient { to: number.clone(), asked: number, confirmed: false }));
    };
    if app.store.practice(practice).sms().is_number_known(Sender::Number(number.clone()).forms()).await? {
        return Ok(Ok(Recipient { to: phone::reachable(&number), asked: number, confirmed: false }));
    }
    if confirmed && may_be_confirmed {
        return Ok(Ok(Recipient { to: number.clone(), asked: number, confirmed: true }));
    }
    Ok(Err(why))
}

/// Whether a text to this other party would be accepted: `Some` where that is known, `None` where it depends on whether
/// they have texted us.
pub fn is_answerable(app: &App, other_party: &str) -> Option<bool> {
    let Sender::Number(number) = Sender::of(other_party) else { return Some(false) };
    if is_own(app, &number) {
        return Some(false);
    }
    match judge(number.as_str()) {
        Judged::Fine(_) => Some(true),
        Judged::Doubtful { .. } => None,
        Judged::Refused(_) => Some(false),
    }
}

/// How a number is shown to people; short codes and names stay as they came.
pub fn displayed(other_party: &str) -> String {
    match Sender::of(other_party) {
        Sender::Number(number) => phone::displayed(&number),
        Sender::Other(name) => name,
        Sender::Unknown => String::new(),
    }
}

fn is_own(app: &App, number: &PhoneNumber) -> bool {
    app.sms.from.is_same_phone(number)
}

fn judge(given: &str) -> Judged {
    match phone::parse(given, None) {
        Ok((_, facts)) if facts.extension.is_some() => {
            Judged::Refused(field(FieldCode::Extension, "no text reaches an extension"))
        }
        Ok((number, facts)) if facts.kind.may_take_sms() => Judged::Fine(number),
        Ok((number, _)) => {
            // Another spelling of it may be a mobile: in Argentina a 9 makes the difference.
            let other = Some(phone::reachable(&number)).filter(|other| *other != number);
            let why =
                field(FieldCode::TakesNoTexts, "this number is a landline or a service and takes no texts")
                    .suggesting(other.map(PhoneNumber::into_string));
            Judged::Doubtful { number, why, may_be_confirmed: true }
        }
        Err(error) => {
            let why = error.at("to");
            let may_be_confirmed = matches!(error, PhoneError::NotAssigned | PhoneError::OldForm { .. });
            // A network delivers even what no plan has.
            match PhoneNumber::parse(given).ok().or_else(|| PhoneNumber::received(given)) {
                Some(number) => Judged::Doubtful { number, why, may_be_confirmed },
                None => Judged::Refused(why),
            }
        }
    }
}

fn field(code: FieldCode, message: impl Into<String>) -> FieldError {
    FieldError::new("to", code, message)
}
