//! A person as two letters on a colour that is always theirs.

use domain::word_chars;
use leptos::prelude::*;
use uuid::Uuid;

use super::{PresenceMark, PresenceState};
use crate::js::casing;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// 20 px, in a line of text.
    Tiny,
    /// 24 px, in a list.
    Small,
    /// 32 px, in a conversation.
    #[default]
    Normal,
    /// 56 px, at the head of a record.
    Large,
}

/// Initials with a hue from the id; the name beside it says who it is, so it is hidden from screen readers.
#[component]
pub fn Avatar(
    id: Uuid,
    #[prop(into)] name: Signal<String>,
    #[prop(optional)] size: AvatarSize,
    /// Shows presence at the corner, as a shape and not colour alone.
    #[prop(optional, into)]
    presence: Option<Signal<PresenceState>>,
) -> impl IntoView {
    let size = match size {
        AvatarSize::Tiny => "avatar--tiny",
        AvatarSize::Small => "avatar--small",
        AvatarSize::Normal => "avatar--normal",
        AvatarSize::Large => "avatar--large",
    };
    view! {
        <span class=format!("avatar {size} avatar--hue-{}", hue(id))>
            <span aria-hidden="true">{move || initials(&name.get())}</span>
            {presence.map(|presence| view! { <PresenceMark state=presence corner=true /> })}
        </span>
    }
}

/// One of the eight hues of the tokens. The last byte of a version 7 id is random.
fn hue(id: Uuid) -> u8 {
    let [.., last] = *id.as_bytes();
    last % 8
}

/// The first letters of the first and the last word, whatever signs stand before them; one letter of a name of one word.
fn initials(name: &str) -> String {
    let mut found = name.split_whitespace().filter_map(|word| word.chars().find(|c| word_chars::is_part(*c)));
    let first = found.next();
    let letters: String = first.into_iter().chain(found.next_back()).collect();
    casing::upper(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        for (name, expected) in [
            ("María García", "MG"),
            ("Élodie de la Tour", "ÉT"),
            ("Cher", "C"),
            ("  Nguyễn  Văn  An ", "NA"),
            ("محمد رضایی", "مر"),
            ("王小明", "王"),
            ("Anne-Marie (Toronto) Roy", "AR"),
            ("(Bob) Smith", "BS"),
            ("¿Ana?", "A"),
            ("\"Nena\" Ruiz", "NR"),
            ("'Abd al-Rahman", "AA"),
            ("Ana — Ruiz", "AR"),
            ("— —", ""),
            ("", ""),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
