//! Named permissions, sets of them, and the five preset roles.

use serde::{Deserialize, Serialize};

use crate::string_enum::{UnknownName, string_enum};

string_enum! {
    /// One thing a user may be allowed to do, and that something asks for: what is not built is not offered. The name is
    /// what a refusal shows.
    "permission": Permission {
        ApplicantRead = "applicant.read",
        ApplicantWrite = "applicant.write",
        CaseRead = "case.read",
        CaseWrite = "case.write",
        CommentWrite = "comment.write",
        ChatCreateRoom = "chat.create_room",
        SmsSend = "sms.send",
        SmsSendInternational = "sms.send_international",
        VideoSchedule = "video.schedule",
        EmailSend = "email.send",
        /// What was kept instead of being mailed, of all clients at once.
        MailboxRead = "mailbox.read",
        SettingsManage = "settings.manage",
        UserManage = "user.manage",
    }
}

/// Permissions that were offered and that nothing asked for. People may still have them stored; they allow nothing, and
/// come back with what they are for.
pub const RETIRED: &[&str] = &[
    "sms.override_hours",
    "video.record",
    "recording.view",
    "recording.delete",
    "template.manage",
    "audit.read",
];

/// A set of permissions; on the wire a list of names without repetition, in the order of declaration.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Permission>", into = "Vec<Permission>")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = Vec<Permission>))]
pub struct PermissionSet(u32);

impl PermissionSet {
    pub const EMPTY: Self = Self(0);

    pub fn all() -> Self {
        Permission::ALL.iter().copied().collect()
    }

    /// A set as it was stored: names of [`RETIRED`] permissions are left out, others that are not known are an error.
    pub fn from_stored<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, UnknownName> {
        names.into_iter().filter(|name| !RETIRED.contains(name)).map(str::parse).collect()
    }

    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
    }

    pub const fn insert(&mut self, permission: Permission) {
        self.0 |= bit(permission);
    }

    pub const fn remove(&mut self, permission: Permission) {
        self.0 &= !bit(permission);
    }

    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether everything in `other` is also in this set.
    pub const fn includes(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |&permission| self.contains(permission))
    }
}

const fn bit(permission: Permission) -> u32 {
    1 << permission as u32
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let mut set = Self::EMPTY;
        for permission in permissions {
            set.insert(permission);
        }
        set
    }
}

impl From<Vec<Permission>> for PermissionSet {
    fn from(permissions: Vec<Permission>) -> Self {
        permissions.into_iter().collect()
    }
}

impl From<PermissionSet> for Vec<Permission> {
    fn from(set: PermissionSet) -> Self {
        set.iter().collect()
    }
}

impl std::fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(Permission::as_str)).finish()
    }
}

string_enum! {
    /// A preset of permissions given to a user. Roles inherit nothing from one another.
    ///
    /// Owner and admin may do the same things; what sets the owner apart is that nobody else can demote or
    /// deactivate them.
    "role": Role {
        Owner = "owner",
        Admin = "admin",
        Consultant = "consultant",
        Assistant = "assistant",
        Viewer = "viewer",
    }
}

impl Role {
    pub fn permissions(self) -> PermissionSet {
        match self {
            Self::Owner | Self::Admin => PermissionSet::all(),
            Self::Consultant => CONSULTANT.iter().copied().collect(),
            Self::Assistant => ASSISTANT.iter().copied().collect(),
            Self::Viewer => VIEWER.iter().copied().collect(),
        }
    }
}

/// Everything client work needs.
const CONSULTANT: &[Permission] = &[
    Permission::ApplicantRead,
    Permission::ApplicantWrite,
    Permission::CaseRead,
    Permission::CaseWrite,
    Permission::CommentWrite,
    Permission::ChatCreateRoom,
    Permission::SmsSend,
    Permission::SmsSendInternational,
    Permission::VideoSchedule,
    Permission::EmailSend,
    Permission::MailboxRead,
];

/// Prepares and reminds; expensive texts are a consultant's.
const ASSISTANT: &[Permission] = &[
    Permission::ApplicantRead,
    Permission::ApplicantWrite,
    Permission::CaseRead,
    Permission::CaseWrite,
    Permission::CommentWrite,
    Permission::SmsSend,
    Permission::VideoSchedule,
    Permission::EmailSend,
    Permission::MailboxRead,
];

const VIEWER: &[Permission] = &[Permission::ApplicantRead, Permission::CaseRead];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_unknown_ones_do_not() {
        for &permission in Permission::ALL {
            assert_eq!(permission.as_str().parse(), Ok(permission));
        }
        let error = "sms.free".parse::<Permission>().unwrap_err();
        assert_eq!(error.to_string(), "“sms.free” is not a known permission");
    }

    #[test]
    fn every_permission_has_a_bit_of_its_own() {
        assert_eq!(PermissionSet::all().len() as usize, Permission::ALL.len());
    }

    #[test]
    fn a_set_is_a_list_of_names() {
        let set: PermissionSet = serde_json::from_str(r#"["sms.send","case.read","sms.send"]"#).unwrap();
        assert_eq!(serde_json::to_string(&set).unwrap(), r#"["case.read","sms.send"]"#);
        assert!(set.contains(Permission::SmsSend) && !set.contains(Permission::CaseWrite));
        assert!(serde_json::from_str::<PermissionSet>(r#"["root"]"#).is_err());
    }

    #[test]
    fn what_is_not_offered_any_more_is_left_out_of_what_was_stored() {
        let stored = ["case.read", "audit.read", "video.record", "sms.send"];
        let set = PermissionSet::from_stored(stored).unwrap();
        let expected = [Permission::CaseRead, Permission::SmsSend].into_iter().collect();
        assert_eq!(set, expected);
        assert!(PermissionSet::from_stored(["case.read", "root"]).is_err(), "nobody knows what that allows");
        for name in RETIRED {
            assert!(name.parse::<Permission>().is_err(), "{name}");
            assert!(serde_json::from_value::<PermissionSet>(serde_json::json!([name])).is_err(), "{name}");
        }
    }

    #[test]
    fn presets_differ_in_what_costs_and_what_is_private() {
        let may = |role: Role, permission| role.permissions().contains(permission);
        assert!(Role::Owner.permissions() == PermissionSet::all());
        assert!(!may(Role::Consultant, Permission::UserManage));
        assert!(!may(Role::Consultant, Permission::SettingsManage));
        assert!(may(Role::Assistant, Permission::SmsSend));
        assert!(!may(Role::Assistant, Permission::SmsSendInternational));
        assert!(!may(Role::Viewer, Permission::SmsSend));
        assert!(Role::Admin.permissions().includes(Role::Consultant.permissions()));
    }

    #[test]
    fn sets_add_and_take_away() {
        let mut set = PermissionSet::EMPTY;
        set.insert(Permission::CaseRead);
        assert!(!set.is_empty());
        set.remove(Permission::CaseRead);
        assert!(set.is_empty());
        assert_eq!(format!("{:?}", Role::Viewer.permissions()), r#"{"applicant.read", "case.read"}"#);
    }
}
