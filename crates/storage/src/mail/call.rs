//! Letters about a call: what they told, and taking back those that wait and are no longer so.

use chrono::{DateTime, TimeDelta, Utc};
use domain::mail::{CallAsTold, CallLetter, MailKind, MailState, Obsolete, needless, obsolete};
use domain::{CallId, PracticeId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Mail;
use crate::calls::Call;
use crate::entity::mail::{Column, Entity};
use crate::handles::Mails;
use crate::{Result, Tx};

impl Call {
    /// What its letters are compared with.
    pub fn as_told(&self) -> CallAsTold {
        CallAsTold {
            state: self.state,
            starts_at: self.starts_at,
            ends_at: self.starts_at + TimeDelta::minutes(i64::from(self.minutes)),
            link_version: self.link_version,
            link_revoked: self.link_revoked,
        }
    }
}

impl Mail {
    /// What it tells of its call; nothing where it does not tell when the call begins.
    fn as_letter(&self) -> Option<CallLetter> {
        Some(CallLetter {
            kind: self.kind,
            state: self.state,
            tells: self.tells_start?,
            knew: self.knew_start,
            link_version: self.link_version,
        })
    }
}

impl Mails<&mut Tx> {
    /// The letters that tell when a call begins, in the order of their writing.
    pub async fn of_call(&self, call: CallId) -> Result<Vec<CallLetter>> {
        let practice = self.practice;
        let mails = self.db.mails_of_call(practice, call).await?;
        Ok(mails.iter().filter_map(Mail::as_letter).collect())
    }
}

impl Tx {
    /// Takes back the letters that wait and are no longer so, now that the call is as it is.
    pub async fn withdraw_letters(&mut self, call: &Call, now: DateTime<Utc>) -> Result<()> {
        for mail in self.mails_of_call(call.practice_id, call.id).await? {
            let why = mail.as_letter().and_then(|letter| obsolete(&letter, &call.as_told(), now));
            if let (MailState::Queued, Some(why)) = (mail.state, why) {
                self.withdraw(mail.id.as_uuid()).await?;
                self.mark_obsolete(mail, why, now).await?;
            }
        }
        Ok(())
    }

    /// A new invitation says all that earlier letters to the same address would have said.
    pub(super) async fn replace_letters(&mut self, new: &Mail) -> Result<()> {
        let (MailKind::Invitation, Some(call)) = (new.kind, new.call_id) else { return Ok(()) };
        for mail in self.mails_of_call(new.practice_id, call).await? {
            let same = mail.to_address.eq_ignore_ascii_case(&new.to_address) && mail.seq < new.seq;
            if same && mail.state == MailState::Queued && mail.as_letter().is_some() {
                self.withdraw(mail.id.as_uuid()).await?;
                let (state, obsolete) = (MailState::Obsolete, Some(Obsolete::Replaced));
                self.save_mail(Mail { state, obsolete, ..mail }).await?;
            }
        }
        Ok(())
    }

    /// Why a mail must not be sent now; nothing while what it says is so.
    pub(super) async fn obsolete_now(&mut self, mail: &Mail, now: DateTime<Utc>) -> Result<Option<Obsolete>> {
        let (Some(letter), Some(call_id)) = (mail.as_letter(), mail.call_id) else { return Ok(None) };
        let call = self.practice(mail.practice_id).calls().find(call_id).await?.as_told();
        if let Some(why) = obsolete(&letter, &call, now) {
            return Ok(Some(why));
        }
        let all = self.mails_of_call(mail.practice_id, call_id).await?;
        let replaces = |other: &Mail| {
            other.seq > mail.seq
                && other.kind == MailKind::Invitation
                && other.state != MailState::Failed
                && other.state != MailState::Obsolete
                && other.to_address.eq_ignore_ascii_case(&mail.to_address)
        };
        let told = matches!(mail.kind, MailKind::Invitation | MailKind::Reschedule);
        if told && all.iter().any(replaces) {
            return Ok(Some(Obsolete::Replaced));
        }
        let earlier: Vec<CallLetter> =
            all.iter().filter(|other| other.seq < mail.seq).filter_map(Mail::as_letter).collect();
        Ok(needless(&letter, &earlier, &call))
    }

    pub(super) async fn mark_obsolete(
        &mut self,
        mail: Mail,
        why: Obsolete,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let (state, obsolete) = (MailState::Obsolete, Some(why));
        let mail = self.save_mail(Mail { state, obsolete, ..mail }).await?;
        self.tell_author_of_mail(&mail, now).await
    }

    async fn mails_of_call(&self, practice: PracticeId, call: CallId) -> Result<Vec<Mail>> {
        let of_call = Entity::find()
            .filter(Column::PracticeId.eq(practice))
            .filter(Column::CallId.eq(call))
            .order_by_asc(Column::Seq);
        Ok(of_call.all(self.conn()).await?)
    }
}
