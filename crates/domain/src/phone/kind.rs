//! What a number is used for.

use crate::string_enum::string_enum;

string_enum! {
    /// What a number is used for, by its numbering plan. In North America nobody can tell a mobile from a
    /// landline by the number.
    "kind of phone number": PhoneKind {
        FixedLine = "fixed_line",
        Mobile = "mobile",
        FixedLineOrMobile = "fixed_line_or_mobile",
        TollFree = "toll_free",
        PremiumRate = "premium_rate",
        SharedCost = "shared_cost",
        Voip = "voip",
        PersonalNumber = "personal_number",
        Pager = "pager",
        UniversalAccess = "universal_access",
        Voicemail = "voicemail",
        Unknown = "unknown",
    }
}

impl PhoneKind {
    /// Whether a text message can arrive. Kinds that leave it open count as yes: the carrier will tell.
    pub const fn may_take_sms(self) -> bool {
        !matches!(
            self,
            Self::FixedLine
                | Self::TollFree
                | Self::PremiumRate
                | Self::SharedCost
                | Self::UniversalAccess
                | Self::Voicemail
        )
    }
}
