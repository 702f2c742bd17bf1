//! What happens to accounts and rights, in the log: under the target `security`, with ids and nothing else.

use domain::permission::{PermissionSet, Role};
use domain::{SessionId, UserId};

/// The target, so that an operator can send these lines elsewhere or let only them through.
pub const TARGET: &str = "security";

/// Why nobody was let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    UnknownAccount,
    WrongPassword,
    TooOften,
}

impl Refusal {
    const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownAccount => "unknown_account",
            Self::WrongPassword => "wrong_password",
            Self::TooOften => "too_often",
        }
    }
}

/// Something that anyone who looks into an incident has to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityEvent {
    /// `user` is known where the account exists.
    SignInRefused {
        user: Option<UserId>,
        why: Refusal,
    },
    SignedIn {
        user: UserId,
        session: SessionId,
        new_device: bool,
    },
    SignedOut {
        user: UserId,
        session: SessionId,
    },
    /// The present password was wrong while another was being chosen.
    PasswordChangeRefused {
        user: UserId,
    },
    PasswordChanged {
        user: UserId,
    },
    /// A link was made that lets its holder choose a password. `by` is nobody where the holder asked for it.
    LinkMade {
        user: UserId,
        by: Option<UserId>,
        kind: &'static str,
    },
    LinkUsed {
        user: UserId,
        kind: &'static str,
    },
    SessionsRevoked {
        user: UserId,
        by: UserId,
    },
    Invited {
        user: UserId,
        by: UserId,
        role: Role,
    },
    RightsChanged {
        user: UserId,
        by: UserId,
        from: Rights,
        to: Rights,
    },
    Deactivated {
        user: UserId,
        by: UserId,
    },
    Reactivated {
        user: UserId,
        by: UserId,
    },
    SetUp {
        user: UserId,
    },
    SetUpRefused,
    /// A page of another site tried to write.
    OriginRefused,
    /// Something that claims to be a provider is none.
    SignatureRefused,
}

/// What someone may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    pub role: Role,
    pub permissions: PermissionSet,
}

/// Writes an event to the log.
pub fn note(event: SecurityEvent) {
    use SecurityEvent as E;
    match event {
        E::SignInRefused { user, why } => {
            let why = why.as_str();
            crate::metrics::sign_in_refused(why);
            if let Some(user) = user {
                tracing::warn!(target: TARGET, event = "sign_in_refused", why, %user);
            } else {
                tracing::warn!(target: TARGET, event = "sign_in_refused", why);
            }
        }
        E::SignedIn { user, session, new_device } => {
            tracing::info!(target: TARGET, event = "signed_in", %user, %session, new_device);
        }
        E::SignedOut { user, session } => {
            tracing::info!(target: TARGET, event = "signed_out", %user, %session);
        }
        E::PasswordChangeRefused { user } => {
            tracing::warn!(target: TARGET, event = "password_change_refused", %user);
        }
        E::PasswordChanged { user } => tracing::info!(target: TARGET, event = "password_changed", %user),
        E::LinkMade { user, by: Some(by), kind } => {
            tracing::info!(target: TARGET, event = "link_made", kind, %user, %by);
        }
        E::LinkMade { user, by: None, kind } => {
            tracing::info!(target: TARGET, event = "link_made", kind, %user);
        }
        E::LinkUsed { user, kind } => tracing::info!(target: TARGET, event = "link_used", kind, %user),
        E::SessionsRevoked { user, by } => {
            tracing::info!(target: TARGET, event = "sessions_revoked", %user, %by);
        }
        E::Invited { user, by, role } => {
            tracing::info!(target: TARGET, event = "invited", %user, %by, %role);
        }
        E::RightsChanged { user, by, from, to } => {
            tracing::info!(
                target: TARGET, event = "rights_changed", %user, %by,
                from = %from.role, to = %to.role, had = ?from.permissions, has = ?to.permissions,
            );
        }
        E::Deactivated { user, by } => tracing::info!(target: TARGET, event = "deactivated", %user, %by),
        E::Reactivated { user, by } => tracing::info!(target: TARGET, event = "reactivated", %user, %by),
        E::SetUp { user } => tracing::info!(target: TARGET, event = "set_up", %user),
        E::SetUpRefused => tracing::warn!(target: TARGET, event = "set_up_refused"),
        E::OriginRefused => tracing::warn!(target: TARGET, event = "origin_refused"),
        E::SignatureRefused => tracing::warn!(target: TARGET, event = "signature_refused"),
    }
}
