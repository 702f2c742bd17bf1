//! What one practice owns, feature by feature: every question and every change goes through a handle that carries the practice.
//!
//! `store.practice(id).calls()` reads, `tx.practice(id).calls()` reads and writes within a transaction. A query that
//! forgets the practice has no handle to start from. Directly on [`Store`] and [`Tx`] stand three kinds of methods alone:
//! those whose value carries its practice (a new row, an author), those that serve all practices (the outbox, sweeps, the
//! event log), and those that begin with a secret (a session's token, a link, a room's token).

use domain::PracticeId;

use crate::{Store, Tx};

/// One practice's data, through a [`Store`] or a [`Tx`].
#[derive(Clone, Copy, Debug)]
pub struct InPractice<D> {
    db: D,
    practice: PracticeId,
}

impl Store {
    /// What the practice owns, to be read, or changed in transactions of its own.
    pub const fn practice(&self, id: PracticeId) -> InPractice<&Self> {
        InPractice { db: self, practice: id }
    }
}

impl Tx {
    /// What the practice owns, within this transaction.
    pub const fn practice(&mut self, id: PracticeId) -> InPractice<&mut Self> {
        InPractice { db: self, practice: id }
    }
}

/// A handle per feature, and how one gets to it.
macro_rules! handles {
    ($($(#[$doc:meta])* $feature:ident: $Handle:ident,)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub struct $Handle<D> {
                pub(crate) db: D,
                pub(crate) practice: PracticeId,
            }
        )+

        impl<D> InPractice<D> {
            $(
                $(#[$doc])*
                pub fn $feature(self) -> $Handle<D> {
                    $Handle { db: self.db, practice: self.practice }
                }
            )+
        }
    };
}

handles! {
    /// The people it works for.
    applicants: Applicants,
    /// Its video calls.
    calls: Calls,
    /// Its cases.
    cases: Cases,
    /// What its colleagues write to one another.
    chat: Chat,
    /// Comments on its records.
    comments: Comments,
    /// Its mail, and whether it leaves.
    mail: Mails,
    /// What concerns one colleague.
    notifications: Notifications,
    /// What was sent in its name.
    outbox: Outbox,
    /// Its colleagues' sessions.
    sessions: Sessions,
    /// Its texts, and whether they leave.
    sms: Sms,
    /// The histories of its records.
    timeline: Timeline,
    /// Its colleagues.
    users: Users,
}
